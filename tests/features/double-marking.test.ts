import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { removePerson } from '$lib/courses/people.server';
import { usualTerms, type PlanTerms } from '$lib/reviews/allocating/plan';
import { agreementCsv } from '$lib/reviews/agreement/agreement-csv.server';
import { agreementFor } from '$lib/reviews/agreement/agreements.server';
import { changePlan, planToChange } from '$lib/reviews/allocating/planning.server';
import { feedbackFor } from '$lib/reviews/feedback.server';
import { ownGradesFor } from '$lib/gradebook/own-grades.server';
import { markReady, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { sheetHistoryFor } from '$lib/reviews/history.server';
import { markAgain } from '$lib/reviews/moderating/again.server';
import { moderationFor } from '$lib/reviews/moderating/differences.server';
import { settlementFor } from '$lib/reviews/moderating/settlements.server';
import { settle, settleByRule } from '$lib/reviews/moderating/settling.server';
import { queueFilter } from '$lib/reviews/queue';
import { placeFor, queueFor } from '$lib/reviews/queue.server';
import { release } from '$lib/reviews/releasing.server';
import { shapeFor, sheetFor } from '$lib/reviews/sheet.server';
import { db } from '$lib/server/db/client';
import { auditEvent, review, reviewHistory, secondMarking } from '$lib/server/db/schema';
import { anAssistant } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, everyLevel, submit, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const slug = 'hard-state-soft-state';
const all = queueFilter(new URLSearchParams());
const lower = { ...everyLevel, R1: 1, R2: 1 };
const weak = { R1: 1, R2: 1, R3: 1, R4: 1, R5: 1, R6: 1 };

let course: Class;
let first: Actor;
let second: Actor;
beforeEach(async () => {
	course = await aClass();
	first = course.assistant;
	second = await anAssistant(course, { name: 'Assistant Beena' });
});

async function plan(terms: Partial<PlanTerms>) {
	const { version } = await planToChange(course.instructor, slug);
	const changed = await changePlan(
		course.instructor,
		slug,
		{ ...usualTerms, ...terms },
		version,
		now
	);
	expect(changed).toEqual({ ok: true });
}

async function sheets(positionId: string, number = 1) {
	const rows = await db()
		.select()
		.from(review)
		.where(
			and(
				eq(review.courseId, course.courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number)
			)
		);
	return rows.sort((a, b) => (a.kind === b.kind ? a.slot - b.slot : a.kind < b.kind ? 1 : -1));
}
const states = async (positionId: string) =>
	(await sheets(positionId)).map((row) => `${row.kind} ${row.slot} ${row.state}`);

async function seconds() {
	return db().select().from(secondMarking).where(eq(secondMarking.courseId, course.courseId));
}

async function bothMark(id: string, levels = lower) {
	await markReady(first, written(id), now);
	return markReady(second, written(id, { levels, overall: 'Thin.', comments: {} }), now);
}

describe('marking everything twice', () => {
	it('goes from two blind sheets to moderation, one agreed sheet, and release of that one', async () => {
		await plan({ second: 'all' });
		const { student, id } = await aWriter(course);
		expect(await markReady(first, written(id), now)).toMatchObject({ ok: true, state: 'marked' });
		expect(await release(course.instructor, slug, [id], now)).toMatchObject({
			released: 0,
			notReady: 1
		});
		expect(await markReady(second, written(id, { levels: lower }), now)).toMatchObject({
			ok: true,
			state: 'moderation'
		});
		expect(await states(id)).toEqual(['staff 1 moderation', 'staff 2 moderation']);
		expect(await release(course.instructor, slug, 'all', now)).toMatchObject({ released: 0 });

		const done = await settle(course.instructor, slug, id, { by: 'mean' }, 0, now);
		expect(done).toMatchObject({ ok: true });
		expect(await states(id)).toEqual([
			'staff 1 moderation',
			'staff 2 moderation',
			'agreed 1 ready'
		]);
		expect(await feedbackFor(student, slug)).toEqual([]);
		expect(await release(course.instructor, slug, 'all', now)).toMatchObject({ released: 1 });
		const [seen, ...more] = await feedbackFor(student, slug);
		expect(more).toEqual([]);
		// 17 and 12 points
		expect(seen).toMatchObject({ overall: 'Sound work.', marks: { points: 14.5, most: 24 } });
		const grades = (await ownGradesFor(student)).modules[0]?.grades ?? [];
		expect(grades.find((g) => g.kind === 'position')).toMatchObject({ points: 14.5 });
		expect(await seconds()).toMatchObject([{ reason: 'all', settled: 'mean', decidedAt: now }]);
	});

	it('both finish at the same moment: every sheet comes to moderation once', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		const done = await Promise.all([
			markReady(first, written(id), now),
			saveSheet(second, written(id, { levels: lower }), now)
		]);
		expect(done.every((d) => d.ok)).toBe(true);
		const rows = await sheets(id);
		expect(rows.map((r) => r.state)).toEqual(['moderation', 'moderation']);
		expect(new Set(rows.map((r) => r.savedBy)).size).toBe(2);
		for (const row of rows) {
			const history = await db()
				.select()
				.from(reviewHistory)
				.where(and(eq(reviewHistory.courseId, row.courseId), eq(reviewHistory.reviewId, row.id)));
			expect(history.filter((h) => h.state === 'moderation')).toHaveLength(1);
			expect(history.every((h) => h.savedBy === row.savedBy)).toBe(true);
		}
	});

	it('begun by two at the same moment, each of them writes on a sheet of their own', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		const done = await Promise.all([
			saveSheet(first, written(id, { levels: { R1: 3 }, overall: 'Of the first.' }), now),
			saveSheet(second, written(id, { levels: { R1: 3 }, overall: 'Of the second.' }), now)
		]);
		expect(done).toMatchObject([
			{ ok: true, version: 1, other: null },
			{ ok: true, version: 1, other: null }
		]);
		expect((await sheets(id)).map((row) => row.overall).sort()).toEqual([
			'Of the first.',
			'Of the second.'
		]);
	});

	it('one corrects what was done while the other finishes: never an error, never half of it', async () => {
		await plan({ second: 'all' });
		for (let round = 0; round < 3; round++) {
			const { id } = await aWriter(course, { name: `Student ${round}` });
			await saveSheet(first, written(id, { levels: { R1: 3 } }), now);
			await markReady(second, written(id, { levels: lower }), now);
			const better = written(id, { version: 1, levels: lower, overall: 'On second thoughts.' });
			const [finished, corrected] = await Promise.all([
				markReady(first, written(id, { version: 1 }), now),
				saveSheet(second, better, now)
			]);
			expect(finished).toMatchObject({ ok: true, state: 'moderation' });
			expect(await states(id)).toEqual(['staff 1 moderation', 'staff 2 moderation']);
			const [, other] = await sheets(id);
			if (corrected.ok) expect(other?.overall).toBe('On second thoughts.');
			else {
				expect(corrected).toEqual({ ok: false, reason: 'settling' });
				expect(other?.overall).toBe('Sound work.');
			}
		}
	});

	it('leaves both sheets as they are once both are done, and answers a repeated save', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		await bothMark(id);
		const changed = written(id, { version: 2, overall: 'On second thoughts.' });
		expect(await saveSheet(first, changed, now)).toEqual({ ok: false, reason: 'settling' });
		expect(await markReady(first, changed, now)).toEqual({ ok: false, reason: 'settling' });
		// A browser that does not know whether its last try arrived.
		expect(await saveSheet(first, written(id), now)).toMatchObject({ ok: true });
		expect((await sheets(id))[0]).toMatchObject({ overall: 'Sound work.', state: 'moderation' });
	});

	it('lets the first marker write on while the second is not done', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		await markReady(first, written(id), now);
		await saveSheet(second, written(id, { levels: { R1: 1 } }), now);
		const changed = written(id, { version: 1, overall: 'On second thoughts.' });
		expect(await saveSheet(first, changed, now)).toMatchObject({ ok: true, state: 'marked' });
		expect(await states(id)).toEqual(['staff 1 marked', 'staff 2 marking']);
	});

	it('a third person finds nothing to write on, and nobody marks twice', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		await markReady(first, written(id), now);
		expect(await markReady(first, written(id, { version: 1 }), now)).toMatchObject({
			state: 'marked'
		});
		await saveSheet(second, written(id, { levels: { R1: 1 } }), now);
		const third = await anAssistant(course, { name: 'Assistant Chand' });
		expect(await saveSheet(third, written(id, { overall: 'Mine.' }), now)).toEqual({
			ok: false,
			reason: 'taken'
		});
		expect(await sheets(id)).toHaveLength(2);
	});

	it('only the first marker gives it back, and not when both are done', async () => {
		await plan({ second: 'all' });
		const { student, id } = await aWriter(course);
		await saveSheet(first, written(id, { levels: { R1: 3 } }), now);
		expect(await returnSheet(second, written(id), now)).toEqual({ ok: false, reason: 'not-first' });
		expect(await returnSheet(first, written(id, { version: 1 }), now)).toEqual({
			ok: false,
			reason: 'settling'
		});
		const other = await aWriter(course, { name: 'Another student' });
		expect(await returnSheet(first, written(other.id), now)).toMatchObject({ ok: true });
		await submit(other.student, now);
		expect(await saveSheet(second, written(other.id), now)).toEqual({
			ok: false,
			reason: 'replaced'
		});
		expect(await feedbackFor(student, slug)).toEqual([]);
	});

	it('of a student who has left, nothing is marked or settled', async () => {
		await plan({ second: 'all' });
		const { student, id } = await aWriter(course);
		await bothMark(id);
		await removePerson(course.instructor, student.membership?.enrolmentId ?? '', now);
		expect(await settle(course.instructor, slug, id, { by: 'first' }, 0, now)).toEqual({
			ok: false,
			reason: 'withdrawn'
		});
		expect(await settleByRule(course.instructor, slug, 'all', now)).toEqual({
			settled: 0,
			left: 0
		});
		expect(await markAgain(course.instructor, slug, id, now)).toEqual({
			ok: false,
			reason: 'withdrawn'
		});
	});
});

describe('marking some twice', () => {
	it('those below the pass mark, as soon as the first sheet is marked', async () => {
		await plan({ second: 'some', passPercent: 40 });
		const good = await aWriter(course);
		const poor = await aWriter(course, { name: 'Another student' });
		expect(await markReady(first, written(good.id), now)).toMatchObject({ state: 'ready' });
		expect(await markReady(first, written(poor.id, { levels: weak }), now)).toMatchObject({
			state: 'marked'
		});
		expect(await seconds()).toMatchObject([{ positionId: poor.id, reason: 'failing' }]);
		expect(await markReady(second, written(poor.id, { levels: weak }), now)).toMatchObject({
			state: 'moderation'
		});
	});

	it('shows a begun sheet to nobody who may have to mark it second', async () => {
		await plan({ second: 'some', passPercent: 40 });
		const { id } = await aWriter(course);
		await saveSheet(first, written(id, { levels: { R1: 1 } }), now);
		expect(await saveSheet(second, written(id, { version: 1 }), now)).toEqual({
			ok: false,
			reason: 'taken'
		});
	});

	it('a changed plan brings what it wants, takes “ready” back, and drops only what nobody began', async () => {
		const [a, b] = [await aWriter(course), await aWriter(course, { name: 'Another student' })];
		await markReady(first, written(a.id), now);
		await markReady(first, written(b.id, { levels: weak }), now);
		expect(await states(b.id)).toEqual(['staff 1 ready']);
		await plan({ second: 'all' });
		expect(await states(a.id)).toEqual(['staff 1 marked']);
		expect(await seconds()).toHaveLength(2);
		await saveSheet(second, written(b.id, { levels: { R1: 1 } }), now);
		await plan({ second: 'none' });
		expect(await seconds()).toMatchObject([{ positionId: b.id, reason: 'all' }]);
		expect(await markReady(first, written(a.id, { version: 3 }), now)).toMatchObject({
			state: 'ready'
		});
	});

	it('what was settled or released stays as it is when the plan changes', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		const other = await aWriter(course, { name: 'Another student' });
		await bothMark(id);
		await settle(course.instructor, slug, id, { by: 'first' }, 0, now);
		await plan({ second: 'none' });
		await plan({ second: 'all', tolerancePercent: 1 });
		expect(await states(id)).toContain('agreed 1 ready');
		await plan({ second: 'none' });
		await markReady(first, written(other.id), now);
		await release(course.instructor, slug, [other.id], now);
		await plan({ second: 'all' });
		expect(await states(other.id)).toEqual(['staff 1 released']);
	});
});

describe('settling', () => {
	beforeEach(() => plan({ second: 'all' }));

	it('twice at once: one wins, the other sees what was settled', async () => {
		const { id } = await aWriter(course);
		await bothMark(id);
		const results = await Promise.all([
			settle(course.instructor, slug, id, { by: 'first' }, 0, now),
			settle(course.instructor, slug, id, { by: 'mean' }, 0, now)
		]);
		expect(results.filter((r) => r.ok)).toHaveLength(1);
		expect(results.find((r) => !r.ok)).toMatchObject({
			reason: 'conflict',
			kept: { version: 1, state: 'ready', savedBy: 'Teacher Tahira' }
		});
	});

	it('while somebody asks for another marking: one after the other', async () => {
		for (let round = 0; round < 3; round++) {
			const { id } = await aWriter(course, { name: `Student ${round}` });
			await bothMark(id);
			expect(await settle(course.instructor, slug, id, { by: 'first' }, 0, now)).toMatchObject({
				ok: true
			});
			const [again, otherwise] = await Promise.all([
				markAgain(course.instructor, slug, id, now),
				settle(course.instructor, slug, id, { by: 'mean' }, 1, now)
			]);
			expect(again).toEqual({ ok: true });
			if (!otherwise.ok) expect(['conflict', 'waits']).toContain(otherwise.reason);
			expect(await states(id)).toEqual([
				'staff 1 moderation',
				'staff 2 moderation',
				expect.stringMatching(/^staff 3/),
				'agreed 1 moderation'
			]);
		}
	});

	it('an agreed mark is written by people, whole, and can be settled otherwise until release', async () => {
		const { id } = await aWriter(course);
		await bothMark(id);
		const { levels, comments, overall, pins } = written(id);
		const agree = (over: object, version: number) =>
			settle(
				course.instructor,
				slug,
				id,
				{ by: 'agreed', writing: { levels, comments, overall, pins, ...over }, note: 'We talked.' },
				version,
				now
			);
		expect(await agree({ levels: { R1: 3 } }, 0)).toEqual({
			ok: false,
			reason: 'incomplete',
			missing: ['R2', 'R3', 'R4', 'R5', 'R6']
		});
		expect(await agree({ levels: { ...levels, R1: 99 } }, 0)).toMatchObject({ missing: ['R1'] });
		expect(await agree({ levels: { ...levels, R1: 2.5 } }, 0)).toEqual({ ok: true, version: 1 });
		expect(await agree({ overall: 'Otherwise.' }, 1)).toEqual({ ok: true, version: 2 });
		await release(course.instructor, slug, [id], now);
		expect(await agree({}, 3)).toMatchObject({ ok: false, reason: 'released' });
		const acts = await db()
			.select()
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.act, 'review.settle')));
		expect(acts.map((a) => a.detail)).toEqual([{ by: 'agreed' }, { by: 'agreed' }]);
		expect(JSON.stringify(acts)).not.toContain('We talked.');
	});

	it('by rule settles what is near enough, and leaves the rest to people', async () => {
		const near = await aWriter(course);
		const far = await aWriter(course, { name: 'Another student' });
		await bothMark(near.id, { ...everyLevel, R1: 2 });
		await bothMark(far.id, weak);
		expect(await settleByRule(course.instructor, slug, 'all', now)).toEqual({
			settled: 1,
			left: 1
		});
		expect(await states(near.id)).toContain('agreed 1 ready');
		expect(await states(far.id)).not.toContain('agreed 1 ready');
		expect(await settleByRule(course.instructor, slug, [near.id, far.id], now)).toEqual({
			settled: 0,
			left: 2
		});
	});

	it('is for instructors', async () => {
		const { id } = await aWriter(course);
		await bothMark(id);
		for (const refused of [
			settle(first, slug, id, { by: 'first' }, 0, now),
			settleByRule(first, slug, 'all', now),
			markAgain(first, slug, id, now)
		])
			await expect(refused).rejects.toMatchObject({ status: 403 });
	});

	it('waits for every marker, and is not for what is marked once', async () => {
		const { id } = await aWriter(course);
		await markReady(first, written(id), now);
		expect(await settle(course.instructor, slug, id, { by: 'first' }, 0, now)).toEqual({
			ok: false,
			reason: 'waits'
		});
		await plan({ second: 'none' });
		await expect(
			settle(course.instructor, slug, id, { by: 'first' }, 0, now)
		).rejects.toMatchObject({ status: 404 });
	});
});

describe('a third marker, and marking again', () => {
	it('comes of its own where the plan says so, blind, and the middle one counts', async () => {
		await plan({ second: 'all', settle: 'third' });
		const { id } = await aWriter(course);
		await bothMark(id, weak);
		expect(await states(id)).toEqual([
			'staff 1 moderation',
			'staff 2 moderation',
			'staff 3 unmarked'
		]);
		expect(await settleByRule(course.instructor, slug, 'all', now)).toEqual({
			settled: 0,
			left: 1
		});
		const third = await anAssistant(course, { name: 'Assistant Chand' });
		expect(await saveSheet(first, written(id, { version: 3, overall: 'x' }), now)).toEqual({
			ok: false,
			reason: 'settling'
		});
		expect(await markReady(third, written(id, { levels: lower }), now)).toMatchObject({
			state: 'moderation'
		});
		expect(await settleByRule(course.instructor, slug, 'all', now)).toEqual({
			settled: 1,
			left: 0
		});
		const agreed = (await sheets(id)).find((row) => row.kind === 'agreed');
		expect(agreed?.levels).toEqual({ R1: 1, R2: 1, R3: 2, R4: 3, R5: 1, R6: 4 });
		expect(await seconds()).toMatchObject([{ settled: 'third' }]);
	});

	it('any position can be marked once more, which takes “ready” back; what is released stays', async () => {
		const { id } = await aWriter(course);
		await markReady(first, written(id), now);
		expect(await markAgain(course.instructor, slug, id, now)).toEqual({ ok: true });
		expect(await states(id)).toEqual(['staff 1 marked']);
		expect(await markAgain(course.instructor, slug, id, now)).toEqual({
			ok: false,
			reason: 'waits'
		});
		expect(await release(course.instructor, slug, [id], now)).toMatchObject({ released: 0 });
		expect(await markReady(second, written(id, { levels: lower }), now)).toMatchObject({
			state: 'moderation'
		});
		expect(await seconds()).toMatchObject([{ reason: 'again' }]);
		await settle(course.instructor, slug, id, { by: 'mean' }, 0, now);

		// Once more, although it is settled.
		expect(await markAgain(course.instructor, slug, id, now)).toEqual({ ok: true });
		expect(await release(course.instructor, slug, [id], now)).toMatchObject({ released: 0 });
		const third = await anAssistant(course, { name: 'Assistant Chand' });
		await markReady(third, written(id), now);
		expect(await markAgain(course.instructor, slug, id, now)).toEqual({
			ok: false,
			reason: 'enough'
		});
		const [row] = (await sheets(id)).filter((r) => r.kind === 'agreed');
		expect(row?.state).toBe('moderation');
		const settled = await settle(
			course.instructor,
			slug,
			id,
			{ by: 'third' },
			row?.version ?? 0,
			now
		);
		expect(settled).toMatchObject({ ok: true });
		expect(await release(course.instructor, slug, [id], now)).toMatchObject({ released: 1 });
		expect(await markAgain(course.instructor, slug, id, now)).toEqual({
			ok: false,
			reason: 'released'
		});
	});
});

describe('blind until both are done', () => {
	const words = (actor: Actor) => {
		const [own, other] =
			actor === first ? ['firstcanary', 'secondcanary'] : ['secondcanary', 'firstcanary'];
		return { own, other };
	};
	const sheetBy = (id: string, word: string, over = {}) =>
		written(id, {
			levels: word === 'firstcanary' ? everyLevel : weak,
			comments: { thesis: word },
			overall: word,
			...over
		});

	/** Everything that the pages of a review give to somebody. */
	async function given(actor: Actor, id: string) {
		const pages = [
			queueFor(actor, slug, all, 1, now),
			queueFor(actor, slug, queueFilter(new URLSearchParams('mine=on')), 1, now),
			sheetFor(actor, slug, id, all, now),
			sheetHistoryFor(actor, slug, id, all, now),
			shapeFor(actor, slug, id),
			placeFor(actor, slug, id, all, now),
			moderationFor(actor, slug, 1),
			settlementFor(actor, slug, id)
		];
		const answers = await Promise.allSettled(pages);
		return JSON.stringify(answers.map((a) => (a.status === 'fulfilled' ? a.value : null)));
	}

	it('neither marker is given the other’s words, levels or name, whatever they ask for', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		const names = { firstcanary: 'Assistant Asad', secondcanary: 'Assistant Beena' };
		const check = async () => {
			for (const actor of [first, second]) {
				const { own, other } = words(actor);
				const seen = await given(actor, id);
				expect(seen).not.toContain(other);
				expect(seen).not.toContain(names[other as keyof typeof names]);
				if (own !== '') expect(seen).toContain(`"id":"${id}"`);
			}
		};
		await saveSheet(first, sheetBy(id, 'firstcanary', { levels: { R1: 3 } }), now);
		await check();
		await saveSheet(first, sheetBy(id, 'firstcanary', { version: 1 }), now);
		await check();
		const sheet = await sheetFor(second, slug, id, all, now);
		expect(sheet).toMatchObject({ slot: 2, closed: null, sheet: { version: 0, levels: {} } });
		await saveSheet(second, sheetBy(id, 'secondcanary', { levels: { R1: 1 } }), now);
		await check();
		expect((await sheetFor(second, slug, id, all, now)).sheet.levels).toEqual({ R1: 1 });
		expect((await sheetFor(first, slug, id, all, now)).sheet.levels).toEqual(everyLevel);
		// A conflict shows what is kept, and that is one's own.
		const late = await saveSheet(second, sheetBy(id, 'secondcanary', { overall: 'x' }), now);
		expect(late).toMatchObject({ reason: 'conflict' });
		expect(JSON.stringify(late)).not.toContain('firstcanary');
	});

	it('both see both, once both are done; a third who has not marked sees none until it is settled', async () => {
		await plan({ second: 'all' });
		const { id } = await aWriter(course);
		const third = await anAssistant(course, { name: 'Assistant Chand' });
		await saveSheet(first, sheetBy(id, 'firstcanary'), now);
		await saveSheet(second, sheetBy(id, 'secondcanary'), now);
		for (const actor of [first, second, course.instructor]) {
			const { laid, maySettle } = await settlementFor(actor, slug, id);
			expect(laid?.sheets.map((s) => s.overall)).toEqual(['firstcanary', 'secondcanary']);
			expect(maySettle).toBe(actor === course.instructor);
		}
		await expect(settlementFor(third, slug, id)).rejects.toMatchObject({ status: 404 });
		expect(await given(third, id)).not.toMatch(/firstcanary|secondcanary/);
		const { differences } = await moderationFor(course.instructor, slug, 1);
		expect(differences).toMatchObject([{ place: 1, reason: 'all', isWithin: false, rule: null }]);
		expect(differences[0]?.criteria[0]?.points).toEqual([4, 1]);
		await settle(course.instructor, slug, id, { by: 'first' }, 0, now);
		expect(await given(third, id)).toContain('firstcanary');
	});

	it('a third, blind marker makes the others’ sheets unseen again', async () => {
		await plan({ second: 'all', settle: 'third' });
		const { id } = await aWriter(course);
		await saveSheet(first, sheetBy(id, 'firstcanary'), now);
		await saveSheet(second, sheetBy(id, 'secondcanary'), now);
		const third = await anAssistant(course, { name: 'Assistant Chand' });
		expect(await given(third, id)).not.toMatch(/firstcanary|secondcanary|Asad|Beena/);
		expect(await given(course.instructor, id)).not.toMatch(/firstcanary|secondcanary/);
		const { waiting } = await moderationFor(course.instructor, slug, 1);
		expect(waiting).toMatchObject([{ done: 2, wanted: 3 }]);
	});
});

describe('agreement', () => {
	it('is hidden below ten double-marked positions, and then counts blind sheets only', async () => {
		await plan({ second: 'all' });
		for (let i = 0; i < 10; i++) {
			const { id } = await aWriter(course, { name: `Student ${i}` });
			await markReady(first, written(id, { levels: { ...everyLevel, R1: 1 + (i % 4) } }), now);
			const before = await agreementFor(course.instructor, slug);
			expect(before).toMatchObject({ n: i, rows: [], severity: [], names: {} });
			await markReady(
				second,
				written(id, { levels: { ...everyLevel, R1: 1 + (i % 4), R2: 3 } }),
				now
			);
			if (i === 0) await settle(course.instructor, slug, id, { by: 'mean' }, 0, now);
		}
		const { n, rows, severity, names } = await agreementFor(course.instructor, slug);
		expect(n).toBe(10);
		expect(rows[0]).toMatchObject({ n: 10, figures: { exact: 1, kappa: { quadratic: 1 } } });
		expect(rows[1]).toMatchObject({ figures: { exact: 0, adjacent: 1 } });
		expect(severity.map((s) => names[s.marker])).toEqual(['Assistant Beena', 'Assistant Asad']);
		const csv = await agreementCsv(course.instructor, slug, 'en');
		expect(csv.split('\r\n')[0]).toContain('Cohen');
		expect(csv).toContain('Assistant Asad');
		await expect(agreementFor(first, slug)).rejects.toMatchObject({ status: 403 });
	});
});
