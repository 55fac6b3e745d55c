/*
 * What every figure is measured against: a Node HTTP server with nothing around it. It answers pages
 * with the bytes that the site answered, and commits the rows of a write as the site does, with the
 * same pragmas and without any of the rules.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Native from 'libsql';

export interface BareSettings {
	/** By path: what to answer. */
	pages: { path: string; headers: [string, string][]; body: string }[];
	/** A copy of the site's database; null when there are only pages. */
	database: string | null;
	/** Whose answer `/save/n` replaces. */
	saves: { courseId: string; questionId: string; enrolmentId: string }[];
	/** What `/submit/n` hands in. */
	submissions: { courseId: string; setId: string; enrolmentId: string; itemId: string }[];
	/** What `/note/n` is written beside, and by whom. */
	notes: {
		text: { courseId: string; moduleId: string; readingId: string; versionId: string };
		writers: { enrolmentId: string; pseudonym: string }[];
	} | null;
	/** What `/sheet/n` writes on, and as whom. */
	sheets: { courseId: string; reviewId: string; userId: string }[];
	/** What the site said to a write. */
	saved: string;
	submitted: string;
	noted: string;
	marked: string;
}

const settings = JSON.parse(readFileSync(process.env.BARE ?? '', 'utf8')) as BareSettings;
const pages = new Map(
	settings.pages.map(({ path, headers, body }) => [
		path,
		{ headers: headers.flat(), body: Buffer.from(body, 'base64') }
	])
);

const database = settings.database ? new Native(settings.database, { timeout: 5000 }) : null;
for (const pragma of [
	'journal_mode = WAL',
	'synchronous = FULL',
	'foreign_keys = ON',
	'secure_delete = ON',
	'cache_size = -32000'
])
	database?.exec(`PRAGMA ${pragma}`);
const prepare = (sql: string) => database?.prepare(sql);

const hold = prepare('UPDATE enrolment SET id = ? WHERE course_id = ? AND id = ?');
const replace = prepare(
	`UPDATE answer SET value = ?, lang = ?, version = version + 1, device_at = NULL, saved_at = ?
	 WHERE course_id = ? AND question_id = ? AND enrolment_id = ? AND version = ? RETURNING version`
);
const newest = prepare(
	`SELECT * FROM set_submission WHERE course_id = ? AND set_id = ? AND enrolment_id = ? ORDER BY number DESC LIMIT 1`
);
const countUp = prepare(
	`UPDATE answer SET version = version + 1 WHERE course_id = ? AND enrolment_id = ?
	 AND question_id IN (SELECT id FROM question WHERE course_id = ? AND set_id = ?)
	 RETURNING question_id, question_version, value, lang`
);
const handIn = prepare(
	`INSERT INTO set_submission (course_id, id, set_id, enrolment_id, number, receipt, submitted_at, late_minutes)
	 VALUES (?, ?, ?, ?, 1, ?, ?, 0)`
);
const keepAnswer = prepare(
	`INSERT INTO submitted_answer (course_id, submission_id, question_id, question_version, value, lang, machine_points)
	 VALUES (?, ?, ?, ?, ?, ?, NULL)`
);
const keepGrade = prepare(
	`INSERT INTO grade (course_id, item_id, enrolment_id, points, state, version, changed_at) VALUES (?, ?, ?, ?, 'hidden', 1, ?)
	 ON CONFLICT DO UPDATE SET points = excluded.points, version = version + 1, changed_at = excluded.changed_at RETURNING version`
);
const keepHistory = prepare(
	`INSERT INTO grade_history (course_id, item_id, enrolment_id, version, points, state, changed_at) VALUES (?, ?, ?, ?, ?, 'hidden', ?)`
);

const keepNote = prepare(
	`INSERT INTO note (course_id, id, ref, module_id, reading_id, enrolment_id, by_staff, audience,
	   version_id, paragraph_id, start, "end", exact, prefix, suffix, tags, body, lang, shown_as,
	   version, created_at, changed_at)
	 VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, '', '', ?, ?, ?, ?, 1, ?, ?)`
);
const keepPlace = prepare(
	`INSERT INTO note_place (course_id, note_id, version_id, state, paragraph_id, start, "end")
	 VALUES (?, ?, ?, 'exact', ?, ?, ?)`
);
const keepWords = prepare(
	`INSERT INTO search_entry (course_id, doc, module_id, kind, note_id, folded) VALUES (?, ?, ?, 'note', ?, ?)`
);

const writeSheet = prepare(
	`UPDATE review SET levels = ?, comments = ?, overall = ?, state = 'marked', version = version + 1,
	   saved_by = ?, saved_at = ? WHERE course_id = ? AND id = ? AND version = ? RETURNING version`
);
const keepSheet = prepare(
	`INSERT INTO review_history (course_id, review_id, version, state, levels, comments, overall, saved_by, saved_at)
	 VALUES (?, ?, ?, 'marked', ?, ?, ?, ?, ?)`
);

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/** The text fields of a form as browsers send it from scripts. */
function fieldsOf(type: string, body: Buffer): Map<string, string> {
	const boundary = /boundary=([^;]+)/.exec(type)?.[1];
	if (!boundary) return new Map(new URLSearchParams(body.toString()));
	const fields = new Map<string, string>();
	for (const part of body.toString().split(`--${boundary}`)) {
		const at = part.indexOf('\r\n\r\n');
		const name = /name="([^"]*)"/.exec(part.slice(0, at))?.[1];
		if (at > 0 && name !== undefined) fields.set(name, part.slice(at + 4, -2));
	}
	return fields;
}

function save(n: number, fields: Map<string, string>): boolean {
	const to = settings.saves[n];
	if (!to) return false;
	let text = '';
	let version = 0;
	for (const [name, value] of fields) {
		if (name.endsWith('.text')) text = value;
		if (name.endsWith('.version')) version = Number(value);
	}
	const { courseId, questionId, enrolmentId } = to;
	const value = JSON.stringify({ text });
	const rows = replace?.all(value, 'en', Date.now(), courseId, questionId, enrolmentId, version);
	return rows?.length === 1;
}

function submit(n: number): boolean {
	const to = settings.submissions[n];
	if (!to || !database) return false;
	const { courseId, setId, enrolmentId, itemId } = to;
	const id = randomBytes(18).toString('hex');
	const now = Date.now();
	database.exec('BEGIN IMMEDIATE');
	hold?.run(enrolmentId, courseId, enrolmentId);
	if (newest?.all(courseId, setId, enrolmentId).length !== 0) {
		database.exec('ROLLBACK');
		return false;
	}
	const answers = countUp?.all(courseId, enrolmentId, courseId, setId) as {
		question_id: string;
		question_version: number;
		value: string;
		lang: string;
	}[];
	handIn?.run(courseId, id, setId, enrolmentId, id.slice(0, 8), now);
	for (const a of answers)
		keepAnswer?.run(courseId, id, a.question_id, a.question_version, a.value, a.lang);
	const points = answers.length;
	const [kept] = keepGrade?.all(courseId, itemId, enrolmentId, points, now) as {
		version: number;
	}[];
	keepHistory?.run(courseId, itemId, enrolmentId, kept?.version ?? 1, points, now);
	database.exec('COMMIT');
	return true;
}

function keep(n: number, fields: Map<string, string>): boolean {
	const writer = settings.notes?.writers[n];
	if (!settings.notes || !writer || !database) return false;
	const { courseId, moduleId, readingId, versionId } = settings.notes.text;
	const id = randomBytes(18).toString('hex');
	const of = (name: string) => fields.get(name) ?? '';
	const [paragraph, start, end, now] = [of('paragraph'), +of('start'), +of('end'), Date.now()];
	database.exec('BEGIN IMMEDIATE');
	keepNote?.run(
		...[courseId, id, of('ref'), moduleId, readingId, writer.enrolmentId, of('audience')],
		...[versionId, paragraph, start, end, of('exact'), JSON.stringify([of('tags')])],
		...[of('body'), of('lang'), writer.pseudonym, now, now]
	);
	keepPlace?.run(courseId, id, versionId, paragraph, start, end);
	const doc = randomBytes(6).readUIntBE(0, 6);
	keepWords?.run(courseId, doc, moduleId, id, of('body').toLowerCase());
	database.exec('COMMIT');
	return true;
}

function mark(n: number, fields: Map<string, string>): boolean {
	const to = settings.sheets[n];
	if (!to || !database) return false;
	const { courseId, reviewId, userId } = to;
	const under = (start: string) =>
		JSON.stringify(
			Object.fromEntries(
				[...fields]
					.filter(([name]) => name.startsWith(start))
					.map(([name, value]) => [name.slice(start.length), start === 'level-' ? +value : value])
			)
		);
	const [levels, comments, overall] = [under('level-'), under('comment-'), fields.get('overall')];
	const [now, before] = [Date.now(), Number(fields.get('version'))];
	database.exec('BEGIN IMMEDIATE');
	const rows = writeSheet?.all(levels, comments, overall, userId, now, courseId, reviewId, before);
	if (rows?.length !== 1) {
		database.exec('ROLLBACK');
		return false;
	}
	keepSheet?.run(courseId, reviewId, before + 1, levels, comments, overall, userId, now);
	database.exec('COMMIT');
	return true;
}

/** What a write is answered with, and what does it. */
const acts: Record<
	string,
	{ said: string; does: (n: number, fields: Map<string, string>) => boolean }
> = {
	save: { said: settings.saved, does: save },
	submit: { said: settings.submitted, does: submit },
	note: { said: settings.noted, does: keep },
	sheet: { said: settings.marked, does: mark }
};

/** Lines that stay open; what is posted to `/hand-on` is said on all of them. */
const lines = new Set<ServerResponse>();

function openLine(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
	response.write('retry: 3000\n\n');
	lines.add(response);
	response.on('close', () => lines.delete(response));
}

const server = createServer((request, response) => {
	const url = request.url ?? '/';
	if (url === '/lines') {
		openLine(response);
		return;
	}
	if (request.method === 'GET') {
		const page = pages.get(url);
		if (page) response.writeHead(200, page.headers).end(page.body);
		else response.writeHead(404).end();
		return;
	}
	void bodyOf(request).then((body) => {
		if (url === '/hand-on') {
			response.writeHead(200).end();
			const bytes = Buffer.from(body);
			for (const line of lines) line.write(bytes);
			return;
		}
		const [, act, n] = url.split('/');
		const fields = fieldsOf(request.headers['content-type'] ?? '', body);
		const asked = acts[act ?? ''];
		const done = asked?.does(Number(n), fields) ?? false;
		response
			.writeHead(done ? 200 : 409, { 'content-type': 'application/json' })
			.end(asked?.said ?? '');
	});
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('bare is at work'));
process.on('SIGTERM', () => process.exit(0));
