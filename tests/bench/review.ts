/*
 * The work of whoever marks: the queue, one sheet and the gradebook of a class of six hundred with
 * forty items, against a bare server that answers the same bytes and against a class of sixty; the
 * save of a sheet against a bare server that commits the same rows.
 */
import { request } from 'node:http';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type autocannon from 'autocannon';
import Native from 'libsql';
import { actorFor } from '$lib/access/identify.server';
import { giveOut } from '$lib/reviews/peers/giving-out.server';
import { closeDatabase, openDatabase } from '$lib/server/db/client';
import type { BareSettings } from './bare';
import { against, type Compared } from './load';
import type { PageKind, Target } from './pages';
import { startBare, startSite, type Measured } from './processes';
import { ask, cookieOf, moduleSlug, peopleOf } from './seed';
import { multipart, post, said } from './writes';

export const small = 60;
export const large = 600;
const items = 40;

/** Everybody in every course has points in forty items. */
export function fillGradebook(data: string): void {
	const database = new Native(join(data, 'standpoint.db'));
	database.exec('PRAGMA foreign_keys = ON');
	database.exec('BEGIN');
	for (let n = 1; n <= items; n++) {
		const id = `'hand-${String(n).padStart(3, '0')}'`;
		database.exec(
			`INSERT INTO grade_item (course_id, id, module_id, kind, subject_id, title, position, max, weight, is_dropped)
			 SELECT m.course_id, ${id}, m.id, 'hand', ${id}, '{"en":"Seminar ${n}"}', 100 + ${n}, 10, 1, 0
			 FROM module m WHERE (SELECT count(*) FROM grade_item g WHERE g.course_id = m.course_id) < ${items}
			 AND m.id = (SELECT min(o.id) FROM module o WHERE o.course_id = m.course_id)`
		);
		database.exec(
			`INSERT INTO grade (course_id, item_id, enrolment_id, points, computed, is_overridden, is_excused, state, version, changed_at)
			 SELECT e.course_id, g.id, e.id, abs(random() % 21) / 2.0, NULL, 0, 0, 'released', 1, ${Date.now()}
			 FROM enrolment e JOIN grade_item g ON g.course_id = e.course_id AND g.id = ${id}
			 WHERE e.role = 'student'`
		);
	}
	database.exec('COMMIT');
	database.exec('ANALYZE');
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
}

const staffIn = (data: string) => peopleOf(data, 'instructor', 'any', 20);

export const reviewKinds: PageKind[] = [
	{
		name: 'queue',
		least: 0.06,
		targets: (data) =>
			staffIn(data).map(({ course, userId }) => ({
				path: `/courses/${course}/modules/${moduleSlug}/review`,
				cookie: cookieOf(userId)
			}))
	},
	{
		name: 'sheet',
		least: 0.06,
		targets: (data) =>
			staffIn(data).flatMap(({ course, courseId, userId }): Target[] =>
				ask<{ id: string }>(
					data,
					'SELECT id FROM position WHERE course_id = ? AND submitted_number > 0 ORDER BY substr(id, 20) LIMIT 3',
					courseId
				).map(({ id }) => ({
					path: `/courses/${course}/modules/${moduleSlug}/review/${id}`,
					cookie: cookieOf(userId)
				}))
			)
	},
	{
		name: 'gradebook',
		least: 0.06,
		targets: (data) =>
			staffIn(data).map(({ course, userId }) => ({
				path: `/courses/${course}/gradebook`,
				cookie: cookieOf(userId)
			}))
	}
];

/** Bytes of the gradebook's page as a browser is sent it, compressed. */
export async function gradebookWeight(data: string): Promise<number> {
	const [{ path, cookie } = { path: '', cookie: '' }] = reviewKinds[2]?.targets(data) ?? [];
	const site = await startSite(data);
	try {
		return await new Promise<number>((resolve, reject) => {
			const headers = { cookie, accept: 'text/html', 'accept-encoding': 'br, gzip' };
			request(site.origin + path, { headers }, (response) => {
				let bytes = 0;
				response.on('data', (chunk: Buffer) => (bytes += chunk.length));
				response.on('end', () => {
					if (response.statusCode === 200) resolve(bytes);
					else reject(new Error(`The gradebook was answered with ${response.statusCode}.`));
				});
			})
				.on('error', reject)
				.end();
		});
	} finally {
		await site.stop();
	}
}

export interface Allocated {
	reviews: number;
	/** Milliseconds, in transactions that read and write a class's positions. */
	ms: number;
}

/** Everybody of the first course is given a classmate's position, and having reviewed it another. */
export async function measureAllocation(data: string): Promise<Allocated> {
	const file = join(data, 'standpoint.db');
	const [staff] = staffIn(data);
	if (!staff) throw new Error('There is nobody to give positions out.');
	const { course, courseId, userId } = staff;
	const change = (sql: string) => {
		const database = new Native(file);
		database.prepare(sql).run(courseId);
		database.close();
	};
	const begun = Date.now();
	change(
		"UPDATE peer_plan SET state = 'open', gives = 2, receives = 2, closes_at = NULL, calibrate_first = 0 WHERE course_id = ?"
	);
	const sum = { reviews: 0, ms: 0 };
	for (let round = 0; round < 2; round++) {
		await openDatabase(`file:${file}`);
		try {
			const actor = await actorFor(userId, course);
			if (!actor) throw new Error('whoever gives positions out is not in the course');
			const started = performance.now();
			const out = await giveOut(actor, moduleSlug, new Date(begun + round));
			sum.ms += performance.now() - started;
			if (!out.ok) throw new Error(`Nothing was given out: ${out.reason}`);
			sum.reviews += out.given;
		} finally {
			await closeDatabase();
		}
		change("UPDATE peer_review SET state = 'given' WHERE state = 'held' AND course_id = ?");
	}
	return sum;
}

interface Sheet {
	course: string;
	courseId: string;
	userId: string;
	positionId: string;
	number: number;
	reviewId: string;
	version: number;
	criteria: string[];
}

/** Sheets that can still be written on, each of its own position, by one instructor of the course. */
function sheetsIn(data: string): Sheet[] {
	return ask<Omit<Sheet, 'criteria'> & { body: string }>(
		data,
		`SELECT c.slug AS course, c.id AS courseId, p.id AS positionId, p.submitted_number AS number,
		   r.id AS reviewId, r.version AS version, v.body AS body,
		   (SELECT e.user_id FROM enrolment e WHERE e.course_id = c.id AND e.role = 'instructor' LIMIT 1) AS userId
		 FROM review r JOIN course c ON c.id = r.course_id
		 JOIN position p ON p.course_id = c.id AND p.id = r.position_id AND p.submitted_number = r.position_number
		 JOIN rubric_version v ON v.course_id = c.id AND v.rubric_id = r.rubric_id AND v.version = r.rubric_version
		 WHERE r.kind = 'staff' AND r.slot = 1 AND r.state IN ('marking', 'marked', 'ready') AND r.returned_at IS NULL
		 ORDER BY substr(r.id, 20), c.id`
	).map(({ body, ...sheet }) => ({
		...sheet,
		criteria: (JSON.parse(body) as { criteria: { key: string }[] }).criteria.map((c) => c.key)
	}));
}

const remark = (n: number) =>
	`The second reason rests on one figure; say what would follow if it were half as large. Try ${n}.`;

/** Saves of one connection: its own few sheets in turn, each naming the version it builds on. */
export async function measureSheetSaves(
	data: string,
	{ rounds, connections, each }: { rounds: number; connections: number[]; each: number }
): Promise<Compared[]> {
	const [shown, ...sheets] = sheetsIn(data);
	if (!shown || sheets.length < Math.max(...connections))
		throw new Error(`there are only ${sheets.length} sheets to write on`);
	const database = join(data, 'bare.db');
	copyFileSync(join(data, 'standpoint.db'), database);
	const site = await startSite(data);
	const addressOf = ({ course, positionId }: Sheet) =>
		`/courses/${course}/modules/${moduleSlug}/review/${positionId}?/save`;
	let n = 0;
	const save = (origin: string, sheet: Sheet, version: number, path: string) => {
		const levels = sheet.criteria.map((key, i) => [`level-${key}`, String(((n + i) % 3) + 1)]);
		const fields = { ...Object.fromEntries(levels), overall: remark(n++) } as Record<
			string,
			string
		>;
		const sent = { ...fields, number: String(sheet.number), version: String(version) };
		return post(path, origin, sheet.userId, multipart(sent));
	};
	try {
		const marked = await said(site, save(site.origin, shown, shown.version, addressOf(shown)));
		if (!marked.includes('"type":"success"'))
			throw new Error(`A sheet was not saved: ${marked.slice(0, 300)}`);
		const settings: BareSettings = {
			pages: [],
			database,
			saves: [],
			submissions: [],
			notes: null,
			sheets,
			saved: '',
			submitted: '',
			noted: '',
			marked
		};
		const file = join(data, 'bare.json');
		writeFileSync(file, JSON.stringify(settings));
		const bare = await startBare(file);
		try {
			const results: Compared[] = [];
			let from = 0;
			for (const count of connections) {
				const own = Math.max(1, Math.floor(sheets.length / connections.length / count));
				const start = from;
				from += own * count;
				const saving = (server: Measured, pathOf: (n: number) => string) => {
					const versions = new Map(sheets.map((sheet, i) => [i, sheet.version]));
					return {
						server,
						requests: (connection: number, of: number): autocannon.Request[] =>
							Array.from({ length: of }, (_, k) => {
								const at = start + connection * own + (k % own);
								const version = versions.get(at) ?? 0;
								versions.set(at, version + 1);
								return save(server.origin, sheets[at]!, version, pathOf(at));
							}),
						accepts: (_: number, body: string) => body.includes('"type":"success"')
					};
				};
				results.push(
					await against(
						'sheet',
						0.3,
						[
							{ name: 'site', ...saving(site, (at) => addressOf(sheets[at]!)) },
							{ name: 'bare', ...saving(bare, (at) => `/sheet/${at}`) }
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
