/*
 * A course is a tenant: no key of a table that belongs to one reaches past it. Asked of the schema,
 * and of the database itself, so that a migration cannot say something else.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tables, type Key } from '$lib/server/db/rows';
import { aFreshDatabase, catalogueOf, type Fresh, type FoundTable } from '../support/fresh';

interface Keys {
	name: string;
	columns: { name: string }[];
	primaryKey: string[];
	uniques: Key[];
	foreignKeys: (Key & { foreignColumns: string[]; table: string })[];
}

/** Every key that does not begin with the course, or points at another column than the course of its owner. */
function strayKeys(all: Keys[]): string[] {
	return all
		.filter(({ columns }) => columns.some(({ name }) => name === 'course_id'))
		.flatMap(({ name, primaryKey, uniques, foreignKeys }) => [
			...[{ name: 'primary key', columns: primaryKey }, ...uniques, ...foreignKeys]
				.filter(({ columns }) => columns[0] !== 'course_id')
				.map((key) => `${name}: ${key.name} (${key.columns.join(', ')})`),
			...foreignKeys
				.filter(({ table, foreignColumns }) =>
					table === 'course' ? foreignColumns[0] !== 'id' : foreignColumns[0] !== 'course_id'
				)
				.map((key) => `${name}: ${key.name} to (${key.foreignColumns.join(', ')})`)
		]);
}

describe('the keys of what a course owns', () => {
	let fresh: Fresh;
	let found: FoundTable[];
	beforeAll(async () => {
		fresh = await aFreshDatabase();
		await fresh.migrate();
		found = await catalogueOf(fresh.store);
	});
	afterAll(() => fresh.remove());

	it('begin with the course in the schema', () => {
		expect(strayKeys(tables())).toEqual([]);
	});

	it('begin with the course in the database', () => {
		expect(strayKeys(found)).toEqual([]);
	});

	it('are the same in both', () => {
		const plain = (all: Keys[]) =>
			all
				.map(({ name, primaryKey, uniques, foreignKeys, columns }) => ({
					name,
					columns: columns.map((column) => column.name).toSorted(),
					primaryKey,
					uniques: uniques.map((key) => key.columns.join()).toSorted(),
					foreignKeys: foreignKeys
						.map((key) => `${key.columns.join()} → ${key.table} ${key.foreignColumns.join()}`)
						.toSorted()
				}))
				.toSorted((a, b) => (a.name < b.name ? -1 : 1));
		expect(plain(found)).toEqual(plain(tables()));
	});

	it('would be found out if they did not', () => {
		const table = {
			name: 'slip',
			columns: [{ name: 'course_id' }, { name: 'token' }],
			primaryKey: ['course_id', 'token'],
			uniques: [{ name: 'slip_token', columns: ['token'] }],
			foreignKeys: [
				{ name: 'slip_user', columns: ['user_id'], table: 'user', foreignColumns: ['id'] }
			]
		};
		expect(strayKeys([table])).toEqual([
			'slip: slip_token (token)',
			'slip: slip_user (user_id)',
			'slip: slip_user to (id)'
		]);
	});
});
