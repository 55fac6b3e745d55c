import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { releaseTakingPart, takingPartFor } from '$lib/debates/afterwards/grading.server';
import { reflectionFor, saveReflection } from '$lib/debates/afterwards/reflections.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { castVote } from '$lib/debates/votes/votes.server';
import { ownGradesFor } from '$lib/gradebook/own-grades.server';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow as now,
	ends,
	goes,
	opened,
	type BuiltDebate
} from '../support/debates';
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let built: BuiltDebate;
let voter: Actor;
let other: Actor;
let absent: Actor;

beforeAll(async () => {
	course = await aClass();
	voter = await aStudent(course, { name: 'Voter Vania' });
	other = await aStudent(course, { name: 'Other Omar' });
	absent = await aStudent(course, { name: 'Absent Aiman' });
	built = await aDebate(course, {
		settings: { worth: 9 },
		places: [
			{ actor: voter, role: 'audience' },
			{ actor: other, role: 'audience' },
			{ actor: absent, role: 'audience', isAbsent: true }
		]
	});
	await opened(built);
	for (const moment of ['before', 'after'] as const) {
		await goes(built, `vote-${moment}`);
		const given = { moment, choice: 'for', reason: '' } as const;
		expect(await castVote(voter, built.address, given, 'en', now)).toEqual({ ok: true });
	}
});

const save = (actor: Actor, body: string, version: number, isGiven = false) =>
	saveReflection(actor, built.address, { body, version }, isGiven, 'en', now);
const page = async (actor: Actor) =>
	reflectionFor(actor, await debateHere(actor, built.address, now));
const part = async (actor: Actor) =>
	takingPartFor(actor, await debateHere(actor, built.address, now));

describe('looking back at a debate', () => {
	it('begins when it has ended', async () => {
		expect(await save(voter, 'Too early.', 0)).toEqual({ ok: false, reason: 'closed' });
		expect(await releaseTakingPart(course.instructor, built.address, now)).toEqual({
			ok: false,
			reason: 'running'
		});
		await ends(built);
		expect(await save(voter, 'Their second argument.', 0)).toEqual({ ok: true, version: 1 });
	});

	it('is a draft for its writer alone until it is handed in, and then for staff', async () => {
		expect((await page(voter)).own).toMatchObject({ body: 'Their second argument.', version: 1 });
		expect((await page(course.instructor)).all).toEqual([]);
		expect(await save(voter, 'Their second argument.', 1, true)).toEqual({ ok: true, version: 1 });
		expect((await page(course.instructor)).all).toMatchObject([
			{ name: 'Voter Vania', body: 'Their second argument.' }
		]);
		expect(await page(other)).toMatchObject({ all: null, own: { body: '', version: 0 } });
	});

	it('which was saved from another tab in between is not written over, and is not handed in empty', async () => {
		expect(await save(voter, 'Another.', 0)).toMatchObject({
			reason: 'conflict',
			kept: { body: 'Their second argument.' }
		});
		expect(await save(other, '', 0, true)).toEqual({ ok: false, reason: 'empty' });
		expect((await page(other)).own?.givenAt).toBeNull();
	});

	it('brings points for what was done, and none to the absent until staff decide', async () => {
		const all = (await part(course.instructor))?.all ?? [];
		expect(all.map(({ name, points }) => [name, points])).toEqual([
			['Absent Aiman', null],
			['Other Omar', 3],
			['Voter Vania', 9]
		]);
		expect(await part(voter)).toMatchObject({ own: { points: 9 }, all: null, mayRelease: false });
		await expect(releaseTakingPart(voter, built.address, now)).rejects.toMatchObject({
			status: 403
		});
	});

	it('stands in the gradebook once an instructor releases it, and a second time changes nothing', async () => {
		const seen = async (actor: Actor) =>
			(await ownGradesFor(actor, now)).modules
				.flatMap(({ grades }) => grades)
				.find(({ kind }) => kind === 'debate');
		expect(await seen(voter)).toBeUndefined();
		expect(await releaseTakingPart(course.instructor, built.address, now)).toEqual({
			ok: true,
			released: 2
		});
		expect(await seen(voter)).toMatchObject({ points: 9, most: 9 });
		expect(await seen(other)).toMatchObject({ points: 3 });
		expect(await seen(absent)).toMatchObject({ points: null });
		expect(await releaseTakingPart(course.instructor, built.address, now)).toEqual({
			ok: true,
			released: 0
		});
	});
});
