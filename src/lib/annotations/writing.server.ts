/*
 * Writing a note: its words, its tags, whom it is for, and the place where it stands. What a person
 * writes waits for itself, so that limits hold and what was sent twice is kept once.
 */
import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { holdPlace } from '$lib/courses/holding.server';
import { shownAsOf } from '$lib/courses/shown-as.server';
import type { Locale } from '$lib/i18n/local-text';
import { currentGroupOf } from '$lib/modules/groups.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import { edition, note, notePlace } from '$lib/server/db/schema';
import { passageIn, type ChosenWords, type PassageRefusal } from './choosing.server';
import { readingHere, tellReaders, type NotesAddress, type ReadingHere } from './finding.server';
import { indexNewNotes } from './indexing.server';
import { longestNote, mostNotes, type Audience, type Tag } from './note';
import { tagsIn } from './tags.server';

export interface NoteWords {
	audience: Audience;
	tags: readonly string[];
	/** Empty for a highlight. */
	body: string;
	lang: Locale;
}

export interface NewNote extends NoteWords, ChosenWords {
	versionId: string;
	paragraphId: string;
	/** Made by the client, so that sending again is no second note. */
	ref: string | null;
}

export type WordsRefusal = 'too-long-note' | 'unknown-tag' | 'no-group';

export type WriteResult =
	| { ok: true; ref: string; version: number }
	| {
			ok: false;
			reason: PassageRefusal | WordsRefusal | 'taken-out' | 'too-many' | 'known-ref';
	  };

/** Needs `note.write`. */
export async function writeNote(
	actor: Actor,
	address: NotesAddress,
	given: NewNote,
	now: Date
): Promise<WriteResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const here = await readingHere(actor, address, now);
	if (here.isRetired) return { ok: false, reason: 'taken-out' };
	const passage = await passageIn(actor, here, given, now);
	if (!passage.ok) return passage;
	const tags = wornTags(await tagsIn(courseId, here.moduleId), given.tags);
	if (!tags) return { ok: false, reason: 'unknown-tag' };
	if (given.body.length > longestNote) return { ok: false, reason: 'too-long-note' };
	const shownAs = await shownAsOf(actor);
	const id = newId();
	const ref = given.ref ?? newRef();
	return transaction(async (tx): Promise<WriteResult> => {
		await holdPlace(tx, courseId, enrolmentId);
		const own = await ownNotesBeside(tx, here, enrolmentId, passage.versionId);
		if (own === null) return { ok: false, reason: 'not-this-text' };
		if (own >= mostNotes)
			return (await sentBefore(tx, here, enrolmentId, ref)) ?? { ok: false, reason: 'too-many' };
		const groupId = given.audience === 'group' ? await currentGroupOf(tx, here, enrolmentId) : null;
		if (given.audience === 'group' && groupId === null) return { ok: false, reason: 'no-group' };
		const { audience, body, lang } = given;
		const { versionId, paragraphId, quote } = passage;
		const [made] = await tx
			.insert(note)
			.values({
				...{ courseId, id, ref, moduleId: here.moduleId, readingId: here.readingId },
				...{ enrolmentId, byStaff: isStaff(actor), audience, groupId, tags, body, lang, shownAs },
				...{ versionId, paragraphId, ...quote },
				...{ createdAt: now, changedAt: now }
			})
			.onConflictDoNothing()
			.returning({ version: note.version });
		if (!made)
			return (await sentBefore(tx, here, enrolmentId, ref)) ?? { ok: false, reason: 'known-ref' };
		const { start, end } = quote;
		await tx
			.insert(notePlace)
			.values({ courseId, noteId: id, versionId, state: 'exact', paragraphId, start, end });
		await indexNewNotes(tx, [{ courseId, moduleId: here.moduleId, noteId: id, body }]);
		tellReaders(here.readingId, [audience], now);
		return { ok: true, ref, version: made.version };
	});
}

/** Each once; null when one is not offered. Those that a note wears already may stay on it. */
export function wornTags(
	known: readonly Tag[],
	wanted: readonly string[],
	worn: readonly string[] = []
): string[] | null {
	const isOffered = ({ id, isRetired }: Tag) => !isRetired || worn.includes(id);
	const chosen = [...new Set(wanted)];
	return chosen.every((id) => known.some((tag) => tag.id === id && isOffered(tag))) ? chosen : null;
}

/** How many notes somebody has on a reading; null when readers see another version by now. */
async function ownNotesBeside(
	tx: Transaction,
	{ courseId, readingId }: ReadingHere,
	enrolmentId: string,
	versionId: string
): Promise<number | null> {
	const own = tx
		.select({ n: count() })
		.from(note)
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.enrolmentId, enrolmentId),
				eq(note.readingId, readingId),
				isNull(note.deletedAt)
			)
		);
	const [current] = await tx
		.select({ own: sql<number>`(${own})`.mapWith(Number) })
		.from(edition)
		.where(
			and(
				eq(edition.courseId, courseId),
				eq(edition.readingId, readingId),
				eq(edition.currentVersionId, versionId)
			)
		);
	return current?.own ?? null;
}

/** The same note arrived before, and its answer was lost on the way. */
async function sentBefore(
	tx: Transaction,
	{ courseId, readingId }: ReadingHere,
	enrolmentId: string,
	ref: string
): Promise<WriteResult | null> {
	const [known] = await tx
		.select({ ref: note.ref, version: note.version })
		.from(note)
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.ref, ref),
				eq(note.readingId, readingId),
				eq(note.enrolmentId, enrolmentId)
			)
		);
	return known ? { ok: true, ...known } : null;
}
