/*
 * The rows of the ledger as everything that shows, changes or carries it away reads them. Rows of one
 * entry and one position are one place: each holds the words chosen in one edition.
 */
import { and, asc, eq } from 'drizzle-orm';
import { db, type Executor } from '$lib/server/db/client';
import { edition, editionVersion, ledgerEntry, ledgerPlace } from '$lib/server/db/schema';
import { newId } from '$lib/server/db/id';
import type { LedgerPlace } from './ledger';

type EntryRow = typeof ledgerEntry.$inferSelect;
type PlaceRow = typeof ledgerPlace.$inferSelect;

export interface StoredEntry extends EntryRow {
	places: LedgerPlace[];
}

/** Every entry of a module, those taken out included, with its places in their order. */
export async function storedEntries(
	courseId: string,
	moduleId: string,
	on: Pick<Executor, 'select'> = db()
): Promise<StoredEntry[]> {
	const entries = await on
		.select()
		.from(ledgerEntry)
		.where(and(eq(ledgerEntry.courseId, courseId), eq(ledgerEntry.moduleId, moduleId)))
		.orderBy(asc(ledgerEntry.position), asc(ledgerEntry.id));
	const places = await placesOf(courseId, eq(ledgerEntry.moduleId, moduleId), on);
	return entries.map((entry) => ({ ...entry, places: places.get(entry.id) ?? [] }));
}

/** One entry by its key, or null. */
export async function storedEntry(
	courseId: string,
	moduleId: string,
	key: string,
	on: Pick<Executor, 'select'> = db()
): Promise<StoredEntry | null> {
	const isEntry = and(eq(ledgerEntry.moduleId, moduleId), eq(ledgerEntry.key, key));
	const [entry] = await on
		.select()
		.from(ledgerEntry)
		.where(and(eq(ledgerEntry.courseId, courseId), isEntry));
	if (!entry) return null;
	const places = await placesOf(courseId, isEntry, on);
	return { ...entry, places: places.get(entry.id) ?? [] };
}

/** By entry id. */
async function placesOf(
	courseId: string,
	entries: ReturnType<typeof and>,
	on: Pick<Executor, 'select'>
): Promise<Map<string, LedgerPlace[]>> {
	const rows = await on
		.select({
			place: ledgerPlace,
			kind: edition.kind,
			lang: edition.lang,
			version: editionVersion.number
		})
		.from(ledgerPlace)
		.innerJoin(
			ledgerEntry,
			and(eq(ledgerEntry.courseId, ledgerPlace.courseId), eq(ledgerEntry.id, ledgerPlace.entryId))
		)
		.leftJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, ledgerPlace.courseId),
				eq(editionVersion.id, ledgerPlace.versionId)
			)
		)
		.leftJoin(
			edition,
			and(eq(edition.courseId, editionVersion.courseId), eq(edition.id, editionVersion.editionId))
		)
		.where(and(eq(ledgerPlace.courseId, courseId), entries))
		.orderBy(asc(ledgerPlace.position), asc(ledgerPlace.id));
	const byEntry = new Map<string, Map<number, LedgerPlace>>();
	for (const { place, kind, lang, version } of rows) {
		const places = byEntry.get(place.entryId) ?? new Map<number, LedgerPlace>();
		byEntry.set(place.entryId, places);
		const { readingId, paragraphId, who, source } = place;
		const known = places.get(place.position) ?? { readingId, paragraphId, who, source, words: [] };
		places.set(place.position, known);
		if (kind && lang && version && place.versionId)
			known.words.push({ kind, lang, version, versionId: place.versionId, quote: quoteOf(place) });
	}
	return new Map([...byEntry].map(([id, places]) => [id, [...places.values()]]));
}

function quoteOf({ start, end, exact, prefix, suffix }: PlaceRow) {
	return { start, end, exact, prefix, suffix };
}

/** A place as rows: one for each edition in which words were chosen, one without words else. */
export function placeRows(
	{ courseId, entryId }: { courseId: string; entryId: string },
	places: readonly LedgerPlace[]
): (typeof ledgerPlace.$inferInsert)[] {
	return places.flatMap(({ words, ...place }, i) => {
		const row = { courseId, entryId, position: i + 1, ...place };
		if (words.length === 0) return [{ ...row, id: newId() }];
		return words.map(({ versionId, quote }) => ({ ...row, id: newId(), versionId, ...quote }));
	});
}
