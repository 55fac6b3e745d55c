/*
 * Reads by a prepared query without the layers that drizzle puts around each call: the statement
 * and where each column goes are worked out once, the rows are read at once and mapped in one pass.
 * What comes out is what drizzle would have made of them.
 */
import { getTableName, is } from 'drizzle-orm';
import { Column } from 'drizzle-orm/column';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { Param, Placeholder, SQL } from 'drizzle-orm/sql';
import { troubleOf } from './refusal';
import { isRead, type SqliteClient } from './sqlite-client';

/** What drizzle knows of a select that it has prepared. */
interface Prepared {
	query: { sql: string; params: unknown[] };
	fields?: { path: string[]; field: unknown }[];
	joinsNotNullableMap?: Record<string, boolean>;
	customResultMapper?: unknown;
}

type Values = Record<string, unknown>;
type Decode = ((value: unknown) => unknown) | null;

/** The query as a function; null when it is not one that only reads columns. */
export function quickRead(
	query: unknown,
	client: SqliteClient
): ((values?: Values) => Promise<unknown[]>) | null {
	const { query: asked, fields, joinsNotNullableMap, customResultMapper } = query as Prepared;
	if (!fields || customResultMapper || !isRead(asked.sql)) return null;
	if (fields.some(({ path }) => path.length > 2)) return null;
	const { sql } = asked;
	const bind = asked.params.map(binder);
	const toRow = rowMaker(fields, joinsNotNullableMap);
	return async (values = {}) => {
		const args = bind.map((value) => value(values));
		try {
			return (client.readNow(sql, args) as unknown[][]).map(toRow);
		} catch (cause) {
			// Another program holds the file: this is waited for as everything else is.
			if (troubleOf(cause) !== 'busy') throw new DrizzleQueryError(sql, args, cause as Error);
			const { rows } = await client.execute({ sql, args: args as never });
			return (rows as unknown as unknown[][]).map(toRow);
		}
	};
}

function binder(param: unknown): (values: Values) => unknown {
	const given = (name: string, values: Values) => {
		if (!(name in values)) throw new Error(`No value for placeholder "${name}" was provided`);
		return values[name];
	};
	if (is(param, Placeholder)) return (values) => given(param.name, values);
	if (is(param, Param) && is(param.value, Placeholder)) {
		const { encoder } = param;
		const { name } = param.value;
		return (values) => encoder.mapToDriverValue(given(name, values));
	}
	return () => param;
}

function decoderOf(field: unknown): Decode {
	const decoder = (
		is(field, Column)
			? field
			: is(field, SQL)
				? (field as unknown as { decoder: unknown }).decoder
				: (field as { sql: { decoder: unknown } }).sql.decoder
	) as { mapFromDriverValue(value: unknown): unknown };
	return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue
		? null
		: (value) => decoder.mapFromDriverValue(value);
}

function rowMaker(
	fields: NonNullable<Prepared['fields']>,
	isNeverNull: Record<string, boolean> | undefined
): (cells: unknown[]) => unknown {
	const columns = fields.map(({ path, field }, at) => ({
		at,
		group: path.length === 2 ? (path[0] ?? null) : null,
		key: path.at(-1) ?? '',
		decode: decoderOf(field)
	}));
	const plain = (cells: unknown[]) => {
		const row: Values = {};
		for (const { at, group, key, decode } of columns) {
			const cell = cells[at];
			const value = cell === null || decode === null ? cell : decode(cell);
			if (group === null) row[key] = value;
			else ((row[group] ??= {}) as Values)[key] = value;
		}
		return row;
	};
	const optional = isNeverNull ? optionalGroups(fields, isNeverNull) : [];
	if (optional.length === 0) return plain;
	return (cells) => {
		const row = plain(cells);
		for (const { group, first } of optional) if (cells[first] === null) row[group] = null;
		return row;
	};
}

/** Columns of one table in a group of their own: null as a whole where a join found nothing. */
function optionalGroups(
	fields: NonNullable<Prepared['fields']>,
	isNeverNull: Record<string, boolean>
): { group: string; first: number }[] {
	const groups = new Map<string, { first: number; tables: Set<string> }>();
	for (const [at, { path, field }] of fields.entries()) {
		const [group] = path;
		if (path.length !== 2 || group === undefined || !is(field, Column)) continue;
		const known = groups.get(group) ?? { first: at, tables: new Set() };
		known.tables.add(getTableName(field.table));
		groups.set(group, known);
	}
	return [...groups].flatMap(([group, { first, tables }]) =>
		tables.size === 1 && [...tables].every((table) => !isNeverNull[table]) ? [{ group, first }] : []
	);
}
