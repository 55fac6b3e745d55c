/*
 * Several processes bring one database to the newest version at the same time, as when two servers
 * are started after an upgrade: one does the work, the other waits, both go on, no row is lost. And a
 * process that is killed in the middle leaves the old version, whole.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fillEveryTable, filled } from '../support/filler';
import { catalogueOf, journalOf, migrationsFolder, openSqlite } from '../support/fresh';
import { newFolder, read, readAll, runCommand, Served } from './built';

const folder = newFolder();
const versions = journalOf('drizzle/sqlite').entries;
const folders: string[] = [];
afterAll(() => {
	for (const path of [folder, ...folders]) rmSync(path, { recursive: true, force: true });
});

/** A site of the first version with rows in all its tables. */
async function oldSite(
	name: string
): Promise<{ file: string; env: NodeJS.ProcessEnv; tables: string[] }> {
	const dataDir = join(folder, name);
	const env = { DATA_DIR: dataDir, BETTER_AUTH_SECRET: 'reliability-reliability-reliability' };
	const first = migrationsFolder(1);
	folders.push(first);
	const made = await runCommand('admin', ['migrate'], { ...env, MIGRATIONS_DIR: first });
	expect(made.err).toBe('');
	const file = join(dataDir, 'standpoint.db');
	const database = openSqlite(file);
	const tables = await fillEveryTable(database.store);
	await database.close();
	return { file, env, tables: tables.map(({ name: table }) => table) };
}

const counts = (file: string, tables: string[]) =>
	tables.map((name) => (read(file, `SELECT count(*) AS n FROM "${name}"`) as { n: number }).n);

describe('an upgrade by several processes at once', () => {
	it('is done once, and all of them go on', async () => {
		const { file, env, tables } = await oldSite('together');
		const ran = await Promise.all(
			Array.from({ length: 4 }, () => runCommand('admin', ['migrate'], env))
		);
		expect(ran.map(({ code, err }) => ({ code, err }))).toEqual(
			ran.map(() => ({ code: 0, err: '' }))
		);
		const done = readAll(file, 'SELECT at FROM migration ORDER BY at').map(({ at }) => at);
		expect(done).toEqual(versions.map(({ when }) => when));
		expect(counts(file, tables)).toEqual(tables.map(() => filled));
		expect(readAll(file, 'PRAGMA foreign_key_check')).toEqual([]);
	});

	it('ends with two servers that answer', async () => {
		const { env } = await oldSite('two-servers');
		const servers = await Promise.all([Served.start(env, 'start'), Served.start(env, 'start')]);
		try {
			for (const { url } of servers) expect((await fetch(`${url}/healthz`)).status).toBe(200);
		} finally {
			for (const server of servers) await server.stop();
		}
	});

	it('waits for one that takes long, however it ends', async () => {
		const { file, env, tables } = await oldSite('waiting');
		const other = openSqlite(file);
		await other.store.ask('BEGIN IMMEDIATE');
		const waiting = runCommand('admin', ['migrate'], env);
		await other.store.ask(`DELETE FROM rate_limit`);
		await other.store.ask('ROLLBACK');
		expect((await waiting).code).toBe(0);
		expect(counts(file, tables)).toEqual(tables.map(() => filled));
	});
});

describe('an upgrade that is killed', () => {
	it('in the middle leaves the old version whole, and the next one does it', async () => {
		const { file, env, tables } = await oldSite('killed');
		// The last statement never ends: whoever kills it kills it in the middle.
		const endless = migrationsFolder(versions.length, [
			'CREATE TABLE half (id text);--> statement-breakpoint\nDELETE FROM rate_limit;--> statement-breakpoint\nINSERT INTO half WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0;'
		]);
		folders.push(endless);
		const child = spawn(process.execPath, ['build/commands/admin.js', 'migrate'], {
			env: { PATH: process.env.PATH, ...env, MIGRATIONS_DIR: endless },
			stdio: 'ignore'
		});
		const ended = once(child, 'exit');
		// It has begun once nobody else may write.
		await expect
			.poll(
				() => {
					try {
						readAll(file, 'BEGIN IMMEDIATE');
						return 'free';
					} catch (cause) {
						return (cause as { code?: string }).code;
					}
				},
				{ timeout: 30_000 }
			)
			.toBe('SQLITE_BUSY');
		child.kill('SIGKILL');
		await ended;
		const names = () => readAll(file, "SELECT name FROM sqlite_master WHERE name = 'half'");
		expect(names()).toEqual([]);
		expect(read(file, 'SELECT count(*) AS n FROM migration')).toMatchObject({ n: 1 });
		expect(counts(file, tables)).toEqual(tables.map(() => filled));

		expect((await runCommand('admin', ['migrate'], env)).code).toBe(0);
		expect(names()).toEqual([]);
		const now = openSqlite(file);
		expect((await catalogueOf(now.store)).map(({ name }) => name)).toContain('rate_limit');
		expect(counts(file, tables)).toEqual(tables.map(() => filled));
	});
});
