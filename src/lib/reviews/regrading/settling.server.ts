/*
 * What staff do about a request: answer it, settle it, open it again. Settling with a change writes a
 * further version of the released sheet, or sets the points where there is no sheet, and the grade
 * with its history; of two who settle at once the second is told.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import type { Locale } from '$lib/i18n/local-text';
import { changeGrades } from '$lib/modules/changing-grades.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { grade, review, reviewHistory } from '$lib/server/db/schema';
import { gradePositions } from '../grading.server';
import { judgementOf, type SheetLevels } from '../review';
import { sheetOut, type ItemFacts } from './facts.server';
import type { Outcome } from './regrade';
import { foundRequest } from './requests.server';
import { addEntry, holdRequest, type RequestRow } from './threads.server';

/** `moved`: somebody answered or said more since the page was opened. */
type Stale = { ok: false; reason: 'moved' | 'settled' | 'withdrawn' };

function staleness(row: RequestRow, version: number): Stale | null {
	if (row.state !== 'open') return { ok: false, reason: row.state };
	return row.version === version ? null : { ok: false, reason: 'moved' };
}

export type Answered = { ok: true } | { ok: false; reason: 'settled' | 'withdrawn' };

/** Needs `regrade.answer` for the section of whoever asked. */
export async function answerRegrade(
	actor: Actor,
	moduleSlug: string,
	requestId: string,
	body: string,
	lang: Locale,
	now: Date
): Promise<Answered> {
	const { request, person, facts } = await foundRequest(actor, moduleSlug, requestId);
	const { courseId } = request;
	authorize(actor, 'regrade.answer', { courseId, ...who(person) });
	return transaction(async (tx): Promise<Answered> => {
		const row = await holdRequest(tx, courseId, requestId);
		if (row.state !== 'open') return { ok: false, reason: row.state };
		const entry = { kind: 'reply', authorId: membershipOf(actor).enrolmentId, body, lang } as const;
		await addEntry(tx, row, entry, {}, now);
		await recordAct(actor, { act: 'regrade.reply', ...subject(row) }, now, tx);
		await tellStudent(tx, row, facts, 'regrade.reply', now);
		return { ok: true };
	});
}

export interface Settlement {
	/** The version of the request that was seen. */
	version: number;
	outcome: Outcome;
	note: string;
	/** For a sheet: points by criterion, null for not assessed. */
	levels: SheetLevels;
	/** Without a sheet. */
	points: number | null;
}

export type Settled =
	| { ok: true }
	| Stale
	/** `same`: nothing would change; `unknown-level`: the rubric has no such points. */
	| { ok: false; reason: 'same' | 'unknown-level' | 'no-points' | 'too-many-points' };

/** Needs `regrade.settle`. */
export async function settleRegrade(
	actor: Actor,
	moduleSlug: string,
	requestId: string,
	wanted: Settlement,
	lang: Locale,
	now: Date
): Promise<Settled> {
	const { request, person, facts } = await foundRequest(actor, moduleSlug, requestId);
	const { courseId } = request;
	authorize(actor, 'regrade.settle', { courseId, ...who(person) });
	return transaction(async (tx): Promise<Settled> => {
		const row = await holdRequest(tx, courseId, requestId);
		const stale = staleness(row, wanted.version);
		if (stale) return stale;
		const before = await pointsNow(tx, row);
		if (wanted.outcome === 'changed') {
			const refused = facts.sheet
				? await changeSheet(tx, actor, row, facts, wanted.levels, now)
				: await setPoints(tx, actor, row, facts, wanted.points, now);
			if (refused) return refused;
		}
		const entry = {
			kind: 'settled',
			authorId: membershipOf(actor).enrolmentId,
			body: wanted.note,
			lang,
			pointsBefore: before,
			pointsAfter: await pointsNow(tx, row)
		} as const;
		await addEntry(tx, row, entry, { state: 'settled', outcome: wanted.outcome }, now);
		const detail = { outcome: wanted.outcome };
		await recordAct(actor, { act: 'regrade.settle', ...subject(row), detail }, now, tx);
		await tellStudent(tx, row, facts, 'regrade.settled', now);
		return { ok: true };
	});
}

type Refused = Extract<Settled, { ok: false }>;

/** Only what the request is about is taken over; null when it is done. */
async function changeSheet(
	tx: Transaction,
	actor: Actor,
	request: RequestRow,
	{ item }: ItemFacts,
	levels: SheetLevels,
	now: Date
): Promise<Refused | null> {
	const { courseId, criterionKey } = request;
	const positionId = request.positionId ?? '';
	// Held, and then read: another request about the same sheet may have changed it.
	await tx
		.update(review)
		.set({ courseId })
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.state, 'released')
			)
		);
	const sheet = await sheetOut(tx, courseId, positionId);
	if (!sheet) return { ok: false, reason: 'same' };
	const { row, rubric } = sheet;
	const fresh: SheetLevels = { ...row.levels };
	for (const criterion of rubric.criteria) {
		const { key } = criterion;
		if ((criterionKey !== '' && key !== criterionKey) || levels[key] === undefined) continue;
		if (judgementOf(rubric, criterion, levels) === undefined)
			return { ok: false, reason: 'unknown-level' };
		fresh[key] = levels[key];
	}
	if (Object.entries(fresh).every(([key, points]) => row.levels[key] === points))
		return { ok: false, reason: 'same' };
	const by = { savedBy: personOf(actor).id, savedAt: now };
	const version = row.version + 1;
	await tx
		.update(review)
		.set({ levels: fresh, version, ...by })
		.where(and(eq(review.courseId, courseId), eq(review.id, row.id)));
	const { id: reviewId, state, comments, overall, pins } = row;
	await tx
		.insert(reviewHistory)
		.values({ courseId, reviewId, version, state, levels: fresh, comments, overall, pins, ...by });
	const task = { courseId, taskId: item.subjectId };
	await gradePositions(tx, task, [positionId], by.savedBy, now, 'regrade');
	return null;
}

async function setPoints(
	tx: Transaction,
	actor: Actor,
	{ courseId, itemId, enrolmentId }: RequestRow,
	{ item }: ItemFacts,
	points: number | null,
	now: Date
): Promise<Refused | null> {
	if (points === null) return { ok: false, reason: 'no-points' };
	if (points > item.most) return { ok: false, reason: 'too-many-points' };
	const [kept] = await tx
		.select({ points: grade.points, version: grade.version })
		.from(grade)
		.where(isGrade({ courseId, itemId, enrolmentId }));
	if (kept?.points === points) return { ok: false, reason: 'same' };
	// What is marked elsewhere is shown when that is released; what only staff set is shown at once.
	const isShown = item.kind !== 'set' && item.kind !== 'position';
	const changes = [{ to: 'points', points, isShown } as const];
	const cell = { itemId, enrolmentId, version: kept?.version ?? 0, changes };
	const done = await changeGrades(tx, courseId, [cell], personOf(actor).id, now, 'regrade');
	return done.ok ? null : { ok: false, reason: 'moved' };
}

function isGrade({
	courseId,
	itemId,
	enrolmentId
}: Pick<RequestRow, 'courseId' | 'itemId' | 'enrolmentId'>) {
	return and(
		eq(grade.courseId, courseId),
		eq(grade.itemId, itemId),
		eq(grade.enrolmentId, enrolmentId)
	);
}

async function pointsNow(tx: Transaction, row: RequestRow): Promise<number | null> {
	const [found] = await tx.select({ points: grade.points }).from(grade).where(isGrade(row));
	return found?.points ?? null;
}

export type Reopened = { ok: true } | { ok: false; reason: 'open' | 'withdrawn' };

/** Opens a settled request again; what was changed stays until it is settled anew. Needs `regrade.settle`. */
export async function reopenRegrade(
	actor: Actor,
	moduleSlug: string,
	requestId: string,
	note: string,
	lang: Locale,
	now: Date
): Promise<Reopened> {
	const { request, person, facts } = await foundRequest(actor, moduleSlug, requestId);
	const { courseId } = request;
	authorize(actor, 'regrade.settle', { courseId, ...who(person) });
	return transaction(async (tx): Promise<Reopened> => {
		const row = await holdRequest(tx, courseId, requestId);
		if (row.state !== 'settled') return { ok: false, reason: row.state };
		const authorId = membershipOf(actor).enrolmentId;
		const entry = { kind: 'reopened', authorId, body: note, lang } as const;
		await addEntry(tx, row, entry, { state: 'open', outcome: null }, now);
		await recordAct(actor, { act: 'regrade.reopen', ...subject(row) }, now, tx);
		await tellStudent(tx, row, facts, 'regrade.reply', now);
		return { ok: true };
	});
}

function who({ enrolmentId, sectionId }: { enrolmentId: string; sectionId: string | null }) {
	return { enrolmentId, sectionId };
}

function subject({ id }: RequestRow) {
	return { subjectKind: 'regrade', subjectId: id };
}

async function tellStudent(
	tx: Transaction,
	{ courseId, itemId, enrolmentId }: RequestRow,
	{ module }: ItemFacts,
	kind: 'regrade.reply' | 'regrade.settled',
	now: Date
): Promise<void> {
	const payload = { module: module.slug, item: itemId };
	await tell(tx, courseId, [{ enrolmentId, kind, payload }], now);
}
