/*
 * Whether this process can do its work: the database answers a read in time. For whoever watches the
 * site, so that it says nothing of anybody, and costs one row.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { desc } from 'drizzle-orm';
import { db } from './db/client';
import { bigint, isPostgres, table, text } from './db/dialect';
import { log } from './log';

/** How long the database may take, in milliseconds. */
const allowed = 3000;

/** Kept by db/migrate.ts, outside of the schema that it migrates. */
const migration = table('migration', {
	at: bigint('at').primaryKey(),
	hash: text('hash').notNull()
});

export type Health =
	| { ok: true; engine: 'sqlite' | 'postgresql'; schema: string; uptime: number }
	| { ok: false; engine: 'sqlite' | 'postgresql'; reason: Trouble; uptime: number };
/** Too slow, out of reach, without tables, or anything else. */
export type Trouble = 'timeout' | 'unreachable' | 'no-schema' | 'failed';

export async function health(): Promise<Health> {
	const engine = isPostgres ? 'postgresql' : 'sqlite';
	/** In seconds. */
	const uptime = Math.round(process.uptime());
	try {
		const latest = await inTime(latestMigration(), allowed);
		if (latest === null) return { ok: false, engine, reason: 'no-schema', uptime };
		return { ok: true, engine, schema: nameOf(latest), uptime };
	} catch (cause) {
		log.warn({ err: cause }, 'the database does not answer');
		return { ok: false, engine, reason: troubleOf(cause), uptime };
	}
}

/** The answer, or a failure when it takes longer; what is late is not waited for. */
export async function inTime<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<never>((_, reject) => {
		const late = Object.assign(new Error('took too long'), { code: 'TIMEOUT' });
		timer = setTimeout(() => reject(late), milliseconds);
	});
	try {
		return await Promise.race([answer, tooLong]);
	} finally {
		clearTimeout(timer);
	}
}

async function latestMigration(): Promise<number | null> {
	const [row] = await db()
		.select({ at: migration.at })
		.from(migration)
		.orderBy(desc(migration.at))
		.limit(1);
	return row?.at ?? null;
}

export function troubleOf(cause: unknown): Trouble {
	for (let e = cause, depth = 0; e && typeof e === 'object' && depth < 5; depth += 1) {
		const code = 'code' in e ? String(e.code) : '';
		if (/TIMEOUT|TIMEDOUT|^57014$/.test(code)) return 'timeout';
		if (/^(?:E[A-Z_]+|CONNECTION_\w+|08\w{3}|57P0\d|53300|SQLITE_CANTOPEN\w*)$/.test(code))
			return 'unreachable';
		if (code === '42P01' || (e instanceof Error && /no such table/.test(e.message)))
			return 'no-schema';
		e = 'cause' in e ? e.cause : undefined;
	}
	return 'failed';
}

let names: Map<number, string> | null = null;

/** What the file of the migration is called, such as `0001_leaving`; its time where the files are not there. */
function nameOf(at: number): string {
	names ??= readNames();
	return names.get(at) ?? String(at);
}

function readNames(): Map<number, string> {
	try {
		const folder = resolve(process.env.MIGRATIONS_DIR || 'drizzle');
		const journal = readFileSync(
			resolve(folder, isPostgres ? 'postgres' : 'sqlite', 'meta/_journal.json'),
			'utf8'
		);
		const { entries } = JSON.parse(journal) as { entries: { when: number; tag: string }[] };
		return new Map(entries.map(({ when, tag }) => [when, tag]));
	} catch {
		return new Map();
	}
}
