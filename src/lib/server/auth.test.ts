import { getAuthTables } from 'better-auth/db';
import { getTableColumns } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { authOptions } from './auth';
import { account, rateLimit, session, user, verification } from './db/schema';

const ours = { user, session, account, verification, rateLimit };
const dataTypes: Record<string, string> = {
	string: 'string',
	boolean: 'boolean',
	date: 'date',
	number: 'number'
};

describe('our tables and the sign-in library', () => {
	const asked = getAuthTables(
		authOptions({ origin: 'http://localhost', secret: 'x'.repeat(32), secure: false })
	);

	it('name the same tables', () => {
		expect(Object.keys(asked).sort()).toEqual(Object.keys(ours).sort());
	});

	it.each(Object.keys(ours) as (keyof typeof ours)[])('agree on every column of %s', (name) => {
		const columns = getTableColumns(ours[name]) as Record<
			string,
			{ dataType: string; notNull: boolean; isUnique: boolean }
		>;
		const fields = asked[name]?.fields ?? {};
		expect(Object.keys(columns).sort()).toEqual(['id', ...Object.keys(fields)].sort());
		for (const [key, field] of Object.entries(fields)) {
			const column = columns[field.fieldName ?? key];
			expect(column?.dataType, key).toBe(dataTypes[field.type as string]);
			expect(column?.notNull, `${key} is required`).toBe(field.required !== false);
			if (field.unique) expect(column?.isUnique, `${key} is unique`).toBe(true);
		}
	});
});
