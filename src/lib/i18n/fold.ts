/*
 * Both scripts as people type them, for comparing and for search: without case, marks, vowel signs
 * and elongation, with the Urdu letter for each of its Arabic variants and Latin digits. Pure.
 */
const variants: Readonly<Record<string, string>> = {
	ي: 'ی',
	ى: 'ی',
	ك: 'ک',
	ه: 'ہ',
	ة: 'ہ',
	ۃ: 'ہ',
	ە: 'ہ',
	ۂ: 'ہ'
};

/** NFC, so that what a search finds can be told again; never shown. */
export function foldForSearch(text: string): string {
	return (
		text
			.normalize('NFKD')
			// Marks of any script, the tatweel, and the joiners and directions that one cannot see.
			.replace(/[\p{M}\u0640\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
			.replace(/[يىكهةۃەۂ]/g, (letter) => variants[letter] ?? letter)
			.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 15))
			.toLowerCase()
			.normalize('NFC')
	);
}

/** Letters and digits alone: one name however it is spaced, dotted and cased. Empty when it has none. */
export function foldName(text: string): string {
	return foldForSearch(text).replace(/[^\p{L}\p{N}]/gu, '');
}
