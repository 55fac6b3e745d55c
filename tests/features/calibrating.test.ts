/*
 * Anchor positions as they are rated, written and counted: the reference is seen only beside a rating
 * of one's own, and what was rated is never changed under whoever rated it.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { saveRubric, rubricToEdit } from '$lib/reviews/rubrics.server';
import type { AnchorWriting } from '$lib/reviews/calibrating/anchor';
import {
	anchorToEdit,
	anchorsToEdit,
	makeAnchor,
	moveAnchor,
	retireAnchor,
	saveAnchor
} from '$lib/reviews/calibrating/anchors.server';
import { ratingSchema } from '$lib/reviews/calibrating/calibrating.schema.server';
import {
	anchorFor,
	anchorsToRate,
	calibrationFor,
	rateAnchor
} from '$lib/reviews/calibrating/calibrating.server';
import { anchorFigures } from '$lib/reviews/calibrating/figures.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { db } from '$lib/server/db/client';
import { anchorPosition, anchorRating, course as courseTable } from '$lib/server/db/schema';
import { actorOf, anObserver, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, type Class } from '../support/writers';

testDatabase();

const slug = 'hard-state-soft-state';
const now = new Date('2026-11-10T05:00:00Z');
const levels = { R1: 3, R2: 3, R3: 2, R4: 3, R5: 2, R6: 3 };

let here: Class;
let student: Actor;

beforeAll(async () => {
	here = await aClass();
	student = await aStudent(here);
});

async function anchors(course = here) {
	return db()
		.select()
		.from(anchorPosition)
		.where(and(eq(anchorPosition.courseId, course.courseId), isNull(anchorPosition.retiredAt)))
		.orderBy(asc(anchorPosition.order));
}
const idOf = async (key: string) => (await anchors()).find((a) => a.key === key)?.id ?? '';
const rate = (who: Actor, id: string, given: Record<string, number | null> = levels, version = 1) =>
	rateAnchor(who, slug, id, { version, levels: given, reasons: { R1: 'Says which groups.' } }, now);

async function editing(id: string): Promise<AnchorWriting & { version: number }> {
	const { anchor } = await anchorToEdit(here.instructor, slug, id);
	if (!anchor) throw new Error('no anchor');
	const { title, audience, bodies, citations, levels: reference, reasons, version } = anchor;
	return { title, audience, bodies, citations, levels: reference, reasons, version };
}

describe('rating', () => {
	test('nobody sees a reference, a reason for it or a side before they have rated', async () => {
		for (const who of [student, here.assistant]) {
			for (const { id } of (await anchorsToRate(who, slug, now)).anchors) {
				const page = await anchorFor(who, slug, id, 'en', now);
				expect(page.compared).toBeNull();
				const said = JSON.stringify(page);
				for (const hidden of ['plays no part', '"side"', '"reference"', 'leaps from'])
					expect(said).not.toContain(hidden);
			}
		}
	});

	test('shows the comparison once all criteria are judged, and keeps the latest', async () => {
		const id = await idOf('A1');
		expect(await rate(student, id, { R1: 3 })).toEqual({
			ok: false,
			reason: 'unfinished',
			open: ['R2', 'R3', 'R4', 'R5', 'R6']
		});
		expect((await anchorFor(student, slug, id, 'en', now)).compared).toBeNull();
		expect(await rate(student, id, { ...levels, R2: 1, R6: 4 })).toEqual({ ok: true });
		const page = await anchorFor(student, slug, id, 'en', now);
		expect(page.compared?.closeness).toEqual({ of: 6, same: 3, within: 5 });
		expect(page.compared?.criteria.map((c) => c.apart)).toEqual([0, -2, 0, 1, 0, 1]);
		expect(page.own?.reasons).toEqual({ R1: 'Says which groups.' });
		expect(await rate(student, id)).toEqual({ ok: true });
		const again = await anchorFor(student, slug, id, 'en', now);
		expect(again.compared?.closeness.within).toBe(6);
		expect(await calibrationFor(student, slug, 'peers')).toEqual({ wanted: 3, done: 1 });
		expect(await calibrationFor(here.assistant, slug, 'markers')).toEqual({ wanted: 3, done: 0 });
	});

	test('the text is shown with its paragraphs in the language of its reader', async () => {
		const id = await idOf('A2');
		const english = await anchorFor(student, slug, id, 'en', now);
		const urdu = await anchorFor(student, slug, id, 'ur', now);
		expect([english.lang, urdu.lang]).toEqual(['en', 'ur']);
		expect(english.cited).toHaveLength(7);
		expect(english.cited.every((one) => one.words?.lang === 'en')).toBe(true);
		expect(urdu.cited[0]?.words?.text).toMatch(/\p{Script=Arabic}/u);
		expect(english.cited.find((one) => one.paragraph.id === 'p3')?.reading.number).toBe(3);
	});

	test('notes for markers are for markers', async () => {
		const id = await idOf('A1');
		expect((await anchorFor(here.assistant, slug, id, 'en', now)).rubric.notes.en).toBeTruthy();
		expect((await anchorFor(student, slug, id, 'en', now)).rubric.notes).toEqual({});
	});

	test('observers and staff who see as a student look and do not rate', async () => {
		const observer = await anObserver(here);
		for (const who of [observer, seeingAsStudent(here.instructor)]) {
			const id = await idOf('A1');
			expect((await anchorFor(who, slug, id, 'en', now)).mayRate).toBe(false);
			await expect(rate(who, id)).rejects.toMatchObject({ status: 403 });
		}
	});

	test('what is only for markers is not there for students, to read or to rate', async () => {
		const id = await idOf('A3');
		await saveAnchor(
			here.instructor,
			slug,
			id,
			{ ...(await editing(id)), audience: 'markers' },
			now
		);
		await expect(anchorFor(student, slug, id, 'en', now)).rejects.toMatchObject({ status: 404 });
		await expect(rate(student, id, levels, 2)).rejects.toMatchObject({ status: 404 });
		expect((await calibrationFor(student, slug, 'peers')).wanted).toBe(2);
	});

	test('an anchor of another course is not there', async () => {
		const other = await aClass();
		const [foreign] = await anchors(other);
		await expect(rate(student, foreign?.id ?? '')).rejects.toMatchObject({ status: 404 });
	});

	test('a form takes only points that the rubric knows', async () => {
		const { rubric } = await anchorFor(student, slug, await idOf('A1'), 'en', now);
		const read = (given: Record<string, string>) =>
			ratingSchema(rubric).safeParse({ version: '1', ...given });
		expect(read({ 'level-R1': '3' }).data?.levels).toEqual({ R1: 3 });
		for (const wrong of ['9', '1e9', 'NaN', '=1+1', 'none', '2.5'])
			expect(read({ 'level-R1': wrong }).success, wrong).toBe(false);
		expect(read({ version: '-1' }).success).toBe(false);
	});
});

describe('writing', () => {
	test('what nobody has rated changes where it stands; a second author is told', async () => {
		const id = await idOf('A2');
		const open = await editing(id);
		const saved = await saveAnchor(
			here.instructor,
			slug,
			id,
			{ ...open, levels: { ...open.levels, R1: 2 } },
			now
		);
		expect(saved).toEqual({ ok: true, id, isReplaced: false });
		const late = await saveAnchor(here.instructor, slug, id, { ...open, title: { en: 'B' } }, now);
		expect(late).toMatchObject({ ok: false, reason: 'conflict', version: open.version + 1 });
		expect((await editing(id)).title).toEqual(open.title);
	});

	test('whoever rates while it is changed is told, and nothing of theirs is kept under another text', async () => {
		const id = await idOf('A2');
		expect(await rate(student, id, levels, 1)).toEqual({ ok: false, reason: 'changed' });
		const { version } = await editing(id);
		expect(await rate(student, id, levels, version)).toEqual({ ok: true });
	});

	test('what was rated is replaced, and everybody rates the new one; its title is not a new text', async () => {
		const id = await idOf('A2');
		const open = await editing(id);
		expect(
			await saveAnchor(here.instructor, slug, id, { ...open, title: { en: 'Another' } }, now)
		).toEqual({ ok: true, id, isReplaced: false });
		const before = await calibrationFor(student, slug, 'peers');
		const again = await editing(id);
		const body = again.bodies.en;
		if (!body) throw new Error('no text');
		const bodies = { ...again.bodies, en: { ...body, thesis: 'Another thesis.' } };
		const saved = await saveAnchor(here.instructor, slug, id, { ...again, bodies }, now);
		if (!saved.ok) throw new Error(saved.reason);
		expect(saved.isReplaced).toBe(true);
		expect(await calibrationFor(student, slug, 'peers')).toEqual({
			wanted: before.wanted,
			done: before.done - 1
		});
		const [old] = await db().select().from(anchorPosition).where(eq(anchorPosition.id, id));
		expect(old?.bodies).toEqual(again.bodies);
		expect(old?.retiredAt).not.toBeNull();
		// The rating of the old text can still be looked at by whoever gave it, and by nobody else.
		expect((await anchorFor(student, slug, id, 'en', now)).mayRate).toBe(false);
		await expect(anchorFor(here.assistant, slug, id, 'en', now)).rejects.toMatchObject({
			status: 404
		});
		const gone = await saveAnchor(here.instructor, slug, id, again, now);
		expect(gone).toEqual({ ok: false, reason: 'retired' });
	});

	test('another order, taken out and brought back; no more than five at a time', async () => {
		const [first, second] = await anchors();
		await moveAnchor(here.instructor, slug, second?.id ?? '', -1, now);
		expect((await anchors())[0]?.id).toBe(second?.id);
		await retireAnchor(here.instructor, slug, first?.id ?? '', true, now);
		const writing = await editing(second?.id ?? '');
		while ((await anchors()).length < 5)
			expect((await makeAnchor(here.instructor, slug, writing, now)).ok).toBe(true);
		expect(await makeAnchor(here.instructor, slug, writing, now)).toMatchObject({ ok: false });
		expect(await retireAnchor(here.instructor, slug, first?.id ?? '', false, now)).toEqual({
			ok: false,
			reason: 'too-many'
		});
		const keys = (await anchorsToEdit(here.instructor, slug)).map((one) => one.id);
		expect(new Set(keys).size).toBe(keys.length);
	});

	test('only the instructor writes', async () => {
		for (const who of [here.assistant, student, await anObserver(here)]) {
			await expect(anchorsToEdit(who, slug)).rejects.toMatchObject({ status: 403 });
			await expect(anchorFigures(who, slug, now)).rejects.toMatchObject({ status: 403 });
		}
	});

	test('a rubric that changed since is said, and saving judges by the present one', async () => {
		const other = await aClass();
		const [anchor] = await anchors(other);
		const rubric = await rubricToEdit(other.instructor, slug);
		if (!rubric.body) throw new Error('no rubric');
		const [criterion, ...more] = rubric.body.criteria;
		if (!criterion) throw new Error('no criterion');
		const body = { ...rubric.body, criteria: [{ ...criterion, weight: 2 }, ...more] };
		await saveRubric(other.instructor, slug, { body, stamp: rubric.stamp }, now);
		const open = await anchorToEdit(other.instructor, slug, anchor?.id ?? '');
		expect(open.rubric?.criteria[0]?.weight).toBe(2);
		expect(open.anchor?.id).toBe(anchor?.id);
	});
});

describe('a copied course', () => {
	test('takes its anchors along, with their readings and rubric, and nobody’s ratings', async () => {
		const other = await aClass();
		const [first] = await anchors(other);
		await rate(other.assistant, first?.id ?? '');
		const copied = await copyCourse(
			other.instructor,
			{ title: { en: 'Next term' }, shiftDays: null, withStaff: false },
			now
		);
		const [row] = await db().select().from(courseTable).where(eq(courseTable.slug, copied));
		const fresh = { courseId: row?.id ?? '', slug: copied };
		const there = await db()
			.select()
			.from(anchorPosition)
			.where(eq(anchorPosition.courseId, fresh.courseId));
		expect(there.map((a) => a.key).sort()).toEqual(['A1', 'A2', 'A3']);
		const instructor = await actorOf(other.instructor, fresh);
		const a1 = there.find((a) => a.key === 'A1');
		const page = await anchorFor(instructor, slug, a1?.id ?? '', 'en', now);
		expect(page.cited).toHaveLength(3);
		expect(page.cited.every((one) => one.words !== null)).toBe(true);
		const ratings = await db()
			.select()
			.from(anchorRating)
			.where(eq(anchorRating.courseId, fresh.courseId));
		expect(ratings).toEqual([]);
	});
});

describe('figures', () => {
	test('markers’ levels stand beside the reference; students’ from five on, in steps of five', async () => {
		const other = await aClass();
		const id = (await anchors(other)).find((a) => a.key === 'A1')?.id ?? '';
		const of = async () =>
			(await anchorFigures(other.instructor, slug, now)).find((one) => one.id === id);
		await rate(other.assistant, id, { ...levels, R1: 4 });
		expect(await of()).toMatchObject({ markers: 1, peers: null });
		const shown: unknown[] = [];
		for (let i = 1; i <= 10; i++) {
			const at = new Date(now.getTime() + i * 60_000);
			const one = await aStudent(other);
			const given = { ...levels, R1: i <= 5 ? 3 : 1 };
			await rateAnchor(one, slug, id, { version: 1, levels: given, reasons: {} }, at);
			const figures = await anchorFigures(other.instructor, slug, at);
			shown.push(figures.find((f) => f.id === id)?.peers?.criteria.R1 ?? null);
		}
		const five = { shown: true, people: 5, cells: [0, 5, 0] };
		const ten = { shown: true, people: 10, cells: [5, 5, 0] };
		expect(shown).toEqual([null, null, null, null, five, five, five, five, five, ten]);
		const spread = (await of())?.spreads[0];
		expect(spread?.given).toEqual([
			{ points: 3, times: 0 },
			{ points: 4, times: 1 }
		]);
	});
});
