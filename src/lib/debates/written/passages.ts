/* Where a cited passage of a debate stands in its reading. Pure. */
import type { Passage } from '../debate';

/** Passages in one turn. */
export const mostPassages = 10;

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

/** What stood in the fields of a form: each a list of passages as JSON; unreadable ones are left out. */
export function passagesTyped(
	value: string | string[] | undefined,
	otherwise: Passage[]
): Passage[] {
	if (value === undefined) return otherwise;
	return eachOnce([value].flat().flatMap(readList));
}

function readList(text: string): Passage[] {
	try {
		const list: unknown = JSON.parse(text || '[]');
		return Array.isArray(list) ? list.filter(isPassage) : [];
	} catch {
		return [];
	}
}

function isPassage(value: unknown): value is Passage {
	if (typeof value !== 'object' || value === null) return false;
	const { paragraphId, versionId, reading, exact, start, end, number } = value as Record<
		string,
		unknown
	>;
	return (
		[paragraphId, versionId, reading, exact].every((one) => typeof one === 'string') &&
		[start, end, number].every((one) => typeof one === 'number')
	);
}
