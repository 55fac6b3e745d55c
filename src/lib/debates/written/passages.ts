/* Where a cited passage of a debate stands in its reading. Pure. */
import type { Passage } from '../debate';

/** Passages in one turn. */
export const mostPassages = 8;

/** The reading, open at the paragraph, with the words marked. */
export function passageHref(module: string, passage: Passage): string {
	const { reading, lang, paragraphId, start, end } = passage;
	const query = `edition=${lang}&mark=${paragraphId}:${start}-${end}`;
	return `${module}/readings/${reading}?${query}#${paragraphId}`;
}

/** The same words of the same paragraph. */
export function isSamePassage(a: Passage, b: Passage): boolean {
	return (
		a.versionId === b.versionId &&
		a.paragraphId === b.paragraphId &&
		a.start === b.start &&
		a.end === b.end
	);
}

/** Each passage once, in the order in which they come. */
export function eachOnce(passages: readonly Passage[]): Passage[] {
	return passages.filter((one, i) => passages.findIndex((p) => isSamePassage(p, one)) === i);
}
