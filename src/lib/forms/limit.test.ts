import { describe, expect, it } from 'vitest';
import { limitBody } from './limit.server';

const inModule = '/(staff)/courses/[course]/modules/[module]';
const sent = (kilobytes: number, announced: boolean) =>
	new Request('http://localhost/', {
		method: 'POST',
		body: 'x'.repeat(kilobytes * 1024),
		...(announced ? { headers: { 'content-length': String(kilobytes * 1024) } } : {})
	});

describe.each([true, false])('what a form may send, announced: %s', (announced) => {
	it('is a page of words', async () => {
		await expect(limitBody(sent(60, announced), '/(signed-in)/courses')).resolves.toBeDefined();
		await expect(limitBody(sent(70, announced), '/(signed-in)/courses')).rejects.toMatchObject({
			status: 413
		});
	});

	it('is the longest turn of a written debate, in letters of which each takes six', async () => {
		const route = '/(signed-in)/courses/[course]/modules/[module]/debates/[debate]';
		await expect(limitBody(sent(120, announced), route)).resolves.toBeDefined();
	});

	it.each(['import', '[format]'])(
		'is the fullest format of debate on formats/%s, and what is too large for one is told beside the field',
		async (page) => {
			const route = `${inModule}/debates/formats/${page}`;
			await expect(limitBody(sent(300, announced), route)).resolves.toBeDefined();
			await expect(limitBody(sent(6000, announced), route)).rejects.toMatchObject({ status: 413 });
		}
	);
});
