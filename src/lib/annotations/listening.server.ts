/*
 * Saying to an open page that the notes it shows have changed: a number and never words, and only
 * when what its reader may see is another than before. Whether they still may look is asked anew each
 * time. What a stream says is read through notesFor, like everything else.
 */
import { and, count, eq, max, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { isRefusal, membershipOf, personOf } from '$lib/access/refuse';
import { subscribe } from '$lib/live/bus.server';
import { beat, openLine } from '$lib/live/lines.server';
import { prepared } from '$lib/server/db/client';
import { log } from '$lib/server/log';
import { note, noteReply } from '$lib/server/db/schema';
import { readingHere, topicOf, type NotesAddress, type ReadingHere } from './finding.server';
import { changeOf } from './showing.server';
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

const onReading = (look: Look) =>
	and(
		eq(note.courseId, sql.placeholder('courseId')),
		eq(note.readingId, sql.placeholder('readingId')),
		visibleTo(valuesOf(look))
	);

const newestOf = (look: Look) =>
	prepared(`newest_note_${look}`, (db) =>
		db
			.select({ newest: max(note.changedAt), n: count() })
			.from(note)
			.where(onReading(look))
	);

const repliesOf = (look: Look) =>
	prepared(`note_reply_count_${look}`, (db) =>
		db
			.select({ n: count() })
			.from(note)
			.innerJoin(
				noteReply,
				and(eq(noteReply.courseId, note.courseId), eq(noteReply.noteId, note.id))
			)
			.where(and(onReading(look), replyVisibleTo(valuesOf(look))))
	);

const newest = forEachLook(newestOf);
const replies = forEachLook(repliesOf);

/** The `changed` of `notesFor`, without the notes. */
export async function changedFor(actor: Actor, address: NotesAddress, now: Date): Promise<number> {
	return changedOn(actor, await readingHere(actor, address, now));
}

async function changedOn(
	actor: Actor,
	{ courseId, moduleId, readingId }: ReadingHere
): Promise<number> {
	const { viewer } = await standingIn(actor, moduleId);
	const look = lookOf(viewer, readingId);
	const params = { courseId, readingId, ...paramsOf(viewer) };
	const [[seen], [answered]] = await Promise.all([newest[look](params), replies[look](params)]);
	return changeOf(seen?.newest?.getTime() ?? 0, (seen?.n ?? 0) + (answered?.n ?? 0));
}

/**
 * Events for `EventSource`: `beat` shows that the line stands, a message holds what `changedFor`
 * says now. Ends when access ends and with the reader. Null when the person has as many lines as
 * they may.
 * @param again who the reader is by now
 */
export async function listenTo(
	actor: Actor,
	address: NotesAddress,
	again: (now: Date) => Promise<Actor>,
	now: Date
): Promise<ReadableStream<Uint8Array> | null> {
	const here = await readingHere(actor, address, now);
	let last = await changedOn(actor, here);
	const { id } = personOf(actor);
	const { enrolmentId } = membershipOf(actor);
	return openLine(id, (line) => {
		let isAsking = false;
		let isAskedAgain = false;
		/** Once at a time: a burst of changes is looked at twice at most. */
		const ask = async (isBeat: boolean): Promise<void> => {
			if (line.isOver) return;
			if (isAsking) {
				isAskedAgain = true;
				return;
			}
			isAsking = true;
			try {
				const at = new Date();
				const reader = await again(at);
				if (reader.membership?.enrolmentId !== enrolmentId) return line.end();
				const changed = await changedOn(reader, await readingHere(reader, address, at));
				if (isBeat) line.say(beat());
				if (changed !== last) line.say(`data: ${changed}\n\n`);
				last = changed;
			} catch (cause) {
				if (!isRefusal(cause)) log.warn({ err: cause }, 'a stream of notes ended');
				return line.end();
			} finally {
				isAsking = false;
			}
			if (isAskedAgain) {
				isAskedAgain = false;
				await ask(false);
			}
		};
		const leave = subscribe(topicOf(here.readingId), () => void ask(false));
		return { beat: () => void ask(true), leave };
	});
}
