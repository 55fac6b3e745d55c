/*
 * Reporting and hiding notes and replies, by the refs that everybody knows them by. Nobody reports
 * what they do not see; what was made private again is nobody else's business.
 */
import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { hide, report, show, type Moderated } from '$lib/courses/moderation.server';
import { peopleShownTo } from '$lib/courses/people.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import {
	courseModule,
	edition,
	editionVersion,
	enrolment,
	note,
	noteReply,
	reading,
	user
} from '$lib/server/db/schema';
import { readingHere, tellReaders, type NotesAddress, type ReadingHere } from './finding.server';
import { itsEdition, itsVersion } from './joining.server';
import { replyVisibleTo, standingIn, visibleTo } from './visible.server';

/** 404 for what is not there for the actor, and for one's own; needs `content.report`. */
export async function reportNote(
	actor: Actor,
	address: NotesAddress,
	{ ref, reason }: { ref: string; reason: string },
	now: Date
): Promise<void> {
	const { enrolmentId } = membershipOf(actor);
	const here = await readingHere(actor, address, now);
	const authorId = (await authorSeen(actor, here, ref)) ?? notFound();
	if (authorId === enrolmentId) notFound();
	await report(actor, { kind: 'note', id: ref, authorId }, reason, now);
}

/** Who wrote a note or a reply that the actor sees with its words. */
async function authorSeen(
	actor: Actor,
	{ courseId, moduleId, readingId }: ReadingHere,
	ref: string
): Promise<string | null> {
	const { viewer } = await standingIn(actor, moduleId);
	const onReading = and(
		eq(note.courseId, courseId),
		eq(note.readingId, readingId),
		visibleTo(viewer)
	);
	const [[written], [replied]] = await Promise.all([
		db()
			.select({ authorId: note.enrolmentId })
			.from(note)
			.where(and(onReading, eq(note.ref, ref), isNull(note.deletedAt))),
		db()
			.select({ authorId: noteReply.enrolmentId })
			.from(noteReply)
			.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
			.where(and(onReading, eq(noteReply.ref, ref), replyVisibleTo(viewer)))
	]);
	return (written ?? replied)?.authorId ?? null;
}

/** A note or a reply as staff are shown it when it was reported or is hidden. */
export interface ModeratedNote {
	ref: string;
	text: string;
	lang: Locale;
	authorId: string;
	author: string | null;
	shownAs: LocalText;
	/** The passage that it stands on, in the language of its text. */
	passage: LocalText;
	/** Below the address of the course. */
	path: string;
	place: { module: string; reading: string };
	/** Ids for `tellOfHiding`. */
	readingId: string;
	noteId: string;
}

/** Shared notes and replies by people whom the actor sees. */
export async function moderatedNotes(
	actor: Actor,
	refs: readonly string[]
): Promise<ModeratedNote[]> {
	if (refs.length === 0) return [];
	const { courseId } = membershipOf(actor);
	const around = {
		exact: note.exact,
		edition: edition.lang,
		reading: reading.slug,
		module: courseModule.slug,
		readingId: note.readingId,
		noteId: note.id,
		paragraphId: note.paragraphId,
		author: user.name
	};
	const shared = and(
		eq(note.courseId, courseId),
		ne(note.audience, 'private'),
		peopleShownTo(actor)
	);
	const written = await db()
		.select({
			...around,
			ref: note.ref,
			text: note.body,
			lang: note.lang,
			shownAs: note.shownAs,
			authorId: enrolment.id
		})
		.from(note)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, note.courseId), eq(enrolment.id, note.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.innerJoin(editionVersion, itsVersion)
		.innerJoin(edition, itsEdition)
		.innerJoin(reading, and(eq(reading.courseId, note.courseId), eq(reading.id, note.readingId)))
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, note.courseId), eq(courseModule.id, note.moduleId))
		)
		.where(and(shared, inArray(note.ref, [...refs]), isNull(note.deletedAt)));
	const replied = await db()
		.select({
			...around,
			ref: noteReply.ref,
			text: noteReply.body,
			lang: noteReply.lang,
			shownAs: noteReply.shownAs,
			authorId: enrolment.id
		})
		.from(noteReply)
		.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, noteReply.courseId), eq(enrolment.id, noteReply.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.innerJoin(editionVersion, itsVersion)
		.innerJoin(edition, itsEdition)
		.innerJoin(reading, and(eq(reading.courseId, note.courseId), eq(reading.id, note.readingId)))
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, note.courseId), eq(courseModule.id, note.moduleId))
		)
		.where(and(shared, inArray(noteReply.ref, [...refs])));
	return [...written, ...replied].map(
		({ exact, edition: lang, module, reading: slug, paragraphId, ...one }) => ({
			...one,
			passage: { [lang]: exact },
			path: `/modules/${module}/readings/${slug}/notes?paragraph=${encodeURIComponent(paragraphId)}`,
			place: { module, reading: slug }
		})
	);
}

/** On the reading of an address, or anywhere in the course. */
async function moderated(
	actor: Actor,
	ref: string,
	at: NotesAddress | null,
	now: Date
): Promise<ModeratedNote & Moderated> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const here = at && (await readingHere(actor, at, now));
	const [found] = await moderatedNotes(actor, [ref]);
	if (!found || (here && here.readingId !== found.readingId)) notFound();
	return { ...found, kind: 'note', id: ref };
}

/** Needs `content.hide`; 404 for what the actor does not see, or not at this address. */
export async function hideNote(
	actor: Actor,
	{ ref, reason }: { ref: string; reason: string },
	now: Date,
	at: NotesAddress | null = null
): Promise<void> {
	const subject = await moderated(actor, ref, at, now);
	await hide(actor, subject, reason, now);
	await tellOfHiding(actor, subject, now);
}

/** As `hideNote`. */
export async function showNote(
	actor: Actor,
	ref: string,
	now: Date,
	at: NotesAddress | null = null
): Promise<void> {
	const subject = await moderated(actor, ref, at, now);
	await show(actor, subject, now);
	await tellOfHiding(actor, subject, now);
}

/** Pages that listen take it away, or show it again. */
async function tellOfHiding(
	actor: Actor,
	{ readingId, noteId }: ModeratedNote,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	await transaction(async (tx) => {
		await tx
			.update(note)
			.set({ changedAt: now })
			.where(and(eq(note.courseId, courseId), eq(note.id, noteId)));
		tellReaders(readingId, ['class'], now);
	});
}
