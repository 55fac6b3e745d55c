/* Random moves of random people at random times, through every format. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { airtimeOf } from '../airtime';
import { saidAs, type DebateState, type Move, type PublicEvent, type Rules } from '../debate';
import { decide } from '../decide';
import { formats } from '../formats';
import { oxford } from '../formats/oxford';
import { possibleMoves } from '../possible';
import { emptyState, reduce, reduceAll } from '../reduce';
import { hasWord, peopleOf, speakingNow, teamHere } from '../standing';
import { chair, Table } from './table';

const all = Object.entries(formats);

interface Draw {
	by: number;
	kind: number;
	a: number;
	b: number;
	flag: boolean;
	fresh: boolean;
	seconds: number;
}
const draw: fc.Arbitrary<Draw> = fc.record({
	by: fc.nat(16),
	kind: fc.nat(1000),
	a: fc.nat(40),
	b: fc.nat(40),
	flag: fc.boolean(),
	fresh: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
	seconds: fc.oneof(fc.nat(90), fc.nat(90_000))
});
const draws = fc.array(draw, { minLength: 1, maxLength: 120 });

const of = <T>(list: readonly T[], n: number, otherwise: T): T =>
	list[n % Math.max(1, list.length)] ?? otherwise;

/** Moves that a person of bad or good will might make of numbers. */
function moveFrom({ format }: Rules, state: DebateState, { kind, a, b, flag, fresh, by }: Draw) {
	const seen = fresh ? state.chairSeq : state.chairSeq - 1;
	const who = a % 18;
	const team = of(
		format.teams.map(({ key }) => key),
		a,
		'nobody'
	);
	const corner = of(
		format.corners.map(({ key }) => key),
		b,
		'nowhere'
	);
	const speaker = of(format.teams.find(({ key }) => key === team)?.speakers ?? [], b, null);
	const known = state.arguments[a % Math.max(1, state.arguments.length)];
	const moves: Move[] = [
		{ kind: 'next', seen },
		{ kind: 'next', seen },
		{ kind: 'next', seen },
		{ kind: 'go', index: a - 2, seen },
		{ kind: 'start', seen },
		{ kind: 'start', seen },
		{ kind: 'pause', seen },
		{ kind: 'resume', seen },
		{ kind: 'adjust', ms: (a - 20) * 1000, seen },
		{ kind: 'extend', dueAt: state.dueAt === null ? 0 : state.dueAt + (a - 5) * 3_600_000, seen },
		{ kind: 'undo', seen },
		{ kind: 'undo', seen },
		{ kind: 'mode', mode: flag ? 'spoken' : 'written', seen },
		...(b === 7 ? [{ kind: 'end', seen } as const] : []),
		{ kind: 'toss', team, seen },
		{ kind: 'toss', team: null, drawn: team, seen },
		{ kind: 'miss', index: state.phase - (flag ? 0 : 1) },
		{ kind: 'call', who },
		{
			kind: 'seat',
			seat: { who, role: 'speaker', team, speaker: speaker?.key ?? null, notes: flag }
		},
		{ kind: 'mute', who, on: flag },
		{ kind: 'remove', who, on: b > 5 ? false : flag },
		{ kind: 'hide', c: a, on: flag },
		{ kind: 'spokesperson', who, corner },
		{ kind: 'rotate', inner: [who, b % 18] },
		{ kind: 'publish', what: flag ? 'votes' : 'ballots' },
		{ kind: 'pick', side: flag ? 'for' : null, order: flag ? null : 'second' },
		{ kind: 'pick', side: flag ? null : 'against', order: flag ? 'first' : null },
		{ kind: 'pool', team: state.people[by]?.team ?? team, runs: flag },
		{ kind: 'ask-floor' },
		{ kind: 'leave-floor' },
		{ kind: 'yield' },
		{ kind: 'point', what: flag ? 'offer' : 'withdraw' },
		{ kind: 'answer-point', who: of(state.points.offered, a, who), take: flag },
		...saidAs.map((as): Move => ({ kind: 'say', as, to: flag ? null : a, c: b + 1, letters: a })),
		{ kind: 'accept', on: flag },
		{
			kind: 'draft',
			c: state.statement?.c ?? 900,
			version: (state.statement?.version ?? 0) + 1,
			builtOn: fresh ? (state.statement?.version ?? 0) : a
		},
		{ kind: 'sign', version: fresh ? (state.statement?.version ?? 1) : a },
		{ kind: 'sit' },
		{ kind: 'stand' },
		{ kind: 'walk', corner },
		{ kind: 'argue', c: a + 100, phase: b - 1, row: b },
		{ kind: 'reword', c: known?.c ?? a, version: (known?.version ?? 0) + (fresh ? 1 : 0) },
		{ kind: 'place', c: known?.c ?? a, phase: b % 12, row: a / 2 },
		{ kind: 'link', c: known?.c ?? a, to: b + 100, relation: flag ? 'supports' : 'attacks' },
		{ kind: 'unlink', c: known?.c ?? a, to: b + 100 },
		{ kind: 'strike', c: known?.c ?? a, on: true },
		{ kind: 'strike', c: known?.c ?? a, on: false }
	];
	return of(moves, kind, { kind: 'sit' });
}

/** Half of the moves are the chair's, so that debates get somewhere. */
function play(table: Table, list: Draw[], look?: (before: DebateState, move: Move) => void) {
	for (const one of list) {
		table.wait(one.seconds);
		const move = moveFrom(table.rules, table.state, one);
		const before = table.state;
		const isChairs = 'seen' in move || one.flag;
		table.move(isChairs ? (one.a % 5 === 0 ? 2 : chair) : one.by, move);
		look?.(before, move);
	}
}

const runs = { numRuns: 40 };

describe.each(all)('%s, played by anybody', (key, format) => {
	test('never throws, has no gap, and two replicas agree, one of them sent as JSON', () => {
		fc.assert(
			fc.property(draws, fc.boolean(), (list, isWritten) => {
				const table = new Table(format, isWritten ? 'written' : 'spoken');
				play(table, list);
				const { events, state, rules } = table;
				expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
				expect(reduceAll(rules, events)).toEqual(state);
				const sent = JSON.parse(JSON.stringify(events)) as PublicEvent[];
				const half = Math.floor(sent.length / 2);
				const kept = JSON.parse(
					JSON.stringify(reduceAll(rules, sent.slice(0, half)))
				) as DebateState;
				expect(reduceAll(rules, sent.slice(half), kept)).toEqual(state);
			}),
			runs
		);
	});

	test('leaves the state untouched when a move is refused, and frozen states are enough', () => {
		fc.assert(
			fc.property(draws, fc.boolean(), (list, isWritten) => {
				const table = new Table(format, isWritten ? 'written' : 'spoken');
				for (const one of list) {
					table.wait(one.seconds);
					const before = JSON.stringify(table.state);
					const frozen = deepFrozen(table.state);
					const move = moveFrom(table.rules, frozen, one);
					const decided = decide(table.rules, frozen, one.by, move, table.now);
					expect(JSON.stringify(frozen)).toBe(before);
					if (decided.ok) table.happen(decided.event, one.by);
					else table.move(chair, { kind: 'next', seen: table.seen });
				}
			}),
			{ numRuns: 15 }
		);
	});

	test('brings back clock and phase when an act of the chair is undone at once', () => {
		fc.assert(
			fc.property(draws, (list) => {
				const table = new Table(format);
				play(table, list, (before, move) => {
					const isAct = 'seen' in move && move.kind !== 'undo' && move.kind !== 'end';
					if (!isAct || table.state === before || table.state.endedAt !== null) return;
					const undone = decide(
						table.rules,
						table.state,
						chair,
						{ kind: 'undo', seen: table.seen },
						table.now
					);
					if (!undone.ok) return;
					const again = reduce(table.rules, table.state, {
						...undone.event,
						seq: table.state.seq + 1,
						at: table.now,
						by: chair
					});
					expect(acts(again)).toEqual(acts(before));
				});
			}),
			runs
		);
	});

	test('never gives the word of one team to another', () => {
		fc.assert(
			fc.property(draws, fc.boolean(), (list, isWritten) => {
				const table = new Table(format, isWritten ? 'written' : 'spoken');
				play(table, list, () => {
					const { state, rules } = table;
					const phase = format.phases[state.phase];
					const isOver = state.endedAt !== null;
					if (isOver) expect(speakingNow(rules, state)).toEqual([]);
					if (!phase?.who || isOver) return;
					const places =
						phase.kind === 'speech' || phase.kind === 'restate'
							? [phase.who]
							: [phase.who, phase.other];
					const teams = places.flatMap((place) => (place ? teamHere(state, place.team) : []));
					for (const who of speakingNow(rules, state))
						expect(teams).toContain(state.people[who]?.team);
					for (const person of Object.values(state.people))
						if (hasWord(rules, state, person.who)) expect(teams).toContain(person.team);
				});
				// The chairs may have given away their places.
				table.move(0, { kind: 'end', seen: table.seen });
				expect(hasWord(table.rules, table.state, 9)).toBe(false);
			}),
			runs
		);
	});

	test('counts no more time than passed, and shows possible moves that are really possible', () => {
		fc.assert(
			fc.property(draws, (list) => {
				const table = new Table(format);
				const { now: began } = table;
				play(table, list);
				const { people, teams } = airtimeOf(table.rules, table.state, table.now);
				const spoken = Object.values(people).reduce((sum, ms) => sum + ms, 0);
				const passed = table.now - began;
				const turned = table.events.filter(({ kind }) => kind === 'undone').length;
				if (turned === 0) expect(spoken).toBeLessThanOrEqual(passed + 1);
				for (const ms of [...Object.values(people), ...Object.values(teams)])
					expect(ms).toBeGreaterThanOrEqual(0);
				for (const who of [chair, 9, 10])
					expect(new Set(possibleMoves(table.rules, table.state, who, table.now)).size).toBe(
						possibleMoves(table.rules, table.state, who, table.now).length
					);
			}),
			{ numRuns: 10 }
		);
	});

	test.each(['spoken', 'written'] as const)('reaches its end by its chair when %s', (mode) => {
		const table = new Table(format, mode);
		const seen: (string | null)[] = [];
		while (table.act('next') === 'ok') {
			seen.push(table.key);
			if (mode === 'spoken') expect(table.act('start')).toBe('ok');
			table.wait(60);
		}
		expect(seen).toEqual(format.phases.map((phase) => phase.key));
		expect(table.act('next')).toBe('last');
		expect(table.act('end')).toBe('ok');
		expect(table.state.endedAt).toBe(table.now);
		for (const one of Array.from({ length: 60 }, (_, kind) => kind)) {
			const move = moveFrom(table.rules, table.state, {
				by: 9,
				kind: one,
				a: 9,
				b: 7,
				flag: true,
				fresh: true,
				seconds: 0
			});
			expect(decide(table.rules, table.state, 9, move, table.now).ok, `${key} ${move.kind}`).toBe(
				false
			);
		}
	});
});

/** Whoever has taken somebody's place before the start holds it also when the start is undone. */
function acts(state: DebateState) {
	const { phase, clock, dueAt, mode, stances, order, coin, called, airtime, floor } = state;
	const turns = state.turns.map((turn, i) =>
		i === state.turns.length - 1 ? { ...turn, who: 'whoever holds the place' } : turn
	);
	return { phase, clock, dueAt, mode, stances, order, coin, turns, called, airtime, floor };
}

function deepFrozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(deepFrozen);
	}
	return value;
}

describe('the reducer', () => {
	const kinds = fc.constantFrom(
		...[
			'opened',
			'seated',
			'left',
			'phase',
			'started',
			'paused',
			'resumed',
			'adjusted',
			'extended'
		],
		...[
			'undone',
			'mode',
			'coin',
			'picked',
			'pool',
			'asked-floor',
			'left-floor',
			'called',
			'yielded'
		],
		...['point', 'said', 'missed', 'accepted', 'sent-back', 'drafted', 'signed', 'sat', 'stood'],
		...['rotated', 'walked', 'spokesperson', 'argued', 'reworded', 'placed', 'linked', 'unlinked'],
		...['struck', 'hidden', 'shown', 'muted', 'removed', 'erased', 'ended', 'published'],
		...['constructor', '__proto__', 'something-new']
	);
	const word = fc.constantFrom('for', 'against', 'a', 'spoken', 'first', '__proto__', 'agree', 'x');
	const value = fc.oneof(
		fc.integer({ min: -2, max: 20 }),
		word,
		fc.boolean(),
		fc.constant(null),
		fc.anything()
	);
	const data = fc.oneof(
		fc.anything(),
		fc.record({
			who: value,
			index: fc.integer({ min: -1, max: 14 }),
			dueAt: value,
			ms: value,
			seq: value,
			mode: value,
			team: value,
			runs: fc.boolean(),
			side: value,
			order: value,
			what: value,
			c: fc.integer({ min: 0, max: 5 }),
			as: fc.constantFrom(...saidAs),
			to: fc.integer({ min: 0, max: 5 }),
			version: value,
			inner: fc.array(fc.nat(9)),
			corner: word,
			phase: fc.nat(9),
			row: value,
			relation: fc.constantFrom('supports', 'attacks', 'x'),
			on: fc.boolean()
		})
	);
	const garbled = fc.array(
		fc.oneof(
			fc.record({ kind: kinds, data, at: fc.nat(), by: fc.nat(9) }),
			fc.anything().map((other) => ({ kind: 'phase', data: other, at: 0, by: 0 }))
		),
		{ maxLength: 60 }
	);

	it.each(all)('%s: never throws, whatever a log holds', (_key, format) => {
		fc.assert(
			fc.property(garbled, fc.boolean(), (bodies, isOpened) => {
				const { rules, events, state } = new Table(format);
				const first = isOpened ? events.length : 0;
				const list = bodies.map((body, i) => ({ ...body, seq: first + i + 1 })) as PublicEvent[];
				const from = isOpened ? state : emptyState();
				const after = reduceAll(rules, list, from);
				expect(after.seq).toBe(first + list.length);
				expect(reduceAll(rules, list, from)).toEqual(after);
				for (const person of Object.values(after.people)) {
					expect(peopleOf(after, person.team ?? '')).toBeInstanceOf(Array);
					possibleMoves(rules, after, person.who, 1);
				}
			}),
			{ numRuns: 60 }
		);
	});

	it('takes nothing at all for an event', () => {
		fc.assert(
			fc.property(fc.array(fc.anything()), (list) => {
				const { rules, state } = new Table(oxford);
				for (const one of list) expect(reduce(rules, state, one as PublicEvent).phase).toBe(-1);
			})
		);
	});

	it('leaves alone an event that it has, and one that does not follow', () => {
		const table = new Table(oxford);
		table.act('next');
		const { rules, state, events } = table;
		for (const event of events) expect(reduce(rules, state, event)).toBe(state);
		const later = { kind: 'started', data: {}, seq: state.seq + 2, at: 1, by: 1 } as const;
		expect(reduce(rules, state, later)).toBe(state);
	});
});
