import { describe, expect, it } from 'vitest';
import { readPointers, writtenPointers } from './pointers';
import type { ReadingIndex } from './reading';

const reading = (key: string, number: number | null): ReadingIndex[number] => ({
	id: `id-${key}`,
	key,
	slug: key,
	kind: number === null ? 'note' : 'op-ed',
	number,
	isRetired: false,
	title: {},
	paragraphs: [
		{ id: 'p1', number: 1 },
		{ id: 'p9', number: 2 }
	]
});
const index = [reading('002', 1), reading('004', 2), reading('note', null)];

describe('where something is spoken of', () => {
	it('is written with the numbers that readers see, and kept with ids', () => {
		const read = readPointers(index, '1:2, 2.1،note:2\n1 : 2');
		expect(read).toEqual({ ok: true, pointers: ['002:p9', '004:p1', 'note:p9'] });
		expect(writtenPointers(index, ['002:p9', '004:p1', 'note:p9'])).toBe('1:2, 2:1, note:2');
	});

	it('says which one leads nowhere', () => {
		expect(readPointers(index, '1:1, 7:1')).toEqual({ ok: false, unknown: '7:1' });
		expect(readPointers(index, '1:5')).toEqual({ ok: false, unknown: '1:5' });
		expect(readPointers(index, 'second')).toEqual({ ok: false, unknown: 'second' });
	});

	it('leaves out what has gone, and is empty for nothing', () => {
		expect(writtenPointers(index, ['004:p7', '009:p1'])).toBe('');
		expect(readPointers(index, ' , ')).toEqual({ ok: true, pointers: [] });
	});
});
