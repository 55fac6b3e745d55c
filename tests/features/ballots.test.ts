import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import type { BallotWriting } from '$lib/debates/ballots/ballot';
import {
	ballotFor,
	giveBallot,
	saveBallot,
	takeBallotBack
} from '$lib/debates/ballots/ballots.server';
import { ballotResultFor, decisionForScreen, panelFor } from '$lib/debates/ballots/panels.server';
import { publishResult } from '$lib/debates/votes/publishing.server';
import type { FormatBody } from '$lib/debates/format';
import { formats } from '$lib/debates/formats';
import { debateHere } from '$lib/debates/room/finding.server';
import { stateOf } from '$lib/debates/room/reading.server';
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

const judged: FormatBody = {
	...(formats.oxford as FormatBody),
	result: 'ballot',
	points: { least: 60, most: 80, step: 1, reply: null },
	phases: (formats.oxford as FormatBody).phases.filter(({ kind }) => kind !== 'vote')
};

let course: Class;
let built: BuiltDebate;
let speaker: Actor;
let other: Actor;
let judges: [Actor, Actor, Actor];
let listener: Actor;

beforeAll(async () => {
	course = await aClass();
	const students: Actor[] = [];
	for (let i = 0; i < 6; i++) students.push(await aStudent(course, { name: `Student ${i}` }));
	[speaker, other, listener] = students.slice(0, 3) as [Actor, Actor, Actor];
	judges = students.slice(3) as [Actor, Actor, Actor];
	built = await aDebate(course, {
		format: judged,
		places: [
			{ actor: speaker, role: 'speaker', team: 'for', speaker: '1' },
			{ actor: other, role: 'speaker', team: 'against', speaker: '1' },
			...judges.map((actor) => ({ actor, role: 'judge' as const })),
			{ actor: listener, role: 'audience' }
		]
	});
	await opened(built);
});

async function here(actor: Actor) {
	const found = await debateHere(actor, built.address, now);
	return [found, await stateOf(found)] as const;
}

const page = async (actor: Actor) => ballotFor(actor, ...(await here(actor)));
const result = async (actor: Actor) => ballotResultFor(actor, ...(await here(actor)));
const onScreen = async () => decisionForScreen(...(await here(listener)));

/** Points for the motion's speaker and for the other one. */
async function written(
	actor: Actor,
	winner: string,
	points: [number, number]
): Promise<BallotWriting & { version: number }> {
	const { speeches, ballot } = await page(actor);
	const name = actor.person?.name ?? '';
	return {
		version: ballot.version,
		ranks: { for: winner === 'for' ? 1 : 2, against: winner === 'for' ? 2 : 1 },
		overall: `Why ${name}`,
		lines: speeches.map(({ phase, about, scale }) => ({
			phaseKey: phase.key,
			about,
			points: scale ? (points[about - 1] ?? null) : null,
			feedback: `${name} on ${about} in ${phase.key}`
		}))
	};
}

const give = async (actor: Actor, winner: string, points: [number, number], confirmed = false) =>
	giveBallot(actor, built.address, await written(actor, winner, points), confirmed, 'en', now);

describe('a judge’s ballot', () => {
	it('is for judges only, and for each their own', async () => {
		for (const actor of [speaker, listener, course.instructor])
			await expect(page(actor)).rejects.toMatchObject({ status: 403 });
		const mine = await written(judges[0], 'for', [70, 69]);
		expect(await saveBallot(judges[0], built.address, mine, 'en', now)).toEqual({
			ok: true,
			version: 1
		});
		expect((await page(judges[0])).ballot).toMatchObject({ overall: 'Why Student 3', version: 1 });
		expect((await page(judges[1])).ballot).toMatchObject({ overall: '', lines: [], version: 0 });
	});

	it('which was saved from another tab in between is not written over', async () => {
		const stale = { ...(await written(judges[0], 'against', [61, 62])), version: 0 };
		const refused = await saveBallot(judges[0], built.address, stale, 'en', now);
		expect(refused).toMatchObject({ ok: false, reason: 'conflict', kept: { version: 1 } });
		// What is sent a second time because the answer was lost is no conflict.
		const same = { ...(await written(judges[0], 'for', [70, 69])), version: 0 };
		expect(await saveBallot(judges[0], built.address, same, 'en', now)).toMatchObject({ ok: true });
	});

	it('is kept and not given before the last speech', async () => {
		expect(await give(judges[0], 'for', [72, 69])).toMatchObject({ reason: 'too-early' });
		expect((await page(judges[0])).ballot).toMatchObject({ state: 'draft', version: 2 });
	});

	it('is not given with something missing, and asks when the winner has fewer points', async () => {
		await goes(built, 'close-against-2');
		const partly = { ...(await written(judges[1], 'for', [70, 70])), overall: '' };
		expect(await giveBallot(judges[1], built.address, partly, false, 'en', now)).toMatchObject({
			reason: 'incomplete',
			faults: [{ field: 'overall', what: 'overall' }]
		});
		expect(await give(judges[1], 'for', [65, 70])).toMatchObject({
			reason: 'incomplete',
			faults: [{ what: 'low-point' }]
		});
		expect((await page(judges[1])).ballot.state).toBe('draft');
		expect(await give(judges[1], 'for', [65, 70], true)).toMatchObject({ ok: true });
	});

	it('stays as it was given until it is taken back', async () => {
		const changed = await written(judges[1], 'against', [61, 79]);
		expect(await saveBallot(judges[1], built.address, changed, 'en', now)).toEqual({
			ok: false,
			reason: 'given'
		});
		expect(await takeBallotBack(judges[1], built.address, now)).toEqual({ ok: true });
		expect((await page(judges[1])).ballot.state).toBe('draft');
		expect(await give(judges[1], 'against', [65, 70])).toMatchObject({ ok: true });
	});
});

describe('a panel', () => {
	it('shows staff one ballot at a time, and others nothing before it is published', async () => {
		expect(await give(judges[0], 'for', [75, 70])).toMatchObject({ ok: true });
		const first = await panelFor(course.instructor, ...(await here(course.instructor)), 1);
		expect(first).toMatchObject({ nth: 1, of: 2, judge: 'Student 3' });
		expect(first?.ballot.overall).toBe('Why Student 3');
		await expect(panelFor(speaker, ...(await here(speaker)), 1)).rejects.toMatchObject({
			status: 403
		});
		for (const actor of [speaker, listener, judges[2], course.instructor])
			expect(await result(actor)).toBeNull();
		expect(await onScreen(), 'nor the screen of the room').toBeNull();
	});

	it('is published by the chair when the speeches are over', async () => {
		expect(await publishResult(course.instructor, built.address, 'ballots', now)).toEqual({
			ok: false,
			reason: 'running'
		});
		await ends(built);
		expect(await give(judges[2], 'against', [70, 74])).toMatchObject({ ok: true });
		await expect(publishResult(speaker, built.address, 'ballots', now)).rejects.toMatchObject({
			status: 403
		});
		expect(await publishResult(course.instructor, built.address, 'ballots', now)).toEqual({
			ok: true
		});
		expect((await result(listener))?.decision).toMatchObject({ ballots: 3, winner: 'against' });
		expect(await onScreen()).toMatchObject({ ballots: 3, winner: 'against' });
	});

	it('tells each speaker what was written to them, by a judge without a name, and nobody else', async () => {
		const own = (await result(speaker))?.own ?? [];
		expect(own.map(({ feedback }) => feedback)).toEqual(
			['open-for-1', 'open-for-2', 'close-for-1', 'close-for-2'].flatMap((key) =>
				['3', '4', '5'].map((n) => `Student ${n} on 1 in ${key}`)
			)
		);
		expect(own.map(({ judge }) => judge).slice(0, 3)).toEqual([1, 2, 3]);
		expect(JSON.stringify(await result(other))).not.toContain('on 1 in');
		const seen = await result(listener);
		expect(seen).toMatchObject({ own: [], overall: [] });
		expect(JSON.stringify(seen)).not.toContain('Student');
	});

	it('stays as it was published', async () => {
		expect(await takeBallotBack(judges[0], built.address, now)).toEqual({
			ok: false,
			reason: 'published'
		});
		const late = await written(judges[0], 'against', [61, 79]);
		expect(await saveBallot(judges[0], built.address, late, 'en', now)).toMatchObject({
			ok: false,
			reason: 'published'
		});
	});
});
