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
		debates: [],
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

describe('a debate on the path', () => {
	const debate = {
		slug: 'room-1',
		roundId: 'round',
		motion: title,
		place: 'Assigned to you: Proposition',
		state: 'planned' as const,
		mode: 'written' as const,
		startsAt: new Date(0),
		act: null,
		dueAt: null,
		tookPart: true,
		reflected: false
	};
	const pathWith = (change: Partial<PathFacts['debates'][number]>) =>
		pathOf(facts({ debates: [{ ...debate, ...change }] }));
	const stepWith = (change: Partial<PathFacts['debates'][number]>) => pathWith(change).debate[0];

	it('is announced with when it begins and one’s own place, and is nothing to do yet', () => {
		const path = pathWith({});
		expect(path.debate).toMatchObject([
			{ state: 'waiting', startsAt: new Date(0), place: 'Assigned to you: Proposition' }
		]);
		expect(nextStep(path)).toMatchObject({ kind: 'stance' });
	});

	it('goes before everything when it is one’s turn, a vote is open or it is held in the room', () => {
		const open = { state: 'open' as const };
		for (const [change, to] of [
			[{ ...open, act: 'turn' as const }, '/debates/room-1'],
			[{ ...open, act: 'vote' as const }, '/debates/room-1/vote'],
			[{ ...open, mode: 'spoken' as const }, '/debates/room-1']
		] as const) {
			const next = nextStep(pathWith(change));
			expect(next && pathTo(next)).toBe(to);
		}
	});

	it('goes on in writing without whoever is not called upon', () => {
		const path = pathWith({ state: 'open' });
		expect(path.debate).toMatchObject([{ state: 'running', startsAt: null }]);
		expect(nextStep(path)).toMatchObject({ kind: 'stance' });
	});

	it('is over when it was reflected upon; whoever was not there owes nothing', () => {
		const ended = { state: 'ended' as const };
		expect(stepWith(ended)).toMatchObject({ state: 'open', act: 'reflect' });
		expect(nextStep(pathWith(ended))).toMatchObject({ kind: 'stance' });
		expect(stepWith({ ...ended, reflected: true })).toMatchObject({ state: 'done', act: null });
		expect(stepWith({ ...ended, tookPart: false })).toMatchObject({ state: 'closed', act: null });
	});

	it('of which no room is one’s own leads to the list of rooms', () => {
		const step = stepWith({ slug: null });
		expect(step && pathTo(step)).toBe('/debates');
	});
});
