/*
 * The plan by which a task's positions go to classmates. Whoever gives or takes a review holds it, so
 * that two who ask at one moment are served one after the other.
 */
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import { db, prepared, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	enrolment,
	grade,
	gradeItem,
	peerPlan,
	position,
	positionTask,
	rubricVersion
} from '$lib/server/db/schema';
import type { LocalText } from '$lib/i18n/local-text';
import { taskToReview, type TaskToReview } from '../sheets.server';
import type { PeerPlanState } from './peer';

export type PeerPlan = typeof peerPlan.$inferSelect;

const planOfTask = prepared('peer_plan_of_task', (on) =>
	on
		.select()
		.from(peerPlan)
		.where(
			and(
				eq(peerPlan.courseId, sql.placeholder('courseId')),
				eq(peerPlan.taskId, sql.placeholder('taskId'))
			)
		)
);

/** Null until somebody has planned. */
export async function keptPlan(courseId: string, taskId: string): Promise<PeerPlan | null> {
	const [found] = await planOfTask({ courseId, taskId });
	return found ?? null;
}

/** As `keptPlan`, inside of a transaction. */
export async function planIn(
	tx: Transaction,
	courseId: string,
	taskId: string
): Promise<PeerPlan | null> {
	const [found] = await tx
		.select()
		.from(peerPlan)
		.where(and(eq(peerPlan.courseId, courseId), eq(peerPlan.taskId, taskId)));
	return found ?? null;
}

/** Until the transaction ends, nobody else gives, takes or plans anything of the task. */
export async function holdPlan(
	tx: Transaction,
	courseId: string,
	taskId: string
): Promise<PeerPlan | null> {
	const [held] = await tx
		.update(peerPlan)
		.set({ courseId })
		.where(and(eq(peerPlan.courseId, courseId), eq(peerPlan.taskId, taskId)))
		.returning();
	return held ?? null;
}

/** What an instructor sets. */
export interface PlanWriting {
	state: PeerPlanState;
	gives: number;
	receives: number;
	leaseHours: number;
	closesAt: Date | null;
	waitDays: number | null;
	calibrateFirst: boolean;
	worth: number | null;
}

export interface PlanShown extends PlanWriting {
	/** What a save builds on; 0 while there is none. */
	version: number;
	/** By which peers judge. */
	rubric: LocalText;
}

const unplanned: PlanWriting = {
	state: 'off',
	gives: 2,
	receives: 2,
	leaseHours: 48,
	closesAt: null,
	waitDays: null,
	calibrateFirst: false,
	worth: null
};

async function rubricOfTask(on: Pick<Executor, 'select'>, { courseId, taskId }: TaskToReview) {
	const [found] = await on
		.select({
			id: rubricVersion.rubricId,
			version: rubricVersion.version,
			body: rubricVersion.body
		})
		.from(positionTask)
		.innerJoin(
			rubricVersion,
			and(
				eq(rubricVersion.courseId, positionTask.courseId),
				eq(rubricVersion.rubricId, positionTask.rubricId),
				eq(rubricVersion.version, positionTask.rubricVersion)
			)
		)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.id, taskId)));
	if (!found) throw new Error('A task is without its rubric.');
	return found;
}

export function shownPlan(row: PeerPlan | null): PlanWriting & { version: number } {
	if (!row) return { ...unplanned, version: 0 };
	const { state, gives, receives, leaseHours, closesAt, waitDays, calibrateFirst, worth, version } =
		row;
	return { state, gives, receives, leaseHours, closesAt, waitDays, calibrateFirst, worth, version };
}

/** Needs `peer.readAll`. */
export async function peerPlanFor(actor: Actor, task: TaskToReview): Promise<PlanShown> {
	authorize(actor, 'peer.readAll', { courseId: task.courseId });
	const [row, { body }] = await Promise.all([
		keptPlan(task.courseId, task.taskId),
		rubricOfTask(db(), task)
	]);
	return { ...shownPlan(row), rubric: body.title };
}

export type PlanSaved =
	| { ok: true; version: number }
	/** Somebody planned in between. */
	| { ok: false; reason: 'conflict'; kept: PlanWriting & { version: number } }
	/** Grades for reviewing have been released: they cannot be taken out of the plan. */
	| { ok: false; reason: 'graded'; version: number };

/**
 * Needs `peer.plan`. Reviews from now on go by the rubric that the task has now; those taken before
 * keep theirs. Who has submitted is told when it opens.
 * @param version of the plan that it builds on
 */
export async function changePeerPlan(
	actor: Actor,
	moduleSlug: string,
	{ version, ...written }: PlanWriting & { version: number },
	now: Date
): Promise<PlanSaved> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'peer.plan', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	const { taskId } = task;
	return transaction(async (tx): Promise<PlanSaved> => {
		const rubric = await rubricOfTask(tx, task);
		const by = { rubricId: rubric.id, rubricVersion: rubric.version };
		await tx
			.insert(peerPlan)
			.values({ courseId, taskId, ...unplanned, ...by, version: 0 })
			.onConflictDoNothing();
		const before = await holdPlan(tx, courseId, taskId);
		if (before?.version !== version)
			return { ok: false, reason: 'conflict', kept: shownPlan(before) };
		if (!(await itemFor(tx, task, written.worth))) return { ok: false, reason: 'graded', version };
		await tx
			.update(peerPlan)
			.set({ ...written, ...by, version: version + 1 })
			.where(and(eq(peerPlan.courseId, courseId), eq(peerPlan.taskId, taskId)));
		if (written.state === 'open' && before.state !== 'open') await tellOpen(tx, task, now);
		const { state, gives, receives, worth } = written;
		const act = { act: 'peer.plan', subjectKind: 'position_task', subjectId: taskId };
		await recordAct(actor, { ...act, detail: { state, gives, receives, worth } }, now, tx);
		return { ok: true, version: version + 1 };
	});
}

/** False when the item has grades, and may not go. */
async function itemFor(
	tx: Transaction,
	{ courseId, moduleId, taskId }: TaskToReview,
	worth: number | null
): Promise<boolean> {
	const ofTask = and(
		eq(gradeItem.courseId, courseId),
		eq(gradeItem.kind, 'reviewing'),
		eq(gradeItem.subjectId, taskId)
	);
	const [item] = await tx.select({ id: gradeItem.id }).from(gradeItem).where(ofTask);
	if (worth === null) {
		if (!item) return true;
		const [graded] = await tx
			.select({ itemId: grade.itemId })
			.from(grade)
			.where(and(eq(grade.courseId, courseId), eq(grade.itemId, item.id)))
			.limit(1);
		if (graded) return false;
		await tx.delete(gradeItem).where(ofTask);
		return true;
	}
	if (item) await tx.update(gradeItem).set({ max: worth }).where(ofTask);
	else
		await tx.insert(gradeItem).values({
			courseId,
			id: newId(),
			moduleId,
			kind: 'reviewing',
			subjectId: taskId,
			title: { en: 'Reviewing classmates', ur: 'ہم جماعتوں کا جائزہ' },
			// After the position.
			position: 110,
			max: worth
		});
	return true;
}

async function tellOpen(
	tx: Transaction,
	{ courseId, taskId, moduleSlug }: TaskToReview,
	now: Date
): Promise<void> {
	const submitted = await tx
		.select({ enrolmentId: position.enrolmentId })
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0),
				eq(enrolment.state, 'active'),
				eq(enrolment.role, 'student')
			)
		);
	const notices = submitted.map(({ enrolmentId }) => ({
		enrolmentId,
		kind: 'peer.open',
		payload: { module: moduleSlug }
	}));
	await tell(tx, courseId, notices, now);
}
