/*
 * The people of a course as a table to keep: what their list shows to whoever asks, and no code ever.
 * A cell that a table might take for a formula gets a sign before it; our own reader takes it off again.
 */
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '$lib/access/actor';
import { m } from '$lib/paraglide/messages';
import type { PeopleFilter } from './people';
import { peopleIn } from './people.server';
import { roleName } from './wording';

/** In UTF-8 with the mark that tables know it by; needs `people.see`. */
export async function peopleCsv(
	actor: Actor,
	filter: PeopleFilter,
	timeZone: string
): Promise<string> {
	const people = await peopleIn(actor, filter);
	const dayOf = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone });
	const rows = people.map(({ rosterId, name, email, sectionName, role, joinedAt }) => [
		rosterId,
		name,
		email,
		sectionName,
		roleName[role](),
		dayOf.format(joinedAt)
	]);
	const head = [
		m.courses_person_roster_id(),
		m.courses_person_name(),
		m.courses_person_email(),
		m.courses_section(),
		m.courses_role(),
		m.courses_person_joined()
	];
	return stringify([head, ...rows], { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
}
