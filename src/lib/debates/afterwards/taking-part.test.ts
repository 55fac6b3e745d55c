import { describe, expect, it } from 'vitest';
import { usualSettings, type DebateState, type Person } from '../debate';
import type { FormatBody } from '../format';
import { formats } from '../formats';
import { emptyState } from '../reduce';
import { takingPart, turnsOf, type Deeds } from './taking-part';

const listener: Deeds = {
	role: 'audience',
	isAbsent: false,
	turns: { came: 0, taken: 0 },
	asksBallot: false,
	gaveBallot: false,
	votes: { asked: 2, given: 2 },
	gaveReflection: true
};

describe('taking part', () => {
	it('brings everything to whoever did all parts of their role', () => {
		expect(takingPart(10, listener)).toEqual({
			parts: [
				{ part: 'place', isDone: true },
				{ part: 'votes', isDone: true },
				{ part: 'reflection', isDone: true }
			],
			points: 10
		});
	});

	it('is shared evenly, to the hundredth', () => {
		expect(takingPart(10, { ...listener, votes: { asked: 2, given: 1 } }).points).toBe(6.67);
		expect(
			takingPart(10, { ...listener, votes: { asked: 2, given: 0 }, gaveReflection: false }).points
		).toBe(3.33);
	});

	it('asks speakers for their turns and judges for their ballot, and nobody for a vote they have not', () => {
		const speaker: Deeds = {
			...listener,
			role: 'speaker',
			turns: { came: 2, taken: 0 },
			votes: { asked: 0, given: 0 }
		};
		expect(takingPart(4, speaker).parts).toEqual([
			{ part: 'turns', isDone: false },
			{ part: 'reflection', isDone: true }
		]);
		expect(takingPart(4, speaker).points).toBe(2);
		const judge: Deeds = {
			...listener,
			role: 'judge',
			asksBallot: true,
			votes: { asked: 0, given: 0 }
		};
		expect(takingPart(4, judge).points).toBe(2);
		expect(takingPart(4, { ...judge, gaveBallot: true }).points).toBe(4);
	});

	it('is nothing yet for whoever was absent: staff decide', () => {
		expect(takingPart(10, { ...listener, isAbsent: true }).points).toBeNull();
	});

	it('knows whose turns came and who took them', () => {
		const person = (who: number, team: string, speaker: string): Person => ({
			...{ who, role: 'speaker', team, speaker, notes: false },
			...{ muted: false, removed: false, gone: false }
		});
		const state: DebateState = {
			...emptyState(),
			people: { 1: person(1, 'for', '1'), 2: person(2, 'for', '2'), 3: person(3, 'against', '1') },
			turns: [
				{ index: 1, who: [1], beganAt: 0, ms: 60_000, said: [], missed: false },
				{ index: 2, who: [3], beganAt: 0, ms: 0, said: [], missed: true }
			]
		};
		const rules = { format: formats.oxford as FormatBody, settings: usualSettings };
		expect(turnsOf(rules, state, 1)).toEqual({ came: 1, taken: 1 });
		expect(turnsOf(rules, state, 2)).toEqual({ came: 0, taken: 0 });
		expect(turnsOf(rules, state, 3)).toEqual({ came: 1, taken: 0 });
	});
});
