/*
 * Work that needs time, in one table: each job is leased before it runs, tried again with growing
 * pauses when it fails, and written so that running it twice does no harm. One timer per process;
 * any number of processes share the table. Deadlines are judged when read: jobs only announce.
 */
import { AsyncResource } from 'node:async_hooks';
import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { db, type Executor } from './db/client';
import { newId } from './db/id';
import { job } from './db/schema';
import { log } from './log';

const second = 1000;
const leaseFor = 2 * 60 * second;
const tick = 5 * second;
const most = 20;
/** After so many failures a job is given up. */
export const lastAttempt = 8;

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
			set: { payload, runAt, doneAt: null, attempts: 0, leasedUntil: null, lastError: null },
			setWhere: sql`${job.doneAt} is not null`
		});
	if (pokeSoon && runAt <= now) pokeSoon();
}

/** Milliseconds until the next try after so many failures: 15 s, doubling, at most six hours. */
export function pauseAfter(failures: number): number {
	return Math.min(15 * second * 2 ** (failures - 1), 6 * 60 * 60 * second);
}

/** Runs what is due, oldest first; answers how many ran. */
export async function runDueJobs(now: Date): Promise<number> {
	const due = await db()
		.select({ id: job.id })
		.from(job)
		.where(and(isNull(job.doneAt), lte(job.runAt, now), isFree(now)))
		.orderBy(asc(job.runAt))
		.limit(most);
	let ran = 0;
	for (const { id } of due) if (await runOne(id, now)) ran += 1;
	return ran;
}

const isFree = (now: Date) => or(isNull(job.leasedUntil), lte(job.leasedUntil, now));

async function runOne(id: string, now: Date): Promise<boolean> {
	// The lease is the race: of several processes one gets the row back.
	const [leased] = await db()
		.update(job)
		.set({ leasedUntil: new Date(now.getTime() + leaseFor), attempts: sql`${job.attempts} + 1` })
		.where(and(eq(job.id, id), isNull(job.doneAt), lte(job.runAt, now), isFree(now)))
		.returning();
	if (!leased) return false;
	const { kind, payload, attempts } = leased;
	const isLast = attempts >= lastAttempt;
	try {
		const handler = handlers.get(kind);
		if (!handler) throw new Error(`nobody handles jobs of kind ${kind}`);
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
				lastError: cause instanceof Error ? cause.message.slice(0, 500) : 'unknown',
				runAt: new Date(now.getTime() + pauseAfter(attempts)),
				doneAt: isLast ? now : null
			})
			.where(eq(job.id, id));
	}
	return true;
}

let pokeSoon: (() => void) | null = null;
let busy = false;

function poke(): void {
	if (busy) return;
	busy = true;
	runDueJobs(new Date())
		.catch((cause: unknown) => log.error({ err: cause }, 'jobs could not run'))
		.finally(() => {
			busy = false;
		});
}

/** One timer per process; it keeps no process alive. */
export function startJobs(): void {
	if (pokeSoon) return;
	// Bound here, so that a job that is put down inside a transaction does not run as part of it.
	pokeSoon = AsyncResource.bind(() => void setTimeout(poke, 50).unref());
	setInterval(poke, tick).unref();
	poke();
}
