/*
 * What every feature relies on, on a schema of this test's own: values come back as they went in,
 * transactions hold on both engines, migrations may be started twice.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { and, eq, sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import Sqlite from 'libsql';
import postgres from 'postgres';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db, isUniqueViolation, migrate, prepared, transaction } from '$lib/server/db/client';
import * as d from '$lib/server/db/dialect';
import { newId } from '$lib/server/db/id';
import { testDatabase } from '../support/database';

testDatabase();

const shelf = d.table('probe_shelf', {
	id: d.text().primaryKey().$defaultFn(newId),
	label: d.text().notNull().unique(),
	total: d.integer().notNull().default(0),
	version: d.integer().notNull().default(0),
	ratio: d.real(),
	isOpen: d.bool().notNull().default(false),
	opensAt: d.instant(),
	epoch: d.bigint(),
	info: d.json<{ a: number[]; b: { c: string } | null }>(),
	state: d.enumText(['draft', 'open']).notNull().default('draft')
});

const book = d.table(
	'probe_book',
	{
		shelfId: d
			.text()
			.notNull()
			.references(() => shelf.id, { onDelete: 'cascade' }),
		seq: d.integer().notNull()
	},
	(t) => [d.primaryKey({ columns: [t.shelfId, t.seq] })]
);

// Plain statements that both engines understand; `bool` and the like differ by name only.
const on = <T>(sqlite: T, postgres: T) => (d.isPostgres ? postgres : sqlite);
const tables = [
	`create table probe_shelf (
		id text primary key, label text not null unique, total integer not null default 0,
		version integer not null default 0, ratio ${on('real', 'double precision')},
		is_open ${on('integer', 'boolean')} not null default false,
		opens_at ${on('integer', 'timestamptz(3)')}, epoch ${on('integer', 'bigint')},
		info ${on('text', 'jsonb')}, state text not null default 'draft'
	)`,
	`create table probe_book (
		shelf_id text not null references probe_shelf (id) on delete cascade,
		seq integer not null, primary key (shelf_id, seq)
	)`
];

/** Statements outside the query builder: the one verb that has another name on each engine. */
async function say(text: string): Promise<void> {
	const database = db() as unknown as Record<'run' | 'execute', (query: unknown) => Promise<void>>;
	await database[on('run' as const, 'execute' as const)](sql.raw(text));
}

async function aShelf(given: Partial<typeof shelf.$inferInsert> = {}) {
	const [made] = await db()
		.insert(shelf)
		.values({ label: newId(), ...given })
		.returning();
	return made!;
}

const find = async (id: string) => (await db().select().from(shelf).where(eq(shelf.id, id)))[0];

/** An empty database beside the test's own, and how often each migration was applied to it. */
async function aFreshDatabase(): Promise<{
	url: string;
	applied(): Promise<number[]>;
	remove(): Promise<void>;
}> {
	const statement = 'select at from migration order by at';
	// PostgreSQL hands a bigint out as text.
	const moments = (rows: unknown) =>
		(rows as { at: number | string }[]).map(({ at }) => Number(at));
	if (!d.isPostgres) {
		const folder = mkdtempSync(join(tmpdir(), 'standpoint-fresh-'));
		const path = join(folder, 'fresh.db');
		return {
			url: `file:${path}`,
			applied: () => Promise.resolve(moments(new Sqlite(path).prepare(statement).all())),
			remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true }))
		};
	}
	const at = (name: string) =>
		Object.assign(new URL(process.env.DATABASE_URL!), { pathname: `/${name}` }).href;
	const name = `standpoint_fresh_${newId().replaceAll('-', '_')}`;
	const admin = postgres(at('postgres'), { max: 1 });
	await admin.unsafe(`create database ${name}`);
	return {
		url: at(name),
		async applied() {
			const fresh = postgres(at(name), { max: 1 });
			const rows = await fresh.unsafe(statement);
			await fresh.end();
			return moments(rows);
		},
		async remove() {
			await admin.unsafe(`drop database ${name} with (force)`);
			await admin.end();
		}
	};
}

beforeAll(async () => {
	for (const text of tables) await say(text);
});

describe('a row', () => {
	it('comes back as it went in', async () => {
		const values = {
			label: 'پہلا خانہ',
			ratio: 0.1 + 0.2,
			isOpen: true,
			opensAt: new Date('2026-11-02T04:00:00.123Z'),
			epoch: 1_793_592_000_123,
			info: { a: [1, 2], b: { c: 'a “quoted” \\ word' } },
			state: 'open' as const
		};
		const made = await aShelf(values);
		expect(made).toMatchObject({ ...values, total: 0, version: 0 });
		expect(await find(made.id)).toEqual(made);
	});

	it('keeps what is not there as null', async () => {
		const made = await aShelf();
		expect(await find(made.id)).toMatchObject({
			ratio: null,
			opensAt: null,
			epoch: null,
			info: null,
			isOpen: false,
			state: 'draft'
		});
	});

	it('can be emptied by a statement whose only parameter is null', async () => {
		const made = await aShelf({ opensAt: new Date(0) });
		await db().update(shelf).set({ opensAt: null });
		expect((await find(made.id))?.opensAt).toBeNull();
	});

	it('is found by a yes or no and by a moment', async () => {
		const opensAt = new Date('2026-11-03T04:00:00.001Z');
		const made = await aShelf({ isOpen: true, opensAt });
		const found = await db()
			.select({ id: shelf.id })
			.from(shelf)
			.where(and(eq(shelf.isOpen, true), eq(shelf.opensAt, opensAt)));
		expect(found).toEqual([{ id: made.id }]);
	});

	it('joined with another of the same column names keeps both apart', async () => {
		const one = await aShelf({ label: 'one' });
		await db().insert(book).values({ shelfId: one.id, seq: 7 });
		const rows = await db()
			.select()
			.from(book)
			.innerJoin(shelf, eq(shelf.id, book.shelfId))
			.where(eq(book.shelfId, one.id));
		expect(rows).toEqual([{ probe_book: { shelfId: one.id, seq: 7 }, probe_shelf: one }]);
	});

	it('takes what belongs to it along when it goes', async () => {
		const one = await aShelf();
		await db().insert(book).values({ shelfId: one.id, seq: 1 });
		await db().delete(shelf).where(eq(shelf.id, one.id));
		expect(await db().select().from(book).where(eq(book.shelfId, one.id))).toEqual([]);
	});

	it('needs the row it belongs to', async () => {
		const lost = db().insert(book).values({ shelfId: 'nowhere', seq: 1 });
		const refusal = await lost.then(
			() => null,
			(cause: unknown) => cause
		);
		expect(refusal).toBeInstanceOf(Error);
		expect(isUniqueViolation(refusal)).toBe(false);
	});
});

describe('ids', () => {
	it('sort in the order they were made', () => {
		const made = Array.from({ length: 200 }, newId);
		expect(made.toSorted()).toEqual(made);
		expect(new Set(made).size).toBe(200);
	});
});

describe('a unique key', () => {
	it('is told from other failures', async () => {
		const { id, label } = await aShelf();
		for (const twice of [{ label }, { id, label: newId() }]) {
			const refusal: unknown = await aShelf(twice).catch((cause: unknown) => cause);
			expect(isUniqueViolation(refusal)).toBe(true);
		}
		expect(isUniqueViolation(new Error('UNIQUE'))).toBe(false);
		expect(isUniqueViolation(undefined)).toBe(false);
	});

	it('lets a transaction go on when the attempt was nested', async () => {
		const { label } = await aShelf();
		const other = newId();
		await transaction(async (tx) => {
			await expect(
				tx.transaction(async (nested) => {
					await nested.insert(shelf).values({ label: newId() });
					await nested.insert(shelf).values({ label });
				})
			).rejects.toSatisfy(isUniqueViolation);
			await tx.insert(shelf).values({ label: other });
		});
		expect(await db().select().from(shelf).where(eq(shelf.label, other))).toHaveLength(1);
	});
});

describe('a transaction', () => {
	it('keeps everything and answers what its work answers', async () => {
		const answer = await transaction(async (tx) => {
			const [made] = await tx.insert(shelf).values({ label: newId() }).returning();
			await tx.insert(book).values({ shelfId: made!.id, seq: 1 });
			return made!.id;
		});
		expect(await find(answer)).toBeDefined();
		expect(await db().select().from(book).where(eq(book.shelfId, answer))).toHaveLength(1);
	});

	it('keeps nothing when its work fails, and passes the failure on', async () => {
		const label = newId();
		const refusal = new Error('no');
		await expect(
			transaction(async (tx) => {
				await tx.insert(shelf).values({ label });
				throw refusal;
			})
		).rejects.toBe(refusal);
		expect(await db().select().from(shelf).where(eq(shelf.label, label))).toEqual([]);
	});

	it('shows its rows to nobody before it ends', async () => {
		const label = newId();
		const seen = () => db().select().from(shelf).where(eq(shelf.label, label));
		await transaction(async (tx) => {
			await tx.insert(shelf).values({ label });
			expect(await seen()).toEqual([]);
		});
		expect(await seen()).toHaveLength(1);
	});

	it('refuses a write that goes past it', async () => {
		const [inside, past] = [newId(), newId()];
		await expect(
			transaction(async (tx) => {
				await tx.insert(shelf).values({ label: inside });
				await aShelf({ label: past });
			})
		).rejects.toThrow();
		const left = await db().select().from(shelf);
		expect(left.filter(({ label }) => label === inside || label === past)).toEqual([]);
	});

	it('is guarded as well when a library begins it on the database it was given', async () => {
		await expect(db().transaction(() => aShelf())).rejects.toThrow();
	});

	it('refuses another one inside', async () => {
		await expect(transaction(() => transaction(() => Promise.resolve('both')))).rejects.toThrow();
	});

	it('does not hold what was only started inside it', async () => {
		const label = newId();
		const started: Promise<unknown>[] = [];
		let ended = () => {};
		const end = new Promise<void>((resolve) => (ended = resolve));
		await transaction(async (tx) => {
			await tx.insert(shelf).values({ label: newId() });
			started.push(end.then(() => aShelf({ label })));
		});
		ended();
		await Promise.all(started);
		expect(await db().select().from(shelf).where(eq(shelf.label, label))).toHaveLength(1);
	});

	it('loses no update among sixty at once', async () => {
		const { id } = await aShelf();
		await Promise.all(
			Array.from({ length: 60 }, (_, seq) =>
				transaction(async (tx) => {
					await tx
						.update(shelf)
						.set({ total: sql`${shelf.total} + 1` })
						.where(eq(shelf.id, id));
					await tx.insert(book).values({ shelfId: id, seq });
				})
			)
		);
		expect((await find(id))?.total).toBe(60);
		expect(await db().select().from(book).where(eq(book.shelfId, id))).toHaveLength(60);
	});

	it('lets exactly one win who changes the version they read', async () => {
		const { id } = await aShelf();
		const won = await Promise.all(
			Array.from({ length: 10 }, () =>
				transaction((tx) =>
					tx
						.update(shelf)
						.set({ version: 1 })
						.where(and(eq(shelf.id, id), eq(shelf.version, 0)))
						.returning({ id: shelf.id })
				)
			)
		);
		expect(won.flat()).toEqual([{ id }]);
	});

	it('leaves the way free for single writes beside it', async () => {
		const labels = Array.from({ length: 20 }, newId);
		await Promise.all(
			labels.map((label, n) =>
				n % 2
					? aShelf({ label })
					: transaction((tx) => tx.insert(shelf).values({ label }).returning())
			)
		);
		const kept = new Set((await db().select().from(shelf)).map(({ label }) => label));
		expect(labels.filter((label) => !kept.has(label))).toEqual([]);
	});
});

describe('a prepared query', () => {
	const byLabel = prepared('probe_shelf_by_label', (database) =>
		database
			.select({ id: shelf.id, opensAt: shelf.opensAt })
			.from(shelf)
			.where(eq(shelf.label, sql.placeholder('label')))
	);

	it('answers for each parameter', async () => {
		const opensAt = new Date('2026-11-02T04:00:00Z');
		const [one, two] = [await aShelf({ opensAt }), await aShelf()];
		expect(await byLabel({ label: one.label })).toEqual([{ id: one.id, opensAt }]);
		expect(await byLabel({ label: two.label })).toEqual([{ id: two.id, opensAt: null }]);
		expect(await byLabel({ label: 'nobody' })).toEqual([]);
	});

	it('sees what has been written since', async () => {
		const label = newId();
		expect(await byLabel({ label })).toEqual([]);
		const { id } = await aShelf({ label });
		expect((await byLabel({ label }))[0]?.id).toBe(id);
	});
});

describe('migrating', () => {
	it('a second time changes nothing', async () => {
		const { label } = await aShelf();
		await migrate();
		await migrate();
		expect(await db().select().from(shelf).where(eq(shelf.label, label))).toHaveLength(1);
	});

	describe('by several processes at once', () => {
		// Bundled below node_modules, so that its imports are found.
		mkdirSync('node_modules/.cache', { recursive: true });
		const folder = mkdtempSync(resolve('node_modules/.cache/migrating-'));
		afterAll(() => rmSync(folder, { recursive: true, force: true }));

		beforeAll(async () => {
			await build({
				configFile: false,
				logLevel: 'silent',
				build: {
					ssr: 'src/lib/server/db/client.ts',
					outDir: folder,
					copyPublicDir: false,
					rollupOptions: { output: { entryFileNames: 'client.mjs' } }
				}
			});
		});

		const start = (url: string) =>
			promisify(execFile)(
				process.execPath,
				[
					'--input-type=module',
					'--eval',
					`const client = await import(${JSON.stringify(pathToFileURL(`${folder}/client.mjs`).href)});
					await client.openDatabase(${JSON.stringify(url)});
					await client.migrate();
					await client.closeDatabase();`
				],
				{ timeout: 30_000 }
			);

		it('applies everything once', async () => {
			const fresh = await aFreshDatabase();
			try {
				await Promise.all(Array.from({ length: 4 }, () => start(fresh.url)));
				const written = readMigrationFiles({
					migrationsFolder: on('drizzle/sqlite', 'drizzle/postgres')
				});
				expect(await fresh.applied()).toEqual(written.map(({ folderMillis }) => folderMillis));
			} finally {
				await fresh.remove();
			}
		});
	});
});
