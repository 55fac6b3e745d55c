/*
 * A database of its own for each test file: a copy of a template that was migrated once. SQLite by
 * default; with DATABASE_URL=postgres://… (a server on which databases may be made) the same tests
 * run there, and with DATABASE_URL=postgres://pglite inside the process (slow: a few files at most).
 */
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll } from 'vitest';
import { forgetAuth } from '$lib/server/auth';
import { closeDatabase, migrate, openDatabase } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import { newId } from '$lib/server/db/id';
import { startPglite } from './pglite';

process.env.BETTER_AUTH_SECRET ??= 'tests-only-tests-only-tests-only-tests-only';
process.env.ORIGIN ??= 'http://localhost:3000';

const engine = isPostgres ? 'postgres' : 'sqlite';

/** Names the template by the migrations it was made from. */
function fingerprint(): string {
	const hash = createHash('sha256');
	for (const name of readdirSync(`drizzle/${engine}`).sort())
		if (name.endsWith('.sql')) hash.update(readFileSync(`drizzle/${engine}/${name}`));
	return hash.digest('hex').slice(0, 12);
}

const templates = join(tmpdir(), 'standpoint-tests');

async function openCopy(folder: string): Promise<() => Promise<void>> {
	if (process.env.DATABASE_URL === 'postgres://pglite') return openPglite();
	return isPostgres ? openPostgresCopy() : openSqliteCopy(folder);
}

async function openPglite(): Promise<() => Promise<void>> {
	const { url, stop } = await startPglite();
	await openDatabase(url);
	await migrate();
	return async () => {
		await closeDatabase();
		await stop();
	};
}

async function openSqliteCopy(folder: string): Promise<() => Promise<void>> {
	mkdirSync(templates, { recursive: true });
	const template = join(templates, `template-${fingerprint()}.db`);
	if (!existsSync(template)) {
		const making = join(templates, `making-${newId()}.db`);
		await openDatabase(`file:${making}`);
		await migrate();
		await closeDatabase();
		renameSync(making, template);
	}
	const path = join(folder, `${newId()}.db`);
	copyFileSync(template, path);
	await openDatabase(`file:${path}`);
	return async () => {
		await closeDatabase();
		for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
	};
}

async function openPostgresCopy(): Promise<() => Promise<void>> {
	const server = process.env.DATABASE_URL ?? '';
	const at = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href;
	const template = `standpoint_template_${fingerprint()}`;
	const admin = postgres(at('postgres'), { max: 1, onnotice: () => undefined });
	const name = `standpoint_${newId().replaceAll('-', '_')}`;
	await admin`SELECT pg_advisory_lock(7261948)`;
	try {
		const [known] = await admin`SELECT 1 FROM pg_database WHERE datname = ${template}`;
		if (!known) {
			await admin.unsafe(`CREATE DATABASE ${template}`);
			await openDatabase(at(template));
			await migrate();
			await closeDatabase();
		}
		await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template}`);
	} finally {
		await admin`SELECT pg_advisory_unlock(7261948)`;
	}
	await openDatabase(at(name));
	return async () => {
		await closeDatabase();
		await admin.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
		await admin.end();
	};
}

/**
 * Call once at the top of a test file: the file gets a fresh, migrated database of its own.
 * @param folder where the file of SQLite lies, for tests that look into it
 */
export function testDatabase(folder = templates): void {
	let close: (() => Promise<void>) | undefined;
	beforeAll(async () => {
		close = await openCopy(folder);
	});
	afterAll(async () => {
		await close?.();
		// Files share what they import; the sign-in library holds on to the database it was made with.
		forgetAuth();
	});
}
