/*
 * Finding what is written to: the reading of the address, one's own note, and a note that one may
 * see. What is not there for somebody is not found.
 */
import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf, notFound } from '$lib/access/refuse';
import { moduleFor } from '$lib/modules/modules.server';
import { readingIndex } from '$lib/readings/readings.server';
import { publish } from '$lib/live/bus.server';
import type { Executor, Transaction } from '$lib/server/db/client';
import { note } from '$lib/server/db/schema';
import { visibleTo, type ViewerValues } from './visible.server';

/** The reading of an address, by its slugs. */
export interface NotesAddress {
	moduleSlug: string;
	readingSlug: string;
}

export interface ReadingHere {
	courseId: string;
	moduleId: string;
	readingId: string;
	/** Taken out of the module: what was written on it stays, nothing is added. */
	isRetired: boolean;
}

/** 404 for a reading that is not there for the actor; 403 for a module that opens later. */
export async function readingHere(
	actor: Actor,
	{ moduleSlug, readingSlug }: NotesAddress,
	now: Date
): Promise<ReadingHere> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const index = await readingIndex(actor, moduleId);
	const found = index.find((one) => one.slug === readingSlug) ?? notFound();
	return { courseId, moduleId, readingId: found.id, isRetired: found.isRetired };
}

export type NoteRow = typeof note.$inferSelect;

/** Takes a note until the transaction ends, so that changes, replies and removals take turns. */
export async function holdNote(
	tx: Transaction,
	here: ReadingHere,
	ref: string,
	condition?: SQL
): Promise<NoteRow | null> {
	const [row] = await tx
		.update(note)
		.set({ ref })
		.where(and(noteHere(here, ref), condition))
		.returning();
	return row ?? null;
}

function noteHere({ courseId, readingId }: ReadingHere, ref: string): SQL | undefined {
	return and(eq(note.courseId, courseId), eq(note.readingId, readingId), eq(note.ref, ref));
}

/** One's own note that was not deleted. */
export function ownNote(actor: Actor): SQL | undefined {
	const { enrolmentId } = membershipOf(actor);
	return and(eq(note.enrolmentId, enrolmentId), isNull(note.deletedAt));
}

/** A note that the viewer sees with its words; null when there is none. */
export async function noteSeen(
	on: Executor,
	here: ReadingHere,
	ref: string,
	viewer: ViewerValues
): Promise<NoteRow | null> {
	const [row] = await on
		.select()
		.from(note)
		.where(and(noteHere(here, ref), isNull(note.deletedAt), visibleTo(viewer)));
	return row ?? null;
}

/** Shared, or shared until now: pages that listen read again. Nobody hears of private notes. */
export function tellReaders(
	readingId: string,
	audiences: readonly NoteRow['audience'][],
	now: Date
): void {
	if (audiences.some((audience) => audience !== 'private'))
		publish(topicOf(readingId), now.getTime());
}

export function topicOf(readingId: string): string {
	return `notes:${readingId}`;
}
