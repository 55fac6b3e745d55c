/*
 * All due and closing dates of a module in one place: its question sets and its position task. What
 * single students were given beyond them stays.
 */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { courseFor } from '$lib/courses/courses.server';
import { holdClass } from '$lib/courses/holding.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { extension, motion, positionTask, questionSet } from '$lib/server/db/schema';
import type { MomentState, StanceMoment } from '$lib/stances/stance';
import { stancesFor } from '$lib/stances/stances.server';

export interface DatesRow {
	/** Of the question set or the position task. */
	id: string;
	kind: 'set' | 'position';
	title: LocalText;
	dueAt: Date | null;
	closesAt: Date | null;
	/** How many students have other dates here. */
	extended: number;
}

export interface ModuleDates {
	timeZone: string;
	rows: DatesRow[];
	/** Of the position task; null where there is none. */
	graceMinutes: number | null;
	/** Opened and closed by hand; they have no dates. */
	moments: { moment: StanceMoment; state: MomentState }[];
	/** What a save builds on. */
	stamp: string;
}

async function moduleToEdit(actor: Actor, moduleSlug: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

type In = Awaited<ReturnType<typeof moduleToEdit>>;

async function datesIn(on: Pick<Executor, 'select'>, { courseId, moduleId }: In) {
	const sets = await on
		.select({
			id: questionSet.id,
			title: questionSet.title,
			dueAt: questionSet.dueAt,
			closesAt: questionSet.closesAt
		})
		.from(questionSet)
		.where(
			and(
				eq(questionSet.courseId, courseId),
				eq(questionSet.moduleId, moduleId),
				isNull(questionSet.retiredAt)
			)
		)
		.orderBy(asc(questionSet.position), asc(questionSet.id));
	const [task] = await on
		.select({
			id: positionTask.id,
			title: motion.body,
			dueAt: positionTask.dueAt,
			closesAt: positionTask.closesAt,
			graceMinutes: positionTask.graceMinutes
		})
		.from(positionTask)
		.innerJoin(
			motion,
			and(eq(motion.courseId, positionTask.courseId), eq(motion.id, positionTask.motionId))
		)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	const rows = [
		...sets.map((set) => ({ ...set, kind: 'set' as const })),
		...(task
			? [
					{
						id: task.id,
						title: task.title.text,
						dueAt: task.dueAt,
						closesAt: task.closesAt,
						kind: 'position' as const
					}
				]
			: [])
	];
	return { rows, graceMinutes: task?.graceMinutes ?? null };
}

function stampIn({ rows, graceMinutes }: Awaited<ReturnType<typeof datesIn>>): string {
	return stampOf([rows.map(({ id, dueAt, closesAt }) => [id, dueAt, closesAt]), graceMinutes]);
}

/** Needs `module.edit`. */
export async function datesFor(actor: Actor, moduleSlug: string): Promise<ModuleDates> {
	const at = await moduleToEdit(actor, moduleSlug);
	const [dates, { timeZone }, { moments }] = await Promise.all([
		datesIn(db(), at),
		courseFor(actor),
		stancesFor(actor, at.moduleId)
	]);
	const extended =
		dates.rows.length === 0
			? []
			: await db()
					.select({ id: extension.subjectId, n: sql<number>`count(*)`.mapWith(Number) })
					.from(extension)
					.where(
						and(
							eq(extension.courseId, at.courseId),
							inArray(
								extension.subjectId,
								dates.rows.map((row) => row.id)
							)
						)
					)
					.groupBy(extension.subjectId);
	return {
		timeZone,
		rows: dates.rows.map((row) => ({
			...row,
			extended: extended.find((e) => e.id === row.id)?.n ?? 0
		})),
		graceMinutes: dates.graceMinutes,
		moments,
		stamp: stampIn(dates)
	};
}

export interface NewDates {
	rows: { id: string; dueAt: Date | null; closesAt: Date | null }[];
	graceMinutes: number;
	/** Of what the form was filled in over. */
	stamp: string;
}

/** `conflict`: somebody changed dates in between; nothing is saved. */
export type DatesSaved = { ok: true } | { ok: false; reason: 'conflict' };

/** Needs `module.edit`; 404 when a row is of another module. */
export async function saveDates(
	actor: Actor,
	moduleSlug: string,
	wanted: NewDates,
	now: Date
): Promise<DatesSaved> {
	const at = await moduleToEdit(actor, moduleSlug);
	const { courseId, moduleId } = at;
	return transaction(async (tx): Promise<DatesSaved> => {
		await holdClass(tx, courseId);
		const kept = await datesIn(tx, at);
		if (stampIn(kept) !== wanted.stamp) return { ok: false, reason: 'conflict' };
		for (const { id, dueAt, closesAt } of wanted.rows) {
			const row = kept.rows.find((r) => r.id === id) ?? notFound();
			if (row.kind === 'set')
				await tx
					.update(questionSet)
					.set({ dueAt, closesAt })
					.where(and(eq(questionSet.courseId, courseId), eq(questionSet.id, id)));
			else
				await tx
					.update(positionTask)
					.set({ dueAt, closesAt, graceMinutes: wanted.graceMinutes })
					.where(and(eq(positionTask.courseId, courseId), eq(positionTask.id, id)));
		}
		const detail = { rows: wanted.rows.length };
		const act = { act: 'module.dates', subjectKind: 'module', subjectId: moduleId, detail };
		await recordAct(actor, act, now, tx);
		return { ok: true };
	});
}
