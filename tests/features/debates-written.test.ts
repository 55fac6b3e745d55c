/*
 * A debate in writing over days, with the clock moved by hand: whose turn it is, what is refused, what
 * happens when a time is over, who is told and reminded, once, in however many processes.
 */
import { isActionFailure } from '@sveltejs/kit';
import { and, eq, like } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import type { DebateSettings, Move, Refusal } from '$lib/debates/debate';
import { formats } from '$lib/debates/formats';
import type { FormatBody } from '$lib/debates/format';
import { debateHere } from '$lib/debates/room/finding.server';
import { moveAction } from '$lib/debates/room/move-action.server';
import { move, moveAsMachine, type Moved } from '$lib/debates/room/moving.server';
import { attend, attendAllIn } from '$lib/debates/written/attending.server';
import { withNumbered } from '$lib/debates/written/writing.server';
import { noticesFor } from '$lib/notices/notices.server';
import { noticePath, noticeText } from '$lib/notices/words';
import { db } from '$lib/server/db/client';
import {
	accommodation,
	contribution,
	debateEvent,
	debateVote,
	job,
	notice
} from '$lib/server/db/schema';
import { runDueJobs } from '$lib/server/jobs';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow,
	ends,
	goes,
	moves,
	opened,
	stateIn,
	type BuiltDebate
} from '../support/debates';
import { aClass, type Class } from '../support/writers';

testDatabase();

const hour = 3_600_000;
const after = (hours: number) => new Date(debateNow.getTime() + hours * hour);
const karachi = { timeZone: 'Asia/Karachi', locale: 'en' as const };

let course: Class;
let pro: Actor;
let con: Actor;
let listener: Actor;
beforeAll(async () => {
	course = await aClass();
	pro = await aStudent(course, { name: 'Pro Parveen' });
	con = await aStudent(course, { name: 'Con Kamran' });
	listener = await aStudent(course, { name: 'Listener Lubna' });
});
// A page shows five notices: those of the debates before would stand in their place.
beforeEach(async () => {
	await db().delete(job);
	await db().delete(notice);
});

/** A vote, a speech for, four questions to them, a speech against; a day each. */
function shortFormat(): FormatBody {
	const { oxford } = formats;
	if (!oxford) throw new Error('There is no such format.');
	const part = (key: string) => {
		const found = oxford.phases.find((phase) => phase.key === key);
		if (!found) throw new Error(`There is no ${key}.`);
		return { ...found, written: { hours: 24, letters: 200, exchanges: 2 } };
	};
	const speech = part('open-for-1');
	const anybody = (team: string) => ({ team, speakers: [] });
	return {
		...oxford,
		phases: [
			part('vote-before'),
			{ ...speech, key: 'for', who: anybody('for') },
			{ ...speech, key: 'cross', kind: 'cross', who: anybody('for'), other: anybody('against') },
			{ ...speech, key: 'against', who: anybody('against') }
		]
	};
}

async function begun(
	settings: Partial<DebateSettings> = {},
	mode: 'written' | 'spoken' = 'written'
): Promise<BuiltDebate> {
	const built = await aDebate(course, {
		format: shortFormat(),
		settings,
		mode,
		places: [
			{ actor: course.instructor, role: 'chair' },
			{ actor: pro, role: 'speaker', team: 'for', speaker: '1' },
			{ actor: con, role: 'speaker', team: 'against', speaker: '1' },
			{ actor: listener, role: 'audience' }
		]
	});
	await opened(built);
	await goes(built, 'for');
	return built;
}

const saying = (as: Extract<Move, { kind: 'say' }>['as'] = 'speech'): Move => ({
	kind: 'say',
	as,
	to: null,
	c: 0,
	letters: 0
});

function say(
	actor: Actor,
	{ address }: BuiltDebate,
	now: Date,
	given: { body?: string; as?: Parameters<typeof saying>[0]; key?: string } = {}
): Promise<Moved> {
	const { body = 'Courts first.', as, key = null } = given;
	return move(actor, address, saying(as), { key, words: { body, lang: 'en', passages: [] } }, now);
}

async function refusalOf(done: Promise<Moved>): Promise<Refusal | 'empty' | null> {
	const moved = await done;
	return moved.ok ? null : moved.reason;
}

const keyIn = async (built: BuiltDebate) =>
	shortFormat().phases[(await stateIn(built)).phase]?.key ?? null;
const eventsOf = (built: BuiltDebate, kind: 'missed' | 'said' | 'phase') =>
	db()
		.select()
		.from(debateEvent)
		.where(and(eq(debateEvent.debateId, built.id), eq(debateEvent.kind, kind)));

/** Notices about one debate: the person and the kind. */
async function told(built: BuiltDebate): Promise<[string, string][]> {
	const rows = await db().select().from(notice).where(like(notice.kind, 'debate.%'));
	const names = new Map(
		[pro, con, listener, course.instructor].map((one) => [
			membershipOf(one).enrolmentId,
			one.person?.name.split(' ')[0] ?? ''
		])
	);
	return rows
		.filter((row) => row.payload.id === built.id)
		.map((row): [string, string] => [names.get(row.enrolmentId) ?? '?', row.kind])
		.sort();
}

const count = async (built: BuiltDebate, kind: string, name?: string) =>
	(await told(built)).filter((one) => one[1] === kind && (!name || one[0] === name)).length;

const look = (built: BuiltDebate, now: Date) => attend(built.courseId, built.id, now);

/** As the timer would: until nothing is due. */
async function runAll(now: Date): Promise<void> {
	for (let n = 0; n < 20; n++) if ((await runDueJobs(now)) === 0) return;
	throw new Error('Jobs make each other without end.');
}

describe('turns', () => {
	let built: BuiltDebate;
	beforeEach(async () => (built = await begun()));

	it('are taken in order, each as soon as the one before was given, with a time of its own', async () => {
		expect((await stateIn(built)).dueAt).toBe(after(24).getTime());
		expect(await refusalOf(say(pro, built, after(3)))).toBeNull();
		expect(await keyIn(built)).toBe('cross');
		expect((await stateIn(built)).dueAt).toBe(after(27).getTime());
		for (const n of [4, 5]) {
			expect(await refusalOf(say(con, built, after(n), { as: 'question' }))).toBeNull();
			expect(await refusalOf(say(pro, built, after(n), { as: 'answer' }))).toBeNull();
		}
		expect(await keyIn(built)).toBe('against');
		expect(await refusalOf(say(con, built, after(6)))).toBeNull();
		expect((await stateIn(built)).endedAt).toBe(after(6).getTime());
		const events = await db()
			.select({ seq: debateEvent.seq })
			.from(debateEvent)
			.where(eq(debateEvent.debateId, built.id));
		expect(events.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(events.map((_, i) => i + 1));
	});

	it('refuses who is not at turn, of the other side, too long, empty, late and after the end', async () => {
		const before = (await stateIn(built)).seq;
		expect(await refusalOf(say(con, built, after(1)))).toBe('other-side');
		expect(await refusalOf(say(listener, built, after(1)))).toBe('not-yours');
		expect(await refusalOf(say(pro, built, after(1), { as: 'question' }))).toBe('not-now');
		expect(await refusalOf(say(pro, built, after(1), { body: 'ک'.repeat(201) }))).toBe('too-long');
		expect(await refusalOf(say(pro, built, after(1), { body: ' \n ' }))).toBe('empty');
		expect(await refusalOf(say(pro, built, after(24.01)))).toBe('too-late');
		expect((await stateIn(built)).seq).toBe(before);
		await ends(built, after(2));
		expect(await refusalOf(say(pro, built, after(3)))).toBe('ended');
		const words = await db().select().from(contribution).where(eq(contribution.debateId, built.id));
		expect(words).toEqual([]);
	});

	it('count letters alike however they were typed, and take as many as are allowed', async () => {
		expect(
			await refusalOf(say(pro, built, after(1), { body: 'آ'.normalize('NFD').repeat(200) }))
		).toBeNull();
	});

	it('are given once, also when a line breaks and they are sent again', async () => {
		const first = await say(pro, built, after(1), { key: 'abc' });
		const again = await say(pro, built, after(1), { key: 'abc' });
		expect(again.ok && first.ok && again.c === first.c).toBe(true);
		expect(await eventsOf(built, 'said')).toHaveLength(1);
		expect(await refusalOf(say(pro, built, after(1), { key: 'def' }))).toBe('not-now');
	});

	it('are taken later from somebody with whom more time was agreed, and from nobody else', async () => {
		const spared = await aStudent(course, { name: 'Spared Saira' });
		const { enrolmentId } = membershipOf(spared);
		await db()
			.insert(accommodation)
			.values({
				courseId: course.courseId,
				enrolmentId,
				extraHours: 12,
				grantedBy: membershipOf(course.instructor).enrolmentId,
				grantedAt: debateNow
			});
		const other = await aDebate(course, {
			format: shortFormat(),
			settings: { whenMissed: 'skip' },
			mode: 'written',
			places: [
				{ actor: course.instructor, role: 'chair' },
				{ actor: spared, role: 'speaker', team: 'for', speaker: '1' },
				{ actor: con, role: 'speaker', team: 'against', speaker: '1' }
			]
		});
		await opened(other);
		await goes(other, 'for');
		expect((await stateIn(other)).dueAt).toBe(after(24).getTime());
		await look(other, after(30));
		expect(await eventsOf(other, 'missed')).toEqual([]);
		const [mine] = await noticesFor(spared, after(30));
		expect(mine?.dueAt).toEqual(after(36));
		expect(await refusalOf(say(spared, other, after(35)))).toBeNull();
	});
});

describe('what the form of a turn comes back with', () => {
	const posted = (actor: Actor, built: BuiltDebate, fields: Record<string, string | string[]>) => {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields))
			for (const one of [value].flat()) body.append(name, one);
		const url = new URL(`http://localhost/debates/${built.address.debateSlug}?/move`);
		const params = {
			course: course.slug,
			module: built.address.moduleSlug,
			debate: built.address.debateSlug
		};
		const headers = { 'x-sveltekit-action': 'true' };
		const request = new Request(url, { method: 'POST', body, headers });
		const locals = { actor, locale: 'en', now: after(1) };
		return { request, params, url, locals } as unknown as Parameters<typeof moveAction>[0];
	};
	const turn = JSON.stringify(saying());

	it('is a failure with every word, when it is refused', async () => {
		const built = await begun();
		const body = 'x'.repeat(201);
		const answer = await moveAction(posted(pro, built, { move: turn, body, lang: 'ur' }));
		expect(isActionFailure(answer)).toBe(true);
		expect(answer).toMatchObject({
			data: { refused: 'too-long', form: { tone: 'alert', values: { body, lang: 'ur' } } }
		});
	});

	it('says that it was done, with passages from several fields, each once', async () => {
		const built = await begun();
		const here = await debateHere(pro, built.address, debateNow);
		const asked = { reading: 'taliban-talks', paragraph: 1, sentence: 1, there: [] };
		const found = await withNumbered(pro, here, asked, 'en', debateNow);
		if (!found.ok) throw new Error(found.reason);
		const passages = [JSON.stringify(found.passages), '', JSON.stringify(found.passages)];
		const fields = { move: turn, body: 'With a passage.', passages };
		const answer = await moveAction(posted(pro, built, fields));
		expect(isActionFailure(answer)).toBe(false);
		expect(answer).toHaveProperty('moved.c', 1);
		const [words] = await db()
			.select()
			.from(contribution)
			.where(eq(contribution.debateId, built.id));
		expect(words?.passages).toEqual(found.passages);
	});

	it('names what of a numbered passage is not there', async () => {
		const built = await begun();
		const here = await debateHere(pro, built.address, debateNow);
		const asked = { reading: 'taliban-talks', paragraph: 1, sentence: 1, there: [] };
		const reasonOf = async (over: Partial<typeof asked>) => {
			const found = await withNumbered(pro, here, { ...asked, ...over }, 'en', debateNow);
			return found.ok ? null : found.reason;
		};
		expect(await reasonOf({ reading: 'nothing' })).toBe('no-reading');
		expect(await reasonOf({ paragraph: 0 })).toBe('no-paragraph');
		expect(await reasonOf({ paragraph: 999 })).toBe('no-paragraph');
		expect(await reasonOf({ sentence: 0 })).toBe('no-sentence');
		expect(await reasonOf({ sentence: 99 })).toBe('no-sentence');
	});
});

describe('a time that is over', () => {
	it('is missed once though two processes look at once, and waits for the chair', async () => {
		const built = await begun();
		await Promise.all([look(built, after(24.1)), look(built, after(24.1))]);
		await look(built, after(30));
		expect(await eventsOf(built, 'missed')).toHaveLength(1);
		expect(await keyIn(built)).toBe('for');
		expect(await count(built, 'debate.missed', 'Teacher')).toBe(1);
		expect(await count(built, 'debate.missed', 'Pro')).toBe(1);
		expect(await refusalOf(say(pro, built, after(30)))).toBe('too-late');
	});

	it('is given again by the chair, and said again when it is missed again', async () => {
		const built = await begun();
		await look(built, after(25));
		const { chairSeq: seen } = await stateIn(built);
		const dueAt = after(40).getTime();
		await moves(course.instructor, built, { kind: 'extend', dueAt, seen }, null, after(26));
		const shown = await noticesFor(course.instructor, after(26));
		expect(shown.filter((n) => n.payload.id === built.id)).toEqual([]);
		await look(built, after(41));
		expect(await eventsOf(built, 'missed')).toHaveLength(2);
		expect(await count(built, 'debate.missed', 'Teacher')).toBe(2);
	});

	it('goes on by itself where that was agreed, once, with a whole time for the next', async () => {
		const built = await begun({ whenMissed: 'skip' });
		await Promise.all([look(built, after(25)), look(built, after(25))]);
		expect(await keyIn(built)).toBe('cross');
		expect(await eventsOf(built, 'missed')).toHaveLength(1);
		expect((await stateIn(built)).dueAt).toBe(after(49).getTime());
		expect(await count(built, 'debate.turn', 'Con')).toBe(1);
		// The server was away for a week: whoever comes next still gets a whole time.
		await look(built, after(200));
		expect(await keyIn(built)).toBe('against');
		expect((await stateIn(built)).dueAt).toBe(after(224).getTime());
		await look(built, after(225));
		expect((await stateIn(built)).endedAt).toBe(after(225).getTime());
	});

	it('closes a vote and begins the first speech', async () => {
		const built = await begun();
		await goes(built, 'vote-before', after(1));
		await look(built, after(2));
		expect(await count(built, 'debate.turn', 'Listener')).toBe(1);
		await look(built, after(26));
		expect(await keyIn(built)).toBe('for');
		expect(await eventsOf(built, 'missed')).toEqual([]);
	});

	it('cannot be called missed before, or by somebody who does not chair', async () => {
		const built = await begun();
		const miss: Move = { kind: 'miss', index: 1 };
		expect(await refusalOf(moveAsMachine(built.courseId, built.id, miss, after(2)))).toBe(
			'not-now'
		);
		expect(await refusalOf(move(con, built.address, miss, {}, after(25)))).toBe('not-chair');
	});
});

describe('a debate that opens', () => {
	const opens = async (given: Parameters<typeof aDebate>[1]) => {
		const places = [
			{ actor: pro, role: 'speaker' as const, team: given?.format ? 'a' : 'for', speaker: '1' },
			{ actor: con, role: 'speaker' as const, team: given?.format ? 'b' : 'against', speaker: '1' }
		];
		const built = await aDebate(course, { ...given, places });
		await opened(built);
		return stateIn(built);
	};

	it('in writing begins at once; a spoken one waits for its chair', async () => {
		expect(await opens({ mode: 'written' })).toMatchObject({ phase: 0 });
		expect((await opens({ mode: 'written' })).dueAt).toBeGreaterThan(debateNow.getTime());
		expect(await opens({ mode: 'spoken' })).toMatchObject({ phase: -1, dueAt: null });
	});

	it('in writing has its coin tossed; whoever won it picks', async () => {
		const format = formats['public-forum'];
		if (!format) throw new Error('There is no such format.');
		const { phase, coin } = await opens({ format, mode: 'written' });
		expect(format.phases[phase]?.kind).toBe('coin');
		expect(coin).toMatchObject({ drawn: true, picked: null });
		expect(['a', 'b']).toContain(coin?.winner);
		expect(await opens({ format, mode: 'spoken' })).toMatchObject({ phase: -1, coin: null });
	});
});

describe('whoever is at turn', () => {
	it('is told at once, with the end in the course’s zone, and no longer when it was given', async () => {
		const built = await begun();
		await runAll(debateNow);
		const [one] = (await noticesFor(pro, debateNow)).filter((n) => n.payload.id === built.id);
		expect(one?.kind).toBe('debate.turn');
		expect(one && noticeText(one, karachi)).toContain('11 November 2026');
		expect(one && noticeText(one, { ...karachi, locale: 'ur' })).toContain('باری');
		expect(one && noticePath(one)).toBe(
			`/modules/hard-state-soft-state/debates/${built.address.debateSlug}`
		);
		expect(await told(built)).toEqual([['Pro', 'debate.turn']]);
		await say(pro, built, after(1));
		await runAll(after(1));
		expect((await noticesFor(pro, after(1))).filter((n) => n.payload.id === built.id)).toEqual([]);
		expect(await told(built)).toEqual([
			['Con', 'debate.turn'],
			['Pro', 'debate.turn']
		]);
	});

	it('is reminded once before the end, also by two processes, and not when it was given', async () => {
		const built = await begun({ remindHours: 6 });
		await look(built, after(17.9));
		expect(await count(built, 'debate.reminder')).toBe(0);
		await Promise.all([look(built, after(18.1)), look(built, after(18.1))]);
		await look(built, after(20));
		expect(await count(built, 'debate.reminder', 'Pro')).toBe(1);
		expect(await count(built, 'debate.reminder')).toBe(1);
		await say(pro, built, after(21));
		const shown = await noticesFor(pro, after(21));
		expect(shown.filter((n) => n.payload.id === built.id)).toEqual([]);
	});

	it('is reminded by the job that was put down, and again after the time was extended', async () => {
		const built = await begun({ remindHours: 6 });
		await runAll(debateNow);
		await runAll(after(18));
		expect(await count(built, 'debate.reminder')).toBe(1);
		const { chairSeq: seen } = await stateIn(built);
		const dueAt = after(48).getTime();
		await moves(course.instructor, built, { kind: 'extend', dueAt, seen }, null, after(19));
		await runAll(after(19));
		await runAll(after(42));
		expect(await count(built, 'debate.reminder')).toBe(2);
		const mine = await noticesFor(pro, after(42));
		expect(mine.filter((n) => n.payload.id === built.id).map((n) => [n.kind, n.dueAt])).toEqual([
			['debate.reminder', after(48)]
		]);
	});

	it('is not reminded to vote after having voted, and no notice says how', async () => {
		const built = await begun({ remindHours: 6 });
		await goes(built, 'vote-before');
		await db()
			.insert(debateVote)
			.values({
				courseId: built.courseId,
				debateId: built.id,
				enrolmentId: membershipOf(listener).enrolmentId,
				moment: 'before',
				choice: 'against',
				lang: 'en',
				savedAt: debateNow
			});
		await look(built, after(20));
		expect(await count(built, 'debate.turn', 'Listener')).toBe(1);
		expect(await count(built, 'debate.reminder')).toBe(0);
		const rows = await db().select().from(notice).where(like(notice.kind, 'debate.%'));
		expect(JSON.stringify(rows)).not.toContain('against');
	});

	it('is found by the quarterly round too, when a job was lost', async () => {
		const built = await begun();
		await db().delete(job).where(like(job.kind, 'debates.%'));
		await attendAllIn(built.courseId, after(1));
		expect(await count(built, 'debate.turn', 'Pro')).toBe(1);
		await attendAllIn(built.courseId, after(25));
		expect(await eventsOf(built, 'missed')).toHaveLength(1);
	});
});

describe('from the room into writing', () => {
	it('gives the turn its time and tells whose it is', async () => {
		const built = await begun({}, 'spoken');
		await runAll(debateNow);
		expect(await told(built)).toEqual([]);
		const { chairSeq: seen } = await stateIn(built);
		await moves(course.instructor, built, { kind: 'mode', mode: 'written', seen }, null, after(1));
		expect((await stateIn(built)).dueAt).toBe(after(25).getTime());
		await runAll(after(1));
		expect(await told(built)).toEqual([['Pro', 'debate.turn']]);
		expect(await refusalOf(say(pro, built, after(2)))).toBeNull();
	});

	it('and back into the room: nothing is due, and nobody is told that it is', async () => {
		const built = await begun();
		await look(built, debateNow);
		const { chairSeq: seen } = await stateIn(built);
		await moves(course.instructor, built, { kind: 'mode', mode: 'spoken', seen }, null, after(1));
		expect((await stateIn(built)).dueAt).toBeNull();
		await look(built, after(48));
		expect(await eventsOf(built, 'missed')).toEqual([]);
		const mine = await noticesFor(pro, after(48));
		expect(mine.filter((n) => n.payload.id === built.id)).toEqual([]);
	});
});
