import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Relation } from '../debate';
import { columnsOf, droppedOf, flowOf, rowBelow, rowMoved, stanceAt } from './flow';
import { sampleRules, sampleState } from './sample';

const rules = sampleRules();

/** The numbers of the arguments as they stand in the table. */
function table(state: ReturnType<typeof sampleState>): (number | null)[][] {
	return flowOf(rules, state).lines.map(({ cells }) => cells.map((cell) => cell?.c ?? null));
}

describe('the table of a flow', () => {
	it('has a column for each phase in which something is argued, in the colour of its team', () => {
		const columns = columnsOf(rules, sampleState([], [], { phase: 2 }));
		expect(columns.map(({ phase, stance, state }) => [phase, stance, state])).toEqual([
			[1, 'for', 'over'],
			[2, 'against', 'now'],
			[3, null, 'to-come'],
			[4, 'for', 'to-come'],
			[5, 'against', 'to-come']
		]);
	});

	it('has a column for a silent phase only where somebody wrote an argument there', () => {
		const columns = columnsOf(rules, sampleState([{ c: 1, phase: 0, team: null }]));
		expect(columns[0]?.phase).toBe(0);
	});

	it('has no column for a speech that never came before the end', () => {
		const columns = columnsOf(rules, sampleState([], [], { phase: 2, endedAt: 9 }));
		expect(columns.map(({ phase, state }) => [phase, state])).toEqual([
			[1, 'over'],
			[2, 'over']
		]);
	});

	it('sets an answer into the line of what it answers, and a second one a line beneath', () => {
		const state = sampleState(
			[
				{ c: 1, phase: 1, team: 'for' },
				{ c: 2, phase: 1, team: 'for' },
				{ c: 3, phase: 2, team: 'against' },
				{ c: 4, phase: 2, team: 'against' },
				{ c: 5, phase: 4, team: 'for' },
				{ c: 6, phase: 4, team: 'for' }
			],
			[
				[3, 1, 'attacks'],
				[4, 1, 'undercuts'],
				[5, 4, 'attacks'],
				[6, 3, 'attacks']
			]
		);
		expect(table(state)).toEqual([
			[1, 3, null, 6, null],
			[null, 4, null, 5, null],
			[2, null, null, null, null]
		]);
		expect(flowOf(rules, state).lines.map(({ number }) => number)).toEqual(['1', '1.2', '2']);
	});

	it('keeps an answer within the same speech, or in an earlier one, beneath what it answers', () => {
		const state = sampleState(
			[
				{ c: 1, phase: 4, team: 'for' },
				{ c: 2, phase: 4, team: 'for' },
				{ c: 3, phase: 2, team: 'against' }
			],
			[
				[2, 1, 'supports'],
				[3, 1, 'attacks']
			]
		);
		expect(table(state)).toEqual([
			[null, null, null, 1, null],
			[null, 3, null, null, null],
			[null, null, null, 2, null]
		]);
	});

	it('leaves out what was struck or hidden, and keeps what answered it', () => {
		const state = sampleState(
			[
				{ c: 1, phase: 1, team: 'for', struck: true },
				{ c: 2, phase: 2, team: 'against' },
				{ c: 3, phase: 4, team: 'for' }
			],
			[
				[2, 1, 'attacks'],
				[3, 2, 'attacks']
			],
			{ hidden: [3] }
		);
		const flow = flowOf(rules, state);
		expect(flow.entries.map(({ c }) => c)).toEqual([2]);
		expect(flow.struck.map(({ c }) => c)).toEqual([1]);
	});

	it('follows sides that were switched between two speeches', () => {
		const switching = sampleRules([
			['a', 'speech', 'for'],
			['switch', 'switch', null],
			['b', 'speech', 'for']
		]);
		const after = sampleState([], [], { phase: 2, stances: { for: 'against', against: 'for' } });
		expect(stanceAt(switching, after, 'for', 0)).toBe('for');
		expect(stanceAt(switching, after, 'for', 2)).toBe('against');
		const before = sampleState([], [], { phase: 0 });
		expect(stanceAt(switching, before, 'for', 2)).toBe('against');
	});

	it('gives a speech to the team that the coin gave it to', () => {
		const state = sampleState([], [], { order: { for: 'against', against: 'for' } });
		expect(columnsOf(rules, state)[0]).toMatchObject({ team: 'against', stance: 'against' });
	});
});

describe('what was dropped', () => {
	const standing = (given: Parameters<typeof sampleState>) =>
		Object.fromEntries(
			flowOf(rules, sampleState(...given)).entries.map((entry) => [entry.c, entry.standing])
		);

	it('is what the other side had a speech for, has none left for, and did not answer', () => {
		const args = [
			{ c: 1, phase: 1, team: 'for' },
			{ c: 2, phase: 1, team: 'for' }
		];
		expect(standing([args, [], { phase: 1 }])).toEqual({ 1: 'waiting', 2: 'waiting' });
		expect(standing([args, [], { phase: 3 }])).toEqual({ 1: 'unanswered', 2: 'unanswered' });
		expect(standing([args, [], { phase: 5 }])).toEqual({ 1: 'unanswered', 2: 'unanswered' });
		expect(standing([args, [], { phase: 5, endedAt: 9 }])).toEqual({ 1: 'dropped', 2: 'dropped' });
	});

	it('is not what a later speech of the other side answered', () => {
		const flow = flowOf(
			rules,
			sampleState(
				[
					{ c: 1, phase: 1, team: 'for' },
					{ c: 2, phase: 5, team: 'against' },
					{ c: 3, phase: 4, team: 'for' }
				],
				[
					[2, 1, 'attacks'],
					[3, 1, 'supports']
				],
				{ endedAt: 9 }
			)
		);
		expect(flow.byNumber.get(1)?.standing).toBe('answered');
		expect(droppedOf(flow).map(({ c }) => c)).toEqual([3]);
	});

	it('is not what nobody could answer any more', () => {
		expect(standing([[{ c: 1, phase: 5, team: 'against' }], [], { endedAt: 9 }])).toEqual({
			1: 'none'
		});
		expect(standing([[{ c: 1, phase: 1, team: 'for' }], [], { phase: 1, endedAt: 9 }])).toEqual({
			1: 'none'
		});
	});

	it('is not answered by an answer that was struck, or by the own side', () => {
		const links: [number, number, 'attacks'][] = [
			[2, 1, 'attacks'],
			[3, 1, 'attacks']
		];
		const args = [
			{ c: 1, phase: 1, team: 'for' },
			{ c: 2, phase: 2, team: 'against', struck: true },
			{ c: 3, phase: 4, team: 'for' }
		];
		expect(standing([args, links, { endedAt: 9 }])[1]).toBe('dropped');
	});

	it('is nothing from the floor, which is of no side', () => {
		expect(standing([[{ c: 1, phase: 3, team: null }], [], { endedAt: 9 }])).toEqual({ 1: 'none' });
	});
});

describe('where an argument goes', () => {
	const state = sampleState([
		{ c: 1, phase: 1, team: 'for', row: 1000 },
		{ c: 2, phase: 1, team: 'for', row: 2000 }
	]);

	it('is beneath all, or right beneath one', () => {
		expect(rowBelow(state, 1, null)).toBe(3000);
		expect(rowBelow(state, 1, 1)).toBe(1500);
		expect(rowBelow(state, 1, 2)).toBe(3000);
		expect(rowBelow(state, 2, null)).toBe(1000);
	});

	it('is right beneath it even when the rows of the two are next to each other', () => {
		const tight = sampleState([
			{ c: 1, phase: 1, team: 'for', row: 10 },
			{ c: 2, phase: 1, team: 'for', row: 11 }
		]);
		expect(rowBelow(tight, 1, 1)).toBe(10.5);
	});

	it('changes by one place, and not at the edge', () => {
		const three = sampleState([
			{ c: 1, phase: 1, team: 'for', row: 1000 },
			{ c: 2, phase: 1, team: 'for', row: 2000 },
			{ c: 3, phase: 1, team: 'for', row: 3000 }
		]);
		const flow = flowOf(rules, three);
		expect(rowMoved(flow, 3, -1)).toBe(1500);
		expect(rowMoved(flow, 2, -1)).toBe(0);
		expect(rowMoved(flow, 1, 1)).toBe(2500);
		expect(rowMoved(flow, 1, -1)).toBeNull();
		expect(rowMoved(flow, 3, 1)).toBeNull();
		expect(rowMoved(flow, 9, 1)).toBeNull();
	});

	it('is another one after a move, even when two stand in one row', () => {
		const twins = sampleState([
			{ c: 1, phase: 1, team: 'for', row: 5 },
			{ c: 2, phase: 1, team: 'for', row: 5 },
			{ c: 3, phase: 1, team: 'for', row: 6 }
		]);
		expect(rowMoved(flowOf(rules, twins), 3, -1)).toBe(-995);
	});
});

describe('links in any shape', () => {
	const relation = fc.constantFrom<Relation>('supports', 'attacks', 'undercuts');
	const argument = fc.record({
		phase: fc.integer({ min: 0, max: 6 }),
		team: fc.constantFrom('for', 'against', null, 'nobody'),
		row: fc.integer({ min: 0, max: 3 }),
		struck: fc.boolean()
	});
	const link = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 14 }), relation);

	it('never break the table: each shown argument stands in it once, in its own column', () => {
		fc.assert(
			fc.property(
				fc.array(argument, { maxLength: 14 }),
				fc.array(link, { maxLength: 40 }),
				fc.integer({ min: -1, max: 6 }),
				(args, links, phase) => {
					const state = sampleState(
						args.map((each, index) => ({ ...each, c: index + 1 })),
						links,
						{ phase }
					);
					const flow = flowOf(rules, state);
					const inTable = flow.entries.map(({ c }) => c).toSorted((a, b) => a - b);
					expect(inTable).toEqual(
						state.arguments.filter(({ struck, phase }) => !struck && phase < 6).map(({ c }) => c)
					);
					for (const entry of flow.entries) {
						expect(flow.columns[entry.column]?.phase).toBe(entry.argument.phase);
						expect(flow.lines[entry.line]?.cells[entry.column]).toBe(entry);
						const seen = new Set<number>();
						for (let at = entry; at.parent !== null;) {
							expect(seen.has(at.c)).toBe(false);
							seen.add(at.c);
							const above = flow.byNumber.get(at.parent);
							if (!above) throw new Error('no parent');
							at = above;
						}
					}
				}
			)
		);
	});
});
