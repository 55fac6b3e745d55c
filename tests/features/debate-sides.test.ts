/* What the proposal of sides reads of people, and what it never tells. */
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { usualSettings } from '$lib/debates/debate';
import { debatesFor } from '$lib/debates/rounds/debates.server';
import { planRound, type RoundInput } from '$lib/debates/rounds/planning.server';
import { roundFor } from '$lib/debates/rounds/rounds.server';
import { tellRound } from '$lib/debates/rounds/starting.server';
import { motionsToDebate } from '$lib/debates/rounds/changing.server';
import { askForSides, preferSide } from '$lib/modules/side-preference.server';
import { db } from '$lib/server/db/client';
import { moduleDocument, notice, positionTask } from '$lib/server/db/schema';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-09T05:00:00Z');
const moduleSlug = 'hard-state-soft-state';
const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';

async function aRound(course: Class, over: Partial<RoundInput> = {}) {
	const motions = await motionsToDebate(course.instructor, moduleSlug);
	const planned = await planRound(
		course.instructor,
		{
			moduleSlug,
			title: '',
			motionId: motions.find(({ lead }) => lead)?.id ?? '',
			format: 'oxford',
			mode: 'spoken',
			startsAt: null,
			sectionId: null,
			groupId: null,
			rooms: null,
			wish: 'own',
			sections: 'mixed',
			settings: usualSettings,
			...over
		},
		now
	);
	if (!planned.ok) throw new Error(planned.reason);
	const address = { moduleSlug, roundId: planned.roundId };
	const { rooms } = await roundFor(course.instructor, address, now);
	return { address, people: rooms.flatMap((room) => room.people) };
}

async function aClassThatSaid(sides: readonly ('for' | 'against')[]) {
	const course = await aClass();
	await askForSides(course.instructor, moduleSlug, true, now);
	const people: { actor: Actor; side: string }[] = [];
	for (const side of sides) {
		const actor = await aStudent(course);
		await preferSide(actor, moduleSlug, side, now);
		people.push({ actor, side });
	}
	return { course, people };
}

describe('a side that was told in confidence', () => {
	it('is used from five answers on, and no reason names it', async () => {
		const { course, people } = await aClassThatSaid([
			'for',
			'for',
			'for',
			'against',
			'against',
			'against'
		]);
		const round = await aRound(course, { format: 'world-schools' });
		expect(new Set(round.people.map(({ why }) => why))).toEqual(new Set(['drawn']));
		const right = people.filter(({ actor, side }) =>
			round.people.some((one) => one.enrolmentId === idOf(actor) && one.team === side)
		);
		expect(right).toHaveLength(6);
	});

	it('of fewer than five is not used, and costs no draw', async () => {
		const { course } = await aClassThatSaid(['for', 'for', 'against', 'against']);
		await aRound(course);
		expect(await drawsOf(course)).toBe(0);
	});

	it('is used in so many draws and no more', async () => {
		const { course } = await aClassThatSaid(['for', 'for', 'for', 'against', 'against']);
		for (let i = 0; i < 8; i++) await aRound(course, { seed: `draw ${i}` });
		expect(await drawsOf(course)).toBe(6);
		await aRound(course, { wish: 'none' });
		expect(await drawsOf(course)).toBe(6);
	});
});

async function drawsOf({ courseId }: Class): Promise<number> {
	const rows = await db()
		.select()
		.from(moduleDocument)
		.where(eq(moduleDocument.courseId, courseId));
	return rows.reduce(
		(sum, { key, body }) => sum + (key === 'groups' ? (body as { draws: number }).draws : 0),
		0
	);
}

describe('the side of a position', () => {
	it('is not read while it is hidden from those who mark', async () => {
		const course = await aClass();
		const { student } = await aWriter(course);
		await aStudent(course);
		const hidden = await aRound(course, { rooms: 1 });
		expect(hidden.people.find((one) => one.enrolmentId === idOf(student))?.why).toBe('drawn');
		await db()
			.update(positionTask)
			.set({ hideWhileMarking: false })
			.where(eq(positionTask.courseId, course.courseId));
		const own = await aRound(course);
		const other = await aRound(course, { wish: 'other' });
		const of = ({ people }: typeof own) => people.find((one) => one.enrolmentId === idOf(student));
		expect(of(own)).toMatchObject({ team: 'against', why: 'wish' });
		expect(of(other)).toMatchObject({ team: 'for', why: 'other-side' });
	});

	it('is told to nobody: not in lists, not in notices', async () => {
		const course = await aClass();
		await db()
			.update(positionTask)
			.set({ hideWhileMarking: false })
			.where(eq(positionTask.courseId, course.courseId));
		const { student } = await aWriter(course);
		const classmate = await aStudent(course);
		const round = await aRound(course);
		await tellRound(course.instructor, round.address, now);
		for (const reader of [student, classmate]) {
			const list = JSON.stringify(await debatesFor(reader, moduleSlug, now));
			for (const secret of ['"why"', 'wish', 'drawn', 'seed']) expect(list).not.toContain(secret);
		}
		const told = await db().select().from(notice).where(eq(notice.courseId, course.courseId));
		const payloads = told
			.filter(({ kind }) => kind.startsWith('debate.'))
			.map(({ payload }) => payload);
		expect(payloads.length).toBeGreaterThan(0);
		for (const payload of payloads)
			expect(Object.keys(payload).sort()).toEqual(['debate', 'module']);
	});
});
