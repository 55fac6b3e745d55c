import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import {
	casesFor,
	changeModule,
	courseFrame,
	documentFor,
	glossaryFor,
	instructorNotesFor,
	moduleFor,
	modulesIn,
	timelineFor
} from '$lib/modules/modules.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { db } from '$lib/server/db/client';
import { axis, stance } from '$lib/server/db/schema';
import {
	aCourse,
	actorOf,
	anAssistant,
	anObserver,
	aPerson,
	aStudent,
	aTeacher,
	seeingAsStudent,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

const now = termStart;
const slug = 'hard-state-soft-state';
const status = (code: number): unknown => expect.objectContaining({ status: code });

let course: { courseId: string; slug: string };
let instructor: Actor;
let student: Actor;

beforeAll(async () => {
	const teacher = await aTeacher();
	const wanted = { title: { en: 'Security' }, timeZone: 'Asia/Karachi', packSlug: slug };
	const opened = await openCourseFromPack(teacher, wanted, now);
	if (!opened.ok) throw new Error(opened.reason);
	course = { courseId: opened.courseId, slug: opened.courseSlug };
	instructor = await actorOf(teacher, course);
	student = await aStudent(course);
});

describe('a module', () => {
	test('comes with its title and documents', async () => {
		expect(await moduleFor(student, slug)).toMatchObject({ slug, visible: true });
		expect((await moduleFor(student, slug)).documents.toSorted()).toEqual([
			'about',
			'cases',
			'instructor-notes',
			'sides-notice',
			'sources',
			'study-edition'
		]);
		expect((await courseFrame(student)).modules).toHaveLength(1);
		expect(await documentFor(student, slug, 'sources')).not.toHaveLength(0);
	});

	test('that is hidden is there for staff only', async () => {
		const { title, summary } = await moduleFor(instructor, slug);
		await changeModule(instructor, slug, { title, summary, visible: false, opensAt: null }, now);
		for (const actor of [student, await anObserver(course), seeingAsStudent(instructor)]) {
			expect(await modulesIn(actor)).toEqual([]);
			await expect(moduleFor(actor, slug)).rejects.toEqual(status(404));
			await expect(glossaryFor(actor, slug)).rejects.toEqual(status(404));
		}
		expect(await modulesIn(await anAssistant(course))).toHaveLength(1);
		await changeModule(instructor, slug, { title, summary, visible: true, opensAt: null }, now);
		expect(await modulesIn(student)).toHaveLength(1);
	});

	test('is not there for a stranger or in another course', async () => {
		await expect(moduleFor(await aPerson(), slug)).rejects.toEqual(status(404));
		await expect(moduleFor((await aCourse()).instructor, slug)).rejects.toEqual(status(404));
		await expect(moduleFor(instructor, 'another')).rejects.toEqual(status(404));
	});

	test('is changed by instructors alone', async () => {
		const wanted = { title: { en: 'X' }, summary: {}, visible: true, opensAt: null };
		for (const actor of [student, await anAssistant(course), seeingAsStudent(instructor)])
			await expect(changeModule(actor, slug, wanted, now)).rejects.toEqual(status(403));
	});
});

describe('its apparatus', () => {
	test('has thirty terms in both languages, which lead to readings', async () => {
		const terms = await glossaryFor(student, slug);
		expect(terms).toHaveLength(30);
		expect(terms.every((t) => t.term.en && t.term.ur && t.short.en && t.short.ur)).toBe(true);
		expect(terms.flatMap((t) => t.readings)[0]?.title.en).toBeTruthy();
	});

	test('has eighteen dates with their sources, which lead to paragraphs', async () => {
		const items = await timelineFor(student, slug);
		expect(items).toHaveLength(18);
		expect(items.every((item) => item.source.en && item.source.ur)).toBe(true);
		const marks = items.flatMap((item) => item.paragraphs);
		expect(marks).toContainEqual(expect.objectContaining({ id: 'p7', number: 7 }));
	});

	test('has notes that only staff read', async () => {
		expect((await instructorNotesFor(await anAssistant(course), slug)).en).toBeTruthy();
		for (const actor of [student, await anObserver(course), seeingAsStudent(instructor)])
			await expect(instructorNotesFor(actor, slug)).rejects.toEqual(status(403));
	});

	test('shows a student both cases once they have placed themselves, and never one alone', async () => {
		const { courseId } = course;
		expect(await casesFor(student, slug)).toEqual({ ok: false, reason: 'stance-first' });
		expect(await casesFor(instructor, slug)).toMatchObject({ ok: true });
		expect(await casesFor(await anObserver(course), slug)).toMatchObject({ ok: true });

		const { id: moduleId } = await moduleFor(student, slug);
		const [first] = await db()
			.select({ id: axis.id })
			.from(axis)
			.where(and(eq(axis.courseId, courseId), eq(axis.moduleId, moduleId)));
		await db()
			.insert(stance)
			.values({
				courseId,
				moduleId,
				moment: 'before',
				axisId: first?.id ?? '',
				enrolmentId: student.membership?.enrolmentId ?? '',
				kind: 'unknown',
				lang: 'en',
				savedAt: now
			});
		const answer = await casesFor(student, slug);
		expect(answer.ok && answer.cases.firm.text.en && answer.cases.softer.text.en).toBeTruthy();
		expect(await casesFor(await aStudent(course), slug)).toMatchObject({ ok: false });
	});
});
