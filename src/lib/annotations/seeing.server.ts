/*
 * The notes on a text as one person may see them: the one function through which pages, live
 * updates, the sheet and exports read them. What is visible is decided by visible.server.ts.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { hiddenOf } from '$lib/courses/moderation.server';
import { readingFor, type ReadingPage } from '$lib/readings/readings.server';
import { groupedBy } from '$lib/readings/grouped';
import type { EditionName } from '$lib/readings/reading';
import { prepared } from '$lib/server/db/client';
import {
	edition,
	editionVersion,
	hiddenContent,
	note,
	notePlace,
	noteReply
} from '$lib/server/db/schema';
import { mayWriteOn, revealIn } from './beside.server';
import { itsEdition, itsVersion, placeAtHome, placedIn } from './joining.server';
import type { NoteHere, NotesHere } from './note';
import { changeOf, noteWriter, placed, replyWriter } from './showing.server';
import { tagsIn } from './tags.server';
import {
	forEachLook,
	lookOf,
	paramsOf,
	replyVisibleTo,
	standingIn,
	valuesOf,
	visibleTo,
	type Look
} from './visible.server';

export interface WantedNotes {
	moduleSlug: string;
	readingSlug: string;
	edition: EditionName;
	/** The number of a version that a newer one may have replaced. */
	version?: number | null;
	/** Only those shown at this paragraph. */
	paragraph?: string | null;
}

export const noteColumns = {
	id: note.id,
	ref: note.ref,
	readingId: note.readingId,
	enrolmentId: note.enrolmentId,
	byStaff: note.byStaff,
	audience: note.audience,
	paragraphId: note.paragraphId,
	exact: note.exact,
	tags: note.tags,
	body: note.body,
	lang: note.lang,
	shownAs: note.shownAs,
	version: note.version,
	createdAt: note.createdAt,
	editedAt: note.editedAt,
	changedAt: note.changedAt,
	deletedAt: note.deletedAt,
	resolvedAt: note.resolvedAt,
	hidden: hiddenContent.reason
};

export const replyColumns = {
	noteId: noteReply.noteId,
	ref: noteReply.ref,
	enrolmentId: noteReply.enrolmentId,
	byStaff: noteReply.byStaff,
	body: noteReply.body,
	lang: noteReply.lang,
	shownAs: noteReply.shownAs,
	version: noteReply.version,
	createdAt: noteReply.createdAt,
	editedAt: noteReply.editedAt,
	hidden: hiddenContent.reason
};

const notesOnReading = (look: Look) =>
	prepared(`notes_on_reading_${look}`, (db) =>
		db
			.select({
				...noteColumns,
				here: {
					noteId: notePlace.noteId,
					state: notePlace.state,
					paragraphId: notePlace.paragraphId,
					start: notePlace.start,
					end: notePlace.end
				},
				home: {
					noteId: placeAtHome.noteId,
					state: placeAtHome.state,
					paragraphId: placeAtHome.paragraphId,
					start: placeAtHome.start,
					end: placeAtHome.end
				}
			})
			.from(note)
			.innerJoin(editionVersion, itsVersion)
			.innerJoin(edition, itsEdition)
			.leftJoin(notePlace, placedIn(sql.placeholder('versionId')))
			.leftJoin(placeAtHome, placedIn(edition.currentVersionId, placeAtHome))
			.leftJoin(hiddenContent, hiddenOf('note', note.courseId, note.ref))
			.where(
				and(
					eq(note.courseId, sql.placeholder('courseId')),
					eq(note.readingId, sql.placeholder('readingId')),
					visibleTo(valuesOf(look))
				)
			)
			.orderBy(asc(note.id))
	);

const repliesOnReading = (look: Look) =>
	prepared(`note_replies_on_reading_${look}`, (db) =>
		db
			.select(replyColumns)
			.from(note)
			.innerJoin(
				noteReply,
				and(eq(noteReply.courseId, note.courseId), eq(noteReply.noteId, note.id))
			)
			.leftJoin(hiddenContent, hiddenOf('note', noteReply.courseId, noteReply.ref))
			.where(
				and(
					eq(note.courseId, sql.placeholder('courseId')),
					eq(note.readingId, sql.placeholder('readingId')),
					visibleTo(valuesOf(look)),
					replyVisibleTo(valuesOf(look))
				)
			)
			.orderBy(asc(noteReply.id))
	);

const notes = forEachLook(notesOnReading);
const replies = forEachLook(repliesOnReading);

/** 404 for a reading that is not there for the actor; 403 for one that opens later. */
export async function notesFor(actor: Actor, wanted: WantedNotes, now: Date): Promise<NotesHere> {
	const { moduleSlug, readingSlug, version = null } = wanted;
	const text = await readingFor(
		actor,
		{ moduleSlug, readingSlug, ...wanted.edition, version },
		now
	);
	return notesOn(actor, text, wanted.paragraph ?? null);
}

/** The same, for a text that the actor has been given already. */
export async function notesOn(
	actor: Actor,
	text: ReadingPage,
	paragraph: string | null = null
): Promise<NotesHere> {
	const { courseId } = membershipOf(actor);
	const { timeZone } = await courseFor(actor);
	const standing = await standingIn(actor, text.moduleId);
	const { viewer } = standing;
	const look = lookOf(viewer, text.id);
	const { versionId } = text.edition;
	const params = { courseId, readingId: text.id, ...paramsOf(viewer) };
	const [rows, answers, tags] = await Promise.all([
		notes[look]({ ...params, versionId }),
		replies[look](params),
		tagsIn(courseId, text.moduleId)
	]);
	const reveal = revealIn(standing, text.id);
	const mayWrite = mayWriteOn(actor, text);
	const toReply = replyWriter(actor, timeZone);
	const toNote = noteWriter(actor, timeZone);
	const byNote = groupedBy(answers, (row) => row.noteId);
	const inOrder = new Map(text.paragraphs.map((p, i) => [p.id, i]));
	const shown = rows.flatMap((row): NoteHere[] => {
		const under = (byNote.get(row.id) ?? []).map(toReply);
		if (row.deletedAt && under.length === 0) return [];
		return [toNote(row, placed(row, inOrder), under)];
	});
	const at = (one: NoteHere) =>
		one.paragraphId === null ? inOrder.size : (inOrder.get(one.paragraphId) ?? 0);
	shown.sort((a, b) => at(a) - at(b) || a.start - b.start || b.end - a.end);
	return {
		versionId,
		notes: paragraph === null ? shown : shown.filter((one) => one.paragraphId === paragraph),
		tags,
		reveal,
		group: standing.group,
		mayWrite,
		changed: changeOf(
			Math.max(0, ...rows.map((row) => row.changedAt.getTime())),
			rows.length + answers.length
		)
	};
}
