/*
 * How the people of a course are looked for. Pure.
 */
import type { CourseRole } from '$lib/access/actor';
import { foldForSearch } from '$lib/i18n/fold';
import { courseRoles } from './course';

export interface PeopleFilter {
	search: string;
	role: CourseRole | null;
	sectionId: string | null;
	state: 'active' | 'removed';
}

/** The filter of an address; what it does not know counts as not said. */
export function peopleFilter(query: URLSearchParams): PeopleFilter {
	const role = query.get('role');
	return {
		search: (query.get('search') ?? '').slice(0, 100),
		role: courseRoles.find((r) => r === role) ?? null,
		sectionId: query.get('section') || null,
		state: query.get('state') === 'removed' ? 'removed' : 'active'
	};
}

/** Every word of the search is in the name, the address or the roll number. */
export function findsPerson(
	search: string,
	person: { name: string; email: string | null; rosterId?: string | null }
): boolean {
	const where = foldForSearch(`${person.name} ${person.email ?? ''} ${person.rosterId ?? ''}`);
	return foldForSearch(search)
		.split(/\s+/)
		.every((word) => where.includes(word));
}

/** How many may be invited at once: mail servers do not like floods. */
export const mostInvitations = 200;

/** A pasted list: addresses parted by anything that cannot be in one, each once, lower case. */
export function readAddresses(pasted: string): { addresses: string[]; unreadable: string[] } {
	const pieces = pasted
		.split(/[\s,;<>()"]+/)
		.filter((piece) => piece.includes('@'))
		.map((piece) => piece.replace(/^mailto:/i, '').toLowerCase());
	const readable = (piece: string) =>
		piece.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(piece);
	return {
		addresses: [...new Set(pieces.filter(readable))],
		unreadable: [...new Set(pieces.filter((piece) => !readable(piece)))]
	};
}
