/*
 * Once an hour: what has had its time goes. Ended sessions, links nobody used, counts of tries, the
 * words of old mails, jobs that are long done. Importing this module registers the job.
 */
import { and, isNotNull, lt } from 'drizzle-orm';
import { db } from '$lib/server/db/client';
import { job, session, signInSlip } from '$lib/server/db/schema';
import { enqueue, onJob } from '$lib/server/jobs';
import { forgetOldMail } from '$lib/server/mail';
import { forgetOldLimits } from './limits.server';
import { forgetOldTokens } from './tokens.server';

const hour = 60 * 60 * 1000;
const week = 7 * 24 * hour;

export async function tidy(now: Date): Promise<void> {
	const longAgo = new Date(now.getTime() - week);
	await forgetOldMail(now);
	await forgetOldLimits(now);
	await forgetOldTokens(now);
	await db().delete(session).where(lt(session.expiresAt, now));
	await db().delete(signInSlip).where(lt(signInSlip.expiresAt, longAgo));
	await db()
		.delete(job)
		.where(and(isNotNull(job.doneAt), lt(job.doneAt, longAgo)));
}

const kind = 'accounts.tidy';

onJob(kind, async (_run, now) => {
	await tidy(now);
	await enqueueTidying(new Date(now.getTime() + hour), now);
});

/** One key an hour: any number of processes make one job of it. */
export async function enqueueTidying(runAt: Date, now: Date): Promise<void> {
	const slot = Math.floor(runAt.getTime() / hour);
	await enqueue({ kind, key: `${kind}:${slot}`, runAt }, now);
}
