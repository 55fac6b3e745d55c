/*
 * The code on a slip, with which somebody signs in whose school made the account: eight signs, forty
 * bits. Without I, L, O and U; what looks like another sign is read as the one that is meant. Pure;
 * randomness is handed in.
 */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;

/** As it is kept (hashed) and asked for: without the dash. */
export function makePersonalCode(random: (below: number) => number): string {
	return Array.from({ length }, () => signs[random(signs.length)]).join('');
}

/** In two groups, so that it can be read aloud and typed. */
export function showPersonalCode(code: string): string {
	return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** The code from whatever way it was typed, also with digits of another script; null when it is none. */
export function readPersonalCode(typed: string): string | null {
	if (typed.length > 60) return null;
	const code = typed
		.normalize('NFKC')
		.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 15))
		.toUpperCase()
		.replace(/[^\p{L}\p{N}]/gu, '')
		.replace(/O/g, '0')
		.replace(/[IL]/g, '1');
	return code.length === length && [...code].every((sign) => signs.includes(sign)) ? code : null;
}

/** What a password may mean that was typed: a code in its kept form first, then just what it is. */
export function passwordReadings(typed: string): string[] {
	const code = readPersonalCode(typed);
	return code === null || code === typed ? [typed] : [code, typed];
}
