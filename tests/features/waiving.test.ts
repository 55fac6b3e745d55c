/* Lateness that staff let pass: the minutes stay, and neither the queue nor the student counts them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { membershipOf } from '$lib/access/refuse';
import { changeTerms, taskSettingsFor } from '$lib/positions/assigning.server';
import { positionFor } from '$lib/positions/positions.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { questionSetsIn } from '$lib/questions/set-list.server';
import { changeSet, setSettingsFor } from '$lib/questions/settings.server';
import { submitSet } from '$lib/questions/submitting.server';
import { waiveSetLateness } from '$lib/questions/waiving.server';
import { returnSheet } from '$lib/reviews/marking.server';
import { queueFilter } from '$lib/reviews/queue';
import { queueFor } from '$lib/reviews/queue.server';
import { waivePositionLateness } from '$lib/reviews/lateness/waiving.server';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, submit, written, type Class } from '../support/writers';

testDatabase();

const moduleSlug = 'hard-state-soft-state';
const address = { moduleSlug, setSlug: 'taliban-talks' };
const due = new Date('2026-11-03T13:00:00Z');
const late = new Date('2026-11-03T15:00:00Z');
const after = new Date('2026-11-04T05:00:00Z');

let course: Class;
beforeEach(async () => {
	course = await aClass();
});

describe('of a question set', () => {
	it('is let pass by the instructor, taken back, and said to the student', async () => {
		const student = await aStudent(course);
		const { enrolmentId } = membershipOf(student);
		const wanted = { dueAt: due, closesAt: null, feedbackAtOnce: true };
		await changeSet(course.instructor, address, wanted, due);
		const sent = { key: 'Q02b', value: { text: 'Words.' }, version: 0, deviceAt: due };
		await saveAnswers(student, await setToAnswer(student, address), [sent], 'en', late);
		await submitSet(student, await setToAnswer(student, address), late);

		const waive = (isWaived: boolean) =>
			waiveSetLateness(course.instructor, address, enrolmentId, isWaived, after);
		expect(await waive(true)).toEqual({ ok: true });
		expect(await waive(true)).toEqual({ ok: false, reason: 'not-late' });
		const { submission } = await questionSetFor(student, address, after);
		expect(submission).toMatchObject({ lateMinutes: 120, lateWaived: true });
		const own = (await questionSetsIn(student, moduleSlug, after)).find(
			(set) => set.slug === address.setSlug
		)?.own;
		expect(own).toMatchObject({ lateMinutes: 120, lateWaived: true });
		const settings = await setSettingsFor(course.instructor, address);
		expect(settings?.students[0]).toMatchObject({ lateMinutes: 120, lateWaived: true });
		expect(await waive(false)).toEqual({ ok: true });
		expect((await questionSetFor(student, address, after)).submission?.lateWaived).toBe(false);
	});

	it('that is none cannot be let pass, and assistants do not decide', async () => {
		const { enrolmentId } = membershipOf(await aStudent(course));
		expect(await waiveSetLateness(course.instructor, address, enrolmentId, true, after)).toEqual({
			ok: false,
			reason: 'not-late'
		});
		await expect(
			waiveSetLateness(course.assistant, address, enrolmentId, true, after)
		).rejects.toMatchObject({ status: 403 });
	});
});

describe('of a position', () => {
	const all = queueFilter(new URLSearchParams());

	it('leaves the list of late ones, is said to the student, and holds for the revision', async () => {
		const { terms } = await taskSettingsFor(course.instructor, moduleSlug);
		const { motionId } = terms;
		const wanted = {
			motionId,
			dueAt: due,
			closesAt: null,
			graceMinutes: 0,
			hideWhileMarking: true
		};
		await changeTerms(course.instructor, moduleSlug, wanted, due);
		const { student, id } = await aWriter(course, {}, late);
		const lateOnes = async () =>
			(await queueFor(course.instructor, moduleSlug, { ...all, late: true }, 1, after)).positions
				.length;
		expect(await lateOnes()).toBe(1);
		await expect(waivePositionLateness(course.assistant, id, true, after)).rejects.toMatchObject({
			status: 403
		});
		expect(await waivePositionLateness(course.instructor, id, true, after)).toEqual({ ok: true });
		expect(await lateOnes()).toBe(0);
		const page = await positionFor(student, moduleSlug, after);
		expect(page.submitted).toMatchObject({ lateMinutes: 120, lateWaived: true });

		const returned = await returnSheet(course.instructor, written(id), after);
		expect(returned.ok).toBe(true);
		await submit(student, new Date(after.getTime() + 1000), 'Courts first, with care.');
		const again = await positionFor(student, moduleSlug, after);
		expect(again.submitted).toMatchObject({ number: 2, lateMinutes: 120, lateWaived: true });
		expect(await waivePositionLateness(course.instructor, id, false, after)).toEqual({ ok: true });
		expect(await lateOnes()).toBe(1);
	});
});
