/* Who is in which group, as a table to keep: what the page shows to whoever asks, and no more. */
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '$lib/access/actor';
import { m } from '$lib/paraglide/messages';
import { groupsFor } from './groups.server';

/** In UTF-8 with the mark that tables know it by; needs `group.see`. */
export async function groupsCsv(actor: Actor, slug: string, now: Date): Promise<string> {
	const { groups, without } = await groupsFor(actor, slug, now);
	const rows = [...groups, { name: '', people: without }].flatMap(({ name, people }) =>
		people.map((person) => [name, person.name, person.section])
	);
	const head = [m.groups_column_group(), m.courses_person_name(), m.courses_section()];
	return stringify([head, ...rows], { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
}
