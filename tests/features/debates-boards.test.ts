/* The private board of a side: who sees it, what its cards are made of, and two who write at once. */
import { and, eq } from 'drizzle-orm';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { writeNote } from '$lib/annotations/writing.server';
import { boardFor, speechFor } from '$lib/debates/boards/boards.server';
import { newCardSchema } from '$lib/debates/boards/boards.schema.server';
import {
	addCard,
	cardsFor,
	dropPassage,
	moveCard,
	passageName,
	removeCard,
	saveCard
} from '$lib/debates/boards/cards.server';
import { citeOnCard, passageChoice } from '$lib/debates/boards/citing.server';
import { addFromSource, sourcesFor } from '$lib/debates/boards/sources.server';
import { boardHere } from '$lib/debates/boards/whose.server';
import { formats } from '$lib/debates/formats';
import { debateHere } from '$lib/debates/room/finding.server';
import { liveFor } from '$lib/debates/room/reading.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { note, prepCard } from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';
import { anAssistant, anObserver, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	aDebate,
	debateNow as now,
	goes,
	moves,
	opened,
	type BuiltDebate
} from '../support/debates';
import { aClass, aWriter, body, type Class } from '../support/writers';

process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'standpoint-boards-'));
forgetEnvironment();
testDatabase();

const module = 'hard-state-soft-state';
const typed = (claim: string, phaseKey: string | null = null) => ({
	claim,
	warrant: 'boardcanary warrant',
	lang: 'en' as const,
	passages: [],
	phaseKey
});
const refused = (status: number) => expect.objectContaining({ status }) as unknown;

let course: Class;
let one: Actor;
let two: Actor;
let other: Actor;
let listener: Actor;
let judge: Actor;
let debate: BuiltDebate;

beforeAll(async () => {
	course = await aClass();
	one = (await aWriter(course, { name: 'Amna' })).student;
	[two, other, listener, judge] = (await Promise.all(
		['Bano', 'Chand', 'Dua', 'Ehsan'].map((name) => aStudent(course, { name }))
	)) as [Actor, Actor, Actor, Actor];
	debate = await planned();
});

function planned(given: Parameters<typeof aDebate>[1] = {}): Promise<BuiltDebate> {
	return aDebate(course, {
		places: [
			{ actor: one, role: 'speaker', team: 'for', speaker: '1' },
			{ actor: two, role: 'speaker', team: 'for', speaker: '2' },
			{ actor: other, role: 'speaker', team: 'against', speaker: '1' },
			{ actor: listener, role: 'audience' },
			{ actor: judge, role: 'judge' }
		],
		...given
	});
}

async function board(actor: Actor, at: BuiltDebate, team: string | null = null) {
	return boardFor(actor, await boardHere(actor, at.address, team, now));
}

async function claims(actor: Actor, at: BuiltDebate, team: string | null = null) {
	const { speeches, loose } = await board(actor, at, team);
	return [...speeches.flatMap(({ cards }) => cards), ...loose].map(({ claim }) => claim);
}

async function sentence(actor: Actor, nth = 0) {
	const { moduleId } = await debateHere(actor, debate.address, now);
	const [first] = await readingIndex(actor, moduleId);
	const text = await paragraphsFor(actor, first?.id ?? '', { kind: 'study', lang: 'en' });
	const paragraph = text?.paragraphs[nth];
	const [start = 0, end = 0] = paragraph?.sentences[0] ?? [];
	return {
		versionId: text?.versionId ?? '',
		paragraphId: paragraph?.id ?? '',
		start,
		end,
		exact: null
	};
}

describe('who sees a board', () => {
	test('the team and staff do, before the debate opens and while it is on; nobody else', async () => {
		const at = await planned();
		await addCard(one, at.address, typed('boardcanary claim'), now);
		const assistant = await anAssistant(course, { name: 'Assistant Atif' });
		const observer = await anObserver(course, { name: 'Observer Omar' });
		const elsewhere = await aClass();
		for (const opens of [false, true]) {
			if (opens) await opened(at);
			expect(await claims(one, at)).toEqual(['boardcanary claim']);
			expect(await claims(two, at)).toEqual(['boardcanary claim']);
			expect(await claims(course.instructor, at, 'for')).toEqual(['boardcanary claim']);
			expect(await claims(assistant, at, 'for')).toEqual(['boardcanary claim']);
			expect(await claims(other, at)).toEqual([]);
			await expect(board(other, at, 'for')).rejects.toEqual(refused(403));
			for (const actor of [listener, judge, observer])
				for (const team of [null, 'for'])
					await expect(board(actor, at, team)).rejects.toEqual(refused(403));
			await expect(board(elsewhere.instructor, at, 'for')).rejects.toEqual(refused(404));
			const chosen = { team: 'for', phaseKey: 'open-for-1' };
			await expect(speechFor(other, at.address, chosen, now)).rejects.toEqual(refused(403));
		}
	});

	test('nothing of it is in what the debate tells everybody', async () => {
		const at = await planned();
		await addCard(one, at.address, typed('boardcanary claim', 'open-for-1'), now);
		await opened(at);
		for (const actor of [other, listener, course.instructor])
			expect(JSON.stringify(await liveFor(actor, at.address, now))).not.toContain('boardcanary');
	});

	test('staff read and do not write; a student who sees somebody else’s may not either', async () => {
		const at = await planned();
		const add = (actor: Actor) => addCard(actor, at.address, typed('No'), now);
		await expect(add(course.instructor)).rejects.toEqual(refused(403));
		await expect(add(listener)).rejects.toEqual(refused(403));
		expect((await board(course.instructor, at)).mayPrepare).toBe(false);
	});

	test('a place decides: who is replaced loses the board, and who comes has it', async () => {
		const at = await planned();
		await addCard(one, at.address, typed('For the team'), now);
		await opened(at);
		const seat = (who: number, team: string | null, speaker: string | null) =>
			({
				kind: 'seat',
				seat: { who, role: team ? 'speaker' : 'audience', team, speaker, notes: false }
			}) as const;
		await moves(course.instructor, at, seat(1, null, null));
		await moves(course.instructor, at, seat(4, 'for', '1'));
		await expect(board(one, at)).rejects.toEqual(refused(403));
		await expect(addCard(one, at.address, typed('Late'), now)).rejects.toEqual(refused(403));
		expect(await claims(listener, at)).toEqual(['For the team']);
		expect(await cardsFor(one, await debateHere(one, at.address, now))).toEqual([]);
		const listenerHere = await debateHere(listener, at.address, now);
		expect((await cardsFor(listener, listenerHere)).map(({ claim }) => claim)).toEqual([
			'For the team'
		]);
	});

	test('whoever is marked absent before it opens has no board', async () => {
		const at = await planned({
			places: [{ actor: one, role: 'speaker', team: 'for', speaker: '1', isAbsent: true }]
		});
		await expect(board(one, at)).rejects.toEqual(refused(403));
	});

	test('whoever was sent out reads and does not write', async () => {
		const at = await planned();
		await opened(at);
		await moves(course.instructor, at, { kind: 'remove', who: 2, on: true });
		expect((await board(two, at)).mayPrepare).toBe(false);
		await expect(addCard(two, at.address, typed('No'), now)).rejects.toEqual(refused(403));
	});

	test('after sides are switched each pair has its own board still', async () => {
		const format = formats['academic-controversy'];
		if (!format) throw new Error('There is no such format.');
		const [a = '', b = ''] = format.teams.map(({ key }) => key);
		const at = await aDebate(course, {
			format,
			places: [
				{ actor: one, role: 'speaker', team: a, speaker: format.teams[0]?.speakers[0]?.key },
				{ actor: two, role: 'speaker', team: b, speaker: format.teams[1]?.speakers[0]?.key }
			]
		});
		await addCard(one, at.address, typed('Of the first pair'), now);
		await addCard(two, at.address, typed('Of the second pair'), now);
		await opened(at);
		const key = format.phases.find(({ kind }) => kind === 'switch')?.key ?? '';
		await goes(at, key);
		await goes(at);
		expect(await claims(one, at)).toEqual(['Of the first pair']);
		expect(await claims(two, at)).toEqual(['Of the second pair']);
		await expect(board(one, at, b)).rejects.toEqual(refused(403));
	});
});

describe('a card', () => {
	test('is made of a reason in one touch, with its warrant and what it cites', async () => {
		const at = await planned();
		const here = await debateHere(one, at.address, now);
		const sources = await sourcesFor(one, here, now);
		expect(sources.map(({ of }) => of)).toEqual(['reason', 'citation', 'citation']);
		await addFromSource(one, at.address, { of: 'reason', source: 'r1' }, now);
		const [card] = (await board(two, at)).loose;
		expect(card).toMatchObject({
			claim: body.reasons[0]?.claim,
			warrant: body.reasons[0]?.warrant,
			by: { en: 'Amna' },
			isOwn: false
		});
		expect(card?.passages).toHaveLength(1);
		// Whoever is of the other side may use their own work as well.
		expect(await sourcesFor(other, here, now)).toEqual([]);
	});

	test('is made of a note of one’s own, and of nobody else’s', async () => {
		const at = await planned();
		const { exact: _none, versionId, paragraphId, start, end } = await sentence(two);
		const { moduleId } = await debateHere(two, at.address, now);
		const [first] = await readingIndex(two, moduleId);
		await writeNote(
			two,
			{ moduleSlug: module, readingSlug: first?.slug ?? '' },
			{
				versionId,
				paragraphId,
				start,
				end,
				exact: null,
				from: null,
				to: null,
				body: 'My own thought',
				tags: [],
				audience: 'private',
				lang: 'en',
				ref: null
			},
			now
		);
		const [kept] = await db().select().from(note).where(eq(note.body, 'My own thought'));
		const source = kept?.ref ?? '';
		await addFromSource(two, at.address, { of: 'note', source }, now);
		expect(await claims(one, at)).toEqual(['My own thought']);
		const stolen = addFromSource(one, at.address, { of: 'note', source }, now);
		await expect(stolen).rejects.toEqual(refused(404));
	});

	test('is made of a sentence of a reading, once, and gives it back', async () => {
		const at = await planned();
		const chosen = await sentence(one);
		const made = await citeOnCard(one, at.address, { card: 'new', ...chosen }, 'en', now);
		if (!made.ok) throw new Error(made.reason);
		await citeOnCard(two, at.address, { card: made.card, ...chosen }, 'en', now);
		const [card] = (await board(one, at)).loose;
		expect(card?.claim).toBe('');
		expect(card?.passages).toHaveLength(1);
		const name = passageName(chosen);
		await dropPassage(two, at.address, { id: made.card, passage: name }, now);
		expect((await board(one, at)).loose[0]?.passages).toEqual([]);
	});

	test('takes no passage of another course, no words that are not there, and none without end', async () => {
		const at = await planned();
		const added = await addCard(one, at.address, typed('Card'), now);
		const card = added.ok ? added.id : '';
		const elsewhere = await aClass();
		const stranger = await aStudent(elsewhere, { name: 'Stranger' });
		const theirs = await aDebate(elsewhere, {
			places: [{ actor: stranger, role: 'speaker', team: 'for', speaker: '1' }]
		});
		const { moduleId } = await debateHere(stranger, theirs.address, now);
		const [first] = await readingIndex(stranger, moduleId);
		const text = await paragraphsFor(stranger, first?.id ?? '', { kind: 'study', lang: 'en' });
		const foreign = {
			card,
			versionId: text?.versionId ?? '',
			paragraphId: text?.paragraphs[0]?.id ?? '',
			start: 0,
			end: 10,
			exact: null
		};
		expect(await citeOnCard(one, at.address, foreign, 'en', now)).toEqual({
			ok: false,
			reason: 'unknown'
		});
		const lie = { ...(await sentence(one)), exact: 'Words that nobody wrote.' };
		expect(await citeOnCard(one, at.address, { card, ...lie }, 'en', now)).toMatchObject({
			ok: false
		});
		const outcomes = [];
		for (let nth = 0; nth < 12; nth++) {
			const passage = { card, ...(await sentence(one)), start: 0, end: 15 * (nth + 1) };
			outcomes.push(await citeOnCard(one, at.address, passage, 'en', now));
		}
		expect(outcomes.at(-1)).toEqual({ ok: false, reason: 'too-many' });
		expect((await board(one, at)).loose[0]?.passages).toHaveLength(10);
	});

	test('of another board is not there for anybody: neither to change nor to cite on', async () => {
		const at = await planned();
		const added = await addCard(one, at.address, typed('Ours'), now);
		const id = added.ok ? added.id : '';
		const gone = refused(404);
		const words = { claim: 'Theirs', warrant: '', lang: 'en' as const, phaseKey: null };
		await expect(saveCard(other, at.address, { id, version: 1, ...words }, now)).rejects.toEqual(
			gone
		);
		await expect(moveCard(other, at.address, { id, to: 'up' }, now)).rejects.toEqual(gone);
		const cite = { card: id, ...(await sentence(other)) };
		await expect(citeOnCard(other, at.address, cite, 'en', now)).rejects.toEqual(gone);
		const wanted = { card: id, readingSlug: null, kind: 'study' as const, lang: 'en' as const };
		await expect(passageChoice(other, at.address, wanted, now)).rejects.toEqual(gone);
		await removeCard(other, at.address, id, now);
		expect(await claims(one, at)).toEqual(['Ours']);
	});

	test('that two change at once keeps the first and shows the second both', async () => {
		const at = await planned();
		const added = await addCard(one, at.address, typed('First'), now);
		const id = added.ok ? added.id : '';
		const words = (claim: string) => ({ claim, warrant: '', lang: 'en' as const, phaseKey: null });
		const saved = await Promise.all([
			saveCard(one, at.address, { id, version: 1, ...words('Mine') }, now),
			saveCard(two, at.address, { id, version: 1, ...words('Yours') }, now)
		]);
		const won = saved.find(({ ok }) => ok);
		const lost = saved.find(({ ok }) => !ok);
		expect(won).toEqual({ ok: true, version: 2 });
		const [now1] = await claims(one, at);
		expect(lost).toMatchObject({ reason: 'conflict', kept: { claim: now1, version: 2 } });
		expect(['Mine', 'Yours']).toContain(now1);
	});

	test('goes up and down within its speech, and only there', async () => {
		const at = await planned();
		for (const claim of ['A', 'B', 'C'])
			await addCard(one, at.address, typed(claim, 'open-for-1'), now);
		await addCard(one, at.address, typed('Loose'), now);
		const [first] = (await board(one, at)).speeches;
		const id = first?.cards[2]?.id ?? '';
		await moveCard(two, at.address, { id, to: 'up' }, now);
		await moveCard(two, at.address, { id, to: 'up' }, now);
		await moveCard(two, at.address, { id, to: 'up' }, now);
		expect(await claims(one, at)).toEqual(['C', 'A', 'B', 'Loose']);
		await moveCard(two, at.address, { id, to: 'down' }, now);
		expect(await claims(one, at)).toEqual(['A', 'C', 'B', 'Loose']);
		const { speech } = await speechFor(
			two,
			at.address,
			{ team: null, phaseKey: 'open-for-1' },
			now
		);
		expect(speech.cards.map(({ claim }) => claim)).toEqual(['A', 'C', 'B']);
	});

	test('made at the very same place as another one still moves past it', async () => {
		const at = await planned();
		for (const claim of ['A', 'B']) await addCard(one, at.address, typed(claim), now);
		await db()
			.update(prepCard)
			.set({ order: 7 })
			.where(and(eq(prepCard.courseId, course.courseId), eq(prepCard.debateId, at.id)));
		const [top] = (await board(one, at)).loose;
		await moveCard(one, at.address, { id: top?.id ?? '', to: 'down' }, now);
		expect((await board(one, at)).loose.at(-1)?.id).toBe(top?.id);
	});

	test('is for a speech of one’s own team, or the page is not found', async () => {
		const at = await planned();
		const wrong = addCard(one, at.address, typed('Wrong', 'open-against-1'), now);
		await expect(wrong).rejects.toEqual(refused(404));
		const say = speechFor(one, at.address, { team: null, phaseKey: 'open-against-1' }, now);
		await expect(say).rejects.toEqual(refused(404));
	});

	test('comes from a form that refuses a huge text and NUL, and drops overrides of direction', () => {
		const form = (claim: string, warrant = '') =>
			newCardSchema.safeParse({ claim, warrant, lang: 'en', speech: '' });
		expect(form('x'.repeat(601)).success).toBe(false);
		expect(form('x', 'x'.repeat(100_000)).success).toBe(false);
		expect(form('a\u0000b').success).toBe(false);
		expect(form('   ').success).toBe(false);
		expect(form('a\u202Eb').data?.claim).toBe('ab');
	});
});

test('a whole class of cards is refused beyond what a board holds', async () => {
	const at = await planned();
	for (let n = 0; n < 200; n++) await addCard(one, at.address, typed(`Card ${n}`), now);
	expect(await addCard(two, at.address, typed('One more'), now)).toEqual({
		ok: false,
		reason: 'full'
	});
}, 60_000);
