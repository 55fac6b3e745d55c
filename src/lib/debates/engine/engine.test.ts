import { describe, expect, it } from 'vitest';
import { airtimeOf } from '../airtime';
import { elapsedOf, leftOf, poolLeft } from '../clock';
import type { FormatBody } from '../format';
import { formats } from '../formats';
import { shownLinks } from '../flow/flow';
import { possibleMoves, sayable } from '../possible';
import { awaited, hasWord, isAgreed, isVoteOpen, nextInner, speakingNow } from '../standing';
import { chair, judge, listener, notesTaker, secondChair, Table } from './table';

function format(key: string): FormatBody {
	const found = formats[key];
	if (!found) throw new Error(key);
	return found;
}
const spoken = (key: string) => new Table(format(key));
const written = (key: string) => new Table(format(key), 'written');
const hour = 3600;

describe('the clock', () => {
	it('starts on the chair’s tap and not when the phase comes', () => {
		const table = spoken('oxford').to('open-for-1').wait(40);
		expect(elapsedOf(table.state.clock, table.now)).toBe(0);
		table.act('start');
		table.wait(10);
		expect(elapsedOf(table.state.clock, table.now)).toBe(10_000);
		expect(leftOf(table.state.clock, table.now)).toBe(410_000);
	});

	it('counts up in overtime and cuts nobody off', () => {
		const table = spoken('oxford').to('open-for-1');
		table.act('start');
		table.wait(500);
		expect(leftOf(table.state.clock, table.now)).toBe(-80_000);
		expect(speakingNow(table.rules, table.state)).toEqual([table.who('for', '1')]);
	});

	it('leaves pauses out, and stands still in them', () => {
		const table = spoken('oxford').to('open-for-1');
		table.act('start');
		table.wait(30);
		expect(table.act('pause')).toBe('ok');
		expect(table.wait(100).act('pause')).toBe('twice');
		expect(elapsedOf(table.state.clock, table.now)).toBe(30_000);
		expect(table.act('resume')).toBe('ok');
		expect(elapsedOf(table.state.clock, table.wait(5).now)).toBe(35_000);
	});

	it('is given more and less time by the chair, and takes that back', () => {
		const table = spoken('oxford').to('open-for-1');
		const adjust = (ms: number) => table.move(chair, { kind: 'adjust', ms, seen: table.seen });
		expect(adjust(30_000)).toBe('ok');
		expect(table.state.clock.limit).toBe(450_000);
		expect(adjust(-500_000)).toBe('not-now');
		expect(table.act('undo')).toBe('ok');
		expect(table.state.clock.limit).toBe(420_000);
	});

	it('belongs to the chair', () => {
		const table = spoken('oxford').to('open-for-1');
		const { seen } = table;
		expect(table.move(table.who('for', '1'), { kind: 'start', seen })).toBe('not-chair');
		expect(table.move(listener, { kind: 'next', seen })).toBe('not-chair');
		expect(table.move(judge, { kind: 'end', seen })).toBe('not-chair');
	});
});

describe('a speech that several may give', () => {
	it('is the one’s whom the chair calls before its first word', () => {
		const table = spoken('world-schools').to('reply-against');
		const [first, second] = [table.who('against', '1'), table.who('against', '2')];
		const whose = () => table.state.turns.at(-1)?.who;
		expect(whose()).toEqual([first, second]);
		expect(table.move(chair, { kind: 'call', who: first })).toBe('ok');
		expect(table.move(chair, { kind: 'call', who: second })).toBe('ok');
		expect(whose()).toEqual([second]);
		table.act('start');
		table.wait(60);
		expect(whose()).toEqual([second]);
		table.act('next');
		expect([table.state.airtime[first] ?? 0, table.state.airtime[second]]).toEqual([0, 60_000]);
	});
});

describe('two chairs', () => {
	it('one wins, the other one is told that it is stale', () => {
		const table = spoken('oxford').to('open-for-1');
		const { seen } = table;
		expect(table.move(chair, { kind: 'next', seen })).toBe('ok');
		expect(table.move(secondChair, { kind: 'next', seen })).toBe('stale');
		expect(table.key).toBe('open-against-1');
		expect(table.move(secondChair, { kind: 'next', seen: table.seen })).toBe('ok');
	});

	it('are not made stale by what others do', () => {
		const table = spoken('oxford').to('floor');
		const { seen } = table;
		expect(table.move(listener, { kind: 'ask-floor' })).toBe('ok');
		expect(table.move(chair, { kind: 'start', seen })).toBe('ok');
	});
});

describe('taking back', () => {
	it('brings back the running clock of the phase before as if it had never stopped', () => {
		const table = spoken('oxford').to('open-for-1');
		table.act('start');
		table.wait(60).act('next');
		expect(table.state.airtime).toEqual({ [table.who('for', '1')]: 60_000 });
		table.wait(10).act('undo');
		expect(table.key).toBe('open-for-1');
		expect(elapsedOf(table.state.clock, table.now)).toBe(70_000);
		expect(table.state.airtime).toEqual({});
		expect(table.state.turns.at(-1)?.ms).toBe(0);
	});

	it('goes back twenty acts and no further', () => {
		const table = spoken('oxford').to('open-for-1');
		table.act('start');
		for (let i = 0; i < 15; i++) {
			table.act('pause');
			table.act('resume');
		}
		let taken = 0;
		while (table.act('undo') === 'ok') taken++;
		expect(taken).toBe(20);
		expect(table.act('undo')).toBe('not-now');
	});

	it('keeps the queue of the phase that it brings back', () => {
		const table = spoken('oxford').to('floor');
		table.move(listener, { kind: 'ask-floor' });
		table.act('next');
		table.act('undo');
		expect(table.state.floor).toEqual([listener]);
	});

	it('leaves what people did since: a word that was given up stays given up', () => {
		const table = spoken('oxford').to('floor');
		table.act('start');
		table.move(chair, { kind: 'call', who: listener });
		table.wait(20).act('pause');
		table.move(listener, { kind: 'yield' });
		table.act('undo');
		expect(table.state.called).toBeNull();
		expect(table.state.airtime).toEqual({ [listener]: 20_000 });
	});

	it('is refused once words were written in the phase', () => {
		const table = written('oxford').to('open-for-1');
		expect(table.say(table.who('for', '1'), 'speech')).toBe('ok');
		expect(table.act('undo')).toBe('running');
	});
});

describe('preparation time', () => {
	it('is spent in parts before one’s own speech, never while the clock runs', () => {
		const table = spoken('lincoln-douglas').to('nc');
		const [aff, neg] = [table.who('for'), table.who('against')];
		const left = () => poolLeft(table.rules.format, table.state.pools, 'against', table.now);
		const pool = (by: number, team: string, runs: boolean) =>
			table.move(by, { kind: 'pool', team, runs });
		expect(pool(aff, 'for', true)).toBe('not-now');
		expect(pool(aff, 'against', true)).toBe('other-side');
		expect(pool(listener, 'for', true)).toBe('not-yours');
		expect(pool(neg, 'against', true)).toBe('ok');
		expect(pool(neg, 'against', true)).toBe('twice');
		table.wait(60);
		expect(pool(neg, 'against', false)).toBe('ok');
		table.wait(60);
		expect(left()).toBe(180_000);
		pool(neg, 'against', true);
		table.wait(30).act('start');
		expect(left()).toBe(150_000);
		expect(pool(neg, 'against', true)).toBe('running');
		table.to('nr');
		pool(neg, 'against', true);
		table.wait(400);
		expect(left()).toBe(0);
		pool(neg, 'against', false);
		expect(pool(neg, 'against', true)).toBe('pool-empty');
	});

	it('is not there in a format without it, nor when written', () => {
		const oxford = spoken('oxford').to('open-for-1');
		expect(oxford.move(chair, { kind: 'pool', team: 'for', runs: true })).toBe('not-now');
		const post = written('lincoln-douglas').to('ac');
		expect(post.move(chair, { kind: 'pool', team: 'for', runs: true })).toBe('not-now');
	});
});

describe('the coin', () => {
	it('lets the winner pick order and the other team the side, and changes who speaks', () => {
		const table = spoken('public-forum').to('coin');
		const [a, b] = [table.who('a', '1'), table.who('b', '1')];
		const pick = (by: number, side: 'for' | 'against' | null, order: 'first' | 'second' | null) =>
			table.move(by, { kind: 'pick', side, order });
		expect(pick(b, 'for', null)).toBe('not-now');
		expect(table.move(chair, { kind: 'toss', team: null, seen: table.seen })).toBe('unknown');
		expect(table.move(chair, { kind: 'toss', team: 'b', seen: table.seen })).toBe('ok');
		expect(table.move(chair, { kind: 'toss', team: 'a', seen: table.seen })).toBe('twice');
		expect(pick(a, null, 'first')).toBe('not-your-turn');
		expect(pick(listener, null, 'first')).toBe('not-yours');
		expect(pick(b, 'for', 'first')).toBe('unknown');
		expect(pick(b, null, 'first')).toBe('ok');
		expect(pick(a, null, 'first')).toBe('twice');
		expect(pick(a, 'for', null)).toBe('ok');
		expect(pick(a, 'against', null)).toBe('twice');
		expect(table.state.stances).toEqual({ a: 'for', b: 'against' });
		table.to('a1');
		expect(speakingNow(table.rules, table.state)).toEqual([b]);
		table.to('summary-b');
		expect(speakingNow(table.rules, table.state)).toEqual([a]);
	});

	it('is tossed again after it was taken back', () => {
		const table = spoken('public-forum').to('coin');
		table.move(chair, { kind: 'toss', team: 'b', seen: table.seen });
		table.move(table.who('b'), { kind: 'pick', side: 'for', order: null });
		table.act('undo');
		expect(table.state).toMatchObject({ coin: null, stances: { a: 'for', b: 'against' } });
	});
});

describe('points of information', () => {
	it('are offered by the other bench in the open part only', () => {
		const table = spoken('british-parliamentary').to('pm');
		const offer = (by: number) => table.move(by, { kind: 'point', what: 'offer' });
		const [pm, lo, mg, mo] = [
			table.who('og', 'pm'),
			table.who('oo', 'lo'),
			table.who('cg', 'mg'),
			table.who('co', 'mo')
		];
		expect(offer(lo)).toBe('not-now');
		table.act('start');
		table.wait(59);
		expect(offer(lo)).toBe('protected');
		table.wait(1);
		expect(offer(lo)).toBe('ok');
		expect(offer(lo)).toBe('twice');
		expect(offer(mg)).toBe('other-side');
		expect(offer(listener)).toBe('not-yours');
		expect(offer(mo)).toBe('ok');
		const answer = (by: number, who: number, take: boolean) =>
			table.move(by, { kind: 'answer-point', who, take });
		expect(answer(lo, mo, true)).toBe('not-yours');
		expect(answer(pm, lo, true)).toBe('ok');
		expect(table.state.points).toEqual({ offered: [mo], taken: lo });
		expect(answer(pm, mo, false)).toBe('ok');
		expect(answer(pm, lo, false)).toBe('ok');
		expect(table.state.points).toEqual({ offered: [], taken: null });
		table.wait(300);
		expect(offer(mo)).toBe('protected');
	});

	it('are never offered in a reply, nor while the clock stands', () => {
		const table = spoken('world-schools').to('reply-against');
		table.act('start');
		table.wait(90);
		const forIt = table.who('for', '1');
		expect(table.move(forIt, { kind: 'point', what: 'offer' })).toBe('protected');
		table.to('against-1');
		table.act('start');
		table.wait(90).act('pause');
		expect(table.move(forIt, { kind: 'point', what: 'offer' })).toBe('not-now');
	});
});

describe('the floor', () => {
	it('is asked for, given up, and given by the chair, in order', () => {
		const table = spoken('oxford');
		const ask = (by: number) => table.move(by, { kind: 'ask-floor' });
		expect(ask(listener)).toBe('not-now');
		table.to('floor').act('start');
		expect([ask(6), ask(listener), ask(6), ask(7)]).toEqual(['ok', 'ok', 'twice', 'ok']);
		expect(table.move(7, { kind: 'leave-floor' })).toBe('ok');
		expect(table.move(6, { kind: 'call', who: 6 })).toBe('not-chair');
		table.wait(10);
		expect(table.move(chair, { kind: 'call', who: 6 })).toBe('ok');
		expect(table.state).toMatchObject({ called: 6, floor: [listener] });
		expect(hasWord(table.rules, table.state, 6)).toBe(true);
		expect(hasWord(table.rules, table.state, listener)).toBe(false);
		table.wait(15);
		expect(table.move(listener, { kind: 'yield' })).toBe('not-yours');
		expect(table.move(6, { kind: 'yield' })).toBe('ok');
		expect(table.state.airtime).toEqual({ 6: 15_000 });
		table.act('next');
		expect(table.state.floor, 'nobody waits in the next phase').toEqual([]);
	});

	it('is closed to whoever was muted or removed, and taken from them', () => {
		const table = spoken('oxford').to('floor');
		table.move(listener, { kind: 'ask-floor' });
		table.move(chair, { kind: 'call', who: listener });
		expect(table.move(chair, { kind: 'mute', who: listener, on: true })).toBe('ok');
		expect(table.state.called).toBeNull();
		expect(table.move(listener, { kind: 'ask-floor' })).toBe('muted');
		expect(table.move(chair, { kind: 'call', who: listener })).toBe('muted');
		table.move(6, { kind: 'ask-floor' });
		expect(table.move(chair, { kind: 'remove', who: 6, on: true })).toBe('ok');
		expect(table.state.floor).toEqual([]);
		expect(table.move(6, { kind: 'ask-floor' })).toBe('removed');
		expect(table.move(chair, { kind: 'mute', who: secondChair, on: true })).toBe('not-yours');
	});
});

describe('places', () => {
	it('give the speech of somebody absent to another of the team, minutes before', () => {
		const table = spoken('oxford').to('open-for-1');
		const [first, second] = [table.who('for', '1'), table.who('for', '2')];
		const plain = { role: 'speaker', team: 'for', notes: false } as const;
		const seat = { who: second, speaker: '1', ...plain };
		expect(table.move(chair, { kind: 'seat', seat })).toBe('ok');
		expect(speakingNow(table.rules, table.state)).toEqual([second]);
		expect(table.state.people[first]).toMatchObject({ team: 'for', speaker: null });
		expect(table.state.turns.at(-1)?.who).toEqual([second]);
		expect(table.move(chair, { kind: 'seat', seat })).toBe('twice');
	});

	it('are only places of the format, given by a chair, who stays one', () => {
		const table = spoken('oxford');
		const seat = (who: number, team: string | null, role: 'speaker' | 'audience' | 'chair') =>
			table.move(chair, { kind: 'seat', seat: { who, role, team, speaker: null, notes: false } });
		expect(seat(listener, 'nobody', 'speaker')).toBe('unknown');
		expect(seat(listener, null, 'speaker')).toBe('unknown');
		expect(seat(99, 'for', 'speaker')).toBe('unknown');
		expect(seat(secondChair, null, 'audience')).toBe('ok');
		expect(seat(chair, null, 'audience')).toBe('last');
	});

	it('let the machine bring in somebody late, even after the end', () => {
		const table = spoken('oxford');
		table.act('end');
		const seat = { who: 40, role: 'audience', team: null, speaker: null, notes: false } as const;
		expect(table.move(chair, { kind: 'seat', seat })).toBe('ended');
		expect(table.move(0, { kind: 'seat', seat })).toBe('ok');
	});

	it('fall to the team where nobody has them', () => {
		const small = format('karl-popper');
		const table = new Table({
			...small,
			teams: small.teams.map((team) => ({ ...team, speakers: team.speakers.slice(0, 2) }))
		});
		table.to('a3');
		expect(speakingNow(table.rules, table.state)).toEqual([
			table.who('for', '1'),
			table.who('for', '2')
		]);
	});
});

describe('a written speech', () => {
	it('is given once, by whoever it is awaited from, in time and not too long', () => {
		const table = written('oxford').to('open-for-1');
		const [first, second, other] = [
			table.who('for', '1'),
			table.who('for', '2'),
			table.who('against', '1')
		];
		expect(table.state.dueAt).toBe(table.now + 48 * hour * 1000);
		expect(table.say(other, 'speech')).toBe('other-side');
		expect(table.say(second, 'speech')).toBe('not-your-turn');
		expect(table.say(listener, 'speech')).toBe('not-yours');
		expect(table.say(first, 'question')).toBe('not-now');
		expect(table.say(first, 'speech', null, 7001)).toBe('too-long');
		expect(sayable(table.rules, table.state, first, table.now)).toEqual([
			{ as: 'speech', to: null }
		]);
		expect(table.say(first, 'speech', null, 7000)).toBe('ok');
		expect(table.say(first, 'speech')).toBe('twice');
		expect(table.act('next')).toBe('ok');
		expect(table.wait(49 * hour).say(other, 'speech')).toBe('too-late');
	});

	it('is missed when its time is over, and may be given once the chair extends it', () => {
		const table = written('oxford').to('open-for-1');
		const miss = () => table.move(0, { kind: 'miss', index: table.state.phase });
		expect(miss()).toBe('not-now');
		table.wait(49 * hour);
		expect(table.move(listener, { kind: 'miss', index: table.state.phase })).toBe('not-chair');
		expect(miss()).toBe('ok');
		expect(table.events.at(-1)).toMatchObject({ kind: 'missed', data: { team: 'for' } });
		expect(miss()).toBe('twice');
		const extend = (seconds: number) =>
			table.move(chair, { kind: 'extend', dueAt: table.now + seconds * 1000, seen: table.seen });
		expect(extend(-1)).toBe('too-late');
		expect(extend(hour)).toBe('ok');
		expect(table.state.turns.at(-1)?.missed).toBe(false);
		expect(table.say(table.who('for', '1'), 'speech')).toBe('ok');
		table.wait(2 * hour);
		expect(miss()).toBe('twice');
	});

	it('follows the hours and letters that the debate sets instead', () => {
		const table = new Table(format('oxford'), 'written', { hours: 2, letters: 100 });
		table.to('open-for-1');
		expect(table.state.dueAt).toBe(table.now + 2 * hour * 1000);
		expect(table.say(table.who('for', '1'), 'speech', null, 101)).toBe('too-long');
	});

	it('is not for what is spoken', () => {
		const table = spoken('oxford').to('open-for-1');
		expect(table.say(table.who('for', '1'), 'speech')).toBe('not-now');
		expect(written('oxford').to('open-for-1').act('start')).toBe('not-now');
	});

	it('changes to spoken between phases only', () => {
		const table = written('oxford').to('open-for-1');
		const mode = (to: 'spoken' | 'written') =>
			table.move(chair, { kind: 'mode', mode: to, seen: table.seen });
		expect(mode('written')).toBe('twice');
		expect(mode('spoken')).toBe('ok');
		expect(table.state.dueAt).toBeNull();
		table.act('start');
		expect(mode('written')).toBe('running');
		table.act('next');
		expect(mode('written')).toBe('ok');
		expect(table.state.dueAt).toBe(table.now + 48 * hour * 1000);
		table.say(table.who('against', '1'), 'speech');
		expect(mode('spoken')).toBe('running');
	});
});

describe('a written cross-examination', () => {
	it('goes question, answer, question, answer, and ends after the last one', () => {
		const table = written('lincoln-douglas').to('cx-ac');
		const [aff, neg] = [table.who('for'), table.who('against')];
		expect(table.say(aff, 'question')).toBe('other-side');
		expect(table.say(aff, 'answer')).toBe('not-your-turn');
		for (let i = 0; i < 4; i++) {
			expect(table.say(neg, 'question')).toBe('ok');
			const question = table.state.turns.at(-1)?.said.at(-1)?.c ?? -1;
			expect(awaited(table.rules, table.state)).toMatchObject({ as: 'answer', to: question });
			expect(table.say(neg, 'question')).toBe('not-your-turn');
			expect(table.say(aff, 'answer', question + 500)).toBe('unknown');
			expect(table.say(aff, 'answer', question)).toBe('ok');
		}
		expect(table.say(neg, 'question')).toBe('full');
	});

	it('is asked by both in a crossfire, by turns', () => {
		const table = written('public-forum').to('crossfire-1');
		const [a, b] = [table.who('a', '1'), table.who('b', '1')];
		expect(table.say(b, 'question')).toBe('other-side');
		expect([table.say(a, 'question'), table.say(b, 'answer')]).toEqual(['ok', 'ok']);
		expect(table.say(a, 'question')).toBe('other-side');
		expect([table.say(b, 'question'), table.say(a, 'answer')]).toEqual(['ok', 'ok']);
	});
});

describe('a structured academic controversy', () => {
	it('restates until the other pair accepts', () => {
		const table = written('academic-controversy').to('b-restates');
		const [a, b] = [table.who('a'), table.who('b')];
		const accept = (by: number, on: boolean) => table.move(by, { kind: 'accept', on });
		expect(accept(a, true)).toBe('not-now');
		expect(table.say(a, 'restatement')).toBe('other-side');
		expect(table.say(b, 'restatement')).toBe('ok');
		expect(table.say(b, 'restatement')).toBe('twice');
		expect(accept(b, true)).toBe('other-side');
		expect(accept(a, false)).toBe('ok');
		expect(table.state.restated?.state).toBe('sent-back');
		expect(table.say(b, 'reason')).toBe('other-side');
		expect(table.say(a, 'reason')).toBe('ok');
		expect(table.say(b, 'restatement')).toBe('ok');
		expect(table.say(a, 'reason')).toBe('not-now');
		expect(accept(a, true)).toBe('ok');
		expect(accept(a, false)).toBe('twice');
		expect(table.say(b, 'restatement')).toBe('twice');
	});

	it('is accepted aloud when spoken', () => {
		const table = spoken('academic-controversy').to('b-restates');
		expect(table.move(table.who('a'), { kind: 'accept', on: false })).toBe('ok');
		expect(table.move(table.who('a'), { kind: 'accept', on: true })).toBe('ok');
	});

	it('changes sides, and changes them back when the chair goes back', () => {
		const table = spoken('academic-controversy').to('a-restates');
		table.act('next');
		expect(table.state.stances).toEqual({ a: 'against', b: 'for' });
		table.to('discussion');
		expect(table.state.stances).toEqual({ a: 'against', b: 'for' });
		table.to('a-presents');
		expect(table.state.stances).toEqual({ a: 'for', b: 'against' });
	});

	it('writes one statement on its newest wording, signed by all', () => {
		const table = spoken('academic-controversy');
		const [a, b] = [table.who('a'), table.who('b')];
		const draft = (by: number, builtOn: number, c = 7) =>
			table.move(by, { kind: 'draft', c, version: builtOn + 1, builtOn });
		const sign = (by: number, version: number) => table.move(by, { kind: 'sign', version });
		expect(draft(a, 0)).toBe('not-now');
		table.to('statement');
		expect(sign(a, 1)).toBe('not-now');
		expect(draft(listener, 0)).toBe('not-yours');
		expect([draft(a, 0), draft(b, 0), draft(b, 1, 8), draft(b, 1)]).toEqual([
			'ok',
			'stale',
			'unknown',
			'ok'
		]);
		expect([sign(a, 1), sign(a, 2), sign(a, 2)]).toEqual(['stale', 'ok', 'twice']);
		expect(draft(b, 2)).toBe('ok');
		expect(table.state.statement?.signed).toEqual([]);
		const everybody = Object.values(table.state.people).filter(({ team }) => team !== null);
		for (const { who } of everybody) {
			expect(isAgreed(table.state)).toBe(false);
			expect(sign(who, 3)).toBe('ok');
		}
		expect(isAgreed(table.state)).toBe(true);
	});
});

describe('a fishbowl', () => {
	const sit = (table: Table, by: number) => table.move(by, { kind: 'sit' });
	const stand = (table: Table, by: number) => table.move(by, { kind: 'stand' });

	it('seats whoever comes until the free chair is taken; then somebody has to leave', () => {
		const open = format('fishbowl-open');
		const table = new Table({ ...open, circle: { kind: 'open', seats: 3 } });
		expect(sit(table, 4)).toBe('not-now');
		table.to('circle');
		expect(sit(table, chair)).toBe('not-yours');
		for (const who of [4, 5, 6, 7]) expect(sit(table, who)).toBe('ok');
		expect(table.state.circle).toMatchObject({ inner: [4, 5, 6], waiting: [7] });
		expect(sit(table, 7)).toBe('twice');
		expect(stand(table, 5)).toBe('ok');
		expect(table.state.circle).toMatchObject({ inner: [4, 6, 7], waiting: [] });
		expect(stand(table, 5)).toBe('not-now');
		expect(hasWord(table.rules, table.state, 7)).toBe(true);
		expect(hasWord(table.rules, table.state, 5)).toBe(false);
	});

	it('changes the whole group when closed', () => {
		const closed = format('fishbowl-closed');
		const table = new Table({ ...closed, circle: { kind: 'closed', seats: 2 } });
		table.to('circle-1');
		expect(sit(table, listener)).toBe('not-yours');
		const rotate = (inner: number[]) => table.move(chair, { kind: 'rotate', inner });
		expect(rotate([4, 5, 6])).toBe('full');
		expect(rotate([4, 4])).toBe('twice');
		expect(rotate([4, 90])).toBe('unknown');
		expect(nextInner(table.rules, table.state)).toEqual([4, 5]);
		expect(rotate([4, 5])).toBe('ok');
		expect(nextInner(table.rules, table.state)).toEqual([6, 7]);
		rotate([6, 7]);
		expect(nextInner(table.rules, table.state)).toEqual([8, 4]);
		expect(stand(table, 6)).toBe('not-yours');
	});
});

describe('four corners', () => {
	it('records who walked after the private choice, and who speaks for a corner', () => {
		const table = spoken('four-corners').to('choose');
		const walk = (by: number, corner: string) => table.move(by, { kind: 'walk', corner });
		expect(walk(4, 'agree')).toBe('not-now');
		table.to('gather');
		expect([walk(4, 'agree'), walk(5, 'agree'), walk(6, 'disagree')]).toEqual(['ok', 'ok', 'ok']);
		expect(walk(4, 'agree')).toBe('twice');
		expect(walk(4, 'middle')).toBe('unknown');
		expect(walk(chair, 'agree')).toBe('not-yours');
		expect(table.state.moves).toEqual([]);
		const speaks = (by: number, who: number, corner: string) =>
			table.move(by, { kind: 'spokesperson', who, corner });
		expect(speaks(6, 4, 'agree')).toBe('not-yours');
		expect(speaks(5, 6, 'agree')).toBe('unknown');
		expect(speaks(5, 4, 'agree')).toBe('ok');
		table.to('spokesperson-agree');
		expect(speakingNow(table.rules, table.state)).toEqual([4]);
		expect(walk(6, 'agree')).toBe('ok');
		expect(table.say(6, 'reason')).toBe('ok');
		expect(table.say(7, 'reason')).toBe('not-yours');
		expect(table.state.moves).toEqual([{ who: 6, from: 'disagree', to: 'agree', at: table.now }]);
		walk(4, 'strongly-agree');
		expect(table.state.spokespeople).toEqual({});
	});
});

describe('the flow', () => {
	it('is written by teams, note-takers and chairs in the columns that have come', () => {
		const table = spoken('oxford').to('open-for-1');
		const [pro, con] = [table.who('for', '1'), table.who('against', '1')];
		const argue = (by: number, phase: number, c: number) =>
			table.move(by, { kind: 'argue', c, phase, row: 1 });
		expect([argue(pro, 1, 1), argue(notesTaker, 1, 2), argue(chair, 1, 3)]).toEqual(
			Array(3).fill('ok')
		);
		expect(argue(listener, 1, 4)).toBe('not-yours');
		expect(argue(pro, 2, 4)).toBe('not-now');
		expect(argue(pro, 99, 4)).toBe('unknown');
		expect(argue(con, 1, 3)).toBe('twice');
		expect(table.state.arguments.map(({ team }) => team)).toEqual(['for', 'for', 'for']);
		expect(table.move(con, { kind: 'reword', c: 1, version: 2 })).toBe('other-side');
		expect(table.move(notesTaker, { kind: 'reword', c: 1, version: 2 })).toBe('ok');
		expect(table.move(pro, { kind: 'reword', c: 1, version: 2 })).toBe('stale');
		table.move(chair, { kind: 'mute', who: pro, on: true });
		expect(argue(pro, 1, 5)).toBe('muted');
	});

	it('links two arguments, once; what is struck takes its links along, and brings them back', () => {
		const table = spoken('oxford').to('open-against-1');
		const [pro, con] = [table.who('for', '1'), table.who('against', '1')];
		const one = table.argue(notesTaker, 2);
		const two = table.argue(con, 2);
		const link = (by: number, c: number, to: number) =>
			table.move(by, { kind: 'link', c, to, relation: 'attacks' });
		expect([link(con, two, two), link(con, two, 900)]).toEqual(['unknown', 'unknown']);
		expect([link(con, two, one), link(con, two, one)]).toEqual(['ok', 'twice']);
		expect(table.move(pro, { kind: 'unlink', c: two, to: one })).toBe('other-side');
		expect(table.move(con, { kind: 'link', c: two, to: one, relation: 'supports' })).toBe('ok');
		expect(table.state.links).toHaveLength(1);
		const strike = (by: number, on: boolean) => table.move(by, { kind: 'strike', c: two, on });
		expect([strike(pro, true), strike(con, false)]).toEqual(['other-side', 'twice']);
		expect([strike(con, true), strike(con, true)]).toEqual(['ok', 'twice']);
		expect(shownLinks(table.state)).toEqual([]);
		expect(link(con, one, two)).toBe('unknown');
		expect([strike(pro, false), strike(con, false)]).toEqual(['other-side', 'ok']);
		expect(shownLinks(table.state)).toMatchObject([{ c: two, to: one, relation: 'supports' }]);
	});

	it('is still completed after the end by note-takers and chairs', () => {
		const table = spoken('oxford').to('open-for-1');
		table.act('end');
		const argue = (by: number, c: number) => table.move(by, { kind: 'argue', c, phase: 1, row: 1 });
		expect(argue(table.who('for', '1'), 1)).toBe('ended');
		expect([argue(notesTaker, 1), argue(chair, 2)]).toEqual(['ok', 'ok']);
	});
});

describe('votes and ballots', () => {
	it('are open in their phase, and published only when no vote can come any more', () => {
		const table = spoken('oxford');
		const publish = () => table.move(chair, { kind: 'publish', what: 'votes' });
		expect(isVoteOpen(table.rules, table.state, 'before')).toBe(false);
		table.act('next');
		expect(isVoteOpen(table.rules, table.state, 'before')).toBe(true);
		expect(isVoteOpen(table.rules, table.state, 'after')).toBe(false);
		table.to('vote-after');
		expect(publish()).toBe('running');
		table.act('next');
		expect(publish()).toBe('ok');
		expect(publish()).toBe('twice');
		const before = table.state;
		expect(table.act('undo')).toBe('not-now');
		table.to('vote-after');
		expect(table.state).toBe(before);
	});

	it('of judges are published once all have spoken', () => {
		const table = spoken('lincoln-douglas').to('2ar');
		const publish = (what: 'votes' | 'ballots') => table.move(chair, { kind: 'publish', what });
		expect([publish('ballots'), publish('votes')]).toEqual(['running', 'unknown']);
		table.act('end');
		expect(publish('ballots')).toBe('ok');
	});
});

describe('before and after', () => {
	it('nothing moves', () => {
		const table = spoken('oxford').to('open-for-1');
		const c = table.argue(table.who('for', '1'), 1);
		table.act('start');
		table.wait(30).act('end');
		expect(table.state.airtime).toEqual({ [table.who('for', '1')]: 30_000 });
		for (const kind of ['next', 'start', 'pause', 'undo', 'end'] as const)
			expect(table.act(kind)).toBe('ended');
		expect(table.move(listener, { kind: 'ask-floor' })).toBe('ended');
		expect(table.move(chair, { kind: 'hide', c, on: true })).toBe('ok');
		expect(table.move(listener, { kind: 'hide', c, on: false })).toBe('not-chair');
		expect(possibleMoves(table.rules, table.state, listener, table.now)).toEqual([]);
	});

	it('a move of nobody, or of somebody erased, is refused', () => {
		const table = spoken('oxford').to('floor');
		expect(table.move(77, { kind: 'ask-floor' })).toBe('unknown');
		table.happen({ kind: 'erased', data: { who: listener } });
		expect(table.move(listener, { kind: 'ask-floor' })).toBe('unknown');
	});
});

describe('airtime', () => {
	it('is of whoever had the word, by team and side, and counts what runs', () => {
		const table = spoken('karl-popper').to('a1');
		table.act('start');
		table.wait(100).to('n3-a1').act('start');
		table.wait(60);
		const { people, teams, sides } = airtimeOf(table.rules, table.state, table.now);
		expect(people).toEqual({
			[table.who('for', '1')]: 130_000,
			[table.who('against', '3')]: 30_000
		});
		expect(teams).toEqual({ for: 130_000, against: 30_000 });
		expect(sides).toEqual({ for: 130_000, against: 30_000 });
	});

	it('adds up two teams of one bench', () => {
		const table = spoken('british-parliamentary').to('pm');
		for (const key of ['pm', 'mg']) {
			table.to(key).act('start');
			table.wait(10);
		}
		const { sides, teams } = airtimeOf(table.rules, table.state, table.now);
		expect(teams).toMatchObject({ og: 10_000, cg: 10_000, oo: 0 });
		expect(sides).toEqual({ for: 20_000, against: 0 });
	});

	it('is of no side where the pairs change sides', () => {
		const table = spoken('academic-controversy').to('a-presents');
		expect(airtimeOf(table.rules, table.state, table.now).sides).toBeNull();
	});
});
