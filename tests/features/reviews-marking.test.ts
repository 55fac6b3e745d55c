import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { removePerson } from '$lib/courses/people.server';
import { bankFor } from '$lib/reviews/bank/bank.server';
import { sheetHistoryFor } from '$lib/reviews/history.server';
import { markReady, saveSheet } from '$lib/reviews/marking.server';
import { queueFilter } from '$lib/reviews/queue';
import { release } from '$lib/reviews/releasing.server';
import type { RubricBody } from '$lib/reviews/review';
import { rubricToEdit, saveRubric } from '$lib/reviews/rubrics.server';
import { sheetFor, sheetOpened } from '$lib/reviews/sheet.server';
import { db } from '$lib/server/db/client';
import {
	anchorPosition,
	anchorRating,
	bankComment,
	markingPlan,
	positionTask,
	review
} from '$lib/server/db/schema';
import {
	actions as onSheet,
	load as loadSheet
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/[position]/+page.server';
import { anAssistant } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';
import { aClass, aWriter, everyLevel, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const module = 'hard-state-soft-state';
const all = queueFilter(new URLSearchParams());
const pin = { id: 'p1', field: 'thesis', start: 0, end: 6, comment: 'Which ones?' };
const idOf = (student: Actor) => student.membership?.enrolmentId ?? '';

class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(act: unknown, position: string, form?: Record<string, string | string[]>): Promise<Answer> {
		const path = `/courses/c/modules/${module}/review/${position}`;
		return this.visit(act, { path, form, params: { module, position }, now });
	}
}

async function sheetOf(course: Class, positionId: string) {
	const [row] = await db()
		.select()
		.from(review)
		.where(and(eq(review.courseId, course.courseId), eq(review.positionId, positionId)));
	return row;
}

const fieldsOf = (levels: Record<string, number | string>) => ({
	number: '1',
	version: '0',
	...Object.fromEntries(Object.entries(levels).map(([key, n]) => [`level-${key}`, String(n)]))
});

async function changeRubric(course: Class, change: (body: RubricBody) => RubricBody) {
	const { body, stamp } = await rubricToEdit(course.instructor, module);
	if (!body) throw new Error('no rubric');
	await saveRubric(course.instructor, module, { body: change(body), stamp }, now);
}

async function plan(course: Class, terms: Partial<typeof markingPlan.$inferInsert>) {
	const [task] = await db()
		.select({ id: positionTask.id })
		.from(positionTask)
		.where(eq(positionTask.courseId, course.courseId));
	await db()
		.insert(markingPlan)
		.values({ courseId: course.courseId, taskId: task?.id ?? '', seed: 's', ...terms });
}

describe('a comment on a passage', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('is kept by its place, with every state of the sheet', async () => {
		const { id } = await aWriter(course);
		await saveSheet(course.assistant, written(id, { pins: [pin] }), now);
		const other = { ...pin, id: 'p2', field: 'against', end: 5, comment: 'Says who?' };
		const pins = [pin, other, { ...pin, id: 'p3', field: 'reason:none:claim' }];
		await saveSheet(course.assistant, written(id, { version: 1, pins }), minutes(1));
		expect(await sheetOf(course, id)).toMatchObject({ pins: [pin, other], version: 2 });
		expect((await sheetFor(course.instructor, module, id, all, now)).sheet.pins).toEqual([
			pin,
			other
		]);
		const { states } = await sheetHistoryFor(course.instructor, module, id, all, now);
		expect(states.map((s) => [s.by, s.at, s.changes])).toEqual([
			['Assistant Asad', minutes(1), [{ kind: 'pins' }]],
			['Assistant Asad', now, expect.arrayContaining([{ kind: 'pins' }, { kind: 'overall' }])]
		]);
	});

	it('is added without scripts from a list of sentences, changed in its field, and goes when it is emptied', async () => {
		const { id } = await aWriter(course);
		const marker = new SignedIn(course.assistant);
		const form = { ...fieldsOf({}), 'pin-at': 'thesis 0 13', 'pin-comment': ' Which courts? ' };
		expect((await marker.send(onSheet.save, id, form)).status).toBe(200);
		const [made] = (await sheetOf(course, id))?.pins ?? [];
		expect(made).toMatchObject({ field: 'thesis', start: 0, end: 13, comment: 'Which courts?' });
		const pins = JSON.stringify([made]);
		const again = { ...fieldsOf({}), version: '1', pins, [`pin-${made?.id}`]: 'District ones?' };
		await marker.send(onSheet.save, id, again);
		expect((await sheetOf(course, id))?.pins).toEqual([{ ...made, comment: 'District ones?' }]);
		await marker.send(onSheet.save, id, { ...again, version: '2', [`pin-${made?.id}`]: ' ' });
		expect((await sheetOf(course, id))?.pins).toEqual([]);
	});

	it.each([
		['no sentence', { 'pin-comment': 'Which?' }, 'pin-at'],
		['a NUL', { pins: JSON.stringify([{ ...pin, comment: 'A\u0000B' }]) }, 'pins'],
		['too many words', { pins: JSON.stringify([{ ...pin, comment: 'x'.repeat(1001) }]) }, 'pins'],
		[
			'forty of its like',
			{ pins: JSON.stringify(Array.from({ length: 41 }, (_, i) => ({ ...pin, id: `p${i}` }))) },
			'pins'
		]
	])('is refused with %s, and every word comes back', async (_, bad, field) => {
		const { id } = await aWriter(course);
		const answer = await new SignedIn(course.assistant).send(onSheet.save, id, {
			...fieldsOf({ R1: 3 }),
			...bad
		});
		expect(answer.status).toBe(400);
		expect(answer.form?.errors[field]).toBeTruthy();
		expect(answer.form?.values).toMatchObject(bad);
		expect((await sheetOf(course, id))?.version ?? 0).toBe(0);
	});

	it('counts as a comment when a position goes back', async () => {
		const { id } = await aWriter(course);
		const answer = await new SignedIn(course.assistant).send(onSheet.return, id, {
			...fieldsOf({}),
			pins: JSON.stringify([pin])
		});
		expect(answer.status).toBe(303);
	});
});

describe('a form that comes too late', () => {
	it('is not taken for another position, whatever its address says', async () => {
		const course = await aClass();
		const [one, two] = [await aWriter(course), await aWriter(course)];
		const marker = new SignedIn(course.assistant);
		for (const act of [onSheet.save, onSheet.ready, onSheet.return]) {
			const form = { ...fieldsOf(everyLevel), position: one.id, overall: 'Of the first.' };
			const answer = await marker.send(act, two.id, form);
			expect(answer).toMatchObject({
				status: 400,
				form: { tone: 'alert', values: { overall: 'Of the first.' } }
			});
		}
		expect(await sheetOf(course, two.id)).toBeUndefined();
	});

	it('says so when its student has left, and gives every word back', async () => {
		const course = await aClass();
		const { student, id } = await aWriter(course);
		const marker = new SignedIn(course.assistant);
		await marker.send(onSheet.save, id, { ...fieldsOf({ R1: 3 }), overall: 'Begun.' });
		await removePerson(course.instructor, idOf(student), now);
		const late = { ...fieldsOf(everyLevel), version: '1', overall: 'Done.' };
		for (const act of [onSheet.save, onSheet.ready]) {
			const answer = await marker.send(act, id, late);
			expect(answer).toMatchObject({ status: 409, form: { values: { overall: 'Done.' } } });
			expect(answer.form?.message).toContain('left the course');
		}
		expect(await sheetOf(course, id)).toMatchObject({ overall: 'Begun.', version: 1 });
	});
});

describe('a rubric that is changed while a sheet is open', () => {
	const renamed = (body: RubricBody) => ({ ...body, title: { en: 'Another rubric' } });

	it('stays with a sheet that was begun by it', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const page = await sheetFor(course.assistant, module, id, all, now);
		const begun = written(id, { levels: { R1: 3 }, rubric: page.stamp });
		await saveSheet(course.assistant, begun, now);
		await changeRubric(course, (body) => ({ ...body, criteria: body.criteria.slice(0, 2) }));
		const whole = written(id, { version: 1, rubric: page.stamp });
		expect(await saveSheet(course.assistant, whole, now)).toMatchObject({ state: 'marked' });
		expect((await sheetFor(course.assistant, module, id, all, now)).rubric.criteria).toHaveLength(
			6
		);
	});

	it('is said to whoever was to begin by it, who keeps their words', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const { stamp } = await sheetFor(course.assistant, module, id, all, now);
		await changeRubric(course, (body) => ({ ...body, criteria: body.criteria.slice(0, 2) }));
		const form = { ...fieldsOf(everyLevel), rubric: stamp, overall: 'Sound.' };
		const answer = await new SignedIn(course.assistant).send(onSheet.save, id, form);
		expect(answer).toMatchObject({ status: 409, form: { values: { overall: 'Sound.' } } });
		expect(answer.form?.message).toContain('rubric was changed');
		expect(await sheetOf(course, id)).toMatchObject({ version: 0, levels: {} });
		const fresh = await sheetFor(course.assistant, module, id, all, now);
		expect(fresh.rubric.criteria).toHaveLength(2);
		await changeRubric(course, renamed);
	});
});

describe('a sheet that is fetched ahead', () => {
	it('is open only when it is shown', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const ahead = await sheetFor(course.assistant, module, id, all, now, false);
		expect(ahead).toMatchObject({ isNoted: false, sheet: { version: 0, state: 'unmarked' } });
		expect(await sheetOf(course, id)).toBeUndefined();
		expect((await sheetFor(course.instructor, module, id, all, now, false)).other).toBeNull();

		expect(await sheetOpened(course.assistant, module, id, 1, now)).toEqual({
			other: null,
			version: 0,
			rubric: ahead.stamp
		});
		expect((await sheetFor(course.instructor, module, id, all, minutes(1))).other).toEqual({
			name: 'Assistant Asad',
			at: now
		});
	});

	it('learns when it is shown that it is older than what is kept', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const ahead = await sheetFor(course.assistant, module, id, all, now, false);
		await saveSheet(course.instructor, written(id), now);
		const opened = await sheetOpened(course.assistant, module, id, 1, minutes(1));
		expect(opened).toMatchObject({ version: 1, other: { name: 'Teacher Tahira' } });
		expect(opened.version).toBeGreaterThan(ahead.sheet.version);
	});
});

describe('what a rubric lets a marker give', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
		await changeRubric(course, (body) => ({
			...body,
			halves: true,
			mayLeaveOut: true,
			criteria: body.criteria.map((c) => (c.key === 'R6' ? { ...c, most: 10, levels: [] } : c))
		}));
	});

	it('are halves, free points and “not assessed”, from plain forms too', async () => {
		const { id } = await aWriter(course);
		const form = { ...fieldsOf({ ...everyLevel, R1: '2.5', R2: 'none', R6: '۷٫۵' }) };
		expect((await new SignedIn(course.assistant).send(onSheet.save, id, form)).status).toBe(200);
		expect(await sheetOf(course, id)).toMatchObject({
			state: 'marked',
			levels: { R1: 2.5, R2: null, R6: 7.5 }
		});
		const out = { ...fieldsOf({ ...everyLevel, R6: '' }), version: '1', 'out-R6': 'on' };
		await new SignedIn(course.assistant).send(onSheet.save, id, out);
		expect(await sheetOf(course, id)).toMatchObject({ state: 'marked', levels: { R6: null } });
	});

	it.each(['11', '7.3', '1e9', 'NaN', '-1', '=SUM(A1)', 'Infinity'])(
		'are not %s',
		async (points) => {
			const { id } = await aWriter(course);
			const form = fieldsOf({ ...everyLevel, R6: points });
			const answer = await new SignedIn(course.assistant).send(onSheet.save, id, form);
			expect(answer.status).toBe(400);
			expect(answer.form?.errors['level-R6']).toContain('10');
			expect(answer.form?.values['level-R6']).toBe(points);
		}
	);
});

describe('who says that a sheet is ready', () => {
	it('are instructors alone where the plan says so: an assistant’s sheet is marked, and waits', async () => {
		const course = await aClass();
		await plan(course, { finish: 'instructor' });
		const [{ id }, next] = [await aWriter(course), await aWriter(course)];
		expect(await sheetFor(course.assistant, module, id, all, now)).toMatchObject({
			mayFinish: false
		});
		const answer = await new SignedIn(course.assistant).send(
			onSheet.ready,
			id,
			fieldsOf(everyLevel)
		);
		expect(answer.location).toContain(next.id);
		expect(await sheetOf(course, id)).toMatchObject({ state: 'marked' });
		expect(await release(course.instructor, module, [id], now)).toMatchObject({ released: 0 });
		const { version = 0 } = (await sheetOf(course, id)) ?? {};
		const same = { version, comments: {}, overall: '' };
		expect(await markReady(course.instructor, written(id, same), now)).toMatchObject({
			state: 'ready'
		});
	});

	it('stays on the sheet where the marker wants to', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const form = { ...fieldsOf(everyLevel), stay: 'on' };
		const answer = await new SignedIn(course.assistant).send(onSheet.ready, id, form);
		expect(answer).toMatchObject({ status: 200, form: { tone: 'good' } });
		expect(await sheetOf(course, id)).toMatchObject({ state: 'ready' });
	});
});

describe('markers who are to calibrate first', () => {
	it('see no sheet until they have rated the anchors; instructors do', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		await plan(course, { calibrateFirst: true });
		const assistant = new SignedIn(course.assistant);
		const answer = await assistant.send(loadSheet, id);
		expect(answer.status).toBe(303);
		expect(answer.location).toMatch(/\/review\/calibration$/);
		expect((await new SignedIn(course.instructor).send(loadSheet, id)).status).toBe(200);
		const anchors = await db()
			.select({ id: anchorPosition.id })
			.from(anchorPosition)
			.where(eq(anchorPosition.courseId, course.courseId));
		for (const anchor of anchors)
			await db()
				.insert(anchorRating)
				.values({
					courseId: course.courseId,
					anchorId: anchor.id,
					enrolmentId: idOf(course.assistant),
					levels: {},
					reasons: {},
					ratedAt: now
				});
		expect((await assistant.send(loadSheet, id)).status).toBe(200);
	});
});

describe('the comment bank on a sheet', () => {
	it('counts what was put in, once a save', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		await db()
			.insert(bankComment)
			.values({
				courseId: course.courseId,
				id: 'bank-1',
				body: { en: 'Which of them?' },
				createdBy: course.instructor.person?.id ?? '',
				createdAt: now
			});
		const marker = new SignedIn(course.assistant);
		const form = { ...fieldsOf({ R1: 3 }), overall: 'Which of them?', used: ['bank-1', 'none'] };
		expect((await marker.send(onSheet.save, id, form)).status).toBe(200);
		// The same words again: the browser cannot know whether its first try arrived.
		await marker.send(onSheet.save, id, { ...form, version: '1' });
		const bank = await bankFor(course.assistant, module);
		expect(bank.find((entry) => entry.id === 'bank-1')?.usedTimes).toBe(1);
		expect((await marker.send(onSheet.bank, id, {})).status).toBe(200);
	});
});

describe('the history of a sheet', () => {
	it('is for whoever may see the sheet: not for another section’s assistant', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const foreign = await anAssistant(course, { ownSectionOnly: true });
		await saveSheet(course.assistant, written(id), now);
		await expect(sheetHistoryFor(foreign, module, id, all, now)).rejects.toMatchObject({
			status: 404
		});
		const { states } = await sheetHistoryFor(course.instructor, module, id, all, now);
		expect(states[0]?.changes).toContainEqual({
			kind: 'level',
			criterion: 'R1',
			from: undefined,
			to: 3
		});
	});
});
