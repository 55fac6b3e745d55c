/*
 * Applies the generated migrations under a lock, so that several processes may start at once. On
 * SQLite foreign keys are off while tables are rebuilt (the switch does nothing inside a
 * transaction) and checked before the commit. Everything happens in one transaction: a migration
 * that fails leaves the database as it was.
 */
import { resolve } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Sql, TransactionSql } from 'postgres';
import { DatabaseRefusal } from './refusal';
import type { Connection, SqliteClient } from './sqlite-client';

/** Stands in a database into which rows are being moved, until all of them are there. */
export const movingTable = 'standpoint_moving';

function files(engine: 'sqlite' | 'postgres') {
	return readMigrationFiles({
		migrationsFolder: resolve(process.env.MIGRATIONS_DIR || 'drizzle', engine)
	});
}

/** The moments that name the migrations of this code, oldest first. */
export function migrationsOf(engine: 'sqlite' | 'postgres'): number[] {
	return files(engine).map(({ folderMillis }) => folderMillis);
}

/** @param done what the database says was applied to it */
export function refuseNewer(done: Iterable<number>, engine: 'sqlite' | 'postgres'): void {
	const known = new Set(migrationsOf(engine));
	for (const at of done)
		if (!known.has(at))
			throw new DatabaseRefusal(
				'This database was made by a newer version of Standpoint. Install that version again, or restore a backup from before the upgrade.'
			);
}

function refuseHalfMoved(isMoving: boolean): void {
	if (isMoving)
		throw new DatabaseRefusal(
			'Rows are still being moved into this database. Run “npm run move” to its end first.'
		);
}

interface Options {
	/** Only for who moves rows: the mark of a move that is not finished does not stop it. */
	whileMoving?: boolean;
}

export async function migrateSqlite(client: SqliteClient): Promise<void> {
	await client.alone((connection) => {
		// Another process that migrates is waited for, however long its tables take.
		connection.exec('PRAGMA busy_timeout = 60000');
		try {
			migrateConnection(connection);
		} finally {
			connection.exec('PRAGMA busy_timeout = 0');
		}
	});
}

export function migrateConnection(connection: Connection, options: Options = {}): void {
	const migrations = files('sqlite');
	connection.exec('PRAGMA foreign_keys = OFF');
	try {
		connection.exec('BEGIN IMMEDIATE');
		const moving = connection
			.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")
			.all([movingTable]);
		refuseHalfMoved(moving.length > 0 && !options.whileMoving);
		connection.exec(
			'CREATE TABLE IF NOT EXISTS migration (at INTEGER PRIMARY KEY, hash TEXT NOT NULL)'
		);
		const done = new Set(
			(connection.prepare('SELECT at FROM migration').all() as { at: number }[]).map((r) => r.at)
		);
		refuseNewer(done, 'sqlite');
		for (const { folderMillis, hash, sql } of migrations) {
			if (done.has(folderMillis)) continue;
			for (const statement of sql) if (statement.trim()) connection.exec(statement);
			connection.prepare('INSERT INTO migration (at, hash) VALUES (?, ?)').run(folderMillis, hash);
		}
		const broken = connection.prepare('PRAGMA foreign_key_check').all();
		if (broken.length > 0) throw new Error('a migration would leave rows without their owner');
		connection.exec('COMMIT');
	} catch (cause) {
		if (connection.inTransaction) connection.exec('ROLLBACK');
		throw cause;
	} finally {
		connection.exec('PRAGMA foreign_keys = ON');
	}
}

export async function migratePostgres(sql: Sql): Promise<void> {
	await sql.begin((tx) => migrateTransaction(tx));
}

export async function migrateTransaction(tx: TransactionSql, options: Options = {}): Promise<void> {
	const migrations = files('postgres');
	await tx`SELECT pg_advisory_xact_lock(7261947)`;
	const [moving] = await tx`SELECT to_regclass(${movingTable}) AS name`;
	refuseHalfMoved(moving?.name !== null && !options.whileMoving);
	await tx`CREATE TABLE IF NOT EXISTS migration (at BIGINT PRIMARY KEY, hash TEXT NOT NULL)`;
	const rows = await tx<{ at: string }[]>`SELECT at FROM migration`;
	const done = new Set(rows.map((r) => Number(r.at)));
	refuseNewer(done, 'postgres');
	for (const { folderMillis, hash, sql: statements } of migrations) {
		if (done.has(folderMillis)) continue;
		for (const statement of statements) if (statement.trim()) await tx.unsafe(statement);
		await tx`INSERT INTO migration (at, hash) VALUES (${folderMillis}, ${hash})`;
	}
}
