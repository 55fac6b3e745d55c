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
import { isRead, sqliteClient } from './sqlite-client';

export type Database = LibSQLDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** Whatever runs queries: the open database, or the transaction one is inside of. */
export type Executor = Pick<Database, 'select' | 'insert' | 'update' | 'delete'>;

interface Executable {
	execute(params?: Record<string, unknown>): Promise<unknown>;
}

interface Opened {
	database: Database;
	migrate(): Promise<void>;
	close(): Promise<void>;
	statements: Map<string, Executable>;
}

let opened: Opened | null = null;

/** Work that was started inside a transaction and outlives it still carries this: hence the flag. */
const insideTransaction = new AsyncLocalStorage<{ isOpen: boolean }>();

function refuseInsideTransaction(): void {
	if (insideTransaction.getStore()?.isOpen)
		throw new Error('A write went past its transaction: use `tx`, not `db()`.');
}

/** Every transaction is known as such, also one that a library begins on the database it was given. */
function guarded(database: Database): Database {
	const begin = database.transaction.bind(database);
	database.transaction = async (work, config) => {
		refuseInsideTransaction();
		const inside = { isOpen: true };
		try {
			return await begin((tx) => insideTransaction.run(inside, () => work(tx)), config);
		} finally {
			inside.isOpen = false;
		}
	};
	return database;
}

function open(url: string): Opened {
	const statements: Opened['statements'] = new Map();
	if (isPostgres) {
		const sql = postgres(url, { max: 10, onnotice: () => undefined });
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
			migrate: () => migratePostgres(sql),
			close: () => sql.end({ timeout: 5 })
		};
	}
	const client = sqliteClient(url.replace(/^file:(\/\/)?/, ''), refuseInsideTransaction);
	return {
		database: guarded(drizzleSqlite({ client, schema, casing: 'snake_case' })),
		statements,
		migrate: () => migrateSqlite(client),
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
 * All or nothing. Inside, only `tx` writes: a write through `db()` would wait for itself on SQLite
 * and stay when the rest is undone on PostgreSQL, so that it throws on both. A failure that is to
 * be caught inside, such as a unique violation, belongs into a nested `tx.transaction`.
 */
export async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
	return db().transaction(work);
}

/**
 * A query of a hot path, built and prepared once per open database.
 * @param name unique in the project; the engine knows the statement by it
 */
export function prepared<Rows>(
	name: string,
	build: (db: Database) => {
		prepare(): { execute(params?: Record<string, unknown>): Promise<Rows> };
	}
): (params?: Record<string, unknown>) => Promise<Rows> {
	return async (params) => {
		const { database, statements } = current();
		let statement = statements.get(name);
		if (!statement) {
			// SQLite takes no name, PostgreSQL needs one.
			const query = build(database) as unknown as { prepare(name: string): Executable };
			statements.set(name, (statement = query.prepare(name)));
		}
		return (await statement.execute(params)) as Rows;
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
