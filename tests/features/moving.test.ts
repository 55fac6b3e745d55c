/*
 * A site moves from one database to another and nothing is different afterwards: over the other
 * engine and back where there is one (the run on PostgreSQL), from file to file otherwise.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isPostgres } from '$lib/server/db/dialect';
import { newId } from '$lib/server/db/id';
import { movingTable } from '$lib/server/db/migrate';
import { moveDatabase } from '$lib/server/db/moving';
import { DatabaseRefusal } from '$lib/server/db/refusal';
import { batches, canonical, tables, type Row, type Store, type Value } from '$lib/server/db/rows';
import { fillEveryTable } from '../support/filler';
import { aFreshDatabase, catalogueOf, type Fresh } from '../support/fresh';

const other = isPostgres ? 'postgres' : 'sqlite';
const quiet = () => undefined;
const opened: Fresh[] = [];

async function fresh(engine: 'sqlite' | 'postgres'): Promise<Fresh> {
	const database = await aFreshDatabase(engine);
	opened.push(database);
	return database;
}
afterEach(async () => {
	for (const database of opened.splice(0)) await database.remove();
});

/** Every row of every table, as text that no engine changes. */
async function everything(store: Store): Promise<Record<string, string[]>> {
	const all: Record<string, string[]> = {};
	for (const table of tables()) {
		const rows: string[] = [];
		for await (const part of batches(store, table))
			rows.push(...part.map((r) => canonical(table, r)));
		all[table.name] = rows.toSorted();
	}
	return all;
}

/** Lets `refusal` be looked at. */
const failureOf = (work: Promise<unknown>) =>
	work.then(
		() => null,
		(cause: unknown) => cause
	);

/** Values that an engine could change on the way. */
const hostile: Record<string, Value[]> = {
	text: ['', "it's “so” \\ %_?$1", 'مؤقف\u200cہے — 𝒳', 'line\r\nline\ttab', '007', 'null', 'true'],
	json: ['null', '"text"', '{"b":1,"a":{"z":[1,2,{"y":null}],"é":"ک"}}', '[0.1,1e21,-5]', '{}'],
	integer: [0, -1, 2_147_483_647],
	real: [0.1 + 0.2, -1e-9, 1e300, 3],
	boolean: [true, false],
	instant: [0, 1, -1, 1_793_592_000_123, 4_102_444_799_999]
};

/** A source with rows in all tables, and many rows with hostile values in one that has every kind. */
async function source(engine: 'sqlite' | 'postgres'): Promise<Fresh> {
	const database = await fresh(engine);
	await database.migrate();
	const { store } = database;
	const found = await catalogueOf(store);
	expect(found.length).toBe(tables().length);
	await fillEveryTable(store);
	for (const name of ['job', 'user', 'grade_item']) {
		const table = tables().find((t) => t.name === name);
		if (!table) throw new Error(name);
		const [owner] = await store.read(table, null, 1);
		const rows: Row[] = Array.from({ length: 520 }, (_, at) =>
			table.columns.map((column, place) => {
				if (table.foreignKeys.some((key) => key.columns.includes(column.name)))
					return owner?.[place] ?? null;
				const isKey = [table.primaryKey, ...table.uniques.map((key) => key.columns)]
					.flat()
					.includes(column.name);
				if (isKey) return column.kind === 'text' ? `${newId()} ${at}` : at + 10;
				if (column.nullable && at % 3 === 0) return null;
				const values = hostile[column.kind] ?? [];
				return values[(at + place) % values.length] ?? null;
			})
		);
		await store.insert(table, rows);
	}
	return database;
}

describe('a site that moves', () => {
	let first: Fresh;
	let before: Record<string, string[]>;
	beforeEach(async () => {
		first = await source('sqlite');
		before = await everything(first.store);
		await first.close();
	});

	it('there and back has the very same rows', async () => {
		const second = await fresh(other);
		const third = await fresh('sqlite');
		if (other === 'sqlite') await second.close();
		const { rows } = await moveDatabase(first.url, second.url, quiet);
		expect(rows).toBe(Object.values(before).flat().length);
		await moveDatabase(second.url, third.url, quiet);
		expect(await everything(third.store)).toEqual(before);
		const names = await third.store.ask('SELECT name FROM sqlite_master WHERE name = ?', [
			movingTable
		]);
		expect(names).toEqual([]);
	});

	it('goes on where it was broken off, and no row comes twice', async () => {
		const second = await fresh(other);
		const said: string[] = [];
		const broken = failureOf(
			moveDatabase(first.url, second.url, (line) => {
				said.push(line);
				if (line.startsWith('job: ')) throw new Error('broken off');
			})
		);
		expect(await broken).toMatchObject({ message: 'broken off' });
		// A site does not start upon half of its rows.
		expect(await failureOf(second.migrate())).toBeInstanceOf(DatabaseRefusal);
		const again: string[] = [];
		await moveDatabase(first.url, second.url, (line) => again.push(line));
		const moved = (lines: string[]) => lines.map((line) => line.split(':')[0]);
		expect(moved(again)).toContain('job');
		expect(moved(again).filter((name) => name === 'answer' && moved(said).includes(name))).toEqual(
			[]
		);
		expect(await everything(second.store)).toEqual(before);
	});

	it('is refused into a database that holds anything', async () => {
		const second = await fresh(other);
		await second.store.ask('CREATE TABLE somebody_elses (id TEXT PRIMARY KEY)');
		expect(String(await failureOf(moveDatabase(first.url, second.url, quiet)))).toContain('empty');
		const third = await fresh(other);
		await third.migrate();
		await third.store.ask(
			"INSERT INTO site_setting VALUES ('set-up', '{}', " +
				(other === 'sqlite' ? '0' : 'now()') +
				')'
		);
		expect(String(await failureOf(moveDatabase(first.url, third.url, quiet)))).toContain('empty');
		expect(await everything(third.store)).not.toEqual(before);
	});

	it('is refused into one where a move from elsewhere was begun', async () => {
		const second = await fresh(other);
		const stop = () => {
			throw new Error('broken off');
		};
		await failureOf(moveDatabase(first.url, second.url, stop));
		const elsewhere = await source('sqlite');
		await elsewhere.close();
		const refusal = await failureOf(moveDatabase(elsewhere.url, second.url, quiet));
		expect(refusal).toBeInstanceOf(DatabaseRefusal);
		expect(String(refusal)).toContain('another database');
	});

	it('says so when the source was changed between two tries', async () => {
		const second = await fresh(other);
		let count = 0;
		await failureOf(
			moveDatabase(first.url, second.url, () => {
				if (++count === 6) throw new Error('broken off');
			})
		);
		await second.store.ask(
			`UPDATE "user" SET name = 'changed' WHERE id IN (SELECT id FROM "user" LIMIT 1)`
		);
		const refusal = await failureOf(moveDatabase(first.url, second.url, quiet));
		expect(String(refusal)).toContain('not the same on both sides');
	});

	it('is refused from an older version, from nowhere, and onto itself', async () => {
		const second = await fresh(other);
		const empty = await fresh('sqlite');
		await empty.close();
		expect(await failureOf(moveDatabase(empty.url, second.url, quiet))).toBeInstanceOf(
			DatabaseRefusal
		);
		expect(
			String(await failureOf(moveDatabase('file:/nowhere/at/all.db', second.url, quiet)))
		).toContain('There is no database');
		expect(String(await failureOf(moveDatabase(first.url, first.url, quiet)))).toContain('same');
	});
});

describe('a move that is killed', () => {
	mkdirSync('node_modules/.cache', { recursive: true });
	const folder = mkdtempSync(resolve('node_modules/.cache/moving-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	beforeAll(async () => {
		await build({
			configFile: false,
			logLevel: 'silent',
			resolve: { alias: { $lib: resolve('src/lib') } },
			build: {
				ssr: 'src/lib/server/db/moving.ts',
				outDir: folder,
				copyPublicDir: false,
				rollupOptions: { output: { entryFileNames: 'moving.mjs' } }
			}
		});
	});

	it.each([1, 25])(
		'after %i steps leaves a state from which the next one finishes',
		async (steps) => {
			const first = await source('sqlite');
			const before = await everything(first.store);
			await first.close();
			const second = await fresh(other);
			const child = spawn(
				process.execPath,
				[
					'--input-type=module',
					'--eval',
					`const { moveDatabase } = await import(${JSON.stringify(pathToFileURL(`${folder}/moving.mjs`).href)});
				let steps = 0;
				await moveDatabase(${JSON.stringify(first.url)}, ${JSON.stringify(second.url)}, () => {
					if (++steps === ${steps}) process.kill(process.pid, 'SIGKILL');
				});`
				],
				{ stdio: 'inherit' }
			);
			const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
			expect(signal).toBe('SIGKILL');
			await moveDatabase(first.url, second.url, quiet);
			expect(await everything(second.store)).toEqual(before);
		}
	);
});
