/*
 * Lists in a form whose rows come and go: `options.0.text.en`, `options.1.text.en`. Named submit
 * buttons add a row, take one away or move it, and every word typed stays. A row has at least a
 * field `row`, so that it is there while it is empty. Pure.
 */
import type { FormState } from './form';

type Values = FormState['values'];

/** The name of such buttons. */
export const rowChange = 'rows';

const change = /^([a-z][\w.-]{0,60}?)(?::add|\.(\d{1,2}):(up|down|remove))$/i;

/** How many rows a list has: those that were sent with the form, else those that are kept. */
export function rowsOf(
	form: Pick<FormState, 'values'> | null | undefined,
	list: string,
	kept: number
): number {
	if (!form || Object.keys(form.values).length === 0) return kept;
	return countRows(form.values, list);
}

function countRows(values: Values, list: string): number {
	let rows = 0;
	for (const name of Object.keys(values)) {
		const row = rowIn(name, list);
		if (row !== null) rows = Math.max(rows, row.at + 1);
	}
	return rows;
}

/** The row that a field stands in, and what is left of its name. */
function rowIn(name: string, list: string): { at: number; rest: string } | null {
	if (!name.startsWith(`${list}.`)) return null;
	const [, at, rest] = /^(\d{1,2})\.(.+)$/.exec(name.slice(list.length + 1)) ?? [];
	return at === undefined || rest === undefined ? null : { at: Number(at), rest };
}

/**
 * The values after the press of a button: `options:add`, `options.2:up`, `options.2:down`,
 * `options.2:remove`. What it does not understand changes nothing.
 * @param most rows in one list
 */
export function changeRows(values: Values, wanted: unknown, most = 12): Values {
	const [, list, at, step] = typeof wanted === 'string' ? (change.exec(wanted) ?? []) : [];
	if (list === undefined) return values;
	const rows = countRows(values, list);
	const order = Array.from({ length: rows }, (_, i) => i);
	if (step === undefined) {
		return rows >= most ? values : { ...values, [`${list}.${rows}.row`]: 'new' };
	}
	const from = Number(at);
	if (from >= rows) return values;
	order.splice(from, 1);
	if (step !== 'remove') {
		const to = step === 'up' ? from - 1 : from + 1;
		order.splice(Math.min(rows - 1, Math.max(0, to)), 0, from);
	}
	const changed: Values = {};
	for (const [name, value] of Object.entries(values)) {
		const row = rowIn(name, list);
		if (row === null) changed[name] = value;
		else if (order.includes(row.at))
			changed[`${list}.${order.indexOf(row.at)}.${row.rest}`] = value;
	}
	return changed;
}

/** The id of the field at which to go on after a button was pressed; null for the page as it is. */
export function rowAfter(wanted: unknown, values: Values): string | null {
	const [, list, at, step] = typeof wanted === 'string' ? (change.exec(wanted) ?? []) : [];
	if (list === undefined) return null;
	const rows = countRows(values, list);
	const place =
		step === undefined
			? rows - 1
			: step === 'remove'
				? Math.min(Number(at), rows - 1)
				: Math.min(rows - 1, Math.max(0, Number(at) + (step === 'up' ? -1 : 1)));
	return place < 0 ? null : `${list}.${place}`;
}

/** The list with one of its things a place further up (-1) or down (1); at the ends it stays. */
export function moved<Thing extends { id: string }>(
	things: readonly Thing[],
	id: string,
	by: -1 | 1
): Thing[] {
	const order = [...things];
	const from = order.findIndex((thing) => thing.id === id);
	if (from < 0) return order;
	const to = Math.min(order.length - 1, Math.max(0, from + by));
	order.splice(to, 0, ...order.splice(from, 1));
	return order;
}
