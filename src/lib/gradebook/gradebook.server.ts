/*
 * The gradebook as a page shows it: some of the people, all of the columns or those of one module.
 * People and their cells are read for the page alone; only what asks about everybody (a search, the
 * order by total, only what is missing or set by hand) reads the class.
 */
import { and, asc, count, eq, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { findsPerson } from '$lib/courses/people';
import { peopleShownTo, sectionsIn } from '$lib/courses/people.server';
import { studentName } from '$lib/courses/wording';
import type { LocalText } from '$lib/i18n/local-text';
import { db, type Executor } from '$lib/server/db/client';
import { enrolment, section, user } from '$lib/server/db/schema';
import { hasMailbox } from '$lib/server/mail';
import { cellsOf, type Cells } from './facts.server';
import {
	countedPoints,
	type Cell,
	type GradebookFilter,
	type ItemHere,
	type Plan
} from './gradebook';
import { itemsIn, planIn } from './items.server';
import { totalOf } from './totals';

export const peopleOnPage = 50;

export interface StudentHere {
	enrolmentId: string;
	name: string;
	/** Null for an account that a school made without one. */
	email: string | null;
	rosterId: string | null;
	sectionName: string | null;
}

export interface GradebookRow {
	enrolmentId: string;
	name: string;
	sectionName: string | null;
	/** In the order of the columns. */
	cells: Cell[];
	/** Over all columns of the course; null while nothing counts. */
	total: number | null;
	/** Ids of the sets that do not count because they are this person's lowest. */
	lowest: string[];
}

export interface Gradebook {
	columns: Pick<ItemHere, 'id' | 'kind' | 'title' | 'most' | 'weight' | 'isDropped' | 'module'>[];
	rows: GradebookRow[];
	/** Behind the filter, on every page. */
	people: number;
	page: number;
	pages: number;
	plan: Plan;
	modules: { slug: string; title: LocalText }[];
	sections: { id: string; name: string }[];
	mayEdit: boolean;
}

/** Needs `gradebook.read`; an assistant of one section sees that one. */
export async function gradebookFor(
	actor: Actor,
	filter: GradebookFilter,
	now: Date
): Promise<Gradebook> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.read', { courseId });
	const [items, plan, sections] = await Promise.all([
		itemsIn(actor),
		planIn(actor),
		sectionsIn(actor)
	]);
	const modules = [...new Map(items.map(({ module }) => [module.slug, module])).values()];
	const columns = filter.module
		? items.filter((item) => item.module.slug === filter.module)
		: items;
	if (filter.module && columns.length === 0) notFound();
	const found = await peopleAndCells(actor, filter, { items, columns, plan }, now);
	const total = (enrolmentId: string) => totalFor(items, found.cells, enrolmentId, plan);
	return {
		columns: columns.map(({ id, kind, title, most, weight, isDropped, module }) => {
			return { id, kind, title, most, weight, isDropped, module };
		}),
		rows: found.onPage.map(({ enrolmentId, name, sectionName }) => {
			const { share, lowest } = total(enrolmentId);
			const own = found.cells.get(enrolmentId);
			const cells = columns.map(({ id }) => own?.get(id) ?? emptyCell);
			return { enrolmentId, name, sectionName, cells, total: share, lowest };
		}),
		people: found.people,
		page: found.page,
		pages: found.pages,
		plan,
		modules: modules.map(({ slug, title }) => ({ slug, title })),
		sections: sections.map(({ id, name }) => ({ id, name })),
		mayEdit: may(actor, 'gradebook.edit', { courseId })
	};
}

const emptyCell: Cell = { points: null, standing: 'none' };

/** What staff see of a person's total. */
export function totalFor(
	items: readonly ItemHere[],
	cells: Cells,
	enrolmentId: string,
	{ dropLowestSets }: Plan
) {
	const own = cells.get(enrolmentId);
	return totalOf(items, (id) => countedPoints(own?.get(id)), dropLowestSets);
}

interface Found {
	onPage: StudentHere[];
	cells: Cells;
	people: number;
	page: number;
	pages: number;
}

async function peopleAndCells(
	actor: Actor,
	filter: GradebookFilter,
	{ items, columns, plan }: { items: ItemHere[]; columns: ItemHere[]; plan: Plan },
	now: Date
): Promise<Found> {
	const { courseId } = membershipOf(actor);
	const shown = shownStudents(actor, filter.sectionId);
	const asksCells = filter.only !== null || filter.order !== 'name';
	if (!asksCells && filter.search === '') {
		const [counted] = await db().select({ n: count() }).from(enrolment).where(shown);
		const place = pageOf(filter.page, counted?.n ?? 0);
		const onPage = await studentsWhere(db(), shown, place.page);
		const cells = await cellsOf(courseId, items, idsOf(onPage), now);
		return { onPage, cells, ...place };
	}
	const everybody = await studentsWhere(db(), shown);
	let people = everybody.filter((person) => findsPerson(filter.search, person));
	let cells: Cells = new Map();
	if (asksCells) {
		cells = await cellsOf(courseId, items, idsOf(people), now, { isClass: true });
		people = people.filter(({ enrolmentId }) => isWanted(cells.get(enrolmentId), columns, filter));
		if (filter.order !== 'name') people = byTotal(people, filter.order, cells, items, plan);
	}
	const place = pageOf(filter.page, people.length);
	const onPage = people.slice((place.page - 1) * peopleOnPage, place.page * peopleOnPage);
	if (!asksCells) cells = await cellsOf(courseId, items, idsOf(onPage), now);
	return { onPage, cells, ...place };
}

const idsOf = (people: readonly StudentHere[]) => people.map((person) => person.enrolmentId);

function pageOf(wanted: number, people: number) {
	const pages = Math.max(1, Math.ceil(people / peopleOnPage));
	return { people, pages, page: Math.min(wanted, pages) };
}

function isWanted(
	cells: Map<string, Cell> | undefined,
	columns: readonly ItemHere[],
	{ only }: GradebookFilter
): boolean {
	if (only === null) return true;
	return columns.some((item) => {
		const cell = cells?.get(item.id);
		return only === 'missing'
			? cell?.standing === 'missing' && !item.isDropped
			: cell?.isOverridden === true && item.kind !== 'hand';
	});
}

/** Whoever has no total yet comes last; equal ones stay by name. */
function byTotal(
	people: StudentHere[],
	order: GradebookFilter['order'],
	cells: Cells,
	items: ItemHere[],
	plan: Plan
): StudentHere[] {
	const sign = order === 'lowest' ? 1 : -1;
	const last = order === 'lowest' ? Infinity : -Infinity;
	return people
		.map((person) => ({
			person,
			share: totalFor(items, cells, person.enrolmentId, plan).share ?? last
		}))
		.sort((a, b) => (a.share === b.share ? 0 : sign * (a.share - b.share)))
		.map(({ person }) => person);
}

/** Students of the course whom the actor may see; whoever left is not among them. */
export function shownStudents(actor: Actor, sectionId: string | null): SQL | undefined {
	return and(
		peopleShownTo(actor),
		eq(enrolment.role, 'student'),
		eq(enrolment.state, 'active'),
		sectionId === null ? undefined : eq(enrolment.sectionId, sectionId)
	);
}

/** By name. @param page from 1; all of them without it */
export async function studentsWhere(
	on: Pick<Executor, 'select'>,
	shown: SQL | undefined,
	page?: number
): Promise<StudentHere[]> {
	const query = on
		.select({
			enrolmentId: enrolment.id,
			name: user.name,
			email: user.email,
			rosterId: enrolment.rosterId,
			sectionName: section.name
		})
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.where(shown)
		.orderBy(asc(user.name), asc(enrolment.id))
		.$dynamic();
	const rows = await (page === undefined
		? query
		: query.limit(peopleOnPage).offset((page - 1) * peopleOnPage));
	return rows.map(({ name, email, ...row }) => ({
		...row,
		name: studentName(name),
		email: email !== null && hasMailbox(email) ? email : null
	}));
}
