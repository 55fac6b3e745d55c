/*
 * Our own client over the native SQLite binding, given to drizzle: one writer connection behind a
 * first-in-first-out queue, one reader beside it, statements prepared once. The library's own pool
 * lets concurrent write transactions wait synchronously, which stops the process for the whole
 * timeout; here every wait leaves the process free. Rows are plain arrays: every query goes through drizzle, which maps them by position.
 */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Client, InStatement, ResultSet, Transaction } from '@libsql/client';
import Native from 'libsql';
import { Kept, tableWritten } from './kept';
import { troubleOf } from './refusal';

export type Connection = InstanceType<typeof Native>;
type Statement = ReturnType<Connection['prepare']>;

interface Known {
	statement: Statement;
	isReader: boolean;
}

const lockTimeout = 15_000;
/** How long one waits for another program that holds the file, from the moment one asked. */
const busyTimeout = 5_000;
const busyPause = 20;
const keptStatements = 500;

/** A queue of one: whoever asks first goes first. */
class Turnstile {
	#last: Promise<void> = Promise.resolve();

	/** Resolves with the function that lets the next one in. */
	async enter(): Promise<() => void> {
		const before = this.#last;
		let leave = () => {};
		this.#last = new Promise((resolve) => (leave = resolve));
		let timer: NodeJS.Timeout | undefined;
		const tooLong = new Promise<never>((_, reject) => {
			timer = setTimeout(
				() =>
					reject(
						Object.assign(
							new Error('waited too long for the database; is a write made inside a transaction?'),
							{ code: 'SQLITE_BUSY' }
						)
					),
				lockTimeout
			);
		});
		try {
			await Promise.race([before, tooLong]);
		} catch (cause) {
			// Those behind still wait for the one before.
			void before.then(leave);
			throw cause;
		} finally {
			clearTimeout(timer);
		}
		return leave;
	}
}

class Line {
	readonly connection: Connection;
	readonly #statements = new Map<string, Known>();

	constructor(path: string, isReader: boolean) {
		this.connection = new Native(path, { timeout: busyTimeout });
		for (const pragma of [
			'journal_mode = WAL',
			'synchronous = FULL',
			'foreign_keys = ON',
			'secure_delete = ON',
			'cache_size = -32000',
			'temp_store = MEMORY',
			...(isReader ? ['query_only = ON'] : [])
		])
			this.connection.exec(`PRAGMA ${pragma}`);
		// The engine's own waiting would stop the whole process; `patiently` does it from here on.
		this.connection.exec('PRAGMA busy_timeout = 0');
	}

	#known(sql: string): Known {
		let known = this.#statements.get(sql);
		if (!known) {
			const statement = this.connection.prepare(sql);
			const isReader = statement.reader;
			if (isReader) statement.raw(true);
			if (this.#statements.size >= keptStatements) this.#statements.clear();
			this.#statements.set(sql, (known = { statement, isReader }));
		}
		return known;
	}

	/** The rows of a statement that gives some. */
	rows(sql: string, args: readonly unknown[]): unknown[] {
		// As one list: spread out, a single null would be taken for a record of named values.
		return this.#known(sql).statement.all(args.map(bound));
	}

	run(statement: InStatement): ResultSet {
		const { sql, args } = typeof statement === 'string' ? { sql: statement, args: [] } : statement;
		if (this.#known(sql).isReader) return result(this.rows(sql, args as unknown[]), 0, undefined);
		const { changes, lastInsertRowid } = this.#known(sql).statement.run(
			(args as unknown[]).map(bound)
		);
		return result([], changes, BigInt(lastInsertRowid));
	}
}

function bound(value: unknown): unknown {
	return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
}

/**
 * Tries again while another program holds the file; everything else goes on meanwhile.
 * @param until milliseconds of `performance.now()`: then the failure is passed on
 */
async function patiently<T>(work: () => T, until: number): Promise<T> {
	for (;;) {
		try {
			return work();
		} catch (cause) {
			if (troubleOf(cause) !== 'busy' || performance.now() >= until) throw cause;
		}
		await new Promise((resolve) => setTimeout(resolve, busyPause));
	}
}

/** The binding answers at once, the interface wants a promise of it, also for what it throws. */
function later<Args extends unknown[], T>(
	work: (...args: Args) => T
): (...args: Args) => Promise<T> {
	return (...args) => new Promise((resolve) => resolve(work(...args)));
}

function result(
	rows: unknown[],
	rowsAffected: number,
	lastInsertRowid: bigint | undefined
): ResultSet {
	return {
		columns: [],
		columnTypes: [],
		rows: rows as ResultSet['rows'],
		rowsAffected,
		lastInsertRowid,
		toJSON: () => ({ rows, rowsAffected })
	};
}

/** Whether a statement only reads; one that may or may not (`with …`) counts as writing. */
export function isRead(sql: string): boolean {
	return /^\s*select\b/i.test(sql);
}

const isSavepoint = /^\s*(?:release |rollback to )?savepoint\b/i;

export interface SqliteClient extends Client {
	/** The writer connection, for migrations; nothing else writes while `work` runs. */
	alone<T>(work: (connection: Connection) => T): Promise<T>;
	/** The rows of a select, at once; throws when another program holds the file. */
	readNow(sql: string, args: readonly unknown[]): unknown[];
	/** Rows that are shared until somebody writes. */
	readonly kept: Kept;
	/** Empties the write-ahead log; false while a reader (a backup, for instance) still needs it. */
	emptyLog(): Promise<boolean>;
}

/** @param guard throws when a write may not be made now (inside a transaction, past its `tx`) */
export function sqliteClient(path: string, guard: () => void): SqliteClient {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	// Nobody else with an account on this machine reads it; the log beside it gets the same rights.
	if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
	const writer = new Line(path, false);
	const reader = new Line(path, true);
	const turnstile = new Turnstile();

	// The writer's own commits do not change this number; those of other processes do.
	const commitsOfOthers = () => writer.rows('PRAGMA data_version', []).flat()[0];
	let heard = commitsOfOthers();
	const kept = new Kept(() => {
		const before = heard;
		try {
			heard = commitsOfOthers();
		} catch {
			// Somebody holds the whole file: what they do with it is not known.
			return true;
		}
		return heard !== before;
	});
	const written = (sql: string) => {
		const { table, isDelete } = tableWritten(sql);
		kept.written(table, isDelete);
	};

	async function alone<T>(work: (connection: Connection) => T): Promise<T> {
		const leave = await turnstile.enter();
		try {
			return work(writer.connection);
		} finally {
			kept.written(null, false);
			leave();
		}
	}

	async function emptyLog(): Promise<boolean> {
		return alone((connection) => {
			const [{ busy } = { busy: 1 }] = connection.pragma('wal_checkpoint(TRUNCATE)') as {
				busy: number;
			}[];
			return busy === 0;
		});
	}

	async function execute(statement: InStatement): Promise<ResultSet> {
		const sql = typeof statement === 'string' ? statement : statement.sql;
		const until = performance.now() + busyTimeout;
		if (isRead(sql)) return patiently(() => reader.run(statement), until);
		guard();
		const leave = await turnstile.enter();
		try {
			// Who has waited in line for that long already tries once: nobody waits twice.
			const done = await patiently(() => writer.run(statement), until);
			written(sql);
			return done;
		} finally {
			leave();
		}
	}

	async function batch(statements: InStatement[]): Promise<ResultSet[]> {
		const tx = await transaction();
		try {
			const results = [];
			for (const statement of statements) results.push(await tx.execute(statement));
			await tx.commit();
			return results;
		} catch (cause) {
			await tx.rollback();
			throw cause;
		}
	}

	async function transaction(): Promise<Transaction> {
		guard();
		const until = performance.now() + busyTimeout;
		const leave = await turnstile.enter();
		let isOpen = true;
		const wrote = new Set<string>();
		const end = (how: 'COMMIT' | 'ROLLBACK') => {
			if (!isOpen) return;
			try {
				// A full disk, for instance, has rolled back already.
				if (how === 'COMMIT' || writer.connection.inTransaction) writer.connection.exec(how);
				isOpen = false;
				// Only now do others read it.
				if (how === 'COMMIT') for (const sql of wrote) written(sql);
			} finally {
				if (how === 'ROLLBACK') isOpen = false;
				if (!isOpen) leave();
			}
		};
		try {
			await patiently(() => writer.connection.exec('BEGIN IMMEDIATE'), until);
		} catch (cause) {
			leave();
			throw cause;
		}
		const run = (statement: InStatement) => {
			if (!isOpen) throw new Error('the transaction has ended');
			const sql = typeof statement === 'string' ? statement : statement.sql;
			if (!isRead(sql) && !isSavepoint.test(sql)) wrote.add(sql);
			return writer.run(statement);
		};
		return {
			execute: later(run),
			batch: later((statements: InStatement[]) => statements.map(run)),
			executeMultiple: later((sql: string) => {
				wrote.add('');
				writer.connection.exec(sql);
			}),
			commit: later(() => {
				end('COMMIT');
			}),
			rollback: later(() => {
				end('ROLLBACK');
			}),
			close() {
				end('ROLLBACK');
			},
			get closed() {
				return !isOpen;
			}
		};
	}

	let isClosed = false;
	return {
		protocol: 'file',
		alone,
		readNow: (sql, args) => reader.rows(sql, args),
		kept,
		emptyLog,
		execute,
		batch,
		migrate: batch,
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- the form that drizzle calls
		transaction,
		async executeMultiple(sql: string) {
			await alone((connection) => connection.exec(sql));
		},
		sync: () => Promise.resolve(undefined),
		reconnect() {},
		close() {
			if (isClosed) return;
			isClosed = true;
			reader.connection.close();
			// The file alone holds everything once the process is gone.
			writer.connection.pragma('wal_checkpoint(TRUNCATE)');
			writer.connection.close();
		},
		get closed() {
			return isClosed;
		}
	};
}
