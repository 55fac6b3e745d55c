/*
 * Work that needs time, in one table: each job is leased before it runs, tried again with growing
 * pauses when it fails, and written so that running it twice does no harm. One timer per process;
 * any number of processes share the table, and whoever puts down a job that is due wakes them all.
 * Deadlines are judged when read: jobs only announce.
 */
import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { publish, subscribe } from './db/bus';
import { db, type Executor } from './db/client';
import { newId } from './db/id';
import { job } from './db/schema';
import { log, wordFor } from './log';

const second = 1000;
const leaseFor = 2 * 60 * second;
const longestPause = 6 * 60 * 60 * second;
/** So far apart may the clocks of two processes be. */
const clocksDiffer = 60 * second;
const tick = 5 * second;
const most = 20;
/** Said when a job is due now. */
const topic = 'jobs';
/** After so many failures, which is most of a day, a job is given up. */
export const lastAttempt = 14;

export interface JobRun {
	payload: Record<string, unknown>;
	/** 1 for the first time. */
	attempt: number;
	/** No further attempt follows if this one fails. */
	isLast: boolean;
}
type Handler = (run: JobRun, now: Date) => Promise<void>;

const handlers = new Map<string, Handler>();

/** Says what a kind of job does; called once when a feature's module is loaded. */
export function onJob(kind: string, handler: Handler): void {
	handlers.set(kind, handler);
}

export interface NewJob {
	kind: string;
	/** At most one open job has this key; one that is done is opened again. */
	key: string;
	payload?: Record<string, unknown>;
	runAt: Date;
}

/** Inside a transaction pass its `tx`, so that the job exists exactly if the rest does. */
export async function enqueue(
	{ kind, key, payload = {}, runAt }: NewJob,
	now: Date,
	on: Executor = db()
): Promise<void> {
	await on
		.insert(job)
		.values({ id: newId(), kind, key, payload, runAt, createdAt: now })
		.onConflictDoUpdate({
			target: job.key,
			set: {
				payload,
				runAt,
				createdAt: now,
				doneAt: null,
				attempts: 0,
				leasedUntil: null,
				lastError: null
			},
			setWhere: sql`${job.doneAt} is not null`
		});
	if (runAt <= now) publish(topic, 0);
}

/** Milliseconds until the next try after so many failures: 15 s, doubling, at most six hours. */
export function pauseAfter(failures: number): number {
	return Math.min(15 * second * 2 ** (failures - 1), longestPause);
}

/** Runs what is due, oldest first; answers how many ran. */
export async function runDueJobs(now: Date): Promise<number> {
	const due = await db()
		.select({ id: job.id })
		.from(job)
		.where(and(isNull(job.doneAt), isDue(now), isFree(now)))
		.orderBy(asc(job.runAt))
		.limit(most);
	let ran = 0;
	for (const { id } of due) if (await runOne(id, now)) ran += 1;
	return ran;
}

const after = (now: Date, milliseconds: number) => new Date(now.getTime() + milliseconds);

/**
 * A job that was put down, or that failed, later than now is one of a clock that has been set back:
 * nobody knows how far, and it looks itself whether there is something to do.
 */
const isDue = (now: Date) =>
	or(
		lte(job.runAt, now),
		gt(job.createdAt, after(now, clocksDiffer)),
		and(gt(job.attempts, 0), gt(job.runAt, after(now, longestPause + clocksDiffer)))
	);

/** Nobody leases for longer than `leaseFor`: what ends later is of such a clock too. */
const isFree = (now: Date) =>
	or(
		isNull(job.leasedUntil),
		lte(job.leasedUntil, now),
		gt(job.leasedUntil, after(now, leaseFor + clocksDiffer))
	);

async function runOne(id: string, now: Date): Promise<boolean> {
	// The lease is the race: of several processes one gets the row back.
	const [leased] = await db()
		.update(job)
		.set({ leasedUntil: after(now, leaseFor), attempts: sql`${job.attempts} + 1` })
		.where(and(eq(job.id, id), isNull(job.doneAt), isDue(now), isFree(now)))
		.returning();
	if (!leased) return false;
	const { kind, payload, attempts, createdAt } = leased;
	const isLast = attempts >= lastAttempt;
	try {
		const handler = handlers.get(kind);
		if (!handler) throw new Error(`nobody handles jobs of kind ${kind}`);
		// Its process has died each time, the last time too: it must not take the site along for ever.
		if (attempts > lastAttempt) throw new Error('ended the process that ran it');
		await handler({ payload, attempt: attempts, isLast }, now);
		await db()
			.update(job)
			.set({ doneAt: now, leasedUntil: null, lastError: null })
			.where(eq(job.id, id));
	} catch (cause) {
		log.warn({ kind, attempts, err: cause }, isLast ? 'job given up' : 'job failed');
		await db()
			.update(job)
			.set({
				leasedUntil: null,
				lastError: wordFor(cause),
				runAt: after(now, pauseAfter(attempts)),
				// Of the clock as it is now, or else the pause would not count.
				createdAt: createdAt < now ? createdAt : now,
				doneAt: isLast ? now : null
			})
			.where(eq(job.id, id));
	}
	return true;
}

let round: Promise<void> | null = null;
let isWanted = false;

/** Starts a round, or another one after the round that is under way. */
function poke(): void {
	isWanted = true;
	round ??= rounds().finally(() => {
		round = null;
	});
}

async function rounds(): Promise<void> {
	// Whoever put the job down gets its answer first.
	await new Promise(setImmediate);
	while (isWanted && running) {
		isWanted = false;
		try {
			if ((await runDueJobs(new Date())) === most) isWanted = true;
		} catch (cause) {
			log.error({ err: cause }, 'jobs could not run');
		}
	}
}

let running: { timer: NodeJS.Timeout; leave: () => void } | null = null;

/** One timer per process; it keeps no process alive. */
export function startJobs(): void {
	if (running) return;
	running = { timer: setInterval(poke, tick).unref(), leave: subscribe(topic, poke) };
	poke();
}

/** No further job begins; resolves when the one under way has ended. */
export async function stopJobs(): Promise<void> {
	clearInterval(running?.timer);
	running?.leave();
	running = null;
	await round;
}
