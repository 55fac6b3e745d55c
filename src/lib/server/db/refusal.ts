/*
 * What a database can have against being used, in one sentence that whoever runs the site can act
 * upon, and how the engines' own words for a bad day (full, busy, read-only, gone) are told apart.
 */

/** Expected, and explained by its message alone; commands show it without a stack. */
export class DatabaseRefusal extends Error {
	override readonly name = 'DatabaseRefusal';
}

/** Why the database cannot do its work just now; none of it is a fault in the request. */
export type Trouble = 'busy' | 'full' | 'read-only' | 'gone';

const bySqlite: [RegExp, Trouble][] = [
	[/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'busy'],
	[/^SQLITE_FULL/, 'full'],
	[/^SQLITE_READONLY/, 'read-only'],
	// A write that the disk refused for a reason of its own: a quota, a limit, a bad block.
	[/^SQLITE_IOERR/, 'full'],
	[/^SQLITE_CANTOPEN/, 'gone']
];
const byPostgres: [RegExp, Trouble][] = [
	[/^(53300|55P03|40001|40P01)$/, 'busy'],
	[/^(53100|53200|53400)$/, 'full'],
	[/^25006$/, 'read-only'],
	[/^(57P0[1-5]|08\w{3})$/, 'gone'],
	[/^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT)$/, 'gone'],
	[
		/^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/,
		'gone'
	]
];

/** The trouble that a failure comes from, or null when it is anything else. */
export function troubleOf(cause: unknown): Trouble | null {
	for (let e = cause, depth = 0; e && typeof e === 'object' && depth < 5; depth++) {
		const code = 'code' in e && typeof e.code === 'string' ? e.code : '';
		for (const [pattern, trouble] of [...bySqlite, ...byPostgres])
			if (code !== '' && pattern.test(code)) return trouble;
		e = 'cause' in e ? e.cause : undefined;
	}
	return null;
}
