/*
 * The gradebook as a table to keep, and to bring back: everybody behind the filter, one column an
 * item. A column's header ends in a key that stays when its title changes, a line names its person by
 * a key too, and says when the file was made.
 */
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { findsPerson } from '$lib/courses/people';
import { plainText, type Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { cellText, keyOfItem, metaTitle } from './changes';
import { cellsOf } from './facts.server';
import type { GradebookFilter, ItemHere } from './gradebook';
import { shownStudents, studentsWhere, totalFor } from './gradebook.server';
import { itemsIn, planIn } from './items.server';

/** In UTF-8 with the mark that tables know it by; needs `gradebook.read`. */
export async function gradebookCsv(
	actor: Actor,
	filter: GradebookFilter,
	locale: Locale,
	now: Date
): Promise<string> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.read', { courseId });
	const [items, plan, everybody] = await Promise.all([
		itemsIn(actor),
		planIn(actor),
		studentsWhere(db(), shownStudents(actor, filter.sectionId))
	]);
	const people = everybody.filter((person) => findsPerson(filter.search, person));
	const ids = people.map((person) => person.enrolmentId);
	const cells = await cellsOf(courseId, items, ids, now, { isClass: true });
	const columns = items.filter(({ module }) => !filter.module || module.slug === filter.module);
	const namesPeople = may(actor, 'gradebook.edit', { courseId });
	const head = [
		metaTitle.key(),
		metaTitle.name(),
		...(namesPeople ? [metaTitle.rosterId(), metaTitle.email()] : []),
		metaTitle.section(),
		...columns.map((item) => headerOf(item, items, locale)),
		metaTitle.total(),
		metaTitle.made()
	];
	const rows = people.map(({ enrolmentId, name, rosterId, email, sectionName }) => {
		const own = cells.get(enrolmentId);
		const { share } = totalFor(items, cells, enrolmentId, plan);
		return [
			enrolmentId,
			name,
			...(namesPeople ? [rosterId ?? '', email ?? ''] : []),
			sectionName ?? '',
			...columns.map(({ id }) => {
				const cell = own?.get(id);
				return cell ? cellText(cell) : '';
			}),
			share === null ? '' : (share * 100).toFixed(2),
			now.toISOString()
		];
	});
	return stringify([head, ...rows], { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
}

function headerOf(item: ItemHere, items: readonly ItemHere[], locale: Locale): string {
	return `${plainText(item.title, locale)} /${item.most} [${keyOfItem(item, items)}]`;
}
