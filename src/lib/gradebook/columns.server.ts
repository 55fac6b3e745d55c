/*
 * What the instructor settles about the columns: weight, whether one counts at all, how many of the
 * lowest sets do not, and columns made by hand. Columns carry no version: a save names the stamp of
 * what its form showed, and whoever saves holds the course meanwhile.
 */
import { and, count, eq, gt, max, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdCourse } from '$lib/courses/enrolling.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { changeGrades, type CellChange } from '$lib/modules/changing-grades.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { courseModule, grade, gradebookPlan, gradeItem } from '$lib/server/db/schema';
import type { ItemHere, Plan } from './gradebook';
import { itemsIn, itemsOn, usualPlan } from './items.server';

export interface Column extends ItemHere {
	stamp: string;
	/** Grades there are, and how many of them their students see. */
	grades: number;
	released: number;
}

const stampOfItem = ({ title, most, weight, isDropped }: ItemHere) =>
	stampOf([title.en ?? '', title.ur ?? '', most, weight, isDropped]);

/** Needs `gradebook.edit`. */
export async function columnsFor(actor: Actor): Promise<Column[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	const items = await itemsIn(actor);
	const rows = await db()
		.select({
			itemId: grade.itemId,
			n: count(),
			released: sql<number>`sum(case when ${grade.state} = 'released' then 1 else 0 end)`.mapWith(
				Number
			)
		})
		.from(grade)
		.where(eq(grade.courseId, courseId))
		.groupBy(grade.itemId);
	const counts = new Map(rows.map((row) => [row.itemId, row]));
	return items.map((item) => {
		const { n = 0, released = 0 } = counts.get(item.id) ?? {};
		return { ...item, stamp: stampOfItem(item), grades: n, released };
	});
}

/** Modules that a column can be made in. */
export async function modulesForColumns(
	actor: Actor
): Promise<{ slug: string; title: LocalText }[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	return db()
		.select({ slug: courseModule.slug, title: courseModule.title })
		.from(courseModule)
		.where(eq(courseModule.courseId, courseId))
		.orderBy(courseModule.position);
}

export type ColumnChanged =
	| { ok: true }
	| { ok: false; reason: 'moved'; now: Column }
	| { ok: false; reason: 'points-above'; most: number };

/** Title and what can be reached are staff's own only where they made the column. */
export async function changeColumn(
	actor: Actor,
	itemId: string,
	wanted: {
		stamp: string;
		weight: number;
		isDropped: boolean;
		title: LocalText | null;
		most: number | null;
	},
	now: Date
): Promise<ColumnChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	return transaction(async (tx): Promise<ColumnChanged> => {
		const item = await heldItem(tx, courseId, itemId);
		if (stampOfItem(item) !== wanted.stamp)
			return {
				ok: false,
				reason: 'moved',
				now: { ...item, stamp: stampOfItem(item), grades: 0, released: 0 }
			};
		const { weight, isDropped } = wanted;
		const own =
			item.kind === 'hand'
				? { title: wanted.title ?? item.title, max: wanted.most ?? item.most }
				: {};
		if (own.max !== undefined && own.max < item.most) {
			const [above] = await tx
				.select({ n: count() })
				.from(grade)
				.where(
					and(eq(grade.courseId, courseId), eq(grade.itemId, itemId), gt(grade.points, own.max))
				);
			if ((above?.n ?? 0) > 0) return { ok: false, reason: 'points-above', most: own.max };
		}
		await tx
			.update(gradeItem)
			.set({ weight, isDropped, ...own })
			.where(isItem(courseId, itemId));
		await recordAct(actor, { act: 'grade.column', ...ofItem(itemId) }, now, tx);
		return { ok: true };
	});
}

/** @param wanted.module slug; 404 when there is no such module */
export async function addColumn(
	actor: Actor,
	wanted: { module: string; title: LocalText; most: number; weight: number },
	now: Date
): Promise<string> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	const id = newId();
	await transaction(async (tx) => {
		await holdCourse(tx, courseId);
		const [module] = await tx
			.select({ id: courseModule.id })
			.from(courseModule)
			.where(and(eq(courseModule.courseId, courseId), eq(courseModule.slug, wanted.module)));
		const moduleId = module?.id ?? notFound();
		const [last] = await tx
			.select({ position: max(gradeItem.position) })
			.from(gradeItem)
			.where(and(eq(gradeItem.courseId, courseId), eq(gradeItem.moduleId, moduleId)));
		const { title, most, weight } = wanted;
		const position = (last?.position ?? 0) + 1;
		const kind = 'hand' as const;
		await tx
			.insert(gradeItem)
			.values({ courseId, id, moduleId, kind, subjectId: id, title, position, max: most, weight });
		await recordAct(actor, { act: 'grade.addColumn', ...ofItem(id) }, now, tx);
	});
	return id;
}

export type ColumnRemoved = { ok: true } | { ok: false; reason: 'has-grades' };

/** Only one that was made by hand, and only while nobody has anything in it. */
export async function removeColumn(
	actor: Actor,
	itemId: string,
	now: Date
): Promise<ColumnRemoved> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	return transaction(async (tx): Promise<ColumnRemoved> => {
		const item = await heldItem(tx, courseId, itemId);
		if (item.kind !== 'hand') notFound();
		// Whoever fills a cell holds the column: from here on nobody does.
		await tx.update(gradeItem).set({ courseId }).where(isItem(courseId, itemId));
		const [filled] = await tx
			.select({ n: count() })
			.from(grade)
			.where(and(eq(grade.courseId, courseId), eq(grade.itemId, itemId)));
		if ((filled?.n ?? 0) > 0) return { ok: false, reason: 'has-grades' };
		await tx.delete(gradeItem).where(isItem(courseId, itemId));
		await recordAct(actor, { act: 'grade.removeColumn', ...ofItem(itemId) }, now, tx);
		return { ok: true };
	});
}

/** Shows a column made by hand to its students, or hides it again. Returns how many grades changed. */
export async function showColumn(
	actor: Actor,
	itemId: string,
	isShown: boolean,
	now: Date
): Promise<number> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	return transaction(async (tx) => {
		const item = await heldItem(tx, courseId, itemId);
		if (item.kind !== 'hand') notFound();
		await tx.update(gradeItem).set({ courseId }).where(isItem(courseId, itemId));
		const rows = await tx
			.select({ enrolmentId: grade.enrolmentId, version: grade.version })
			.from(grade)
			.where(
				and(
					eq(grade.courseId, courseId),
					eq(grade.itemId, itemId),
					eq(grade.state, isShown ? 'hidden' : 'released')
				)
			);
		const changes = [{ to: isShown ? ('shown' as const) : ('hidden' as const) }];
		const cells: CellChange[] = rows.map((row) => ({ ...row, itemId, changes }));
		await changeGrades(tx, courseId, cells, personOf(actor).id, now, 'release');
		if (cells.length > 0)
			await recordAct(
				actor,
				{ act: isShown ? 'grade.show' : 'grade.hide', ...ofItem(itemId) },
				now,
				tx
			);
		return cells.length;
	});
}

export type PlanChanged = { ok: true } | { ok: false; reason: 'moved'; now: Plan };

export async function changePlan(
	actor: Actor,
	{ version, dropLowestSets, showsTotal }: Plan,
	now: Date
): Promise<PlanChanged> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	return transaction(async (tx): Promise<PlanChanged> => {
		const next = { dropLowestSets, showsTotal, version: version + 1 };
		const written =
			version === 0
				? await tx
						.insert(gradebookPlan)
						.values({ courseId, ...next })
						.onConflictDoNothing()
						.returning({ version: gradebookPlan.version })
				: await tx
						.update(gradebookPlan)
						.set(next)
						.where(and(eq(gradebookPlan.courseId, courseId), eq(gradebookPlan.version, version)))
						.returning({ version: gradebookPlan.version });
		if (written.length === 0) {
			const [kept] = await tx
				.select()
				.from(gradebookPlan)
				.where(eq(gradebookPlan.courseId, courseId));
			return { ok: false, reason: 'moved', now: kept ?? usualPlan };
		}
		const act = { act: 'grade.plan', subjectKind: 'course', subjectId: courseId };
		await recordAct(actor, act, now, tx);
		return { ok: true };
	});
}

const ofItem = (itemId: string) => ({ subjectKind: 'grade-item', subjectId: itemId });

const isItem = (courseId: string, itemId: string) =>
	and(eq(gradeItem.courseId, courseId), eq(gradeItem.id, itemId));

async function heldItem(tx: Transaction, courseId: string, itemId: string): Promise<ItemHere> {
	await holdCourse(tx, courseId);
	return (await itemsOn(tx, courseId)).find((item) => item.id === itemId) ?? notFound();
}
