/*
 * What staff decide about the task: its motion and dates, sides assigned by hand or by lot, and
 * extensions for single students. A side is never changed under somebody who has submitted.
 */
import { randomInt } from 'node:crypto';
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { extend } from '$lib/modules/extending.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	enrolment,
	extension,
	motion,
	position,
	positionTask,
	section,
	user
} from '$lib/server/db/schema';
import {
	balancedSides,
	emptyBody,
	type PositionState,
	type Side,
	type SideOrigin
} from './position';
import { taskFor, type TaskHere } from './task.server';

export interface TaskTerms {
	motionId: string;
	dueAt: Date | null;
	closesAt: Date | null;
	graceMinutes: number;
	hideWhileMarking: boolean;
}

export interface StudentOfTask {
	enrolmentId: string;
	name: string;
	section: { id: string; name: string } | null;
	state: PositionState;
	hasSubmitted: boolean;
	/** Only an assigned one: what a student chose for themselves is not shown here. */
	assigned: Side | null;
	extension: { dueAt: Date | null; closesAt: Date | null } | null;
}

export interface TaskSettings {
	timeZone: string;
	terms: TaskTerms;
	motions: { id: string; text: LocalText }[];
	sections: { id: string; name: string }[];
	students: StudentOfTask[];
}

/** Needs `module.edit`. */
export async function taskSettingsFor(actor: Actor, moduleSlug: string): Promise<TaskSettings> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const task = await taskFor(actor, moduleSlug);
	const [[kept], motions, students] = await Promise.all([
		db().select().from(positionTask).where(isTask(task)),
		db()
			.select({ id: motion.id, body: motion.body })
			.from(motion)
			.where(
				and(
					eq(motion.courseId, courseId),
					eq(motion.moduleId, task.moduleId),
					isNull(motion.retiredAt)
				)
			)
			.orderBy(asc(motion.position)),
		studentsOfTask(task)
	]);
	const { motionId, dueAt, closesAt, graceMinutes, hideWhileMarking } = kept ?? notFound();
	const sections = new Map(students.flatMap(({ section: s }) => (s ? [[s.id, s] as const] : [])));
	return {
		timeZone: task.timeZone,
		terms: { motionId, dueAt, closesAt, graceMinutes, hideWhileMarking },
		motions: motions.map(({ id, body }) => ({ id, text: body.text })),
		sections: [...sections.values()],
		students
	};
}

function isTask({ courseId, taskId }: TaskHere) {
	return and(eq(positionTask.courseId, courseId), eq(positionTask.id, taskId));
}

async function studentsOfTask({ courseId, taskId }: TaskHere): Promise<StudentOfTask[]> {
	const rows = await db()
		.select({
			enrolmentId: enrolment.id,
			name: user.name,
			section: { id: section.id, name: section.name },
			state: position.state,
			submittedNumber: position.submittedNumber,
			side: position.side,
			sideOrigin: position.sideOrigin,
			extension: {
				grantedAt: extension.grantedAt,
				dueAt: extension.dueAt,
				closesAt: extension.closesAt
			}
		})
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.leftJoin(
			position,
			and(
				eq(position.courseId, enrolment.courseId),
				eq(position.enrolmentId, enrolment.id),
				eq(position.taskId, taskId)
			)
		)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, enrolment.courseId),
				eq(extension.subjectKind, 'position'),
				eq(extension.subjectId, taskId),
				eq(extension.enrolmentId, enrolment.id)
			)
		)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.orderBy(asc(section.name), asc(user.name), asc(enrolment.id));
	return rows.map(({ side, sideOrigin, submittedNumber, extension: later, ...row }) => ({
		...row,
		state: row.state ?? 'draft',
		hasSubmitted: (submittedNumber ?? 0) > 0,
		assigned: sideOrigin === 'assigned' ? side : null,
		extension: later && { dueAt: later.dueAt, closesAt: later.closesAt }
	}));
}

export type TermsResult =
	{ ok: true } | { ok: false; reason: 'motion-in-use' | 'closes-before-due' };

/** Needs `module.edit`. The motion stays once somebody has begun to write on it. */
export async function changeTerms(
	actor: Actor,
	moduleSlug: string,
	terms: TaskTerms,
	now: Date
): Promise<TermsResult> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const task = await taskFor(actor, moduleSlug);
	const { dueAt, closesAt } = terms;
	if (dueAt && closesAt && closesAt < dueAt) return { ok: false, reason: 'closes-before-due' };
	return transaction(async (tx): Promise<TermsResult> => {
		await holdClass(tx, courseId);
		const [kept] = await tx
			.select({ motionId: positionTask.motionId })
			.from(positionTask)
			.where(isTask(task));
		const [chosen] = await tx
			.select({ id: motion.id, version: motion.version, retiredAt: motion.retiredAt })
			.from(motion)
			.where(
				and(
					eq(motion.courseId, courseId),
					eq(motion.moduleId, task.moduleId),
					eq(motion.id, terms.motionId)
				)
			);
		if (!chosen || !kept) notFound();
		if (chosen.id !== kept.motionId) {
			if (chosen.retiredAt) notFound();
			if (await isBegun(tx, task)) return { ok: false, reason: 'motion-in-use' };
			await tx
				.update(position)
				.set({ motionId: chosen.id, motionVersion: chosen.version })
				.where(and(eq(position.courseId, courseId), eq(position.taskId, task.taskId)));
		}
		await tx.update(positionTask).set(terms).where(isTask(task));
		await recordAct(actor, act('position.terms', task.taskId), now, tx);
		return { ok: true };
	});
}

function act(name: string, taskId: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'position-task', subjectId: taskId, detail };
}

/** Somebody has written something; a side that was assigned is nothing written yet. */
async function isBegun(tx: Transaction, { courseId, taskId }: TaskHere): Promise<boolean> {
	const rows = await tx
		.select({ id: position.id })
		.from(position)
		.where(
			and(eq(position.courseId, courseId), eq(position.taskId, taskId), gt(position.version, 0))
		)
		.limit(1);
	return rows.length > 0;
}

export type AssignResult = { ok: true; people: number } | { ok: false; reason: 'submitted' };

/** One student's side by hand; null leaves it to them again. Needs `position.assign`. */
export async function assignSide(
	actor: Actor,
	moduleSlug: string,
	enrolmentId: string,
	side: Side | null,
	now: Date
): Promise<AssignResult> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'position.assign', { courseId });
	const task = await taskFor(actor, moduleSlug);
	const student = (await studentsOfTask(task)).find((s) => s.enrolmentId === enrolmentId);
	if (!student) notFound();
	return transaction(async (tx): Promise<AssignResult> => {
		const people = await giveSides(tx, task, new Map([[enrolmentId, side]]), now);
		if (people === 0) return { ok: false, reason: 'submitted' };
		await recordAct(actor, act('position.assign', task.taskId, { enrolmentId }), now, tx);
		return { ok: true, people };
	});
}

/**
 * For and against by lot, evenly, to every student (of one section) who has no assigned side and
 * has not submitted. Needs `position.assign`.
 */
export async function assignByLot(
	actor: Actor,
	moduleSlug: string,
	sectionId: string | null,
	now: Date
): Promise<AssignResult> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'position.assign', { courseId });
	const task = await taskFor(actor, moduleSlug);
	const students = (await studentsOfTask(task)).filter(
		(s) => sectionId === null || s.section?.id === sectionId
	);
	const withSide = (side: Side) => students.filter((s) => s.assigned === side).length;
	const without = students.filter((s) => !s.hasSubmitted && s.assigned === null);
	const given = balancedSides(
		without.map((s) => s.enrolmentId),
		{ for: withSide('for'), against: withSide('against') },
		randomInt
	);
	return transaction(async (tx): Promise<AssignResult> => {
		const people = await giveSides(tx, task, given, now);
		await recordAct(actor, act('position.assignByLot', task.taskId, { people }), now, tx);
		return { ok: true, people };
	});
}

/** Every assigned side of people who have not submitted is theirs to choose again. */
export async function leaveSides(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<AssignResult> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'position.assign', { courseId });
	const task = await taskFor(actor, moduleSlug);
	const assigned = (await studentsOfTask(task)).filter((s) => s.assigned !== null);
	return transaction(async (tx): Promise<AssignResult> => {
		const given = new Map(assigned.map((s) => [s.enrolmentId, null]));
		const people = await giveSides(tx, task, given, now);
		await recordAct(actor, act('position.leaveSides', task.taskId, { people }), now, tx);
		return { ok: true, people };
	});
}

/** How many people got theirs; whoever has submitted keeps what they have. */
async function giveSides(
	tx: Transaction,
	task: TaskHere,
	given: ReadonlyMap<string, Side | null>,
	now: Date
): Promise<number> {
	if (given.size === 0) return 0;
	const { courseId, taskId } = task;
	const [asked] = await tx
		.select({ motionId: motion.id, motionVersion: motion.version })
		.from(positionTask)
		.innerJoin(
			motion,
			and(eq(motion.courseId, positionTask.courseId), eq(motion.id, positionTask.motionId))
		)
		.where(isTask(task));
	if (!asked) notFound();
	// Version 0: the student's first save still builds on nothing of their own.
	await tx
		.insert(position)
		.values(
			[...given.keys()].map((enrolmentId) => ({
				courseId,
				id: newId(),
				taskId,
				enrolmentId,
				...asked,
				body: emptyBody(),
				lang: 'en' as const,
				version: 0,
				savedAt: now
			}))
		)
		.onConflictDoNothing();
	let people = 0;
	for (const side of new Set(given.values())) {
		const those = [...given].flatMap(([id, s]) => (s === side ? [id] : []));
		const sideOrigin: SideOrigin = side === null ? 'own' : 'assigned';
		const rows = await tx
			.update(position)
			.set({ side, sideOrigin })
			.where(
				and(
					eq(position.courseId, courseId),
					eq(position.taskId, taskId),
					eq(position.submittedNumber, 0),
					inArray(position.enrolmentId, those)
				)
			)
			.returning({ id: position.id });
		people += rows.length;
	}
	return people;
}

/** Later dates for one student; null for both takes them back. Needs `position.extend`. */
export async function extendPosition(
	actor: Actor,
	moduleSlug: string,
	enrolmentId: string,
	later: { dueAt: Date | null; closesAt: Date | null },
	now: Date
): Promise<void> {
	const { taskId } = await taskFor(actor, moduleSlug);
	await extend(actor, { kind: 'position', id: taskId }, enrolmentId, later, now);
}
