import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { erasePerson } from '$lib/archive/erasing.server';
import { db } from '$lib/server/db/client';
import { debate, debateVote } from '$lib/server/db/schema';
import type { DebateSettings } from '$lib/debates/debate';
import { debateHere } from '$lib/debates/room/finding.server';
import { move } from '$lib/debates/room/moving.server';
import { liveFor, stateOf, toldAfter } from '$lib/debates/room/reading.server';
import { voteResultFor, voteResultForScreen } from '$lib/debates/votes/figures.server';
import type { Choice, VoteMoment } from '$lib/debates/votes/movement';
import { castVote, voteFor } from '$lib/debates/votes/votes.server';
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
	type BuiltDebate,
	type GivenPlace
} from '../support/debates';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
const students: Actor[] = [];
beforeAll(async () => {
	course = await aClass();
	for (let i = 0; i < 8; i++) students.push(await aStudent(course, { name: `Student ${i}` }));
});

function student(n: number): Actor {
	const found = students[n];
	if (!found) throw new Error('one of the eight');
	return found;
}

/** Six listen, the seventh speaks for the motion, the eighth is of no room. */
async function aVote(settings: Partial<DebateSettings> = {}): Promise<BuiltDebate> {
	const places: GivenPlace[] = [
		...students.slice(0, 6).map((actor) => ({ actor, role: 'audience' as const })),
		{ actor: student(6), role: 'speaker', team: 'for', speaker: '1' }
	];
	const built = await aDebate(course, { places, settings });
	await opened(built);
	await goes(built, 'vote-before');
	return built;
}

const vote = (
	actor: Actor,
	{ address }: BuiltDebate,
	moment: VoteMoment,
	choice: Choice,
	reason = ''
) => castVote(actor, address, { moment, choice, reason }, 'en', now);

async function page(actor: Actor, built: BuiltDebate) {
	const here = await debateHere(actor, built.address, now);
	return voteFor(actor, here, await stateOf(here), now);
}

async function result(actor: Actor, built: BuiltDebate) {
	const here = await debateHere(actor, built.address, now);
	return voteResultFor(actor, here, await stateOf(here));
}

async function all(
	built: BuiltDebate,
	moment: VoteMoment,
	choices: Choice[],
	reasons: string[] = []
) {
	for (const [i, choice] of choices.entries())
		expect(await vote(student(i), built, moment, choice, reasons[i])).toEqual({ ok: true });
}

const publishes = (built: BuiltDebate, actor = built.chair) =>
	move(actor, built.address, { kind: 'publish', what: 'votes' }, {}, now);

const six: Choice[] = ['for', 'for', 'against', 'against', 'undecided', 'undecided'];
const moved: Choice[] = ['for', 'against', 'against', 'against', 'against', 'for'];

describe('a secret vote', () => {
	it('is seen by its voter and by nobody else', async () => {
		const built = await aVote();
		expect(await vote(student(0), built, 'before', 'against')).toEqual({ ok: true });
		expect((await page(student(0), built)).votes[0]).toMatchObject({
			moment: 'before',
			state: 'open',
			choice: 'against',
			voted: null
		});
		expect((await page(student(1), built)).votes[0]?.choice).toBeNull();
		expect((await page(course.instructor, built)).votes[0]).toMatchObject({
			choice: null,
			voted: 1
		});
	});

	it('may be changed until it closes, and the last one counts', async () => {
		const built = await aVote();
		await vote(student(0), built, 'before', 'for');
		await vote(student(0), built, 'before', 'undecided');
		await goes(built);
		expect(await vote(student(0), built, 'before', 'for')).toEqual({ ok: false, reason: 'closed' });
		expect((await page(student(0), built)).votes[0]).toMatchObject({
			state: 'closed',
			choice: 'undecided'
		});
	});

	it('is not open before the chair comes to it', async () => {
		const planned = await aDebate(course);
		expect(await vote(student(0), planned, 'before', 'for')).toEqual({
			ok: false,
			reason: 'waiting'
		});
		const built = await aVote();
		expect(await vote(student(0), built, 'after', 'for')).toEqual({ ok: false, reason: 'waiting' });
	});

	it('is given by whoever listens, and by speakers where the settings say so', async () => {
		const built = await aVote();
		expect(await vote(student(6), built, 'before', 'for')).toEqual({
			ok: false,
			reason: 'speaker'
		});
		// Who came by late listens.
		expect(await vote(student(7), built, 'before', 'for')).toEqual({ ok: true });
		const open = await aVote({ voters: 'everybody' });
		expect(await vote(student(6), open, 'before', 'for')).toEqual({ ok: true });
	});

	it('is given in the room where one has a place', async () => {
		const first = await aDebate(course, { places: [{ actor: student(7), role: 'audience' }] });
		const second = await aDebate(course, { roundId: first.roundId });
		await opened(second);
		await goes(second, 'vote-before');
		expect(await vote(student(7), second, 'before', 'for')).toEqual({
			ok: false,
			reason: 'elsewhere'
		});
	});

	it('is not for staff, observers, or whoever sees as a student', async () => {
		const built = await aVote();
		const observer = await anObserver(course);
		for (const actor of [course.instructor, observer, seeingAsStudent(course.instructor)])
			await expect(vote(actor, built, 'before', 'for')).rejects.toMatchObject({ status: 403 });
		expect((await page(observer, built)).bar).toBe('observer');
	});

	it('is taken from who was sent out of the debate', async () => {
		const built = await aVote();
		await moves(built.chair, built, { kind: 'remove', who: 1, on: true });
		expect(await vote(student(0), built, 'before', 'for')).toEqual({
			ok: false,
			reason: 'removed'
		});
	});

	it('keeps a reason only where the second vote is another than the first', async () => {
		const built = await aVote();
		await all(built, 'before', ['for', 'for']);
		await goes(built, 'vote-after');
		await vote(student(0), built, 'after', 'against', 'Paragraph 7.');
		await vote(student(1), built, 'after', 'for', 'Nothing changed.');
		await vote(student(2), built, 'after', 'for', 'I came late.');
		const reasons = await Promise.all(
			[0, 1, 2].map(async (n) => (await page(student(n), built)).votes[1]?.reason)
		);
		expect(reasons).toEqual(['Paragraph 7.', '', '']);
	});

	it('which arrives while the chair closes is counted or refused, never half', async () => {
		const built = await aVote();
		const { chairSeq: seen } = await stateIn(built);
		const [closed, ...votes] = await Promise.all([
			move(built.chair, built.address, { kind: 'next', seen }, {}, now),
			...students.slice(0, 6).map((actor) => vote(actor, built, 'before', 'for'))
		]);
		expect(closed.ok).toBe(true);
		const kept = await db().select().from(debateVote);
		const here = kept.filter((row) => row.debateId === built.id);
		expect(here.length).toBe(votes.filter(({ ok }) => ok).length);
		for (const refused of votes.filter(({ ok }) => !ok))
			expect(refused).toEqual({ ok: false, reason: 'closed' });
		expect((await page(course.instructor, built)).votes[0]?.voted).toBe(here.length);
	});
});

describe('the result of a vote', () => {
	it('is in no page, stream or screen before the last vote has closed and it is published', async () => {
		const built = await aVote();
		const observer = await anObserver(course);
		const readers = [student(0), observer, course.assistant, course.instructor];
		const seesNothing = async () => {
			for (const reader of readers) expect(await result(reader, built)).toBeNull();
			const here = await debateHere(course.instructor, built.address, now);
			expect(await voteResultForScreen(here, await stateOf(here))).toBeNull();
			// Whoever has not voted finds no choice at all: neither in the page nor in the events.
			const others = JSON.stringify([
				await page(course.instructor, built),
				await liveFor(course.instructor, built.address, now).then(({ told }) => told),
				await toldAfter(here, 0)
			]);
			expect(others).not.toMatch(/"choice":"|undecided|matrix|shares/);
		};
		await all(built, 'before', six);
		await seesNothing();
		expect(await publishes(built)).toEqual({ ok: false, reason: 'running' });
		await goes(built, 'vote-after');
		await all(built, 'after', moved);
		await seesNothing();
		expect(await publishes(built)).toEqual({ ok: false, reason: 'running' });
		await goes(built);
		await seesNothing();
		// Not everybody publishes.
		expect((await publishes(built, student(0))).ok).toBe(false);
		await seesNothing();
		expect((await publishes(built)).ok).toBe(true);
		expect(await result(course.instructor, built)).not.toBeNull();
	});

	it('is whole for staff, and for the class without what tells of single people', async () => {
		const built = await aVote();
		await all(built, 'before', six);
		expect(await vote(student(7), built, 'before', 'for')).toEqual({ ok: true });
		await goes(built, 'vote-after');
		await all(built, 'after', moved, ['', 'Reason A', '', '', 'Reason B', 'Reason C']);
		await goes(built);
		await publishes(built);
		const staff = await result(course.instructor, built);
		expect(staff).toMatchObject({
			once: 1,
			isForStaff: true,
			reasons: ['Reason A', 'Reason B', 'Reason C'],
			view: {
				kind: 'movement',
				movement: {
					people: 6,
					before: { for: 2, against: 2, undecided: 2 },
					after: { for: 2, against: 4, undecided: 0 },
					winner: 'against',
					persuaded: { for: 0, against: 1 },
					decided: { for: 1, against: 1 }
				}
			}
		});
		for (const reader of [student(0), student(6), await anObserver(course)])
			expect(await result(reader, built)).toEqual({
				once: 1,
				isForStaff: false,
				reasons: null,
				view: { kind: 'directions', people: 6, winner: 'against', directions: null }
			});
	});

	it('names no reason of anybody to the class under five of them', async () => {
		const built = await aVote();
		await all(built, 'before', ['for', 'for', 'for', 'for', 'for', 'for']);
		await goes(built, 'vote-after');
		const reasons = ['e', 'd', 'c', 'b', 'a', ''];
		await all(
			built,
			'after',
			['against', 'against', 'against', 'against', 'against', 'for'],
			reasons
		);
		await ends(built);
		await publishes(built);
		// In the order of their letters, which says nothing of whose they are.
		expect((await result(student(0), built))?.reasons).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('is nothing but that there were too few, under five people, for staff as well', async () => {
		const built = await aVote();
		await all(built, 'before', ['for', 'for', 'for', 'for']);
		await goes(built, 'vote-after');
		await all(built, 'after', ['against', 'for', 'for', 'for'], ['Because.']);
		await goes(built);
		await publishes(built);
		const few = { view: { kind: 'few' }, once: null, reasons: null };
		expect(await result(course.instructor, built)).toEqual({ ...few, isForStaff: true });
		expect(await result(student(0), built)).toEqual({ ...few, isForStaff: false });
	});

	it('is frozen as it is published, and no vote that is erased later changes it', async () => {
		const goer = await aStudent(course, { name: 'Goes away' });
		const built = await aVote();
		const frozen = async () => {
			const [row] = await db()
				.select({ figures: debate.voteFigures })
				.from(debate)
				.where(and(eq(debate.courseId, built.courseId), eq(debate.id, built.id)));
			return row?.figures;
		};
		const shown = async () => {
			const here = await debateHere(course.instructor, built.address, now);
			return {
				staff: await result(course.instructor, built),
				class: await result(student(0), built),
				screen: await voteResultForScreen(here, await stateOf(here))
			};
		};
		await all(built, 'before', six);
		expect(await vote(goer, built, 'before', 'for')).toEqual({ ok: true });
		expect(await vote(student(7), built, 'before', 'against')).toEqual({ ok: true });
		await goes(built, 'vote-after');
		await all(built, 'after', moved);
		expect(await vote(goer, built, 'after', 'undecided', 'Their own words.')).toEqual({ ok: true });
		await goes(built);
		expect(await frozen()).toBeNull();
		await publishes(built);
		expect(await frozen()).toEqual({
			matrix: {
				for: { for: 1, against: 1, undecided: 1 },
				against: { for: 0, against: 2, undecided: 0 },
				undecided: { for: 1, against: 1, undecided: 0 }
			},
			once: 1
		});
		const before = await shown();
		expect(before.staff).toMatchObject({ once: 1, view: { movement: { people: 7 } } });
		expect(before.staff?.reasons).toEqual(['Their own words.']);
		await erasePerson(goer.person?.id ?? '', now);
		const rows = await db().select().from(debateVote).where(eq(debateVote.debateId, built.id));
		expect(rows.filter(({ moment }) => moment === 'after')).toHaveLength(6);
		// What they wrote goes with them; what was counted stays.
		expect(await shown()).toEqual({ ...before, staff: { ...before.staff, reasons: [] } });
		// Neither does a count beside the figures tell of them.
		expect((await page(course.instructor, built)).votes.map(({ voted }) => voted)).toEqual([
			null,
			null
		]);
	});

	it('counts nobody who is erased before it is published', async () => {
		const goer = await aStudent(course, { name: 'Goes early' });
		const built = await aVote();
		await all(built, 'before', six);
		expect(await vote(goer, built, 'before', 'for')).toEqual({ ok: true });
		await goes(built, 'vote-after');
		await all(built, 'after', moved);
		expect(await vote(goer, built, 'after', 'for')).toEqual({ ok: true });
		await goes(built);
		await erasePerson(goer.person?.id ?? '', now);
		await publishes(built);
		expect(await result(course.instructor, built)).toMatchObject({
			once: 0,
			view: { movement: { people: 6 } }
		});
	});

	it('stays as it was published: no vote is opened again', async () => {
		const built = await aVote();
		await all(built, 'before', six);
		await goes(built, 'vote-after');
		await all(built, 'after', moved);
		await goes(built);
		await publishes(built);
		const { chairSeq: seen } = await stateIn(built);
		const index = (await debateHere(built.chair, built.address, now)).rules.format.phases.findIndex(
			({ key }) => key === 'vote-after'
		);
		const back = await move(built.chair, built.address, { kind: 'go', index, seen }, {}, now);
		expect(back.ok).toBe(false);
		expect(await vote(student(0), built, 'after', 'for')).toEqual({ ok: false, reason: 'closed' });
	});
});
