/*
 * Fills every table of a database, by what its own catalogue says about it: rows with a value in
 * each column, and rows with nothing wherever nothing is allowed. Row n of a table belongs to row n
 * of each table that it points at, so that keys that share a column agree.
 */
import { inOrder, type Store, type Value } from '$lib/server/db/rows';
import { catalogueOf, type FoundColumn, type FoundTable } from './fresh';

/** Rows in each table; the one in the middle is the one with nothing in it. */
export const filled = 3;
const empty = 1;

/** Every text is at the same time a piece of JSON: an older schema does not say which it holds. */
const words = (column: string, at: number) => JSON.stringify(`${column} ${at}, “لفظ” \\ 'x'`);

function valueFor({ name, type }: FoundColumn, at: number): Value {
	if (/json/.test(type))
		return JSON.stringify({ ur: words(name, at), en: [at, null, { deep: 0.1 + 0.2 }] });
	if (/timestamp/.test(type)) return new Date(1_793_592_000_123 + at).toISOString();
	if (/bool/.test(type)) return at % 2 === 0;
	if (/int/.test(type)) return at;
	if (/real|double/.test(type)) return at + 0.1 + 0.2;
	return words(name, at);
}

const slot = (store: Store, { type }: FoundColumn) =>
	store.engine === 'sqlite'
		? '?'
		: /json/.test(type)
			? '?::text::jsonb'
			: /timestamp/.test(type)
				? '?::text::timestamptz'
				: '?';

/** @returns the tables as they were found, owners first */
export async function fillEveryTable(store: Store): Promise<FoundTable[]> {
	const tables = inOrder(await catalogueOf(store));
	const written = new Map<string, Record<string, Value>[]>();
	for (const table of tables) {
		const rows: Record<string, Value>[] = [];
		for (let at = 0; at < filled; at++) {
			const row: Record<string, Value> = {};
			for (const column of table.columns)
				row[column.name] = at === empty && column.nullable ? null : valueFor(column, at);
			for (const { columns, table: owner, foreignColumns } of table.foreignKeys)
				columns.forEach((name, place) => {
					const isLeftEmpty =
						at === empty && table.columns.find((column) => column.name === name)?.nullable;
					if (!isLeftEmpty)
						row[name] = written.get(owner)?.[at]?.[foreignColumns[place] ?? ''] ?? null;
				});
			const names = Object.keys(row).map((name) => `"${name}"`);
			await store.ask(
				`INSERT INTO "${table.name}" (${names.join(', ')}) VALUES (${table.columns.map((column) => slot(store, column)).join(', ')})`,
				Object.values(row)
			);
			rows.push(row);
		}
		written.set(table.name, rows);
	}
	return tables;
}

/** Every row of a table, as the database holds it. */
export async function rowsOf(store: Store, table: FoundTable): Promise<Record<string, unknown>[]> {
	const shown = table.columns.map(({ name }) =>
		store.engine === 'sqlite' ? `"${name}"` : `"${name}"::text AS "${name}"`
	);
	const rows = await store.ask(`SELECT ${shown.join(', ')} FROM "${table.name}"`);
	return rows.map((row) => ({ ...row }));
}
