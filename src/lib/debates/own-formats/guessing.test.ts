import { describe, expect, it } from 'vitest';
import { teamsFrom, type NamedSpeech } from './guessing';

const speeches = (...names: string[]): NamedSpeech[] =>
	names.map((name) => {
		const [en = '', type = ''] = name.split(' | ');
		return { title: { en }, type };
	});

/** `for1`, `against` for anybody of it, `cross for<against`, `floor`; a reply ends in `!`. */
function guessed(...names: string[]): string[] {
	return teamsFrom(speeches(...names)).places.map(({ kind, who, other, isReply }) => {
		const where = `${who?.team ?? ''}${who?.speakers.join() ?? ''}`;
		const full = other ? `${where}<${other.team}` : where;
		return `${kind === 'speech' ? '' : `${kind} `}${full}${isReply ? '!' : ''}`.trim();
	});
}

describe('sides and speakers of a file that names only speeches', () => {
	it('are those of two teams of three where whips are followed by replies', () => {
		const names = [
			'Prime Minister',
			'Leader of the Opposition',
			'Deputy Prime Minister',
			'Deputy Leader of the Opposition',
			'Government Whip',
			'Opposition Whip',
			'Opposition Reply',
			'Government Reply'
		];
		expect(guessed(...names)).toEqual([
			...['for1', 'against1', 'for2', 'against2', 'for3', 'against3'],
			...['against!', 'for!']
		]);
		expect(teamsFrom(speeches(...names)).isRanked).toBe(false);
	});

	it('are those of four teams where the whips come last, whatever the judges do afterwards', () => {
		const names = ['PM', 'LO', 'DPM', 'DLO', 'MG', 'MO', 'GW', 'OW', 'Deliberation', 'Feedback'];
		const { places, isRanked } = teamsFrom(speeches(...names));
		expect(isRanked).toBe(true);
		expect(places.map(({ kind, who }) => who?.team ?? kind)).toEqual([
			...['og', 'oo', 'og', 'oo', 'cg', 'co', 'cg', 'co'],
			...['debrief', 'debrief']
		]);
	});

	it('are told apart by opening and closing teams too', () => {
		const names = ['Opening', 'Closing'].flatMap((half) =>
			[1, 2].flatMap((n) => [`${half} Government ${n}`, `${half} Opposition ${n}`])
		);
		expect(teamsFrom(speeches(...names)).teams.map(({ key }) => key)).toEqual([
			...['og', 'oo', 'cg', 'co']
		]);
	});

	it('give a rebuttal to whoever it is named after', () => {
		expect(
			guessed(
				'Prime Minister’s Constructive',
				'Leader of the Opposition',
				'Member of the Government',
				'Member of the Opposition',
				"Leader of the Opposition's Rebuttal",
				"Prime Minister's Rebuttal"
			)
		).toEqual(['for1', 'against1', 'for2', 'against2', 'against1!', 'for1!']);
	});

	it('know how leagues shorten them', () => {
		expect(
			guessed('1AC', 'CX by 2N', '1NC', 'CX by 1A', '2AC', '2NC', '1NR', '1AR', '2NR', '2AR')
		).toEqual([
			...['for1', 'cross for<against', 'against1', 'cross against<for', 'for2', 'against2'],
			...['against1!', 'for1!', 'against2!', 'for2!']
		]);
	});

	it('leave a second rebuttal to the one speaker of a side, or to any of them', () => {
		expect(
			guessed(
				'Affirmative Constructive',
				'Cross-examination of the Affirmative',
				'Negative Constructive',
				'Cross-examination',
				'First Affirmative Rebuttal',
				'Negative Rebuttal',
				'Second Affirmative Rebuttal'
			)
		).toEqual([
			...['for1', 'cross for<against', 'against1', 'cross against<for'],
			...['for1!', 'against!', 'for!']
		]);
	});

	it('are said by "in favour" and "against", and the first refutation is no first speaker', () => {
		expect(
			guessed(
				'In favour: opening',
				'Against: opening',
				'In favour: first refutation',
				'Against: first refutation',
				'Against: conclusion',
				'In favour: conclusion'
			)
		).toEqual(['for1', 'against1', 'for2', 'against2', 'against!', 'for!']);
	});

	it('see a reply by its kind, and a number as the same speaker again', () => {
		expect(
			guessed('Pro 1', 'Contra 1', 'Free debate', 'Pro 1 | closing words', 'Contra 1')
		).toEqual(['for1', 'against1', 'discussion', 'for1!', 'against1']);
	});

	it('count speakers and not teams', () => {
		expect(guessed('Team 1: case', 'Team 2: case', 'Team 1: answer', 'Team 2: answer')).toEqual([
			...['for1', 'against1', 'for2', 'against2']
		]);
	});

	it('belong to nobody in preparation, pauses, on the floor and among judges', () => {
		expect(
			guessed('Preparation', '1st Pro', 'Negative prep', 'Break', 'Floor speeches', 'Jury | long')
		).toEqual(['prepare', 'for1', 'prepare', 'prepare', 'floor', 'debrief']);
	});

	it('take turns where names say nothing, and never outgrow a team', () => {
		const many = Array.from({ length: 40 }, (_, i) => `Speech ${'abcdefghij'[i % 10]}${i}x`);
		const { teams, places } = teamsFrom(speeches(...many));
		expect(places.slice(0, 3).map(({ who }) => who?.team)).toEqual(['for', 'against', 'for']);
		expect(teams.map(({ speakers }) => speakers.length)).toEqual([8, 8]);
		expect(places.at(-1)?.who).toEqual({ team: 'against', speakers: [] });
	});
});
