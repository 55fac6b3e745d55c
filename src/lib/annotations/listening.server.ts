/*
 * Saying to an open page that the notes it shows have changed: a number and never words, and only
 * when what its reader may see is another than before. Whether they still may look is asked anew each
 * time. What a stream says is read through notesFor, like everything else.
 */
import { and, count, eq, max, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { subscribe } from '$lib/live/bus.server';
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

/** How long a stream lasts, and how often it shows that it is alive, in milliseconds. */
export const lasting = 5 * 60_000;
export const beating = 15_000;
/** Streams of one person at once, in one process; further pages ask every few seconds. */
export const mostStreams = 6;

const streams = new Map<string, number>();

/**
 * Events for `EventSource`: `beat` shows that the line stands, a message holds what `changedFor`
 * says now. Ends when access ends, with the reader, and after a while, so that nobody holds a line
 * for ever. Null when the person has as many as they may.
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
	const open = streams.get(id) ?? 0;
	if (open >= mostStreams) return null;
	streams.set(id, open + 1);

	const encoder = new TextEncoder();
	const began = now.getTime();
	let isOver = false;
	let isAsking = false;
	let isAskedAgain = false;
	let end: (isLeft?: boolean) => void = () => undefined;

	return new ReadableStream<Uint8Array>({
		start(controller) {
			const say = (words: string) => {
				if (!isOver) controller.enqueue(encoder.encode(words));
			};
			/** Once at a time: a burst of changes is looked at twice at most. */
			const ask = async (isBeat: boolean): Promise<void> => {
				if (isOver) return;
				if (isAsking) {
					isAskedAgain = true;
					return;
				}
				isAsking = true;
				try {
					const at = new Date();
					const reader = await again(at);
					if (reader.membership?.enrolmentId !== enrolmentId) return end();
					const changed = await changedOn(reader, await readingHere(reader, address, at));
					if (isBeat) say('event: beat\ndata: 0\n\n');
					if (changed !== last) say(`data: ${changed}\n\n`);
					last = changed;
				} catch (cause) {
					if (!isRefusal(cause)) log.warn({ err: cause }, 'a stream of notes ended');
					return end();
				} finally {
					isAsking = false;
				}
				if (isAskedAgain) {
					isAskedAgain = false;
					await ask(false);
				}
			};
			const unsubscribe = subscribe(topicOf(here.readingId), () => void ask(false));
			const beats = setInterval(() => {
				if (Date.now() - began >= lasting) end();
				else void ask(true);
			}, beating);
			beats.unref();
			end = (isLeft = false) => {
				if (isOver) return;
				isOver = true;
				unsubscribe();
				clearInterval(beats);
				const left = (streams.get(id) ?? 1) - 1;
				if (left > 0) streams.set(id, left);
				else streams.delete(id);
				if (!isLeft) controller.close();
			};
			say('retry: 3000\nevent: beat\ndata: 0\n\n');
		},
		cancel() {
			end(true);
		}
	});
}

/** Access ended: no failure of ours. */
function isRefusal(cause: unknown): boolean {
	return typeof cause === 'object' && cause !== null && 'status' in cause;
}
