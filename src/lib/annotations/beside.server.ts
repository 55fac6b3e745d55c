/*
 * What the page of a reading says about notes by itself: how many stand at each paragraph, and
 * whether classmates' are shown yet. The notes come by a request of their own.
 */
import { and, count, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import type { ReadingPage } from '$lib/readings/readings.server';
import { prepared } from '$lib/server/db/client';
import { edition, editionVersion, note, notePlace } from '$lib/server/db/schema';
import { revealOf, usualReveal, type NoteCounts, type Reveal } from './note';
import {
	forEachLook,
	lookOf,
	paramsOf,
	standingIn,
	valuesOf,
	visibleTo,
	type Look,
	type Standing
} from './visible.server';

export interface NotesBeside {
	counts: NoteCounts;
	reveal: Reveal;
	mayWrite: boolean;
}

/** As far as it says which text is looked at. */
export type TextHere = Pick<ReadingPage, 'id' | 'moduleId' | 'isRetired'> & {
	edition: Pick<ReadingPage['edition'], 'versionId' | 'isEarlier'>;
};

/** Of the edition that is looked at the version looked at, of every other one the newest. */
const versionOfEdition = sql`case
	when ${edition.id} = (select ${editionVersion.editionId} from ${editionVersion} where ${and(
		eq(editionVersion.courseId, sql.placeholder('courseId')),
		eq(editionVersion.id, sql.placeholder('versionId'))
	)})
	then ${sql.placeholder('versionId')}
	else ${edition.currentVersionId} end`;

/** Every note has its place in one edition, and paragraphs are the same in all of them. */
const countsFor = (look: Look) =>
	prepared(`note_counts_${look}`, (db) =>
		db
			.select({ paragraphId: notePlace.paragraphId, n: count() })
			.from(edition)
			.innerJoin(
				notePlace,
				and(eq(notePlace.courseId, edition.courseId), eq(notePlace.versionId, versionOfEdition))
			)
			.innerJoin(note, and(eq(note.courseId, notePlace.courseId), eq(note.id, notePlace.noteId)))
			.where(
				and(
					eq(edition.courseId, sql.placeholder('courseId')),
					eq(edition.readingId, sql.placeholder('readingId')),
					isNull(note.deletedAt),
					visibleTo(valuesOf(look))
				)
			)
			.groupBy(notePlace.paragraphId)
	);

const counts = forEachLook(countsFor);

/** Two queries, however many notes there are. */
export async function notesBeside(actor: Actor, text: TextHere): Promise<NotesBeside> {
	const { courseId } = membershipOf(actor);
	const standing = await standingIn(actor, text.moduleId);
	const rows = await counts[lookOf(standing.viewer, text.id)]({
		courseId,
		readingId: text.id,
		versionId: text.edition.versionId,
		...paramsOf(standing.viewer)
	});
	return {
		counts: Object.fromEntries(
			rows.flatMap(({ paragraphId, n }) => (paragraphId === null ? [] : [[paragraphId, n]]))
		),
		reveal: revealIn(standing, text.id),
		mayWrite: mayWriteOn(actor, text)
	};
}

export function revealIn({ reveal, viewer }: Standing, readingId: string): Reveal {
	return reveal.get(readingId) ?? revealOf(usualReveal, 0, viewer.kind === 'student');
}

/** Not on a text that a newer one has replaced, nor on a reading that was taken out. */
export function mayWriteOn(actor: Actor, { isRetired, edition: shown }: TextHere): boolean {
	const { courseId, enrolmentId } = membershipOf(actor);
	return !isRetired && !shown.isEarlier && may(actor, 'note.write', { courseId, enrolmentId });
}
