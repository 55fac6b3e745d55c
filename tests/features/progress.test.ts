import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { changePlace } from '$lib/courses/people.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { usualSettings } from '$lib/debates/debate';
import type { FormatBody } from '$lib/debates/format';
import { formats } from '$lib/debates/formats';
import { statesOf } from '$lib/debates/room/cache.server';
import { castVote } from '$lib/debates/votes/votes.server';
import { nextStep } from '$lib/progress/path';
import { classTable, pathFor } from '$lib/progress/progress.server';
import { markRead } from '$lib/readings/progress.server';
import { placeStances, stancesFor } from '$lib/stances/stances.server';
import { moduleFor } from '$lib/modules/modules.server';
import {
	actorOf,
	anAssistant,
	anObserver,
	aSection,
	aStudent,
	aTeacher,
	termStart
} from '../support/builders';
import { testDatabase } from '../support/database';
import { aDebate, debateNow, ends, goes, opened, stateIn } from '../support/debates';

testDatabase();
const moduleSlug = 'hard-state-soft-state';
const all = { section: null, page: 1 };

describe('progress', () => {
	let instructor: Actor;
	let course: { courseId: string; slug: string; instructor: Actor };
	let student: Actor;
	let moduleId: string;

	beforeAll(async () => {
		const teacher = await aTeacher();
		const opened = await openCourseFromPack(
			teacher,
			{ title: { en: 'Politics' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug },
			termStart
		);
		if (!opened.ok) throw new Error(opened.reason);
		instructor = await actorOf(teacher, { slug: opened.courseSlug });
		course = { courseId: opened.courseId, slug: opened.courseSlug, instructor };
		student = await aStudent(course, { name: 'Zahra' });
		await aStudent(course, { name: 'Bilal' });
		({ id: moduleId } = await moduleFor(student, moduleSlug));
	});

	it('leads a new student to their own stance first, then on', async () => {
		const first = nextStep(await pathFor(student, moduleSlug, 'en', termStart));
		expect(first).toMatchObject({ kind: 'stance', moment: 'before' });
		const { axes } = await stancesFor(student, moduleId);
		const given = axes.map(({ id: axisId }) => ({
			axisId,
			answer: 'unknown' as const,
			confidence: null,
			reason: ''
		}));
		await placeStances(student, moduleId, 'before', given, 'en', termStart);
		const next = nextStep(await pathFor(student, moduleSlug, 'en', termStart));
		expect(next).toMatchObject({ kind: 'questions', slug: 'before' });
	});

	it('shows the class in one table, with a stance as taken or not', async () => {
		await markRead(student, { moduleSlug, readingSlug: 'taliban-talks' }, true, termStart);
		const table = await classTable(instructor, moduleSlug, all);
		expect(table).toMatchObject({ people: 2, pages: 1, readings: 5, sets: 8 });
		expect(table.rows.map((row) => row.name)).toEqual(['Bilal', 'Zahra']);
		expect(table.rows[1]).toMatchObject({
			readingsFinished: 1,
			setsSubmitted: 0,
			stances: { before: true, 'after-reading': false },
			position: 'none'
		});
		expect(JSON.stringify(table)).not.toContain('unknown');
	});

	it('keeps an assistant of one section to that section, whatever the address asks', async () => {
		const sectionId = await aSection(course, 'A');
		const other = await aSection(course, 'B');
		const inside = await aStudent(course, { name: 'Inside', sectionId });
		const assistant = await anAssistant(course, { sectionId, ownSectionOnly: true });
		for (const section of [null, sectionId, other]) {
			const table = await classTable(assistant, moduleSlug, { section, page: 1 });
			expect(table.rows.map((row) => row.enrolmentId)).toEqual([membershipOf(inside).enrolmentId]);
		}
	});

	it('is for staff: neither students nor observers see the table', async () => {
		for (const actor of [student, await anObserver(course)])
			await expect(classTable(actor, moduleSlug, all)).rejects.toMatchObject({ status: 403 });
	});

	it('forgets whoever is no student here any more', async () => {
		const gone = await aStudent(course, { name: 'Gone' });
		const { enrolmentId } = membershipOf(gone);
		await changePlace(
			instructor,
			enrolmentId,
			{ role: 'observer', sectionId: null, ownSectionOnly: false },
			termStart
		);
		const table = await classTable(instructor, moduleSlug, all);
		expect(table.rows.map((row) => row.enrolmentId)).not.toContain(enrolmentId);
	});

	it('says when a debate waits for somebody, and no longer when they have done it', async () => {
		const speaker = await aStudent(course, { name: 'Speaks' });
		const listener = await aStudent(course, { name: 'Listens' });
		const built = await aDebate(course, {
			places: [
				{ actor: speaker, role: 'speaker', team: 'for', speaker: '1' },
				{ actor: listener, role: 'audience' }
			]
		});
		const stepOf = async (actor: Actor) =>
			(await pathFor(actor, moduleSlug, 'en', debateNow)).debate[0];
		expect(await stepOf(speaker)).toMatchObject({ state: 'waiting', act: null });
		await opened(built);
		await goes(built);
		expect(await stepOf(speaker)).toMatchObject({ state: 'open', act: null });
		expect(await stepOf(listener)).toMatchObject({ state: 'open', act: 'vote' });
		const vote = { moment: 'before' as const, choice: 'for' as const, reason: '' };
		await castVote(listener, built.address, vote, 'en', debateNow);
		expect(await stepOf(listener)).toMatchObject({ act: null });
		await goes(built);
		expect(await stepOf(speaker)).toMatchObject({ act: 'turn' });
		await ends(built);
		expect(await stepOf(speaker)).toMatchObject({ state: 'open', act: 'reflect' });
		expect(await stepOf(student)).toBeUndefined();
		const { rows, hasDebates } = await classTable(instructor, moduleSlug, all);
		expect(hasDebates).toBe(true);
		expect(rows.find(({ name }) => name === 'Speaks')?.debates).toBe(1);
	});

	it('reads how debates stand that nobody here looked at yet, all of them at once', async () => {
		const speaker = await aStudent(course, { name: 'Everywhere' });
		const place = { actor: speaker, role: 'speaker' as const, team: 'for', speaker: '1' };
		const { courseId } = course;
		const built = [];
		for (let i = 0; i < 5; i++) {
			const one = await aDebate(course, { places: [place] });
			await opened(one);
			await goes(one);
			built.push(one);
		}
		const rules = { format: formats.oxford as FormatBody, settings: usualSettings };
		// Newer than what is known here, as after a restart.
		const wanted = built.map(({ id: debateId }) => ({ debateId, rules, seq: 1000 }));
		const states = await statesOf(courseId, wanted);
		for (const one of built) expect(states.get(one.id)).toEqual(await stateIn(one));
	});
});
