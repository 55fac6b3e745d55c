/*
 * Once an hour: erasures whose day has come, courses whose day has come, kept work whose day has
 * come, and reminders thirty and seven days before. Everything is judged by what stands in the
 * tables, so that a lost job is found again. Importing this module registers the jobs.
 */
import { and, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm';
import { mailAbout } from '$lib/accounts/mails.server';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, enrolment, erasure, notice, user } from '$lib/server/db/schema';
import { enqueue, onJob } from '$lib/server/jobs';
import { endJob, finishPurge, forgetPeople } from './ending.server';
import { erasePerson, finishErasure, letGo } from './erasing.server';
import { eraseJob, isLastAdministrator, onlyInstructorIn } from './requesting.server';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** Days before the end on which instructors are reminded. */
export const remindDays = [30, 7] as const;

const sweepJob = 'archive.sweep';
const forgetJob = 'archive.forget';

onJob(sweepJob, async (_run, now) => {
	await sweep(now);
	await enqueueErasing(new Date(now.getTime() + hour), now);
});
onJob(eraseJob, async ({ payload }, now) => {
	await carryOut(String(payload.erasure), now);
});
onJob(endJob, async ({ payload }, now) => {
	await carryOut(String(payload.erasure), now);
});
onJob(forgetJob, async ({ payload }, now) => {
	await forgetPeople(String(payload.course), now);
});

/** One key an hour: any number of processes make one job of it. */
export async function enqueueErasing(runAt: Date, now: Date): Promise<void> {
	const slot = Math.floor(runAt.getTime() / hour);
	await enqueue({ kind: sweepJob, key: `${sweepJob}:${slot}`, runAt }, now);
}

/** Makes a job of everything that is due; each is tried again by itself. */
export async function sweep(now: Date): Promise<void> {
	const due = await db()
		.select({ id: erasure.id, subjectKind: erasure.subjectKind })
		.from(erasure)
		.where(and(isNull(erasure.cancelledAt), isNull(erasure.doneAt), lte(erasure.dueAt, now)));
	for (const { id, subjectKind } of due) {
		const kind = subjectKind === 'person' ? eraseJob : endJob;
		await enqueue({ kind, key: `${kind}:${id}`, payload: { erasure: id }, runAt: now }, now);
	}
	const ending = await db()
		.select({ id: course.id, retainUntil: course.retainUntil })
		.from(course)
		.where(
			and(
				isNotNull(course.retainUntil),
				lte(course.retainUntil, new Date(now.getTime() + remindDays[0] * day))
			)
		);
	for (const { id, retainUntil } of ending) {
		if (!retainUntil) continue;
		if (retainUntil <= now) {
			const key = `${forgetJob}:${id}:${retainUntil.getTime()}`;
			await enqueue({ kind: forgetJob, key, payload: { course: id }, runAt: now }, now);
		} else await remind(id, retainUntil, now);
	}
	await letGo(now);
}

/** The erasure of this id, if it still waits and its day has come. */
export async function carryOut(id: string, now: Date): Promise<void> {
	const [waiting] = await db()
		.select({ subjectKind: erasure.subjectKind, subjectId: erasure.subjectId })
		.from(erasure)
		.where(
			and(
				eq(erasure.id, id),
				isNull(erasure.cancelledAt),
				isNull(erasure.doneAt),
				lte(erasure.dueAt, now)
			)
		);
	if (!waiting) return;
	const { subjectId } = waiting;
	if (waiting.subjectKind === 'course') {
		await finishPurge(subjectId, now);
		return;
	}
	if (await isNeeded(subjectId)) {
		await keepAfterAll(id, subjectId, now);
		return;
	}
	await erasePerson(subjectId, now);
	await finishErasure({ subjectKind: 'person', subjectId }, now);
}

/** Somebody else left or was removed while this one waited. */
async function isNeeded(userId: string): Promise<boolean> {
	return (
		(await onlyInstructorIn(db(), userId)).length > 0 || (await isLastAdministrator(db(), userId))
	);
}

async function keepAfterAll(id: string, userId: string, now: Date): Promise<void> {
	const [person] = await db()
		.select({ email: user.email, locale: user.locale })
		.from(user)
		.where(eq(user.id, userId));
	await transaction(async (tx) => {
		await tx.update(erasure).set({ cancelledAt: now }).where(eq(erasure.id, id));
		if (person) await mailAbout('not-erased', person, '/account/erase', now, tx);
	});
}

/** Each instructor once for each of the days, and once more when the day was moved. */
async function remind(courseId: string, retainUntil: Date, now: Date): Promise<void> {
	const left = retainUntil.getTime() - now.getTime();
	const step = [...remindDays].reverse().find((days) => left <= days * day);
	if (step === undefined) return;
	const payload = { days: String(step), until: retainUntil.toISOString() };
	await transaction(async (tx) => {
		const instructors = await tx
			.select({ id: enrolment.id })
			.from(enrolment)
			.where(
				and(
					eq(enrolment.courseId, courseId),
					eq(enrolment.role, 'instructor'),
					eq(enrolment.state, 'active')
				)
			);
		const ids = instructors.map((row) => row.id);
		if (ids.length === 0) return;
		const told = await tx
			.select({ enrolmentId: notice.enrolmentId, payload: notice.payload })
			.from(notice)
			.where(
				and(
					eq(notice.courseId, courseId),
					inArray(notice.enrolmentId, ids),
					eq(notice.kind, 'course.ending')
				)
			);
		const untold = ids.filter(
			(one) =>
				!told.some(
					(known) =>
						known.enrolmentId === one &&
						known.payload.days === payload.days &&
						known.payload.until === payload.until
				)
		);
		if (untold.length === 0) return;
		await tx.insert(notice).values(
			untold.map((enrolmentId) => ({
				courseId,
				id: newId(),
				enrolmentId,
				kind: 'course.ending',
				payload,
				at: now
			}))
		);
	});
}
