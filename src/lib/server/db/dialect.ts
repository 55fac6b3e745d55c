/*
 * One schema for two engines. Tables are written once with these builders; the engine is chosen
 * by DATABASE_URL when the process starts. Everything is typed as its SQLite side, and both sides
 * hold the same values: Date to the millisecond, boolean, JSON, text. Column names come from the
 * keys (camelCase in code, snake_case in the database) unless a name is given.
 */
import * as pg from 'drizzle-orm/pg-core';
import * as sqlite from 'drizzle-orm/sqlite-core';

export const isPostgres = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '');

function pick<T>(onSqlite: T, onPostgres: unknown): T {
	return isPostgres ? (onPostgres as T) : onSqlite;
}

/* eslint-disable @typescript-eslint/no-deprecated -- older forms of the same calls, not used here */
export const table = pick(sqlite.sqliteTable, pg.pgTable);

export const primaryKey = pick(sqlite.primaryKey, pg.primaryKey);
export const foreignKey = pick(sqlite.foreignKey, pg.foreignKey);
export const unique = pick(sqlite.unique, pg.unique);
export const uniqueIndex = pick(sqlite.uniqueIndex, pg.uniqueIndex);
export const index = pick(sqlite.index, pg.index);
export const check = pick(sqlite.check, pg.check);
/* eslint-enable @typescript-eslint/no-deprecated */

/** The type of a column that another one references before it is inferred (a table's own id). */
export type AnyColumn = sqlite.AnySQLiteColumn;

// An empty name is what the builders themselves put where the key is to name the column.

export function text(name = '') {
	return pick(sqlite.text(name), pg.text(name));
}

/** Text that is one of `values`; the database itself holds plain text. */
export function enumText<const Values extends readonly [string, ...string[]]>(
	values: Values,
	name = ''
) {
	return pick(sqlite.text(name).$type<Values[number]>(), pg.text(name));
}

/** A whole number up to 2³¹ − 1, so that both engines accept it. */
export function integer(name = '') {
	return pick(sqlite.integer(name), pg.integer(name));
}

/** A whole number up to 2⁵³ − 1, for instance milliseconds of an outside library. */
export function bigint(name = '') {
	return pick(sqlite.integer(name), pg.bigint(name, { mode: 'number' }));
}

export function real(name = '') {
	return pick(sqlite.real(name), pg.doublePrecision(name));
}

export function bool(name = '') {
	return pick(sqlite.integer(name, { mode: 'boolean' }), pg.boolean(name));
}

/** A moment in time, to the millisecond. */
export function instant(name = '') {
	return pick(
		sqlite.integer(name, { mode: 'timestamp_ms' }),
		pg.timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
	);
}

export function json<Value>(name = '') {
	return pick(sqlite.text(name, { mode: 'json' }).$type<Value>(), pg.jsonb(name));
}
