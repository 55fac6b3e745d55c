/*
 * The fairness guard on a class: who may look, which marks count, and that nobody's mark follows from
 * two states of the page.
 */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Side, SideOrigin } from '$lib/positions/position';
import { fairnessFor } from '$lib/reviews/fairness/fairness.server';
import { markSampleAgain } from '$lib/reviews/fairness/sampling.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	enrolment,
	moduleDocument,
	position,
	positionTask,
	positionVersion,
	review,
	secondMarking
} from '$lib/server/db/schema';
import { anAssistant, aSection, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, body, type Class } from '../support/writers';

testDatabase();

const slug = 'hard-state-soft-state';
const now = new Date('2026-11-10T05:00:00Z');
let here: Class;
let minutes = 0;
let sections: { a: string; b: string };

beforeEach(async () => {
	here = await aClass();
	minutes = 0;
	sections = { a: await aSection(here, 'North'), b: await aSection(here, 'South') };
});

interface Given {
	side?: Side;
	origin?: SideOrigin;
	sectionId?: string;
	/** Of every criterion. */
	level?: number;
	state?: 'marking' | 'marked' | 'ready' | 'released';
	by?: string;
}

/** Straight into the tables: what is tried is what the page makes of it. */
async function marked(given: Given = {}): Promise<string> {
	const { side = 'for', origin = 'own', sectionId = sections.a, level = 3 } = given;
	const { courseId } = here;
	const student = await aStudent(here, { sectionId });
	const [task] = await db().select().from(positionTask).where(eq(positionTask.courseId, courseId));
	if (!task) throw new Error('no task');
	const id = newId();
	const at = new Date(now.getTime() + ++minutes * 60_000);
	await db()
		.insert(position)
		.values({
			courseId,
			id,
			taskId: task.id,
			enrolmentId: student.membership?.enrolmentId ?? '',
			motionId: task.motionId,
			motionVersion: 1,
			state: 'submitted',
			body,
			lang: 'en',
			submittedNumber: 1,
			savedAt: at
		});
	await db().insert(positionVersion).values({
		courseId,
		positionId: id,
		number: 1,
		body,
		side,
		sideOrigin: origin,
		lang: 'en',
		words: 20,
		receipt: id,
		submittedAt: now
	});
	const keys = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'];
	await db()
		.insert(review)
		.values({
			courseId,
			id: newId(),
			positionId: id,
			positionNumber: 1,
			state: given.state ?? 'marked',
			rubricId: task.rubricId,
			rubricVersion: task.rubricVersion,
			levels: Object.fromEntries(keys.map((key) => [key, level])),
			comments: {},
			version: 1,
			savedBy: given.by ?? here.instructor.person?.id ?? '',
			savedAt: at
		});
	return id;
}

async function several(n: number, given: Given = {}): Promise<string[]> {
	const ids: string[] = [];
	for (let i = 0; i < n; i++) ids.push(await marked({ level: 1 + (i % 4), ...given }));
	return ids;
}

const look = () => fairnessFor(here.instructor, slug, new Date(now.getTime() + ++minutes * 60_000));
const south = () => ({ side: 'against' as const, sectionId: sections.b });

describe('the page', () => {
	test('is for instructors, not for assistants of the whole course or of a section, nor students', async () => {
		const limited = await anAssistant(here, { sectionId: sections.a, ownSectionOnly: true });
		for (const who of [here.assistant, limited, await aStudent(here)]) {
			await expect(fairnessFor(who, slug, now)).rejects.toMatchObject({ status: 403 });
			await expect(markSampleAgain(who, slug, 1, now)).rejects.toMatchObject({ status: 403 });
		}
	});

	test('compares nothing while a group has nine, and says what is missing', async () => {
		await several(12);
		await several(9, south());
		const page = await look();
		expect(page.comparisons).toEqual([]);
		expect(page.missing).toEqual(['own', 'assigned', 'section', 'marker']);
		expect(JSON.stringify(page)).not.toMatch(/North|South/);
	});

	test('compares sides and sections once both have ten, from the sheets that are marked', async () => {
		await several(10, { level: 4 });
		await several(10, { ...south(), level: 2 });
		await several(4, { ...south(), level: 4, state: 'marking' });
		const { comparisons, marked: counted, between } = await look();
		expect(comparisons.map((c) => c.dimension)).toEqual(['own', 'section']);
		const [sides] = comparisons;
		expect(sides).toMatchObject({
			a: { n: 10, mean: 100 },
			b: { n: 10, mean: 50 },
			difference: 50,
			chance: 'rarely',
			isExact: false
		});
		expect(comparisons[1]).toMatchObject({ against: { is: 'one' } });
		expect([counted, between]).toEqual([20, null]);
	});

	test('released ones count as well, and the agreed sheet before the first marker’s', async () => {
		const ids = await several(10, { level: 4, state: 'released' });
		await several(10, south());
		const [first] = await db()
			.select()
			.from(review)
			.where(eq(review.positionId, ids[0] ?? ''));
		if (!first) throw new Error('no sheet');
		const agreed = { R1: 1, R2: 1, R3: 1, R4: 1, R5: 1, R6: 1 };
		await db()
			.insert(review)
			.values({ ...first, id: newId(), kind: 'agreed', levels: agreed });
		// 9 × 100 % and 1 × 25 %, in steps of two.
		expect((await look()).comparisons[0]?.a.mean).toBe(92);
	});

	test('whoever withdrew is not counted', async () => {
		const ids = await several(10);
		await several(10, south());
		const [gone] = await db()
			.select()
			.from(position)
			.where(eq(position.id, ids[0] ?? ''));
		await db()
			.update(enrolment)
			.set({ state: 'removed' })
			.where(and(eq(enrolment.courseId, here.courseId), eq(enrolment.id, gone?.enrolmentId ?? '')));
		expect((await look()).comparisons).toEqual([]);
	});

	test('markers are compared with each other by name', async () => {
		const other = here.assistant.person?.id ?? '';
		await several(10);
		await several(10, { by: other });
		const markers = (await look()).comparisons.filter((c) => c.dimension === 'marker');
		expect(markers).toHaveLength(1);
		expect(JSON.stringify(markers)).toContain('Assistant Asad');
	});
});

describe('who looks again after every mark', () => {
	test('sees the same until five more stand in a group, whatever the marks were', async () => {
		await several(10);
		await several(10, south());
		const first = (await look()).comparisons;
		for (let i = 0; i < 4; i++) {
			await marked({ level: 1 });
			expect((await look()).comparisons).toEqual(first);
		}
		await marked({ level: 1 });
		const then = (await look()).comparisons;
		expect(then).not.toEqual(first);
		expect(then[0]?.a.n).toBe(15);
		// One of the other side: the comparison waits although five of this one have come.
		await marked({ ...south(), level: 4 });
		await several(5, { level: 4 });
		expect((await look()).comparisons).toEqual(then);
	});

	test('a student who moves or a mark that is changed alone changes nothing', async () => {
		const ids = await several(11);
		await several(11, south());
		const first = (await look()).comparisons;
		await db()
			.update(review)
			.set({
				levels: { R1: 1, R2: 1, R3: 1, R4: 1, R5: 1, R6: 1 },
				savedAt: new Date(now.getTime() + ++minutes * 60_000)
			})
			.where(eq(review.positionId, ids[3] ?? ''));
		expect((await look()).comparisons).toEqual(first);
		const [moved] = await db()
			.select()
			.from(position)
			.where(eq(position.id, ids[5] ?? ''));
		await db()
			.update(enrolment)
			.set({ sectionId: sections.b })
			.where(
				and(eq(enrolment.courseId, here.courseId), eq(enrolment.id, moved?.enrolmentId ?? ''))
			);
		expect((await look()).comparisons).toEqual(first);
	});

	test('two who look at once see the same', async () => {
		await several(10);
		await several(10, south());
		const [one, other] = await Promise.all([
			fairnessFor(here.instructor, slug, now),
			fairnessFor(here.instructor, slug, now)
		]);
		expect(one.comparisons).toEqual(other.comparisons);
	});
});

describe('marking a sample again', () => {
	test('sends marked positions that are not released to a second marker, each once', async () => {
		await several(4);
		await several(2, { state: 'ready' });
		await several(3, { state: 'released' });
		await several(2, { state: 'marking' });
		expect(await markSampleAgain(here.instructor, slug, 4, now)).toBe(4);
		expect(await markSampleAgain(here.instructor, slug, 30, now)).toBe(2);
		expect(await markSampleAgain(here.instructor, slug, 30, now)).toBe(0);
		const seconds = await db()
			.select()
			.from(secondMarking)
			.where(eq(secondMarking.courseId, here.courseId));
		expect(seconds.map((row) => row.reason)).toEqual(Array(6).fill('again'));
	});
});

test('what is kept for the figures names nobody', async () => {
	await several(10);
	await several(10, south());
	await look();
	const rows = await db()
		.select()
		.from(moduleDocument)
		.where(eq(moduleDocument.key, 'figures:fairness'));
	const kept = JSON.stringify(rows.find((row) => row.courseId === here.courseId)?.body);
	const people = await db().select().from(position).where(eq(position.courseId, here.courseId));
	for (const { id, enrolmentId } of people) {
		expect(kept).not.toContain(id);
		expect(kept).not.toContain(enrolmentId);
	}
});
