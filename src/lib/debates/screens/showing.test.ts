import { describe, expect, it } from 'vitest';
import { decide } from '../decide';
import { usualSettings, type DebateState, type EventBody, type Move, type Seat } from '../debate';
import { Table } from '../engine/table';
import { lincolnDouglas } from '../formats/lincoln-douglas';
import { oxford } from '../formats/oxford';
import { publicForum } from '../formats/public-forum';
import { emptyState, reduce } from '../reduce';
import {
	coinOf,
	doingOf,
	hasQueue,
	lastAct,
	nextSpeakers,
	nextStep,
	stepsOf,
	teamsOf,
	withReader
} from './showing';

const rules = { format: oxford, settings: usualSettings };
const chair: Seat = { who: 1, role: 'chair', team: null, speaker: null, notes: false };
const speaker = (who: number, team: string, key: string): Seat => ({
	who,
	role: 'speaker',
	team,
	speaker: key,
	notes: false
});
const seats = [
	chair,
	speaker(2, 'for', '1'),
	speaker(3, 'for', '2'),
	speaker(4, 'against', '1'),
	speaker(5, 'against', '2')
];

function after(...done: (EventBody | Move['kind'] | Move)[]): DebateState {
	let state = emptyState();
	for (const one of done) {
		const seq = state.seq + 1;
		const at = 1_000_000 + seq * 10_000;
		const move = typeof one === 'string' ? ({ kind: one, seen: state.chairSeq } as Move) : one;
		const decided = 'data' in move ? null : decide(rules, state, 1, move, at);
		if (decided && !decided.ok) throw new Error(decided.reason);
		const event = decided ? decided.event : (move as EventBody);
		state = reduce(rules, state, { ...event, seq, at, by: 1 });
	}
	return state;
}
const opened: EventBody = { kind: 'opened', data: { mode: 'spoken', seats } };

describe('the row of phases', () => {
	it('says what is over, what is now and what comes, and how long each is', () => {
		const steps = stepsOf(rules, after(opened, 'next', 'next'));
		expect(steps.slice(0, 3).map(({ state }) => state)).toEqual(['done', 'now', 'coming']);
		expect(steps.slice(0, 2).map(({ weight }) => weight)).toEqual([2, 7]);
		expect(steps[1]?.stance).toBe('for');
		expect(steps[5]?.stance).toBeNull();
	});

	it('is over when the debate is', () => {
		const steps = stepsOf(rules, after(opened, 'next', 'end'));
		expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['done']));
	});
});

describe('the teams', () => {
	const states = (state: DebateState) =>
		teamsOf(rules, state).map(({ places }) => places.map((place) => place.state));

	it('show who speaks and who is next', () => {
		expect(states(after(opened, 'next', 'next'))).toEqual([
			['speaking', 'waiting'],
			['next', 'waiting']
		]);
	});

	it('show who is done once no speech of theirs is left', () => {
		const { phases } = oxford;
		const index = phases.findIndex(({ key }) => key === 'close-against-1');
		const state = after(opened, { kind: 'go', index, seen: 1 });
		expect(states(state)).toEqual([
			['done', 'next'],
			['speaking', 'waiting']
		]);
	});

	it('name a place that nobody has', () => {
		const few: EventBody = { kind: 'opened', data: { mode: 'spoken', seats: seats.slice(0, 2) } };
		const [, against] = teamsOf(rules, after(few));
		expect(against?.places.map(({ who }) => who)).toEqual([null, null]);
	});

	it('have nobody next while the floor comes first', () => {
		const index = oxford.phases.findIndex(({ key }) => key === 'open-against-2');
		expect(nextSpeakers(rules, after(opened, { kind: 'go', index, seen: 1 }))).toEqual([]);
	});
});

describe('points of information', () => {
	const speech = [opened, 'next', 'next', 'start'] as const;
	const point = (what: 'offered' | 'taken' | 'declined'): EventBody => ({
		kind: 'point',
		data: { who: 4, what }
	});
	const shown = (...done: EventBody[]) =>
		teamsOf(rules, after(...speech, ...done))[1]?.places.map(({ doing }) => doing);

	it('stand at the place of whoever offers one, and while it is heard', () => {
		expect(shown(point('offered'))).toEqual(['offers', null]);
		expect(shown(point('offered'), point('taken'))).toEqual(['point', null]);
		expect(shown(point('offered'), point('declined'))).toEqual([null, null]);
	});

	it('are no queue for the floor, which is there where the floor may be asked for', () => {
		expect(hasQueue(rules, after(...speech, point('offered')))).toBe(false);
		const index = oxford.phases.findIndex(({ kind }) => kind === 'floor');
		const floor: Move = { kind: 'go', index, seen: 1 };
		expect(hasQueue(rules, after(opened, floor))).toBe(true);
		expect(hasQueue(rules, after(opened, floor, 'end'))).toBe(false);
	});
});

describe('a toss', () => {
	const toss = (team: string): Move => ({ kind: 'toss', team, seen: 1_000_000 });
	const side: Move = { kind: 'pick', side: 'against', order: null };
	const order: Move = { kind: 'pick', side: null, order: 'second' };

	it('says who won, who picks what, and what has been picked', () => {
		const table = new Table(publicForum).to('coin');
		const coin = () => coinOf(table.rules, table.state);
		expect(coin()).toMatchObject({ winner: null, turn: null, pro: null, first: null });
		table.move(1, toss('b'));
		expect(coin()).toMatchObject({ winner: 'b', drawn: false, turn: 'b', of: 'both' });
		table.move(table.who('b'), side);
		expect(coin()).toMatchObject({ turn: 'a', of: 'order', pro: 'a', first: null });
		table.move(1, order);
		expect(coin()).toMatchObject({ turn: null, pro: 'a', first: 'b' });
		expect(coinOf(table.rules, table.to('a1').state)).toBeNull();
	});

	it('leaves sides and who is next open until they are picked', () => {
		const table = new Table(publicForum).to('coin');
		const settled = () => teamsOf(table.rules, table.state).map(({ isSettled }) => isSettled);
		const next = () => nextSpeakers(table.rules, table.state);
		expect([settled(), next()]).toEqual([[false, false], []]);
		table.move(1, toss('a'));
		table.move(1, order);
		expect([settled(), next()]).toEqual([[false, false], [table.who('b', '1')]]);
		table.move(1, side);
		expect(settled()).toEqual([true, true]);
	});

	it('waits for both picks before the next phase is the chair’s next step', () => {
		const table = new Table(publicForum).to('coin');
		const kind = () => nextStep(table.rules, table.state).kind;
		expect(kind()).toBe('toss');
		table.move(1, toss('a'));
		expect(kind()).toBe('pick');
		table.move(1, side);
		expect(kind()).toBe('pick');
		table.move(1, order);
		expect(kind()).toBe('next');
	});
});

describe('questions and answers', () => {
	it('say who asks and who answers', () => {
		const cross = new Table(lincolnDouglas).to('cx-ac');
		const inCross = (team: string) => doingOf(cross.rules, cross.state, cross.who(team));
		expect([inCross('for'), inCross('against')]).toEqual(['answers', 'asks']);
		const both = new Table(publicForum).to('crossfire-2');
		const inBoth = (team: string, place: string) =>
			doingOf(both.rules, both.state, both.who(team, place));
		expect([inBoth('a', '2'), inBoth('b', '2'), inBoth('a', '1')]).toEqual([
			'asks-first',
			'answers-first',
			null
		]);
	});
});

describe('the chair’s next step', () => {
	it('leads through a debate from its opening to its figures', () => {
		expect(nextStep(rules, emptyState()).kind).toBe('open');
		expect(nextStep(rules, after(opened))).toMatchObject({ kind: 'next', isFirst: true });
		expect(nextStep(rules, after(opened, 'next'))).toMatchObject({ kind: 'next', closes: true });
		expect(nextStep(rules, after(opened, 'next', 'next'))).toMatchObject({
			kind: 'start',
			who: [2]
		});
		const speaking = [opened, 'next', 'next', 'start'] as const;
		expect(nextStep(rules, after(...speaking)).kind).toBe('next');
		expect(nextStep(rules, after(...speaking, 'pause')).kind).toBe('resume');
		const index = oxford.phases.length - 1;
		const last = after(opened, { kind: 'go', index, seen: 1 });
		expect(nextStep(rules, last).kind).toBe('end');
		const over = after(opened, { kind: 'go', index, seen: 1 }, 'end');
		expect(nextStep(rules, over)).toMatchObject({ kind: 'publish', what: 'votes' });
		const seen = after(opened, 'next', 'end', { kind: 'publish', what: 'votes' });
		expect(nextStep(rules, seen).kind).toBe('done');
	});

	it('is a move that is allowed', () => {
		const states = [
			after(opened),
			after(opened, 'next'),
			after(opened, 'next', 'next'),
			after(opened, 'next', 'next', 'start'),
			after(opened, 'next', 'next', 'start', 'pause')
		];
		for (const state of states) {
			const step = nextStep(rules, state);
			expect('move' in step && decide(rules, state, 1, step.move, 9_000_000).ok).toBe(true);
		}
	});

	it('can be taken back, and says what would be', () => {
		expect(lastAct(rules, after(opened))).toBeNull();
		expect(lastAct(rules, after(opened, 'next'))).toMatchObject({ kind: 'phase' });
		expect(lastAct(rules, after(opened, 'next', 'next', 'start'))?.kind).toBe('started');
		expect(lastAct(rules, after(opened, 'next', 'next', 'start', 'pause'))?.kind).toBe('paused');
		const resumed = after(opened, 'next', 'next', 'start', 'pause', 'resume');
		expect(lastAct(rules, resumed)?.kind).toBe('resumed');
		const state = after(opened, 'next', 'next', 'start');
		const longer = { kind: 'adjust', ms: 30_000, seen: state.chairSeq } as const;
		expect(lastAct(rules, after(opened, 'next', 'next', 'start', longer))?.kind).toBe('adjusted');
	});
});

describe('a reader who is not of the debate yet', () => {
	it('is shown what they could do as audience', () => {
		const index = oxford.phases.findIndex(({ kind }) => kind === 'floor');
		const { state, who } = withReader(
			after(opened, { kind: 'go', index, seen: 1 }),
			null,
			'audience'
		);
		expect(who).toBe(6);
		expect(decide(rules, state, who, { kind: 'ask-floor' }, 9_000_000).ok).toBe(true);
		expect(decide(rules, state, who, { kind: 'next', seen: 99 }, 9_000_000).ok).toBe(false);
	});
});
