/*
 * The clock of the server is set back, by an hour or by a year. Order is kept by numbers, not by
 * times: versions, receipts and conflicts do not care. What was planned by the wrong clock is not
 * waited for. Sessions, limits and reminders stand in reminders.test.ts.
 */
import { and, eq } from 'drizzle-orm';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { changeSet } from '$lib/questions/settings.server';
import { reopenSet, submitSet } from '$lib/questions/submitting.server';
import { changeTerms, taskSettingsFor } from '$lib/positions/assigning.server';
import { savePosition } from '$lib/positions/drafting.server';
import { positionFor, positionVersionFor } from '$lib/positions/positions.server';
import { returnForRevision } from '$lib/positions/submitting.server';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { job, setSubmission } from '$lib/server/db/schema';
import { enqueue, lastAttempt, onJob, pauseAfter, runDueJobs } from '$lib/server/jobs';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, body, submit, type Class } from '../support/writers';

testDatabase();

const minute = 60_000;
const hour = 60 * minute;
const year = 365 * 24 * hour;
const now = new Date('2026-11-10T05:00:00Z');
const at = (ms: number) => new Date(now.getTime() + ms);
const back = at(-hour);
const slug = 'hard-state-soft-state';

afterEach(() => vi.useRealTimers());

describe('work that is handed in before and after', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('keeps the order of its versions, and the lateness of each receipt as it was given', async () => {
		const { terms } = await taskSettingsFor(course.instructor, slug);
		await changeTerms(course.instructor, slug, { ...terms, dueAt: at(-5 * minute) }, at(-hour));
		const { student, id } = await aWriter(course, {}, now);
		await transaction((tx) => returnForRevision(tx, course.instructor, id, 1));
		await submit(student, back, 'Written after it was set back.');

		const page = await positionFor(student, slug, back);
		expect(page.versions.map(({ number }) => number)).toEqual([2, 1]);
		expect(page.submitted).toMatchObject({ number: 2, submittedAt: back });
		expect(page.submitted?.body.thesis).toBe('Written after it was set back.');
		// What was late stays late: the first receipt said so.
		expect(page.versions.map(({ lateMinutes }) => lateMinutes)).toEqual([5, 5]);
		const first = await positionVersionFor(student, slug, 1, back);
		expect(first.version).toMatchObject({ body, submittedAt: now, lateMinutes: 5 });
	});

	it('is judged by versions where two tabs meet, not by which time is later', async () => {
		const student = await aStudent(course);
		const draft = (version: number, thesis: string) =>
			({ version, side: 'for', body: { ...body, thesis } }) as const;
		await savePosition(student, slug, draft(0, 'at nine'), 'en', now);
		expect(await savePosition(student, slug, draft(1, 'then eight'), 'en', back)).toMatchObject({
			ok: true,
			version: 2
		});
		expect(await savePosition(student, slug, draft(1, 'old tab'), 'en', now)).toMatchObject({
			reason: 'conflict',
			kept: { version: 2, body: { thesis: 'then eight' } }
		});
	});

	it('counts the newest hand-in of a set, whose earlier receipt stays', async () => {
		const student = await aStudent(course);
		const address = { moduleSlug: slug, setSlug: 'taliban-talks' };
		const dates = { dueAt: at(-5 * minute), closesAt: null, feedbackAtOnce: false };
		await changeSet(course.instructor, address, dates, back);
		const answered = async (text: string, version: number, when: Date) => {
			const set = await setToAnswer(student, address);
			const sent = { key: 'Q02a', value: { text }, version, deviceAt: null };
			expect(await saveAnswers(student, set, [sent], 'en', when)).toMatchObject({ ok: true });
			const handedIn = await submitSet(student, await setToAnswer(student, address), when);
			if (!handedIn.ok) throw new Error(handedIn.reason);
			return handedIn.submission;
		};
		const first = await answered('before', 0, now);
		expect(first).toMatchObject({ number: 1, lateMinutes: 5 });
		await reopenSet(course.instructor, address, student.membership?.enrolmentId ?? '', back);
		const version = (await questionSetFor(student, address, back)).questions.find(
			({ key }) => key === 'Q02a'
		)?.answer?.version;
		const second = await answered('after', version ?? 0, back);
		expect(second).toMatchObject({ number: 2, lateMinutes: 0 });
		expect(second.receipt).not.toBe(first.receipt);

		const shown = await questionSetFor(student, address, back);
		expect(shown.submission).toMatchObject({ number: 2, receipt: second.receipt });
		const rows = await db()
			.select({ number: setSubmission.number, at: setSubmission.submittedAt })
			.from(setSubmission)
			.where(
				and(
					eq(setSubmission.courseId, course.courseId),
					eq(setSubmission.enrolmentId, student.membership?.enrolmentId ?? '')
				)
			);
		expect(rows).toContainEqual({ number: 1, at: now });
	});
});

describe('names that are made of the time', () => {
	it.each([hour, year])('are none twice when it is set back %d ms', (far) => {
		vi.useFakeTimers({ toFake: ['Date'], now });
		const before = Array.from({ length: 2000 }, newId);
		vi.setSystemTime(at(-far));
		const after = Array.from({ length: 2000 }, newId);
		// And the same times are lived once more.
		vi.setSystemTime(now);
		const again = Array.from({ length: 2000 }, newId);
		const all = [...before, ...after, ...again];
		expect(new Set(all).size).toBe(all.length);
		for (const id of all) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	});
});

describe('a job', () => {
	const counted = (kind: string, work = () => Promise.resolve()) => {
		const ran = vi.fn(work);
		onJob(kind, ran);
		return ran;
	};
	const only = (key: string) => eq(job.key, key);

	it('that the wrong clock put down is done now, not in a year', async () => {
		const ran = counted('clock.planned');
		const wrong = at(year);
		await enqueue({ kind: 'clock.planned', key: 'clock.planned', runAt: wrong }, wrong);
		await runDueJobs(now);
		expect(ran).toHaveBeenCalledTimes(1);
	});

	it('that it opened again, too', async () => {
		const ran = counted('clock.opened');
		const one = { kind: 'clock.opened', key: 'clock.opened' };
		await enqueue({ ...one, runAt: now }, now);
		await runDueJobs(now);
		await enqueue({ ...one, runAt: at(year) }, at(year));
		await runDueJobs(at(minute));
		expect(ran).toHaveBeenCalledTimes(2);
	});

	it('that failed by the wrong clock is tried again now, with the pauses of today', async () => {
		const ran = counted('clock.failed', () => Promise.reject(new Error('not yet')));
		await enqueue({ kind: 'clock.failed', key: 'clock.failed', runAt: now }, now);
		await runDueJobs(at(year));
		await runDueJobs(at(minute));
		expect(ran).toHaveBeenCalledTimes(2);
		await runDueJobs(at(minute + pauseAfter(2) - 1));
		expect(ran).toHaveBeenCalledTimes(2);
		await runDueJobs(at(minute + pauseAfter(2)));
		expect(ran).toHaveBeenCalledTimes(3);
	});

	it('that fails is not tried without a pause because it was put down later than now', async () => {
		const ran = counted('clock.busy', () => Promise.reject(new Error('not yet')));
		await enqueue({ kind: 'clock.busy', key: 'clock.busy', runAt: at(year) }, at(year));
		for (let n = 0; n < lastAttempt; n += 1) await runDueJobs(at(n));
		expect(ran).toHaveBeenCalledTimes(1);
	});

	it('whose lease ends later than any is taken over; one of a clock a little ahead is not', async () => {
		const ran = counted('clock.leased');
		await enqueue({ kind: 'clock.leased', key: 'clock.leased', runAt: now }, now);
		const lease = (until: Date) =>
			db().update(job).set({ leasedUntil: until }).where(only('clock.leased'));
		await lease(at(2 * minute + 30_000));
		await runDueJobs(now);
		expect(ran).not.toHaveBeenCalled();
		await lease(at(hour));
		await runDueJobs(now);
		expect(ran).toHaveBeenCalledTimes(1);
	});

	it('that is planned for another day waits for it', async () => {
		const ran = counted('clock.waits');
		await enqueue({ kind: 'clock.waits', key: 'clock.waits', runAt: at(7 * 24 * hour) }, now);
		await runDueJobs(at(-30_000));
		await runDueJobs(at(24 * hour));
		expect(ran).not.toHaveBeenCalled();
	});
});
