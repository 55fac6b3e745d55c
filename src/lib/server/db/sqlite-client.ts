/*
 * Our own client over the native SQLite binding, given to drizzle: one writer connection behind a
 * first-in-first-out queue, one reader beside it, statements prepared once. The library's own pool
 * lets concurrent write transactions wait synchronously, which stops the process for the whole
 * timeout. Rows are plain arrays: every query goes through drizzle, which maps them by position.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Client, InStatement, ResultSet, Transaction } from '@libsql/client';
import Native from 'libsql';

type Connection = InstanceType<typeof Native>;
type Statement = ReturnType<Connection['prepare']>;

const lockTimeout = 15_000;
const busyTimeout = 5_000;
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
						new Error('waited too long for the database; is a write made inside a transaction?')
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
	readonly #statements = new Map<string, Statement>();

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
	}

	run(statement: InStatement): ResultSet {
		const { sql, args } = typeof statement === 'string' ? { sql: statement, args: [] } : statement;
		let prepared = this.#statements.get(sql);
		if (!prepared) {
			prepared = this.connection.prepare(sql);
			if (prepared.reader) prepared.raw(true);
			if (this.#statements.size >= keptStatements) this.#statements.clear();
			this.#statements.set(sql, prepared);
		}
		const values = (args as unknown[]).map((value) =>
			value === undefined ? null : typeof value === 'boolean' ? Number(value) : value
		);
		// As one list: spread out, a single null would be taken for a record of named values.
		if (prepared.reader) return result(prepared.all(values), 0, undefined);
		const { changes, lastInsertRowid } = prepared.run(values);
		return result([], changes, BigInt(lastInsertRowid));
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

export interface SqliteClient extends Client {
	/** The writer connection, for migrations; nothing else writes while `work` runs. */
	alone<T>(work: (connection: Connection) => T): Promise<T>;
}

/** @param guard throws when a write may not be made now (inside a transaction, past its `tx`) */
export function sqliteClient(path: string, guard: () => void): SqliteClient {
	mkdirSync(dirname(path), { recursive: true });
	const writer = new Line(path, false);
	const reader = new Line(path, true);
	const turnstile = new Turnstile();

	async function alone<T>(work: (connection: Connection) => T): Promise<T> {
		const leave = await turnstile.enter();
		try {
			return work(writer.connection);
		} finally {
			leave();
		}
	}

	async function execute(statement: InStatement): Promise<ResultSet> {
		const sql = typeof statement === 'string' ? statement : statement.sql;
		if (isRead(sql)) return reader.run(statement);
		guard();
		return alone(() => writer.run(statement));
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
		const leave = await turnstile.enter();
		let isOpen = true;
		const end = (how: 'COMMIT' | 'ROLLBACK') => {
			if (!isOpen) return;
			try {
				// A full disk, for instance, has rolled back already.
				if (how === 'COMMIT' || writer.connection.inTransaction) writer.connection.exec(how);
				isOpen = false;
			} finally {
				if (how === 'ROLLBACK') isOpen = false;
				if (!isOpen) leave();
			}
		};
		try {
			writer.connection.exec('BEGIN IMMEDIATE');
		} catch (cause) {
			leave();
			throw cause;
		}
		const run = (statement: InStatement) => {
			if (!isOpen) throw new Error('the transaction has ended');
			return writer.run(statement);
		};
		return {
			execute: later(run),
			batch: later((statements: InStatement[]) => statements.map(run)),
			executeMultiple: later((sql: string) => {
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
