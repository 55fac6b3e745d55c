/*
 * How authors write where something is spoken of: `2:5, 4:7` is paragraph 5 of reading 2 and
 * paragraph 7 of reading 4. Stored with keys and ids (`004:p7`), which stay when numbers change.
 * Pure.
 */
import { readParagraphMark } from '$lib/modules/module';
import type { ReadingIndex } from './reading';

/** As an author writes them; those that lead nowhere any more are left out. */
export function writtenPointers(index: ReadingIndex, pointers: readonly string[]): string {
	return pointers
		.flatMap((pointer) => {
			const mark = readParagraphMark(pointer);
			const reading = mark && index.find((r) => r.key === mark.readingKey);
			const paragraph = reading?.paragraphs.find((p) => p.id === mark?.paragraphId);
			if (!reading || !paragraph) return [];
			return [`${reading.number ?? reading.key}:${paragraph.number}`];
		})
		.join(', ');
}

export type ReadPointers = { ok: true; pointers: string[] } | { ok: false; unknown: string };

/** `unknown` is the first one that leads nowhere. */
export function readPointers(index: ReadingIndex, written: string): ReadPointers {
	const pointers: string[] = [];
	for (const piece of written.split(/[,،;\n]/).map((p) => p.trim())) {
		if (piece === '') continue;
		const [, of, number] = /^([\w-]{1,60})\s*[:.]\s*(\d{1,4})$/.exec(piece) ?? [];
		const reading =
			index.find((r) => r.number !== null && String(r.number) === of) ??
			index.find((r) => r.key === of);
		const paragraph = reading?.paragraphs.find((p) => p.number === Number(number));
		if (!reading || !paragraph) return { ok: false, unknown: piece.slice(0, 40) };
		const pointer = `${reading.key}:${paragraph.id}`;
		if (!pointers.includes(pointer)) pointers.push(pointer);
	}
	return { ok: true, pointers };
}
