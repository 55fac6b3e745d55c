/*
 * What lateness costs in a module, and changing it: whatever was graded is worked out again, also
 * what students see already. How many grades that changes is said before it happens.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { changesAmong, type NewGrade } from '$lib/modules/grades.server';
import type { LatePolicy } from '$lib/modules/late';
import { moduleFor } from '$lib/modules/modules.server';
import { gradesOfSet, gradeSet } from '$lib/questions/grading.server';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { gradeItem, latePolicy, questionSet } from '$lib/server/db/schema';
import { gradePositions, gradesOfPositions } from '../grading.server';

export interface LatePolicyHere {
	/** A rate of 0 costs nothing. */
	policy: LatePolicy;
	/** 0 while nobody has decided anything. */
	version: number;
}

export const noPolicy: LatePolicy = { rate: 0, interval: 'day', floor: 0 };

/** Needs `late.policy`. */
export async function latePolicyToChange(
	actor: Actor,
	moduleSlug: string
): Promise<LatePolicyHere> {
	const at = await moduleToChange(actor, moduleSlug);
	return policyIn(db(), at);
}

interface In {
	courseId: string;
	moduleId: string;
}

async function moduleToChange(actor: Actor, moduleSlug: string): Promise<In> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'late.policy', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

function isPolicy({ courseId, moduleId }: In) {
	return and(eq(latePolicy.courseId, courseId), eq(latePolicy.moduleId, moduleId));
}

async function policyIn(on: Executor, at: In): Promise<LatePolicyHere> {
	const [row] = await on.select().from(latePolicy).where(isPolicy(at));
	if (!row) return { policy: noPolicy, version: 0 };
	const { rate, interval, floor, version } = row;
	return { policy: { rate, interval, floor }, version };
}

/** Grades that a policy would change. */
export interface LateChanges {
	grades: number;
	/** Of them: those that students see. */
	released: number;
}

export type PolicySaved =
	| { ok: true; changed: LateChanges }
	/** More or other grades change than the form has said. */
	| { ok: false; reason: 'look'; changes: LateChanges }
	| { ok: false; reason: 'conflict'; kept: LatePolicyHere };

/**
 * Needs `late.policy`.
 * @param version of the policy it builds on
 * @param seen what the form has said that changes; null when it has said nothing
 */
export async function saveLatePolicy(
	actor: Actor,
	moduleSlug: string,
	policy: LatePolicy,
	{ version, seen }: { version: number; seen: LateChanges | null },
	now: Date
): Promise<PolicySaved> {
	const at = await moduleToChange(actor, moduleSlug);
	const { courseId, moduleId } = at;
	const changedBy = personOf(actor).id;
	return transaction(async (tx): Promise<PolicySaved> => {
		await holdClass(tx, courseId);
		const kept = await policyIn(tx, at);
		if (kept.version !== version) return { ok: false, reason: 'conflict', kept };
		const graded = await gradedIn(tx, at);
		const changes = await changesBy(tx, at, graded, policy);
		const isSeen = seen?.grades === changes.grades && seen.released === changes.released;
		if (changes.grades > 0 && !isSeen) return { ok: false, reason: 'look', changes };
		const row = { ...policy, version: version + 1, changedBy, changedAt: now };
		await tx
			.insert(latePolicy)
			.values({ courseId, moduleId, ...row })
			.onConflictDoUpdate({ target: [latePolicy.courseId, latePolicy.moduleId], set: row });
		for (const { kind, id } of graded) {
			if (kind === 'set') await gradeSet(tx, { courseId, id }, null, changedBy, now, 'late');
			else await gradePositions(tx, { courseId, taskId: id }, null, changedBy, now, 'late');
		}
		const detail = { ...policy, grades: changes.grades };
		const act = { act: 'lateness.policy', subjectKind: 'module', subjectId: moduleId, detail };
		await recordAct(actor, act, now, tx);
		return { ok: true, changed: changes };
	});
}

interface Graded {
	itemId: string;
	kind: 'set' | 'position';
	/** Of the question set or the position task. */
	id: string;
}

/** What in the module can be late and has points. */
async function gradedIn(on: Executor, { courseId, moduleId }: In): Promise<Graded[]> {
	const rows = await on
		.select({ itemId: gradeItem.id, kind: gradeItem.kind, id: gradeItem.subjectId })
		.from(gradeItem)
		.leftJoin(
			questionSet,
			and(
				eq(gradeItem.kind, 'set'),
				eq(questionSet.courseId, gradeItem.courseId),
				eq(questionSet.id, gradeItem.subjectId)
			)
		)
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				eq(gradeItem.moduleId, moduleId),
				isNull(questionSet.retiredAt)
			)
		);
	return rows.flatMap(({ kind, ...row }) =>
		kind === 'set' || kind === 'position' ? [{ ...row, kind }] : []
	);
}

async function changesBy(
	on: Executor,
	{ courseId }: In,
	graded: readonly Graded[],
	policy: LatePolicy
): Promise<LateChanges> {
	const changes: LateChanges = { grades: 0, released: 0 };
	for (const { kind, id, itemId } of graded) {
		const grades: NewGrade[] =
			kind === 'set'
				? await gradesOfSet(on, { courseId, id }, null, policy)
				: await gradesOfPositions(on, { courseId, taskId: id }, null, policy);
		const changed = await changesAmong(on, { courseId, itemId }, grades);
		changes.grades += changed.length;
		changes.released += changed.filter((one) => one.state === 'released').length;
	}
	return changes;
}
