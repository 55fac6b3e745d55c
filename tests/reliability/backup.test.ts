/*
 * A backup taken under load holds everything that was acknowledged before it began; a restore puts
 * it in place whole or not at all, erases again what was erased since, and says what is wrong with a
 * file that is no backup.
 */
import {
	appendFileSync,
	copyFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	holds,
	newFolder,
	read,
	readAll,
	runCommand,
	Served,
	studentsOf,
	type Student
} from './built';

const folder = newFolder();
const demo = join(folder, 'demo.db');
const own = { DATA_DIR: folder, DATABASE_URL: `file:${demo}` };
let server: Served;
let students: Student[];
let backup = '';

/** A place of its own to restore into. */
function place(name: string) {
	const dataDir = join(folder, name);
	mkdirSync(dataDir, { recursive: true });
	const file = join(dataDir, 'standpoint.db');
	const env = { DATA_DIR: dataDir, DATABASE_URL: undefined };
	return {
		dataDir,
		file,
		env,
		restore: (from: string, heard?: Parameters<typeof runCommand>[3]) =>
			runCommand('restore', [from], env, heard)
	};
}

const rows = (file: string) =>
	Object.fromEntries(
		readAll(
			file,
			"SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
		)
			.map(({ name }) => String(name))
			.toSorted()
			.map((name) => [
				name,
				readAll(file, `SELECT * FROM "${name}"`)
					.map((row) => JSON.stringify(row))
					.toSorted()
			])
	);

beforeAll(async () => {
	server = await Served.start({ DATA_DIR: folder });
	students = studentsOf(demo, server.url);
	for (const student of students) await student.signIn();
});

afterAll(async () => {
	await server.kill();
	rmSync(folder, { recursive: true, force: true });
});

describe('a backup of a running site', () => {
	let before: number[] = [];

	it('is taken while students write, and says what it is', async () => {
		expect(students.length).toBeGreaterThan(0);
		let isOver = false;
		const writing = students.map(async (student) => {
			while (!isOver) await student.save();
		});
		const acknowledged = () => students.reduce((sum, s) => sum + s.acknowledged, 0);
		await expect.poll(acknowledged, { timeout: 60_000 }).toBeGreaterThan(30);
		before = students.map((student) => student.acknowledged);
		const ran = await runCommand('backup', [], own);
		isOver = true;
		await Promise.all(writing);
		expect(ran.err).toBe('');
		expect(ran.code).toBe(0);
		expect(ran.out).toMatch(
			/standpoint-\d{8}-\d{6}\.db: [\d.]+ MB, \d+ rows in \d+ tables, checked/
		);
		expect(ran.out).toContain(join(folder, 'secret'));
		const [name = ''] = readdirSync(join(folder, 'backups'));
		backup = join(folder, 'backups', name);
		expect(statSync(backup).mode & 0o777).toBe(0o600);
		expect(readdirSync(join(folder, 'backups'))).toHaveLength(1);
	});

	it('holds everything that was acknowledged before it began', () => {
		students.forEach((student, at) => {
			expect(student.kept(backup).attempt).toBeGreaterThanOrEqual(before[at] ?? Infinity);
		});
		expect(read(backup, 'PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
	});

	it('comes back row for row on another machine, where nobody is signed in', async () => {
		const there = place('another-machine');
		const ran = await there.restore(backup);
		expect(ran.err).toBe('');
		expect(ran.code).toBe(0);
		// What may not be done twice is closed, everything else is as it was.
		const closed = ['session', 'verification', 'outbox', 'job', 'sign_in_slip', 'notice'];
		const plain = (file: string) =>
			Object.entries(rows(file)).filter(([name]) => !closed.includes(name));
		expect(plain(there.file)).toEqual(plain(backup));
		expect(read(there.file, 'SELECT count(*) AS n FROM session')).toEqual({ n: 0 });
		expect(readdirSync(there.dataDir).toSorted()).toEqual(['secret', 'standpoint.db']);
	});

	it('never takes the place of another file', async () => {
		const kept = readFileSync(backup);
		const ran = await runCommand('backup', [backup], own);
		expect(ran.code).toBe(1);
		expect(ran.err).toContain('exists already');
		expect(readFileSync(backup).equals(kept)).toBe(true);
	});

	it('removes older ones of its own when told to, and nothing else', async () => {
		const target = join(folder, 'kept');
		mkdirSync(target);
		for (const day of [1, 2, 3])
			copyFileSync(backup, join(target, `standpoint-2026010${day}-000000.db`));
		const foreign = ['standpoint-20260101-000001.db', 'my-notes.db', 'secret'];
		for (const name of foreign) writeFileSync(join(target, name), 'mine');
		const ran = await runCommand('backup', [target, '--keep', '2'], own);
		expect(ran.code).toBe(0);
		const left = readdirSync(target);
		expect(left.filter((name) => foreign.includes(name))).toHaveLength(3);
		expect(left.filter((name) => !foreign.includes(name))).toHaveLength(2);
		expect(left).toContain('standpoint-20260103-000000.db');
	});

	it('says in a sentence that there is no database', async () => {
		const ran = await runCommand('backup', [], { DATA_DIR: join(folder, 'nothing-here') });
		expect(ran.code).toBe(1);
		expect(ran.err.trim()).toMatch(/^There is no database .*\.$/);
	});
});

describe('a file that is no backup', () => {
	const there = place('damaged');
	const bad = (name: string) => join(there.dataDir, `${name}.db`);
	let present = '';

	beforeAll(async () => {
		await there.restore(backup);
		present = JSON.stringify(rows(there.file));
		const whole = readFileSync(backup);
		writeFileSync(bad('empty'), '');
		writeFileSync(
			bad('random'),
			Buffer.from(Array.from({ length: 9_000 }, (_, at) => (at * 7919) % 251))
		);
		writeFileSync(bad('zip'), Buffer.concat([Buffer.from('PK\x03\x04'), whole.subarray(0, 500)]));
		copyFileSync(backup, bad('cut'));
		truncateSync(bad('cut'), Math.floor(whole.length / 2));
		copyFileSync(backup, bad('shorter-than-a-header'));
		truncateSync(bad('shorter-than-a-header'), 50);
		// Pages of rows in the middle, overwritten as a failing disk does.
		const torn = Buffer.from(whole);
		torn.fill(0xa5, Math.floor(torn.length / 2), Math.floor(torn.length / 2) + 64 * 1024);
		writeFileSync(bad('torn'), torn);
		const other = new Database(bad('other'));
		other.exec('CREATE TABLE recipes (id TEXT)');
		other.close();
		copyFileSync(backup, bad('newer'));
		const newer = new Database(bad('newer'));
		newer.exec("INSERT INTO migration VALUES (9999999999999, 'tomorrow')");
		newer.close();
	});

	it.each([
		['empty', 'is empty'],
		['random', 'not a database file'],
		['zip', 'packed'],
		['cut', 'cut off'],
		['shorter-than-a-header', 'cut off'],
		['torn', 'damaged inside'],
		['other', 'not one of Standpoint'],
		['newer', 'newer version'],
		['missing', 'There is no file']
	])('(%s) is refused in one sentence, and nothing is touched', async (name, said) => {
		const ran = await there.restore(bad(name));
		expect(ran.code).toBe(1);
		expect(ran.err).toContain(said);
		expect(ran.err.trim().split('\n')).toHaveLength(1);
		expect(JSON.stringify(rows(there.file))).toBe(present);
		expect(readdirSync(there.dataDir).filter((one) => /restor/.test(one))).toEqual([]);
	});
});

describe('a restore', () => {
	it('is refused while the server runs', async () => {
		const ran = await runCommand('restore', [backup], own);
		expect(ran.code).toBe(1);
		expect(ran.err).toContain('Stop it first');
		expect((await fetch(server.url)).status).toBe(200);
	});

	it.each(['Checking', 'Erasing again', 'Writing the new file', 'Putting it in place'])(
		'that is killed at “%s …” leaves the old database or the new one, and the next goes through',
		async (step) => {
			const there = place(`killed-${step.replaceAll(' ', '-')}`);
			await there.restore(backup);
			const mark = new Database(there.file);
			mark.exec("INSERT INTO site_setting VALUES ('mark', '1', 0)");
			mark.close();
			const ran = await there.restore(backup, (child, out) => {
				if (out.includes(step)) child.kill('SIGKILL');
			});
			// The last step may be over before the signal arrives.
			if (step !== 'Putting it in place') expect(ran.signal).toBe('SIGKILL');
			expect(read(there.file, 'PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
			const people = read(there.file, 'SELECT count(*) AS n FROM user') as { n: number };
			expect(people.n).toBeGreaterThan(0);

			const again = await there.restore(backup);
			expect(again.err).toBe('');
			expect(read(there.file, "SELECT 1 FROM site_setting WHERE key = 'mark'")).toBeUndefined();
			const left = readdirSync(there.dataDir);
			expect(left.filter((name) => /\.(restoring|restored)/.test(name))).toEqual([]);
			const aside = left.filter((name) => name.includes('before-restore'));
			expect(
				aside.some((name) =>
					read(join(there.dataDir, name), "SELECT 1 FROM site_setting WHERE key = 'mark'")
				)
			).toBe(true);
		}
	);

	it('erases again what was erased since, so that no word of it is in the file', async () => {
		const there = place('erased');
		const [one, two] = students as [Student, Student];
		const words = (at: number) => `Words that nobody else writes, quinquereme ${at}`;
		for (const [at, student] of [one, two].entries()) {
			expect(await (await student.send(words(at))).json()).toMatchObject({ type: 'success' });
			student.version += 1;
		}
		const later = join(folder, 'with-words.db');
		expect((await runCommand('backup', [later], own)).code).toBe(0);
		await there.restore(later);
		const idOf = (student: Student) =>
			(read(later, 'SELECT id FROM user WHERE email = ?', student.account.email) as { id: string })
				.id;
		// One is known from the database that is replaced, the other from the file beside it.
		const live = new Database(there.file);
		live.exec(`INSERT INTO erasure VALUES ('e1', 'person', '${idOf(one)}', 0, 0, NULL, 1)`);
		live.close();
		const line = { subjectKind: 'person', subjectId: idOf(two), at: '2026-11-21T00:00:00Z' };
		appendFileSync(join(there.dataDir, 'erasures.log'), `${JSON.stringify(line)}\n{"cut`);

		const ran = await there.restore(later);
		expect(ran.err).toBe('');
		for (const [at, student] of [one, two].entries()) {
			expect(holds(later, words(at))).toBe(true);
			expect(holds(there.file, words(at))).toBe(false);
			const id = idOf(student);
			expect(read(there.file, 'SELECT 1 FROM user WHERE id = ?', id)).toBeUndefined();
			expect(read(there.file, 'SELECT 1 FROM enrolment WHERE user_id = ?', id)).toBeUndefined();
		}
		expect(read(there.file, "SELECT done_at FROM erasure WHERE id = 'e1'")).toEqual({ done_at: 1 });
	});

	it('sends no old letter again and opens nothing that was closed since', async () => {
		const there = place('letters');
		await there.restore(backup);
		const prepared = new Database(there.file);
		prepared.exec(
			`INSERT INTO outbox (id, recipient, subject, body, state, attempts, created_at) VALUES
			 ('sent-since', 'a@school.example', 's', 'b', 'waiting', 0, 0), ('still-waits', 'a@school.example', 's', 'b', 'waiting', 0, 0);
			 INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at)
			 SELECT 'in' || n, 'in' || n, (SELECT id FROM user LIMIT 1), 9e12, 0, 0 FROM (SELECT 1 AS n UNION SELECT 2);
			 INSERT INTO job (id, kind, key, payload, run_at, attempts, created_at) VALUES
			 ('j1', 'mail.send', 'mail.send:sent-since', '{}', 0, 0, 0), ('j2', 'mail.send', 'mail.send:still-waits', '{}', 0, 0, 0)`
		);
		prepared.close();
		const later = join(folder, 'with-letters.db');
		expect((await runCommand('backup', [later], there.env)).code).toBe(0);
		const since = new Database(there.file);
		since.exec(
			"UPDATE outbox SET state = 'sent' WHERE id = 'sent-since'; DELETE FROM session WHERE token = 'in1'"
		);
		since.close();

		expect((await there.restore(later)).code).toBe(0);
		expect(
			readAll(
				there.file,
				"SELECT id, state FROM outbox WHERE recipient = 'a@school.example' ORDER BY id"
			)
		).toEqual([
			{ id: 'sent-since', state: 'failed' },
			{ id: 'still-waits', state: 'waiting' }
		]);
		expect(readAll(there.file, "SELECT token FROM session WHERE token LIKE 'in%'")).toEqual([
			{ token: 'in2' }
		]);
		expect(
			readAll(there.file, "SELECT id FROM job WHERE id IN ('j1', 'j2') AND done_at IS NULL")
		).toEqual([{ id: 'j2' }]);
	});

	it('goes over a database that cannot be read any more, and keeps what is left of it', async () => {
		const there = place('unreadable');
		writeFileSync(there.file, Buffer.alloc(8192, 'not a database any more '));
		const ran = await there.restore(backup);
		expect(ran.err).toBe('');
		expect(ran.out).toContain('cannot be read');
		expect(read(there.file, 'PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
		expect(
			readdirSync(there.dataDir).filter((name) => name.includes('before-restore'))
		).toHaveLength(1);
	});

	it('gives back a site that starts and takes up work', async () => {
		const there = place('goes-on');
		await there.restore(backup);
		const site = await Served.start(there.env, 'start');
		try {
			const [student] = studentsOf(there.file, site.url);
			const one = student ?? students[0];
			if (!one) throw new Error('nobody is there');
			one.url = site.url;
			await one.signIn();
			const kept = one.kept(there.file);
			Object.assign(one, { acknowledged: kept.attempt, version: kept.version });
			await one.save();
			expect(one.kept(there.file).attempt).toBe(kept.attempt + 1);
		} finally {
			await site.stop();
		}
	});
});
