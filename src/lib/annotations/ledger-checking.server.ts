/*
 * What people write who checked an entry: one check each, changed and deleted by whoever wrote it,
 * hidden by staff. Two pages that save one check do not overwrite each other.
 */
import { and, eq } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { hide, show, type Moderated } from '$lib/courses/moderation.server';
import { shownAsOf } from '$lib/courses/shown-as.server';
import type { Locale } from '$lib/i18n/local-text';
import { db, isUniqueViolation, transaction, type Executor } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import { ledgerCheck } from '$lib/server/db/schema';
import type { Verdict } from './ledger';
import { entryToCheck, ledgerEntryFor, ownFacts } from './ledger.server';

export interface WrittenCheck {
	verdict: Verdict;
	finding: string;
	source: string;
}

export type CheckSaved =
	| { ok: true }
	/** Another page saved it in between: what is kept now, null where it was deleted. */
	| { ok: false; reason: 'conflict'; kept: (WrittenCheck & { version: number }) | null };

type Row = typeof ledgerCheck.$inferSelect;

async function ownCheck(
	on: Pick<Executor, 'select'>,
	actor: Actor,
	entryId: string
): Promise<Row | null> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const [row] = await on
		.select()
		.from(ledgerCheck)
		.where(
			and(
				eq(ledgerCheck.courseId, courseId),
				eq(ledgerCheck.entryId, entryId),
				eq(ledgerCheck.enrolmentId, enrolmentId)
			)
		);
	return row ?? null;
}

function isSameCheck(row: Row, check: WrittenCheck): boolean {
	return (
		row.verdict === check.verdict && row.finding === check.finding && row.source === check.source
	);
}

function conflict(row: Row | null): CheckSaved {
	if (!row) return { ok: false, reason: 'conflict', kept: null };
	const { verdict, finding, source, version } = row;
	return { ok: false, reason: 'conflict', kept: { verdict, finding, source, version } };
}

/**
 * Needs `ledger.check`. Sent twice, it is one check.
 * @param base the version it builds on; 0 for a first one
 */
export async function writeCheck(
	actor: Actor,
	moduleSlug: string,
	key: string,
	{ base, ...check }: WrittenCheck & { base: number },
	lang: Locale,
	now: Date
): Promise<CheckSaved> {
	const entry = await entryToCheck(actor, moduleSlug, key, now);
	const { courseId, enrolmentId } = ownFacts(actor);
	authorize(actor, 'ledger.check', { courseId, enrolmentId });
	const shownAs = await shownAsOf(actor);
	try {
		return await transaction(async (tx): Promise<CheckSaved> => {
			const row = await ownCheck(tx, actor, entry.id);
			if (row && isSameCheck(row, check)) return { ok: true };
			if ((row?.version ?? 0) !== base) return conflict(row);
			if (!row) {
				await tx.insert(ledgerCheck).values({
					courseId,
					id: newId(),
					ref: newRef(),
					entryId: entry.id,
					enrolmentId,
					byStaff: isStaff(actor),
					...check,
					lang,
					shownAs,
					createdAt: now
				});
				return { ok: true };
			}
			const [changed] = await tx
				.update(ledgerCheck)
				.set({ ...check, lang, version: base + 1, editedAt: now })
				.where(isVersion(courseId, row.id, base))
				.returning({ id: ledgerCheck.id });
			return changed ? { ok: true } : conflict(await ownCheck(tx, actor, entry.id));
		});
	} catch (cause) {
		if (!isUniqueViolation(cause)) throw cause;
		// Two first checks at once: the other one was there first.
		const row = await ownCheck(db(), actor, entry.id);
		return row && isSameCheck(row, check) ? { ok: true } : conflict(row);
	}
}

function isVersion(courseId: string, id: string, version: number) {
	return and(
		eq(ledgerCheck.courseId, courseId),
		eq(ledgerCheck.id, id),
		eq(ledgerCheck.version, version)
	);
}

/** Needs `ledger.check`; one that is gone already is no error. */
export async function removeCheck(
	actor: Actor,
	moduleSlug: string,
	key: string,
	base: number,
	now: Date
): Promise<CheckSaved> {
	const entry = await entryToCheck(actor, moduleSlug, key, now);
	const { courseId, enrolmentId } = ownFacts(actor);
	authorize(actor, 'ledger.check', { courseId, enrolmentId });
	return transaction(async (tx): Promise<CheckSaved> => {
		const row = await ownCheck(tx, actor, entry.id);
		if (!row) return { ok: true };
		const [gone] = await tx
			.delete(ledgerCheck)
			.where(isVersion(courseId, row.id, base))
			.returning({ id: ledgerCheck.id });
		return gone ? { ok: true } : conflict(row);
	});
}

/** 404 for a check that is not there for the actor on that entry. */
async function checkOf(
	actor: Actor,
	moduleSlug: string,
	key: string,
	ref: string,
	now: Date
): Promise<Moderated> {
	const { courseId } = membershipOf(actor);
	const edition = { kind: 'study', lang: 'en' } as const;
	const { checks } = await ledgerEntryFor(actor, moduleSlug, key, edition, now);
	if (!checks?.some((check) => check.ref === ref)) notFound();
	const [row] = await db()
		.select({ authorId: ledgerCheck.enrolmentId })
		.from(ledgerCheck)
		.where(and(eq(ledgerCheck.courseId, courseId), eq(ledgerCheck.ref, ref)));
	if (!row) notFound();
	const place = { module: moduleSlug, entry: key };
	return { kind: 'note', id: ref, authorId: row.authorId, place };
}

/** Needs `content.hide`. */
export async function hideCheck(
	actor: Actor,
	at: { moduleSlug: string; key: string },
	{ ref, reason }: { ref: string; reason: string },
	now: Date
): Promise<void> {
	authorize(actor, 'content.hide', { courseId: membershipOf(actor).courseId });
	await hide(actor, await checkOf(actor, at.moduleSlug, at.key, ref, now), reason, now);
}

/** Needs `content.hide`. */
export async function showCheck(
	actor: Actor,
	at: { moduleSlug: string; key: string },
	ref: string,
	now: Date
): Promise<void> {
	authorize(actor, 'content.hide', { courseId: membershipOf(actor).courseId });
	await show(actor, await checkOf(actor, at.moduleSlug, at.key, ref, now), now);
}
