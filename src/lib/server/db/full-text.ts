/*
 * The full-text index of each engine over `search_entry.folded`, asked with words that are folded
 * already: FTS5 on SQLite, `to_tsvector('simple', …)` on PostgreSQL. Words are letters or digits
 * alone, so that nothing of what somebody typed is ever syntax.
 */
import { randomBytes } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { isPostgres } from './dialect';
import { searchEntry } from './schema';

interface Phrase {
	words: readonly string[];
	isBegun: boolean;
}

export interface FullText {
	/** Joined to `search_entry`; on PostgreSQL the query itself. */
	source: SQL;
	on: SQL;
	/** Of a course: its entries that have all the phrases. */
	where: SQL;
	/** Less is better. */
	rank: SQL<number>;
}

const onlyWords = /^(?:\p{L}+|\d+)$/u;

function checked(phrases: readonly Phrase[]): readonly Phrase[] {
	if (phrases.length === 0 || !phrases.every(({ words }) => words.every((w) => onlyWords.test(w))))
		throw new Error('words for the full-text index have to be folded');
	return phrases;
}

export function fullText(courseId: string, phrases: readonly Phrase[]): FullText {
	return isPostgres ? onPostgres(courseId, checked(phrases)) : onSqlite(courseId, checked(phrases));
}

function onSqlite(courseId: string, phrases: readonly Phrase[]): FullText {
	const all = phrases
		.map(({ words, isBegun }) => `"${words.join(' ')}"${isBegun ? '*' : ''}`)
		.join(' AND ');
	const query = `course : "${courseId.replace(/[^\p{L}\p{N}]/gu, '')}" AND folded : (${all})`;
	return {
		source: sql`search_words`,
		// The sign keeps the engine from asking its full-text index once for each entry of the course.
		on: sql`${searchEntry.doc} = +search_words.rowid`,
		where: sql`search_words MATCH ${query} AND ${searchEntry.courseId} = ${courseId}`,
		rank: sql<number>`bm25(search_words, 0.0, 1.0)`
	};
}

function onPostgres(courseId: string, phrases: readonly Phrase[]): FullText {
	const query = phrases
		.map(
			({ words, isBegun }) =>
				`(${words.map((w, i) => `'${w}'${isBegun && i === words.length - 1 ? ':*' : ''}`).join(' <-> ')})`
		)
		.join(' & ');
	const vector = sql`to_tsvector('simple', ${searchEntry.folded})`;
	return {
		source: sql`to_tsquery('simple', ${query}) AS search_query`,
		on: sql`true`,
		where: sql`${vector} @@ search_query AND ${searchEntry.courseId} = ${courseId}`,
		rank: sql<number>`-ts_rank(${vector}, search_query)`
	};
}

/** The number of a new entry: random, so that it tells neither course nor time. */
export function newDoc(): number {
	return Number(randomBytes(8).readBigUInt64BE() >> 11n);
}
