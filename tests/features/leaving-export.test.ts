/*
 * What a person takes out: everything that is theirs and nothing of anybody else, nothing that the
 * pages would not show them, in a zip that opens.
 */
import { unzipSync, strFromU8 } from 'fflate';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { makeSlip } from '$lib/accounts/slips.server';
import { coursesToTakeOut, keepsakeOf, takeOut } from '$lib/archive/exporting.server';
import { positionText, type Keepsake } from '$lib/archive/keepsake';
import { everyLeaving } from '$lib/archive/leaving.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { release } from '$lib/reviews/releasing.server';
import { releaseSet } from '$lib/questions/settings.server';
import { db } from '$lib/server/db/client';
import {
	axis,
	classMessage,
	contentReport,
	enrolment,
	questionVersion,
	user
} from '$lib/server/db/schema';
import { aWorld, discussion, moduleSlug, now, set, type World } from '../access/world';
import { testDatabase } from '../support/database';

testDatabase();

let world: World;
beforeAll(async () => {
	world = await aWorld();
	const { courseId } = world.course;
	await makeSlip(world.actors.assistant, world.own.enrolmentId, now);
	const sentBy = world.actors.assistant.person?.id ?? '';
	await db().insert(classMessage).values({
		courseId,
		id: 'm1',
		sectionId: null,
		subject: 'Seminar room',
		body: 'messagecanary: we meet in room 4.',
		lang: 'en',
		sentBy,
		sentAt: now,
		recipients: 3
	});
	await db().insert(classMessage).values({
		courseId,
		id: 'm2',
		sectionId: world.sections.b,
		subject: 'Section B',
		body: 'othersectioncanary',
		lang: 'en',
		sentBy,
		sentAt: now,
		recipients: 1
	});
	await db().insert(contentReport).values({
		courseId,
		id: 'r1',
		subjectKind: 'answer',
		subjectId: 'peer',
		authorId: world.writer.enrolmentId,
		reportedBy: world.own.enrolmentId,
		reason: 'reportcanary',
		at: now
	});
});

async function filesOf(actor: Actor, locale: 'en' | 'ur' = 'en'): Promise<Map<string, string>> {
	const taken = await takeOut(actor, locale, now);
	if (!taken.ok) throw new Error(taken.reason);
	const bytes = new Uint8Array(await new Response(taken.body).arrayBuffer());
	return new Map(Object.entries(unzipSync(bytes)).map(([path, data]) => [path, strFromU8(data)]));
}

/** Where one of the words stands, in any file. */
function found(files: Map<string, string>, words: readonly string[]): string[] {
	return [...files].flatMap(([path, text]) =>
		words.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`)
	);
}

async function others(actor: Actor): Promise<string[]> {
	const rows = await db()
		.select({ id: enrolment.id, userId: user.id, email: user.email, name: user.name })
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId));
	return rows
		.filter((row) => row.userId !== actor.person?.id)
		.flatMap(({ id, userId, email, name }) => [id, userId, email, name]);
}

describe('what a student takes out', () => {
	test('holds what they wrote, with receipts, at every place where it belongs', async () => {
		const files = await filesOf(world.own.actor);
		const { answer, stance, position } = world.own.secrets;
		for (const word of [answer, stance, position]) {
			expect(found(files, [word]).filter((at) => at.startsWith('index.html'))).toHaveLength(1);
			expect(found(files, [word]).filter((at) => at.startsWith('data.json'))).toHaveLength(1);
		}
		const { courses } = await keepsakeOf(world.own.actor, now);
		const receipts = courses.flatMap((course) => [
			...course.positions.flatMap((own) => own.versions.map((version) => version.receipt)),
			...course.sets.flatMap((own) => own.submissions.map((one) => one.receipt))
		]);
		expect(receipts).toHaveLength(2);
		for (const receipt of receipts) expect(files.get('index.html')).toContain(receipt);
		expect(courses[0]?.positions[0]?.versions[0]?.citations).toHaveLength(2);
	});

	test('leaves out no feature that keeps something of people', async () => {
		const [place] = await db()
			.select()
			.from(enrolment)
			.where(eq(enrolment.id, world.own.enrolmentId));
		const kept = Object.keys((await keepsakeOf(world.own.actor, now)).courses[0] ?? {});
		for (const feature of everyLeaving) {
			const own = await feature.mine({ ...place!, enrolmentId: place!.id });
			expect(kept, 'every part of it').toEqual(expect.arrayContaining(Object.keys(own)));
		}
	});

	test('holds texts as plain files, too', async () => {
		const files = await filesOf(world.own.actor);
		const plain = [...files].filter(([path]) => path.startsWith('texts/'));
		expect(found(new Map(plain), [world.own.secrets.position])).toHaveLength(2);
		expect(found(new Map(plain), [world.own.secrets.answer])).toHaveLength(1);
	});

	test('holds their words exactly as they stand, whatever they are made of', async () => {
		const odd = '<b>bold</b> &amp; “لفظ” \\ "x"  two spaces\n\n<script>alert(1)</script> 😀';
		const address = { moduleSlug, setSlug: set };
		const asked = await setToAnswer(world.newcomer, address);
		const sent = { key: discussion, value: { text: odd }, version: 0, deviceAt: null };
		await saveAnswers(world.newcomer, asked, [sent], 'en', now);
		for (const locale of ['en', 'ur'] as const) {
			const files = await filesOf(world.newcomer, locale);
			const texts = [...files].filter(([path]) => path.endsWith('.txt')).map(([, text]) => text);
			expect(texts).toEqual([odd]);
			const kept = JSON.parse(files.get('data.json') ?? '') as Keepsake;
			expect(kept.courses[0]?.sets[0]?.answers[0]?.value.text).toBe(odd);
			const page = files.get('index.html') ?? '';
			expect(page).not.toContain('<script');
			expect(page).toContain(odd.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
		}
	});

	test('holds messages to their class and their own reports, and none of another section', async () => {
		const files = await filesOf(world.own.actor);
		expect(found(files, ['messagecanary', 'reportcanary'])).toHaveLength(4);
		expect(found(files, ['othersectioncanary'])).toEqual([]);
	});

	test('names nobody else, by id, address or name', async () => {
		for (const actor of [world.own.actor, world.newcomer, world.actors.observer]) {
			const names = await others(actor);
			expect(names.length).toBeGreaterThan(20);
			expect(found(await filesOf(actor), names)).toEqual([]);
		}
	});

	test('holds nothing anybody else wrote, and nothing that is for staff', async () => {
		const files = await filesOf(world.own.actor);
		const { answer, stance, position, comment, mark } = world.writer.secrets;
		expect(found(files, [answer, stance, position, comment, mark])).toEqual([]);
		const guides = await db().select({ body: questionVersion.body }).from(questionVersion);
		const axes = await db().select({ body: axis.body }).from(axis);
		const words = [
			...guides.map(({ body }) => body.guide.en),
			...axes.flatMap(({ body }) => body.staffKey.map(({ range }) => range.en))
		]
			.filter((text) => text !== undefined && text.length > 40)
			.map((text) => (text ?? '').slice(0, 40));
		expect(words.length).toBeGreaterThan(20);
		expect(found(files, words)).toEqual([]);
		expect(files.get('data.json')).not.toMatch(/"(guide|staffKey|right|rank|targets)"/);
	});

	test('is in the language it was asked in, and needs nothing else', async () => {
		const urdu = (await filesOf(world.own.actor, 'ur')).get('index.html') ?? '';
		expect(urdu).toMatch(/<html lang="ur" dir="rtl">/);
		expect(urdu).toContain('<style');
		expect(urdu).not.toMatch(
			/<(script|link|img|iframe)\b|url\((?!'data:)|https?:\/\/(?!localhost)/
		);
	});

	test('holds marks and comments only once they are released', async () => {
		const { comment, mark } = world.own.secrets;
		const before = await filesOf(world.own.actor);
		expect(found(before, [comment, mark])).toEqual([]);
		expect((await keepsakeOf(world.own.actor, now)).courses[0]?.grades).toEqual([]);

		const { instructor } = world.actors;
		await release(instructor, moduleSlug, [world.own.positionId], now);
		await releaseSet(instructor, { moduleSlug, setSlug: set }, now);
		const after = await filesOf(world.own.actor);
		expect(found(after, [comment]).length).toBeGreaterThan(1);
		expect(found(after, [mark]).length).toBeGreaterThan(1);
		expect((await keepsakeOf(world.own.actor, now)).courses[0]?.grades).toHaveLength(2);
		expect(found(after, await others(world.own.actor))).toEqual([]);
	});

	test('is theirs also when they were taken out of the course', async () => {
		const former = world.actors['former member'];
		expect(await coursesToTakeOut(former)).toHaveLength(1);
		expect((await keepsakeOf(former, now)).courses[0]?.positions).toHaveLength(1);
	});

	test('is given a dozen times in an hour and then no more', async () => {
		const actor = world.actors.observer;
		const answers = [];
		for (let n = 0; n < 14; n++) answers.push((await takeOut(actor, 'en', now)).ok);
		expect(answers.at(-1)).toBe(false);
	});
});

describe('what staff take out', () => {
	test('holds the comments they wrote and what they did, without whom it was about', async () => {
		const { instructor } = world.actors;
		const files = await filesOf(instructor);
		expect(found(files, [world.writer.secrets.comment]).length).toBeGreaterThan(0);
		expect(found(files, [world.writer.secrets.mark]).length).toBeGreaterThan(0);
		expect(found(files, await others(instructor))).toEqual([]);
		const { answer, position, stance } = world.writer.secrets;
		expect(found(files, [answer, position, stance])).toEqual([]);
		expect((await keepsakeOf(instructor, now)).courses[0]?.acts.length).toBeGreaterThan(0);
	});
});

test('a position as a plain text has its parts in order and no empty ones', () => {
	const body = {
		thesis: 'One',
		reasons: [{ id: 'r1', claim: 'Two', warrant: 'Three' }],
		against: '',
		reply: 'Four',
		change: ' '
	};
	expect(positionText(body).match(/\w+/g)).toEqual(['One', 'Two', 'Three', 'Four']);
});
