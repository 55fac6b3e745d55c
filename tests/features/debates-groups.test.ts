/*
 * Formats in groups on the server: a corner that is chosen in private, a joint text that two write at
 * once, and what was missing in a restatement.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { academicControversy } from '$lib/debates/formats/academic-controversy';
import { fourCorners } from '$lib/debates/formats/four-corners';
import { oxford } from '$lib/debates/formats/oxford';
import { choiceFor, chooseCorner } from '$lib/debates/groups/groups.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { move } from '$lib/debates/room/moving.server';
import { liveFor } from '$lib/debates/room/reading.server';
import { anObserver, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow as now,
	goes,
	moves,
	opened,
	stateIn,
	type BuiltDebate
} from '../support/debates';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let first: Actor;
let second: Actor;

beforeEach(async () => {
	course = await aClass();
	first = await aStudent(course, { name: 'Parveen' });
	second = await aStudent(course, { name: 'Kamran' });
});

describe('a private choice of a corner', () => {
	let built: BuiltDebate;
	const chosenBy = async (actor: Actor) =>
		choiceFor(actor, await debateHere(actor, built.address, now));
	const choose = (actor: Actor, corner: string, reason = '') =>
		chooseCorner(actor, built.address, { corner, reason }, 'en', now);

	beforeEach(async () => {
		built = await aDebate(course, {
			format: fourCorners,
			places: [
				{ actor: course.instructor, role: 'chair' },
				{ actor: first, role: 'audience' }
			]
		});
		await opened(built);
	});

	it('is kept, changed until people walk, and seen by nobody else', async () => {
		expect(await choose(first, 'agree')).toEqual({ ok: false, reason: 'not-now' });
		await goes(built, 'choose');
		expect(await choose(first, 'agree', 'Because.')).toEqual({ ok: true });
		expect(await choose(first, 'disagree', 'Or not.')).toEqual({ ok: true });
		expect(await choose(second, 'agree')).toEqual({ ok: true });
		expect(await chosenBy(first)).toEqual({ corner: 'disagree', reason: 'Or not.' });
		expect(await chosenBy(course.instructor)).toBeNull();
		const live = await liveFor(second, built.address, now);
		expect(JSON.stringify(live.told)).not.toContain('disagree');
		await goes(built, 'gather');
		expect(await choose(first, 'agree')).toEqual({ ok: false, reason: 'not-now' });
		expect(await chosenBy(first)).toMatchObject({ corner: 'disagree' });
	});

	it('is not the chair’s to make, nor an observer’s, nor of a corner that is not there', async () => {
		await goes(built, 'choose');
		expect(await choose(course.instructor, 'agree')).toEqual({ ok: false, reason: 'not-yours' });
		await expect(choose(first, 'middle')).rejects.toMatchObject({ status: 404 });
		const observer = await anObserver(course);
		await expect(choose(observer, 'agree')).rejects.toMatchObject({ status: 403 });
	});

	it('is there in no other format', async () => {
		built = await aDebate(course, { format: oxford });
		expect(await chosenBy(first)).toBeNull();
	});
});

describe('two pairs', () => {
	let built: BuiltDebate;

	beforeEach(async () => {
		built = await aDebate(course, {
			format: academicControversy,
			places: [
				{ actor: course.instructor, role: 'chair' },
				{ actor: first, role: 'speaker', team: 'a', speaker: '1' },
				{ actor: second, role: 'speaker', team: 'b', speaker: '1' }
			]
		});
		await opened(built);
	});

	it('lose no wording of the joint text when both save at once', async () => {
		await goes(built, 'statement');
		const draft = (actor: Actor, body: string, builtOn: number) =>
			move(
				actor,
				built.address,
				{ kind: 'draft', c: 0, version: 0, builtOn },
				{ words: { body, lang: 'en', passages: [] } },
				now
			);
		const both = await Promise.all([draft(first, 'One.', 0), draft(second, 'Two.', 0)]);
		expect(both.filter(({ ok }) => ok)).toHaveLength(1);
		expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, reason: 'stale' });
		expect(await draft(second, 'One and two.', 1)).toMatchObject({ ok: true });
		await moves(first, built, { kind: 'sign', version: 2 });
		await moves(second, built, { kind: 'sign', version: 2 });
		const { statement } = await stateIn(built);
		expect(statement).toMatchObject({ version: 2, signed: [2, 3] });
		const { told } = await liveFor(first, built.address, now);
		const words = Object.assign({}, ...told.map((event) => event.words)) as Record<number, object>;
		expect(words[statement?.c ?? 0]).toMatchObject({ body: 'One and two.' });
	});

	it('say what was missing when they send a restatement back', async () => {
		await goes(built, 'b-restates');
		const say = { kind: 'say', to: null, c: 0, letters: 0 } as const;
		await moves(second, built, { ...say, as: 'restatement' }, 'They mean water.');
		await moves(first, built, { kind: 'accept', on: false });
		await moves(first, built, { ...say, as: 'reason' }, 'And who pays for it.');
		await moves(second, built, { ...say, as: 'restatement' }, 'Water, and who pays.');
		await moves(first, built, { kind: 'accept', on: true });
		expect((await stateIn(built)).restated?.state).toBe('accepted');
	});
});
