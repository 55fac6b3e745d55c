/*
 * What people write, against a bare server that commits the same rows: an answer that saves itself,
 * and a set that is handed in. Each connection is somebody else; nothing is written twice.
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type autocannon from 'autocannon';
import type { BareSettings } from './bare';
import { against, type Compared, type Contender, type Extent } from './load';
import { startBare, startSite, type Measured } from './processes';
import { ask, cookieOf, moduleSlug } from './seed';

interface Place {
	course: string;
	courseId: string;
	userId: string;
	enrolmentId: string;
	setSlug: string;
	setId: string;
}
interface Answer extends Place {
	questionId: string;
	key: string;
	version: number;
}
interface Work extends Place {
	itemId: string;
}

/** Open answers of one set, which nobody hands in while it is measured; each of another person. */
function answersIn(data: string, most: number): Answer[] {
	return ask<Answer>(
		data,
		`SELECT c.slug AS course, c.id AS courseId, e.user_id AS userId, e.id AS enrolmentId,
		   s.slug AS setSlug, s.id AS setId, q.id AS questionId, q.key AS key, a.version AS version
		 FROM answer a JOIN course c ON c.id = a.course_id
		 JOIN enrolment e ON e.course_id = c.id AND e.id = a.enrolment_id AND e.state = 'active'
		 JOIN question q ON q.course_id = c.id AND q.id = a.question_id
		 JOIN question_set s ON s.course_id = c.id AND s.id = q.set_id
		 WHERE s.slug = 'before' AND q.key = 'B1' AND a.question_version = q.current_version AND NOT EXISTS
		   (SELECT 1 FROM set_submission n WHERE n.course_id = c.id AND n.set_id = s.id)
		 ORDER BY substr(e.id, 20), c.id LIMIT ?`,
		most
	);
}

/** The other sets, where there is something to hand in. */
function workIn(data: string): Work[] {
	return ask<Work>(
		data,
		`SELECT DISTINCT c.slug AS course, c.id AS courseId, e.user_id AS userId, e.id AS enrolmentId,
		   s.slug AS setSlug, s.id AS setId, g.id AS itemId
		 FROM question_set s JOIN course c ON c.id = s.course_id
		 JOIN grade_item g ON g.course_id = c.id AND g.kind = 'set' AND g.subject_id = s.id
		 JOIN question q ON q.course_id = c.id AND q.set_id = s.id
		 JOIN answer a ON a.course_id = c.id AND a.question_id = q.id AND a.value <> '{}'
		 JOIN enrolment e ON e.course_id = c.id AND e.id = a.enrolment_id AND e.state = 'active'
		 WHERE s.slug <> 'before' AND NOT EXISTS
		   (SELECT 1 FROM set_submission n WHERE n.course_id = c.id AND n.set_id = s.id)
		 ORDER BY substr(s.id, 20), substr(e.id, 20), c.id`
	);
}

const pageOf = ({ course, setSlug }: Place) =>
	`/courses/${course}/modules/${moduleSlug}/questions/${setSlug}`;

interface Body {
	type: string;
	body: string;
}

/** As scripts send what saves itself. */
export function multipart(fields: Record<string, string>): Body {
	const boundary = '----bench7MA4YWxkTrZu0gW';
	const parts = Object.entries(fields).map(
		([name, value]) =>
			`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
	);
	return {
		type: `multipart/form-data; boundary=${boundary}`,
		body: `${parts.join('')}--${boundary}--\r\n`
	};
}

export function post(path: string, origin: string, userId: string, sent: Body): autocannon.Request {
	return {
		method: 'POST',
		path,
		headers: {
			origin,
			cookie: cookieOf(userId),
			accept: 'application/json',
			'x-sveltekit-action': 'true',
			'content-type': sent.type
		},
		body: sent.body
	};
}

/** As large as what a student has written after a while. */
const text = (n: number) =>
	`State and insurgents read the ceasefire differently, and the writers lean on that: attempt ${n}. `.repeat(
		4
	);

/** Saves of one connection: its own few answers in turn, each naming the version it builds on. */
function saving(
	origin: string,
	answers: Answer[],
	connections: number,
	pathOf: (n: number) => string
) {
	const versions = answers.map(({ version }) => version);
	return (connection: number, each: number): autocannon.Request[] => {
		const own = answers.map((_, n) => n).filter((n) => n % connections === connection);
		return Array.from({ length: each }, (_, i) => {
			const n = own[i % own.length] ?? 0;
			const { userId, key } = answers[n]!;
			const version = versions[n]!++;
			const fields = { [`${key}.text`]: text(version), [`${key}.version`]: String(version) };
			return post(pathOf(n), origin, userId, multipart(fields));
		});
	};
}

/** Each set is handed in once; `next` is shared by all connections and rounds. */
function handingIn(origin: string, work: Work[], pathOf: (n: number) => string) {
	let next = 0;
	return (_: number, each: number): autocannon.Request[] =>
		Array.from({ length: each }, () => {
			const n = next++;
			const { userId } = work[n] ?? {};
			if (!userId) throw new Error('There are not enough sets to hand in.');
			return post(pathOf(n), origin, userId, {
				type: 'application/x-www-form-urlencoded',
				body: ''
			});
		});
}

export async function said(site: Measured, request: autocannon.Request): Promise<string> {
	const { path = '', headers = {}, body } = request;
	const response = await fetch(site.origin + path, {
		method: 'POST',
		headers: headers as Record<string, string>,
		body: String(body),
		redirect: 'manual'
	});
	return response.text();
}

export async function measureWrites(
	data: string,
	{ rounds, connections, each }: { rounds: number; connections: number[]; each: number }
): Promise<Compared[]> {
	const answers = answersIn(data, 256);
	// One each for seeing what the site says.
	const [shownAnswer, ...toSave] = answers;
	const [shownWork, ...toHandIn] = workIn(data);
	if (!shownAnswer || !shownWork) throw new Error('There is nothing to write.');
	const database = join(data, 'bare.db');
	copyFileSync(join(data, 'standpoint.db'), database);
	const site = await startSite(data);
	const results: Compared[] = [];
	try {
		const firstSave = saving(site.origin, [shownAnswer], 1, () => `${pageOf(shownAnswer)}?/save`);
		const firstWork = handingIn(site.origin, [shownWork], () => `${pageOf(shownWork)}/submit`);
		const settings: BareSettings = {
			pages: [],
			database,
			saves: toSave,
			submissions: toHandIn,
			notes: null,
			sheets: [],
			saved: await said(site, firstSave(0, 1)[0]!),
			submitted: await said(site, firstWork(0, 1)[0]!),
			noted: '',
			marked: ''
		};
		const file = join(data, 'bare.json');
		writeFileSync(file, JSON.stringify(settings));
		const bare = await startBare(file);
		try {
			const submits = (server: Measured, pathOf: (n: number) => string) => ({
				server,
				requests: handingIn(server.origin, toHandIn, pathOf),
				accepts: (_: number, body: string) => body.includes('"type":"redirect"')
			});
			const submitting: Contender[] = [
				{ name: 'site', ...submits(site, (n) => `${pageOf(toHandIn[n]!)}/submit`) },
				{ name: 'bare', ...submits(bare, (n) => `/submit/${n}`) }
			];
			// Versions go on from one number of connections to the next: each has answers of its own.
			let from = 0;
			for (const n of connections) {
				const some = toSave.slice(from, from + n * 4);
				const offset = from;
				from += n * 4;
				const saves = (server: Measured, pathOf: (k: number) => string) => ({
					server,
					requests: saving(server.origin, some, n, pathOf),
					accepts: (_: number, body: string) => body.includes('"type":"success"')
				});
				const savingThem: Contender[] = [
					{ name: 'site', ...saves(site, (k) => `${pageOf(some[k]!)}?/save`) },
					{ name: 'bare', ...saves(bare, (k) => `/save/${offset + k}`) }
				];
				const extent: Extent = { connections: n, rounds, each: Math.ceil(each / n) };
				results.push(await against('saved answer', 0.3, savingThem, extent));
				results.push(await against('submission', 0.25, submitting, extent));
			}
		} finally {
			await bare.stop();
		}
	} finally {
		await site.stop();
	}
	return results;
}
