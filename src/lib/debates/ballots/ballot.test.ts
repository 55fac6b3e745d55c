import { describe, expect, it } from 'vitest';
import { usualSettings, type DebateState, type Person } from '../debate';
import type { FormatBody, Phase } from '../format';
import { formats } from '../formats';
import { emptyState } from '../reduce';
import {
	ballotWrittenIn,
	feedbackField,
	fieldsOfBallot,
	isLowPointWin,
	isOnScale,
	missingIn,
	panelDecision,
	pointsField,
	scaleOf,
	speechesToJudge,
	teamTotals,
	type BallotWriting,
	type JudgedSpeech
} from './ballot';

const oxford = formats.oxford as FormatBody;

/** Two a side, each speaking twice; the second speech is a reply where replies are scored. */
function format(over: Partial<FormatBody> = {}): FormatBody {
	return {
		...oxford,
		result: 'ballot',
		points: { least: 60, most: 80, step: 1, reply: 0.5 },
		...over
	};
}

function person(who: number, team: string, speaker: string): Person {
	return {
		who,
		role: 'speaker',
		team,
		speaker,
		notes: false,
		muted: false,
		removed: false,
		gone: false
	};
}

const state: DebateState = {
	...emptyState(),
	people: {
		1: person(1, 'for', '1'),
		2: person(2, 'for', '2'),
		3: person(3, 'against', '1'),
		4: person(4, 'against', '2')
	}
};

const speeches = (f = format()) => speechesToJudge({ format: f, settings: usualSettings }, state);

it.each(['world-schools', 'asian-parliamentary'])(
	'the third speech of %s has whole points, the reply half of them',
	(key) => {
		const body = formats[key] as FormatBody;
		const people = body.teams.flatMap(({ key: team, speakers }) =>
			speakers.map((one) => ({ team, speaker: one.key }))
		);
		const seated: DebateState = {
			...emptyState(),
			people: Object.fromEntries(
				people.map(({ team, speaker }, i) => [i + 1, person(i + 1, team, speaker)])
			)
		};
		const rules = { format: body, settings: usualSettings };
		const most = speechesToJudge(rules, seated).map(({ scale }) => scale?.most);
		const whole = body.points?.most ?? 0;
		expect(most).toEqual([...Array<number>(6).fill(whole), whole / 2, whole / 2]);
	}
);

function written(points: Record<number, number>, over: Partial<BallotWriting> = {}): BallotWriting {
	return {
		ranks: { for: 1, against: 2 },
		overall: 'Closer to the text.',
		lines: speeches().map(({ phase, about, scale }) => ({
			phaseKey: phase.key,
			about,
			points: scale ? (points[about] ?? 70) * (scale.most / 80) : null,
			feedback: ''
		})),
		...over
	};
}

describe('a ballot', () => {
	it('asks about every speech in its order, and for points once of a person, replies apart', () => {
		const asked = speeches();
		expect(asked.map(({ about }) => about)).toEqual([1, 3, 2, 4, 1, 3, 2, 4]);
		expect(asked.map(({ scale }) => scale?.most ?? null)).toEqual([80, 80, 80, 80, 40, 40, 40, 40]);
		const noReplies = speeches(format({ points: { least: 25, most: 30, step: 0.5, reply: null } }));
		expect(noReplies.map(({ scale }) => scale?.most ?? null)).toEqual([
			...[30, 30, 30, 30],
			...[null, null, null, null]
		]);
	});

	it('is about whoever really spoke', () => {
		const turns = [
			{ index: 1, who: [2], beganAt: 0, ms: 0, said: [], missed: false }
		] satisfies DebateState['turns'];
		const rules = { format: format(), settings: usualSettings };
		expect(speechesToJudge(rules, { ...state, turns })[0]?.about).toBe(2);
	});

	it('takes points on the scale only, replies at their share of it', () => {
		const scale = scaleOf({ least: 60, most: 80, step: 1, reply: 0.5 }, 0.5);
		expect(scale).toEqual({ least: 30, most: 40, step: 0.5 });
		expect([29.5, 30, 35.5, 35.25, 40, 40.5].map((n) => isOnScale(n, scale))).toEqual([
			false,
			true,
			true,
			false,
			true,
			false
		]);
		expect(isOnScale(27.3, { least: 25, most: 30, step: 0.1 })).toBe(true);
	});

	it('is the same after a way through the form', () => {
		const writing = written({ 1: 75 });
		const fields = fieldsOfBallot(writing, format(), speeches());
		expect(ballotWrittenIn(fields, format(), speeches())).toEqual(writing);
		expect(fields.winner).toBe('for');
		expect(fields[pointsField({ phaseKey: 'open-for-1', about: 1 })]).toBe('75');
	});

	it('says what is missing before it can be given', () => {
		const nothing = ballotWrittenIn({}, format(), speeches());
		const what = missingIn(nothing, format(), speeches()).map((fault) => fault.what);
		expect(what).toEqual(['winner', ...Array<string>(8).fill('points'), 'overall']);
		expect(missingIn(written({}), format(), speeches())).toEqual([]);
	});

	it('ranks every team once', () => {
		const four = format({
			result: 'ranking',
			points: null,
			teams: ['og', 'oo', 'cg', 'co'].map((key) => ({
				key,
				title: { en: key },
				stance: 'for' as const,
				speakers: []
			}))
		});
		const ranks = { og: 1, oo: 1, cg: 5 };
		expect(missingIn({ ranks, overall: 'So.', lines: [] }, four, [])).toEqual([
			{ field: 'rank-oo', what: 'rank-twice' },
			{ field: 'rank-cg', what: 'rank' },
			{ field: 'rank-co', what: 'rank' }
		]);
	});

	it('notices a winner with fewer points, and no other one', () => {
		expect(isLowPointWin(written({ 1: 75 }), speeches())).toBe(false);
		expect(isLowPointWin(written({}), speeches())).toBe(false);
		expect(isLowPointWin(written({ 3: 75 }), speeches())).toBe(true);
	});

	it('adds up the points of a team as by hand', () => {
		expect(teamTotals(written({ 1: 74, 2: 72, 3: 70, 4: 66 }).lines, speeches())).toEqual({
			for: 74 + 72 + 37 + 36,
			against: 70 + 66 + 35 + 33
		});
	});

	it('keeps words for speeches without points of their own', () => {
		const noReplies = format({ points: null });
		const asked = speeches(noReplies);
		const name = feedbackField({ phaseKey: 'close-for-1', about: 1 });
		const { lines } = ballotWrittenIn({ [name]: 'Slower.' }, noReplies, asked);
		expect(lines.find(({ phaseKey }) => phaseKey === 'close-for-1')).toMatchObject({
			points: null,
			feedback: 'Slower.'
		});
	});
});

describe('a panel', () => {
	const asked: JudgedSpeech[] = speeches();
	const forFor = written({ 1: 75 });
	const forAgainst = written({ 3: 75 }, { ranks: { for: 2, against: 1 } });

	it('decides by the majority of its ballots', () => {
		const decision = panelDecision(format(), [forFor, forAgainst, forAgainst], asked);
		expect(decision).toMatchObject({ ballots: 3, winner: 'against' });
		expect(decision.teams[0]).toMatchObject({ team: 'against', firsts: 2 });
	});

	it('has no winner when it is split evenly', () => {
		expect(panelDecision(format(), [forFor, forAgainst], asked).winner).toBeNull();
		expect(panelDecision(format(), [], asked)).toMatchObject({ ballots: 0, winner: null });
	});

	it('adds 3, 2, 1 and 0 points for places, and looks at first places when sums are equal', () => {
		const phases: Phase[] = [];
		const four = format({
			result: 'ranking',
			points: null,
			phases,
			teams: ['og', 'oo', 'cg', 'co'].map((key) => ({
				key,
				title: { en: key },
				stance: 'for' as const,
				speakers: []
			}))
		});
		const ballot = (og: number, oo: number, cg: number, co: number) => ({
			ranks: { og, oo, cg, co },
			lines: []
		});
		const decision = panelDecision(four, [ballot(1, 2, 3, 4), ballot(3, 2, 1, 4)], []);
		// og and cg have 3 + 1 and one first place, oo 2 + 2 and none.
		expect(decision.teams.map(({ team, points }) => [team, points])).toEqual([
			['og', 4],
			['cg', 4],
			['oo', 4],
			['co', 0]
		]);
		expect(decision.winner).toBeNull();
		expect(panelDecision(four, [ballot(1, 2, 3, 4)], []).winner).toBe('og');
	});
});
