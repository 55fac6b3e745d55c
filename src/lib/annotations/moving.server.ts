/*
 * The report on a version before it is published: what becomes of the notes, cited passages and
 * places in the ledger that stand in the text, found by the same function as the publication itself.
 * Private notes are counted and nothing more; nobody is named.
 */
import { and, eq, gte, isNull, or } from 'drizzle-orm';
import { db } from '$lib/server/db/client';
import {
	citation,
	editionVersion,
	ledgerEntry,
	ledgerPlace,
	paragraph
} from '$lib/server/db/schema';
import type { ProposedVersion } from '$lib/readings/editing.server';
import { placerIn, type PassageQuote, type Placed, type Placer } from '$lib/readings/placing';
import {
	aroundQuote,
	gathered,
	noCounts,
	pageOf,
	shownIn,
	type AskedParagraph,
	type Moving,
	type MovingKind,
	type MovingPassage,
	type ShownPassage
} from './moving';
import { notesStanding, placesIn } from './placing.server';

/** Null for the first version of a text, to which nothing can point. */
export async function movingTo(proposed: ProposedVersion, page: number): Promise<Moving | null> {
	const { courseId, readingId, baseId, before, paragraphs } = proposed;
	if (baseId === null) return null;
	const [base] = await db()
		.select({ editionId: editionVersion.editionId })
		.from(editionVersion)
		.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.id, baseId)));
	if (!base) return null;
	const { editionId } = base;
	const [notes, cited, placed, versions] = await Promise.all([
		notesStanding(db(), courseId, { editionId, versionId: baseId }),
		citationsIn(courseId, editionId),
		ledgerPlacesIn(courseId, readingId, editionId),
		versionsOf(courseId, editionId)
	]);
	const counts = { note: noCounts(), citation: noCounts(), ledger: noCounts() };
	const passages: MovingPassage[] = [];
	const add = (
		kind: MovingKind,
		becomes: Placed['state'],
		old: ShownPassage,
		now: ShownPassage | null,
		submitted = 0
	) => {
		counts[kind][becomes]++;
		if (becomes !== 'exact') passages.push({ kind, n: 1, submitted, becomes, old, now });
	};
	const oldWords = new Map(before.map((p) => [p.id, p]));
	const newWords = new Map(paragraphs.map((p) => [p.id, p]));
	const nowShown = (id: string, start: number, end: number) => {
		const of = newWords.get(id);
		return of ? shownIn(of, start, end) : null;
	};

	const places = placesIn(notes, before, paragraphs);
	let unseen = 0;
	for (const { id, audience, quote, last } of notes) {
		const place = places.get(id);
		if (!place) continue;
		if (audience === 'private') unseen++;
		else if (place.becomes === 'lost') counts.note.lost++;
		else {
			const { kept, becomes } = place;
			const stood = last?.paragraphId != null ? oldWords.get(last.paragraphId) : undefined;
			const old = stood && last ? shownIn(stood, last.start, last.end) : asQuoted(quote, oldWords);
			const now = kept.paragraphId && nowShown(kept.paragraphId, kept.start, kept.end);
			add('note', becomes, old, now || null);
		}
	}

	const placers = new Map<number, Placer>();
	const placerFrom = (version: number): Placer => {
		const known = placers.get(version);
		if (known) return known;
		const between = versions.filter((v) => v.number > version).map((v) => v.paragraphs);
		const placer = placerIn(paragraphs, between);
		placers.set(version, placer);
		return placer;
	};
	const placeQuoted = (kind: MovingKind, of: Quoted, submitted = 0) => {
		const found = placerFrom(of.version)(of.quote);
		const now =
			found.state === 'orphaned' ? null : nowShown(found.paragraphId, found.start, found.end);
		add(kind, found.state, asQuoted(of.quote, oldWords, of.number), now, submitted);
	};
	for (const one of cited) placeQuoted('citation', one, Number(one.isSubmitted));
	for (const one of placed) {
		if (one.quote) placeQuoted('ledger', { ...one, quote: one.quote });
		else if (oldWords.has(one.paragraphId) && !newWords.has(one.paragraphId)) {
			const stood = oldWords.get(one.paragraphId);
			if (stood) add('ledger', 'orphaned', shownIn(stood, 0, stood.text.length), null);
		} else counts.ledger.exact++;
	}

	const { page: shown, pages, of } = pageOf(gathered(passages), page);
	return { counts, unseen, asked: askedIn(proposed), passages: of, page: shown, pages };
}

interface Quoted {
	quote: PassageQuote;
	/** Of the version it was taken from. */
	version: number;
	/** Of the paragraph in that version. */
	number: number;
}

/** Words that stood in an earlier version, with as much around them as was kept. */
function asQuoted(
	{ exact, prefix, suffix, paragraphId }: PassageQuote,
	texts: ReadonlyMap<string, { number: number }>,
	number = texts.get(paragraphId)?.number ?? 0
): ShownPassage {
	return { number, exact, ...aroundQuote(prefix, suffix) };
}

/** Paragraphs that somebody asks about and that are not as they were. */
function askedIn({ before, paragraphs, asked }: ProposedVersion): AskedParagraph[] {
	const now = new Map(paragraphs.map((p) => [p.id, p]));
	return before.flatMap(({ id, number, text }) => {
		const keys = [...(asked.get(id) ?? [])];
		const there = now.get(id);
		if (keys.length === 0 || there?.text === text) return [];
		const isDivided = paragraphs.some((p) => p.id !== id && p.predecessors.includes(id));
		const becomes: AskedParagraph['becomes'] = !there
			? 'gone'
			: there.predecessors.length > 1
				? 'merged'
				: isDivided
					? 'divided'
					: 'changed';
		return [{ number, becomes, keys }];
	});
}

async function citationsIn(courseId: string, editionId: string) {
	const rows = await db()
		.select({
			quote: quoteOf(citation),
			isSubmitted: citation.number,
			version: editionVersion.number,
			number: paragraph.number
		})
		.from(citation)
		.innerJoin(
			editionVersion,
			and(eq(editionVersion.courseId, citation.courseId), eq(editionVersion.id, citation.versionId))
		)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, citation.courseId),
				eq(paragraph.versionId, citation.versionId),
				eq(paragraph.paragraphId, citation.paragraphId)
			)
		)
		.where(and(eq(citation.courseId, courseId), eq(editionVersion.editionId, editionId)));
	return rows.map((row) => ({ ...row, isSubmitted: row.isSubmitted > 0 }));
}

/** Places with words of this edition, and those that mean whole paragraphs of the reading. */
async function ledgerPlacesIn(courseId: string, readingId: string, editionId: string) {
	const rows = await db()
		.select({
			paragraphId: ledgerPlace.paragraphId,
			quote: quoteOf(ledgerPlace),
			version: editionVersion.number,
			number: paragraph.number
		})
		.from(ledgerPlace)
		.innerJoin(
			ledgerEntry,
			and(
				eq(ledgerEntry.courseId, ledgerPlace.courseId),
				eq(ledgerEntry.id, ledgerPlace.entryId),
				isNull(ledgerEntry.retiredAt)
			)
		)
		.leftJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, ledgerPlace.courseId),
				eq(editionVersion.id, ledgerPlace.versionId)
			)
		)
		.leftJoin(
			paragraph,
			and(
				eq(paragraph.courseId, ledgerPlace.courseId),
				eq(paragraph.versionId, ledgerPlace.versionId),
				eq(paragraph.paragraphId, ledgerPlace.paragraphId)
			)
		)
		.where(
			and(
				eq(ledgerPlace.courseId, courseId),
				eq(ledgerPlace.readingId, readingId),
				or(isNull(ledgerPlace.versionId), eq(editionVersion.editionId, editionId))
			)
		);
	return rows.map(({ paragraphId, quote, version, number }) => ({
		paragraphId,
		quote: version === null ? null : quote,
		version: version ?? 0,
		number: number ?? 0
	}));
}

function quoteOf(table: typeof citation | typeof ledgerPlace) {
	const { paragraphId, start, end, exact, prefix, suffix } = table;
	return { paragraphId, start, end, exact, prefix, suffix };
}

/** Which paragraphs came from which, in every version so far, oldest first. */
async function versionsOf(courseId: string, editionId: string) {
	const rows = await db()
		.select({
			number: editionVersion.number,
			id: paragraph.paragraphId,
			predecessors: paragraph.predecessors
		})
		.from(editionVersion)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, editionVersion.courseId),
				eq(paragraph.versionId, editionVersion.id)
			)
		)
		.where(
			and(
				eq(editionVersion.courseId, courseId),
				eq(editionVersion.editionId, editionId),
				gte(editionVersion.number, 2)
			)
		)
		.orderBy(editionVersion.number);
	const versions: { number: number; paragraphs: { id: string; predecessors: string[] }[] }[] = [];
	for (const { number, ...row } of rows) {
		const last = versions.at(-1);
		if (last?.number === number) last.paragraphs.push(row);
		else versions.push({ number, paragraphs: [row] });
	}
	return versions;
}
