/* How the rows around a note are joined to it, for every query that follows a note to its text. */
import { and, eq, type SQLWrapper } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { edition, editionVersion, note, notePlace } from '$lib/server/db/schema';

/** The version that a note was written in. */
export const itsVersion = and(
	eq(editionVersion.courseId, note.courseId),
	eq(editionVersion.id, note.versionId)
);

/** The edition of that version. */
export const itsEdition = and(
	eq(edition.courseId, note.courseId),
	eq(edition.id, editionVersion.editionId)
);

/** Where a note stands in the newest version of the edition it was written in. */
export const placeAtHome = alias(notePlace, 'place_at_home');

/** Where a note stands in a version; `edition.currentVersionId` is the newest of its edition. */
export const placedIn = (
	versionId: string | SQLWrapper,
	place: typeof notePlace | typeof placeAtHome = notePlace
) =>
	and(eq(place.courseId, note.courseId), eq(place.noteId, note.id), eq(place.versionId, versionId));
