/*
 * Applies the generated migrations under a lock, so that several processes may start at once. On
 * SQLite foreign keys are off while tables are rebuilt (the switch does nothing inside a
 * transaction) and checked before the commit.
 */
import { resolve } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Sql } from 'postgres';
import type { SqliteClient } from './sqlite-client';

function files(engine: 'sqlite' | 'postgres') {
	return readMigrationFiles({
		migrationsFolder: resolve(process.env.MIGRATIONS_DIR || 'drizzle', engine)
	});
}

export async function migrateSqlite(client: SqliteClient): Promise<void> {
	const migrations = files('sqlite');
	await client.alone((connection) => {
		connection.exec('PRAGMA busy_timeout = 60000');
		connection.exec('PRAGMA foreign_keys = OFF');
		try {
			connection.exec('BEGIN IMMEDIATE');
			connection.exec(
				'CREATE TABLE IF NOT EXISTS migration (at INTEGER PRIMARY KEY, hash TEXT NOT NULL)'
			);
			const done = new Set(
				(connection.prepare('SELECT at FROM migration').all() as { at: number }[]).map((r) => r.at)
			);
			for (const { folderMillis, hash, sql } of migrations) {
				if (done.has(folderMillis)) continue;
				for (const statement of sql) if (statement.trim()) connection.exec(statement);
				connection
					.prepare('INSERT INTO migration (at, hash) VALUES (?, ?)')
					.run(folderMillis, hash);
			}
			const broken = connection.prepare('PRAGMA foreign_key_check').all();
			if (broken.length > 0) throw new Error('a migration would leave rows without their owner');
			connection.exec('COMMIT');
		} catch (cause) {
			if (connection.inTransaction) connection.exec('ROLLBACK');
			throw cause;
		} finally {
			connection.exec('PRAGMA foreign_keys = ON');
			connection.exec('PRAGMA busy_timeout = 5000');
		}
	});
}

export async function migratePostgres(sql: Sql): Promise<void> {
	const migrations = files('postgres');
	await sql.begin(async (tx) => {
		await tx`SELECT pg_advisory_xact_lock(7261947)`;
		await tx`CREATE TABLE IF NOT EXISTS migration (at BIGINT PRIMARY KEY, hash TEXT NOT NULL)`;
		const rows = await tx<{ at: string }[]>`SELECT at FROM migration`;
		const done = new Set(rows.map((r) => Number(r.at)));
		for (const { folderMillis, hash, sql: statements } of migrations) {
			if (done.has(folderMillis)) continue;
			for (const statement of statements) if (statement.trim()) await tx.unsafe(statement);
			await tx`INSERT INTO migration (at, hash) VALUES (${folderMillis}, ${hash})`;
		}
	});
}
