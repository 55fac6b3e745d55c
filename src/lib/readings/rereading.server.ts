/*
 * How words that were taken from an earlier version read in the newest one: found by the same
 * function that places notes, over all the versions between.
 */
import { and, eq, gt, inArray } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { db } from '$lib/server/db/client';
import { editionVersion, paragraph } from '$lib/server/db/schema';
import { placerIn, type PassageQuote, type VersionParagraph } from './placing';

export interface TakenPassage extends PassageQuote {
	versionId: string;
}

/** Where the words stand now and what they are; `gone`: nowhere. */
export type ReadsNow =
	| { state: 'exact' | 'moved' | 'changed'; paragraphId: string; number: number; words: string }
	| { state: 'gone' };

const taken = alias(editionVersion, 'taken_version');

/**
 * One answer for each passage, which the caller has been allowed to see; null where it was taken
 * from the newest version.
 */
export async function rereadIn(
	courseId: string,
	passages: readonly TakenPassage[]
): Promise<(ReadsNow | null)[]> {
	const versionIds = [...new Set(passages.map((p) => p.versionId))];
	if (versionIds.length === 0) return [];
	const later = await db()
		.select({
			takenId: taken.id,
			number: editionVersion.number,
			id: paragraph.paragraphId,
			shown: paragraph.number,
			text: paragraph.text,
			predecessors: paragraph.predecessors
		})
		.from(taken)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, taken.courseId),
				eq(editionVersion.editionId, taken.editionId),
				gt(editionVersion.number, taken.number)
			)
		)
		.innerJoin(
			paragraph,
			and(eq(paragraph.courseId, taken.courseId), eq(paragraph.versionId, editionVersion.id))
		)
		.where(and(eq(taken.courseId, courseId), inArray(taken.id, versionIds)))
		.orderBy(editionVersion.number, paragraph.position);
	const readers = new Map(
		versionIds.map((versionId) => [
			versionId,
			readerOf(later.filter((row) => row.takenId === versionId))
		])
	);
	return passages.map((passage) => readers.get(passage.versionId)?.(passage) ?? null);
}

type Row = VersionParagraph & { number: number; shown: number };

/** Null when nothing was published since. */
function readerOf(rows: readonly Row[]): ((passage: PassageQuote) => ReadsNow) | null {
	const newest = rows.at(-1)?.number;
	if (newest === undefined) return null;
	const numbers = [...new Set(rows.map((row) => row.number))];
	const versions = numbers.map((number) => rows.filter((row) => row.number === number));
	const now = versions.pop() ?? [];
	const place = placerIn(now, versions);
	return (passage) => {
		const found = place(passage);
		const of = found.state === 'orphaned' ? null : now.find((p) => p.id === found.paragraphId);
		if (found.state === 'orphaned' || !of) return { state: 'gone' };
		const { state, paragraphId, start, end } = found;
		return { state, paragraphId, number: of.shown, words: of.text.slice(start, end) };
	};
}
