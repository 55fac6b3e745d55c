import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { db } from '$lib/server/db/client';
import { stanceFigure } from '$lib/server/db/schema';
import type { StanceAnswer } from '$lib/stances/stance';
import { stanceFigures } from '$lib/stances/figures.server';
import { placeStances, setMoment, stancesFor, stanceTaken } from '$lib/stances/stances.server';
import { membershipOf } from '$lib/access/refuse';
import { moduleFor } from '$lib/modules/modules.server';
import {
	actorOf,
	anObserver,
	aStudent,
	aTeacher,
	seeingAsStudent,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

interface Opened {
	course: { courseId: string; slug: string; instructor: Actor };
	moduleId: string;
}

async function aModule(): Promise<Opened> {
	const teacher = await aTeacher();
	const opened = await openCourseFromPack(
		teacher,
		{ title: { en: 'Politics' }, timeZone: 'Asia/Karachi', packSlug: 'hard-state-soft-state' },
		termStart
	);
	if (!opened.ok) throw new Error(opened.reason);
	const instructor = await actorOf(teacher, { slug: opened.courseSlug });
	const { id: moduleId } = await moduleFor(instructor, opened.moduleSlug);
	return { course: { courseId: opened.courseId, slug: opened.courseSlug, instructor }, moduleId };
}

async function places(
	actor: Actor,
	moduleId: string,
	answer: StanceAnswer,
	moment: 'before' | 'after-reading' = 'before'
) {
	const { axes } = await stancesFor(actor, moduleId);
	const given = axes.map(({ id: axisId }) => ({
		axisId,
		answer,
		confidence: 3,
		reason: 'Because of paragraph 3.'
	}));
	return placeStances(actor, moduleId, moment, given, 'en', termStart);
}

describe('stances', () => {
	let opened: Opened;
	const students: Actor[] = [];

	beforeAll(async () => {
		opened = await aModule();
		for (let i = 0; i < 6; i++) students.push(await aStudent(opened.course));
	});

	it('are read by their owner and by nobody else', async () => {
		const [one, other] = students;
		if (!one || !other) throw new Error('two students');
		expect(await places(one, opened.moduleId, 'b-mostly')).toEqual({ ok: true });
		const { axes, own } = await stancesFor(one, opened.moduleId);
		expect(own.before?.[axes[0]?.id ?? '']).toMatchObject({
			kind: 'placed',
			value: 2,
			confidence: 3
		});
		expect((await stancesFor(other, opened.moduleId)).own).toEqual({});
		expect((await stancesFor(opened.course.instructor, opened.moduleId)).own).toEqual({});
	});

	it('show staff who took part, never where', async () => {
		const taken = await stanceTaken(opened.course.instructor, opened.moduleId);
		expect([...(taken.get('before') ?? [])]).toEqual([
			membershipOf(students[0] as Actor).enrolmentId
		]);
		await expect(stanceTaken(students[0] as Actor, opened.moduleId)).rejects.toMatchObject({
			status: 403
		});
	});

	it('keep "I’d rather not say" without a value or a confidence', async () => {
		const [, other] = students;
		if (!other) throw new Error('two students');
		await places(other, opened.moduleId, 'private');
		const { axes, own } = await stancesFor(other, opened.moduleId);
		expect(own.before?.[axes[1]?.id ?? '']).toMatchObject({
			kind: 'private',
			value: null,
			confidence: null
		});
	});

	it('make no class figure under five people, and one at the fifth', async () => {
		for (const student of students.slice(2, 4)) await places(student, opened.moduleId, 'a-full');
		expect(await stanceFigures(opened.course.instructor, opened.moduleId)).toEqual([]);
		await places(students[4] as Actor, opened.moduleId, 'a-rather');
		const figures = await stanceFigures(opened.course.instructor, opened.moduleId);
		expect(figures).toHaveLength(5);
		expect(figures[0]?.places).toMatchObject({ shown: true, people: 5 });
	});

	it('show the class figure to a student only after their own stance', async () => {
		expect(await stanceFigures(students[5] as Actor, opened.moduleId)).toEqual([]);
		expect(await stanceFigures(students[0] as Actor, opened.moduleId)).toHaveLength(5);
		const observer = await anObserver(opened.course);
		expect(await stanceFigures(observer, opened.moduleId)).toHaveLength(5);
	});

	it('do not renew a figure for one more person, nor at the end of the moment', async () => {
		await places(students[5] as Actor, opened.moduleId, 'b-full');
		await setMoment(opened.course.instructor, opened.moduleId, 'after-reading', 'open', termStart);
		const kept = await db().select({ people: stanceFigure.people }).from(stanceFigure);
		expect(new Set(kept.map((figure) => figure.people))).toEqual(new Set([5]));
	});

	it('are refused at a moment that has been closed', async () => {
		expect(await places(students[0] as Actor, opened.moduleId, 'middle')).toEqual({
			ok: false,
			reason: 'not-open'
		});
		expect(await places(students[0] as Actor, opened.moduleId, 'middle', 'after-reading')).toEqual({
			ok: true
		});
	});

	it('are taken from students only, and not from staff who see as one', async () => {
		const { instructor } = opened.course;
		for (const actor of [instructor, seeingAsStudent(instructor), await anObserver(opened.course)])
			await expect(places(actor, opened.moduleId, 'middle', 'after-reading')).rejects.toMatchObject(
				{ status: 403 }
			);
	});

	it('know no axis of another course', async () => {
		const other = await aModule();
		const { axes } = await stancesFor(other.course.instructor, other.moduleId);
		const given = [
			{ axisId: axes[0]?.id ?? '', answer: 'middle' as const, confidence: 1, reason: '' }
		];
		await expect(
			placeStances(students[0] as Actor, opened.moduleId, 'after-reading', given, 'en', termStart)
		).rejects.toMatchObject({ status: 404 });
	});
});
