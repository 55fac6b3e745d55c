/*
 * The counts behind attempts.ts, in the rate_limit table, so that several processes share them.
 * Keys hold a hash of an address of mail, never the address.
 */
import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { rateLimit } from '$lib/server/db/schema';
import { allowances, counted, waitLeft } from './attempts';

const keptFor = 24 * 60 * 60 * 1000;

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
	const key = secretKey(kind, who);
	const [row] = await db()
		.insert(rateLimit)
		.values({ id: newId(), key, count: 1, lastRequest: at })
		.onConflictDoUpdate({
			target: rateLimit.key,
			set: {
				count: sql`case when ${rateLimit.lastRequest} <= ${start} then 1 else ${rateLimit.count} + 1 end`,
				lastRequest: sql`case when ${rateLimit.lastRequest} <= ${start} then ${at} else ${rateLimit.lastRequest} end`
			}
		})
		.returning({ count: rateLimit.count });
	return (row?.count ?? 1) <= most;
}

export async function forgetOldLimits(now: Date): Promise<void> {
	await db()
		.delete(rateLimit)
		.where(lt(rateLimit.lastRequest, now.getTime() - keptFor));
}
