/*
 * An upload breaks off: the line dies in the middle, or what came is not all that was announced.
 * Nothing of it is in the database, nothing is left lying about, the server goes on, and the same
 * file sent again is taken.
 */
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookiesOf, sendForm } from '../support/built-server';
import { wordParagraph, wordParts, zipOf } from '../support/files';
import { newFolder, read, readAll, Served, type Account } from './built';

const folder = newFolder();
const demo = join(folder, 'demo.db');
const inModule = 'modules/hard-state-soft-state/edit';
let server: Served;
let course = '';
let cookie = '';
let zip: Blob;

const words = 'A paragraph that came over a line which did not hold.';

/** The form of an imported text: large enough for several packets. */
function textForm(): FormData {
	const body = new FormData();
	const fields = {
		as: 'new',
		lang: 'en',
		title: 'The line that broke',
		author: 'Amina Sample',
		outlet: 'Sample Gazette',
		date: '2026-11',
		genre: 'Opinion',
		found: 'Written for this test',
		right: 'own'
	};
	for (const [name, value] of Object.entries(fields)) body.append(name, value);
	const paragraphs = Array.from({ length: 40 }, (_, n) => `${n + 1}. ${`${words} `.repeat(60)}`);
	for (const paragraph of paragraphs) {
		body.append('piece', paragraph);
		body.append('use', 'keep');
	}
	return body;
}

/** A Word file that is to be taken apart first; nothing is kept of it yet. */
function wordForm(): FormData {
	const body = new FormData();
	body.append('as', 'new');
	body.append('lang', 'en');
	const paragraphs = Array.from({ length: 300 }, (_, n) => wordParagraph(`${n + 1}. ${words}`));
	body.append(
		'file',
		new Blob([new Uint8Array(zipOf(wordParts(paragraphs.join('')), 0))]),
		'a.docx'
	);
	return body;
}

function packForm(): FormData {
	const body = new FormData();
	body.append('file', zip, 'module.zip');
	return body;
}

const uploads = [
	{ name: 'a text', path: () => `${inModule}/import?/publish`, form: textForm, status: 303 },
	{ name: 'a Word file', path: () => `${inModule}/import?/preview`, form: wordForm, status: 200 },
	{ name: 'a module as a zip', path: () => 'modules/bring-in?/file', form: packForm, status: 303 }
];
const urlOf = (path: string) => `${server.url}/courses/${course}/${path}`;

/** What a browser would send, as bytes. */
async function bytesOf(form: FormData): Promise<{ type: string; body: Buffer }> {
	const whole = new Response(form);
	const type = whole.headers.get('content-type') ?? '';
	return { type, body: Buffer.from(await whole.arrayBuffer()) };
}

function headOf(path: string, type: string, length: string): string {
	const { pathname, search } = new URL(urlOf(path));
	return [
		`POST ${pathname}${search} HTTP/1.1`,
		`host: ${new URL(server.url).host}`,
		`origin: ${server.url}`,
		'accept: text/html',
		`cookie: ${cookie}`,
		`content-type: ${type}`,
		length,
		'\r\n'
	].join('\r\n');
}

/** How many forms the server has answered, or given up, so far. */
const answered = () => server.log.split('"method":"POST"').length - 1;

/** How many rows each table has, but for those that count requests. */
const counts = () =>
	Object.fromEntries(
		readAll(
			demo,
			"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('job', 'rate_limit')"
		).map(({ name }) => [
			String(name),
			(read(demo, `SELECT count(*) AS n FROM "${String(name)}"`) as { n: number }).n
		])
	);
const lying = () => [
	...readdirSync(folder).filter((name) => !name.startsWith('demo.db')),
	...readdirSync(tmpdir()).filter((name) => /upload|multipart|undici|\.zip$/.test(name))
];

beforeAll(async () => {
	server = await Served.start({ DATA_DIR: folder, LOG_LEVEL: 'info' });
	const mark = read(demo, "SELECT value FROM site_setting WHERE key = 'demo'") as { value: string };
	const { accounts } = JSON.parse(mark.value) as { accounts: Account[] };
	const instructor = accounts.find(({ role }) => role === 'instructor')!;
	({ slug: course } = read(demo, 'SELECT slug FROM course ORDER BY created_at') as {
		slug: string;
	});
	const { email, password } = instructor;
	cookie = cookiesOf(await sendForm(`${server.url}/sign-in`, { email, password }));
	const wish = 'version=1.0.0&licence=CC-BY-4.0';
	const exported = await fetch(urlOf(`${inModule}/pack/download?${wish}`), { headers: { cookie } });
	expect(exported.headers.get('content-type')).toBe('application/zip');
	zip = await exported.blob();
});

afterAll(async () => {
	await server.kill();
	rmSync(folder, { recursive: true, force: true });
});

describe.each(uploads)('an upload of $name', ({ path, form, status }) => {
	it.each([
		['before its first byte', 0],
		['in the middle', 0.5],
		['a byte before its end', 1]
	])('whose line dies %s leaves nothing behind', async (_, share) => {
		const before = { rows: counts(), lying: lying(), answered: answered() };
		const { type, body } = await bytesOf(form());
		const sent = Math.min(Math.floor(body.length * share), body.length - 1);
		const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
		socket.on('error', () => undefined);
		await once(socket, 'connect');
		socket.write(headOf(path(), type, `content-length: ${body.length}`));
		await new Promise((done) => socket.write(body.subarray(0, sent), done));
		// Another connection is answered: the server has begun with this one, and waits for the rest.
		expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
		socket.destroy();
		await expect.poll(answered, { timeout: 20_000 }).toBe(before.answered + 1);
		expect({ rows: counts(), lying: lying() }).toEqual({ rows: before.rows, lying: before.lying });
	});

	it('that says it is whole and is not is refused', async () => {
		const before = counts();
		const { type, body } = await bytesOf(form());
		const half = new Uint8Array(body.subarray(0, Math.floor(body.length / 2)));
		const answer = await fetch(urlOf(path()), {
			method: 'POST',
			headers: { origin: server.url, accept: 'text/html', cookie, 'content-type': type },
			body: half,
			redirect: 'manual'
		});
		expect(answer.status).toBe(400);
		expect(counts()).toEqual(before);
	});

	it('that is sent again is taken', async () => {
		const before = counts();
		const answer = await fetch(urlOf(path()), {
			method: 'POST',
			headers: { origin: server.url, accept: 'text/html', cookie },
			body: form(),
			redirect: 'manual'
		});
		expect(answer.status).toBe(status);
		if (status === 303) expect(counts().reading).toBeGreaterThan(before.reading ?? 0);
		else {
			expect(await answer.text()).toContain(words);
			expect(counts()).toEqual(before);
		}
		expect(read(demo, 'PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
	});
});

it('the server has not taken it for a fault of its own, and repeats nothing of it', () => {
	expect(server.isRunning).toBe(true);
	expect(server.log).not.toMatch(/"level":[56]0/);
	expect(server.log).not.toContain(words);
});
