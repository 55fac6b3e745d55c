/*
 * What lateness costs, and whom it costs nothing: a policy changed in the middle, lateness let pass,
 * and more time for one person at every place that judges or shows a date.
 */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import type { LatePolicy } from '$lib/modules/late';
import { outstandingIn } from '$lib/notices/outstanding.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { changeTerms, taskSettingsFor } from '$lib/positions/assigning.server';
import { positionFor } from '$lib/positions/positions.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { questionSetsIn } from '$lib/questions/set-list.server';
import { changeSet, releaseSet } from '$lib/questions/settings.server';
import { reopenSet, submitSet } from '$lib/questions/submitting.server';
import { waiveSetLateness } from '$lib/questions/waiving.server';
import { accommodationOf, grantAccommodation } from '$lib/reviews/lateness/accommodating.server';
import { accommodationSchema, policySchema } from '$lib/reviews/lateness/lateness.schema.server';
import { latePolicyToChange, saveLatePolicy } from '$lib/reviews/lateness/policy.server';
import { waivePositionLateness } from '$lib/reviews/lateness/waiving.server';
import { markReady } from '$lib/reviews/marking.server';
import { release } from '$lib/reviews/releasing.server';
import { db } from '$lib/server/db/client';
import {
	accommodation,
	auditEvent,
	grade,
	gradeHistory,
	gradeItem,
	latePolicy
} from '$lib/server/db/schema';
import { actorOf, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, written, type Class } from '../support/writers';

testDatabase();

const moduleSlug = 'hard-state-soft-state';
const address = { moduleSlug, setSlug: 'taliban-talks' };
const due = new Date('2026-11-03T13:00:00Z');
const hoursLater = (n: number, from = due) => new Date(from.getTime() + n * 3_600_000);
const late = hoursLater(25);
const after = hoursLater(60);
const tenADay: LatePolicy = { rate: 10, interval: 'day', floor: 0 };

let course: Class;
beforeEach(async () => {
	course = await aClass();
});

async function dueAt(at: Date, closesAt: Date | null = null) {
	const { terms } = await taskSettingsFor(course.instructor, moduleSlug);
	const rest = { motionId: terms.motionId, graceMinutes: 0, hideWhileMarking: true };
	await changeTerms(course.instructor, moduleSlug, { ...rest, dueAt: at, closesAt }, due);
	const wanted = { dueAt: at, closesAt, feedbackAtOnce: true };
	await changeSet(course.instructor, address, wanted, due);
}

async function gradeOf(student: Actor, kind: 'set' | 'position') {
	const rows = await db()
		.select({ grade, title: gradeItem.title })
		.from(grade)
		.innerJoin(
			gradeItem,
			and(eq(gradeItem.courseId, grade.courseId), eq(gradeItem.id, grade.itemId))
		)
		.where(
			and(
				eq(grade.courseId, course.courseId),
				eq(grade.enrolmentId, membershipOf(student).enrolmentId),
				eq(gradeItem.kind, kind)
			)
		);
	return rows[0]?.grade;
}

async function released(): Promise<{ student: Actor; id: string }> {
	await dueAt(due);
	const writer = await aWriter(course, {}, late);
	await markReady(course.instructor, written(writer.id), after);
	await release(course.instructor, moduleSlug, 'all', after);
	return writer;
}

const save = (
	policy: LatePolicy,
	version = 0,
	seen: { grades: number; released: number } | null = null
) => saveLatePolicy(course.instructor, moduleSlug, policy, { version, seen }, after);

async function handIn(student: Actor, at: Date) {
	const work = await setToAnswer(student, address);
	const sent = {
		key: 'Q02b',
		value: { text: 'Words of one’s own. '.repeat(40).trim() },
		version: 0,
		deviceAt: at
	};
	await saveAnswers(student, work, [sent], 'en', at);
	return submitSet(student, await setToAnswer(student, address), at);
}

describe('a policy', () => {
	it('takes its part when a position is released, and keeps how', async () => {
		expect(await save(tenADay)).toEqual({ ok: true, changed: { grades: 0, released: 0 } });
		const { student } = await released();
		expect(await gradeOf(student, 'position')).toMatchObject({
			points: 12.2,
			computed: 12.2,
			late: { ...tenADay, minutes: 1500, intervals: 2, raw: 17, most: 24, deducted: 4.8 }
		});
	});

	it('that changes says how many grades change before it counts, and then works them out again', async () => {
		const { student } = await released();
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 17, late: null });
		const look = await save(tenADay);
		expect(look).toEqual({ ok: false, reason: 'look', changes: { grades: 1, released: 1 } });
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 17 });
		expect(await save(tenADay, 0, { grades: 1, released: 1 })).toMatchObject({ ok: true });
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 12.2, state: 'released' });
		const history = await db()
			.select()
			.from(gradeHistory)
			.where(eq(gradeHistory.courseId, course.courseId));
		expect(history.map((row) => [row.version, row.points, row.why])).toEqual([
			[1, 17, 'release'],
			[2, 12.2, 'late']
		]);
		expect(await save({ ...tenADay, floor: 60 }, 1, { grades: 1, released: 1 })).toMatchObject({
			ok: true
		});
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 14.4 });
	});

	it('of two that change it at once, the second is told what the first kept', async () => {
		await save(tenADay);
		expect(await save({ ...tenADay, rate: 5 })).toMatchObject({
			ok: false,
			reason: 'conflict',
			kept: { policy: tenADay, version: 1 }
		});
		expect((await latePolicyToChange(course.instructor, moduleSlug)).policy).toEqual(tenADay);
	});

	it('leaves a grade that was set by hand, and what has no grade', async () => {
		const { student } = await released();
		await db().update(grade).set({ points: 20, isOverridden: true });
		const other = await aWriter(course, {}, late);
		await save(tenADay, 0, { grades: 1, released: 1 });
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 20, computed: 12.2 });
		expect(await gradeOf(other.student, 'position')).toBeUndefined();
	});

	it('is the instructor’s, and of their own module', async () => {
		await expect(latePolicyToChange(course.assistant, moduleSlug)).rejects.toMatchObject({
			status: 403
		});
		const student = await aStudent(course);
		await expect(
			saveLatePolicy(student, moduleSlug, tenADay, { version: 0, seen: null }, after)
		).rejects.toMatchObject({ status: 403 });
		await expect(latePolicyToChange(course.instructor, 'no-such')).rejects.toMatchObject({
			status: 404
		});
	});

	it('counts for question sets too, when they are handed in and after they were released', async () => {
		await dueAt(due);
		await save({ rate: 1, interval: 'hour', floor: 1 });
		const student = await aStudent(course);
		await handIn(student, late);
		const first = await gradeOf(student, 'set');
		expect(first?.late).toMatchObject({ intervals: 25, interval: 'hour' });
		await releaseSet(course.instructor, address, after);
		await saveLatePolicy(
			course.instructor,
			moduleSlug,
			{ rate: 0, interval: 'hour', floor: 0 },
			{ version: 1, seen: { grades: 1, released: 1 } },
			after
		);
		const second = await gradeOf(student, 'set');
		expect(second).toMatchObject({ late: null, state: 'released' });
		expect(second?.points).toBeCloseTo(first?.late?.raw ?? 0, 9);
	});
});

describe('lateness that is let pass', () => {
	it('gives a position its points back at once, and takes them again', async () => {
		await save(tenADay);
		const { student, id } = await released();
		await waivePositionLateness(course.instructor, id, true, after);
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 17, late: null });
		await waivePositionLateness(course.instructor, id, false, after);
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 12.2 });
	});

	it('does so for a set, and what staff reopened is no later than it was', async () => {
		await dueAt(due);
		await save(tenADay);
		const student = await aStudent(course);
		await handIn(student, late);
		const { enrolmentId } = membershipOf(student);
		const taken = await gradeOf(student, 'set');
		await waiveSetLateness(course.instructor, address, enrolmentId, true, after);
		expect(await gradeOf(student, 'set')).toMatchObject({ points: taken?.late?.raw, late: null });
		await reopenSet(course.instructor, address, enrolmentId, after);
		await submitSet(student, await setToAnswer(student, address), hoursLater(100));
		const { submission } = await questionSetFor(student, address, hoursLater(101));
		expect(submission).toMatchObject({ lateMinutes: 1500, lateWaived: true });
		expect(await gradeOf(student, 'set')).toMatchObject({ points: taken?.late?.raw, late: null });
	});
});

describe('more time for one person', () => {
	const more = { extraHours: 26, isSpared: false };
	const closes = hoursLater(24);
	const grant = (student: Actor, wanted = more) =>
		grantAccommodation(course.instructor, membershipOf(student).enrolmentId, wanted, due);

	it('moves every date that they are shown', async () => {
		await dueAt(due, closes);
		const student = await aStudent(course);
		const other = await aStudent(course);
		await grant(student);
		const own = { dueAt: hoursLater(26), closesAt: hoursLater(50) };
		expect((await positionFor(student, moduleSlug, late)).task).toMatchObject({
			...own,
			isExtended: true,
			isClosed: false,
			lateMinutes: 0
		});
		expect(await questionSetFor(student, address, late)).toMatchObject({ ...own, lateMinutes: 0 });
		const listed = (await questionSetsIn(student, moduleSlug, late)).find(
			(set) => set.slug === address.setSlug
		);
		expect(listed).toMatchObject({ ...own, isClosed: false });
		expect((await positionFor(other, moduleSlug, late)).task).toMatchObject({
			dueAt: due,
			isExtended: false,
			isClosed: true
		});
		expect(
			(await questionSetsIn(other, moduleSlug, late)).find((s) => s.slug === address.setSlug)
		).toMatchObject({ dueAt: due, isClosed: true });
	});

	it('and every date by which they are judged', async () => {
		await dueAt(due, closes);
		const { student } = await aWriter(course, {}, hoursLater(-1));
		await grant(student);
		const set = await handIn(student, hoursLater(25));
		expect(set).toMatchObject({ ok: true, submission: { lateMinutes: 0 } });
		const another = await aStudent(course);
		expect(await handIn(another, hoursLater(25))).toEqual({ ok: false, reason: 'closed' });
	});

	it('lets a first position in after the class is closed out, and counts its lateness from their own date', async () => {
		await dueAt(due, closes);
		const writer = await aWriter(course, {}, hoursLater(-1));
		await db().update(grade).set({ points: null });
		await grant(writer.student, { extraHours: 26, isSpared: false });
		const { task } = await positionFor(writer.student, moduleSlug, hoursLater(27));
		expect(task).toMatchObject({ lateMinutes: 60, isClosed: false });
	});

	it('is what they are reminded by', async () => {
		await dueAt(due);
		const student = await aStudent(course);
		const other = await aStudent(course);
		await grant(student);
		const { enrolmentId } = membershipOf(student);
		const between = async (from: number, until: number) =>
			(
				await outstandingIn(
					course.courseId,
					{ from: hoursLater(from), until: hoursLater(until) },
					null,
					due
				)
			).map((one) => `${one.subject} ${one.enrolmentId}`);
		expect(await between(-2, 1)).toEqual(
			expect.arrayContaining([`position ${membershipOf(other).enrolmentId}`])
		);
		expect((await between(-2, 1)).some((one) => one.includes(enrolmentId))).toBe(false);
		expect(await between(25, 27)).toEqual(
			expect.arrayContaining([`position ${enrolmentId}`, `set ${enrolmentId}`])
		);
	});

	it('that spares them gives back what lateness took, and takes it again when it ends', async () => {
		await save(tenADay);
		const { student } = await released();
		await handIn(student, late);
		const taken = await gradeOf(student, 'set');
		await grant(student, { extraHours: 0, isSpared: true });
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 17, late: null });
		expect(await gradeOf(student, 'set')).toMatchObject({ points: taken?.late?.raw });
		await grant(student, { extraHours: 0, isSpared: false });
		expect(await gradeOf(student, 'position')).toMatchObject({ points: 12.2 });
		expect(await gradeOf(student, 'set')).toMatchObject({ points: taken?.points });
	});

	it('is recorded without words, and only instructors know of it', async () => {
		const student = await aStudent(course);
		const { enrolmentId } = membershipOf(student);
		await grant(student);
		await grant(student);
		const acts = (
			await db().select().from(auditEvent).where(eq(auditEvent.subjectId, enrolmentId))
		).filter((one) => one.act.startsWith('accommodation'));
		expect(acts).toHaveLength(1);
		expect(acts[0]).toMatchObject({ subjectId: enrolmentId, detail: {} });
		expect(await accommodationOf(course.instructor, enrolmentId)).toEqual(more);
		for (const actor of [course.assistant, student])
			await expect(accommodationOf(actor, enrolmentId)).rejects.toMatchObject({ status: 403 });
		const staff = membershipOf(course.assistant).enrolmentId;
		expect(await accommodationOf(course.instructor, staff)).toBeNull();
		await expect(grantAccommodation(course.instructor, staff, more, due)).rejects.toMatchObject({
			status: 404
		});
	});
});

describe('what is typed', () => {
	const read = (over: Record<string, string>) =>
		policySchema.safeParse({ rate: '10', interval: 'day', floor: '', version: '0', ...over });

	it('is a percentage in digits of either script, and nothing else', () => {
		expect(read({}).data?.policy).toEqual(tenADay);
		expect(read({ rate: '۱۰', floor: '12,5' }).data?.policy).toEqual({ ...tenADay, floor: 12.5 });
		for (const rate of ['1e9', 'NaN', '-5', '101', 'ten', '=10', '10%'])
			expect(read({ rate }).success, rate).toBe(false);
		expect(read({ interval: 'week' }).success).toBe(false);
	});

	it('of more time is whole hours up to a month', () => {
		const hours = (extraHours: string) => accommodationSchema.safeParse({ extraHours }).success;
		expect(['', '0', '24', '744'].map(hours)).toEqual([true, true, true, true]);
		expect(['745', '1.5', '-1', '1e9', 'NaN'].some(hours)).toBe(false);
	});
});

describe('a course that is copied', () => {
	it('keeps what lateness costs, and nobody’s more time', async () => {
		await save(tenADay);
		const student = await aStudent(course);
		const spared = { extraHours: 5, isSpared: true };
		const { enrolmentId } = membershipOf(student);
		await grantAccommodation(course.instructor, enrolmentId, spared, due);
		const next = await copyCourse(
			course.instructor,
			{ title: { en: 'Next term' }, shiftDays: 0, withStaff: false },
			after
		);
		const { courseId } = membershipOf(await actorOf(course.instructor, { slug: next }));
		const rows = await db().select().from(latePolicy).where(eq(latePolicy.courseId, courseId));
		expect(rows).toMatchObject([{ ...tenADay, version: 1 }]);
		const granted = await db().select().from(accommodation).where(eq(accommodation.extraHours, 5));
		expect(granted.map((row) => row.enrolmentId)).toEqual([enrolmentId]);
	});
});
