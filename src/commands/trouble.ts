/*
 * The troubles with a database that whoever starts the site can mend: one sentence for each, which
 * never repeats DATABASE_URL, because a password may stand in it.
 */
const sentences: Record<string, string> = {
	ECONNREFUSED:
		'The database server of DATABASE_URL does not answer. Is it running, and on that port?',
	ECONNRESET:
		'The database server of DATABASE_URL closed the connection. Does it ask for TLS (?ssl=require)?',
	ENOTFOUND: 'The database server that DATABASE_URL names is not known. Is the host spelled right?',
	EAI_AGAIN: 'The name of the database server in DATABASE_URL cannot be looked up now.',
	ETIMEDOUT: 'The database server of DATABASE_URL did not answer in time.',
	CONNECT_TIMEOUT: 'The database server of DATABASE_URL did not answer in time.',
	'28P01': 'The database server refuses the user or the password of DATABASE_URL.',
	'28000': 'The database server refuses the user of DATABASE_URL.',
	'3D000':
		'The database that DATABASE_URL names does not exist on its server. Make it: createdb standpoint',
	'42501': 'The user of DATABASE_URL may not make tables. Let it own the database.',
	'53300': 'The database server has no connection left.',
	'57P03': 'The database server is still starting. Try again in a moment.',
	SQLITE_CANTOPEN:
		'The file of the database cannot be opened. May this user write to it and to its folder?',
	SQLITE_READONLY:
		'The file of the database cannot be written to. May this user write to it and to its folder?',
	SQLITE_NOTADB: 'The file that DATABASE_URL names is no database of SQLite.',
	SQLITE_CORRUPT:
		'The file of the database is damaged. Restore the last backup (docs/operations.md).',
	SQLITE_FULL: 'The disk is full: the database cannot be written to.',
	SQLITE_BUSY: 'Another program keeps the file of the database locked.'
};

/** @returns null for what is a fault of ours and keeps its stack */
export function sentenceFor(cause: unknown): string | null {
	for (let e = cause, depth = 0; e && typeof e === 'object' && depth < 5; depth += 1) {
		const code = 'code' in e ? String(e.code) : '';
		const sentence = sentences[code] ?? sentences[code.split('_').slice(0, 2).join('_')];
		if (sentence) return sentence;
		e = 'cause' in e ? e.cause : e instanceof AggregateError ? e.errors[0] : undefined;
	}
	return null;
}
