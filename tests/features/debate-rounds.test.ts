import { and, asc, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { usualSettings } from '$lib/debates/debate';
import {
	bringFormat,
	copyFormat,
	retireFormat,
	saveFormat
} from '$lib/debates/own-formats/copying.server';
import { formatFor, formatsFor } from '$lib/debates/own-formats/formats.server';
import { stateOf } from '$lib/debates/room/reading.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { changeDebate, debateToChange } from '$lib/debates/rounds/changing.server';
import { debatesFor } from '$lib/debates/rounds/debates.server';
import { drawAgain, planRound, type RoundInput } from '$lib/debates/rounds/planning.server';
import { roundFor } from '$lib/debates/rounds/rounds.server';
import { placeCode } from '$lib/debates/rounds/seating';
import { markAbsent, markPresent, movePerson } from '$lib/debates/rounds/seating.server';
import { addRoom, cancelRooms, openRooms, tellRound } from '$lib/debates/rounds/starting.server';
import { noticesFor } from '$lib/notices/notices.server';
import { motionToEdit, motionsToEdit, saveMotion } from '$lib/positions/motions.server';
import { db } from '$lib/server/db/client';
import { auditEvent, debate, debateFormat, debatePerson, motion } from '$lib/server/db/schema';
import { anAssistant, anObserver, aSection, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-09T05:00:00Z');
const later = new Date('2026-11-09T05:10:00Z');
const moduleSlug = 'hard-state-soft-state';
const is404 = { status: 404 };
const is403 = { status: 403 };

async function leadMotion(course: Class): Promise<string> {
	const [row] = await db()
		.select({ id: motion.id })
		.from(motion)
		.where(and(eq(motion.courseId, course.courseId), eq(motion.lead, true)));
	return row?.id ?? '';
}

async function aRound(course: Class, over: Partial<RoundInput> = {}) {
	const planned = await planRound(
		course.instructor,
		{
			moduleSlug,
			title: '',
			motionId: await leadMotion(course),
			format: 'oxford',
			mode: 'spoken',
			startsAt: later,
			sectionId: null,
			groupId: null,
			rooms: null,
			wish: 'none',
			sections: 'mixed',
			settings: usualSettings,
			seed: 'one',
			...over
		},
		now
	);
	if (!planned.ok) throw new Error(planned.reason);
	return { ...planned, address: { moduleSlug, roundId: planned.roundId } };
}

const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';

async function students(course: Class, n: number, given = {}): Promise<Actor[]> {
	const made: Actor[] = [];
	for (let i = 0; i < n; i++) made.push(await aStudent(course, given));
	return made;
}

type Round = Awaited<ReturnType<typeof aRound>>;
const seen = (actor: Actor, { address }: Round) => roundFor(actor, address, now);
const peopleIn = async (actor: Actor, round: Round) =>
	(await seen(actor, round)).rooms.flatMap((room) => room.people.map((one) => ({ ...one, room })));

describe('a round', () => {
	let course: Class;
	let people: Actor[];
	let round: Round;
	beforeAll(async () => {
		course = await aClass();
		people = await students(course, 9);
	});
	beforeEach(async () => {
		round = await aRound(course, { rooms: 2 });
	});

	it('is planned by instructors alone', async () => {
		const observer = await anObserver(course);
		for (const actor of [course.assistant, observer, people[0], seeingAsStudent(course.instructor)])
			await expect(
				planRound(actor as Actor, { ...(await inputOf(course)) }, now)
			).rejects.toMatchObject(is403);
	});

	it('gives everybody a place, and is a draft that only staff see', async () => {
		const places = await peopleIn(course.instructor, round);
		expect(places.map((one) => one.enrolmentId).sort()).toEqual(people.map(idOf).sort());
		expect(places.filter((one) => one.role === 'speaker')).toHaveLength(8);
		const [first] = people;
		const list = await debatesFor(first as Actor, moduleSlug, now);
		expect(
			[...list.on, ...list.coming, ...list.past, ...list.drafts].map(({ id }) => id)
		).not.toContain(round.roundId);
		const [room] = round.debates;
		const address = { moduleSlug, debateSlug: room?.slug ?? '' };
		await expect(debateHere(first as Actor, address, now)).rejects.toMatchObject(is404);
		expect((await debateHere(course.instructor, address, now)).debate.id).toBe(room?.id);
		const staff = await debatesFor(course.assistant, moduleSlug, now);
		expect(staff.drafts.map(({ id }) => id)).toContain(round.roundId);
		await expect(seen(first as Actor, round)).rejects.toMatchObject(is403);
	});

	it('that was told is seen, and everybody hears of it once and without a side', async () => {
		expect(await tellRound(course.instructor, round.address, now)).toBe(9);
		expect(await tellRound(course.instructor, round.address, now)).toBe(0);
		const [first] = people as [Actor];
		const list = await debatesFor(first, moduleSlug, now);
		const listed = list.coming.find(({ id }) => id === round.roundId);
		expect(listed?.rooms[0]?.own).not.toBeNull();
		const notices = (await noticesFor(first, now)).filter(({ kind }) => kind === 'debate.planned');
		expect(notices[0]?.payload).toEqual({ module: moduleSlug, debate: listed?.rooms[0]?.slug });
		expect(JSON.stringify(listed)).not.toContain('drawn');
	});

	it('has two people change places when one is put on the place of the other', async () => {
		const before = await peopleIn(course.instructor, round);
		const [a, b] = [1, 2].map((n) =>
			before.find((one) => one.room.room.endsWith(String(n)) && one.team)
		);
		if (!a || !b) throw new Error('nobody');
		const { stamp } = await seen(course.instructor, round);
		const given = { enrolmentId: a.enrolmentId, place: `${b.room.slug}/${placeCode(b)}`, stamp };
		expect(await movePerson(course.instructor, round.address, given, now)).toEqual({
			ok: true,
			people: 2
		});
		const after = await peopleIn(course.instructor, round);
		const placeOf = (id: string) => after.find((one) => one.enrolmentId === id);
		expect(placeOf(a.enrolmentId)).toMatchObject({ team: b.team, speaker: b.speaker, why: 'hand' });
		expect(placeOf(a.enrolmentId)?.room.slug).toBe(b.room.slug);
		expect(placeOf(b.enrolmentId)?.room.slug).toBe(a.room.slug);
		expect(after).toHaveLength(9);
	});

	it('that two rearrange at once changes for one; the other one looks again', async () => {
		const [a, b, c] = await peopleIn(course.instructor, round);
		if (!a || !b || !c) throw new Error('nobody');
		const { stamp } = await seen(course.instructor, round);
		const put = (actor: Actor, enrolmentId: string) =>
			movePerson(actor, round.address, { enrolmentId, place: `${a.room.slug}/judge`, stamp }, now);
		const both = await Promise.all([
			put(course.instructor, b.enrolmentId),
			put(course.assistant, c.enrolmentId)
		]);
		expect(both.filter((one) => one.ok)).toHaveLength(1);
		expect(both.find((one) => !one.ok)).toEqual({ ok: false, reason: 'changed' });
	});

	it('refuses places that are not there, and people who are not', async () => {
		const [a] = await peopleIn(course.instructor, round);
		const { stamp } = await seen(course.instructor, round);
		const elsewhere = await aStudent(await aClass());
		for (const [enrolmentId, place] of [
			[a?.enrolmentId ?? '', '999/judge'],
			[a?.enrolmentId ?? '', `${a?.room.slug}/speaker:nobody:1`],
			[a?.enrolmentId ?? '', `${a?.room.slug}/speaker`],
			[idOf(elsewhere), `${a?.room.slug}/judge`]
		] as const)
			expect(
				await movePerson(course.instructor, round.address, { enrolmentId, place, stamp }, now)
			).toEqual({ ok: false, reason: 'unknown' });
	});

	it('is drawn again with another seed, and not over what somebody has just drawn', async () => {
		const { drawn } = await seen(course.instructor, round);
		const wish = { rooms: 3, wish: 'none', sections: 'mixed', seenSeed: drawn.seed } as const;
		const again = (seed: string) =>
			drawAgain(course.instructor, moduleSlug, round.roundId, { ...wish, seed }, now);
		expect(await again('two')).toEqual({ ok: true });
		expect(await again('three')).toEqual({ ok: false, reason: 'changed' });
		const { rooms, drawn: after } = await seen(course.instructor, round);
		expect(rooms).toHaveLength(3);
		expect(after).toMatchObject({ seed: 'two', rooms: 3 });
		expect(rooms.flatMap((room) => room.people)).toHaveLength(9);
	});

	it('replaces who is absent in one step, before the room opens', async () => {
		await tellRound(course.instructor, round.address, now);
		const before = await peopleIn(course.instructor, round);
		const away = before.find((one) => one.role === 'speaker');
		const listens = before.find((one) => one.role !== 'speaker');
		if (!away || !listens) throw new Error('nobody');
		const { stamp } = await seen(course.instructor, round);
		const given = { enrolmentId: away.enrolmentId, standIn: listens.enrolmentId, stamp };
		expect(await markAbsent(course.assistant, round.address, given, now)).toMatchObject({
			ok: true
		});
		const after = await peopleIn(course.instructor, round);
		expect(after.find((one) => one.enrolmentId === listens.enrolmentId)).toMatchObject({
			team: away.team,
			speaker: away.speaker,
			why: 'stand-in'
		});
		expect(after.find((one) => one.enrolmentId === away.enrolmentId)).toMatchObject({
			role: 'audience',
			isAbsent: true
		});
		const standIn = people.find((one) => idOf(one) === listens.enrolmentId) as Actor;
		const kinds = (await noticesFor(standIn, now)).map(({ kind }) => kind);
		expect(kinds).toContain('debate.place');
	});

	it('replaces who does not come in a room that is open, by events', async () => {
		expect(await openRooms(course.instructor, round.address, null, now)).toEqual({
			ok: true,
			opened: 2
		});
		const before = await peopleIn(course.instructor, round);
		const away = before.find((one) => one.role === 'speaker');
		const listens = before.find((one) => one.role === 'audience');
		if (!away || !listens) throw new Error('nobody');
		const { stamp } = await seen(course.instructor, round);
		const given = { enrolmentId: away.enrolmentId, standIn: listens.enrolmentId, stamp };
		expect(await markAbsent(course.assistant, round.address, given, now)).toMatchObject({
			ok: true
		});
		const after = await peopleIn(course.instructor, round);
		const standIn = after.find(
			(one) => one.enrolmentId === listens.enrolmentId && one.room.slug === away.room.slug
		);
		expect(standIn).toMatchObject({ team: away.team, speaker: away.speaker });
		const address = { moduleSlug, debateSlug: away.room.slug };
		const state = await stateOf(await debateHere(course.instructor, address, now));
		expect(state.people[standIn?.number ?? 0]).toMatchObject({
			team: away.team,
			speaker: away.speaker
		});
		expect(state.people[away.number]).toMatchObject({ role: 'audience', team: null });
		const gone = after.find((one) => one.enrolmentId === away.enrolmentId);
		expect(gone?.isAbsent).toBe(true);
		const { stamp: next } = await seen(course.instructor, round);
		const back = { enrolmentId: away.enrolmentId, stamp: next };
		expect(await markPresent(course.instructor, round.address, back, now)).toMatchObject({
			ok: true
		});
	});

	it('shows at one look how every room stands', async () => {
		await addRoom(course.instructor, round.address, now);
		const [first] = round.debates;
		await openRooms(course.instructor, round.address, first?.slug ?? '', now);
		const { rooms, isDraft } = await seen(course.instructor, round);
		expect(isDraft).toBe(false);
		expect(rooms.map(({ state }) => state)).toEqual(['open', 'planned', 'planned']);
		expect(rooms[0]?.standing).toMatchObject({ index: -1, clock: 'waiting', over: 0 });
		expect(rooms[1]?.standing).toBeNull();
		const empty = rooms[2]?.slug ?? '';
		expect(await openRooms(course.instructor, round.address, empty, now)).toEqual({
			ok: false,
			reason: 'nobody'
		});
		expect(await openRooms(course.instructor, round.address, first?.slug ?? '', now)).toEqual({
			ok: false,
			reason: 'open-already'
		});
	});

	it('is called off while it has not begun; a draft leaves nothing', async () => {
		expect(await cancelRooms(course.instructor, round.address, null, now)).toEqual({
			ok: true,
			isGone: true
		});
		await expect(seen(course.instructor, round)).rejects.toMatchObject(is404);
		const other = await aRound(course, { rooms: 2 });
		const [first] = other.debates;
		await openRooms(course.instructor, other.address, first?.slug ?? '', now);
		expect(await cancelRooms(course.instructor, other.address, null, now)).toEqual({
			ok: true,
			isGone: false
		});
		expect((await seen(course.instructor, other)).rooms.map(({ state }) => state)).toEqual([
			'open',
			'cancelled'
		]);
		expect(await cancelRooms(course.instructor, other.address, null, now)).toEqual({
			ok: false,
			reason: 'begun'
		});
	});

	it('leaves no names and no sides in the record', async () => {
		const acts = await db()
			.select({ detail: auditEvent.detail })
			.from(auditEvent)
			.where(
				and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.subjectId, round.roundId))
			);
		expect(acts.map(({ detail }) => Object.keys(detail as object).sort())).toEqual([
			['people', 'rooms']
		]);
	});
});

async function inputOf(course: Class): Promise<RoundInput> {
	return {
		moduleSlug,
		title: '',
		motionId: await leadMotion(course),
		format: 'oxford',
		mode: 'spoken',
		startsAt: null,
		sectionId: null,
		groupId: null,
		rooms: null,
		wish: 'none',
		sections: 'mixed',
		settings: usualSettings
	};
}

describe('earlier debates', () => {
	it('turn sides around: who argued one side twice argues the other', async () => {
		const course = await aClass();
		await students(course, 4);
		const sides = new Map<string, string[]>();
		for (const seed of ['a', 'b', 'c', 'd']) {
			const round = await aRound(course, { seed });
			await openRooms(course.instructor, round.address, null, now);
			for (const one of await peopleIn(course.instructor, round))
				if (one.team) sides.set(one.enrolmentId, [...(sides.get(one.enrolmentId) ?? []), one.team]);
		}
		expect(sides.size).toBe(4);
		for (const had of sides.values()) {
			expect(had.filter((team) => team === 'for')).toHaveLength(2);
		}
	});
});

describe('an assistant of one section', () => {
	let course: Class;
	let sections: { a: string; b: string };
	let limited: Actor;
	let own: Actor;
	let other: Actor;
	beforeAll(async () => {
		course = await aClass();
		sections = { a: await aSection(course, 'A'), b: await aSection(course, 'B') };
		limited = await anAssistant(course, { sectionId: sections.a, ownSectionOnly: true });
		[own] = (await students(course, 2, { sectionId: sections.a })) as [Actor];
		[other] = (await students(course, 2, { sectionId: sections.b })) as [Actor];
	});

	it('knows nothing of a round of another section', async () => {
		const round = await aRound(course, { sectionId: sections.b });
		await expect(seen(limited, round)).rejects.toMatchObject(is404);
		await expect(openRooms(limited, round.address, null, now)).rejects.toMatchObject(is403);
		const { drafts } = await debatesFor(limited, moduleSlug, now);
		expect(drafts.map(({ id }) => id)).not.toContain(round.roundId);
	});

	it('sees of a round of the course whom they see elsewhere, and moves nobody else', async () => {
		const settings = { ...usualSettings, shows: 'pseudonyms' as const };
		const round = await aRound(course, { settings });
		const places = await peopleIn(limited, round);
		const of = (actor: Actor) => places.find((one) => one.enrolmentId === idOf(actor));
		expect(of(own)).toMatchObject({ name: own.person?.name, isOwn: true });
		expect(of(other)).toMatchObject({ name: null, why: null, isOwn: false });
		const { stamp, rooms } = await seen(limited, round);
		const place = `${rooms[0]?.slug}/judge`;
		const put = (actor: Actor) =>
			movePerson(limited, round.address, { enrolmentId: idOf(actor), place, stamp }, now);
		await expect(put(other)).rejects.toMatchObject(is403);
		expect(await put(own)).toMatchObject({ ok: true });
	});
});

describe('a debate that is planned', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
		await students(course, 4);
	});

	it('is changed until it begins, and of two who save at once one sees the other’s', async () => {
		const round = await aRound(course);
		const [room] = round.debates;
		const address = { moduleSlug, debateSlug: room?.slug ?? '' };
		const {
			here: _here,
			motions,
			isPlanned: _planned,
			...kept
		} = await debateToChange(course.instructor, address, now);
		const motionId = motions.at(-1)?.id ?? '';
		const wanted = { ...kept, room: 'Hall', motionId };
		expect(await changeDebate(course.instructor, address, wanted, now)).toEqual({ ok: true });
		expect(await changeDebate(course.instructor, address, wanted, now)).toMatchObject({
			reason: 'conflict',
			kept: { room: 'Hall' }
		});
		await openRooms(course.instructor, round.address, null, now);
		const open = await debateToChange(course.instructor, address, now);
		const settings = { ...open.settings, shows: 'pseudonyms' as const, worth: 5 };
		const next = { ...open, motionId: motions[0]?.id ?? '', settings };
		expect(await changeDebate(course.instructor, address, next, now)).toEqual({ ok: true });
		const after = await debateToChange(course.instructor, address, now);
		expect(after).toMatchObject({ motionId, settings: { shows: 'names', worth: 5 } });
		await expect(debateToChange(course.assistant, address, now)).rejects.toMatchObject(is403);
	});

	it('keeps the words of its motion once it has begun', async () => {
		const round = await aRound(course);
		const [first] = await motionsToEdit(course.instructor, moduleSlug);
		const key = first?.key ?? '';
		const reword = async (words: string) => {
			const { body, stamp } = await motionToEdit(course.instructor, moduleSlug, key);
			const next = { ...body, text: { en: words } };
			return saveMotion(course.instructor, moduleSlug, key, { body: next, stamp }, now);
		};
		const address = { moduleSlug, debateSlug: round.debates[0]?.slug ?? '' };
		const words = async () => (await debateHere(course.instructor, address, now)).motion.text.en;
		await reword('Planned debates take new words.');
		expect(await words()).toBe('Planned debates take new words.');
		await openRooms(course.instructor, round.address, null, now);
		await reword('Begun debates keep theirs.');
		expect(await words()).toBe('Planned debates take new words.');
	});
});

describe('a format', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
		await students(course, 4);
	});
	const rows = (ref: string) =>
		db()
			.select({
				version: debateFormat.version,
				body: debateFormat.body,
				usedAt: debateFormat.usedAt
			})
			.from(debateFormat)
			.where(and(eq(debateFormat.courseId, course.courseId), eq(debateFormat.id, ref)))
			.orderBy(asc(debateFormat.version));
	async function aCopy(): Promise<string> {
		const copied = await copyFormat(course.instructor, moduleSlug, 'oxford', now);
		if (!copied.ok) throw new Error(copied.reason);
		return copied.ref;
	}
	const retitled = async (ref: string, en: string) => {
		const { body, stamp } = await formatFor(course.instructor, ref);
		return { body: { ...body, title: { en } }, stamp };
	};

	it('is copied and changed by instructors alone', async () => {
		for (const actor of [course.assistant, seeingAsStudent(course.instructor)]) {
			await expect(formatsFor(actor)).rejects.toMatchObject(is403);
			await expect(copyFormat(actor, moduleSlug, 'oxford', now)).rejects.toMatchObject(is403);
		}
		const ref = await aCopy();
		expect((await formatsFor(course.instructor)).find((one) => one.ref === ref)).toMatchObject({
			isOwn: true,
			version: 1
		});
		await expect(copyFormat(course.instructor, moduleSlug, 'nothing', now)).rejects.toMatchObject(
			is404
		);
		const other = await aClass();
		await expect(formatFor(other.instructor, ref)).rejects.toMatchObject(is404);
	});

	it('of the site is never changed', async () => {
		await expect(
			saveFormat(course.instructor, moduleSlug, 'oxford', await retitled('oxford', 'Mine'), now)
		).rejects.toMatchObject(is404);
	});

	it('that nobody has used is changed as it is; a used one gets a next version', async () => {
		const ref = await aCopy();
		const save = async (title: string) =>
			saveFormat(course.instructor, moduleSlug, ref, await retitled(ref, title), now);
		expect(await save('First')).toEqual({ ok: true, forked: false });
		const round = await aRound(course, { format: ref });
		expect(await save('Second')).toEqual({ ok: true, forked: true });
		expect((await rows(ref)).map(({ version, body }) => [version, body.title.en])).toEqual([
			[1, 'First'],
			[2, 'Second']
		]);
		const [kept] = await db()
			.select({ format: debate.format, version: debate.formatVersion })
			.from(debate)
			.where(and(eq(debate.courseId, course.courseId), eq(debate.roundId, round.roundId)));
		expect(kept).toMatchObject({ version: 1, format: { title: { en: 'First' } } });
	});

	it('that two save at once is the one’s; the other sees what is kept', async () => {
		const ref = await aCopy();
		const [one, two] = [await retitled(ref, 'One'), await retitled(ref, 'Two')];
		await saveFormat(course.instructor, moduleSlug, ref, one, now);
		expect(await saveFormat(course.instructor, moduleSlug, ref, two, now)).toMatchObject({
			reason: 'conflict',
			kept: { title: { en: 'One' } }
		});
	});

	it('that does not hold together is not kept', async () => {
		const ref = await aCopy();
		const { body, stamp } = await formatFor(course.instructor, ref);
		const broken = { body: { ...body, phases: [] }, stamp };
		expect(await saveFormat(course.instructor, moduleSlug, ref, broken, now)).toMatchObject({
			reason: 'faulty',
			faults: [{ kind: 'no-phases' }]
		});
	});

	it('that was taken out is not offered, and debates in it go on', async () => {
		const { body } = await formatFor(course.instructor, 'oxford');
		const brought = await bringFormat(course.instructor, moduleSlug, body, now);
		const ref = brought.ok ? brought.ref : '';
		await retireFormat(course.instructor, moduleSlug, ref, true, now);
		expect(
			await planRound(course.instructor, { ...(await inputOf(course)), format: ref }, now)
		).toEqual({ ok: false, reason: 'no-format' });
	});
});

it('a round for nobody is refused', async () => {
	const course = await aClass();
	expect(await planRound(course.instructor, await inputOf(course), now)).toEqual({
		ok: false,
		reason: 'nobody'
	});
	const [row] = await db()
		.select()
		.from(debatePerson)
		.where(eq(debatePerson.courseId, course.courseId));
	expect(row).toBeUndefined();
});
