/*
 * A copy of the running database in one file, checked before it gets its name. SQLite writes the
 * copy itself (`VACUUM INTO`), from one moment, while others go on writing; from PostgreSQL the rows
 * are copied into a SQLite file inside one transaction. So there is one kind of backup.
 */
import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	rmSync,
	statSync
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import Native from 'libsql';
import postgres from 'postgres';
import { migrateConnection, migrationsOf } from './migrate';
import { DatabaseRefusal, troubleOf } from './refusal';
import { batches, postgresStore, sqliteStore, sqliteTables, tables, type Store } from './rows';
import {
	applicationId,
	isOwnBackup,
	nameFinished,
	refuseDamaged,
	removeDatabase,
	sqlitePath
} from './sqlite-file';

export interface Backup {
	path: string;
	bytes: number;
	/** How many rows each table has, those without any left out. */
	rows: { table: string; rows: number }[];
}

const namePattern = /^standpoint-\d{8}-\d{6}\.db$/;
const partPattern = /^\.standpoint-backup-(\d+)\.part/;

/** `standpoint-20261102-040000.db`, in UTC. */
export function backupName(now: Date): string {
	const [day, time] = now
		.toISOString()
		.replace(/[-:]|\.\d+Z/g, '')
		.split('T');
	return `standpoint-${day}-${time}.db`;
}

/** @param target a folder, which is made if need be, or the name of a file that does not exist yet */
export async function backUp(url: string, target: string, now: Date): Promise<Backup> {
	const path = fileFor(target, now);
	const folder = dirname(path);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	if (existsSync(path)) throw exists(path);
	forgetBroken(folder);
	const part = join(folder, `.standpoint-backup-${process.pid}.part`);
	try {
		// Made empty first: whoever else has an account here cannot read it, not even half written.
		closeSync(openSync(part, 'wx', 0o600));
		if (/^postgres(ql)?:/.test(url)) await copyPostgres(url, part);
		else copySqlite(sqlitePath(url), part);
		const rows = checked(part);
		chmodSync(part, 0o600);
		nameFinished(part, path);
		return { path, bytes: statSync(path).size, rows };
	} catch (cause) {
		if (cause instanceof DatabaseRefusal) throw cause;
		if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw exists(path);
		const trouble = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'full' : troubleOf(cause);
		if (trouble === 'full')
			throw new DatabaseRefusal(`There is not enough room in ${folder} for a backup.`, { cause });
		throw cause;
	} finally {
		removeDatabase(part);
	}
}

function fileFor(target: string, now: Date): string {
	const isFolder = existsSync(target)
		? statSync(target).isDirectory()
		: /[\\/]$/.test(target) || extname(target) === '';
	return isFolder ? join(resolve(target), backupName(now)) : resolve(target);
}

const exists = (path: string) =>
	new DatabaseRefusal(`${path} exists already; a backup never takes the place of another file.`);

function copySqlite(from: string, to: string): void {
	if (!existsSync(from)) throw new DatabaseRefusal(`There is no database ${from}.`);
	const source = new Native(from, { timeout: 10_000 });
	source.prepare('VACUUM INTO ?').run([to]);
	source.close();
}

async function copyPostgres(url: string, to: string): Promise<void> {
	const sql = postgres(url, { max: 1, onnotice: () => undefined });
	const copy = new Native(to);
	try {
		await sql.begin('isolation level repeatable read read only', async (tx) => {
			const source = postgresStore(tx);
			await refuseOtherSchema(source);
			migrateConnection(copy);
			const target = sqliteStore(copy);
			for (const table of tables())
				for await (const rows of batches(source, table))
					await target.atomically((inside) => inside.insert(table, rows));
		});
	} finally {
		copy.close();
		await sql.end({ timeout: 5 });
	}
}

/** Rows are copied by the columns that this code knows: the database has to have just those. */
export async function refuseOtherSchema(source: Store): Promise<void> {
	const present = await source.ask(
		source.engine === 'postgres'
			? "SELECT to_regclass('migration') AS name"
			: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migration'"
	);
	if (!present[0]?.name) throw new DatabaseRefusal('The database is not one of Standpoint.');
	const done = (await source.ask('SELECT at FROM migration')).map(({ at }) => Number(at));
	const known = migrationsOf(source.engine);
	if (done.some((at) => !known.includes(at)) || known.some((at) => !done.includes(at)))
		throw new DatabaseRefusal(
			'The database and this code are of different versions. Do this with the version of Standpoint that runs on it, or start this one once (npm start), which upgrades the database.'
		);
}

function checked(part: string): Backup['rows'] {
	const copy = new Native(part);
	try {
		refuseDamaged(copy, 'The copy');
		copy.exec(`PRAGMA application_id = ${applicationId}`);
		const names = copy.prepare(sqliteTables).all() as { name: string }[];
		return names
			.map(({ name }) => {
				const [found] = copy.prepare(`SELECT count(*) AS rows FROM "${name}"`).all() as {
					rows: number;
				}[];
				return { table: name, rows: found?.rows ?? 0 };
			})
			.filter(({ table, rows }) => rows > 0 && table !== 'migration')
			.toSorted((a, b) => (a.table < b.table ? -1 : 1));
	} finally {
		copy.close();
	}
}

/** Half-written copies of backups that were killed. */
function forgetBroken(folder: string): void {
	for (const name of readdirSync(folder)) {
		const pid = Number(partPattern.exec(name)?.[1]);
		if (pid && !isRunning(pid)) rmSync(join(folder, name), { force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (cause) {
		return (cause as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Removes all but the newest of the backups in a folder, by name and mark its own; answers which. */
export function keepNewest(folder: string, count: number): string[] {
	const own = readdirSync(folder)
		.filter((name) => namePattern.test(name) && isOwnBackup(join(folder, name)))
		.toSorted()
		.toReversed();
	const old = own.slice(count).map((name) => join(folder, name));
	for (const path of old) rmSync(path);
	return old.map((path) => basename(path));
}
