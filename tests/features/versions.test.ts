/*
 * A text that people have written on is corrected: its author sees before what becomes of every note,
 * citation and question, notes go along, and those that lose their words keep them and can be put to
 * others. Nothing is dropped, whoever writes at the same time.
 */
import { and, asc, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { attachNote, orphansOf } from '$lib/annotations/attaching.server';
import { removeNote } from '$lib/annotations/changing.server';
import type { Moving } from '$lib/annotations/moving';
import { placeNotes } from '$lib/annotations/placing.server';
import {
	previewMoving,
	publishImportMoving,
	publishMoving,
	reviewImportMoving,
	saveNoteMoving
} from '$lib/annotations/publishing.server';
import { moduleFor } from '$lib/modules/modules.server';
import type { TextToPlace } from '$lib/readings/importing.server';
import { noticesFor } from '$lib/notices/notices.server';
import { noticePath, noticeText } from '$lib/notices/words';
import { positionVersionFor } from '$lib/positions/positions.server';
import { textToEdit } from '$lib/readings/editing.server';
import { noteToEdit } from '$lib/readings/note-editing.server';
import { versionsOf } from '$lib/readings/versions.server';
import { db, transaction } from '$lib/server/db/client';
import { edition, editionVersion, note, notePlace, notice } from '$lib/server/db/schema';
import { aStudent, anAssistant, anObserver } from '../support/builders';
import { testDatabase } from '../support/database';
import { aNote, address, noteIn, textOf, tryNote } from '../support/notes';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();

const later = new Date('2026-11-11T05:00:00Z');
const at = { ...address, lang: 'en' as const };
const is = (status: number) => expect.objectContaining({ status }) as Error;

let here: Class;
let writer: Actor;
let other: Actor;

async function begin(): Promise<void> {
	here = await aClass();
	writer = await aStudent(here);
	other = await aStudent(here);
}

async function typed(change: (paragraphs: string[]) => string[]) {
	const { title, standfirst, source, base } = await textToEdit(here.instructor, at);
	const paragraphs = change(source.split('\n\n'));
	return { title, standfirst, source: paragraphs.join('\n\n'), base, to: [], mark: false };
}

const publish = async (change: (paragraphs: string[]) => string[], when = later) => {
	const published = await publishMoving(here.instructor, at, await typed(change), when);
	if (!published.ok) throw new Error(published.reason);
};

async function report(change: (paragraphs: string[]) => string[], page = 1): Promise<Moving> {
	const shown = await previewMoving(here.instructor, at, await typed(change), page);
	if (!shown.ok || !shown.moving) throw new Error('There is nothing to report.');
	return shown.moving;
}

const first = (change: (words: string) => string) => (paragraphs: string[]) =>
	paragraphs.map((words, i) => (i === 0 ? change(words) : words));
/** The first sentence and the others. */
const cut = (words: string) => words.slice(words.indexOf('. ') + 2);

/** Where a note stands, version by version. */
async function standsAs(ref: string): Promise<string[]> {
	const rows = await db()
		.select({ state: notePlace.state, n: editionVersion.number })
		.from(note)
		.innerJoin(notePlace, and(eq(notePlace.courseId, note.courseId), eq(notePlace.noteId, note.id)))
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, notePlace.courseId),
				eq(editionVersion.id, notePlace.versionId)
			)
		)
		.where(and(eq(note.courseId, here.courseId), eq(note.ref, ref)))
		.orderBy(asc(editionVersion.number));
	return rows.map(({ n, state }) => `${n} ${state}`);
}

const noticesOf = (actor: Actor) =>
	db()
		.select({ kind: notice.kind, payload: notice.payload })
		.from(notice)
		.where(
			and(
				eq(notice.courseId, here.courseId),
				eq(notice.enrolmentId, actor.membership?.enrolmentId ?? ''),
				eq(notice.kind, 'note.orphaned')
			)
		);

describe('the report before publishing', () => {
	let words: string;
	beforeAll(async () => {
		await begin();
		words = (await textOf(writer)).paragraphs[0]?.text ?? '';
		await aNote(writer, { sentence: 0 });
		await aNote(other, { sentence: 0 });
		await aNote(writer, { sentence: 1 });
		await aNote(writer, { paragraph: 1, audience: 'private', body: 'A secret.' });
		await aWriter(here);
	});

	test('counts what stays, and shows nothing where nothing moves', async () => {
		const moving = await report((all) => all.map((p, i) => (i === 6 ? `${p} And so it is.` : p)));
		expect(moving.counts.note).toMatchObject({ exact: 3, moved: 0, orphaned: 0 });
		expect(moving.passages).toEqual([]);
	});

	test('shows the words of notes that move, beside those of notes that lose theirs', async () => {
		const moving = await report(first(cut));
		expect(moving.counts.note).toMatchObject({ exact: 0, moved: 1, orphaned: 2 });
		const [gone, moved] = moving.passages.filter((p) => p.kind === 'note');
		expect(gone).toMatchObject({ becomes: 'orphaned', n: 2, now: null });
		expect(words.startsWith(gone?.old.exact ?? '?')).toBe(true);
		expect(moved).toMatchObject({ becomes: 'moved', n: 1, old: { number: 1 } });
		expect(moved?.now?.exact).toBe(moved?.old.exact);
	});

	test('shows old and new words side by side where they are changed', async () => {
		const moving = await report(first((p) => p.replace(/^(\S+ \S+) /, '$1 indeed ')));
		const [changed] = moving.passages;
		expect(changed).toMatchObject({ kind: 'note', becomes: 'changed', n: 2 });
		expect(changed?.old.exact).not.toContain('indeed');
		expect(changed?.now?.exact).toContain('indeed');
	});

	test('tells of private notes that there are some, and nothing else', async () => {
		const moving = await report((all) => [all[0] ?? '', 'Other words.', ...all.slice(2)]);
		expect(moving.unseen).toBe(1);
		expect(moving.passages.filter((p) => p.kind === 'note')).toEqual([]);
		expect(JSON.stringify(moving)).not.toContain('secret');
	});

	test('names nobody', async () => {
		const said = JSON.stringify(await report(first(cut)));
		for (const person of [writer, other]) {
			expect(said).not.toContain(person.person?.name);
			expect(said).not.toContain(person.membership?.enrolmentId);
			expect(said).not.toContain(person.membership?.pseudonym.en);
		}
	});

	test('says of cited passages how they would read, and that they were handed in', async () => {
		const moving = await report(first(cut));
		const cited = moving.passages.find((p) => p.kind === 'citation');
		expect(cited).toMatchObject({ becomes: 'orphaned', now: null });
		expect(moving.counts.citation.orphaned).toBe(2);
		expect(cited).toMatchObject({ n: 2, submitted: 1 });
	});

	test('comes in parts when it is long, and a part that there is not is the last', async () => {
		const { paragraphs, versionId } = await textOf(writer);
		for (const { id: paragraphId, text, sentences } of paragraphs)
			for (const [start, whole] of sentences)
				for (const end of [start + 30, whole])
					await tryNote(other, {
						over: { versionId, paragraphId, start, end, exact: text.slice(start, end) }
					});
		const every = (all: string[]) => all.map((p) => `It is said: ${p}`);
		const one = await report(every);
		expect(one).toMatchObject({ page: 1 });
		expect(one.pages).toBeGreaterThan(1);
		expect(one.passages).toHaveLength(40);
		const last = await report(every, 99);
		expect(last.page).toBe(one.pages);
		expect(last.passages.length).toBeGreaterThan(0);
	});

	test('says which questions ask about a paragraph that would go, and publishes nothing then', async () => {
		const [one = '', two = '', ...rest] = (await typed((all) => all)).source.split('\n\n');
		const text = await typed(() => [`${one} ${two}`, ...rest]);
		const refused = await publishMoving(here.instructor, at, text, later);
		expect(refused).toMatchObject({ ok: false, reason: 'asked' });
		if (refused.ok || refused.reason !== 'asked') return;
		const asked = refused.moving?.asked ?? [];
		expect(asked.map(({ becomes }) => becomes)).toEqual(['gone', 'merged']);
		expect(asked.every(({ keys }) => keys.length > 0)).toBe(true);
	});

	test('is for authors', async () => {
		const text = await typed(first(cut));
		for (const actor of [writer, here.assistant])
			await expect(previewMoving(actor, at, text)).rejects.toEqual(is(403));
	});

	test('keeps nothing', async () => {
		expect((await textToEdit(here.instructor, at)).base).toBe(1);
	});
});

describe('a version that is published', () => {
	let staying: string, moving: string, losing: string, hidden: string;
	beforeAll(async () => {
		await begin();
		losing = await aNote(writer, { sentence: 0 });
		moving = await aNote(writer, { sentence: 1 });
		staying = await aNote(other, { paragraph: 2 });
		hidden = await aNote(other, { sentence: 0, audience: 'private' });
		await publish(first(cut));
	});

	test('takes all notes along, and adds to where they stood', async () => {
		expect(await standsAs(staying)).toEqual(['1 exact', '2 exact']);
		expect(await standsAs(moving)).toEqual(['1 exact', '2 moved']);
		expect(await standsAs(losing)).toEqual(['1 exact', '2 orphaned']);
		expect(await standsAs(hidden)).toEqual(['1 exact', '2 orphaned']);
	});

	test('shows them with their old words, to those who saw them', async () => {
		const orphan = await noteIn(writer, losing);
		expect(orphan).toMatchObject({ standing: 'orphaned', paragraphId: null });
		expect(orphan?.exact).not.toBe('');
		expect(await noteIn(writer, moving)).toMatchObject({ standing: 'moved' });
		expect(await noteIn(here.instructor, hidden)).toBeUndefined();
	});

	test('says so in a notice that leads to their notes', async () => {
		const [told] = await noticesFor(writer, later);
		if (!told) throw new Error('Nothing was said.');
		expect(noticeText(told, { timeZone: 'Asia/Karachi', locale: 'en' })).toContain('old words');
		expect(noticePath(told)).toBe(
			`/modules/${address.moduleSlug}/readings/${address.readingSlug}/notes`
		);
	});

	test('tells the authors of those that lost their words, once, and nobody else', async () => {
		expect(await noticesOf(writer)).toEqual([
			{
				kind: 'note.orphaned',
				payload: { module: address.moduleSlug, reading: address.readingSlug }
			}
		]);
		expect(await noticesOf(other)).toHaveLength(1);
		expect(await noticesOf(here.instructor)).toEqual([]);
	});

	test('gives a place to a note once, however often it is asked', async () => {
		const { versionId, readingId } = await textOf(writer);
		await transaction((tx) =>
			placeNotes(tx, { courseId: here.courseId, readingId, versionId }, later)
		);
		expect(await standsAs(losing)).toEqual(['1 exact', '2 orphaned']);
		expect(await noticesOf(writer)).toHaveLength(1);
	});

	test('has the words again that come back in a third', async () => {
		const lead = (await noteIn(writer, losing))?.exact ?? '';
		await publish(first((p) => `${lead} ${p}`));
		expect(await standsAs(losing)).toEqual(['1 exact', '2 orphaned', '3 exact']);
		expect(await standsAs(moving)).toEqual(['1 exact', '2 moved', '3 moved']);
	});
});

describe('two at once', () => {
	beforeAll(begin);

	test('authors: one is published, the other told so, and each note has one place a version', async () => {
		const ref = await aNote(writer);
		const [one, two] = await Promise.all([
			publishMoving(here.instructor, at, await typed(first((p) => `A. ${p}`)), later),
			publishMoving(here.instructor, at, await typed(first((p) => `B. ${p}`)), later)
		]);
		expect([one.ok, two.ok].sort()).toEqual([false, true]);
		expect([one, two].find((p) => !p.ok)).toMatchObject({ reason: 'conflict' });
		expect(await standsAs(ref)).toEqual(['1 exact', '2 moved']);
	});

	test('a note written while the report is read is placed like the others', async () => {
		const text = await typed(first((p) => `So. ${p}`));
		await previewMoving(here.instructor, at, text);
		const ref = await aNote(writer, { sentence: 2 });
		expect(await publishMoving(here.instructor, at, text, later)).toMatchObject({ ok: true });
		expect(await standsAs(ref)).toEqual(['2 exact', '3 moved']);
	});

	test('notes written while it is published stand in it or are refused; none is left behind', async () => {
		const [published, ...tried] = await Promise.all([
			publishMoving(here.instructor, at, await typed(first((p) => `Well. ${p}`)), later),
			...Array.from({ length: 8 }, (_, i) => tryNote(i % 2 ? writer : other, { paragraph: 1 })),
			tryNote(here.instructor, { paragraph: 1 })
		]);
		expect(published).toMatchObject({ ok: true });
		const { versionId } = await textOf(writer);
		for (const one of tried)
			if (one.ok) {
				const rows = await db()
					.select({ state: notePlace.state })
					.from(note)
					.innerJoin(
						notePlace,
						and(
							eq(notePlace.courseId, note.courseId),
							eq(notePlace.noteId, note.id),
							eq(notePlace.versionId, versionId)
						)
					)
					.where(and(eq(note.courseId, here.courseId), eq(note.ref, one.ref)));
				expect(rows).toEqual([{ state: 'exact' }]);
			} else expect(one.reason).toBe('not-this-text');
	});

	test('a publication that is refused places nothing', async () => {
		const ref = await aNote(other);
		const before = await standsAs(ref);
		const stale = { ...(await typed(first((p) => `No. ${p}`))), base: 1 };
		expect(await publishMoving(here.instructor, at, stale, later)).toMatchObject({ ok: false });
		expect(await standsAs(ref)).toEqual(before);
	});
});

describe('a note that lost its words', () => {
	let mine: string, theirs: string, secret: string, own: string;
	beforeAll(async () => {
		await begin();
		mine = await aNote(writer, { sentence: 0, body: 'Says who?' });
		theirs = await aNote(other, { sentence: 0, audience: 'class' });
		secret = await aNote(other, { sentence: 0, audience: 'private' });
		own = await aNote(here.instructor, { sentence: 0, audience: 'private' });
		await publish(first(cut));
	});

	const refs = async (actor: Actor, whose: 'own' | 'shared') =>
		(await orphansOf(actor, address, later, whose)).map((one) => one.ref).sort();

	test('is listed for its author; staff have the shared ones and their own', async () => {
		expect(await refs(writer, 'own')).toEqual([mine]);
		expect(await refs(other, 'own')).toEqual([theirs, secret].sort());
		expect(await refs(here.instructor, 'shared')).toEqual([mine, theirs, own].sort());
		expect(await refs(here.assistant, 'shared')).toEqual([mine, theirs].sort());
	});

	test('comes with the words it was written on and where they stood', async () => {
		const [orphan] = await orphansOf(writer, address, later);
		expect(orphan).toMatchObject({ version: 1, paragraph: { number: 1 }, kind: 'study' });
		expect(orphan?.exact).toMatch(/\.$/);
	});

	const attach = async (actor: Actor, ref: string, over: object = {}, when = later) => {
		const text = await textOf(actor);
		const paragraph = text.paragraphs[3];
		return attachNote(
			actor,
			address,
			{
				...{ ref, versionId: text.versionId, paragraphId: paragraph?.id ?? '' },
				...{ start: null, end: null, exact: null, from: 1, to: 1 },
				...over
			},
			when
		);
	};

	test('is put to other words by its author, and keeps its own', async () => {
		const before = await noteIn(writer, mine);
		expect(await attach(writer, mine)).toEqual({ ok: true });
		const after = await noteIn(writer, mine);
		const [, , , paragraph] = (await textOf(writer)).paragraphs;
		expect(after).toMatchObject({
			standing: 'attached',
			paragraphId: paragraph?.id,
			body: 'Says who?',
			exact: before?.exact,
			version: before?.version
		});
		expect(await refs(writer, 'own')).toEqual([]);
	});

	test('is put to other words by staff, if it is shared', async () => {
		expect(await attach(here.assistant, theirs)).toEqual({ ok: true });
		expect(await noteIn(other, theirs)).toMatchObject({ standing: 'attached', isOwn: true });
		await expect(attach(here.instructor, secret)).rejects.toEqual(is(404));
	});

	test('is put nowhere by others', async () => {
		await expect(attach(writer, theirs)).rejects.toEqual(is(403));
		await expect(attach(writer, secret)).rejects.toEqual(is(404));
		await expect(attach(await anObserver(here), theirs)).rejects.toEqual(is(403));
		await expect(attach(writer, 'f'.repeat(24))).rejects.toEqual(is(404));
	});

	test.each([
		['offsets before the text', { start: -4, end: 3, exact: 'abc', from: null, to: null }],
		['offsets behind it', { start: 0, end: 1e6, exact: null, from: null, to: null }],
		['half offsets', { start: 0.5, end: 2.5, exact: null, from: null, to: null }],
		['other words than are there', { start: 0, end: 3, exact: '???', from: null, to: null }],
		['a sentence that there is not', { from: 400, to: 401 }],
		['sentences the wrong way round', { from: 2, to: 1 }],
		['a paragraph that there is not', { paragraphId: 'constructor' }],
		['a version that there is not', { versionId: 'none' }]
	])('is not put to %s', async (_what, over) => {
		expect(await attach(other, secret, over)).toMatchObject({ ok: false });
		expect((await standsAs(secret)).at(-1)).toBe('2 orphaned');
	});

	test('is not put into another edition', async () => {
		const urdu = await textOf(other, { kind: 'study', lang: 'ur' });
		const over = { versionId: urdu.versionId, paragraphId: urdu.paragraphs[0]?.id };
		expect(await attach(other, secret, over)).toEqual({ ok: false, reason: 'other-edition' });
	});

	test('goes on from where it was put', async () => {
		await publish((all) => ['A new beginning of it all.', ...all]);
		expect((await standsAs(mine)).at(-1)).toBe('3 attached');
		expect((await standsAs(secret)).at(-1)).toBe('3 orphaned');
		expect(await noticesOf(other)).toHaveLength(1);
	});

	test('is not listed once it is deleted', async () => {
		const { version } = (await noteIn(other, secret)) ?? { version: 0 };
		await removeNote(other, address, { ref: secret, base: version }, later);
		expect(await refs(other, 'own')).toEqual([]);
	});

	test('is not put to words that were replaced meanwhile', async () => {
		const text = await textOf(writer);
		await publish((all) => ['Before everything else.', ...all]);
		const over = { versionId: text.versionId };
		expect(await attach(writer, mine, over)).toEqual({ ok: false, reason: 'not-this-text' });
	});

	test('is for assistants of its section alone, where they see no other', async () => {
		const limited = await anAssistant(here, { ownSectionOnly: true });
		await expect(attach(limited, theirs)).rejects.toEqual(is(404));
	});
});

describe('a cited passage', () => {
	let student: Actor;
	beforeAll(async () => {
		await begin();
		({ student } = await aWriter(here));
	});

	const cited = async () => {
		const { version } = await positionVersionFor(student, address.moduleSlug, 1, later);
		return version.citations.map(({ exact, earlier, now }) => ({ exact, earlier, now }));
	};

	test('says nothing while the text is as it was, or only stands elsewhere', async () => {
		expect((await cited()).map((c) => c.now)).toEqual([null, null]);
		await publish((all) => ['A new beginning.', ...all]);
		expect((await cited()).map((c) => [c.earlier, c.now])).toEqual([
			[1, null],
			[1, null]
		]);
	});

	test('keeps the words that were cited, and says how they read now', async () => {
		const [before] = await cited();
		await publish(([lead = '', first = '', second = '', ...rest]) => [
			lead,
			first.replace('two things', 'two different things'),
			second,
			...rest
		]);
		const [after, other] = await cited();
		expect(after?.exact).toBe(before?.exact);
		expect(after?.now?.words).toBe(before?.exact.replace('two things', 'two different things'));
		expect(other?.now).toBeNull();
	});

	test('is found in another paragraph that its words were moved to', async () => {
		const exact = (await cited())[1]?.exact ?? '';
		await publish((all) => [...all.map((p) => p.replace(exact, '')), `So it is. ${exact}`]);
		expect((await cited())[1]?.now).toBeNull();
	});

	test('says that its words are gone', async () => {
		await publish(([lead = '', , ...rest]) => [
			lead,
			'Nothing of it is left.',
			...rest.slice(0, -1),
			'So it is not.'
		]);
		expect((await cited()).map((c) => c.now)).toEqual([{ words: null }, { words: null }]);
	});
});

describe('an original that is brought in anew', () => {
	const original = { kind: 'original', lang: 'en' } as const;
	const words = 'Islamabad wants to talk. It also wants Kabul to act against the armed groups.';
	const piecesOf = (...texts: string[]) =>
		texts.map((text, i) => ({ text, why: null, use: 'keep' as const, to: `p${i + 1}` }));
	let place: TextToPlace & { as: { kind: 'original' } };

	const bringIn = async (...texts: string[]) => {
		const text = { ...place, pieces: piecesOf(...texts), title: 'O', right: 'For this test.' };
		const done = await publishImportMoving(here.instructor, text, text.pieces, later);
		if (!done.ok) throw new Error(done.reason);
	};

	beforeAll(async () => {
		await begin();
		const { readingId } = await textOf(writer);
		const { id: moduleId } = await moduleFor(here.instructor, address.moduleSlug);
		place = { moduleId, lang: 'en', as: { kind: 'original', readingId } };
	});

	test('has nothing to report the first time', async () => {
		const pieces = piecesOf(words);
		expect(await reviewImportMoving(here.instructor, place, pieces)).toMatchObject({
			ok: true,
			moving: null
		});
		await bringIn(words);
	});

	test('takes the notes on it along, as its report said', async () => {
		const staying = await aNote(writer, { edition: original, sentence: 0 });
		const going = await aNote(writer, { edition: original, sentence: 1 });
		const onStudyText = await aNote(writer);
		const now = words.replace(/It also.*$/, 'Nothing else is said.');
		const reviewed = await reviewImportMoving(here.instructor, place, piecesOf(now));
		expect(reviewed).toMatchObject({
			moving: { counts: { note: { exact: 1, orphaned: 1, moved: 0, changed: 0 } } }
		});
		await bringIn(now);
		expect(await standsAs(staying)).toEqual(['1 exact', '2 exact']);
		expect(await standsAs(going)).toEqual(['1 exact', '2 orphaned']);
		expect(await standsAs(onStudyText)).toEqual(['1 exact']);
	});
});

describe('the versions of a text', () => {
	beforeAll(async () => {
		await begin();
		await publish((all) => ['A new beginning.', ...all]);
	});

	test('are listed for authors with who published them and when, the newest first', async () => {
		const texts = await versionsOf(here.instructor, address.moduleSlug, address.readingSlug);
		const english = texts.find((t) => t.kind === 'study' && t.lang === 'en');
		expect(english?.versions).toMatchObject([
			{ number: 2, by: 'Teacher Tahira', isNewest: true, publishedAt: later },
			{ number: 1, by: null, isNewest: false }
		]);
		const reading = versionsOf(writer, address.moduleSlug, address.readingSlug);
		await expect(reading).rejects.toEqual(is(403));
	});
});

test('no version of a text is without a place for a note on it', async () => {
	const rows = await db()
		.select({ ref: note.ref, place: notePlace.noteId })
		.from(note)
		.innerJoin(
			editionVersion,
			and(eq(editionVersion.courseId, note.courseId), eq(editionVersion.id, note.versionId))
		)
		.innerJoin(
			edition,
			and(eq(edition.courseId, note.courseId), eq(edition.id, editionVersion.editionId))
		)
		.leftJoin(
			notePlace,
			and(
				eq(notePlace.courseId, note.courseId),
				eq(notePlace.noteId, note.id),
				eq(notePlace.versionId, edition.currentVersionId)
			)
		);
	expect(rows.length).toBeGreaterThan(20);
	expect(rows.filter((row) => row.place === null)).toEqual([]);
});

describe('the background note', () => {
	beforeAll(begin);

	test('takes what was written on it along into its new version', async () => {
		const readingSlug = 'background-note';
		const ref = await aNote(writer, { readingSlug, paragraph: 1 });
		const asIs = await noteToEdit(here.instructor, address.moduleSlug);
		const frame = asIs.frame.map((item, i) =>
			i === 1 ? { ...item, text: { ...item.text, en: `Added. ${item.text.en}` } } : item
		);
		const saved = await saveNoteMoving(
			here.instructor,
			address.moduleSlug,
			{ ...asIs, frame },
			later
		);
		expect(saved.ok).toBe(true);
		expect(await standsAs(ref)).toEqual(['1 exact', '2 moved']);
	});
});
