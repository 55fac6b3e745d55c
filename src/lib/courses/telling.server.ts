/*
 * Telling people of a course something: the one place that puts notices down. What they say stands
 * in notices/words.ts; whether they also go out by mail, and when, is decided there too.
 */
import type { Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { notice } from '$lib/server/db/schema';
import { enqueue } from '$lib/server/jobs';
import { isMailSent } from '$lib/server/mail';

export interface NewNotice {
	/** One that follows from what is told makes telling it twice harmless. */
	id?: string;
	enrolmentId: string;
	kind: string;
	/** Ids, slugs and numbers; never a view, a grade, or what a student wrote. */
	payload: Record<string, string>;
	/** Other than now. */
	at?: Date;
}

/** The job that looks for notices to mail; notices/sweeping.server.ts says what it does. */
export const mailNotices = 'notices.mail';

const rowsAtOnce = 200;
const minute = 60 * 1000;

/** Returns how many were new. */
export async function tell(
	tx: Executor,
	courseId: string,
	notices: readonly NewNotice[],
	now: Date
): Promise<number> {
	let told = 0;
	for (let i = 0; i < notices.length; i += rowsAtOnce) {
		const rows = notices.slice(i, i + rowsAtOnce).map(({ id, at, ...rest }) => ({
			...rest,
			courseId,
			id: id ?? newId(),
			at: at ?? now
		}));
		const added = await tx
			.insert(notice)
			.values(rows)
			.onConflictDoNothing()
			.returning({ id: notice.id });
		told += added.length;
	}
	if (told > 0) await enqueueMailing(now, tx);
	return told;
}

/** One job a minute, whoever asks: one that failed and waits does not hold up what is told later. */
export async function enqueueMailing(now: Date, on?: Executor): Promise<void> {
	if (!isMailSent()) return;
	const key = `${mailNotices}:${Math.floor(now.getTime() / minute)}`;
	await enqueue({ kind: mailNotices, key, runAt: now }, now, on);
}
