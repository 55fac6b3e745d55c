/*
 * A SQLite file seen from outside the site: what a file must be to be taken for a database of ours,
 * how it is had alone, and how it is put where another one stood.
 */
import {
	closeSync,
	existsSync,
	fsyncSync,
	linkSync,
	openSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
	unlinkSync
} from 'node:fs';
import { basename, dirname } from 'node:path';
import Native from 'libsql';
import { refuseNewer } from './migrate';
import { DatabaseRefusal, troubleOf } from './refusal';
import type { Connection } from './sqlite-client';

/** Stamped into backups (`PRAGMA application_id`), so that they are known as ours. */
export const applicationId = 0x53747064;

export const sqlitePath = (url: string) => url.replace(/^file:(\/\/)?/, '');

const headerSize = 100;

function headerOf(path: string): Buffer {
	const header = Buffer.alloc(headerSize);
	const file = openSync(path, 'r');
	try {
		return header.subarray(0, readSync(file, header, 0, headerSize, 0));
	} finally {
		closeSync(file);
	}
}

export function isOwnBackup(path: string): boolean {
	const header = headerOf(path);
	return (
		header.length === headerSize &&
		header.toString('latin1', 0, 15) === 'SQLite format 3' &&
		header.readUInt32BE(68) === applicationId
	);
}

/** Throws a sentence unless the file is whole on the outside: the right kind, and of full length. */
export function refuseForeignFile(path: string): void {
	if (!existsSync(path) || !statSync(path).isFile())
		throw new DatabaseRefusal(`There is no file ${path}.`);
	const header = headerOf(path);
	const name = basename(path);
	if (header.length === 0) throw new DatabaseRefusal(`${name} is empty.`);
	const kind = header.toString('latin1', 0, 4);
	if (kind === 'PK\x03\x04' || kind.startsWith('\x1f\x8b'))
		throw new DatabaseRefusal(
			`${name} is packed (zip or gzip). Unpack it first, and restore the .db file that is inside.`
		);
	if (header.toString('latin1', 0, 15) !== 'SQLite format 3')
		throw new DatabaseRefusal(`${name} is no backup: it is not a database file at all.`);
	if (header.length < headerSize) throw new DatabaseRefusal(cutOff(name));
	const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
	// The count is right only where the file was written by a version that keeps it.
	const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
	if (isCounted && statSync(path).size < header.readUInt32BE(28) * pageSize)
		throw new DatabaseRefusal(cutOff(name));
}

const cutOff = (name: string) =>
	`${name} is cut off: a part of it is missing. Copy it again from where it was kept.`;

/** Throws a sentence unless every page holds together, and it is a database of this site or older. */
export function refuseDamaged(connection: Connection, name: string): void {
	const damaged = `${name} is damaged inside. Use another backup.`;
	let rows: { integrity_check: string }[];
	try {
		rows = connection.prepare('PRAGMA integrity_check(1)').all() as typeof rows;
	} catch (cause) {
		throw new DatabaseRefusal(damaged, { cause });
	}
	if (rows[0]?.integrity_check !== 'ok') throw new DatabaseRefusal(damaged);
	const known = connection
		.prepare(
			"SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('migration', 'user', 'course', 'enrolment', 'site_setting')"
		)
		.all();
	if (known.length < 5)
		throw new DatabaseRefusal(`${name} is a database, but not one of Standpoint.`);
	if (connection.prepare('PRAGMA foreign_key_check').all().length > 0)
		throw new DatabaseRefusal(`${name} has rows without their owner. Use another backup.`);
	const done = connection.prepare('SELECT at FROM migration').all() as { at: number }[];
	refuseNewer(
		done.map(({ at }) => at),
		'sqlite'
	);
}

/**
 * Opens a database so that no other process can, until this one ends. Throws a sentence while a
 * server or any other program has it open: in write-ahead mode each keeps a lock on the file.
 */
export function openAlone(path: string, doing: string): Connection {
	const connection = new Native(path, { timeout: 0 });
	try {
		connection.exec('PRAGMA locking_mode = EXCLUSIVE');
		connection.exec('BEGIN EXCLUSIVE');
		connection.exec('COMMIT');
		return connection;
	} catch (cause) {
		if (troubleOf(cause) === 'busy')
			throw new DatabaseRefusal(
				`A server (or another program) is using ${path}. Stop it first, then ${doing}.`
			);
		throw cause;
	}
}

/** Lets others in again, also when a statement of ours still keeps the connection from closing. */
export function giveBack(connection: Connection): void {
	connection.exec('PRAGMA locking_mode = NORMAL');
	connection.exec('SELECT 1 FROM sqlite_master');
	connection.close();
}

export function sync(path: string): void {
	const file = openSync(path, 'r');
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

export function removeDatabase(path: string): void {
	for (const end of ['', '-journal', '-wal', '-shm']) rmSync(path + end, { force: true });
}

/** Gives a finished file its name; throws EEXIST rather than take the place of another one. */
export function nameFinished(from: string, to: string): void {
	sync(from);
	try {
		linkSync(from, to);
		unlinkSync(from);
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw cause;
		// A file system without hard links.
		if (existsSync(to)) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
		renameSync(from, to);
	}
	sync(dirname(to));
}
