/*
 * Rows as both engines hold them: which tables there are (owners before what they own), what each
 * column holds, and how whole tables are read, written and compared in batches, without the query
 * builder. Backup, restore and moving stand on it. A value is plain here: text, a number (moments in
 * milliseconds), a boolean, JSON as its text, or null.
 */
import { createHash } from 'node:crypto';
import { getTableColumns, is, Table as AnyTable, type Column as AnyColumn } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { getTableConfig as postgresConfig } from 'drizzle-orm/pg-core';
import { getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core';
import type { Sql, TransactionSql } from 'postgres';
import { isPostgres } from './dialect';
import * as schema from './schema';
import type { Connection } from './sqlite-client';

export type Kind = 'text' | 'json' | 'integer' | 'real' | 'boolean' | 'instant';
export type Value = string | number | boolean | null;
export type Row = Value[];

export interface Column {
	name: string;
	kind: Kind;
	nullable: boolean;
}

export interface Key {
	name: string;
	columns: string[];
}

export interface ForeignKey extends Key {
	table: string;
	foreignColumns: string[];
}

export interface Table {
	name: string;
	columns: Column[];
	primaryKey: string[];
	/** Unique keys and unique indexes, the primary one not among them. */
	uniques: Key[];
	foreignKeys: ForeignKey[];
}

const kinds: Record<string, Kind> = {
	SQLiteText: 'text',
	SQLiteTextJson: 'json',
	SQLiteInteger: 'integer',
	SQLiteBoolean: 'boolean',
	SQLiteTimestamp: 'instant',
	SQLiteReal: 'real',
	PgText: 'text',
	PgJsonb: 'json',
	PgInteger: 'integer',
	PgBigInt53: 'integer',
	PgBoolean: 'boolean',
	PgTimestamp: 'instant',
	PgDoublePrecision: 'real'
};

interface NamedColumn {
	name: string;
	keyAsName: boolean;
}

const nameOf = (column: NamedColumn) => (column.keyAsName ? toSnakeCase(column.name) : column.name);

/** Tables are typed as those of SQLite, on either engine. */
const configOf = (table: AnyTable) =>
	isPostgres ? postgresConfig(table as never) : sqliteConfig(table as never);

function describe(table: AnyTable): Table {
	const config = configOf(table);
	const columns = Object.values<AnyColumn>(getTableColumns(table) as Record<string, AnyColumn>);
	const single = columns.filter(({ primary }) => primary).map(nameOf);
	return {
		name: config.name,
		columns: columns.map((column) => {
			const kind = kinds[column.columnType];
			if (!kind) throw new Error(`rows of kind ${column.columnType} cannot be copied`);
			return { name: nameOf(column), kind, nullable: !column.notNull };
		}),
		primaryKey:
			single.length > 0 ? single : (config.primaryKeys[0]?.columns.map((c) => nameOf(c)) ?? []),
		uniques: [
			...columns
				.filter(({ isUnique }) => isUnique)
				.map((column) => ({ name: `${config.name}.${nameOf(column)}`, columns: [nameOf(column)] })),
			...config.uniqueConstraints.map((key) => ({
				name: key.getName() ?? '',
				columns: key.columns.map((column) => nameOf(column))
			})),
			...config.indexes
				.filter((index) => index.config.unique)
				.map((index) => ({
					name: index.config.name ?? '',
					columns: index.config.columns.map((column) =>
						'name' in column && column.name ? nameOf(column as NamedColumn) : ''
					)
				}))
		],
		foreignKeys: config.foreignKeys.map((key) => {
			const { columns, foreignColumns, foreignTable } = key.reference();
			return {
				name: key.getName(),
				columns: columns.map((column) => nameOf(column)),
				table: configOf(foreignTable).name,
				foreignColumns: foreignColumns.map((column) => nameOf(column))
			};
		})
	};
}

let described: Table[] | null = null;

/** Every table of the schema; those that others point at come first. */
export function tables(): Table[] {
	described ??= inOrder(
		Object.values(schema)
			.filter((value): value is never => is(value, AnyTable))
			.map((table) => describe(table))
	);
	return described;
}

/** Owners before what they own. */
export function inOrder<T extends { name: string; foreignKeys: { table: string }[] }>(
	all: T[]
): T[] {
	const ordered: T[] = [];
	const visiting = new Set<string>();
	const visit = (table: T) => {
		if (ordered.includes(table)) return;
		if (visiting.has(table.name)) throw new Error(`${table.name} points at itself in a circle`);
		visiting.add(table.name);
		for (const { table: owner } of table.foreignKeys)
			if (owner !== table.name) {
				const found = all.find(({ name }) => name === owner);
				if (found) visit(found);
			}
		ordered.push(table);
	};
	for (const table of all.toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(table);
	return ordered;
}

/** One database, asked in statements that both engines understand. */
export interface Store {
	readonly engine: 'sqlite' | 'postgres';
	/** @param sql with `?` for each value */
	ask(sql: string, values?: Value[]): Promise<Record<string, unknown>[]>;
	/** The next rows in the order of the primary key; `after` is the last row that one has. */
	read(table: Table, after: Row | null, most: number): Promise<Row[]>;
	insert(table: Table, rows: Row[]): Promise<void>;
	/** All or nothing. */
	atomically<T>(work: (store: Store) => Promise<T>): Promise<T>;
}

/**
 * Asks SQLite for its tables, those left out that it keeps for itself or for a full-text index: an
 * index follows the rows that it is of, by triggers, wherever these are written.
 */
export const sqliteTables =
	"SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";

const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ');
/** How many rows go at once, and how many values a statement may have on either engine. */
export const batch = 500;
const mostValues = 30_000;

const keyOf = (table: Table, row: Row) =>
	table.primaryKey.map(
		(name) => row[table.columns.findIndex((column) => column.name === name)] ?? null
	);

function pageOf(table: Table, shown: string[], hasAfter: boolean): string {
	const key = quoted(table.primaryKey);
	const after = hasAfter ? `WHERE (${key}) > (${table.primaryKey.map(() => '?').join(', ')})` : '';
	return `SELECT ${shown.join(', ')} FROM "${table.name}" ${after} ORDER BY ${key} LIMIT ?`;
}

function* insertions(table: Table, rows: Row[], slot: (column: Column) => string) {
	const most = Math.max(1, Math.floor(mostValues / table.columns.length));
	const values = `(${table.columns.map(slot).join(', ')})`;
	const names = quoted(table.columns.map(({ name }) => name));
	for (let from = 0; from < rows.length; from += most) {
		const part = rows.slice(from, from + most);
		yield {
			sql: `INSERT INTO "${table.name}" (${names}) VALUES ${part.map(() => values).join(', ')}`,
			part
		};
	}
}

/** SQLite by its bare connection, which nothing else may use meanwhile. */
export function sqliteStore(connection: Connection): Store {
	const out = (value: unknown, kind: Kind): Value =>
		value === null ? null : kind === 'boolean' ? Boolean(value) : (value as Value);
	const store: Store = {
		engine: 'sqlite',
		ask(sql, values = []) {
			const statement = connection.prepare(sql);
			const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
			if (statement.reader)
				return Promise.resolve(statement.all(bound) as Record<string, unknown>[]);
			statement.run(bound);
			return Promise.resolve([]);
		},
		async read(table, after, most) {
			const shown = table.columns.map(({ name }) => `"${name}"`);
			const values = after ? keyOf(table, after) : [];
			const rows = await store.ask(pageOf(table, shown, after !== null), [...values, most]);
			return rows.map((row) => table.columns.map(({ name, kind }) => out(row[name], kind)));
		},
		async insert(table, rows) {
			for (const { sql, part } of insertions(table, rows, () => '?'))
				await store.ask(
					sql,
					part.flatMap((row) =>
						row.map((value, at) =>
							// The other engine writes JSON with blanks; here it stands as the site writes it.
							table.columns[at]?.kind === 'json' && typeof value === 'string'
								? JSON.stringify(JSON.parse(value))
								: value
						)
					)
				);
		},
		async atomically(work) {
			connection.exec('BEGIN IMMEDIATE');
			try {
				const answer = await work(store);
				connection.exec('COMMIT');
				return answer;
			} catch (cause) {
				if (connection.inTransaction) connection.exec('ROLLBACK');
				throw cause;
			}
		}
	};
	return store;
}

const postgresSlots: Record<Kind, string> = {
	text: '?::text',
	json: '?::text::jsonb',
	integer: '?::bigint',
	real: '?::double precision',
	boolean: '?::boolean',
	instant: 'to_timestamp(?::double precision / 1000)'
};
const postgresShown: Record<Kind, (name: string) => string> = {
	text: (name) => name,
	json: (name) => `${name}::text`,
	integer: (name) => name,
	real: (name) => name,
	boolean: (name) => name,
	instant: (name) => `(extract(epoch from ${name}) * 1000)::bigint`
};

export function postgresStore(sql: Sql | TransactionSql): Store {
	const store: Store = {
		engine: 'postgres',
		ask(text, values = []) {
			let at = 0;
			return sql.unsafe(
				text.replace(/\?/g, () => `$${++at}`),
				values
			);
		},
		async read(table, after, most) {
			const shown = table.columns.map(
				({ name, kind }, at) => `${postgresShown[kind](`"${name}"`)} AS c${at}`
			);
			const values = after ? keyOf(table, after) : [];
			// Parameters are typed by what they are compared with: moments are not among the keys.
			const rows = await store.ask(pageOf(table, shown, after !== null), [...values, most]);
			return rows.map((row) =>
				table.columns.map(({ kind }, at) => {
					const value = row[`c${at}`] as Value;
					return value !== null && (kind === 'integer' || kind === 'instant')
						? Number(value)
						: value;
				})
			);
		},
		async insert(table, rows) {
			const slot = ({ kind }: Column) => postgresSlots[kind];
			for (const { sql, part } of insertions(table, rows, slot)) await store.ask(sql, part.flat());
		},
		atomically(work) {
			const inner = (tx: TransactionSql) => work(postgresStore(tx));
			return ('begin' in sql ? sql.begin(inner) : sql.savepoint(inner)) as ReturnType<typeof work>;
		}
	};
	return store;
}

/** All rows of a table, a batch at a time. */
export async function* batches(store: Store, table: Table, after: Row | null = null) {
	for (let last = after; ;) {
		const rows = await store.read(table, last, batch);
		if (rows.length > 0) yield rows;
		if (rows.length < batch) return;
		last = rows.at(-1) ?? null;
	}
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, sorted(inner)])
	);
}

/** A row as text that is the same whichever engine holds it; the order of keys in JSON is nobody's. */
export function canonical(table: Table, row: Row): string {
	return JSON.stringify(
		row.map((value, at) =>
			table.columns[at]?.kind === 'json' && typeof value === 'string'
				? [sorted(JSON.parse(value))]
				: value
		)
	);
}

export interface Fingerprint {
	rows: number;
	/** The sum of the hashes of all rows: the same in whatever order an engine sorts them. */
	sum: string;
}

const ceiling = 1n << 128n;

export async function fingerprint(store: Store, table: Table): Promise<Fingerprint> {
	let rows = 0;
	let sum = 0n;
	for await (const part of batches(store, table))
		for (const row of part) {
			const hash = createHash('sha256').update(canonical(table, row)).digest('hex');
			sum = (sum + BigInt(`0x${hash.slice(0, 32)}`)) % ceiling;
			rows += 1;
		}
	return { rows, sum: sum.toString(16) };
}
