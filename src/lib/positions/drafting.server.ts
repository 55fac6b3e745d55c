/*
 * Writing a position: saves that name the version they build on, and reasons that come and go. A
 * save that lost the race writes nothing and gives back what the other one wrote.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf, notFound } from '$lib/access/refuse';
import { holdPlace } from '$lib/courses/holding.server';
import type { Locale } from '$lib/i18n/local-text';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { citation, motion, position } from '$lib/server/db/schema';
import {
	canEdit,
	emptyBody,
	positionStates,
	reasonPart,
	withoutReason,
	withReason,
	type PositionBody,
	type Side
} from './position';
import { isSameWriting } from './fields';
import { taskToWrite, type PositionRow, type TaskHere } from './task.server';

/** What the page sends with every save. */
export interface WrittenDraft {
	/** The version it builds on; 0 before the first save. */
	version: number;
	/** The device's clock, when it was written without a line. */
	deviceAt?: Date | null;
	/** Counts only where the side is the student's own choice. */
	side: Side | null;
	body: PositionBody;
}

/** What is kept, when somebody saved in between. */
export interface KeptDraft {
	version: number;
	side: Side | null;
	body: PositionBody;
	savedAt: Date;
}

export type SaveRefusal =
	{ ok: false; reason: 'conflict'; kept: KeptDraft } | { ok: false; reason: 'submitted' };
export type SaveResult = { ok: true; version: number; savedAt: Date } | SaveRefusal;

const editable = positionStates.filter(canEdit);

export async function savePosition(
	actor: Actor,
	moduleSlug: string,
	draft: WrittenDraft,
	lang: Locale,
	now: Date
): Promise<SaveResult> {
	const task = await taskToWrite(actor, moduleSlug);
	return transaction(async (tx) => answer(await saveDraft(tx, actor, task, draft, lang, now)));
}

/** Saves, and adds an empty reason while there is room. */
export async function addReason(
	actor: Actor,
	moduleSlug: string,
	draft: WrittenDraft,
	lang: Locale,
	now: Date
): Promise<SaveResult> {
	const body = withReason(draft.body, newReasonId());
	return savePosition(actor, moduleSlug, { ...draft, body }, lang, now);
}

/** Saves without the reason and the passages cited in it. */
export async function removeReason(
	actor: Actor,
	moduleSlug: string,
	draft: WrittenDraft,
	reasonId: string,
	lang: Locale,
	now: Date
): Promise<SaveResult> {
	const task = await taskToWrite(actor, moduleSlug);
	const body = withoutReason(draft.body, reasonId, newReasonId());
	return transaction(async (tx) => {
		const saved = await saveDraft(tx, actor, task, { ...draft, body }, lang, now);
		if (saved.ok)
			await tx
				.delete(citation)
				.where(
					and(
						eq(citation.courseId, task.courseId),
						eq(citation.positionId, saved.row.id),
						eq(citation.number, 0),
						eq(citation.part, reasonPart(reasonId))
					)
				);
		return answer(saved);
	});
}

function newReasonId(): string {
	return newId().slice(-12);
}

function answer(saved: { ok: true; row: PositionRow } | SaveRefusal): SaveResult {
	return saved.ok ? { ok: true, version: saved.row.version, savedAt: saved.row.savedAt } : saved;
}

/** One save inside a transaction, which then holds the row until it ends. */
export async function saveDraft(
	tx: Transaction,
	actor: Actor,
	task: TaskHere,
	draft: WrittenDraft,
	lang: Locale,
	now: Date
): Promise<{ ok: true; row: PositionRow } | SaveRefusal> {
	// Authors of the motion wait for whoever is beginning, and the other way round.
	if (draft.version === 0) await holdPlace(tx, task.courseId, membershipOf(actor).enrolmentId);
	const id = await ensurePosition(tx, actor, task, lang, now);
	const { body, side } = draft;
	const [row] = await tx
		.update(position)
		.set({
			body,
			// An assigned side stays, whatever the page sent.
			side: sql`case when ${position.sideOrigin} = 'assigned' then ${position.side} else ${side} end`,
			lang,
			version: draft.version + 1,
			deviceAt: draft.deviceAt ?? null,
			savedAt: now
		})
		.where(and(isEditable(task.courseId, id), eq(position.version, draft.version)))
		.returning();
	if (row) return { ok: true, row };
	const kept = await positionRow(tx, task.courseId, id);
	// The same words again are no conflict: a phone cannot know whether its first try arrived.
	const wanted = { body, side: kept.sideOrigin === 'assigned' ? kept.side : side };
	if (canEdit(kept.state) && isSameWriting(kept, wanted)) return { ok: true, row: kept };
	return canEdit(kept.state)
		? {
				ok: false,
				reason: 'conflict',
				kept: { version: kept.version, side: kept.side, body: kept.body, savedAt: kept.savedAt }
			}
		: { ok: false, reason: 'submitted' };
}

/** The id of the actor's position; an empty one (version 0) is made when there is none. */
export async function ensurePosition(
	tx: Transaction,
	actor: Actor,
	task: TaskHere,
	lang: Locale,
	now: Date
): Promise<string> {
	if (task.own) return task.own.id;
	const { courseId, enrolmentId } = membershipOf(actor);
	const { taskId, motionId } = task;
	await holdPlace(tx, courseId, enrolmentId);
	const [asked] = await tx
		.select({ version: motion.version })
		.from(motion)
		.where(and(eq(motion.courseId, courseId), eq(motion.id, motionId)));
	const motionVersion = asked?.version ?? task.motionVersion;
	await tx
		.insert(position)
		.values({
			courseId,
			id: newId(),
			taskId,
			enrolmentId,
			motionId,
			motionVersion,
			body: emptyBody(),
			lang,
			version: 0,
			savedAt: now
		})
		.onConflictDoNothing();
	const [row] = await tx
		.select({ id: position.id })
		.from(position)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				eq(position.enrolmentId, enrolmentId)
			)
		);
	return row?.id ?? notFound();
}

/** As SQL what `canEdit` says of one position. */
export function isEditable(courseId: string, positionId: string) {
	return and(
		eq(position.courseId, courseId),
		eq(position.id, positionId),
		inArray(position.state, editable)
	);
}

async function positionRow(tx: Transaction, courseId: string, id: string): Promise<PositionRow> {
	const [row] = await tx
		.select()
		.from(position)
		.where(and(eq(position.courseId, courseId), eq(position.id, id)));
	return row ?? notFound();
}
