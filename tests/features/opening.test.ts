import { and, count, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { identify } from '$lib/access/identify.server';
import { packSummaries } from '$lib/packs/packs.server';
import { db } from '$lib/server/db/client';
import { paragraph, question, reading } from '$lib/server/db/schema';
import { testDatabase } from '../support/database';

testDatabase();

describe('the database of a test', () => {
	it('is migrated and empty', async () => {
		expect((await db().select({ n: count() }).from(reading))[0]?.n).toBe(0);
		expect(
			await db()
				.select()
				.from(question)
				.where(and(eq(question.id, 'x')))
		).toEqual([]);
		expect(await db().select().from(paragraph)).toEqual([]);
		expect((await identify(undefined, undefined, undefined, new Date())).actor.person).toBeNull();
	});
	it('knows the pack', async () => {
		expect((await packSummaries())[0]?.questions).toBe(36);
	});
});
