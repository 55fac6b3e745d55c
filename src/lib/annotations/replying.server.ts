/*
 * Replies, and settling what a note asks. Whoever replies sees the note and has committed; a note
 * that is being changed or removed meanwhile is waited for.
 */
import { and, count, eq } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { shownAsOf } from '$lib/courses/shown-as.server';
import type { Locale } from '$lib/i18n/local-text';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import { note, noteReply } from '$lib/server/db/schema';
import {
	holdNote,
	noteSeen,
	readingHere,
	tellReaders,
	type NoteRow,
	type NotesAddress,
	type ReadingHere
} from './finding.server';
import { indexReply } from './indexing.server';
import { longestReply, mostReplies } from './note';
import { standingIn, visibleTo, type Standing } from './visible.server';

export interface NewReply {
	/** The ref of the note. */
	note: string;
	body: string;
	lang: Locale;
	/** Made by the client, so that sending again is no second reply. */
	ref: string | null;
}

export type ReplyResult =
	| { ok: true; ref: string; version: number }
	| { ok: false; reason: 'own-first' | 'private' | 'too-many' | 'too-long' | 'known-ref' };

/** Needs `note.reply`; 404 for a note that the actor does not see. */
export async function replyTo(
	actor: Actor,
	address: NotesAddress,
	given: NewReply,
	now: Date
): Promise<ReplyResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { here, standing } = await lookingAt(actor, address, now);
	const committed = standing.reveal.get(here.readingId)?.isOpen ?? false;
	if (!committed && may(actor, 'note.reply', { courseId, committed: true }))
		return { ok: false, reason: 'own-first' };
	authorize(actor, 'note.reply', { courseId, committed });
	if (given.body.length > longestReply) return { ok: false, reason: 'too-long' };
	const shownAs = await shownAsOf(actor);
	const id = newId();
	const ref = given.ref ?? newRef();
	return transaction(async (tx): Promise<ReplyResult> => {
		const row = await holdNote(tx, here, given.note, visibleTo(standing.viewer));
		if (!row || row.deletedAt !== null) notFound();
		if (row.audience === 'private') return { ok: false, reason: 'private' };
		const onNote = and(eq(noteReply.courseId, courseId), eq(noteReply.noteId, row.id));
		const [there] = await tx.select({ n: count() }).from(noteReply).where(onNote);
		if ((there?.n ?? 0) >= mostReplies) return { ok: false, reason: 'too-many' };
		const { body, lang } = given;
		const [made] = await tx
			.insert(noteReply)
			.values({
				...{ courseId, id, ref, noteId: row.id, enrolmentId, byStaff: isStaff(actor) },
				...{ body, lang, shownAs, createdAt: now }
			})
			.onConflictDoNothing()
			.returning({ version: noteReply.version });
		if (!made) {
			const [known] = await tx
				.select({ ref: noteReply.ref, version: noteReply.version })
				.from(noteReply)
				.where(and(onNote, eq(noteReply.ref, ref), eq(noteReply.enrolmentId, enrolmentId)));
			return known ? { ok: true, ...known } : { ok: false, reason: 'known-ref' };
		}
		await indexReply(tx, { courseId, moduleId: here.moduleId, noteId: row.id, replyId: id, body });
		await touch(tx, row, now);
		return { ok: true, ref, version: made.version };
	});
}

async function lookingAt(
	actor: Actor,
	address: NotesAddress,
	now: Date
): Promise<{ here: ReadingHere; standing: Standing }> {
	const here = await readingHere(actor, address, now);
	return { here, standing: await standingIn(actor, here.moduleId) };
}

/** Pages that listen hear of what stands under a note as of the note itself. */
async function touch(tx: Transaction, row: NoteRow, now: Date): Promise<void> {
	await tx
		.update(note)
		.set({ changedAt: now })
		.where(and(eq(note.courseId, row.courseId), eq(note.id, row.id)));
	tellReaders(row.readingId, [row.audience], now);
}

export type ReplyChange =
	| { ok: true; version: number }
	| { ok: false; reason: 'conflict'; kept: { version: number; body: string } }
	| { ok: false; reason: 'gone' | 'too-long' };

type ReplyRow = typeof noteReply.$inferSelect;

/** One's own reply on the reading, with its note held; null when it is not there. */
async function holdOwnReply(
	tx: Transaction,
	actor: Actor,
	here: ReadingHere,
	ref: string
): Promise<{ reply: ReplyRow; row: NoteRow } | null> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const own = and(
		eq(noteReply.courseId, courseId),
		eq(noteReply.ref, ref),
		eq(noteReply.enrolmentId, enrolmentId)
	);
	const [found] = await tx
		.select({ noteRef: note.ref })
		.from(noteReply)
		.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
		.where(own);
	const row = found ? await holdNote(tx, here, found.noteRef) : null;
	// Read again now that nobody else changes it.
	const [reply] = row ? await tx.select().from(noteReply).where(own) : [];
	return row && reply ? { reply, row } : null;
}

/** Needs `note.write`: what one wrote stays one's own to change. */
export async function changeReply(
	actor: Actor,
	address: NotesAddress,
	{ ref, base, body }: { ref: string; base: number; body: string },
	now: Date
): Promise<ReplyChange> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const here = await readingHere(actor, address, now);
	if (body.length > longestReply) return { ok: false, reason: 'too-long' };
	return transaction(async (tx): Promise<ReplyChange> => {
		const held = await holdOwnReply(tx, actor, here, ref);
		if (!held) return { ok: false, reason: 'gone' };
		const { reply, row } = held;
		if (reply.body === body) return { ok: true, version: reply.version };
		if (reply.version !== base)
			return { ok: false, reason: 'conflict', kept: { version: reply.version, body: reply.body } };
		const version = reply.version + 1;
		await tx
			.update(noteReply)
			.set({ body, version, editedAt: now })
			.where(and(eq(noteReply.courseId, courseId), eq(noteReply.id, reply.id)));
		const { moduleId } = here;
		await indexReply(tx, { courseId, moduleId, noteId: row.id, replyId: reply.id, body });
		await touch(tx, row, now);
		return { ok: true, version };
	});
}

/** Needs `note.write`. One that is not there any more is no error. */
export async function removeReply(
	actor: Actor,
	address: NotesAddress,
	{ ref, base }: { ref: string; base: number },
	now: Date
): Promise<
	{ ok: true } | { ok: false; reason: 'conflict'; kept: { version: number; body: string } }
> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const here = await readingHere(actor, address, now);
	return transaction(async (tx) => {
		const held = await holdOwnReply(tx, actor, here, ref);
		if (!held) return { ok: true as const };
		const { reply, row } = held;
		if (reply.version !== base) {
			const kept = { version: reply.version, body: reply.body };
			return { ok: false as const, reason: 'conflict' as const, kept };
		}
		await tx
			.delete(noteReply)
			.where(and(eq(noteReply.courseId, courseId), eq(noteReply.id, reply.id)));
		await dropIfEmpty(tx, row);
		await touch(tx, row, now);
		return { ok: true as const };
	});
}

/** A note without words stays only as long as replies stand under it. */
async function dropIfEmpty(tx: Transaction, row: NoteRow): Promise<void> {
	if (row.deletedAt === null) return;
	const [left] = await tx
		.select({ id: noteReply.id })
		.from(noteReply)
		.where(and(eq(noteReply.courseId, row.courseId), eq(noteReply.noteId, row.id)))
		.limit(1);
	if (!left) await tx.delete(note).where(and(eq(note.courseId, row.courseId), eq(note.id, row.id)));
}

/** Needs `note.resolve`: students settle their own notes, staff those they see. */
export async function resolveNote(
	actor: Actor,
	address: NotesAddress,
	{ ref, isResolved }: { ref: string; isResolved: boolean },
	now: Date
): Promise<void> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { here, standing } = await lookingAt(actor, address, now);
	await transaction(async (tx) => {
		const row = (await noteSeen(tx, here, ref, standing.viewer)) ?? notFound();
		authorize(actor, 'note.resolve', { courseId, enrolmentId: row.enrolmentId });
		if ((row.resolvedAt !== null) === isResolved) return;
		await tx
			.update(note)
			.set(
				isResolved
					? { resolvedAt: now, resolvedBy: enrolmentId }
					: { resolvedAt: null, resolvedBy: null }
			)
			.where(and(eq(note.courseId, courseId), eq(note.id, row.id)));
		await touch(tx, row, now);
	});
}
