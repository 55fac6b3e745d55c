import { describe, expect, it } from 'vitest';
import { dueSteps, nextStep, pathOf, pathTo, stepsDone, type PathFacts } from './path';

const title = { en: 'T' };
function facts(change: Partial<PathFacts> = {}): PathFacts {
	const set = {
		readingId: null,
		title,
		state: 'not-begun' as const,
		complete: 0,
		questions: 4,
		dueAt: null,
		isClosed: false,
		lateMinutes: 0
	};
	return {
		stances: [
			{ moment: 'before', state: 'open', given: false },
			{ moment: 'after-reading', state: 'waiting', given: false },
			{ moment: 'after-debate', state: 'waiting', given: false }
		],
		readings: [
			{ id: 'r', slug: 'first', number: 1, title, minutes: 3, begun: false, finished: false },
			{ id: 'n', slug: 'note', number: null, title, minutes: 2, begun: false, finished: false }
		],
		sets: [
			{ ...set, slug: 'before', stage: 'before' },
			{ ...set, slug: 'first', stage: 'reading', readingId: 'r' },
			{ ...set, slug: 'across', stage: 'across' },
			{ ...set, slug: 'after', stage: 'after' }
		],
		position: {
			state: 'draft',
			begun: false,
			dueAt: null,
			isClosed: false,
			lateMinutes: 0,
			released: false
		},
		reviews: null,
		...change
	};
}

describe('the path through a module', () => {
	it('begins with one’s own stance, before any reading', () => {
		expect(nextStep(pathOf(facts()))).toMatchObject({ kind: 'stance', moment: 'before' });
	});

	it('puts the questions of a reading behind it', () => {
		expect(pathOf(facts()).reading.map(pathTo)).toEqual([
			'/readings/first',
			'/questions/first',
			'/readings/note'
		]);
	});

	it('never sends anybody to a moment that is not open', () => {
		const moments = facts().stances.map((s) => ({ ...s, state: 'waiting' as const }));
		expect(nextStep(pathOf(facts({ stances: moments })))).toMatchObject({
			kind: 'questions',
			slug: 'before'
		});
	});

	it('puts what came back before everything else', () => {
		const own = facts().position;
		const position = own && { ...own, state: 'returned' as const };
		expect(nextStep(pathOf(facts({ position })))).toMatchObject({
			kind: 'position',
			state: 'returned'
		});
	});

	it('lists what is due by its date and leaves out what is done or closed', () => {
		const day = (n: number) => new Date(Date.UTC(2026, 2, n));
		const [before, first, across, after] = facts().sets;
		if (!before || !first || !across || !after) throw new Error('four sets');
		const path = pathOf(
			facts({
				sets: [
					{ ...before, dueAt: day(1), state: 'submitted' },
					{ ...first, dueAt: day(9) },
					{ ...across, dueAt: day(3) },
					{ ...after, dueAt: day(2), isClosed: true }
				]
			})
		);
		expect(dueSteps(path).map(pathTo)).toEqual(['/questions/across', '/questions/first']);
	});

	it('counts only steps that can be done', () => {
		expect(stepsDone(pathOf(facts()))).toEqual({ done: 0, of: 8 });
	});
});

describe('reviews of classmates', () => {
	const reviews = {
		hasSubmitted: true,
		isTaking: true,
		isHolding: false,
		gave: 0,
		asked: 2,
		closesAt: null
	};
	const stateWith = (change: Partial<typeof reviews>) =>
		pathOf(facts({ reviews: { ...reviews, ...change } })).position.at(-1)?.state;

	it('come after the position, and wait for one’s own', () => {
		const { position } = pathOf(facts({ reviews }));
		expect(position.map(pathTo)).toEqual(['/position', '/reviews']);
		expect(stateWith({ hasSubmitted: false })).toBe('waiting');
		expect(stateWith({ asked: 0 })).toBe('waiting');
	});

	it('are open, begun, done or over', () => {
		expect(stateWith({})).toBe('open');
		expect(stateWith({ isHolding: true })).toBe('begun');
		expect(stateWith({ gave: 1 })).toBe('begun');
		expect(stateWith({ gave: 2 })).toBe('done');
		expect(stateWith({ gave: 2, isTaking: false })).toBe('done');
		expect(stateWith({ gave: 1, isTaking: false })).toBe('closed');
	});
});
