/*
 * Changing and removing one's own notes. A change names the version it builds on, and one that comes
 * too late is told what is kept. A note whose replies others wrote stays as a place without words.
 */
import { and, eq, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { currentGroupOf } from '$lib/modules/groups.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { note, noteReply } from '$lib/server/db/schema';
import {
	holdNote,
	ownNote,
	readingHere,
	tellReaders,
	type NoteRow,
	type NotesAddress
} from './finding.server';
import { indexNote } from './indexing.server';
import { longestNote } from './note';
import { tagsIn } from './tags.server';
import { wornTags, type NoteWords, type WordsRefusal } from './writing.server';

/** What is kept, when somebody changed it in between: oneself, in another tab. */
export interface KeptNote extends NoteWords {
	version: number;
}

export type ChangeResult =
	| { ok: true; version: number }
	| { ok: false; reason: 'conflict'; kept: KeptNote }
	| { ok: false; reason: WordsRefusal | 'gone' | 'answered' };

/** Needs `note.write`. Who it is for stays as it is once others have replied. */
export async function changeNote(
	actor: Actor,
	address: NotesAddress,
	given: NoteWords & { ref: string; base: number },
	now: Date
): Promise<ChangeResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const here = await readingHere(actor, address, now);
	const { audience, body, lang } = given;
	if (body.length > longestNote) return { ok: false, reason: 'too-long-note' };
	const known = await tagsIn(courseId, here.moduleId);
	return transaction(async (tx): Promise<ChangeResult> => {
		const row = await holdNote(tx, here, given.ref, ownNote(actor));
		if (!row) return { ok: false, reason: 'gone' };
		const tags = wornTags(known, given.tags, row.tags);
		if (!tags) return { ok: false, reason: 'unknown-tag' };
		const wanted = { audience, tags, body, lang };
		// The same again is no conflict: a phone cannot know whether its first try arrived.
		if (isSame(row, wanted)) return { ok: true, version: row.version };
		if (row.version !== given.base) return { ok: false, reason: 'conflict', kept: keptOf(row) };
		let { groupId } = row;
		if (audience !== row.audience) {
			if (await hasAnswers(tx, row)) return { ok: false, reason: 'answered' };
			groupId = audience === 'group' ? await currentGroupOf(tx, here, enrolmentId) : null;
			if (audience === 'group' && groupId === null) return { ok: false, reason: 'no-group' };
		}
		const version = row.version + 1;
		await tx
			.update(note)
			.set({ ...wanted, groupId, version, editedAt: now, changedAt: now })
			.where(and(eq(note.courseId, courseId), eq(note.id, row.id)));
		await indexNote(tx, { courseId, moduleId: here.moduleId, noteId: row.id, body });
		tellReaders(here.readingId, [row.audience, audience], now);
		return { ok: true, version };
	});
}

function keptOf({ version, audience, tags, body, lang }: NoteRow): KeptNote {
	return { version, audience, tags, body, lang };
}

function isSame(row: NoteRow, wanted: NoteWords): boolean {
	return (
		row.body === wanted.body &&
		row.audience === wanted.audience &&
		row.lang === wanted.lang &&
		row.tags.length === wanted.tags.length &&
		row.tags.every((tag) => wanted.tags.includes(tag))
	);
}

/** Replies by others: they need the note, and were written for those who see it. */
async function hasAnswers(tx: Transaction, row: NoteRow): Promise<boolean> {
	const [one] = await tx
		.select({ id: noteReply.id })
		.from(noteReply)
		.where(
			and(
				eq(noteReply.courseId, row.courseId),
				eq(noteReply.noteId, row.id),
				ne(noteReply.enrolmentId, row.enrolmentId ?? '')
			)
		)
		.limit(1);
	return one !== undefined;
}

export type RemoveResult =
	{ ok: true } | { ok: false; reason: 'conflict'; kept: { version: number; body: string } };

/** Needs `note.write`. One that is not there any more is no error. */
export async function removeNote(
	actor: Actor,
	address: NotesAddress,
	given: { ref: string; base: number },
	now: Date
): Promise<RemoveResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const here = await readingHere(actor, address, now);
	return transaction(async (tx): Promise<RemoveResult> => {
		const row = await holdNote(tx, here, given.ref, ownNote(actor));
		if (!row) return { ok: true };
		if (row.version !== given.base) return { ok: false, reason: 'conflict', kept: keptOf(row) };
		await withdraw(tx, row, now);
		tellReaders(here.readingId, [row.audience], now);
		return { ok: true };
	});
}

/** Takes a note away, or its words where others' replies need the place. */
export async function withdraw(tx: Transaction, row: NoteRow, now: Date): Promise<void> {
	const { courseId, id: noteId, moduleId } = row;
	const it = and(eq(note.courseId, courseId), eq(note.id, noteId));
	if (!(await hasAnswers(tx, row))) {
		await tx.delete(note).where(it);
		return;
	}
	await tx
		.update(note)
		.set({ body: '', tags: [], deletedAt: now, changedAt: now, version: row.version + 1 })
		.where(it);
	await indexNote(tx, { courseId, moduleId, noteId, body: '' });
}
