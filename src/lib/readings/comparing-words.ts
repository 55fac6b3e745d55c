/*
 * When two spellings are the same words: typographic and typewriter quotes, dashes and spaces,
 * composed and decomposed letters, Arabic and Urdu forms of a letter, digits of three scripts, and
 * vowel marks that one writer sets and another leaves out. Every letter of the folded words knows
 * where it came from. Pure.
 */
export interface Folded {
	words: string;
	/** For each unit of `words` the half-open range of units that it came from. */
	from: Uint32Array;
	to: Uint32Array;
}

const like: Record<string, string> = {
	"'": '‘’‚‛′`´ʼ‹›',
	'"': '“”„‟″«»',
	'-': '‐‑‒–—―−',
	',': '،',
	';': '؛',
	'?': '؟',
	'.': '۔',
	ی: 'يى',
	ک: 'ك',
	ہ: 'هةۃە'
};
const sameAs = new Map<string, string>();
for (const [one, others] of Object.entries(like))
	for (const other of others) sameAs.set(other, one);
for (let digit = 0; digit < 10; digit++) {
	sameAs.set(String.fromCharCode(0x660 + digit), String(digit));
	sameAs.set(String.fromCharCode(0x6f0 + digit), String(digit));
}

/** Latin accents, Arabic vowel and reading marks (hamza and madda stay), forms of emoji. */
const mark =
	/[\u0300-\u036F\u0610-\u061A\u064B-\u0652\u0656-\u065F\u0670\u06D6-\u06ED\uFE00-\uFE0F]/u;
/** Takes no room: joiners, direction marks, soft hyphen; and the stroke that stretches a word. */
const unseen = /[\p{Cf}\u0640]/u;
const space = /\s/;

const foldedLetters = new Map<string, string>();

/** Of one character beyond ASCII; empty for one that is left out. */
function letter(character: string): string {
	const known = foldedLetters.get(character);
	if (known !== undefined) return known;
	let folded = '';
	if (space.test(character)) folded = ' ';
	else if (sameAs.has(character)) folded = sameAs.get(character) ?? '';
	else
		for (const part of character.normalize('NFKD'))
			if (!mark.test(part) && !unseen.test(part)) folded += sameAs.get(part) ?? part;
	if (foldedLetters.size < 20_000) foldedLetters.set(character, folded);
	return folded;
}

export function fold(text: string): Folded {
	const from: number[] = [];
	const to: number[] = [];
	let words = '';
	let isSpace = false;
	let at = 0;
	while (at < text.length) {
		const code = text.charCodeAt(at);
		const isPair = code >= 0xd800 && code < 0xdc00 && at + 1 < text.length;
		const next = at + (isPair ? 2 : 1);
		const character = text.slice(at, next);
		const folded = code === 0x60 ? "'" : code > 0x20 && code < 0x80 ? character : letter(character);
		if (folded === '') {
			// A mark belongs to the letter before it.
			if (to.length > 0 && mark.test(character)) to[to.length - 1] = next;
		} else if (folded === ' ' && isSpace) to[to.length - 1] = next;
		else {
			words += folded;
			for (let unit = 0; unit < folded.length; unit++) {
				from.push(at);
				to.push(next);
			}
			isSpace = folded === ' ';
		}
		at = next;
	}
	return { words, from: Uint32Array.from(from), to: Uint32Array.from(to) };
}

const wordSegments = new Intl.Segmenter('en', { granularity: 'word' });
const characterSegments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** 1 at each offset, the length included, between two words and two whole characters. */
export function edges(text: string): Uint8Array {
	const may = new Uint8Array(text.length + 1);
	for (const { index } of characterSegments.segment(text)) may[index] = 2;
	for (const { index } of wordSegments.segment(text)) if (may[index] === 2) may[index] = 1;
	for (let at = 0; at < text.length; at++) if (may[at] === 2) may[at] = 0;
	may[text.length] = 1;
	return may;
}
