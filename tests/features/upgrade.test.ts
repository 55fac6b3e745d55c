/*
 * Every upgrade keeps everything: a database of each older version, with rows in all its tables, is
 * brought one version further, and nothing is missing, torn from its owner or made up.
 */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseRefusal } from '$lib/server/db/refusal';
import type { Store } from '$lib/server/db/rows';
import { fillEveryTable, filled, rowsOf } from '../support/filler';
import {
	aFreshDatabase,
	catalogueOf,
	engine,
	journalOf,
	migrationsFolder,
	type Fresh,
	type FoundColumn,
	type FoundTable
} from '../support/fresh';

const count = journalOf(`drizzle/${engine}`).entries.length;
const folders: string[] = [];
const given = process.env.MIGRATIONS_DIR;

/** From now on, the code knows these migrations. */
function knows(migrations: number, further: string[] = []): void {
	const folder = migrationsFolder(migrations, further);
	folders.push(folder);
	process.env.MIGRATIONS_DIR = folder;
}

afterEach(() => {
	if (given === undefined) delete process.env.MIGRATIONS_DIR;
	else process.env.MIGRATIONS_DIR = given;
});
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true });
});

let fresh: Fresh;
beforeEach(async () => {
	fresh = await aFreshDatabase();
});
afterEach(() => fresh.remove());

/** What the catalogue's way of writing a default means, as the value that a row has. */
async function defaultOf(store: Store, column: FoundColumn): Promise<unknown> {
	if (column.default === null) return null;
	const shown = store.engine === 'sqlite' ? column.default : `(${column.default})::text`;
	return (await store.ask(`SELECT ${shown} AS value`))[0]?.value;
}

interface Snapshot {
	table: FoundTable;
	rows: Record<string, unknown>[];
}

async function snapshot(store: Store, tables: FoundTable[]): Promise<Snapshot[]> {
	const all: Snapshot[] = [];
	for (const table of tables) all.push({ table, rows: await rowsOf(store, table) });
	return all;
}

/** Everything that an upgrade did to the rows besides what it should, in words. */
async function damage(store: Store, before: Snapshot[]): Promise<string[]> {
	const after = await catalogueOf(store);
	const found: string[] = [];
	for (const { table, rows } of before) {
		const now = after.find(({ name }) => name === table.name);
		if (!now) {
			found.push(`${table.name} is gone`);
			continue;
		}
		const common = table.columns.filter(({ name }) => now.columns.some((c) => c.name === name));
		const expected: Record<string, unknown>[] = [];
		for (const row of rows) {
			const wanted: Record<string, unknown> = {};
			for (const column of now.columns) {
				const old = common.find(({ name }) => name === column.name);
				const isFilledUp = old && row[column.name] === null && !column.nullable;
				wanted[column.name] =
					old && !isFilledUp ? row[column.name] : await defaultOf(store, column);
			}
			expected.push(wanted);
		}
		const present = await rowsOf(store, now);
		const plain = (all: Record<string, unknown>[]) =>
			all
				.map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))))
				.toSorted();
		const [wanted, have] = [plain(expected), plain(present)];
		for (const row of wanted) if (!have.includes(row)) found.push(`${now.name} misses ${row}`);
		for (const row of have) if (!wanted.includes(row)) found.push(`${now.name} has ${row}`);
	}
	for (const table of after)
		for (const key of table.foreignKeys) {
			const join = key.columns
				.map((name, at) => `o."${key.foreignColumns[at] ?? ''}" = t."${name}"`)
				.join(' AND ');
			const set = key.columns.map((name) => `t."${name}" IS NOT NULL`).join(' AND ');
			const lost = await store.ask(
				`SELECT 1 AS one FROM "${table.name}" t WHERE ${set} AND NOT EXISTS (SELECT 1 FROM "${key.table}" o WHERE ${join})`
			);
			if (lost.length > 0) found.push(`${table.name} lost its ${key.table}`);
		}
	return found;
}

describe('an upgrade', () => {
	it.each(Array.from({ length: count - 1 }, (_, at) => at + 1))(
		'from version %i to the next loses no row of any table',
		async (version) => {
			knows(version);
			await fresh.migrate();
			const tables = await fillEveryTable(fresh.store);
			const before = await snapshot(fresh.store, tables);
			expect(before.filter(({ rows }) => rows.length !== filled)).toEqual([]);

			knows(version + 1);
			await fresh.migrate();
			expect(await damage(fresh.store, before)).toEqual([]);
		}
	);

	it('from the first version straight to the newest loses nothing either', async () => {
		knows(1);
		await fresh.migrate();
		const before = await snapshot(fresh.store, await fillEveryTable(fresh.store));
		knows(count);
		await fresh.migrate();
		expect(await damage(fresh.store, before)).toEqual([]);
	});

	it.each([
		['rebuilds a table from a column that the old one does not have', 'rate_limit has'],
		['leaves a row behind', 'rate_limit misses'],
		['leaves a table behind', 'rate_limit is gone']
	])('that %s is noticed', async (_what, said) => {
		knows(count);
		await fresh.migrate();
		const before = await snapshot(fresh.store, await fillEveryTable(fresh.store));
		// SQLite may take the quoted name of a column that is not there for a text.
		const rebuild =
			engine === 'sqlite'
				? `CREATE TABLE n (id text PRIMARY KEY NOT NULL, key text NOT NULL UNIQUE, count integer NOT NULL, last_request integer NOT NULL, note text);--> statement-breakpoint
INSERT INTO n (id, key, count, last_request, note) SELECT id, key, count, last_request, 'note' FROM rate_limit;--> statement-breakpoint
DROP TABLE rate_limit;--> statement-breakpoint
ALTER TABLE n RENAME TO rate_limit;`
				: `ALTER TABLE rate_limit ADD COLUMN note text;--> statement-breakpoint
UPDATE rate_limit SET note = 'note';`;
		const bad: Record<string, string> = {
			'rate_limit has': rebuild,
			'rate_limit misses': 'DELETE FROM rate_limit WHERE count = 1;',
			'rate_limit is gone': 'DROP TABLE rate_limit;'
		};
		knows(count, [bad[said] ?? '']);
		await fresh.migrate();
		expect((await damage(fresh.store, before)).join('\n')).toContain(said);
	});

	it('that breaks off leaves the database as it was, and can be tried again', async () => {
		knows(count);
		await fresh.migrate();
		const tables = await fillEveryTable(fresh.store);
		const before = await snapshot(fresh.store, tables);
		knows(count, [
			'CREATE TABLE half (id text PRIMARY KEY);--> statement-breakpoint\nDELETE FROM rate_limit;--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);'
		]);
		await expect(fresh.migrate()).rejects.toThrow(/nowhere/);
		expect(await damage(fresh.store, before)).toEqual([]);
		expect((await catalogueOf(fresh.store)).map(({ name }) => name)).not.toContain('half');

		knows(count);
		await fresh.migrate();
		expect(await damage(fresh.store, before)).toEqual([]);
	});

	it('that would tear rows from their owner is undone', async () => {
		knows(count);
		await fresh.migrate();
		const before = await snapshot(fresh.store, await fillEveryTable(fresh.store));
		knows(count, ['DELETE FROM section;']);
		await expect(fresh.migrate()).rejects.toThrow();
		expect(await damage(fresh.store, before)).toEqual([]);
	});

	it('is refused backwards: a database newer than the code, in one sentence', async () => {
		knows(count, ['CREATE TABLE tomorrow (id text PRIMARY KEY);']);
		await fresh.migrate();
		knows(count);
		const refusal: unknown = await fresh.migrate().catch((cause: unknown) => cause);
		expect(refusal).toBeInstanceOf(DatabaseRefusal);
		expect(String(refusal)).toContain('newer version');
	});
});
