/*
 * Words made alike for search, in both scripts: whoever types without marks, with the other keyboard's
 * yeh or kaf, with Urdu or Latin digits, finds what is meant. What comes out are words of letters and
 * numbers of digits with single spaces between them, so that every full-text engine cuts it in the
 * same way; each of its units still knows the place that it came from. Pure.
 */

/** Letters that one keyboard writes for another's, after decomposition; an empty one is left out. */
const letters: Readonly<Record<string, string>> = {
	ي: 'ی',
	ى: 'ی',
	ك: 'ک',
	ڪ: 'ک',
	ه: 'ہ',
	ة: 'ہ',
	ۃ: 'ہ',
	ە: 'ہ',
	ٱ: 'ا',
	ء: '',
	ٴ: '',
	ـ: '',
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ı: 'i',
	ς: 'σ'
};

const isMark = /\p{M}/u;
/** What joins and directs without being seen; the space of no width parts words. */
const isUnseen = /(?!\u200B)\p{Cf}/u;
const isWord = /[\p{L}\p{Nd}]/u;
const isDigit = /\p{Nd}/u;

const joint = /^(?:\d[^\d ]|[^\d ]\d)$/;

const known = new Map<string, string>();
const mostKnown = 4096;

/** One code point, folded; a space for whatever parts words. */
function foldCharacter(character: string): string {
	let folded = known.get(character);
	if (folded === undefined) {
		folded = '';
		for (const part of character.normalize('NFKD'))
			for (const low of part.toLowerCase().normalize('NFKD')) folded += foldPart(low);
		if (known.size < mostKnown) known.set(character, folded);
	}
	return folded;
}

function foldPart(part: string): string {
	if (isMark.test(part) || isUnseen.test(part)) return '';
	const letter = letters[part];
	if (letter !== undefined) return letter;
	if (!isWord.test(part)) return ' ';
	return isDigit.test(part) ? String(valueOf(part.codePointAt(0) ?? 0)) : part;
}

/** The digits of every script stand in rows of ten, from zero up. */
function valueOf(code: number): number {
	let first = code;
	while (isDigit.test(String.fromCodePoint(first - 1))) first--;
	return (code - first) % 10;
}

/** Words with single spaces between them, for comparison alone. */
export function foldForSearch(text: string): string {
	return foldWithPlaces(text).folded;
}

export interface Folded {
	folded: string;
	/** For each unit of `folded`: where in the text it begins and ends, in UTF-16 units. */
	from: number[];
	to: number[];
}

/** The same with its places, so that what was found in it can be shown in the words themselves. */
export function foldWithPlaces(text: string): Folded {
	let folded = '';
	const from: number[] = [];
	const to: number[] = [];
	let at = 0;
	for (const character of text) {
		const end = at + character.length;
		const units = foldCharacter(character);
		// Marks belong to the letter before them.
		if (units === '' && folded !== '' && !folded.endsWith(' ')) to[to.length - 1] = end;
		for (const unit of units.split('')) {
			if (unit === ' ' && (folded === '' || folded.endsWith(' '))) continue;
			// Engines do not agree on what `1e5x` is: letters and digits part.
			const parts = unit !== ' ' && joint.test(folded.slice(-1) + unit) ? ` ${unit}` : unit;
			for (const part of parts.split('')) {
				folded += part;
				from.push(at);
				to.push(end);
			}
		}
		at = end;
	}
	if (folded.endsWith(' ')) {
		folded = folded.slice(0, -1);
		from.pop();
		to.pop();
	}
	return { folded, from, to };
}
