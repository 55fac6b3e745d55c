/*
 * The one open database. Nothing opens at import, so that a build needs neither file nor server.
 * Both engines are typed as SQLite; queries are awaited, never run by engine-specific verbs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle as drizzleSqlite, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { environment } from '../env';
import { isPostgres } from './dialect';
import { migratePostgres, migrateSqlite } from './migrate';
import * as schema from './schema';
import { sqliteClient } from './sqlite-client';

export type Database = LibSQLDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

interface Executable {
	execute(params?: Record<string, unknown>): unknown;
}

interface Opened {
	database: Database;
	migrate(): Promise<void>;
	close(): Promise<void>;
	statements: Map<string, Executable>;
}

let opened: Opened | null = null;
const insideTransaction = new AsyncLocalStorage<true>();

function refuseInsideTransaction(): void {
	if (insideTransaction.getStore())
		throw new Error('A write went past its transaction: use `tx`, not `db()`.');
}

function open(url: string): Opened {
	const statements: Opened['statements'] = new Map();
	if (isPostgres) {
		const sql = postgres(url, { max: 10, onnotice: () => undefined });
		const database = drizzlePostgres(sql, { schema, casing: 'snake_case' }) as unknown as Database;
		return {
			database,
			statements,
			migrate: () => migratePostgres(sql),
			close: () => sql.end({ timeout: 5 })
		};
	}
	const client = sqliteClient(url.replace(/^file:(\/\/)?/, ''), refuseInsideTransaction);
	return {
		database: drizzleSqlite({ client, schema, casing: 'snake_case' }) as unknown as Database,
		statements,
		migrate: () => migrateSqlite(client),
		close: async () => client.close()
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

/** Brings the open database to the newest schema; safe when two processes start at once. */
export async function migrate(): Promise<void> {
	await current().migrate();
}

export async function closeDatabase(): Promise<void> {
	const closing = opened;
	opened = null;
	await closing?.close();
}

/**
 * All or nothing. Inside, only `tx` writes: a write through `db()` throws on SQLite, where it would
 * wait for itself.
 */
export async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
	const { database } = current();
	return database.transaction(async (tx) => insideTransaction.run(true, () => work(tx)));
}

/**
 * A query of a hot path, built and prepared once per open database.
 * @param name unique in the project; the engine knows the statement by it
 */
export function prepared<Result>(
	name: string,
	build: (db: Database) => { prepare(): { execute(params?: Record<string, unknown>): Result } }
): (params?: Record<string, unknown>) => Promise<Awaited<Result>> {
	return async (params) => {
		const { database, statements } = current();
		let statement = statements.get(name);
		if (!statement) {
			// SQLite takes no name, PostgreSQL needs one.
			const query = build(database) as unknown as { prepare(name: string): Executable };
			statements.set(name, (statement = query.prepare(name)));
		}
		return (await statement.execute(params)) as Awaited<Result>;
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
