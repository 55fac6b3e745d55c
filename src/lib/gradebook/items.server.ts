/*
 * The columns of the gradebook: what marks itself or is marked, and what staff add by hand; how each
 * weighs, and how all add up. A set that was taken out of its module has no column.
 */
import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { db, prepared, type Executor } from '$lib/server/db/client';
import {
	courseModule,
	gradebookPlan,
	gradeItem,
	positionTask,
	questionSet
} from '$lib/server/db/schema';
import type { ItemHere, Plan } from './gradebook';

function itemsQuery(on: Pick<Executor, 'select'>, courseId: string | ReturnType<typeof placed>) {
	return on
		.select({
			id: gradeItem.id,
			kind: gradeItem.kind,
			subjectId: gradeItem.subjectId,
			title: gradeItem.title,
			most: gradeItem.max,
			weight: gradeItem.weight,
			isDropped: gradeItem.isDropped,
			moduleId: courseModule.id,
			moduleSlug: courseModule.slug,
			moduleTitle: courseModule.title,
			setDueAt: questionSet.dueAt,
			positionDueAt: positionTask.dueAt,
			graceMinutes: positionTask.graceMinutes,
			hideWhileMarking: positionTask.hideWhileMarking
		})
		.from(gradeItem)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, gradeItem.courseId), eq(courseModule.id, gradeItem.moduleId))
		)
		.leftJoin(
			questionSet,
			and(
				eq(gradeItem.kind, 'set'),
				eq(questionSet.courseId, gradeItem.courseId),
				eq(questionSet.id, gradeItem.subjectId)
			)
		)
		.leftJoin(
			positionTask,
			and(
				eq(gradeItem.kind, 'position'),
				eq(positionTask.courseId, gradeItem.courseId),
				eq(positionTask.id, gradeItem.subjectId)
			)
		)
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				or(isNull(questionSet.id), isNull(questionSet.retiredAt))
			)
		)
		.orderBy(asc(courseModule.position), asc(gradeItem.position), asc(gradeItem.id));
}

const placed = () => sql.placeholder('courseId');
const itemsOfCourse = prepared('gradebook_items', (on) => itemsQuery(on, placed()));
const planOfCourse = prepared('gradebook_plan', (on) =>
	on
		.select({
			dropLowestSets: gradebookPlan.dropLowestSets,
			showsTotal: gradebookPlan.showsTotal,
			version: gradebookPlan.version
		})
		.from(gradebookPlan)
		.where(eq(gradebookPlan.courseId, placed()))
);

type ItemRow = Awaited<ReturnType<typeof itemsOfCourse>>[number];

function itemHere(row: ItemRow): ItemHere {
	const { moduleId, moduleSlug, moduleTitle, setDueAt, positionDueAt } = row;
	return {
		id: row.id,
		kind: row.kind,
		subjectId: row.subjectId,
		title: row.title,
		most: row.most,
		weight: row.weight,
		isDropped: row.isDropped,
		module: { id: moduleId, slug: moduleSlug, title: moduleTitle },
		dueAt: setDueAt ?? positionDueAt,
		graceMinutes: row.graceMinutes ?? 0,
		hidesNames: row.hideWhileMarking ?? false
	};
}

/** By module, in their order. Needs `gradebook.read`. */
export async function itemsIn(actor: Actor): Promise<ItemHere[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.read', { courseId });
	return (await itemsOfCourse({ courseId })).map(itemHere);
}

/** As `itemsIn`, inside a transaction; the caller has authorised. */
export async function itemsOn(on: Pick<Executor, 'select'>, courseId: string): Promise<ItemHere[]> {
	return (await itemsQuery(on, courseId)).map(itemHere);
}

export async function itemIn(actor: Actor, itemId: string): Promise<ItemHere> {
	return (await itemsIn(actor)).find((item) => item.id === itemId) ?? notFound();
}

export const usualPlan: Plan = { dropLowestSets: 0, showsTotal: true, version: 0 };

/** Whoever is in the course may know how it adds up. */
export async function planIn(actor: Actor): Promise<Plan> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	return (await planOfCourse({ courseId }))[0] ?? usualPlan;
}

/** Of whom a column says something. */
export async function moduleIdOf(courseId: string, slug: string): Promise<string> {
	const [found] = await db()
		.select({ id: courseModule.id })
		.from(courseModule)
		.where(and(eq(courseModule.courseId, courseId), eq(courseModule.slug, slug)));
	return found?.id ?? notFound();
}
