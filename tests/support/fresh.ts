/*
 * Databases beside the test's own, of either engine, asked by plain statements: empty ones, older
 * ones (some of the migrations applied), and what their own catalogue says about their tables.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import postgres from 'postgres';
import { isPostgres } from '$lib/server/db/dialect';
import { newId } from '$lib/server/db/id';
import { migrateConnection, migrateTransaction } from '$lib/server/db/migrate';
import {
	postgresStore,
	sqliteStore,
	sqliteTables,
	type Key,
	type Store
} from '$lib/server/db/rows';

export interface Fresh {
	url: string;
	store: Store;
	/** Brings it to what MIGRATIONS_DIR holds. */
	migrate(): Promise<void>;
	/** Lets go of the file, so that somebody else may have it alone. */
	close(): Promise<void>;
	remove(): Promise<void>;
}

export const engine = isPostgres ? 'postgres' : 'sqlite';

/** An empty database of the engine that the tests run on, or of the one that is named. */
export function aFreshDatabase(on: 'sqlite' | 'postgres' = engine): Promise<Fresh> {
	return on === 'postgres' ? freshPostgres() : Promise.resolve(freshSqlite());
}

function freshSqlite(): Fresh {
	const folder = mkdtempSync(join(tmpdir(), 'standpoint-fresh-'));
	const path = join(folder, 'fresh.db');
	return {
		...openSqlite(path),
		remove: () => Promise.resolve(rmSync(folder, { recursive: true }))
	};
}

export function openSqlite(path: string): Omit<Fresh, 'remove'> {
	const connection = new Sqlite(path);
	connection.exec('PRAGMA foreign_keys = ON');
	connection.exec('PRAGMA synchronous = OFF');
	return {
		url: `file:${path}`,
		store: sqliteStore(connection),

		async migrate() {
			migrateConnection(connection);
		},
		close: () => Promise.resolve(void connection.close())
	};
}

async function freshPostgres(): Promise<Fresh> {
	const at = (name: string) =>
		Object.assign(new URL(process.env.DATABASE_URL ?? ''), { pathname: `/${name}` }).href;
	const name = `standpoint_fresh_${newId().replaceAll('-', '_')}`;
	const admin = postgres(at('postgres'), { max: 1, onnotice: () => undefined });
	await admin.unsafe(`create database ${name}`);
	const sql = postgres(at(name), { max: 2, onnotice: () => undefined });
	return {
		url: at(name),
		store: postgresStore(sql),
		async migrate() {
			await sql.begin((tx) => migrateTransaction(tx));
		},
		close: () => sql.end(),
		async remove() {
			await sql.end();
			await admin.unsafe(`drop database ${name} with (force)`);
			await admin.end();
		}
	};
}

export interface Journal {
	entries: { idx: number; tag: string; when: number; version: string; breakpoints: boolean }[];
}

export const journalOf = (folder: string) =>
	JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal;

/**
 * A folder of migrations: the first `count` of the real ones, and then those that a test invents.
 * @returns the folder, to be named in MIGRATIONS_DIR
 */
export function migrationsFolder(count: number, further: string[] = []): string {
	const folder = mkdtempSync(join(tmpdir(), 'standpoint-migrations-'));
	const inside = join(folder, engine);
	mkdirSync(inside);
	cpSync(join('drizzle', engine), inside, { recursive: true });
	const journal = journalOf(inside);
	const entries = journal.entries.slice(0, count);
	const last = entries.at(-1)?.when ?? 0;
	further.forEach((sql, at) => {
		const tag = `9${at}_invented`;
		writeFileSync(join(inside, `${tag}.sql`), sql);
		const idx = entries.length;
		entries.push({ idx, tag, when: last + 1 + at, version: '6', breakpoints: true });
	});
	writeFileSync(join(inside, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }));
	return folder;
}

export interface FoundColumn {
	name: string;
	type: string;
	nullable: boolean;
	/** As the catalogue writes it; null when there is none. */
	default: string | null;
}

export interface FoundTable {
	name: string;
	columns: FoundColumn[];
	primaryKey: string[];
	uniques: Key[];
	foreignKeys: (Key & { table: string; foreignColumns: string[] })[];
}

const own = (name: string) => !['migration', 'standpoint_moving'].includes(name);

/** What the database itself says about its tables, whatever code there is. */
export function catalogueOf(store: Store): Promise<FoundTable[]> {
	return store.engine === 'sqlite' ? sqliteCatalogue(store) : postgresCatalogue(store);
}

async function sqliteCatalogue(store: Store): Promise<FoundTable[]> {
	const found = await store.ask(`${sqliteTables} ORDER BY name`);
	const catalogue: FoundTable[] = [];
	for (const name of found.map((row) => String(row.name)).filter(own)) {
		const columns = await store.ask(`PRAGMA table_info("${name}")`);
		const uniques: Key[] = [];
		for (const index of await store.ask(`PRAGMA index_list("${name}")`)) {
			if (index.unique !== 1 || index.origin === 'pk') continue;
			const parts = await store.ask(`PRAGMA index_info("${String(index.name)}")`);
			uniques.push({ name: String(index.name), columns: parts.map((part) => String(part.name)) });
		}
		const foreign = await store.ask(`PRAGMA foreign_key_list("${name}")`);
		const keys = [...new Set(foreign.map(({ id }) => Number(id)))].map((id) =>
			foreign.filter((row) => row.id === id).toSorted((a, b) => Number(a.seq) - Number(b.seq))
		);
		catalogue.push({
			name,
			columns: columns.map((column) => ({
				name: String(column.name),
				type: String(column.type).toLowerCase(),
				nullable: column.notnull === 0 && column.pk === 0,
				default: column.dflt_value as string | null
			})),
			primaryKey: columns
				.filter(({ pk }) => pk !== 0)
				.toSorted((a, b) => Number(a.pk) - Number(b.pk))
				.map((column) => String(column.name)),
			uniques,
			foreignKeys: keys.map((parts) => ({
				name: `${name}.${parts.map(({ from }) => String(from)).join('+')}`,
				columns: parts.map(({ from }) => String(from)),
				table: String(parts[0]?.table),
				foreignColumns: parts.map(({ to }) => String(to))
			}))
		});
	}
	return catalogue;
}

async function postgresCatalogue(store: Store): Promise<FoundTable[]> {
	const columns = await store.ask(
		`SELECT table_name, column_name, data_type, is_nullable, column_default
		 FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
	);
	const names = (relation: string, numbers: string) =>
		`(SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(${numbers}) WITH ORDINALITY AS k (number, place)
		  JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.number)`;
	const indexes = await store.ask(
		`SELECT i.indrelid::regclass::text AS owner, i.indexrelid::regclass::text AS name, i.indisprimary AS is_primary,
		 ${names('i.indrelid', 'i.indkey')} AS columns
		 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		 WHERE n.nspname = 'public' AND i.indisunique`
	);
	const foreign = await store.ask(
		`SELECT conrelid::regclass::text AS owner, conname AS name, confrelid::regclass::text AS target,
		 ${names('conrelid', 'conkey')} AS columns, ${names('confrelid', 'confkey')} AS foreign_columns
		 FROM pg_constraint WHERE contype = 'f'`
	);
	const bare = (name: unknown) => String(name).replaceAll('"', '');
	const tables = [...new Set(columns.map((column) => String(column.table_name)))].filter(own);
	return tables.map((name) => {
		const keys = indexes.filter(({ owner }) => bare(owner) === name);
		return {
			name,
			columns: columns
				.filter(({ table_name }) => table_name === name)
				.map((column) => ({
					name: String(column.column_name),
					type: String(column.data_type),
					nullable: column.is_nullable === 'YES',
					default: column.column_default as string | null
				})),
			primaryKey: (keys.find(({ is_primary }) => is_primary)?.columns ?? []) as string[],
			uniques: keys
				.filter(({ is_primary }) => !is_primary)
				.map((key) => ({ name: bare(key.name), columns: key.columns as string[] })),
			foreignKeys: foreign
				.filter(({ owner }) => bare(owner) === name)
				.map((key) => ({
					name: bare(key.name),
					columns: key.columns as string[],
					table: bare(key.target),
					foreignColumns: key.foreign_columns as string[]
				}))
		};
	});
}
