/*
 * Puts a backup in the place of the database of a stopped site. All work is done on a copy beside
 * it; the database that is replaced stays under another name, and the swap is one step. What was
 * erased since the backup is erased again, and what the backup holds open (sessions, slips, letters)
 * stays open only where the replaced database says so too.
 */
import {
	copyFileSync,
	existsSync,
	linkSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync
} from 'node:fs';
import { basename, dirname } from 'node:path';
import Native from 'libsql';
import postgres from 'postgres';
import { migrateConnection, migrateTransaction } from './migrate';
import { refuseBusyPostgres } from './moving';
import { DatabaseRefusal, troubleOf } from './refusal';
import {
	batches,
	fingerprint,
	postgresStore,
	sqliteStore,
	tables,
	type Store,
	type Value
} from './rows';
import { openAlone, refuseDamaged, refuseForeignFile, removeDatabase, sync } from './sqlite-file';
import type { Connection } from './sqlite-client';

export interface Erased {
	subjectKind: 'person' | 'course';
	subjectId: string;
}

/** Everything that the replaced database knows and the backup must not forget. */
interface Since {
	erasures: Record<string, Value>[];
	sessions: Set<string>;
	slips: Set<string>;
	verifications: Set<string>;
	/** Letters that still wait there. */
	letters: Set<string>;
	/** Notices that went out by mail. */
	mailed: Map<string, number>;
}

export interface Replaced {
	/** Null where there is no database yet, or one that cannot be read. */
	since: Since | null;
	state: 'none' | 'unreadable' | 'read';
	/** Holds the lock; given up when the process ends. */
	connection: Connection | null;
}

/** Locks the database that is to be replaced and reads what it knows. */
export async function readReplaced(live: string): Promise<Replaced> {
	if (!existsSync(live)) return { since: null, state: 'none', connection: null };
	let connection: Connection | null = null;
	try {
		connection = openAlone(live, 'restore');
		// Everything into the one file: a log left beside it would be taken for that of the new one.
		connection.exec('PRAGMA journal_mode = DELETE');
		return { since: await readSince(sqliteStore(connection)), state: 'read', connection };
	} catch (cause) {
		if (cause instanceof DatabaseRefusal || troubleOf(cause) !== null) throw cause;
		return { since: null, state: 'unreadable', connection };
	}
}

/** What a database of an older version does not have is nothing to it. */
async function readSince(store: Store): Promise<Since> {
	const ask = async (sql: string, table: string) => {
		const [known] = await store.ask(
			store.engine === 'sqlite'
				? "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?"
				: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename = ?",
			[table]
		);
		return known ? await store.ask(sql) : [];
	};
	const ids = async (sql: string, table: string) =>
		new Set((await ask(sql, table)).map(({ id }) => String(id)));
	const erasure = tables().find(({ name }) => name === 'erasure');
	const erasures: Record<string, Value>[] = [];
	if (erasure && (await ask('SELECT 1 AS id FROM erasure LIMIT 1', 'erasure')).length > 0)
		for await (const rows of batches(store, erasure))
			for (const row of rows)
				erasures.push(
					Object.fromEntries(erasure.columns.map(({ name }, at) => [name, row[at] ?? null]))
				);
	const at =
		store.engine === 'sqlite' ? 'mailed_at' : '(extract(epoch from mailed_at) * 1000)::bigint';
	const hasMailed = store.engine === 'postgres' || (await hasColumn(store, 'notice', 'mailed_at'));
	return {
		erasures,
		sessions: await ids('SELECT token AS id FROM session', 'session'),
		slips: await ids('SELECT id FROM sign_in_slip WHERE used_at IS NULL', 'sign_in_slip'),
		verifications: await ids('SELECT id FROM verification', 'verification'),
		letters: await ids("SELECT id FROM outbox WHERE state = 'waiting'", 'outbox'),
		mailed: new Map(
			(hasMailed
				? await ask(`SELECT id, ${at} AS at FROM notice WHERE mailed_at IS NOT NULL`, 'notice')
				: []
			).map(({ id, at: mailedAt }) => [String(id), Number(mailedAt)])
		)
	};
}

async function hasColumn(store: Store, table: string, column: string): Promise<boolean> {
	const columns = await store.ask(`PRAGMA table_info(${table})`);
	return columns.some(({ name }) => name === column);
}

/** Reads the same from PostgreSQL, after making sure that no server is connected. */
export async function readReplacedPostgres(url: string): Promise<Replaced> {
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	try {
		const store = postgresStore(sql);
		await refuseBusyPostgres(store, 'restore');
		const [known] = await store.ask("SELECT to_regclass('migration') AS name");
		if (!known?.name) return { since: null, state: 'none', connection: null };
		return { since: await readSince(store), state: 'read', connection: null };
	} finally {
		await sql.end({ timeout: 5 });
	}
}

/** `DATA_DIR/erasures.log`: one line for each erasure that is done; a line cut off by a crash is in the database. */
export function readErasureLog(path: string): Erased[] {
	if (!existsSync(path)) return [];
	return readFileSync(path, 'utf8')
		.split('\n')
		.flatMap((line) => {
			try {
				const { subjectKind, subjectId } = JSON.parse(line) as Record<string, unknown>;
				return (subjectKind === 'person' || subjectKind === 'course') &&
					typeof subjectId === 'string'
					? [{ subjectKind, subjectId }]
					: [];
			} catch {
				return [];
			}
		});
}

/** Those done in the replaced database, in the backup and in the log, each once. */
export function erasuresToRepeat(since: Since | null, inBackup: Erased[], log: Erased[]): Erased[] {
	const done = (since?.erasures ?? [])
		.filter((row) => row.done_at !== null)
		.map((row) => ({
			subjectKind: row.subject_kind as Erased['subjectKind'],
			subjectId: String(row.subject_id)
		}));
	return [
		...new Map(
			[...done, ...inBackup, ...log].map((one) => [`${one.subjectKind} ${one.subjectId}`, one])
		).values()
	];
}

/**
 * Makes the copy that will take the place: checked, of this version, nothing open that was closed
 * since. The database of the site opens it afterwards to erase again.
 * @returns the erasures that the backup itself knows as done
 */
export async function prepareCopy(
	file: string,
	copy: string,
	{ since, state }: Pick<Replaced, 'since' | 'state'>,
	now: Date
): Promise<Erased[]> {
	refuseForeignFile(file);
	mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
	removeDatabase(copy);
	// A database that was copied by hand brings what it had not yet taken in.
	for (const end of ['-wal', '-journal'])
		if (existsSync(file + end)) copyFileSync(file + end, copy + end);
	copyFileSync(file, copy);
	const connection = new Native(copy);
	try {
		connection.exec('PRAGMA secure_delete = ON');
		refuseDamaged(connection, basename(file));
		migrateConnection(connection);
		const store = sqliteStore(connection);
		await store.atomically((inside) => closeWhatWasClosed(inside, since, state, now));
		const done = await store.ask(
			'SELECT subject_kind, subject_id FROM erasure WHERE done_at IS NOT NULL'
		);
		return done.map((row) => ({
			subjectKind: row.subject_kind as Erased['subjectKind'],
			subjectId: String(row.subject_id)
		}));
	} finally {
		connection.close();
	}
}

async function closeWhatWasClosed(
	store: Store,
	since: Since | null,
	state: Replaced['state'],
	now: Date
): Promise<void> {
	const at = now.getTime();
	const each = async (
		table: string,
		where: string,
		isOpen: (id: string) => boolean,
		close: string,
		id = 'id'
	) => {
		const rows = await store.ask(`SELECT ${id} AS id FROM ${table} WHERE ${where}`);
		for (const row of rows)
			if (!isOpen(String(row.id))) await store.ask(`${close} WHERE ${id} = ?`, [String(row.id)]);
	};
	const still = (known: Set<string> | undefined) => (id: string) => known?.has(id) ?? false;
	await each('session', 'true', still(since?.sessions), 'DELETE FROM session', 'token');
	await each('verification', 'true', still(since?.verifications), 'DELETE FROM verification');
	await each(
		'sign_in_slip',
		'used_at IS NULL',
		still(since?.slips),
		`UPDATE sign_in_slip SET used_at = ${at}`
	);
	await each(
		'outbox',
		"state = 'waiting'",
		still(since?.letters),
		"UPDATE outbox SET state = 'failed', last_error = 'restored'"
	);
	await store.ask(
		"UPDATE job SET done_at = ? WHERE done_at IS NULL AND kind = 'mail.send' AND NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND job.key = 'mail.send:' || outbox.id)",
		[at]
	);
	// A lease of the process that ran when the backup was made holds nobody up.
	await store.ask('UPDATE job SET leased_until = NULL WHERE done_at IS NULL');
	if (state === 'read') {
		for (const [id, mailedAt] of since?.mailed ?? [])
			await store.ask('UPDATE notice SET mailed_at = ? WHERE id = ? AND mailed_at IS NULL', [
				mailedAt,
				id
			]);
	} else await store.ask('UPDATE notice SET mailed_at = ? WHERE mailed_at IS NULL', [at]);
	for (const row of since?.erasures ?? []) {
		const names = Object.keys(row);
		await store.ask(
			`INSERT INTO erasure (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
			 ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, cancelled_at = excluded.cancelled_at, done_at = excluded.done_at`,
			Object.values(row)
		);
	}
}

/**
 * Writes the prepared copy out as one new file: pages that held erased words are not in it.
 * @param ready the new file
 */
export function finishCopy(copy: string, ready: string): void {
	removeDatabase(ready);
	const connection = new Native(copy, { timeout: 10_000 });
	connection.prepare('VACUUM INTO ?').run([ready]);
	connection.close();
	const finished = new Native(ready);
	refuseDamaged(finished, 'The restored copy');
	finished.close();
	removeDatabase(copy);
	sync(ready);
}

/**
 * One step: until the rename the old database is in its place, after it the new one.
 * @param aside where the replaced database stays
 */
export function swap(ready: string, live: string, aside: string, replaced: Replaced): void {
	if (replaced.state !== 'none') {
		try {
			linkSync(live, aside);
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw cause;
			copyFileSync(live, aside);
		}
		sync(aside);
		// One that could not be read may still have its log; it stays with it, and never meets the new one.
		for (const end of ['-wal', '-journal']) {
			if (replaced.state === 'unreadable' && existsSync(live + end))
				copyFileSync(live + end, aside + end);
			rmSync(live + end, { force: true });
		}
		rmSync(`${live}-shm`, { force: true });
	}
	renameSync(ready, live);
	sync(dirname(live));
}

/**
 * The same for PostgreSQL, in one transaction: the old tables go into a schema of their own.
 * @returns the name of that schema, or null when there was nothing to keep
 */
export async function swapPostgres(
	ready: string,
	url: string,
	schema: string,
	replaced: Replaced
): Promise<string | null> {
	const connection = new Native(ready);
	const source = sqliteStore(connection);
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	try {
		await sql.begin(async (tx) => {
			if (replaced.state === 'read') {
				await tx`ALTER SCHEMA public RENAME TO ${tx(schema)}`;
				await tx`CREATE SCHEMA public`;
			}
			await migrateTransaction(tx);
			const target = postgresStore(tx);
			for (const table of tables()) {
				for await (const rows of batches(source, table)) await target.insert(table, rows);
				const [here, there] = [await fingerprint(source, table), await fingerprint(target, table)];
				if (here.rows !== there.rows || here.sum !== there.sum)
					throw new Error(`the table ${table.name} did not arrive as it was`);
			}
		});
		return replaced.state === 'read' ? schema : null;
	} finally {
		connection.close();
		await sql.end({ timeout: 5 });
	}
}
