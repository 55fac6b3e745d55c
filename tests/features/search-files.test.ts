/*
 * Words that are taken out of what is searched are gone from the index too: from every byte of the
 * file and of its log, once that is emptied. PostgreSQL keeps files of its own, which go with its
 * clean-up: there the rows are looked through.
 */
import { randomBytes } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { db, scrub, transaction } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import { fullText, newDoc } from '$lib/server/db/full-text';
import { searchEntry } from '$lib/server/db/schema';
import { aCourse } from '../support/builders';
import { testDatabase } from '../support/database';

const folder = mkdtempSync(join(tmpdir(), 'standpoint-search-'));
testDatabase(folder);

/** Letters alone, and like no other word from the first one on. */
const aWord = () =>
	[...randomBytes(20)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');

/** The index leaves out what a word has in common with the one before it. */
const tail = (word: string) => word.slice(6);

/** Which of the words stand anywhere; on PostgreSQL in its rows. */
async function standing(words: readonly string[]): Promise<string[]> {
	if (isPostgres) {
		const rows = JSON.stringify(await db().select().from(searchEntry));
		return words.filter((word) => rows.includes(word));
	}
	const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
	return words.filter((word) => files.some((bytes) => bytes.includes(tail(word))));
}

describe('words that are not searched any more', () => {
	test.each([
		['a few of many', 400, 7],
		['all but a few', 60, 55],
		['all', 30, 30]
	])('are nowhere in the file: %s', async (_which, many, gone) => {
		const { courseId } = await aCourse();
		const entries = Array.from({ length: many }, () => ({ doc: newDoc(), word: aWord() }));
		// One transaction each, as people write: the index has many small parts, and joins them.
		for (const { doc, word } of entries)
			await transaction((tx) =>
				tx.insert(searchEntry).values({
					courseId,
					doc,
					moduleId: 'm',
					kind: 'note',
					folded: `the same and ${word} once more`
				})
			);
		const find = async (word: string) => {
			const { source, on, where } = fullText(courseId, [{ words: [word], isBegun: false }]);
			const rows = await db()
				.select({ doc: searchEntry.doc })
				.from(source)
				.innerJoin(searchEntry, on)
				.where(where);
			return rows.length;
		};
		const [erased, kept] = [entries.slice(0, gone), entries.slice(gone)];
		const words = erased.map(({ word }) => word);
		expect(await standing(words)).toEqual(words);
		await db()
			.delete(searchEntry)
			.where(
				and(
					eq(searchEntry.courseId, courseId),
					inArray(
						searchEntry.doc,
						erased.map(({ doc }) => doc)
					)
				)
			);
		await scrub();
		expect(await standing(words)).toEqual([]);
		for (const word of words.slice(0, 5)) expect(await find(word)).toBe(0);
		for (const { word } of kept.slice(0, 5)) expect(await find(word)).toBe(1);
	});

	test('are nowhere in the file after they were changed', async () => {
		const { courseId } = await aCourse();
		const [before, after] = [aWord(), aWord()];
		const doc = newDoc();
		const row = { courseId, doc, moduleId: 'm', kind: 'note' as const, folded: before };
		await db().insert(searchEntry).values(row);
		expect(await standing([before])).toEqual([before]);
		await db()
			.update(searchEntry)
			.set({ folded: after })
			.where(and(eq(searchEntry.courseId, courseId), eq(searchEntry.doc, doc)));
		await scrub();
		expect(await standing([before, after])).toEqual([after]);
	});
});
