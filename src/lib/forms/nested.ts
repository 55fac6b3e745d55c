/*
 * Fields of one name with dots are one thing: `title.en` and `title.ur` a text in two languages,
 * `options.0.text.en` the same in the first row of a list. Rows come in the order of their numbers,
 * without holes. Pure.
 */
type Branch = Record<string, unknown>;

const named = /^[a-z][\w-]{0,60}$/i;
const numbered = /^\d{1,3}$/;

function isBranch(value: unknown): value is Branch {
	return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}

/** What the fields with dots say, as objects and lists beside the fields without. */
export function nested(raw: Record<string, unknown>): Record<string, unknown> {
	const tree = Object.create(null) as Branch;
	for (const [name, value] of Object.entries(raw)) {
		const steps = name.split('.');
		const [first = '', ...more] = steps;
		const isPath =
			more.length > 0 &&
			more.length <= 6 &&
			named.test(first) &&
			!(first in raw) &&
			more.every((step) => named.test(step) || numbered.test(step));
		if (isPath) place(tree, steps, value);
	}
	return { ...raw, ...(listed(tree) as Branch) };
}

function place(tree: Branch, steps: string[], value: unknown): void {
	const last = steps.pop() ?? '';
	let at = tree;
	for (const step of steps) {
		const next: unknown = at[step] ?? Object.create(null);
		if (!isBranch(next)) return;
		at[step] = next;
		at = next;
	}
	at[last] ??= value;
}

function listed(value: unknown): unknown {
	if (!isBranch(value)) return value;
	const entries = Object.entries(value).map(([key, below]) => [key, listed(below)] as const);
	if (entries.length > 0 && entries.every(([key]) => numbered.test(key)))
		return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, below]) => below);
	return Object.fromEntries(entries);
}

/** The name of the field that a complaint is about. */
export function fieldAt(path: readonly PropertyKey[], raw: Record<string, unknown>): string {
	const first = String(path[0] ?? '');
	const isNested = Object.keys(raw).some((name) => name.startsWith(`${first}.`));
	return isNested ? path.map(String).join('.') : first;
}
