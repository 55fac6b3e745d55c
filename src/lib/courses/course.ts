/*
 * What a course is: its address, its join code, its roles. Pure; randomness is handed in.
 */
import type { CourseRole } from '$lib/access/actor';
import type { LocalText } from '$lib/i18n/local-text';

/** A whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

export const courseRoles = [
	'instructor',
	'assistant',
	'observer',
	'student'
] as const satisfies readonly CourseRole[];

/** Without 0 O, 1 I L: a code is read from a board and typed on a phone. */
const codeLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const codeLength = 8;

export function makeJoinCode(random: Random): string {
	return Array.from({ length: codeLength }, () => codeLetters[random(codeLetters.length)]).join('');
}

/** The code as it is kept, from whatever way it was typed; null when it cannot be one. */
export function readJoinCode(typed: string): string | null {
	const code = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
	return code.length === codeLength && [...code].every((c) => codeLetters.includes(c))
		? code
		: null;
}

/** In two groups, so that it can be read aloud. */
export function showJoinCode(code: string): string {
	return `${code.slice(0, 4)}-${code.slice(4)}`;
}

const slugLetters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Latin letters of the title and a short random end: unique, and not to be guessed from the title. */
export function makeCourseSlug(title: LocalText, random: Random): string {
	const words = (title.en ?? '')
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 40)
		.replace(/^-+|-+$/g, '');
	const end = Array.from({ length: 5 }, () => slugLetters[random(slugLetters.length)]).join('');
	return `${words || 'course'}-${end}`;
}

let zones: readonly string[] | null = null;

/** Every zone this machine knows by name, Pakistan's first. */
export function timeZones(): readonly string[] {
	zones ??= [...new Set(['Asia/Karachi', 'UTC', ...Intl.supportedValuesOf('timeZone')])];
	return zones;
}
