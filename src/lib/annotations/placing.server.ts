/*
 * Notes go with their text: when a version is published, each note on that edition gets its place in
 * it, in the same transaction. A note is never dropped; one whose words are gone stands nowhere, with
 * its old words, until somebody attaches it again.
 */
import { and, desc, eq, inArray, lt, ne } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { holdEverybody } from '$lib/courses/holding.server';
import { tell } from '$lib/courses/telling.server';
import { publish } from '$lib/live/bus.server';
import type { Executor, Transaction } from '$lib/server/db/client';
import {
	courseModule,
	editionVersion,
	note,
	notePlace,
	paragraph,
	reading
} from '$lib/server/db/schema';
import { placerIn, type PassageQuote, type VersionParagraph } from '$lib/readings/placing';
import { topicOf } from './finding.server';
import { itsVersion, placedIn } from './joining.server';
import { replace, type KeptPlace, type NewPlace } from './replacing';

export interface PublishedVersion {
	courseId: string;
	readingId: string;
	versionId: string;
}

export interface StandingNote {
	id: string;
	enrolmentId: string | null;
	audience: 'private' | 'group' | 'class';
	/** As it was chosen, in the version it was written in. */
	quote: PassageQuote;
	/** In the version asked for; null where that knows nothing of it. */
	last: KeptPlace | null;
}

/** Every note written on an edition, with its place in one of its versions. */
export async function notesStanding(
	on: Executor,
	courseId: string,
	{ editionId, versionId }: { editionId: string; versionId: string }
): Promise<StandingNote[]> {
	const rows = await on
		.select({
			id: note.id,
			enrolmentId: note.enrolmentId,
			audience: note.audience,
			quote: {
				paragraphId: note.paragraphId,
				start: note.start,
				end: note.end,
				exact: note.exact,
				prefix: note.prefix,
				suffix: note.suffix
			},
			last: {
				state: notePlace.state,
				paragraphId: notePlace.paragraphId,
				start: notePlace.start,
				end: notePlace.end
			}
		})
		.from(note)
		.innerJoin(editionVersion, itsVersion)
		.leftJoin(notePlace, placedIn(versionId))
		.where(and(eq(note.courseId, courseId), eq(editionVersion.editionId, editionId)));
	return rows;
}

/** Where each of them will stand. */
export function placesIn(
	notes: readonly StandingNote[],
	before: readonly { id: string; text: string }[],
	now: readonly VersionParagraph[]
): Map<string, NewPlace> {
	const texts = new Map(before.map(({ id, text }) => [id, text]));
	const place = placerIn(now);
	return new Map(notes.map((one) => [one.id, replace(one, texts, place)]));
}

/** The newest version of an edition that is older than one of its versions. */
const previous = alias(editionVersion, 'previous_version');

/** Keys and places of a row: well below what an engine takes in one statement. */
const rowsAtOnce = 1000;

/**
 * Gives every note on the edition its place in a version that has just been published, and tells the
 * authors of those that lost their words. A note that has a place there keeps it.
 */
export async function placeNotes(
	tx: Transaction,
	{ courseId, readingId, versionId }: PublishedVersion,
	now: Date
): Promise<void> {
	// Whoever is writing a note on the version before finishes first; later ones find the new one.
	await holdEverybody(tx, courseId);
	const [before] = await tx
		.select({ id: previous.id, editionId: previous.editionId })
		.from(editionVersion)
		.innerJoin(
			previous,
			and(
				eq(previous.courseId, editionVersion.courseId),
				eq(previous.editionId, editionVersion.editionId),
				lt(previous.number, editionVersion.number)
			)
		)
		.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.id, versionId)))
		.orderBy(desc(previous.number))
		.limit(1);
	if (!before) return;
	const notes = await notesStanding(tx, courseId, {
		editionId: before.editionId,
		versionId: before.id
	});
	if (notes.length === 0) return;
	const texts = await paragraphsOf(tx, courseId, [before.id, versionId]);
	const of = (id: string) => texts.filter((p) => p.versionId === id);
	const places = placesIn(notes, of(before.id), of(versionId));
	const rows = [...places].map(([noteId, { kept }]) => ({ courseId, noteId, versionId, ...kept }));
	for (let at = 0; at < rows.length; at += rowsAtOnce)
		await tx
			.insert(notePlace)
			.values(rows.slice(at, at + rowsAtOnce))
			.onConflictDoNothing();
	await tx
		.update(note)
		.set({ changedAt: now })
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.readingId, readingId),
				inArray(
					note.id,
					tx
						.select({ id: notePlace.noteId })
						.from(notePlace)
						.where(
							and(
								eq(notePlace.courseId, courseId),
								eq(notePlace.versionId, versionId),
								ne(notePlace.state, 'exact')
							)
						)
				)
			)
		);
	await tellAuthors(
		tx,
		{ courseId, readingId, versionId },
		notes.filter(({ id }) => places.get(id)?.becomes === 'orphaned'),
		now
	);
	publish(topicOf(readingId), now.getTime());
}

async function paragraphsOf(tx: Transaction, courseId: string, versionIds: string[]) {
	return tx
		.select({
			versionId: paragraph.versionId,
			id: paragraph.paragraphId,
			text: paragraph.text,
			predecessors: paragraph.predecessors
		})
		.from(paragraph)
		.where(and(eq(paragraph.courseId, courseId), inArray(paragraph.versionId, versionIds)))
		.orderBy(paragraph.position);
}

/** Once each, however many of their notes it is. */
async function tellAuthors(
	tx: Transaction,
	{ courseId, readingId, versionId }: PublishedVersion,
	orphans: readonly StandingNote[],
	now: Date
): Promise<void> {
	const authors = new Set(orphans.flatMap(({ enrolmentId }) => enrolmentId ?? []));
	if (authors.size === 0) return;
	const [place] = await tx
		.select({ module: courseModule.slug, reading: reading.slug })
		.from(reading)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, reading.courseId), eq(courseModule.id, reading.moduleId))
		)
		.where(and(eq(reading.courseId, courseId), eq(reading.id, readingId)));
	if (!place) return;
	await tell(
		tx,
		courseId,
		[...authors].map((enrolmentId) => ({
			id: `note.orphaned:${versionId}:${enrolmentId}`,
			enrolmentId,
			kind: 'note.orphaned',
			payload: place
		})),
		now
	);
}
