/*
 * Notes beside a reading: what two thousand of them cost its page and its reader against twenty, in
 * the browser too, and writing one against a bare server that commits the same rows. One reading of
 * one course is filled by plain SQL; everybody's notes are for the class.
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type autocannon from 'autocannon';
import Native from 'libsql';
import type { BareSettings } from './bare';
import { against, compare, type Compared, type Contender } from './load';
import { startBare, startSite, type Measured } from './processes';
import { ask, cookieOf, moduleSlug } from './seed';
import { multipart, post, said } from './writes';

export const few = 20;
export const many = 2000;

interface Text {
	course: string;
	courseId: string;
	moduleId: string;
	readingId: string;
	slug: string;
	versionId: string;
}
interface Writer {
	userId: string;
	enrolmentId: string;
	pseudonym: string;
}
interface Paragraph {
	id: string;
	text: string;
	sentences: string;
}

/** The English study text of a reading in the first course: the same in every copy of the data. */
function textIn(data: string): Text {
	const [text] = ask<Text>(
		data,
		`SELECT c.slug AS course, c.id AS courseId, r.module_id AS moduleId, r.id AS readingId,
		   r.slug AS slug, e.current_version_id AS versionId
		 FROM reading r JOIN course c ON c.id = r.course_id
		 JOIN edition e ON e.course_id = c.id AND e.reading_id = r.id AND e.kind = 'study' AND e.lang = 'en'
		 WHERE r.kind = 'op-ed' ORDER BY c.id, r.position LIMIT 1`
	);
	if (!text) throw new Error('There is nothing to read.');
	return text;
}

function writersIn(data: string, { courseId }: Text): Writer[] {
	return ask<Writer>(
		data,
		`SELECT user_id AS userId, id AS enrolmentId, pseudonym FROM enrolment
		 WHERE course_id = ? AND role = 'student' AND state = 'active' ORDER BY id`,
		courseId
	);
}

function paragraphsIn(data: string, { courseId, versionId }: Text): Paragraph[] {
	return ask<Paragraph>(
		data,
		`SELECT paragraph_id AS id, text, sentences FROM paragraph
		 WHERE course_id = ? AND version_id = ? ORDER BY position`,
		courseId,
		versionId
	);
}

const tags = ['claim', 'evidence', 'assumption', 'loaded-language', 'missing-voice', 'question'];
const opaque = () => randomBytes(12).toString('hex');
const words = (n: number) =>
	`Reading it a second time I take this to be where the argument turns, and note ${n} asks who would have to agree for it to hold.`;

interface Passage {
	paragraph: string;
	start: number;
	end: number;
	exact: string;
}

/** One sentence, another one for each number. */
function passage(paragraphs: Paragraph[], n: number): Passage {
	const paragraph = paragraphs[n % paragraphs.length]!;
	const sentences = JSON.parse(paragraph.sentences) as [number, number][];
	const [start, end] = sentences[(n * 7) % sentences.length]!;
	return { paragraph: paragraph.id, start, end, exact: paragraph.text.slice(start, end) };
}

/** Leaves exactly `count` notes on the text, the first ones by whoever looks at it. */
function fillNotes(data: string, count: number): void {
	const text = textIn(data);
	const paragraphs = paragraphsIn(data, text);
	const writers = writersIn(data, text);
	const database = new Native(join(data, 'standpoint.db'));
	database.exec('PRAGMA foreign_keys = ON');
	database.exec('BEGIN');
	database.prepare('DELETE FROM note WHERE course_id = ?').run(text.courseId);
	const note = database.prepare(
		`INSERT INTO note (course_id, id, ref, module_id, reading_id, enrolment_id, by_staff, audience,
		   version_id, paragraph_id, start, "end", exact, prefix, suffix, tags, body, lang, shown_as,
		   version, created_at, changed_at)
		 VALUES (?, ?, ?, ?, ?, ?, 0, 'class', ?, ?, ?, ?, ?, '', '', ?, ?, 'en', ?, 1, ?, ?)`
	);
	const place = database.prepare(
		`INSERT INTO note_place (course_id, note_id, version_id, state, paragraph_id, start, "end")
		 VALUES (?, ?, ?, 'exact', ?, ?, ?)`
	);
	const { courseId, moduleId, readingId, versionId } = text;
	for (let n = 0; n < count; n++) {
		const { paragraph, start, end, exact } = passage(paragraphs, n);
		const writer = writers[n % Math.min(writers.length, 20)]!;
		const id = `${opaque()}${String(n).padStart(12, '0')}`;
		const at = Date.now() - (count - n) * 60_000;
		const tag = JSON.stringify(n % 3 === 0 ? [] : [tags[n % tags.length]]);
		note.run(
			...[courseId, id, opaque(), moduleId, readingId, writer.enrolmentId],
			...[versionId, paragraph, start, end, exact, tag, words(n), writer.pseudonym, at, at]
		);
		place.run(courseId, id, versionId, paragraph, start, end);
	}
	database.exec('COMMIT');
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
}

const addressOf = ({ course, slug }: Text) =>
	`/courses/${course}/modules/${moduleSlug}/readings/${slug}`;

export interface NotesCost {
	what: string;
	/** Milliseconds, of half of all requests. */
	few: number;
	many: number;
	ratio: number;
	/** Null where the ratio is only told. */
	most: number | null;
}

export async function measureNotes(
	small: string,
	large: string,
	extent: { rounds: number; seconds: number }
): Promise<NotesCost[]> {
	fillNotes(small, few);
	fillNotes(large, many);
	const sites = [await startSite(small), await startSite(large)];
	const results: NotesCost[] = [];
	try {
		for (const [what, end, most] of [
			['reading page', '', 2],
			['notes as data', '/notes/data?edition=en', null]
		] as const) {
			const contenders = [small, large].map((data, i): Contender => {
				const text = textIn(data);
				const readers = writersIn(data, text).slice(0, Math.min(few, 20));
				return {
					name: i === 0 ? 'few' : 'many',
					server: sites[i]!,
					requests: () =>
						readers.map(({ userId }) => ({
							method: 'GET',
							path: addressOf(text) + end,
							headers: { cookie: cookieOf(userId), accept: end ? 'application/json' : 'text/html' }
						}))
				};
			});
			const [with20, with2000] = await compare(contenders, { connections: 1, ...extent });
			if (!with20 || !with2000) continue;
			if (with20.failed + with2000.failed > 0) throw new Error(`${what} was not answered`);
			const ratio = with2000.p50 / with20.p50;
			results.push({ what, few: with20.p50, many: with2000.p50, ratio, most });
			console.log(`  ${what.padEnd(14)} ${ratio.toFixed(2)}`);
		}
	} finally {
		for (const site of sites) await site.stop();
	}
	return results;
}

/** New notes, each connection another student's, against the same rows committed by a bare server. */
export async function measureNoteWrites(
	data: string,
	{ rounds, connections, each }: { rounds: number; connections: number[]; each: number }
): Promise<Compared[]> {
	fillNotes(data, few);
	const text = textIn(data);
	const paragraphs = paragraphsIn(data, text);
	const [first, ...writers] = writersIn(data, text);
	if (!first) throw new Error('There is nobody to write.');
	const database = join(data, 'bare.db');
	copyFileSync(join(data, 'standpoint.db'), database);
	const site = await startSite(data);
	let n = 0;
	const request = (origin: string, writer: Writer, path: string): autocannon.Request => {
		const { paragraph, start, end, exact } = passage(paragraphs, n);
		const fields = {
			version: text.versionId,
			paragraph,
			start: String(start),
			end: String(end),
			exact,
			audience: 'class',
			tags: tags[n % tags.length]!,
			body: words(n++),
			lang: 'en',
			ref: opaque()
		};
		return post(path, origin, writer.userId, multipart(fields));
	};
	const action = `${addressOf(text)}/notes?/write`;
	try {
		const written = await said(site, request(site.origin, first, action));
		if (!written.includes('"type":"success"'))
			throw new Error(`A note was not kept: ${written.slice(0, 300)}`);
		const settings: BareSettings = {
			pages: [],
			database,
			saves: [],
			submissions: [],
			notes: { text, writers },
			sheets: [],
			saved: '',
			submitted: '',
			noted: written,
			marked: ''
		};
		const file = join(data, 'bare.json');
		writeFileSync(file, JSON.stringify(settings));
		const bare = await startBare(file);
		try {
			const results: Compared[] = [];
			for (const count of connections) {
				const writing = (server: Measured, pathOf: (writer: number) => string) => ({
					server,
					requests: (connection: number, of: number) => {
						const at = connection % writers.length;
						return Array.from({ length: of }, () =>
							request(server.origin, writers[at]!, pathOf(at))
						);
					},
					accepts: (_: number, body: string) => body.includes('"type":"success"')
				});
				results.push(
					await against(
						'note',
						0.3,
						[
							{ name: 'site', ...writing(site, () => action) },
							{ name: 'bare', ...writing(bare, (at) => `/note/${at}`) }
						],
						{ connections: count, rounds, each: Math.ceil(each / count) }
					)
				);
			}
			return results;
		} finally {
			await bare.stop();
		}
	} finally {
		await site.stop();
	}
}
