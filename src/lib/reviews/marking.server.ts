/*
 * Marking: saves that name the version they build on, so that a later write never overwrites an
 * earlier one; declaring a sheet ready; returning a position with what is written. Every change
 * leaves its row in the history.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import { stampOf } from '$lib/forms/stamp.server';
import { returnForRevision } from '$lib/positions/submitting.server';
import { prepared, transaction, type Transaction } from '$lib/server/db/client';
import { review, reviewHistory, user } from '$lib/server/db/schema';
import type { MarkingPlan } from './allocating/plan';
import { planFor } from './allocating/plan.server';
import { noteTaken } from './allocating/taking.server';
import { countUses } from './bank/bank.server';
import type { Slot } from './moderating/second';
import { followSave } from './moderating/seconds.server';
import { slotFor } from './moderating/slots.server';
import { knownPins } from './pins';
import {
	canMove,
	hasComment,
	isSameWriting,
	knownWriting,
	missingIn,
	stateAfterSave,
	type ReviewState,
	type RubricBody,
	type SheetWriting
} from './review';
import {
	holdSheet,
	holdVersion,
	ofVersion,
	rubricOf,
	subjectFor,
	type SheetRow,
	type Subject
} from './sheets.server';

/** What the page sends with every save. */
export interface WrittenSheet extends SheetWriting {
	positionId: string;
	/** The submitted version it is about. */
	number: number;
	/** The version of the sheet it builds on; 0 before the first save. */
	version: number;
	/** The stamp of the rubric that its form was made of. */
	rubric?: string | undefined;
	/** Which comments of the bank were put in since the last save. */
	used?: string[];
}

/** A sheet as it is kept. */
export interface KeptSheet extends SheetWriting {
	version: number;
	state: ReviewState;
	savedBy: string | null;
	savedAt: Date | null;
}

/** Somebody else who had the sheet open a moment ago. */
export interface OtherMarker {
	name: string;
	at: Date;
}

export type SheetRefusal =
	| { ok: false; reason: 'conflict' | 'released' | 'returned'; kept: KeptSheet }
	/**
	 * The student has submitted a newer version, or has left the course; or the rubric was changed
	 * before anybody judged by it. Of a version that is marked twice: all are done, somebody else has
	 * this marking, or only the first marker gives it back.
	 */
	| { ok: false; reason: 'replaced' | 'withdrawn' | 'rubric' | 'settling' | 'taken' | 'not-first' };
export type SheetSaved =
	| {
			ok: true;
			version: number;
			state: ReviewState;
			savedAt: Date | null;
			other: OtherMarker | null;
	  }
	| SheetRefusal;

/** Both later refusals keep what was written, and say its version. */
export type ReadyResult =
	SheetSaved | { ok: false; reason: 'incomplete'; version: number; missing: string[] };
export type SheetReturned = SheetSaved | { ok: false; reason: 'no-comment'; version: number };

/** How long an opened sheet counts as open. */
export const openFor = 10 * 60_000;

/** Needs `review.write` for the writer's section. */
export async function saveSheet(
	actor: Actor,
	written: WrittenSheet,
	now: Date
): Promise<SheetSaved> {
	const subject = await subjectToMark(actor, written);
	return transaction(async (tx) => {
		const saved = await writeSheet(tx, actor, subject, written, now);
		return saved.ok ? answer(saved) : saved;
	});
}

/**
 * Saves, and declares the sheet ready for release when every criterion is judged. Where instructors
 * do that alone, the sheet of an assistant is marked with it, and waits for them.
 */
export async function markReady(
	actor: Actor,
	written: WrittenSheet,
	now: Date
): Promise<ReadyResult> {
	const subject = await subjectToMark(actor, written);
	return transaction(async (tx): Promise<ReadyResult> => {
		const saved = await writeSheet(tx, actor, subject, written, now);
		if (!saved.ok) return saved;
		const { row, rubric } = saved;
		const missing = missingIn(rubric, row.levels).map((c) => c.key);
		if (missing.length > 0)
			return { ok: false, reason: 'incomplete', version: row.version, missing };
		// It waits for a second marking, or for what comes of two.
		if (saved.waits) return answer(saved);
		if (!mayFinish(actor, subject, await planFor(tx, subject.courseId, subject.taskId)))
			return answer(saved);
		if (!canMove(row.state, 'ready', 'review.finish')) return answer(saved);
		const ready = await change(tx, actor, row, { state: 'ready' }, now);
		return answer({ ...saved, row: ready });
	});
}

/**
 * Saves, and gives the position back with the comments, which its student sees from now on; levels
 * stay hidden. Needs `review.return`.
 */
export async function returnSheet(
	actor: Actor,
	written: WrittenSheet,
	now: Date
): Promise<SheetReturned> {
	const subject = await subjectToMark(actor, written);
	const { courseId, positionId, enrolmentId, moduleSlug } = subject;
	return transaction(async (tx): Promise<SheetReturned> => {
		const saved = await writeSheet(tx, actor, subject, written, now);
		if (!saved.ok) return saved;
		const { row, rubric } = saved;
		if (row.slot !== 1) return { ok: false, reason: 'not-first' };
		if (row.state === 'moderation') return { ok: false, reason: 'settling' };
		if (row.returnedAt) return { ok: false, reason: 'returned', kept: await kept(tx, row) };
		if (!hasComment(row)) return { ok: false, reason: 'no-comment', version: row.version };
		const returned = await returnForRevision(tx, actor, positionId, subject.number);
		if (!returned.ok) return { ok: false, reason: 'replaced' };
		// What waits for a revision is not to be released together with what is ready.
		const state = stateAfterSave(row.state, rubric, row.levels);
		const changed = await change(tx, actor, row, { state, returnedAt: now }, now);
		const payload = { module: moduleSlug };
		await tell(tx, courseId, [{ enrolmentId, kind: 'position.returned', payload }], now);
		const act = { act: 'position.return', subjectKind: 'position', subjectId: positionId };
		await recordAct(actor, act, now, tx);
		return answer({ ...saved, row: changed });
	});
}

/** Whether this actor's word makes a sheet ready for release. */
export function mayFinish(
	actor: Actor,
	{ courseId, sectionId }: Pick<Subject, 'courseId'> & { sectionId?: string | null },
	{ finish }: Pick<MarkingPlan, 'finish'>
): boolean {
	const markersFinish = finish === 'marker';
	return may(actor, 'review.finish', { courseId, sectionId, markersFinish });
}

async function subjectToMark(actor: Actor, written: WrittenSheet): Promise<Subject> {
	const subject = await subjectFor(actor, written.positionId, written.number);
	const { courseId, enrolmentId, sectionId } = subject;
	authorize(actor, 'review.write', { courseId, enrolmentId, sectionId });
	return subject;
}

interface Written {
	ok: true;
	row: SheetRow;
	rubric: RubricBody;
	other: OtherMarker | null;
	/** For another marker, or to be settled. */
	waits: boolean;
}

async function writeSheet(
	tx: Transaction,
	actor: Actor,
	subject: Subject,
	written: WrittenSheet,
	now: Date
): Promise<Written | SheetRefusal> {
	if (subject.number !== subject.newest) return { ok: false, reason: 'replaced' };
	if (subject.enrolmentState !== 'active') return { ok: false, reason: 'withdrawn' };
	const first = await holdVersion(tx, subject);
	const slot = await slotFor(actor, subject, tx);
	if (!slot.isShown) return { ok: false, reason: 'taken' };
	const isFirst = slot.kind === first.kind && slot.slot === first.slot;
	const row = isFirst ? first : await holdSheet(tx, subject, slot);
	const rubric = await rubricOf(tx, row);
	const other = await otherMarker(tx, actor, row, now);
	const pins = knownPins(written.pins, subject.body);
	const writing = knownWriting({ ...written, pins }, rubric, subject.parts);
	if (row.state === 'released') return { ok: false, reason: 'released', kept: await kept(tx, row) };
	// The same words again are no conflict: a browser cannot know whether its first try arrived.
	if (isSameWriting(writing, row)) {
		const { waits } = await followSave(tx, subject, row, rubric, now);
		return { ok: true, row, rubric, other, waits };
	}
	if (slot.closed) return { ok: false, reason: 'settling' };
	if (row.returnedAt) return { ok: false, reason: 'returned', kept: await kept(tx, row) };
	if (row.version !== written.version)
		return { ok: false, reason: 'conflict', kept: await kept(tx, row) };
	// Judged by a rubric that was changed before anybody had judged by it.
	if (written.rubric !== undefined && written.rubric !== stampOf(rubric))
		return { ok: false, reason: 'rubric' };
	const state = stateAfterSave(row.state, rubric, writing.levels);
	await countUses(tx, subject.courseId, written.used ?? [], now);
	const opened = { openedBy: personOf(actor).id, openedAt: now };
	const changed = await change(tx, actor, row, { ...writing, ...opened, state }, now);
	if (row.version === 0) await noteTaken(tx, actor, subject, slot.slot, now);
	const followed = await followSave(tx, subject, changed, rubric, now);
	return { ok: true, rubric, other, ...followed };
}

/** Writes to a sheet that is held, counts it up, and keeps a row of what it is now. */
async function change(
	tx: Transaction,
	actor: Actor,
	row: SheetRow,
	to: Partial<
		Pick<SheetRow, keyof SheetWriting | 'state' | 'returnedAt' | 'openedBy' | 'openedAt'>
	>,
	now: Date
): Promise<SheetRow> {
	const by = { savedBy: personOf(actor).id, savedAt: now };
	const changed = { ...row, ...to, ...by, version: row.version + 1 };
	const { courseId, id, version, state, levels, comments, overall, pins } = changed;
	await tx
		.update(review)
		.set({ ...to, ...by, version })
		.where(and(eq(review.courseId, courseId), eq(review.id, id)));
	await tx
		.insert(reviewHistory)
		.values({ courseId, reviewId: id, version, state, levels, comments, overall, pins, ...by });
	return changed;
}

function answer({ row, other }: Written): SheetSaved {
	const { version, state, savedAt } = row;
	return { ok: true, version, state, savedAt, other };
}

async function nameOf(tx: Transaction, userId: string | null): Promise<string | null> {
	if (userId === null) return null;
	const [found] = await tx.select({ name: user.name }).from(user).where(eq(user.id, userId));
	return staffName(userId, found?.name ?? null);
}

async function kept(tx: Transaction, row: SheetRow): Promise<KeptSheet> {
	const { version, state, levels, comments, overall, pins, savedAt } = row;
	return {
		version,
		state,
		levels,
		comments,
		overall,
		pins,
		savedAt,
		savedBy: await nameOf(tx, row.savedBy)
	};
}

async function otherMarker(
	tx: Transaction,
	actor: Actor,
	{ openedBy, openedAt }: SheetRow,
	now: Date
): Promise<OtherMarker | null> {
	if (!openedAt || openedBy === personOf(actor).id) return null;
	if (now.getTime() - openedAt.getTime() > openFor) return null;
	const name = await nameOf(tx, openedBy);
	return name === null ? null : { name, at: openedAt };
}

const noteOfSheet = prepared('note_of_sheet', (db) =>
	db
		.select({
			state: review.state,
			returnedAt: review.returnedAt,
			openedBy: review.openedBy,
			openedAt: review.openedAt
		})
		.from(review)
		.where(
			ofVersion(
				sql.placeholder('courseId'),
				sql.placeholder('positionId'),
				sql.placeholder('number'),
				{ kind: sql.placeholder('kind'), slot: sql.placeholder('slot') }
			)
		)
);

function isFinal({ state, returnedAt }: Pick<SheetRow, 'state' | 'returnedAt'>): boolean {
	return state === 'released' || returnedAt !== null;
}

/** Looking again within a minute writes nothing: that the sheet is open is noted for ten. */
function wasJustOpened(
	{ openedBy, openedAt }: Pick<SheetRow, 'openedBy' | 'openedAt'>,
	self: string,
	now: Date
): boolean {
	return openedBy === self && openedAt !== null && now.getTime() - openedAt.getTime() < 60_000;
}

/**
 * Notes that the actor has the sheet of a version open, and says who else has. Only what can still
 * be changed is noted.
 */
export async function openSheet(
	actor: Actor,
	positionId: string,
	number: number,
	slot: Slot,
	now: Date
): Promise<OtherMarker | null> {
	if (slot.closed) return null;
	const { courseId } = membershipOf(actor);
	const subject = await subjectFor(actor, positionId, number);
	const { enrolmentId, sectionId } = subject;
	// Of a course that was put away it is read, and nobody works on it.
	if (!may(actor, 'review.write', { courseId, enrolmentId, sectionId })) return null;
	const self = personOf(actor).id;
	const [noted] = await noteOfSheet({
		courseId,
		positionId,
		number,
		kind: slot.kind,
		slot: slot.slot
	});
	if (noted && (isFinal(noted) || wasJustOpened(noted, self, now))) return null;
	return transaction(async (tx) => {
		const row = await holdSheet(tx, subject, slot);
		if (isFinal(row)) return null;
		const other = await otherMarker(tx, actor, row, now);
		await tx
			.update(review)
			.set({ openedBy: self, openedAt: now })
			.where(and(eq(review.courseId, courseId), eq(review.id, row.id)));
		return other;
	});
}
