import { describe, expect, it } from 'vitest';
import type { Turn, Words } from '../debate';
import { sampleRules, sampleState } from '../flow/sample';
import { chaptersOf, isWorthReading } from './transcript';

const rules = sampleRules();
const people = {
	1: seat(1, 'for'),
	2: seat(2, 'against'),
	3: seat(3, null)
};

function seat(who: number, team: string | null) {
	return {
		who,
		role: team ? ('speaker' as const) : ('audience' as const),
		team,
		speaker: null,
		notes: false,
		muted: false,
		removed: false,
		gone: false
	};
}

const turn = (index: number, given: Partial<Turn> = {}): Turn => ({
	index,
	who: [],
	beganAt: 1000 * index,
	ms: 0,
	said: [],
	missed: false,
	...given
});
const speech = (c: number, by: number) => ({ c, by, as: 'speech' as const, to: null, at: 5 });

describe('a transcript', () => {
	const said = (body: string): Words => ({ body, lang: 'en', passages: [], version: 1 });
	const words = { 1: said('Courts first.'), 2: said('Time first.') };

	it('has a chapter for each phase that has come, with who said what for which side', () => {
		const turns = [turn(1, { said: [speech(1, 1)] }), turn(2, { said: [speech(2, 2)] })];
		const state = sampleState([], [], { turns, people });
		const chapters = chaptersOf({ rules, state, words });
		expect(chapters.map((one) => one.phase.key)).toEqual(['for 1', 'against 1']);
		expect(chapters.flatMap((one) => one.entries.map((e) => [e.team, e.words?.body]))).toEqual([
			['for', 'Courts first.'],
			['against', 'Time first.']
		]);
	});

	it('keeps the place of what is hidden, and of what was erased, and tells them apart', () => {
		const said = [speech(8, 1), speech(9, 1)];
		const state = sampleState([], [], { turns: [turn(1, { said })], people, hidden: [8] });
		const [chapter] = chaptersOf({ rules, state, words });
		expect(chapter?.entries.map((one) => [one.words, one.gone])).toEqual([
			[null, 'hidden'],
			[null, 'erased']
		]);
	});

	it('shows what was taken down of a speech that was spoken, once, and nothing struck', () => {
		const noted = [
			{ c: 2, phase: 1, team: 'for', row: 20 },
			{ c: 1, phase: 1, team: 'for', row: 10 },
			{ c: 3, phase: 1, team: 'for', row: 30, struck: true }
		];
		const turns = [turn(1, { ms: 60_000, who: [1] }), turn(2), turn(1, { ms: 5000, who: [1] })];
		const chapters = chaptersOf({ rules, state: sampleState(noted, [], { turns, people }), words });
		expect(chapters.map((one) => one.entries.map((e) => e.c))).toEqual([[1, 2], [], []]);
		expect(chapters[0]?.entries.every((one) => one.as === 'argument')).toBe(true);
	});

	it('says for which side a team stood before it changed over, and after', () => {
		const changing = sampleRules([
			['for 1', 'speech', 'for'],
			['switch', 'switch', null],
			['for 2', 'speech', 'for']
		]);
		const turns = [turn(0, { said: [speech(1, 1)] }), turn(1), turn(2, { said: [speech(2, 1)] })];
		const state = sampleState([], [], {
			turns,
			people,
			stances: { for: 'against', against: 'for' }
		});
		const chapters = chaptersOf({ rules: changing, state, words });
		expect(chapters.map((one) => one.entries[0]?.stance)).toEqual(['for', undefined, 'against']);
		expect(chapters.map((one) => one.isSwitch)).toEqual([false, true, false]);
	});

	it('leaves out votes and silence, and says what was missed', () => {
		const turns = [turn(0), turn(1, { missed: true }), turn(3)];
		const state = sampleState([], [], { turns, people });
		const read = chaptersOf({ rules, state, words }).filter(isWorthReading);
		expect(read.map((one) => [one.phase.key, one.missed])).toEqual([['for 1', true]]);
	});
});
