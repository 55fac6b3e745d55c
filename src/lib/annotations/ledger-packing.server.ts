/*
 * The ledger as packs carry it: places by their pointers (`002:p3`), words as they stand in the text of
 * each language. What is opened gets passages of the versions just published; what is exported says
 * the words as they stand now, and leaves out those that are gone.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { locales } from '$lib/i18n/local-text';
import { makeAnchor } from '$lib/readings/anchor';
import type { Executor, Transaction } from '$lib/server/db/client';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	edition,
	editionVersion,
	ledgerEntry,
	ledgerPlace,
	paragraph,
	reading
} from '$lib/server/db/schema';
import {
	wordsNow,
	type ChosenWords,
	type EntryKind,
	type LedgerPlace,
	type Status
} from './ledger';
import { placeRows, storedEntries } from './ledger-rows.server';

export interface PackedEntry {
	key: string;
	kind: EntryKind;
	text: LocalText;
	status: Status;
	finding: LocalText;
	places: {
		/** `002:p3` */
		paragraph: string;
		/** The exact words in each language; empty: the paragraph as a whole. */
		words: LocalText;
		who: LocalText;
		source: LocalText;
	}[];
}

interface Of {
	courseId: string;
	moduleId: string;
}

interface StudyText {
	kind: 'study';
	lang: Locale;
	versionId: string;
	version: number;
	paragraphs: { id: string; number: number; text: string }[];
}

/** The study editions of a module as they stand now, by reading id. */
async function studyTexts(
	on: Pick<Executor, 'select'>,
	{ courseId, moduleId }: Of
): Promise<Map<string, StudyText[]>> {
	const rows = await on
		.select({
			readingId: reading.id,
			lang: edition.lang,
			versionId: editionVersion.id,
			version: editionVersion.number,
			id: paragraph.paragraphId,
			number: paragraph.number,
			text: paragraph.text
		})
		.from(reading)
		.innerJoin(
			edition,
			and(
				eq(edition.courseId, reading.courseId),
				eq(edition.readingId, reading.id),
				eq(edition.kind, 'study')
			)
		)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, edition.courseId),
				eq(editionVersion.id, edition.currentVersionId)
			)
		)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, editionVersion.courseId),
				eq(paragraph.versionId, editionVersion.id)
			)
		)
		.where(and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId)))
		.orderBy(asc(paragraph.position));
	const texts = new Map<string, StudyText[]>();
	for (const { readingId, lang, versionId, version, ...line } of rows) {
		const known = texts.get(readingId) ?? [];
		texts.set(readingId, known);
		let text = known.find((t) => t.lang === lang);
		if (!text) known.push((text = { kind: 'study', lang, versionId, version, paragraphs: [] }));
		text.paragraphs.push(line);
	}
	return texts;
}

/** @param readings reading ids by the pack's keys; their texts have been published */
export async function openLedger(
	tx: Transaction,
	of: Of,
	entries: readonly PackedEntry[],
	readings: ReadonlyMap<string, string>,
	now: Date
): Promise<void> {
	if (entries.length === 0) return;
	const { courseId } = of;
	const texts = await studyTexts(tx, of);
	const rows = entries.map(({ places, ...entry }, i) => {
		const id = newId();
		const row = { ...of, id, position: i + 1, ...entry, createdAt: now, updatedAt: now };
		const placed = places.flatMap((place) => unpacked(place, readings, texts) ?? []);
		return { row, places: placeRows({ courseId, entryId: id }, placed) };
	});
	await tx.insert(ledgerEntry).values(rows.map((r) => r.row));
	const places = rows.flatMap((r) => r.places);
	for (let i = 0; i < places.length; i += 50)
		await tx.insert(ledgerPlace).values(places.slice(i, i + 50));
}

function unpacked(
	{ paragraph: pointer, words, who, source }: PackedEntry['places'][number],
	readings: ReadonlyMap<string, string>,
	texts: ReadonlyMap<string, StudyText[]>
): LedgerPlace | null {
	const [key = '', paragraphId = ''] = pointer.split(':');
	const readingId = readings.get(key);
	if (!readingId || !paragraphId) return null;
	const chosen = locales.flatMap((lang): ChosenWords[] => {
		const wanted = words[lang];
		const text = texts.get(readingId)?.find((t) => t.lang === lang);
		const found = text?.paragraphs.find((p) => p.id === paragraphId);
		const at = wanted && found ? found.text.indexOf(wanted) : -1;
		if (!text || !found || !wanted || at < 0) return [];
		const quote = makeAnchor(found.text, at, at + wanted.length);
		const { kind, versionId, version } = text;
		return quote ? [{ kind, lang, versionId, version, quote }] : [];
	});
	return { readingId, paragraphId, who, source, words: chosen };
}

/** @param inPack the pointer as it stands in the pack; null when what it names stays behind */
export async function packedLedger(
	of: Of,
	keyOf: (readingId: string) => string | undefined,
	inPack: (pointer: string) => string | null
): Promise<PackedEntry[]> {
	const [stored, texts] = await Promise.all([
		storedEntries(of.courseId, of.moduleId),
		studyTexts(db(), of)
	]);
	return stored
		.filter((entry) => !entry.retiredAt)
		.map(({ key, kind, text, status, finding, places }) => ({
			key,
			kind,
			text,
			status,
			finding,
			places: places.flatMap(({ readingId, paragraphId, who, source, words }) => {
				const reading = keyOf(readingId);
				const pointer = reading ? inPack(`${reading}:${paragraphId}`) : null;
				if (pointer === null) return [];
				const said: LocalText = {};
				for (const chosen of words) {
					const text = texts.get(readingId)?.find((t) => t.lang === chosen.lang);
					if (chosen.kind !== 'study' || !text) continue;
					const { standing, exact, paragraphId: at } = wordsNow(chosen, paragraphId, text);
					if (standing !== 'gone' && at === paragraphId) said[chosen.lang] = exact;
				}
				return [{ paragraph: pointer, words: said, who, source }];
			})
		}));
}
