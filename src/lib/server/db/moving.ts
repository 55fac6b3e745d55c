/*
 * Moves a whole site from one database to another, of either engine, row for row. How far it got
 * stands in the target, in the same transaction as the rows themselves: a move that was killed goes
 * on where it stopped. At the end every table of both sides is read again and compared.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Native from 'libsql';
import postgres from 'postgres';
import { refuseOtherSchema } from './backup';
import { applicationName } from './client';
import { migrateConnection, migrateTransaction, movingTable } from './migrate';
import { DatabaseRefusal } from './refusal';
import {
	batches,
	fingerprint,
	postgresStore,
	sqliteStore,
	sqliteTables,
	tables,
	type Row,
	type Store
} from './rows';
import { giveBack, openAlone, sqlitePath } from './sqlite-file';

export interface Place {
	store: Store;
	close(): Promise<void>;
}

export const isPostgresUrl = (url: string) => /^postgres(ql)?:/.test(url);

/** Throws a sentence while a server is connected to the PostgreSQL database. */
export async function refuseBusyPostgres(store: Store, doing: string): Promise<void> {
	const others = await store.ask(
		'SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND application_name = ? AND pid <> pg_backend_pid()',
		[applicationName]
	);
	if (others.length > 0)
		throw new DatabaseRefusal(
			`A server is using this database (${others.length} connections). Stop it first, then ${doing}.`
		);
}

/** The database that rows are read from; nobody may be writing into it. */
export async function openSource(url: string): Promise<Place> {
	if (!isPostgresUrl(url)) {
		const path = sqlitePath(url);
		if (!existsSync(path)) throw new DatabaseRefusal(`There is no database ${path}.`);
		const connection = openAlone(path, 'move');
		return {
			store: sqliteStore(connection),
			close() {
				giveBack(connection);
				return Promise.resolve();
			}
		};
	}
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	const store = postgresStore(sql);
	const close = () => sql.end({ timeout: 5 });
	try {
		await refuseBusyPostgres(store, 'move');
		// One moment for the whole of it, whatever else happens to the source.
		await sql`SET default_transaction_read_only = on`;
		await sql`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`;
	} catch (cause) {
		await close();
		throw cause;
	}
	return { store, close };
}

/** Opens, and makes if need be, the database that rows are written into. */
async function openTarget(url: string): Promise<Place & { migrate(): Promise<void> }> {
	if (!isPostgresUrl(url)) {
		const path = sqlitePath(url);
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
		const connection = new Native(path, { timeout: 5_000 });
		connection.exec('PRAGMA foreign_keys = ON');
		// A step that a power cut takes back is simply done again: its mark goes with it.
		connection.exec('PRAGMA journal_mode = WAL');
		connection.exec('PRAGMA synchronous = NORMAL');
		return {
			store: sqliteStore(connection),
			migrate() {
				migrateConnection(connection, { whileMoving: true });
				return Promise.resolve();
			},
			close() {
				// One file that holds everything; the site chooses its own mode when it opens it.
				connection.exec('PRAGMA synchronous = FULL');
				connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
				connection.exec('PRAGMA journal_mode = DELETE');
				giveBack(connection);
				return Promise.resolve();
			}
		};
	}
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	return {
		store: postgresStore(sql),
		migrate: async () => {
			await sql.begin((tx) => migrateTransaction(tx, { whileMoving: true }));
		},
		close: () => sql.end({ timeout: 5 })
	};
}

async function tableNames(store: Store): Promise<string[]> {
	const rows = await store.ask(
		store.engine === 'sqlite'
			? sqliteTables
			: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
	);
	return rows.map(({ name }) => String(name));
}

/** An empty database, or one into which a move from this very source was begun. */
async function refuseFullTarget(target: Store, source: string): Promise<void> {
	const names = await tableNames(target);
	if (names.includes(movingTable)) {
		const [begun] = await target.ask(`SELECT after_row FROM ${movingTable} WHERE name = ''`);
		if (begun?.after_row !== source)
			throw new DatabaseRefusal(
				'A move from another database was begun into this one. Finish that, or empty this database.'
			);
		return;
	}
	const full = 'The target holds something already. Move into an empty database.';
	const own = tables().map(({ name }) => name);
	for (const name of names) {
		if (name === 'migration') continue;
		if (!own.includes(name)) throw new DatabaseRefusal(full);
		if ((await target.ask(`SELECT 1 AS one FROM "${name}" LIMIT 1`)).length > 0)
			throw new DatabaseRefusal(full);
	}
	await target.atomically(async (inside) => {
		await inside.ask(
			`CREATE TABLE ${movingTable} (name TEXT PRIMARY KEY, after_row TEXT, moved INTEGER NOT NULL, done INTEGER NOT NULL)`
		);
		await inside.ask(`INSERT INTO ${movingTable} VALUES ('', ?, 0, 0)`, [source]);
	});
}

/** Names the source without its password. */
function sourceMark(url: string): string {
	const place = isPostgresUrl(url)
		? (({ host, pathname }) => host + pathname)(new URL(url))
		: sqlitePath(url);
	return createHash('sha256').update(place).digest('hex');
}

export interface Moved {
	rows: number;
	tables: number;
}

/**
 * @param said hears what is being done, for whoever waits
 */
export async function moveDatabase(
	from: string,
	to: string,
	said: (line: string) => void
): Promise<Moved> {
	if (from === to) throw new DatabaseRefusal('Source and target are the same database.');
	const source = await openSource(from);
	try {
		await refuseOtherSchema(source.store);
		const target = await openTarget(to);
		try {
			await refuseFullTarget(target.store, sourceMark(from));
			await target.migrate();
			for (const table of tables()) await moveTable(source.store, target.store, table, said);
			const moved = await compare(source.store, target.store, said);
			await target.store.ask(`DROP TABLE ${movingTable}`);
			return moved;
		} finally {
			await target.close();
		}
	} finally {
		await source.close();
	}
}

type Table = ReturnType<typeof tables>[number];

async function moveTable(
	source: Store,
	target: Store,
	table: Table,
	said: (line: string) => void
): Promise<void> {
	const [begun] = await target.ask(
		`SELECT after_row, moved, done FROM ${movingTable} WHERE name = ?`,
		[table.name]
	);
	if (begun?.done) return;
	const after = typeof begun?.after_row === 'string' ? (JSON.parse(begun.after_row) as Row) : null;
	let moved = Number(begun?.moved ?? 0);
	for await (const rows of batches(source, table, after)) {
		moved += rows.length;
		const last = JSON.stringify(rows.at(-1));
		await target.atomically(async (inside) => {
			await inside.insert(table, rows);
			await note(inside, table.name, last, moved, 0);
		});
		said(`${table.name}: ${moved}`);
	}
	await note(target, table.name, null, moved, 1);
}

function note(on: Store, name: string, after: string | null, moved: number, done: number) {
	return on.ask(
		`INSERT INTO ${movingTable} (name, after_row, moved, done) VALUES (?, ?, ?, ?)
		 ON CONFLICT (name) DO UPDATE SET after_row = excluded.after_row, moved = excluded.moved, done = excluded.done`,
		[name, after, moved, done]
	);
}

/** Reads every table of both sides again; throws a sentence where they differ. */
async function compare(source: Store, target: Store, said: (line: string) => void): Promise<Moved> {
	let rows = 0;
	for (const table of tables()) {
		const [here, there] = [await fingerprint(source, table), await fingerprint(target, table)];
		if (here.rows !== there.rows || here.sum !== there.sum)
			throw new DatabaseRefusal(
				`The table ${table.name} is not the same on both sides (${here.rows} and ${there.rows} rows): the source was changed meanwhile. Empty the target and move again; the source is as it was.`
			);
		rows += here.rows;
	}
	said(`compared ${tables().length} tables, row for row`);
	return { rows, tables: tables().length };
}
