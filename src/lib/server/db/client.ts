/*
 * The one open database. Nothing opens at import, so that a build needs neither file nor server.
 * Both engines are typed as SQLite; queries are awaited, never run by engine-specific verbs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { getTableName, type Table } from 'drizzle-orm';
import { drizzle as drizzleSqlite, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { environment } from '../env';
import { isPostgres } from './dialect';
import type { Kept } from './kept';
import { migratePostgres, migrateSqlite } from './migrate';
import { quickRead } from './quick-read';
import * as schema from './schema';
import { isRead, sqliteClient } from './sqlite-client';

export type Database = LibSQLDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** Whatever runs queries: the open database, or the transaction one is inside of. */
export type Executor = Pick<Database, 'select' | 'insert' | 'update' | 'delete'>;

type Params = Record<string, unknown>;
type Run = (params?: Params) => Promise<unknown>;

interface Executable {
	execute: Run;
}

interface Opened {
	database: Database;
	migrate(): Promise<void>;
	/** See `scrub`; false when something still reads what is to go. */
	scrub(): Promise<boolean>;
	close(): Promise<void>;
	statements: Map<string, Run>;
	/** How a query that drizzle has prepared is run. */
	runs(query: Executable): Run;
	/** Rows that everybody shares; null on PostgreSQL, where other processes write unheard. */
	kept: Kept | null;
	/** What other processes say; null where one process has the database to itself. */
	notices: Notices | null;
}

/** LISTEN and NOTIFY of PostgreSQL, on one channel. */
export interface Notices {
	/** @param again called when listening begins, also after each lost connection */
	listen(heard: (payload: string) => void, again: () => void): Promise<void>;
	/** In this order, in one statement. */
	notify(payloads: readonly string[]): Promise<void>;
}

/** The channel of PostgreSQL on which the processes of one site talk. */
const channel = 'standpoint';

/** What the site's own connections are called on PostgreSQL. */
export const applicationName = 'standpoint';

let opened: Opened | null = null;

/** Work that was started inside a transaction and outlives it still carries this: hence the flag. */
const insideTransaction = new AsyncLocalStorage<{ isOpen: boolean; after: (() => void)[] }>();

function refuseInsideTransaction(): void {
	if (insideTransaction.getStore()?.isOpen)
		throw new Error('A write went past its transaction: use `tx`, not `db()`.');
}

/** Every transaction is known as such, also one that a library begins on the database it was given. */
function guarded(database: Database): Database {
	const begin = database.transaction.bind(database);
	database.transaction = async (work, config) => {
		refuseInsideTransaction();
		const inside = { isOpen: true, after: [] as (() => void)[] };
		let result;
		try {
			result = await begin((tx) => insideTransaction.run(inside, () => work(tx)), config);
		} finally {
			inside.isOpen = false;
		}
		for (const next of inside.after) next();
		return result;
	};
	return database;
}

/**
 * Does what only makes sense once the rows are there: when the transaction has committed, never
 * when it is undone, and at once outside of one.
 * @param work must not throw; nobody is left to hear it
 */
export function afterCommit(work: () => void): void {
	const inside = insideTransaction.getStore();
	if (inside?.isOpen) inside.after.push(work);
	else work();
}

function open(url: string): Opened {
	const statements: Opened['statements'] = new Map();
	if (isPostgres) {
		const sql = postgres(url, {
			max: 10,
			onnotice: () => undefined,
			connect_timeout: 10,
			// In seconds: a server that is back is not waited for by whoever asks next.
			backoff: (tries) => Math.min(tries / 10, 1),
			// Commands that need a quiet database tell running servers by it.
			connection: { application_name: applicationName }
		});
		const query = sql.unsafe;
		// Only the pool's own statements come this way; those of a transaction have their connection.
		sql.unsafe = (statement, ...rest) => {
			if (!isRead(statement)) refuseInsideTransaction();
			return query(statement, ...rest);
		};
		const database = drizzlePostgres(sql, { schema, casing: 'snake_case' }) as unknown as Database;
		return {
			database: guarded(database),
			statements,
			runs: (query) => (params) => query.execute(params),
			kept: null,
			notices: {
				listen: async (heard, again) => {
					await sql.listen(channel, heard, again);
				},
				notify: async (payloads) => {
					await sql`SELECT pg_notify(${channel}, said) FROM unnest(${[...payloads]}::text[]) AS said`;
				}
			},
			migrate: () => migratePostgres(sql),
			// Dead rows go with the server's own (auto)vacuum, its log with its checkpoints.
			scrub: () => Promise.resolve(true),
			close: () => sql.end({ timeout: 5 })
		};
	}
	const client = sqliteClient(url.replace(/^file:(\/\/)?/, ''), refuseInsideTransaction);
	return {
		database: guarded(drizzleSqlite({ client, schema, casing: 'snake_case' })),
		statements,
		runs: (query) => quickRead(query, client) ?? ((params) => query.execute(params)),
		kept: client.kept,
		notices: null,
		migrate: () => migrateSqlite(client),
		scrub: () => client.emptyLog(),
		close: () => Promise.resolve(client.close())
	};
}

/** Opens the database that everything uses from now on; commands and tests name it. */
export async function openDatabase(url: string): Promise<void> {
	await closeDatabase();
	opened = open(url);
}

function current(): Opened {
	return (opened ??= open(environment().databaseUrl));
}

export function db(): Database {
	return current().database;
}

/** For db/bus.ts; null on SQLite. */
export function notices(): Notices | null {
	return current().notices;
}

/** Brings the open database to the newest schema; safe when two processes start at once. */
export async function migrate(): Promise<void> {
	await current().migrate();
}

const scrubTries = 50;
const scrubPause = 100;

/**
 * After an erasure: what was deleted is overwritten in the file at once (`secure_delete`), but its
 * old pages stand in the write-ahead log until that is emptied. Call it outside transactions. While
 * somebody still reads (a backup), it tries for five seconds and goes on trying behind your back.
 */
export async function scrub(): Promise<void> {
	const scrubbed = current();
	for (let tries = 0; tries < scrubTries; tries++) {
		if (opened !== scrubbed || (await scrubbed.scrub())) return;
		await new Promise((resolve) => setTimeout(resolve, scrubPause));
	}
	scrubLater(scrubbed);
}

function scrubLater(scrubbed: Opened): void {
	setTimeout(() => {
		if (opened !== scrubbed) return;
		scrubbed.scrub().then(
			(isDone) => {
				if (!isDone) scrubLater(scrubbed);
			},
			() => {
				scrubLater(scrubbed);
			}
		);
	}, scrubPause * scrubTries).unref();
}

export async function closeDatabase(): Promise<void> {
	const closing = opened;
	opened = null;
	await closing?.close();
}

/**
 * All or nothing. Inside, only `tx` writes: a write through `db()` would wait for itself on SQLite
 * and stay when the rest is undone on PostgreSQL, so that it throws on both. A failure that is to
 * be caught inside, such as a unique violation, belongs into a nested `tx.transaction`.
 */
export async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
	return db().transaction(work);
}

type Build<Rows> = (db: Database) => { prepare(): { execute(params?: Params): Promise<Rows> } };

function statement<Rows>(name: string, build: Build<Rows>): Run {
	const { database, statements, runs } = current();
	let run = statements.get(name);
	if (!run) {
		// SQLite takes no name, PostgreSQL needs one.
		const query = build(database) as unknown as { prepare(name: string): Executable };
		statements.set(name, (run = runs(query.prepare(name))));
	}
	return run;
}

/**
 * A query of a hot path, built and prepared once per open database.
 * @param name unique in the project; the engine knows the statement by it
 */
export function prepared<Rows>(
	name: string,
	build: Build<Rows>
): (params?: Params) => Promise<Rows> {
	return async (params) => (await statement(name, build)(params)) as Rows;
}

/**
 * A prepared query for what everybody reads and authors alone write. Its rows are kept until one of
 * its tables is written (see kept.ts), and they are frozen: copy what is to be changed.
 * @param tables every table that the query reads, none of them with anything personal
 */
export function shared<Rows extends readonly unknown[]>(
	name: string,
	tables: readonly Table[],
	build: Build<Rows>
): (params?: Params) => Promise<Rows> {
	const names = tables.map((table) => getTableName(table));
	return async (params) => {
		const { kept } = current();
		const read = () => statement(name, build)(params) as Promise<Rows>;
		if (!kept) return read();
		const key = `${name} ${JSON.stringify(params)}`;
		return (await kept.rows(key, names, read)) as Rows;
	};
}

/** Whether a write failed because a unique key already has such a row. */
export function isUniqueViolation(cause: unknown): boolean {
	for (let e = cause, depth = 0; e && typeof e === 'object' && depth < 4; depth++) {
		const code = 'code' in e ? e.code : undefined;
		if (
			code === '23505' ||
			code === 'SQLITE_CONSTRAINT_UNIQUE' ||
			code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
		)
			return true;
		e = 'cause' in e ? e.cause : undefined;
	}
	return false;
}
