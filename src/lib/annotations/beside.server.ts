/*
 * What the page of a reading says about notes by itself: how many stand at each paragraph, and
 * whether classmates' are shown yet. The notes come by a request of their own.
 */
import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import type { ReadingPage } from '$lib/readings/readings.server';
import { prepared } from '$lib/server/db/client';
import { edition, editionVersion, note, notePlace } from '$lib/server/db/schema';
import { revealOf, usualReveal, type NoteCounts, type Reveal } from './note';
import {
	lookOf,
	looks,
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

/** Where a note stands in the newest version of the edition it was written in. */
export const placeAtHome = alias(notePlace, 'place_at_home');

/**
 * The paragraph at which a note is shown: its place in the version looked at; for one of another
 * edition the paragraph it stands at there; null when it stands nowhere.
 */
const paragraphHere = sql<string | null>`case
	when ${notePlace.noteId} is not null then ${notePlace.paragraphId}
	when ${placeAtHome.noteId} is not null then ${placeAtHome.paragraphId}
	else ${note.paragraphId} end`;

const countsFor = (look: Look) =>
	prepared(`note_counts_${look}`, (db) =>
		db
			.select({ paragraphId: paragraphHere.as('paragraph_here'), n: count() })
			.from(note)
			.innerJoin(
				editionVersion,
				and(eq(editionVersion.courseId, note.courseId), eq(editionVersion.id, note.versionId))
			)
			.innerJoin(
				edition,
				and(eq(edition.courseId, note.courseId), eq(edition.id, editionVersion.editionId))
			)
			.leftJoin(
				notePlace,
				and(
					eq(notePlace.courseId, note.courseId),
					eq(notePlace.noteId, note.id),
					eq(notePlace.versionId, sql.placeholder('versionId'))
				)
			)
			.leftJoin(
				placeAtHome,
				and(
					eq(placeAtHome.courseId, note.courseId),
					eq(placeAtHome.noteId, note.id),
					eq(placeAtHome.versionId, edition.currentVersionId)
				)
			)
			.where(
				and(
					eq(note.courseId, sql.placeholder('courseId')),
					eq(note.readingId, sql.placeholder('readingId')),
					isNull(note.deletedAt),
					visibleTo(valuesOf(look))
				)
			)
			.groupBy(sql`paragraph_here`)
	);

const counts = Object.fromEntries(looks.map((look) => [look, countsFor(look)])) as Record<
	Look,
	ReturnType<typeof countsFor>
>;

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
