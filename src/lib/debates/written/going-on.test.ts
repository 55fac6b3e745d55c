import { describe, expect, it } from 'vitest';
import { calledUpon, overAt, shareOf, whenOver } from './going-on';
import { chair, con, hour, listener, Played, pro, rulesOf } from './playing';

const four = rulesOf([
	['for 1', 'speech', 'for'],
	['against 1', 'speech', 'against'],
	['for 2', 'speech', 'for'],
	['against 2', 'speech', 'against']
]);

const cross = rulesOf([
	[
		'cross',
		'cross',
		'for',
		{
			other: { team: 'against', speakers: [] },
			written: { hours: 24, letters: 500, exchanges: 2 }
		}
	],
	['after', 'speech', 'against']
]);

function begun(...given: ConstructorParameters<typeof Played>): Played {
	const debate = new Played(...given);
	expect(debate.next()).toBeNull();
	return debate;
}

describe('a debate in writing', () => {
	it('goes on as soon as a turn is given, each with its own time, and ends after the last', () => {
		const debate = begun(four);
		const first = debate.state.dueAt;
		debate.later(5);
		expect(debate.say(pro)).toBeNull();
		expect(debate.key).toBe('against 1');
		expect(debate.state.dueAt).toBe((first ?? 0) + 5 * hour);
		expect(debate.say(con)).toBeNull();
		expect(debate.say(pro)).toBeNull();
		expect(debate.say(con)).toBeNull();
		expect(debate.state.endedAt).toBe(debate.now);
	});

	it('refuses who is not at turn, of the other side, twice, too late, too long, and leaves all as it is', () => {
		const debate = begun(four);
		const before = debate.state;
		expect(debate.say(con)).toBe('other-side');
		expect(debate.say(listener)).toBe('not-yours');
		expect(debate.say(pro, 'question')).toBe('not-now');
		expect(debate.say(pro, 'speech', 2001)).toBe('too-long');
		debate.later(24.1);
		expect(debate.say(pro)).toBe('too-late');
		expect(debate.state).toBe(before);
		debate.later(-24.1);
		expect(debate.say(pro)).toBeNull();
		expect(debate.say(pro)).toBe('other-side');
	});

	it('takes the last moment as in time', () => {
		const debate = begun(four);
		debate.later(24);
		expect(debate.say(pro)).toBeNull();
	});

	it('passes over what nobody has to do, such as a change of sides', () => {
		const debate = begun(
			rulesOf([
				['for 1', 'speech', 'for'],
				['switch', 'switch', null],
				['again', 'speech', 'for']
			])
		);
		expect(debate.say(pro)).toBeNull();
		expect(debate.key).toBe('again');
		expect(debate.state.stances).toEqual({ for: 'against', against: 'for' });
	});

	it('stays where the chair went back to, though words were given there before', () => {
		const debate = begun(four);
		debate.say(pro);
		expect(debate.move(chair, { kind: 'undo', seen: debate.state.chairSeq })).toBeNull();
		expect(debate.key).toBe('for 1');
	});
});

describe('cross-examination in writing', () => {
	it('asks and answers as often as the rules say, and then goes on', () => {
		const debate = begun(cross);
		expect(debate.say(pro, 'answer')).toBe('not-your-turn');
		for (let n = 0; n < 2; n++) {
			expect(debate.say(con, 'question')).toBeNull();
			expect(debate.say(con, 'question')).toBe('not-your-turn');
			expect(debate.say(pro, 'answer')).toBeNull();
		}
		expect(debate.key).toBe('after');
	});

	it('leaves time for an answer to a question that came at the last moment', () => {
		const debate = begun(cross);
		debate.later(24);
		expect(debate.say(con, 'question')).toBeNull();
		expect(debate.state.dueAt).toBe(debate.now + 6 * hour);
		const [phase] = cross.format.phases;
		expect(phase && shareOf(cross, phase)).toBe(6 * hour);
	});

	it('does not shorten a time that is longer', () => {
		const debate = begun(cross);
		const { dueAt } = debate.state;
		debate.say(con, 'question');
		expect(debate.state.dueAt).toBe(dueAt);
	});
});

describe('a time that is over', () => {
	const over = (debate: Played, grace = 0) =>
		whenOver(debate.rules, debate.state, grace, debate.now);
	const miss = (debate: Played) => {
		const wanted = over(debate);
		expect(wanted?.kind).toBe('miss');
		return wanted && debate.move(0, wanted);
	};

	it('means nothing before it is over', () => {
		const debate = begun(four);
		debate.later(24);
		expect(over(debate)).toBeNull();
		expect(debate.move(0, { kind: 'miss', index: 0 })).toBe('not-now');
	});

	it('is missed once, and waits for the chair where that was agreed', () => {
		const debate = begun(four);
		debate.later(24.1);
		expect(miss(debate)).toBeNull();
		expect(debate.key).toBe('for 1');
		expect(over(debate)).toBeNull();
		expect(debate.move(0, { kind: 'miss', index: 0 })).toBe('twice');
		const dueAt = debate.now + hour;
		expect(debate.move(chair, { kind: 'extend', dueAt, seen: debate.state.chairSeq })).toBeNull();
		expect(debate.say(pro)).toBeNull();
		expect(debate.key).toBe('against 1');
	});

	it('goes on to the next turn with a time of its own where that was agreed', () => {
		const debate = begun(
			rulesOf(
				four.format.phases.map((p) => [p.key, p.kind, p.who?.team ?? null]),
				{ whenMissed: 'skip' }
			)
		);
		debate.later(30);
		expect(miss(debate)).toBeNull();
		expect(debate.key).toBe('against 1');
		expect(debate.state.dueAt).toBe(debate.now + 24 * hour);
		expect(debate.state.turns[0]?.missed).toBe(true);
	});

	it('is later for somebody with whom that was agreed', () => {
		const debate = begun(four);
		debate.later(25);
		expect(over(debate, 2 * hour)).toBeNull();
		expect(over(debate)).not.toBeNull();
	});

	it('closes a vote without calling it missed', () => {
		const debate = begun(
			rulesOf([
				['vote', 'vote', null, { moment: 'before' }],
				['for 1', 'speech', 'for']
			])
		);
		debate.later(24.1);
		expect(over(debate)).toEqual({ kind: 'next', seen: debate.state.chairSeq });
	});

	it('moves a spoken debate on only where that was set, and never out of the last phase', () => {
		const quick = rulesOf(
			[
				['for 1', 'speech', 'for', { seconds: 60 }],
				['against 1', 'speech', 'against', { seconds: 60 }]
			],
			{ goesOn: true }
		);
		const debate = begun(quick, 'spoken');
		expect(overAt(quick, debate.state, 0)).toBeNull();
		debate.move(chair, { kind: 'start', seen: debate.state.chairSeq });
		debate.later(0.5);
		expect(over(debate)?.kind).toBe('next');
		const slow = { ...quick, settings: { ...quick.settings, goesOn: false } };
		expect(whenOver(slow, debate.state, 0, debate.now)).toBeNull();
		debate.next();
		debate.move(chair, { kind: 'start', seen: debate.state.chairSeq });
		debate.later(1);
		expect(over(debate)).toBeNull();
	});
});

describe('between the room and writing', () => {
	it('gives a debate that was spoken in class its time when it goes on at home', () => {
		const debate = begun(four, 'spoken');
		expect(debate.state.dueAt).toBeNull();
		expect(debate.say(pro)).toBe('not-now');
		const written = { kind: 'mode' as const, mode: 'written' as const };
		expect(debate.move(chair, { ...written, seen: debate.state.chairSeq })).toBeNull();
		expect(debate.state.dueAt).toBe(debate.now + 24 * hour);
		expect(calledUpon(debate.rules, debate.state)?.who).toEqual([pro]);
		expect(debate.say(pro)).toBeNull();
	});

	it('does not change in the middle of a phase', () => {
		const debate = begun(four, 'spoken');
		debate.move(chair, { kind: 'start', seen: debate.state.chairSeq });
		const seen = debate.state.chairSeq;
		expect(debate.move(chair, { kind: 'mode', mode: 'written', seen })).toBe('running');
	});
});

describe('whoever is called upon', () => {
	it('is who speaks, asks, answers, or votes; and nobody once it was missed for good', () => {
		const debate = begun(cross);
		expect(calledUpon(cross, debate.state)).toEqual({ as: 'question', to: null, who: [con] });
		debate.say(con, 'question');
		expect(calledUpon(cross, debate.state)).toEqual({ as: 'answer', to: 1, who: [pro] });
		const vote = begun(rulesOf([['vote', 'vote', null, { moment: 'before' }]]));
		expect(calledUpon(vote.rules, vote.state)?.who).toEqual([listener]);
		const all = rulesOf([['vote', 'vote', null, { moment: 'before' }]], { voters: 'everybody' });
		expect(calledUpon(all, begun(all).state)?.who).toEqual([pro, con, listener]);
	});

	it('is nobody in a debate that is spoken or over', () => {
		expect(calledUpon(four, begun(four, 'spoken').state)).toBeNull();
		const debate = begun(four);
		debate.move(chair, { kind: 'end', seen: debate.state.chairSeq });
		expect(calledUpon(four, debate.state)).toBeNull();
	});
});
