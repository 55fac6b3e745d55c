/*
 * A file that staff bring in is converted by a process of its own: it is held to its time and its
 * room, there are not many of it, and nothing is left behind.
 */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isHttpError } from '@sveltejs/kit';
import { count } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { broughtText } from '$lib/readings/bringing.server';
import { convertFile } from '$lib/readings/converting/converting.server';
import { db } from '$lib/server/db/client';
import { editionVersion, reading } from '$lib/server/db/schema';
import { aCourse, aStudent, type BuiltCourse } from '../support/builders';
import { testDatabase } from '../support/database';
import { pdfFile, wordFile, wordParagraph } from '../support/files';

testDatabase();

let course: BuiltCourse;

beforeAll(async () => {
	course = await aCourse();
	// The process is made once, which takes longer than anything that it does.
	await convertFile(asText);
}, 60_000);

const one = 'The council has said for years that the bridge over the river will be mended soon.';
const asText = {
	kind: 'html',
	lang: 'en',
	bytes: new TextEncoder().encode(`<html><body><p>${one}</p></body></html>`)
} as const;
const word = wordFile(wordParagraph(one));

function bring(bytes: Uint8Array, actor = course.instructor) {
	const file = new File([new Uint8Array(bytes)], 'file');
	return broughtText(actor, { file, pasted: '', readAs: 'auto', lang: 'en' });
}

test('each kind of file is read there', async () => {
	const { blocks } = { blocks: [{ text: one }] };
	const pdf = pdfFile([[{ text: one, y: 700 }]]);
	for (const bytes of [asText.bytes, word, pdf])
		expect(await bring(bytes)).toMatchObject({ ok: true, converted: { blocks } });
	const pasted = { file: undefined, pasted: `*${one}*`, lang: 'en', readAs: 'markdown' } as const;
	expect(await broughtText(course.instructor, pasted)).toMatchObject({ converted: { blocks } });
});

test('what would take it longer than it may is refused with a sentence, not with a crash', async () => {
	const deep = new TextEncoder().encode(`<html><body>${'<div>'.repeat(400_000)}${one}`);
	expect(
		await convertFile({ ...asText, bytes: deep }, { time: 3000, room: 256 * 1024 * 1024 })
	).toEqual({
		ok: false,
		reason: expect.stringMatching(/^too-(?:long|much)$/) as string
	});
});

test('a conversion that is slow is ended, and the next one is taken', async () => {
	const limits = { time: 1, room: 256 * 1024 * 1024 };
	expect(await convertFile(asText, limits)).toEqual({ ok: false, reason: 'too-long' });
	expect((await convertFile(asText)).ok).toBe(true);
});

test('one that needs too much room is ended, and the next one is taken', async () => {
	const limits = { time: 20_000, room: 24 * 1024 * 1024 };
	expect(await convertFile(asText, limits)).toEqual({ ok: false, reason: 'too-much' });
	expect((await convertFile(asText)).ok).toBe(true);
});

test('two are made at a time, four wait, and more are told to come back', async () => {
	const answers = await Promise.all(Array.from({ length: 8 }, () => convertFile(asText)));
	expect(answers.map((answer) => (answer.ok ? 'taken' : answer.reason))).toEqual([
		...Array<string>(6).fill('taken'),
		'busy',
		'busy'
	]);
	expect((await convertFile(asText)).ok).toBe(true);
});

test('nothing is left of it, neither rows nor files', async () => {
	const rows = async () => [
		await db().select({ n: count() }).from(reading),
		await db().select({ n: count() }).from(editionVersion)
	];
	const lying = () => readdirSync(tmpdir()).filter((name) => /upload|docx|pdf|convert/.test(name));
	const before = { rows: await rows(), lying: lying() };
	await bring(word);
	await bring(word.subarray(0, 200));
	await convertFile(asText, { time: 1, room: 1 });
	expect({ rows: await rows(), lying: lying() }).toEqual(before);
});

test('only who may bring a text in has one converted', async () => {
	const actor = await aStudent(course);
	const refused = await bring(word, actor).catch((thrown: unknown) => thrown);
	expect(isHttpError(refused) && refused.status).toBe(403);
});
