import { describe, expect, it } from 'vitest';
import { con, listener, Played, pro, rulesOf } from './playing';
import { possibleWords } from './possible-words';

const rules = rulesOf([
	['for 1', 'speech', 'for'],
	['restate', 'restate', 'against', { other: { team: 'for', speakers: [] } }]
]);
const kinds = (debate: Played, who: number) =>
	possibleWords(debate.rules, debate.state, who, debate.now).map(({ as }) => as);

describe('the box to write in', () => {
	it('is for whoever is at turn, also when they are late, and for nobody else', () => {
		const debate = new Played(rules);
		debate.next();
		expect(kinds(debate, pro)).toEqual(['speech']);
		expect([...kinds(debate, con), ...kinds(debate, listener)]).toEqual([]);
		debate.later(100);
		expect(kinds(debate, pro)).toEqual(['speech']);
	});

	it('is there again for a restatement that was sent back', () => {
		const debate = new Played(rules);
		debate.next();
		debate.say(pro);
		expect(kinds(debate, con)).toEqual(['restatement']);
		debate.say(con, 'restatement');
		expect(kinds(debate, con)).toEqual([]);
		expect(debate.move(pro, { kind: 'accept', on: false })).toBeNull();
		expect(kinds(debate, con)).toEqual(['restatement']);
		debate.say(con, 'restatement');
		expect(debate.move(pro, { kind: 'accept', on: true })).toBeNull();
		expect(debate.state.endedAt).not.toBeNull();
	});

	it('is not there in a room', () => {
		const debate = new Played(rules, 'spoken');
		debate.next();
		expect(kinds(debate, pro)).toEqual([]);
	});
});
