import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { visitor } from '$lib/access/identify.server';
import {
	actorOf,
	anAssistant,
	anObserver,
	aSection,
	aStudent,
	aTeacher,
	seeingAsStudent
} from '../support/builders';
import { openCourseFromPack } from '$lib/packs/opening.server';
import {
	assignByLot,
	assignSide,
	changeTerms,
	extendPosition,
	leaveSides,
	taskSettingsFor
} from '$lib/positions/assigning.server';
import {
	citePassage,
	citingPage,
	removeCitation,
	type ChosenPassage
} from '$lib/positions/citing.server';
import {
	addReason,
	removeReason,
	savePosition,
	type WrittenDraft
} from '$lib/positions/drafting.server';
import { emptyBody, mostCitations, type PositionBody } from '$lib/positions/position';
import {
	changesFor,
	positionFor,
	positionVersionFor,
	versionFor
} from '$lib/positions/positions.server';
import { returnForRevision, submitPosition } from '$lib/positions/submitting.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import { citation, position } from '$lib/server/db/schema';
import { testDatabase } from '../support/database';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number, from = now) => new Date(from.getTime() + n * 60_000);
const slug = 'hard-state-soft-state';
const study = { kind: 'study', lang: 'en' } as const;

interface Class {
	courseId: string;
	slug: string;
	instructor: Actor;
}

async function aClass(): Promise<Class> {
	const teacher = await aTeacher();
	const opened = await openCourseFromPack(
		teacher,
		{ title: { en: 'Politics 201' }, timeZone: 'Asia/Karachi', packSlug: slug },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	const place = { courseId: opened.courseId, slug: opened.courseSlug };
	return { ...place, instructor: await actorOf(teacher, place) };
}

const body: PositionBody = {
	thesis: 'Talks need a force behind them.',
	reasons: [
		{ id: 'r1', claim: 'Pauses were used to regroup.', warrant: 'So time alone helps nobody.' }
	],
	against: 'Force feeds recruitment.',
	reply: 'Not where courts follow.',
	change: 'A pause that held for a year.'
};
const draft = (version: number, over: Partial<WrittenDraft> = {}): WrittenDraft => ({
	version,
	side: 'for',
	body,
	...over
});

/** The first sentence of the nth paragraph of the first reading. */
async function aPassage(
	actor: Actor,
	part: string,
	nth = 0
): Promise<ChosenPassage & { text: string }> {
	const { task } = await positionFor(actor, slug, now);
	const [first] = await readingIndex(actor, task.moduleId);
	const text = await paragraphsFor(actor, first?.id ?? '', study);
	const paragraph = text?.paragraphs[nth];
	const [start = 0, end = 0] = paragraph?.sentences[0] ?? [];
	return {
		part,
		versionId: text?.versionId ?? '',
		paragraphId: paragraph?.id ?? '',
		start,
		end,
		exact: paragraph?.text.slice(start, end) ?? '',
		text: paragraph?.text ?? ''
	};
}

async function cite(actor: Actor, part: string, nth = 0) {
	return citePassage(actor, slug, await aPassage(actor, part, nth), 'en', now);
}

/** A student with a whole draft; its version is 1. */
async function aStudentWithDraft(course: Class): Promise<Actor> {
	const student = await aStudent(course);
	await savePosition(student, slug, draft(0), 'en', now);
	await cite(student, 'reason:r1');
	await cite(student, 'against', 1);
	return student;
}

async function idOf(student: Actor): Promise<string> {
	const [row] = await db()
		.select({ id: position.id })
		.from(position)
		.where(
			and(
				eq(position.courseId, student.membership?.courseId ?? ''),
				eq(position.enrolmentId, student.membership?.enrolmentId ?? '')
			)
		);
	return row?.id ?? '';
}

async function deadlines(
	course: Class,
	dueAt: Date | null,
	closesAt: Date | null,
	graceMinutes = 0
) {
	const { terms } = await taskSettingsFor(course.instructor, slug);
	return changeTerms(course.instructor, slug, { ...terms, dueAt, closesAt, graceMinutes }, now);
}

const is404 = { status: 404 };
const is403 = { status: 403 };

describe('the life of a position', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('begins empty, with everything still to do', async () => {
		const page = await positionFor(await aStudent(course), slug, now);
		expect(page.own).toMatchObject({ version: 0, state: 'draft', side: null, body: emptyBody() });
		expect(page.own?.checklist.some((item) => item.done)).toBe(false);
		expect(page.task.motion.text.en).toContain('negotiations');
	});

	it('goes from draft to submitted, back, and to a second version beside the first', async () => {
		const student = await aStudentWithDraft(course);
		const first = await submitPosition(student, slug, draft(1), 'en', now);
		expect(first).toMatchObject({ ok: true, number: 1, lateMinutes: 0, submittedAt: now });
		const id = await idOf(student);

		expect(await savePosition(student, slug, draft(2), 'en', now)).toMatchObject({
			reason: 'submitted'
		});
		expect(await cite(student, 'against', 2)).toMatchObject({ reason: 'submitted' });
		const returned = await transaction((tx) => returnForRevision(tx, course.instructor, id, 1));
		expect(returned).toEqual({ ok: true });
		expect((await positionFor(student, slug, now)).own).toMatchObject({
			state: 'returned',
			version: 2,
			body
		});

		const better = { ...body, thesis: 'Talks need a court behind them.' };
		const second = await submitPosition(
			student,
			slug,
			draft(2, { body: better }),
			'ur',
			minutes(9)
		);
		expect(second).toMatchObject({ ok: true, number: 2 });
		const page = await positionFor(student, slug, now);
		expect(page.versions.map((v) => v.number)).toEqual([2, 1]);
		expect(page.submitted?.body.thesis).toBe('Talks need a court behind them.');

		const kept = await positionVersionFor(student, slug, 1, now);
		expect(kept.version).toMatchObject({ body, lang: 'en', submittedAt: now });
		expect(kept.compared).toBeNull();
		const compared = (await positionVersionFor(student, slug, 2, now)).compared;
		expect(compared?.[0]?.texts[0]).toContainEqual({ kind: 'removed', text: 'force' });
		expect((await changesFor(course.instructor, id, 2))?.[0]?.change).toBe('changed');
	});

	it('keeps the passages of a version when the next draft drops them', async () => {
		const student = await aStudentWithDraft(course);
		await submitPosition(student, slug, draft(1), 'en', now);
		const id = await idOf(student);
		await transaction((tx) => returnForRevision(tx, course.instructor, id, 1));
		const own = (await positionFor(student, slug, now)).own;
		await removeCitation(student, slug, own?.citations[0]?.id ?? '', now);
		expect((await positionFor(student, slug, now)).own?.citations).toHaveLength(1);
		expect((await positionVersionFor(student, slug, 1, now)).version.citations).toHaveLength(2);
	});

	it('is not submitted while something is missing, and keeps what was sent', async () => {
		const student = await aStudent(course);
		const result = await submitPosition(student, slug, draft(0, { side: null }), 'en', now);
		expect(result).toMatchObject({ ok: false, reason: 'incomplete', version: 1 });
		expect(
			result.ok || result.reason !== 'incomplete' ? [] : result.missing.map((i) => i.check)
		).toEqual(['side', 'citation', 'against-citation']);
		expect((await positionFor(student, slug, now)).own).toMatchObject({
			state: 'draft',
			body,
			version: 1
		});
	});

	it('takes reasons in and out, with their passages', async () => {
		const student = await aStudentWithDraft(course);
		expect(await addReason(student, slug, draft(1), 'en', now)).toMatchObject({
			ok: true,
			version: 2
		});
		const two = (await positionFor(student, slug, now)).own?.body ?? emptyBody();
		expect(two.reasons).toHaveLength(2);
		await removeReason(student, slug, draft(2, { body: two }), 'r1', 'en', now);
		const own = (await positionFor(student, slug, now)).own;
		expect(own?.body.reasons.map((r) => r.id)).toEqual([two.reasons[1]?.id]);
		expect(own?.citations.map((c) => c.part)).toEqual(['against']);
	});

	it('is returned once only, and only in its newest version', async () => {
		const student = await aStudentWithDraft(course);
		const id = await idOf(student);
		const giveBack = (n: number) =>
			transaction((tx) => returnForRevision(tx, course.instructor, id, n));
		expect(await giveBack(1)).toEqual({ ok: false, reason: 'not-submitted' });
		await submitPosition(student, slug, draft(1), 'en', now);
		expect(await giveBack(2)).toEqual({ ok: false, reason: 'not-submitted' });
		expect(await giveBack(1)).toEqual({ ok: true });
		expect(await giveBack(1)).toEqual({ ok: false, reason: 'not-submitted' });
	});
});

describe('two tabs', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('cannot overwrite each other: the later save gets both texts', async () => {
		const student = await aStudent(course);
		const mine = { ...body, thesis: 'Typed in the second tab' };
		await savePosition(student, slug, draft(0), 'en', now);
		const lost = await savePosition(student, slug, draft(0, { body: mine }), 'en', minutes(1));
		expect(lost).toEqual({
			ok: false,
			reason: 'conflict',
			kept: { version: 1, side: 'for', body, savedAt: now }
		});
		expect((await positionFor(student, slug, now)).own?.body).toEqual(body);
		expect(await savePosition(student, slug, draft(1, { body: mine }), 'en', now)).toMatchObject({
			ok: true
		});
	});

	it('submit once', async () => {
		const student = await aStudentWithDraft(course);
		const both = await Promise.all([
			submitPosition(student, slug, draft(1), 'en', now),
			submitPosition(student, slug, draft(1), 'en', now)
		]);
		expect(both.filter((r) => r.ok)).toHaveLength(1);
		expect(both.find((r) => !r.ok)).toEqual({ ok: false, reason: 'submitted' });
		expect((await positionFor(student, slug, now)).versions).toHaveLength(1);
	});

	it('begin one position, not two', async () => {
		const student = await aStudent(course);
		const both = await Promise.all(
			['One', 'Two'].map((thesis) =>
				savePosition(student, slug, draft(0, { body: { ...body, thesis } }), 'en', now)
			)
		);
		expect(both.map((r) => r.ok).sort()).toEqual([false, true]);
		const rows = await db()
			.select()
			.from(position)
			.where(
				and(
					eq(position.courseId, course.courseId),
					eq(position.enrolmentId, student.membership?.enrolmentId ?? '')
				)
			);
		expect(rows).toHaveLength(1);
	});

	it('may send the same words twice, as a phone does that lost the first answer', async () => {
		const student = await aStudent(course);
		await savePosition(student, slug, draft(0), 'en', now);
		expect(await savePosition(student, slug, draft(0), 'en', now)).toMatchObject({
			ok: true,
			version: 1
		});
	});
});

describe('citing', () => {
	let course: Class;
	let student: Actor;
	beforeAll(async () => {
		course = await aClass();
		student = await aStudentWithDraft(course);
	});

	it('shows the exact words and where they stand', async () => {
		const passage = await aPassage(student, 'reason:r1');
		const cited = (await positionFor(student, slug, now)).own?.citations[0];
		expect(cited).toMatchObject({
			part: 'reason:r1',
			exact: passage.exact,
			lang: 'en',
			kind: 'study',
			reading: { number: 1 },
			paragraph: { number: 1 }
		});
	});

	it('snaps a selection outward to whole words', async () => {
		const passage = await aPassage(student, 'against', 2);
		const cut = { ...passage, start: passage.start + 1, end: passage.start + 12 };
		const result = await citePassage(
			student,
			slug,
			{ ...cut, exact: passage.text.slice(cut.start, cut.end) },
			'en',
			now
		);
		expect(result.ok).toBe(true);
		const [row] = await db()
			.select()
			.from(citation)
			.where(
				and(eq(citation.courseId, course.courseId), eq(citation.id, result.ok ? result.id : ''))
			);
		expect(row?.start).toBe(passage.start);
		expect(row?.exact).toBe(passage.text.slice(row?.start, row?.end));
		expect(/\w/.test(passage.text.charAt(row?.end ?? 0))).toBe(false);
	});

	it('takes the words from the paragraph when only offsets were sent', async () => {
		const passage = await aPassage(student, 'reason:r1', 3);
		expect(await citePassage(student, slug, { ...passage, exact: null }, 'en', now)).toMatchObject({
			ok: true
		});
	});

	it('keeps the same passage once', async () => {
		const count = async () => (await positionFor(student, slug, now)).own?.citations.length;
		const before = await count();
		expect(await cite(student, 'reason:r1')).toMatchObject({ ok: true });
		expect(await count()).toBe(before);
	});

	it.each([
		['offsets out of range', { end: 1_000_000 }, 'out-of-range'],
		['a negative offset', { start: -1 }, 'out-of-range'],
		['no words', { end: 0, exact: '' }, 'empty'],
		['other words than stand there', { exact: 'The state is soft.' }, 'not-the-words'],
		['a megabyte', { exact: 'x'.repeat(1_048_576) }, 'not-the-words']
	])('refuses %s', async (_what, forged, reason) => {
		const passage = await aPassage(student, 'against');
		expect(await citePassage(student, slug, { ...passage, ...forged }, 'en', now)).toEqual({
			ok: false,
			reason
		});
	});

	it('does not know paragraphs of another course, nor parts that the draft does not have', async () => {
		const stranger = await aStudent(await aClass());
		const theirs = { ...(await aPassage(stranger, 'against')) };
		await expect(citePassage(student, slug, theirs, 'en', now)).rejects.toMatchObject(is404);
		await expect(cite(student, 'reason:elsewhere')).rejects.toMatchObject(is404);
		await expect(
			citingPage(student, slug, { ...study, part: 'thesis', readingSlug: null })
		).rejects.toMatchObject(is404);
	});

	it('stops at the most that a part may cite', async () => {
		const eager = await aStudent(course);
		await savePosition(eager, slug, draft(0), 'en', now);
		const passage = await aPassage(eager, 'against');
		const words = [...passage.text.matchAll(/\p{L}+/gu)].slice(0, mostCitations + 1);
		const results = [];
		for (const { index: start } of words)
			results.push(
				await citePassage(
					eager,
					slug,
					{ ...passage, start, end: start + 1, exact: null },
					'en',
					now
				)
			);
		expect(results.map((r) => r.ok)).toEqual([true, true, true, true, true, true, false]);
		expect(results.at(-1)).toEqual({ ok: false, reason: 'too-many' });
		expect((await positionFor(eager, slug, now)).own?.citations).toHaveLength(mostCitations);
	});

	it('offers the readings and the sentences of the one that was chosen', async () => {
		const page = await citingPage(student, slug, {
			kind: 'study',
			lang: 'ur',
			part: 'against',
			readingSlug: 'red-line'
		});
		expect(page.readings.length).toBe(6);
		expect(page.text).toMatchObject({ lang: 'ur', slug: 'red-line' });
		expect(page.text?.paragraphs[0]?.sentences.length).toBeGreaterThan(0);
	});
});

describe('dates', () => {
	const due = new Date('2026-11-10T13:00:00Z');

	it('are judged to the minute by the time of the server', async () => {
		const course = await aClass();
		await deadlines(course, due, minutes(60, due), 10);
		const at = async (n: number) => {
			const result = await submitPosition(
				await aStudentWithDraft(course),
				slug,
				draft(1),
				'en',
				minutes(n, due)
			);
			return result.ok ? result.lateMinutes : result.reason;
		};
		expect(await at(0.9)).toBe(0);
		expect(await at(10)).toBe(0);
		expect(await at(11)).toBe(11);
		expect(await at(60.9)).toBe(60);
		expect(await at(61)).toBe('closed');
	});

	it('keep the text of a submission that came after closing', async () => {
		const course = await aClass();
		await deadlines(course, due, due);
		const student = await aStudentWithDraft(course);
		const late = { ...body, thesis: 'Written at the last minute' };
		const refused = await submitPosition(
			student,
			slug,
			draft(1, { body: late }),
			'en',
			minutes(5, due)
		);
		expect(refused).toEqual({ ok: false, reason: 'closed', version: 2 });
		expect((await positionFor(student, slug, now)).own).toMatchObject({
			state: 'draft',
			body: late
		});
	});

	it('are later for a student who has an extension', async () => {
		const course = await aClass();
		await deadlines(course, due, due);
		const student = await aStudentWithDraft(course);
		const enrolmentId = student.membership?.enrolmentId ?? '';
		await extendPosition(
			course.instructor,
			slug,
			enrolmentId,
			{ dueAt: minutes(120, due), closesAt: null },
			now
		);
		expect((await positionFor(student, slug, now)).task).toMatchObject({
			isExtended: true,
			dueAt: minutes(120, due)
		});
		expect(await submitPosition(student, slug, draft(1), 'en', minutes(120, due))).toMatchObject({
			ok: true,
			lateMinutes: 0
		});
	});

	it('do not stand against a revision that staff asked for, which is as late as the first version', async () => {
		const course = await aClass();
		await deadlines(course, due, minutes(60, due));
		const student = await aStudentWithDraft(course);
		await submitPosition(student, slug, draft(1), 'en', minutes(30, due));
		const id = await idOf(student);
		await transaction((tx) => returnForRevision(tx, course.instructor, id, 1));
		expect(await submitPosition(student, slug, draft(2), 'en', minutes(9000, due))).toMatchObject({
			ok: true,
			number: 2,
			lateMinutes: 30
		});
	});

	it('refuse to close before they are due', async () => {
		expect(await deadlines(await aClass(), due, minutes(-1, due))).toEqual({
			ok: false,
			reason: 'closes-before-due'
		});
	});
});

describe('sides', () => {
	it('that were assigned stay, whatever the page sends, and are stamped on the version', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		const enrolmentId = student.membership?.enrolmentId ?? '';
		expect(await assignSide(course.instructor, slug, enrolmentId, 'against', now)).toMatchObject({
			ok: true
		});
		const page = await positionFor(student, slug, now);
		expect(page.own).toMatchObject({ side: 'against', sideOrigin: 'assigned', version: 0 });
		expect(page.sidesNotice?.en).toContain('assigned');
		await savePosition(student, slug, draft(0, { side: 'for' }), 'en', now);
		await cite(student, 'reason:r1');
		await cite(student, 'against');
		await submitPosition(student, slug, draft(1, { side: 'for' }), 'en', now);
		expect((await positionVersionFor(student, slug, 1, now)).version).toMatchObject({
			side: 'against',
			sideOrigin: 'assigned'
		});
		expect(await assignSide(course.instructor, slug, enrolmentId, 'for', now)).toEqual({
			ok: false,
			reason: 'submitted'
		});
	});

	it('come out even by lot, in one section or the whole class, and can be left to students again', async () => {
		const course = await aClass();
		const sectionId = await aSection(course);
		for (let i = 0; i < 5; i++) await aStudent(course, i < 3 ? { sectionId } : {});
		const assigned = async () =>
			(await taskSettingsFor(course.instructor, slug)).students.map((s) => s.assigned);
		expect(await assignByLot(course.instructor, slug, sectionId, now)).toEqual({
			ok: true,
			people: 3
		});
		expect((await assigned()).filter((s) => s === null)).toHaveLength(2);
		expect(await assignByLot(course.instructor, slug, null, now)).toEqual({ ok: true, people: 2 });
		expect([2, 3]).toContain((await assigned()).filter((s) => s === 'for').length);
		expect(await leaveSides(course.instructor, slug, now)).toEqual({ ok: true, people: 5 });
		expect(new Set(await assigned())).toEqual(new Set([null]));
	});

	it('of students’ own choice are not shown to staff in the settings', async () => {
		const course = await aClass();
		await aStudentWithDraft(course);
		const { students } = await taskSettingsFor(course.instructor, slug);
		expect(students.map((s) => s.assigned)).toEqual([null]);
		expect(JSON.stringify(students)).not.toContain('"for"');
	});
});

describe('the motion', () => {
	it('can change while nobody has begun, and takes assigned sides with it', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		const { enrolmentId } = student.membership ?? { enrolmentId: '' };
		await assignSide(course.instructor, slug, enrolmentId, 'for', now);
		const { terms, motions } = await taskSettingsFor(course.instructor, slug);
		const other = motions.find((m) => m.id !== terms.motionId);
		const change = (motionId: string) =>
			changeTerms(course.instructor, slug, { ...terms, motionId }, now);
		expect(await change(other?.id ?? '')).toEqual({ ok: true });
		expect((await positionFor(student, slug, now)).task.motion.text).toEqual(other?.text);
		await savePosition(student, slug, draft(0), 'en', now);
		expect(await change(terms.motionId)).toEqual({ ok: false, reason: 'motion-in-use' });
		await expect(change('not-a-motion')).rejects.toMatchObject(is404);
	});
});

describe('who gets in', () => {
	let course: Class;
	let student: Actor;
	let positionId: string;
	beforeAll(async () => {
		course = await aClass();
		student = await aStudentWithDraft(course);
		await submitPosition(student, slug, draft(1), 'en', now);
		positionId = await idOf(student);
	});

	it('visitors and strangers find nothing', async () => {
		const elsewhere = (await aClass()).instructor;
		await expect(positionFor(visitor(), slug, now)).rejects.toMatchObject(is404);
		await expect(savePosition(visitor(), slug, draft(0), 'en', now)).rejects.toMatchObject(is404);
		await expect(versionFor(visitor(), positionId, 1)).rejects.toMatchObject(is404);
		await expect(versionFor(elsewhere, positionId, 1)).rejects.toMatchObject(is404);
		await expect(
			assignSide(elsewhere, slug, student.membership?.enrolmentId ?? '', 'for', now)
		).rejects.toMatchObject(is404);
	});

	it('another student sees an own position and none of this one', async () => {
		const other = await aStudent(course);
		expect((await positionFor(other, slug, now)).versions).toEqual([]);
		await expect(positionVersionFor(other, slug, 1, now)).rejects.toMatchObject(is404);
		await expect(versionFor(other, positionId, 1)).rejects.toMatchObject(is404);
		await expect(taskSettingsFor(other, slug)).rejects.toMatchObject(is403);
	});

	it('staff read submitted versions and write none', async () => {
		const read = await versionFor(course.instructor, positionId, 1);
		expect(read).toMatchObject({
			text: { body, number: 1 },
			side: { side: 'for', origin: 'own' },
			state: 'submitted'
		});
		expect(read.text.citations).toHaveLength(2);
		expect(Object.keys(read.text)).not.toContain('side');
		expect(Object.keys(read.text)).not.toContain('sideOrigin');
		expect((await positionFor(course.instructor, slug, now)).own).toBeNull();
		await expect(savePosition(course.instructor, slug, draft(0), 'en', now)).rejects.toMatchObject(
			is403
		);
		await expect(
			savePosition(seeingAsStudent(course.instructor), slug, draft(0), 'en', now)
		).rejects.toMatchObject(is403);
		await expect(versionFor(await anObserver(course), positionId, 1)).rejects.toMatchObject(is404);
		await expect(versionFor(course.instructor, positionId, 2)).rejects.toMatchObject(is404);
	});

	it('an assistant of another section does not read it', async () => {
		const sectionId = await aSection(course, 'Section B');
		const assistant = await anAssistant(course, { sectionId, ownSectionOnly: true });
		await expect(versionFor(assistant, positionId, 1)).rejects.toMatchObject(is404);
		await expect(taskSettingsFor(assistant, slug)).rejects.toMatchObject(is403);
	});
});
