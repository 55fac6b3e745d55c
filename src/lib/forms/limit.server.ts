/*
 * How much a request may send: 64 KB, on upload pages 5 MB. Refused by the announced length, and
 * while reading when none is announced.
 */
import { error } from '@sveltejs/kit';
import { saidOf } from '$lib/access/refuse';
import { m } from '$lib/paraglide/messages';

const usual = 64 * 1024;
const upload = 5 * 1024 * 1024;

/** Route ids whose forms carry files, whole texts, or lists of texts in both languages. */
const uploads: ReadonlySet<string> = new Set([
	'/(signed-in)/courses/[course]/modules/[module]/debates/[debate]',
	'/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/notes/import',
	'/(staff)/courses/[course]/gradebook/import',
	'/(staff)/courses/[course]/modules/[module]/debates/formats/[format]',
	'/(staff)/courses/[course]/modules/[module]/debates/formats/import',
	'/(staff)/courses/[course]/modules/[module]/edit/import',
	'/(staff)/courses/[course]/modules/[module]/edit/note',
	'/(staff)/courses/[course]/modules/[module]/edit/questions/[question]',
	'/(staff)/courses/[course]/modules/[module]/edit/readings/new',
	'/(staff)/courses/[course]/modules/[module]/edit/readings/[reading]',
	'/(staff)/courses/[course]/modules/[module]/edit/readings/[reading]/[lang]',
	'/(staff)/courses/[course]/modules/[module]/edit/rubric',
	'/(staff)/courses/[course]/modules/[module]/edit/sets/[set]/new/[kind]',
	'/(staff)/courses/[course]/modules/[module]/edit/texts/[document]',
	'/(staff)/courses/[course]/modules/bring-in',
	'/(staff)/courses/[course]/people/roster'
]);

export async function limitBody(request: Request, routeId: string | null): Promise<Request> {
	if (!request.body) return request;
	const most = routeId && uploads.has(routeId) ? upload : usual;
	const announced = request.headers.get('content-length');
	if (announced !== null) {
		if (Number(announced) > most) tooLarge();
		return request;
	}
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
		size += chunk.byteLength;
		if (size > most) tooLarge();
		chunks.push(chunk);
	}
	return new Request(request.url, {
		method: request.method,
		headers: request.headers,
		body: Buffer.concat(chunks)
	});
}

function tooLarge(): never {
	error(413, { message: 'too large', ...saidOf(413), detail: m.forms_too_large() });
}
