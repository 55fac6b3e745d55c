/*
 * What happens to text that people write before it is kept: NFC, plain line breaks, no bidi
 * overrides or isolates (U+202A–202E, U+2066–2069); ZWNJ, ZWJ, LRM and RLM stay. NUL and U+FFFD are
 * refused, because they mean that something was lost on the way. Pure.
 */
const overrides = /[\u202A-\u202E\u2066-\u2069]/gu;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const lost = /[\u0000\uFFFD]/u;
// eslint-disable-next-line no-control-regex -- other control characters are dropped silently
const controls = /[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F]/gu;

export function hasLostCharacters(text: string): boolean {
	return lost.test(text) || !text.isWellFormed();
}

export function cleanWords(text: string): string {
	return text.replace(/\r\n?/g, '\n').replace(overrides, '').replace(controls, '').normalize('NFC');
}

/** Words as people count them, in either script. */
export function countWords(text: string): number {
	return text.match(/[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}'’-]|\u200C|\u200D)*/gu)?.length ?? 0;
}
