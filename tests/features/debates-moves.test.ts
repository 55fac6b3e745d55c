/*
 * Moves on the server: each is written once, in one line without a gap, with its words; what is
 * refused says why and leaves the debate as it was.
 */
import { and, asc, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { actorFor } from '$lib/access/identify.server';
import type { Move, Refusal } from '$lib/debates/debate';
import { formats } from '$lib/debates/formats';
import { debateHere } from '$lib/debates/room/finding.server';
import { move, moveAsMachine } from '$lib/debates/room/moving.server';
import { open } from '$lib/debates/room/opening.server';
import { passagesFrom } from '$lib/debates/room/passages.server';
import { liveFor, toldAfter } from '$lib/debates/room/reading.server';
import { db } from '$lib/server/db/client';
import {
	auditEvent,
	contribution,
	contributionVersion,
	course as courses,
	debate,
	debateEvent,
	debatePerson
} from '$lib/server/db/schema';
import { anObserver, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow as now,
	ends,
	goes,
	moves,
	opened,
	stateIn,
	type BuiltDebate
} from '../support/debates';
import { textOf } from '../support/notes';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let pro: Actor;
let con: Actor;
let listener: Actor;

beforeEach(async () => {
	course = await aClass();
	pro = await aStudent(course, { name: 'Parveen' });
	con = await aStudent(course, { name: 'Kamran' });
	listener = await aStudent(course, { name: 'Laila' });
});

function aSeated(mode: 'spoken' | 'written' = 'spoken'): Promise<BuiltDebate> {
	return aDebate(course, {
		mode,
		places: [
			{ actor: course.instructor, role: 'chair' },
			{ actor: pro, role: 'speaker', team: 'for', speaker: '1' },
			{ actor: con, role: 'speaker', team: 'against', speaker: '1' }
		]
	});
}

async function anOpened(mode: 'spoken' | 'written' = 'spoken'): Promise<BuiltDebate> {
	const built = await aSeated(mode);
	await opened(built);
	return built;
}

const words = (body: string) => ({ body, lang: 'en' as const, passages: [] });

async function eventsOf({ courseId, id }: BuiltDebate) {
	return db()
		.select()
		.from(debateEvent)
		.where(and(eq(debateEvent.courseId, courseId), eq(debateEvent.debateId, id)))
		.orderBy(asc(debateEvent.seq));
}

async function toldOf(built: BuiltDebate, after = 0) {
	return toldAfter(await debateHere(course.instructor, built.address, now), after);
}

/** Refused with this reason, and nothing was written. */
async function refuses(
	actor: Actor,
	built: BuiltDebate,
	wanted: Move,
	reason: Refusal | 'empty',
	given: Parameters<typeof move>[3] = {},
	at = now
): Promise<void> {
	const before = await eventsOf(built);
	expect(await move(actor, built.address, wanted, given, at)).toEqual({ ok: false, reason });
	expect(await eventsOf(built)).toEqual(before);
	const [row] = await db().select().from(debate).where(eq(debate.id, built.id));
	expect(row?.seq).toBe(before.length);
}

describe('a debate that is planned', () => {
	it('is there for members, and takes no move before it opens', async () => {
		const built = await aSeated();
		const live = await liveFor(pro, built.address, now);
		expect(live).toMatchObject({ told: [], me: 2, state: 'planned', place: { team: 'for' } });
		await refuses(pro, built, { kind: 'ask-floor' }, 'not-opened');
		await refuses(listener, built, { kind: 'ask-floor' }, 'not-opened');
	});

	it('opens once, with everybody who is not absent, by whoever may chair it', async () => {
		const built = await aDebate(course, {
			places: [
				{ actor: pro, role: 'speaker', team: 'for', speaker: '1' },
				{ actor: con, role: 'speaker', team: 'against', speaker: '1', isAbsent: true }
			]
		});
		await expect(open(pro, built.address, now)).rejects.toMatchObject({ status: 403 });
		const tries = [1, 2].map(() => open(course.instructor, built.address, now));
		const answers = await Promise.all(tries);
		expect(answers.filter((one) => one.ok)).toHaveLength(1);
		expect(answers.find((one) => !one.ok)).toEqual({ ok: false, reason: 'twice' });
		const [first] = await toldOf(built);
		expect(first).toMatchObject({
			seq: 1,
			kind: 'opened',
			by: 3,
			data: {
				seats: [
					{ who: 1, role: 'speaker', team: 'for' },
					{ who: 3, role: 'chair', team: null }
				]
			},
			names: { 1: { en: 'Parveen' }, 3: { en: 'Teacher Tahira' } }
		});
		const [row] = await db().select().from(debate).where(eq(debate.id, built.id));
		expect(row).toMatchObject({ state: 'open', openedAt: now, seq: 1, people: 3 });
	});

	it('that was called off neither opens nor takes moves', async () => {
		const built = await aSeated();
		await db().update(debate).set({ state: 'cancelled' }).where(eq(debate.id, built.id));
		expect(await open(course.instructor, built.address, now)).toEqual({
			ok: false,
			reason: 'ended'
		});
		await refuses(pro, built, { kind: 'ask-floor' }, 'ended');
	});
});

describe('a move', () => {
	it('is an event with the next number and the server’s moment', async () => {
		const built = await anOpened();
		await goes(built, 'floor');
		const later = new Date(now.getTime() + 1234);
		const done = await move(pro, built.address, { kind: 'ask-floor' }, {}, later);
		expect(done).toEqual({ ok: true, seq: 3, c: null });
		const told = await toldOf(built, 2);
		expect(told).toEqual([
			{ seq: 3, kind: 'asked-floor', at: later.getTime(), by: 2, data: { who: 2 } }
		]);
		expect((await stateIn(built)).floor).toEqual([2]);
	});

	it('that is sent twice under one key is done once and answered alike', async () => {
		const built = await anOpened();
		await goes(built, 'floor');
		const post = (actor: Actor) =>
			move(actor, built.address, { kind: 'ask-floor' }, { key: 'k1' }, now);
		const both = await Promise.all([post(listener), post(listener)]);
		expect(both[0]).toEqual(both[1]);
		expect(both[0]).toMatchObject({ ok: true });
		expect(await post(listener)).toEqual(both[0]);
		// The same key of somebody else is another one.
		expect(await post(pro)).toMatchObject({ ok: true, seq: 5 });
		expect((await eventsOf(built)).map(({ kind }) => kind)).toEqual([
			'opened',
			'phase',
			'seated',
			'asked-floor',
			'asked-floor'
		]);
	});

	it('never stands before an event that another server’s clock gave a later moment', async () => {
		const built = await anOpened();
		await goes(built, 'floor', new Date(now.getTime() + 5000));
		await moves(pro, built, { kind: 'ask-floor' }, null, now);
		const [, before, after] = await eventsOf(built);
		expect(after?.at).toEqual(before?.at);
	});

	it('by two chairs at once is done once: the other sees that it is stale', async () => {
		const built = await anOpened();
		const { chairSeq: seen } = await stateIn(built);
		const answers = await Promise.all(
			[course.instructor, course.assistant, course.instructor].map((chair) =>
				move(chair, built.address, { kind: 'next', seen }, {}, now)
			)
		);
		expect(answers.filter((one) => one.ok)).toHaveLength(1);
		expect(answers.filter((one) => !one.ok && one.reason === 'stale')).toHaveLength(2);
		const events = await eventsOf(built);
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
		expect((await stateIn(built)).phase).toBe(0);
	});

	it('of many at once leaves no gap and no number twice', async () => {
		const built = await anOpened();
		await goes(built, 'floor');
		const people = await Promise.all([1, 2, 3, 4, 5, 6].map(() => aStudent(course)));
		const answers = await Promise.all(
			people.map((one) => move(one, built.address, { kind: 'ask-floor' }, {}, now))
		);
		expect(answers.every((one) => one.ok)).toBe(true);
		const events = await eventsOf(built);
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
		const numbers = await db()
			.select({ number: debatePerson.number })
			.from(debatePerson)
			.where(eq(debatePerson.debateId, built.id))
			.orderBy(asc(debatePerson.number));
		expect(numbers.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});
});

describe('the toss', () => {
	async function atTheCoin(): Promise<{
		built: BuiltDebate;
		toss: Extract<Move, { kind: 'toss' }>;
	}> {
		const format = formats['public-forum'];
		if (!format) throw new Error('There is no such format.');
		const built = await aDebate(course, {
			format,
			places: [
				{ actor: pro, role: 'speaker', team: 'a', speaker: '1' },
				{ actor: con, role: 'speaker', team: 'b', speaker: '1' }
			]
		});
		await opened(built);
		await goes(built, 'coin');
		const { chairSeq: seen } = await stateIn(built);
		return { built, toss: { kind: 'toss', team: null, seen } };
	}

	it('is drawn by the server, whatever the chair’s browser says the lot was', async () => {
		const { built, toss } = await atTheCoin();
		await moves(course.instructor, built, { ...toss, drawn: 'c' });
		const { coin } = await stateIn(built);
		expect(['a', 'b']).toContain(coin?.winner);
		expect(coin?.drawn).toBe(true);
	});

	it('of a real coin is entered, and everybody can see that', async () => {
		const { built, toss } = await atTheCoin();
		await refuses(course.instructor, built, { ...toss, team: 'c' }, 'unknown');
		await moves(course.instructor, built, { ...toss, team: 'b' });
		expect((await stateIn(built)).coin).toMatchObject({ winner: 'b', drawn: false });
	});
});

describe('a move is refused', () => {
	it('when the chair has not seen what happened since', async () => {
		const built = await anOpened();
		const { chairSeq: seen } = await stateIn(built);
		await goes(built);
		await refuses(course.instructor, built, { kind: 'next', seen }, 'stale');
	});

	it('when it is the chair’s, to whoever is not', async () => {
		const built = await anOpened();
		const { chairSeq: seen } = await stateIn(built);
		await refuses(pro, built, { kind: 'next', seen }, 'not-chair');
		await refuses(listener, built, { kind: 'mute', who: 2, on: true }, 'not-chair');
	});

	it('out of turn, by the other side, without words, too long and too late', async () => {
		const built = await anOpened('written');
		const say: Move = { kind: 'say', as: 'speech', to: null, c: 0, letters: 0 };
		await refuses(pro, built, say, 'not-now', { words: words('Early.') });
		await goes(built, 'open-for-1');
		await refuses(con, built, say, 'other-side', { words: words('Mine.') });
		await refuses(listener, built, say, 'not-yours', { words: words('Mine.') });
		await refuses(pro, built, say, 'empty', { words: words('  ') });
		await refuses(pro, built, say, 'empty');
		await refuses(pro, built, say, 'too-long', { words: words('x'.repeat(20_000)) });
		const { dueAt } = await stateIn(built);
		const after = new Date((dueAt ?? 0) + 1);
		await refuses(pro, built, say, 'too-late', { words: words('Late.') }, after);
	});

	it('after the end, when muted and when sent out', async () => {
		const built = await anOpened();
		await goes(built, 'floor');
		await moves(course.instructor, built, { kind: 'mute', who: 2, on: true });
		await refuses(pro, built, { kind: 'ask-floor' }, 'muted');
		await moves(course.instructor, built, { kind: 'remove', who: 3, on: true });
		await refuses(con, built, { kind: 'ask-floor' }, 'removed');
		const acts = await db().select().from(auditEvent).where(eq(auditEvent.subjectId, built.id));
		expect(acts.map(({ act }) => act)).toEqual(['debate.mute', 'debate.remove']);
		await ends(built);
		await refuses(listener, built, { kind: 'ask-floor' }, 'ended');
		const [row] = await db().select().from(debate).where(eq(debate.id, built.id));
		expect(row).toMatchObject({ state: 'ended', endedAt: now });
	});

	it('with 403 to observers, in the students’ view and in an archived course', async () => {
		const built = await anOpened();
		const wanted: Move = { kind: 'ask-floor' };
		const observer = await anObserver(course);
		for (const actor of [observer, seeingAsStudent(course.instructor)])
			await expect(move(actor, built.address, wanted, {}, now)).rejects.toMatchObject({
				status: 403
			});
		await db().update(courses).set({ state: 'archived' }).where(eq(courses.id, course.courseId));
		const archived = await actorFor(personOf(pro).id, course.slug);
		if (!archived) throw new Error('Nobody is there.');
		await expect(move(archived, built.address, wanted, {}, now)).rejects.toMatchObject({
			status: 403
		});
		expect(await liveFor(archived, built.address, now)).toMatchObject({ may: { take: false } });
		expect(await eventsOf(built)).toHaveLength(1);
	});
});

describe('whoever is not of the debate', () => {
	it('joins with the first move: students listen, staff take a chair', async () => {
		const built = await anOpened();
		await goes(built, 'floor');
		await moves(listener, built, { kind: 'ask-floor' });
		const { chairSeq: seen } = await stateIn(built);
		await moves(course.assistant, built, { kind: 'next', seen });
		const { people } = await stateIn(built);
		expect(people[4]).toMatchObject({ role: 'audience', team: null });
		expect(people[5]).toMatchObject({ role: 'chair' });
		const seated = (await toldOf(built)).filter(({ kind }) => kind === 'seated');
		expect(seated.map(({ names }) => names)).toEqual([
			{ 4: { en: 'Laila', ur: 'Laila' } },
			{ 5: { en: 'Assistant Asad', ur: 'Assistant Asad' } }
		]);
	});

	it('is called by a pseudonym where the debate says so', async () => {
		const built = await aDebate(course, { settings: { shows: 'pseudonyms' } });
		await opened(built);
		await goes(built, 'floor');
		await moves(listener, built, { kind: 'ask-floor' });
		const text = JSON.stringify(await toldOf(built));
		expect(text).not.toContain('Laila');
		expect(text).toContain(membershipOf(listener).pseudonym.en);
	});

	it('does not join by a move that is refused', async () => {
		const built = await anOpened();
		await refuses(listener, built, { kind: 'yield' }, 'not-now');
		expect(await liveFor(listener, built.address, now)).toMatchObject({ me: null });
	});

	it('is given another place by the chair, who keeps it', async () => {
		const built = await anOpened();
		await goes(built, 'floor');
		await moves(listener, built, { kind: 'ask-floor' });
		const seat = { who: 4, role: 'speaker' as const, team: 'for', speaker: '2', notes: true };
		await moves(course.instructor, built, { kind: 'seat', seat });
		const live = await liveFor(listener, built.address, now);
		expect(live.place).toMatchObject({ role: 'speaker', team: 'for', speaker: '2' });
		expect(live.may.notes).toBe(true);
	});
});

describe('words', () => {
	let built: BuiltDebate;
	const argue: Move = { kind: 'argue', c: 0, phase: 1, row: 1 };

	beforeEach(async () => {
		built = await anOpened();
		await goes(built, 'open-for-1');
	});

	it('stand beside the log and are told with the newest event that brings them', async () => {
		await moves(pro, built, argue, 'Courts first.');
		await moves(pro, built, { kind: 'reword', c: 1, version: 2 }, 'Courts, then force.');
		const log = JSON.stringify(await eventsOf(built));
		expect(log).not.toContain('Courts');
		const [argued, reworded] = await toldOf(built, 2);
		expect(argued).toMatchObject({ kind: 'argued', data: { c: 1 } });
		expect(argued?.words).toBeUndefined();
		expect(reworded?.words).toEqual({
			1: { body: 'Courts, then force.', lang: 'en', passages: [], version: 2 }
		});
		const kept = await db()
			.select({ body: contributionVersion.body })
			.from(contributionVersion)
			.orderBy(asc(contributionVersion.version));
		expect(kept.map(({ body }) => body)).toContain('Courts first.');
	});

	it('of two who change one wording at once are both kept: the slower one sees the other', async () => {
		await moves(pro, built, argue, 'Courts first.');
		const reword = (body: string) =>
			move(pro, built.address, { kind: 'reword', c: 1, version: 2 }, { words: words(body) }, now);
		const both = await Promise.all([reword('One.'), reword('Two.')]);
		expect(both.filter((one) => one.ok)).toHaveLength(1);
		expect(both.find((one) => !one.ok)).toEqual({ ok: false, reason: 'stale' });
	});

	it('that the chair hides are gone at once for everybody, kept with the reason, and come back', async () => {
		await moves(pro, built, argue, 'A rude word.');
		const hide: Move = { kind: 'hide', c: 1, on: true };
		const given = { why: 'Rude.' };
		expect(await move(course.instructor, built.address, hide, given, now)).toMatchObject({
			ok: true
		});
		expect(JSON.stringify(await toldOf(built))).not.toContain('rude');
		const [row] = await db().select().from(contribution).where(eq(contribution.debateId, built.id));
		expect(row).toMatchObject({ body: 'A rude word.', hiddenWhy: 'Rude.', hiddenAt: now });
		await moves(course.instructor, built, { kind: 'hide', c: 1, on: false });
		const told = await toldOf(built);
		expect(told.at(-1)).toMatchObject({ kind: 'shown', words: { 1: { body: 'A rude word.' } } });
		expect(JSON.stringify(told).match(/A rude word/g)).toHaveLength(1);
	});

	it('point at passages only as they stand in a text of the module', async () => {
		const here = await debateHere(pro, built.address, now);
		const text = await textOf(pro);
		const [first] = text.paragraphs;
		const [start = 0, end = 0] = first?.sentences[0] ?? [];
		const chosen = {
			versionId: text.versionId,
			paragraphId: first?.id ?? '',
			start,
			end,
			exact: null
		};
		const found = await passagesFrom(pro, here, [chosen, chosen], now);
		expect(found).toMatchObject({
			ok: true,
			passages: [{ reading: 'taliban-talks', number: 1, exact: first?.text.slice(start, end) }]
		});
		const other = [{ ...chosen, exact: 'Nobody wrote this.' }];
		expect(await passagesFrom(pro, here, other, now)).toEqual({
			ok: false,
			reason: 'not-the-words'
		});
		const nowhere = [{ ...chosen, paragraphId: 'p999' }];
		expect(await passagesFrom(pro, here, nowhere, now)).toEqual({ ok: false, reason: 'unknown' });
	});
});

describe('the machine', () => {
	it('makes its own moves, and is refused like everybody', async () => {
		const built = await anOpened('written');
		await goes(built, 'open-for-1');
		const { phase: index, dueAt } = await stateIn(built);
		const miss: Move = { kind: 'miss', index };
		const early = await moveAsMachine(built.courseId, built.id, miss, now);
		expect(early.ok).toBe(false);
		const after = new Date((dueAt ?? 0) + 1);
		expect(await moveAsMachine(built.courseId, built.id, miss, after)).toMatchObject({ ok: true });
		expect((await eventsOf(built)).at(-1)).toMatchObject({ kind: 'missed', by: 0 });
		expect(await moveAsMachine(built.courseId, 'none', miss, after)).toEqual({
			ok: false,
			reason: 'unknown'
		});
	});
});
