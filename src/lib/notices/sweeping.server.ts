/*
 * Every quarter of an hour each course is gone through for what falls due and what waits, and what
 * is new is mailed. All of it is judged at that moment, from the rows as they are: nothing is planned
 * ahead that a moved date, a late start or a clock that was set would make wrong. Importing this
 * module registers the jobs.
 */
import { eq } from 'drizzle-orm';
import { enqueueMailing, mailNotices } from '$lib/courses/telling.server';
import { attendAllIn } from '$lib/debates/written/attending.server';
import { db } from '$lib/server/db/client';
import { course } from '$lib/server/db/schema';
import { enqueue, onJob } from '$lib/server/jobs';
import { mailWaiting } from './mailing.server';
import { remindIn, tellStaffIn } from './reminding.server';

const quarter = 15 * 60 * 1000;
const sweep = 'notices.sweep';
const ofCourse = 'notices.course';

onJob(sweep, async (_run, now) => {
	// The next one first: a pass that fails half-way must not be the last.
	await enqueueSweep(new Date(now.getTime() + quarter), now);
	const courses = await db()
		.select({ id: course.id })
		.from(course)
		.where(eq(course.state, 'active'));
	for (const { id } of courses)
		await enqueue(
			{ kind: ofCourse, key: `${ofCourse}:${id}`, payload: { course: id }, runAt: now },
			now
		);
	await enqueueMailing(now);
});

onJob(ofCourse, async ({ payload }, now) => {
	const courseId = String(payload.course);
	await remindIn(courseId, now);
	await tellStaffIn(courseId, now);
	await attendAllIn(courseId, now);
});

onJob(mailNotices, async (_run, now) => {
	await mailWaiting(now);
});

/** One key a quarter: any number of processes make one job of it. */
export async function enqueueSweep(runAt: Date, now: Date): Promise<void> {
	const slot = Math.floor(runAt.getTime() / quarter);
	await enqueue({ kind: sweep, key: `${sweep}:${slot}`, runAt }, now);
}
