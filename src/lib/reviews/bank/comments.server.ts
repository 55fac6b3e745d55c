/*
 * The comment bank as those who mark keep it: for the whole course, a module, or one criterion.
 * A comment that was taken out can come back; a change names the version it builds on.
 */
import { and, asc, count, desc, eq, isNull, or, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { bankComment } from '$lib/server/db/schema';
import type { Criterion } from '../review';
import { criteriaIn, type InModule } from '../rubric-current.server';
import { findComments, mostBankComments, type BankEntry } from './bank';
import { repeatedOf, type Origin } from './keeping.server';
import { columnsOf, purposeOf, type BankFilter, type Purpose } from './purpose';

type Reader = Pick<Executor, 'select'>;
type Row = typeof bankComment.$inferSelect;

export interface BankCommentHere extends BankEntry {
	purpose: Purpose;
	usedAt: Date | null;
	isRetired: boolean;
	version: number;
}

export interface BankHere {
	comments: BankCommentHere[];
	/** In use, and taken out, whatever is searched for. */
	counts: { used: number; retired: number };
	criteria: Pick<Criterion, 'key' | 'title'>[];
	mayWrite: boolean;
}

/** To read: `review.read`; to write: `bank.write`. */
async function bankAt(actor: Actor, moduleSlug: string): Promise<InModule> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.read', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

export async function bankToWrite(actor: Actor, moduleSlug: string): Promise<InModule> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'bank.write', { courseId });
	return bankAt(actor, moduleSlug);
}

/** The module's own comments and those of the whole course. */
function isHere({ courseId, moduleId }: InModule): SQL | undefined {
	return and(
		eq(bankComment.courseId, courseId),
		or(isNull(bankComment.moduleId), eq(bankComment.moduleId, moduleId))
	);
}

const here = (row: Row): BankCommentHere => ({
	id: row.id,
	criterionKey: row.criterionKey,
	body: row.body,
	usedTimes: row.usedTimes,
	purpose: purposeOf(row),
	usedAt: row.usedAt,
	isRetired: row.retiredAt !== null,
	version: row.version
});

export async function commentsThere(on: Reader, at: InModule): Promise<BankCommentHere[]> {
	const rows = await on
		.select()
		.from(bankComment)
		.where(isHere(at))
		.orderBy(desc(bankComment.usedTimes), asc(bankComment.createdAt), asc(bankComment.id));
	return rows.map(here);
}

export function isSamePurpose(a: Purpose, b: Purpose): boolean {
	return (
		a.of === b.of &&
		(a.of !== 'criterion' || b.of !== 'criterion' || a.criterionKey === b.criterionKey)
	);
}

/** Used oftenest first; of a search the best first. */
export async function commentsFor(
	actor: Actor,
	moduleSlug: string,
	{ words, purpose, retired }: BankFilter,
	locale: Locale
): Promise<BankHere> {
	const at = await bankAt(actor, moduleSlug);
	const [all, criteria] = await Promise.all([commentsThere(db(), at), criteriaIn(db(), at)]);
	const some = all.filter(
		(one) => one.isRetired === retired && (!purpose || isSamePurpose(one.purpose, purpose))
	);
	const gone = all.filter((one) => one.isRetired).length;
	return {
		// Where nothing is searched for, use alone decides.
		comments: words.trim() === '' ? some : findComments(some, words, locale, null),
		counts: { used: all.length - gone, retired: gone },
		criteria: criteria.map(({ key, title }) => ({ key, title })),
		mayWrite: may(actor, 'bank.write', { courseId: at.courseId })
	};
}

/** One of them, to be changed; 404 when it is another module's. */
export async function commentToChange(
	actor: Actor,
	moduleSlug: string,
	id: string
): Promise<{ comment: BankCommentHere; criteria: BankHere['criteria'] }> {
	const at = await bankToWrite(actor, moduleSlug);
	const [rows, criteria] = await Promise.all([
		db()
			.select()
			.from(bankComment)
			.where(and(isHere(at), eq(bankComment.id, id))),
		criteriaIn(db(), at)
	]);
	const comment = here(rows[0] ?? notFound());
	return { comment, criteria: criteria.map(({ key, title }) => ({ key, title })) };
}

export type CommentRefusal =
	/** It is there already, for the same. */
	| { ok: false; reason: 'twice' }
	| { ok: false; reason: 'full'; most: number }
	| { ok: false; reason: 'no-criterion' }
	/** Words of the student's own stand in it. */
	| { ok: false; reason: 'repeats'; words: string };
export type CommentSaved =
	| { ok: true; id: string }
	| CommentRefusal
	/** Somebody changed it in between: as it is now. */
	| { ok: false; reason: 'conflict'; kept: LocalText; version: number };

export interface CommentWish {
	purpose: Purpose;
	body: LocalText;
}

/** One that a criterion of another module's rubric, or an earlier one, had is no choice. */
async function refusalOf(
	tx: Transaction,
	at: InModule,
	{ purpose, body }: CommentWish,
	kept: Row | null
): Promise<CommentRefusal | null> {
	// One whose criterion is gone may keep it.
	const isLeft = kept !== null && isSamePurpose(purposeOf(kept), purpose);
	if (purpose.of === 'criterion' && !isLeft) {
		const criteria = await criteriaIn(tx, at);
		if (!criteria.some(({ key }) => key === purpose.criterionKey))
			return { ok: false, reason: 'no-criterion' };
	}
	const all = await commentsThere(tx, at);
	const isTwice = all.some(
		(one) =>
			one.id !== kept?.id &&
			!one.isRetired &&
			isSamePurpose(one.purpose, purpose) &&
			isSameBody(one.body, body)
	);
	return isTwice ? { ok: false, reason: 'twice' } : null;
}

export function isSameBody(a: LocalText, b: LocalText): boolean {
	return (a.en ?? '') === (b.en ?? '') && (a.ur ?? '') === (b.ur ?? '');
}

/** How many more comments the course may use. */
export async function roomIn(on: Reader, courseId: string): Promise<number> {
	const [row] = await on
		.select({ n: count() })
		.from(bankComment)
		.where(and(eq(bankComment.courseId, courseId), isNull(bankComment.retiredAt)));
	return Math.max(0, mostBankComments - (row?.n ?? 0));
}

/** @param origin the sheet that the words come from: they may hold none of the student's */
export async function addComment(
	actor: Actor,
	moduleSlug: string,
	wish: CommentWish & { origin: Origin | null },
	now: Date
): Promise<CommentSaved> {
	const at = await bankToWrite(actor, moduleSlug);
	const repeated = wish.origin && (await repeatedOf(actor, wish.origin, wish.body));
	if (repeated) return { ok: false, reason: 'repeats', words: repeated };
	return transaction(async (tx): Promise<CommentSaved> => {
		const refusal = await refusalOf(tx, at, wish, null);
		if (refusal) return refusal;
		if ((await roomIn(tx, at.courseId)) < 1)
			return { ok: false, reason: 'full', most: mostBankComments };
		const id = newId();
		await insertComments(tx, actor, at, [{ id, purpose: wish.purpose, body: wish.body }], now);
		const act = { act: 'bank.add', subjectKind: 'bank', subjectId: id };
		await recordAct(actor, act, now, tx);
		return { ok: true, id };
	});
}

export async function insertComments(
	tx: Transaction,
	actor: Actor,
	{ courseId, moduleId }: InModule,
	fresh: readonly { id: string; purpose: Purpose; body: LocalText }[],
	now: Date
): Promise<void> {
	const createdBy = personOf(actor).id;
	const rows = fresh.map(({ id, purpose, body }) => ({
		courseId,
		id,
		...columnsOf(purpose, moduleId),
		body,
		createdBy,
		createdAt: now
	}));
	for (let i = 0; i < rows.length; i += 50)
		await tx.insert(bankComment).values(rows.slice(i, i + 50));
}

/** @param version of what the form was filled in over */
export async function changeComment(
	actor: Actor,
	moduleSlug: string,
	id: string,
	{ version, ...wish }: CommentWish & { version: number },
	now: Date
): Promise<CommentSaved> {
	const at = await bankToWrite(actor, moduleSlug);
	const isOne = and(isHere(at), eq(bankComment.id, id));
	return transaction(async (tx): Promise<CommentSaved> => {
		const [kept] = await tx.select().from(bankComment).where(isOne);
		if (!kept) notFound();
		if (isSamePurpose(purposeOf(kept), wish.purpose) && isSameBody(kept.body, wish.body))
			return { ok: true, id };
		const refusal = await refusalOf(tx, at, wish, kept);
		if (refusal) return refusal;
		const changed = await tx
			.update(bankComment)
			.set({ ...columnsOf(wish.purpose, at.moduleId), body: wish.body, version: version + 1 })
			.where(and(isOne, eq(bankComment.version, version)))
			.returning({ id: bankComment.id });
		if (changed.length === 0) return conflictWith(tx, isOne);
		const act = { act: 'bank.change', subjectKind: 'bank', subjectId: id };
		await recordAct(actor, act, now, tx);
		return { ok: true, id };
	});
}

/** As it is now, whatever was read before somebody else's change was in. */
async function conflictWith(tx: Transaction, isOne: SQL | undefined): Promise<CommentSaved> {
	const [row] = await tx.select().from(bankComment).where(isOne);
	const { body, version } = row ?? notFound();
	return { ok: false, reason: 'conflict', kept: body, version };
}

/** Takes a comment out or brings it back; sheets keep its words, and it keeps its count. */
export async function retireComment(
	actor: Actor,
	moduleSlug: string,
	{ id, version, retired }: { id: string; version: number; retired: boolean },
	now: Date
): Promise<CommentSaved> {
	const at = await bankToWrite(actor, moduleSlug);
	const isOne = and(isHere(at), eq(bankComment.id, id));
	return transaction(async (tx): Promise<CommentSaved> => {
		const [kept] = await tx.select().from(bankComment).where(isOne);
		if (!kept) notFound();
		if ((kept.retiredAt !== null) === retired) return { ok: true, id };
		if (!retired && (await roomIn(tx, at.courseId)) < 1)
			return { ok: false, reason: 'full', most: mostBankComments };
		const changed = await tx
			.update(bankComment)
			.set({ retiredAt: retired ? now : null, version: version + 1 })
			.where(and(isOne, eq(bankComment.version, version)))
			.returning({ id: bankComment.id });
		if (changed.length === 0) return conflictWith(tx, isOne);
		await recordAct(
			actor,
			{ act: retired ? 'bank.retire' : 'bank.restore', subjectKind: 'bank', subjectId: id },
			now,
			tx
		);
		return { ok: true, id };
	});
}
