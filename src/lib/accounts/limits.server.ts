/*
 * The counts behind attempts.ts, in the rate_limit table, so that several processes share them.
 * Keys hold a hash of an address of mail, never the address.
 */
import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import { db, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { rateLimit } from '$lib/server/db/schema';
import { allowances, counted, waitLeft } from './attempts';

const keptFor = 24 * 60 * 60 * 1000;
/** So far apart may the clocks of two processes be. */
const clocksDiffer = 60 * 1000;

/** Names what is counted: `secretKey('sign-in', email)`. */
export function secretKey(kind: string, secret: string): string {
	return `${kind}:${createHash('sha256').update(secret).digest('base64url')}`;
}

/**
 * Takes one try before it is made, so that tries at the same moment cannot outrun the count.
 * Answers 0, or the milliseconds that this key has to wait. Success gives it back: `forgive`.
 */
export async function takeAttempt(key: string, now: Date): Promise<number> {
	const at = now.getTime();
	for (let round = 0; round < 5; round += 1) {
		const [row] = await db()
			.select({ count: rateLimit.count, latest: rateLimit.lastRequest })
			.from(rateLimit)
			.where(eq(rateLimit.key, key))
			.limit(1);
		const left = waitLeft(row, at);
		if (left > 0) return left;
		const next = counted(row, at);
		const taken = row
			? await db()
					.update(rateLimit)
					.set({ count: next.count, lastRequest: next.latest })
					.where(
						and(
							eq(rateLimit.key, key),
							eq(rateLimit.count, row.count),
							eq(rateLimit.lastRequest, row.latest)
						)
					)
					.returning({ id: rateLimit.id })
			: await db()
					.insert(rateLimit)
					.values({ id: newId(), key, count: next.count, lastRequest: next.latest })
					.onConflictDoNothing()
					.returning({ id: rateLimit.id });
		if (taken.length > 0) return 0;
	}
	// Five others were counted in the meantime: nobody types that fast.
	return 1000;
}

export async function forgive(key: string): Promise<void> {
	await db().delete(rateLimit).where(eq(rateLimit.key, key));
}

/** Counts one more in the window of the allowance; false when there were too many. */
export async function isAllowed(
	kind: keyof typeof allowances,
	who: string,
	now: Date
): Promise<boolean> {
	const { most, window } = allowances[kind];
	const at = now.getTime();
	const start = at - window;
	const latest = at + clocksDiffer;
	const key = secretKey(kind, who);
	const [row] = await db()
		.insert(rateLimit)
		.values({ id: newId(), key, count: 1, lastRequest: at })
		.onConflictDoUpdate({
			target: rateLimit.key,
			set: {
				// A window that begins in the future is one of a clock that was set back.
				count: sql`case when ${rateLimit.lastRequest} between ${start + 1} and ${latest} then ${rateLimit.count} + 1 else 1 end`,
				lastRequest: sql`case when ${rateLimit.lastRequest} between ${start + 1} and ${latest} then ${rateLimit.lastRequest} else ${at} end`
			}
		})
		.returning({ count: rateLimit.count });
	return (row?.count ?? 1) <= most;
}

/**
 * Takes `n` at once from an allowance, or none when there are fewer left; answers how many are left
 * when it took none, else null. Whoever asks keeps others from asking at the same moment.
 */
export async function takeSome(
	kind: keyof typeof allowances,
	who: string,
	n: number,
	now: Date,
	on: Executor
): Promise<number | null> {
	const { most, window } = allowances[kind];
	const at = now.getTime();
	const key = secretKey(kind, who);
	const [row] = await on
		.select({ count: rateLimit.count, since: rateLimit.lastRequest })
		.from(rateLimit)
		.where(eq(rateLimit.key, key))
		.limit(1);
	const kept =
		row && row.since > at - window && row.since <= at + clocksDiffer
			? row
			: { count: 0, since: at };
	if (kept.count + n > most) return most - kept.count;
	const values = { count: kept.count + n, lastRequest: kept.since };
	await on
		.insert(rateLimit)
		.values({ id: newId(), key, ...values })
		.onConflictDoUpdate({ target: rateLimit.key, set: values });
	return null;
}

export async function forgetOldLimits(now: Date): Promise<void> {
	await db()
		.delete(rateLimit)
		.where(lt(rateLimit.lastRequest, now.getTime() - keptFor));
}
