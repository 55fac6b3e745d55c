/*
 * The database that is measured: the demo class, made through the rules of the product, multiplied
 * by plain SQL. First its students, until two hundred positions wait in one queue; then the whole
 * course, as often as asked for. Every key of a course begins with the course, so that the copies
 * differ in that and in who the people are. Made once for each state of schema and demo, and kept.
 */
import { createHash, createHmac } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Native from 'libsql';
import { closeDatabase, migrate, openDatabase } from '$lib/server/db/client';
import { seedDemo } from '../../src/commands/demo/seed';

export const moduleSlug = 'hard-state-soft-state';
export const secret = 'only-for-measuring-only-for-measuring';
/** People who handed in a position, in each course. */
const usual = 200;
/** Rises when this file changes what it makes. */
const edition = 4;

type Connection = InstanceType<typeof Native>;

const folder = join(tmpdir(), 'standpoint-bench');

function fingerprint(): string {
	const hash = createHash('sha256').update(String(edition));
	const add = (path: string) => {
		for (const entry of readdirSync(path, { withFileTypes: true })) {
			const inside = join(path, entry.name);
			if (entry.isDirectory()) add(inside);
			else hash.update(readFileSync(inside));
		}
	};
	for (const path of ['drizzle/sqlite', 'src/commands/demo', 'src/packs']) add(path);
	return hash.digest('hex').slice(0, 12);
}

const made = new Set<string>();
process.on('exit', () => {
	for (const data of made) rmSync(data, { recursive: true, force: true });
});

/** A folder that is gone when the run ends. */
export function ownFolder(name: string): string {
	const data = join(folder, `run-${process.pid}-${name}`);
	made.add(data);
	mkdirSync(data, { recursive: true });
	return data;
}

/** A fresh copy of the database, in a folder of its own; one that is too large to keep is moved. */
export async function seededCopy(
	courses: number,
	name: string,
	isKept: 'kept' | 'once' = 'kept',
	queue = usual
): Promise<string> {
	const kept = await seeded(courses, queue);
	const data = ownFolder(name);
	const file = join(data, 'standpoint.db');
	if (isKept === 'kept') copyFileSync(kept, file);
	else renameSync(kept, file);
	const database = new Native(file);
	// Sessions that were prolonged today are not prolonged again: a page is then only read.
	const now = Date.now();
	database
		.prepare('UPDATE session SET updated_at = ?, expires_at = ?')
		.run(now, now + 7 * 86_400_000);
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
	return data;
}

export function forgetCopy(data: string): void {
	made.delete(data);
	rmSync(data, { recursive: true, force: true });
}

async function seeded(courses: number, queue: number): Promise<string> {
	const kind = `${courses}x${queue}`;
	const file = join(folder, `${fingerprint()}-${kind}.db`);
	if (existsSync(file)) return file;
	mkdirSync(folder, { recursive: true });
	const making = join(folder, `making-${process.pid}.db`);
	for (const end of ['', '-wal', '-shm']) rmSync(making + end, { force: true });
	const started = performance.now();
	// What the demo is made with asks for it; the site that is measured is told the same.
	process.env.BETTER_AUTH_SECRET = secret;
	console.log(`› Making ${courses} courses with ${queue} positions each …`);
	await openDatabase(`file:${making}`);
	await migrate();
	await seedDemo({ now: new Date(), log: () => undefined });
	await closeDatabase();

	const database = new Native(making);
	for (const pragma of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -200000'])
		database.exec(`PRAGMA ${pragma}`);
	database.exec('BEGIN');
	fillClass(database, queue);
	database.exec('COMMIT');
	for (let course = 2; course <= courses; course++) {
		database.exec('BEGIN');
		copyCourse(database, course);
		database.exec('COMMIT');
	}
	database.exec('BEGIN');
	openWork(database, courses);
	openSessions(database);
	database.exec('COMMIT');
	const broken = database.prepare('PRAGMA foreign_key_check').all();
	if (broken.length > 0)
		throw new Error(`copies without their owner: ${JSON.stringify(broken[0])}`);
	database.exec('ANALYZE');
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
	for (const end of ['-wal', '-shm']) rmSync(making + end, { force: true });
	for (const old of readdirSync(folder)) if (old.endsWith(`-${kind}.db`)) rmSync(join(folder, old));
	renameSync(making, file);
	console.log(`› Made in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
	return file;
}

function columnsOf(database: Connection, table: string): string[] {
	const columns = database.prepare(`SELECT name FROM pragma_table_info(?)`).all(table);
	return (columns as { name: string }[]).map(({ name }) => name);
}

/** Copies rows of one table; `how` says for a column what it becomes, else it stays. */
function copyRows(
	database: Connection,
	table: string,
	how: (column: string) => string | undefined,
	where: string
): void {
	const columns = columnsOf(database, table);
	const quoted = columns.map((column) => `"${column}"`);
	const values = columns.map((column, i) => how(column) ?? quoted[i]);
	database.exec(
		`INSERT INTO "${table}" (${quoted.join(', ')}) SELECT ${values.join(', ')} FROM "${table}" WHERE ${where}`
	);
}

const tail = (column: string, end: string) => `substr("${column}", 1, 32) || '${end}'`;

/** By table: which ids are the copy's own, and which rows belong to an enrolment. */
const personal: { table: string; own: string[]; of: string }[] = [
	{ table: 'enrolment', own: ['id', 'user_id'], of: 'id = $' },
	{ table: 'answer', own: ['enrolment_id', 'peer_ref'], of: 'enrolment_id = $' },
	{ table: 'answer_mark', own: ['enrolment_id'], of: 'enrolment_id = $' },
	{ table: 'reading_progress', own: ['enrolment_id'], of: 'enrolment_id = $' },
	{ table: 'stance', own: ['enrolment_id'], of: 'enrolment_id = $' },
	{ table: 'grade', own: ['enrolment_id'], of: 'enrolment_id = $' },
	{ table: 'grade_history', own: ['enrolment_id'], of: 'enrolment_id = $' },
	{ table: 'notice', own: ['id', 'enrolment_id'], of: 'enrolment_id = $' },
	{
		table: 'submitted_answer',
		own: ['submission_id'],
		of: 'submission_id IN (SELECT id FROM set_submission WHERE enrolment_id = $)'
	},
	{ table: 'set_submission', own: ['id', 'enrolment_id'], of: 'enrolment_id = $' },
	{
		table: 'review_history',
		own: ['review_id'],
		of: 'review_id IN (SELECT r.id FROM review r JOIN position p ON p.id = r.position_id WHERE p.enrolment_id = $)'
	},
	...['review', 'citation'].map((table) => ({
		table,
		own: ['id', 'position_id'],
		of: 'position_id IN (SELECT id FROM position WHERE enrolment_id = $)'
	})),
	{
		table: 'position_version',
		own: ['position_id'],
		of: 'position_id IN (SELECT id FROM position WHERE enrolment_id = $)'
	},
	{ table: 'position', own: ['id', 'enrolment_id'], of: 'enrolment_id = $' }
];

/** Students who handed in a position are copied until the queue is full. */
function fillClass(database: Connection, queue: number): void {
	const models = database
		.prepare(
			`SELECT e.id, e.user_id AS userId FROM enrolment e JOIN position p ON p.enrolment_id = e.id
			 WHERE p.submitted_number > 0 ORDER BY e.id`
		)
		.all() as { id: string; userId: string }[];
	const names = (database.prepare('SELECT name FROM user').all() as { name: string }[]).map(
		(u) => u.name
	);
	for (let n = 1; models.length + n <= queue; n++) {
		const model = models[n % models.length];
		if (!model) throw new Error('nobody in the demo handed in a position');
		const end = `s${String(n).padStart(3, '0')}`;
		const first = names[n % names.length]?.split(' ')[0];
		const last = names[(n * 7 + 3) % names.length]?.split(' ').at(-1);
		const name = `'${first} ${last}'`;
		copyRows(
			database,
			'user',
			(column) => ({ id: tail('id', end), email: `'${end}.' || "email"`, name })[column],
			`id = '${model.userId}'`
		);
		for (const { table, own, of } of personal)
			copyRows(
				database,
				table,
				(column) => {
					if (!own.includes(column)) return undefined;
					return column === 'peer_ref'
						? `substr("peer_ref", 1, 20) || '${end}'`
						: tail(column, end);
				},
				of.replace('$', `'${model.id}'`)
			);
	}
}

/** People of a copied course are other people: the middle of their id names the course. */
const inCourse = (column: string, course: number) =>
	`substr("${column}", 1, 24) || '${String(course).padStart(8, '0')}' || substr("${column}", 33)`;
const isPerson = (column: string) => /^(?:user_id|actor_id)$|_by$/.test(column);

/** Rows of the full-text index are numbered over all courses. */
const ownDoc = 'abs(random() % 9007199254740991)';

function copyCourse(database: Connection, course: number): void {
	const [first] = database.prepare('SELECT id FROM course ORDER BY created_at LIMIT 1').all() as {
		id: string;
	}[];
	const courseId = `${first?.id.slice(0, 28)}${String(course).padStart(8, '0')}`;
	copyRows(
		database,
		'user',
		(column) => ({ id: inCourse('id', course), email: `'c${course}.' || "email"` })[column],
		`id IN (SELECT user_id FROM enrolment WHERE course_id = '${first?.id}')`
	);
	const people = (column: string) => (isPerson(column) ? inCourse(column, course) : undefined);
	copyRows(
		database,
		'course',
		(column) =>
			({
				id: `'${courseId}'`,
				slug: `"slug" || '-${course}'`,
				join_code: 'NULL',
				class_code: 'NULL'
			})[column] ?? people(column),
		`id = '${first?.id}'`
	);
	const tables = database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
		.all() as { name: string }[];
	for (const { name } of tables)
		if (columnsOf(database, name).includes('course_id'))
			copyRows(
				database,
				name,
				(column) =>
					column === 'course_id' ? `'${courseId}'` : column === 'doc' ? ownDoc : people(column),
				`course_id = '${first?.id}'`
			);
}

/** In every second course nobody has handed in a set yet: there is something to save and to hand in. */
function openWork(database: Connection, courses: number): void {
	const slugs = courseSlugs(database).filter((_, i) => i % 2 === 1);
	if (courses < 2) return;
	const open = `SELECT id FROM course WHERE slug IN (${slugs.map((slug) => `'${slug}'`).join(', ')})`;
	database.exec(`DELETE FROM submitted_answer WHERE course_id IN (${open})`);
	database.exec(`DELETE FROM set_submission WHERE course_id IN (${open})`);
}

function openSessions(database: Connection): void {
	database.exec(
		`INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at)
		 SELECT id, 'token-' || id, id, 0, 0, 0 FROM user`
	);
}

function courseSlugs(database: Connection): string[] {
	const rows = database.prepare('SELECT slug FROM course ORDER BY id').all();
	return (rows as { slug: string }[]).map(({ slug }) => slug);
}

/** The cookie of somebody who is signed in. */
export function cookieOf(userId: string): string {
	const token = `token-${userId}`;
	const signature = createHmac('sha256', secret).update(token).digest('base64');
	return `better-auth.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

export interface SeededPerson {
	userId: string;
	enrolmentId: string;
	course: string;
	courseId: string;
}

/** Reads the facts that requests are made of. */
export function ask<Row>(data: string, sql: string, ...values: unknown[]): Row[] {
	const database = new Native(join(data, 'standpoint.db'), { readonly: true });
	try {
		return database.prepare(sql).all(...values) as Row[];
	} finally {
		database.close();
	}
}

/** Active people of a role, spread over courses; in `open` ones nobody has handed in a set. */
export function peopleOf(
	data: string,
	role: string,
	kind: 'any' | 'open' | 'handed-in',
	most: number
): SeededPerson[] {
	const slugs = ask<{ slug: string }>(data, 'SELECT slug FROM course ORDER BY id').map(
		({ slug }) => slug
	);
	const wanted = slugs.filter((_, i) => kind === 'any' || (i % 2 === 1) === (kind === 'open'));
	const perCourse = Math.ceil(most / wanted.length);
	return wanted
		.flatMap((slug) =>
			ask<SeededPerson>(
				data,
				`SELECT e.user_id AS userId, e.id AS enrolmentId, c.slug AS course, c.id AS courseId
				 FROM course c JOIN enrolment e ON e.course_id = c.id
				 WHERE c.slug = ? AND e.role = ? AND e.state = 'active' ORDER BY substr(e.id, 20) LIMIT ?`,
				slug,
				role,
				perCourse
			)
		)
		.slice(0, most);
}
