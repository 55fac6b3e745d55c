/*
 * What many people read and few write (a text, its editions, the questions about it) is read once
 * and kept until one of the tables it came from is written. Nothing personal may be kept: rows are
 * shared by everybody who asks, and frozen so that nobody changes them for the others.
 *
 * Every write of this process goes by `written`; whether another process wrote is asked of the
 * engine. What cannot be told apart counts as a write of everything.
 */

/** About as much text as is kept; the oldest goes first. */
const mostCharacters = 24 * 1024 * 1024;

interface Entry {
	rows: readonly unknown[];
	stamp: number;
	size: number;
}

export class Kept {
	readonly #entries = new Map<string, Entry>();
	readonly #counts = new Map<string, number>();
	/** Tables that something was kept from: a delete in one may take rows of the others along. */
	readonly #sources = new Set<string>();
	readonly #othersWrote: () => boolean;
	#all = 0;
	#size = 0;
	#isChecked = false;

	/** @param othersWrote whether another process has written since this was asked last */
	constructor(othersWrote: () => boolean) {
		this.#othersWrote = othersWrote;
	}

	/** What was kept under a key, or else what `read` finds now. */
	async rows(
		key: string,
		tables: readonly string[],
		read: () => Promise<readonly unknown[]>
	): Promise<readonly unknown[]> {
		this.#hearOthers();
		// Taken before reading: whoever writes while this is read makes it old at once.
		const stamp = this.#stamp(tables);
		const found = this.#entries.get(key);
		if (found?.stamp === stamp) return found.rows;
		const rows = await read();
		this.#keep(key, { rows, stamp, size: key.length + freeze(rows) });
		return rows;
	}

	/** @param table null when it is not known which */
	written(table: string | null, isDelete: boolean): void {
		if (table === null || (isDelete && this.#sources.has(table))) this.#all++;
		else if (this.#sources.has(table)) this.#counts.set(table, (this.#counts.get(table) ?? 0) + 1);
	}

	/** Counts only ever rise, so that their sum is another one after each write. */
	#stamp(tables: readonly string[]): number {
		let sum = this.#all;
		for (const table of tables) {
			this.#sources.add(table);
			sum += this.#counts.get(table) ?? 0;
		}
		return sum;
	}

	/** Once for all that is asked in one turn of the process: nothing is older than that. */
	#hearOthers(): void {
		if (this.#isChecked) return;
		this.#isChecked = true;
		setImmediate(() => (this.#isChecked = false));
		if (this.#othersWrote()) this.#all++;
	}

	#keep(key: string, entry: Entry): void {
		this.#drop(key);
		this.#entries.set(key, entry);
		this.#size += entry.size;
		for (const oldest of this.#entries.keys()) {
			if (this.#size <= mostCharacters) break;
			this.#drop(oldest);
		}
	}

	#drop(key: string): void {
		this.#size -= this.#entries.get(key)?.size ?? 0;
		this.#entries.delete(key);
	}
}

/** Freezes rows and all that is in them; answers about how many characters they hold. */
function freeze(value: unknown): number {
	if (typeof value === 'string') return value.length;
	if (typeof value !== 'object' || value === null) return 8;
	let size = 16;
	for (const inside of Object.values(value)) size += freeze(inside);
	// A date keeps its time in a place that freezing does not reach; nobody sets one here.
	Object.freeze(value);
	return size;
}

/** The table that a statement writes, by its first words; null when they do not say. */
export function tableWritten(sql: string): { table: string | null; isDelete: boolean } {
	const [, verb = '', table = null] =
		/^\s*(insert(?:\s+or\s+\w+)?\s+into|update|delete\s+from)\s+"?(\w+)"?/i.exec(sql) ?? [];
	return { table, isDelete: /^delete/i.test(verb) };
}
