/*
 * The flow on the server: two who reword at once, a card with one touch, who may write, and what the
 * files of the map hold and leave out.
 */
import { asc, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { addCard } from '$lib/debates/boards/cards.server';
import { citeOnCard } from '$lib/debates/boards/citing.server';
import type { Relation } from '$lib/debates/debate';
import { aifFor, argdownFor } from '$lib/debates/flow/exporting.server';
import { flowOf } from '$lib/debates/flow/flow';
import {
	addArgument,
	addFromCard,
	placeArgument,
	rewordArgument,
	type NewArgument
} from '$lib/debates/flow/noting.server';
import { wordsTold } from '$lib/debates/flow/told';
import { debateHere } from '$lib/debates/room/finding.server';
import { move } from '$lib/debates/room/moving.server';
import { toldAfter } from '$lib/debates/room/reading.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { contribution, contributionVersion } from '$lib/server/db/schema';
import { anObserver, aStudent } from '../support/builders';
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
import { aClass, type Class } from '../support/writers';

testDatabase();

let course: Class;
let pro: Actor;
let con: Actor;
let listener: Actor;
let debate: BuiltDebate;
let phases: string[];

beforeAll(async () => {
	course = await aClass();
	pro = await aStudent(course, { name: 'Parveen Canary' });
	con = await aStudent(course, { name: 'Kamran Canary' });
	listener = await aStudent(course, { name: 'Laila Canary' });
});

beforeEach(async () => {
	debate = await aDebate(course, {
		places: [
			{ actor: course.instructor, role: 'chair' },
			{ actor: pro, role: 'speaker', team: 'for', speaker: '1' },
			{ actor: con, role: 'speaker', team: 'against', speaker: '1' },
			{ actor: listener, role: 'audience' }
		]
	});
	await opened(debate);
	await goes(debate, 'open-for-1');
	const { rules } = await debateHere(pro, debate.address, now);
	phases = rules.format.phases.map(({ key }) => key);
});

const at = (key: string) => phases.indexOf(key);

function add(
	actor: Actor,
	body: string,
	key: string,
	answers: [number, Relation] | null = null,
	more: Partial<NewArgument> = {}
) {
	const wanted: NewArgument = {
		body,
		lang: 'en',
		passages: [],
		phase: at(key),
		below: null,
		answers: answers && { c: answers[0], relation: answers[1] },
		key: null,
		...more
	};
	return addArgument(actor, debate.address, wanted, now);
}

async function added(...given: Parameters<typeof add>): Promise<number> {
	const done = await add(...given);
	if (!done.ok || done.c === null) throw new Error('not written down');
	return done.c;
}

async function words() {
	const here = await debateHere(listener, debate.address, now);
	return wordsTold(await toldAfter(here, 0));
}

async function flow() {
	const here = await debateHere(listener, debate.address, now);
	return flowOf(here.rules, await stateIn(debate));
}

async function wordings() {
	const rows = await db()
		.select({ version: contributionVersion.version, body: contributionVersion.body })
		.from(contributionVersion)
		.innerJoin(contribution, eq(contribution.id, contributionVersion.contributionId))
		.where(eq(contribution.debateId, debate.id))
		.orderBy(asc(contributionVersion.version));
	return rows.map(({ version, body }) => `${version} ${body}`);
}

describe('writing the flow', () => {
	test('puts an argument into its column, and an answer into its line', async () => {
		const claim = await added(pro, 'Trees cool the street', 'open-for-1');
		await goes(debate, 'open-against-1');
		const answer = await added(con, 'Only where there is water', 'open-against-1', [
			claim,
			'attacks'
		]);
		const { byNumber } = await flow();
		expect(byNumber.get(claim)).toMatchObject({ line: 0, stance: 'for', standing: 'answered' });
		expect(byNumber.get(answer)).toMatchObject({ line: 0, stance: 'against', parent: claim });
	});

	test('does once what is sent again with the same key, and its link too', async () => {
		const claim = await added(pro, 'One', 'open-for-1');
		const again = () => add(pro, 'Two', 'open-for-1', [claim, 'supports'], { key: 'k1' });
		const [first, second] = [await again(), await again()];
		expect(second).toMatchObject({ ok: true, c: first.ok && first.c });
		const state = await stateIn(debate);
		expect(state.arguments).toHaveLength(2);
		expect(state.links).toHaveLength(1);
	});

	test('is for teams, note-takers and staff: the audience is refused, observers see only', async () => {
		const before = (await stateIn(debate)).seq;
		expect(await add(listener, 'From the floor', 'open-for-1')).toMatchObject({
			ok: false,
			reason: 'not-yours'
		});
		const observer = await anObserver(course, { name: 'Observer' });
		await expect(add(observer, 'From outside', 'open-for-1')).rejects.toMatchObject({
			status: 403
		});
		await expect(
			addFromCard(observer, debate.address, { card: 'x', phase: 1, key: null }, now)
		).rejects.toMatchObject({ status: 403 });
		expect((await stateIn(debate)).seq).toBe(before);
		expect(await add(course.instructor, 'Heard', 'open-for-1')).toMatchObject({ ok: true });
	});

	test('is over for teams at the end, and not for whoever has the chair', async () => {
		await ends(debate);
		expect(await add(pro, 'Too late', 'open-for-1')).toMatchObject({ reason: 'ended' });
		expect(await add(course.instructor, 'For the record', 'open-for-1')).toMatchObject({
			ok: true
		});
	});

	test('moves an argument among others and into another column', async () => {
		const one = await added(pro, 'One', 'open-for-1');
		const two = await added(pro, 'Two', 'open-for-1');
		await placeArgument(pro, debate.address, { c: two, to: 'up' }, now);
		expect((await flow()).entries.map(({ c }) => c)).toEqual([two, one]);
		expect(await placeArgument(pro, debate.address, { c: two, to: 'up' }, now)).toMatchObject({
			reason: 'last'
		});
		await goes(debate, 'open-against-1');
		await placeArgument(pro, debate.address, { c: one, to: at('open-against-1') }, now);
		expect((await flow()).byNumber.get(one)?.argument.phase).toBe(at('open-against-1'));
		expect(
			await placeArgument(con, debate.address, { c: two, to: at('open-against-1') }, now)
		).toMatchObject({ reason: 'other-side' });
	});
});

describe('two who reword at once', () => {
	test('lose no word: the slower one sees both, and each saved wording is kept', async () => {
		const c = await added(pro, 'Trees cool', 'open-for-1');
		const reword = (actor: Actor, body: string, version: number) =>
			rewordArgument(actor, debate.address, { c, version, body, lang: 'en', key: null }, now);
		const answers = await Promise.all([
			reword(pro, 'Trees cool the street', 1),
			reword(course.instructor, 'Trees cool the city', 1)
		]);
		const won = answers.findIndex(({ ok }) => ok);
		const lost = answers[1 - won];
		const wordsOfBoth = ['Trees cool the street', 'Trees cool the city'];
		expect(lost).toMatchObject({
			ok: false,
			reason: 'conflict',
			kept: { body: wordsOfBoth[won], version: 2 }
		});
		// Having seen both, the slower one saves theirs over it.
		const second = wordsOfBoth[1 - won] ?? '';
		expect(await reword(pro, second, 2)).toMatchObject({ ok: true });
		expect((await words())[c]).toMatchObject({ body: second, version: 3 });
		expect(await wordings()).toEqual(['1 Trees cool', `2 ${wordsOfBoth[won]}`, `3 ${second}`]);
	});
});

describe('a card', () => {
	test('comes into the flow with one touch, with its passage, once for each touch', async () => {
		const card = await addCard(
			pro,
			debate.address,
			{
				claim: 'The state is soft',
				warrant: 'It yields',
				lang: 'en',
				passages: [],
				phaseKey: null
			},
			now
		);
		if (!card.ok) throw new Error('no card');
		const { moduleId } = await debateHere(pro, debate.address, now);
		const [reading] = await readingIndex(pro, moduleId);
		const text = await paragraphsFor(pro, reading?.id ?? '', { kind: 'study', lang: 'en' });
		const paragraph = text?.paragraphs[0];
		const [start = 0, end = 0] = paragraph?.sentences[0] ?? [];
		const passage = {
			versionId: text?.versionId ?? '',
			paragraphId: paragraph?.id ?? '',
			start,
			end,
			exact: null
		};
		expect(
			await citeOnCard(pro, debate.address, { card: card.id, ...passage }, 'en', now)
		).toMatchObject({
			ok: true
		});
		const touch = () =>
			addFromCard(pro, debate.address, { card: card.id, phase: at('open-for-1'), key: 't1' }, now);
		const done = await touch();
		expect(await touch()).toEqual(done);
		const c = done.ok ? (done.c ?? 0) : 0;
		expect((await words())[c]).toMatchObject({
			body: 'The state is soft\nIt yields',
			passages: [{ reading: reading?.slug, paragraphId: paragraph?.id, start, end }]
		});
		// Reworded, it rests on the same passage.
		await rewordArgument(
			pro,
			debate.address,
			{ c, version: 1, body: 'Soft', lang: 'en', key: null },
			now
		);
		expect((await words())[c]?.passages).toHaveLength(1);
		expect((await stateIn(debate)).arguments).toHaveLength(1);
	});

	test('of the other side is not there', async () => {
		const card = await addCard(
			pro,
			debate.address,
			{ claim: 'Ours', warrant: '', lang: 'en', passages: [], phaseKey: null },
			now
		);
		const id = card.ok ? card.id : '';
		const wanted = { card: id, phase: at('open-for-1'), key: null };
		expect(await addFromCard(con, debate.address, wanted, now)).toEqual({
			ok: false,
			reason: 'gone'
		});
	});
});

describe('the files of the map', () => {
	async function files(): Promise<string[]> {
		return [
			await argdownFor(listener, debate.address, 'en', now),
			await aifFor(listener, debate.address, 'en', now)
		];
	}

	test('hold what is argued and how it is linked, by team and speech and without names', async () => {
		const claim = await added(pro, 'flowcanary claim', 'open-for-1');
		await goes(debate, 'open-against-1');
		await added(con, 'flowcanary answer', 'open-against-1', [claim, 'undercuts']);
		const [argdown = '', aif = ''] = await files();
		expect(argdown).toContain(`_> <${claim}>`);
		expect(argdown).toContain('# For the motion · First opening for');
		for (const file of [argdown, aif]) {
			expect(file).toContain('flowcanary claim');
			expect(file).toContain('flowcanary answer');
			expect(file).not.toContain('Canary');
		}
		expect((JSON.parse(aif) as { nodes: unknown[] }).nodes).toContainEqual(
			expect.objectContaining({ type: 'CA', text: 'Default Conflict' })
		);
	});

	test('leave out what was hidden, and what was struck', async () => {
		const hidden = await added(pro, 'hiddencanary', 'open-for-1');
		const struck = await added(pro, 'struckcanary', 'open-for-1');
		await added(pro, 'staycanary', 'open-for-1', [hidden, 'supports']);
		await moves(course.instructor, debate, { kind: 'hide', c: hidden, on: true });
		expect(
			await move(pro, debate.address, { kind: 'strike', c: struck, on: true }, {}, now)
		).toMatchObject({
			ok: true
		});
		for (const file of await files()) {
			expect(file).toContain('staycanary');
			expect(file).not.toContain('hiddencanary');
			expect(file).not.toContain('struckcanary');
		}
		expect(JSON.stringify(await words())).not.toContain('hiddencanary');
		await moves(pro, debate, { kind: 'strike', c: struck, on: false });
		for (const file of await files()) expect(file).toContain('struckcanary');
	});
});
