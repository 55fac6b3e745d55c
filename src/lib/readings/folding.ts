/*
 * Words made alike for search, in both scripts: whoever types without marks, with the other keyboard's
 * yeh or kaf, with Urdu or Latin digits, finds what is meant. What comes out has only letters and
 * digits with single spaces between them, so that every full-text engine cuts it into the same words;
 * each of its units still knows the place that it came from. Pure.
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

const zeros = [0x0660, 0x06f0, 0x0966];

const isMark = /\p{M}/u;
/** What joins and directs without being seen; the space of no width parts words. */
const isUnseen = /(?!\u200B)\p{Cf}/u;
const isWord = /[\p{L}\p{Nd}]/u;

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
	const code = part.codePointAt(0) ?? 0;
	const zero = zeros.find((first) => code >= first && code < first + 10);
	return zero === undefined ? part : String(code - zero);
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
			folded += unit;
			from.push(at);
			to.push(end);
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
