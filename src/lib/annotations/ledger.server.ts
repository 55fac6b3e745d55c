/*
 * The ledger of a module as one person may read it. Entries, their places and what staff found are
 * for everybody; what others found who checked is read after one's own check of the same entry, and
 * counts of it go through `aggregate` alone.
 */
import { and, asc, eq, not, or } from 'drizzle-orm';
import { aggregate, type Aggregate } from '$lib/access/aggregate';
import { isStaff, roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { hiddenOf, isHidden } from '$lib/courses/moderation.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import { editionValue, type EditionName, type ReadingIndex } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { enrolment, hiddenContent, ledgerCheck, ledgerEntry } from '$lib/server/db/schema';
import {
	countsOf,
	inReadingOrder,
	passes,
	wordsIn,
	type EntryKind,
	type LedgerFilter,
	type LedgerPlace,
	type ShownPlace,
	type Status,
	type Verdict
} from './ledger';
import { storedEntries, storedEntry, type StoredEntry } from './ledger-rows.server';

/** What one person found, as another or they themselves may see it. */
export interface CheckHere {
	ref: string;
	verdict: Verdict;
	finding: string;
	source: string;
	lang: Locale;
	by: LocalText;
	isOwn: boolean;
	byStaff: boolean;
	/** `2026-11-21`, in the course's time zone. */
	day: string;
	isEdited: boolean;
	version: number;
	/** Why staff hid it; for its author and staff alone. */
	hidden: string | null;
}

export interface EntryHere {
	key: string;
	kind: EntryKind;
	text: LocalText;
	status: Status;
	/** Why staff put it so. */
	finding: LocalText;
	places: ShownPlace[];
	/** How many have checked it. */
	checked: number;
	/** What one found oneself. */
	own: Verdict | null;
	/** Others' checks are open to the reader. */
	isOpen: boolean;
	/** How students' verdicts are spread, in the order of `verdicts`; null while that is not open. */
	spread: Aggregate | null;
}

export interface LedgerHere {
	entries: EntryHere[];
	/** Without the filter. */
	all: number;
	/** Readings that an entry speaks of. */
	readings: { slug: string; number: number | null; title: LocalText }[];
	mayCheck: boolean;
	mayEdit: boolean;
}

/** The register, in the order of the readings. */
export async function ledgerFor(
	actor: Actor,
	moduleSlug: string,
	{ filter, edition }: { filter: LedgerFilter; edition: EditionName },
	now: Date
): Promise<LedgerHere> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const [stored, index, given] = await Promise.all([
		storedEntries(courseId, moduleId),
		readingIndex(actor, moduleId),
		verdictsIn(actor, moduleId)
	]);
	const live = inReadingOrder(
		stored.filter((entry) => !entry.retiredAt),
		index
	);
	const texts = await textsNow(actor, live, edition, now);
	const all = live.map((entry) => {
		const places = entry.places.flatMap((place) => shownPlace(place, index, texts) ?? []);
		return entryHere(actor, entry, places, given.get(entry.id) ?? []);
	});
	const named = new Set(all.flatMap((entry) => entry.places.map((p) => p.reading.slug)));
	return {
		entries: all.filter((entry) => passes(filter, entry)),
		all: all.length,
		readings: index
			.filter((r) => named.has(r.slug))
			.map(({ slug, number, title }) => ({ slug, number, title })),
		mayCheck: may(actor, 'ledger.check', ownFacts(actor)),
		mayEdit: may(actor, 'ledger.edit', { courseId })
	};
}

export interface EntryPage extends EntryHere {
	/** The paragraph that each place stands in; null where there is none any more. */
	around: ({ text: string; lang: Locale } | null)[];
	ownCheck: CheckHere | null;
	/** Others' checks; null before one's own. */
	checks: CheckHere[] | null;
	mayCheck: boolean;
	mayEdit: boolean;
	mayHide: boolean;
	/** Before and after it in the register. */
	previous: { key: string; text: LocalText } | null;
	next: { key: string; text: LocalText } | null;
}

/** 404 for an entry that is not there or was taken out. */
export async function ledgerEntryFor(
	actor: Actor,
	moduleSlug: string,
	key: string,
	edition: EditionName,
	now: Date
): Promise<EntryPage> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const [stored, index] = await Promise.all([
		storedEntries(courseId, moduleId),
		readingIndex(actor, moduleId)
	]);
	const live = inReadingOrder(
		stored.filter((entry) => !entry.retiredAt),
		index
	);
	const at = live.findIndex((entry) => entry.key === key);
	const entry = live[at] ?? notFound();
	const [texts, written] = await Promise.all([
		textsNow(actor, [entry], edition, now),
		checksOn(actor, entry.id)
	]);
	const placed = entry.places.flatMap((place) => {
		const shown = shownPlace(place, index, texts);
		if (!shown) return [];
		const text = texts.get(place.readingId);
		const id = shown.words?.paragraphId ?? place.paragraphId;
		const words = text?.paragraphs.find((p) => p.id === id)?.text;
		return [{ shown, around: text && words ? { text: words, lang: text.lang } : null }];
	});
	const here = entryHere(
		actor,
		entry,
		placed.map((p) => p.shown),
		written.map(({ check, enrolmentId }) => ({ ...check, enrolmentId }))
	);
	const step = (to: StoredEntry | undefined) => (to ? { key: to.key, text: to.text } : null);
	return {
		...here,
		around: placed.map((p) => p.around),
		ownCheck: written.find(({ check }) => check.isOwn)?.check ?? null,
		checks: here.isOpen ? written.flatMap(({ check }) => (check.isOwn ? [] : [check])) : null,
		mayCheck: may(actor, 'ledger.check', ownFacts(actor)),
		mayEdit: may(actor, 'ledger.edit', { courseId }),
		mayHide: may(actor, 'content.hide', { courseId }),
		previous: step(live[at - 1]),
		next: step(live[at + 1])
	};
}

/** One's own place in the course, as `ledger.check` asks for it. */
export function ownFacts(actor: Actor): { courseId: string; enrolmentId: string } {
	const { courseId, enrolmentId } = membershipOf(actor);
	return { courseId, enrolmentId };
}

/** An entry that can be checked: its row. 404 for one that is not there or was taken out. */
export async function entryToCheck(
	actor: Actor,
	moduleSlug: string,
	key: string,
	now: Date
): Promise<StoredEntry> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const entry = await storedEntry(courseId, moduleId, key);
	return entry && !entry.retiredAt ? entry : notFound();
}

/** The texts that entries speak of as they stand now, in the edition asked for or the nearest to it. */
export async function textsNow(
	actor: Actor,
	entries: readonly { places: LedgerPlace[] }[],
	edition: EditionName,
	now: Date
): Promise<Map<string, CitableText>> {
	const ids = [...new Set(entries.flatMap((entry) => entry.places.map((p) => p.readingId)))];
	const texts = await Promise.all(ids.map((id) => paragraphsFor(actor, id, edition, now)));
	return new Map(texts.flatMap((text) => (text ? [[text.readingId, text] as const] : [])));
}

/** Null for a reading that is not of the module or has no text. */
export function shownPlace(
	place: LedgerPlace,
	index: ReadingIndex,
	texts: ReadonlyMap<string, CitableText>
): ShownPlace | null {
	const reading = index.find((r) => r.id === place.readingId);
	const text = texts.get(place.readingId);
	if (!reading || !text) return null;
	const words = wordsIn(place, text);
	const id = words?.paragraphId ?? place.paragraphId;
	const paragraph = text.paragraphs.find((p) => p.id === id);
	const { slug, number, title } = reading;
	return {
		reading: { slug, number, title },
		paragraph: paragraph ? { id: paragraph.id, number: paragraph.number } : null,
		edition: editionValue(text),
		words,
		who: place.who,
		source: place.source
	};
}

interface Given {
	enrolmentId: string;
	verdict: Verdict;
	byStaff: boolean;
}

function entryHere(
	actor: Actor,
	entry: StoredEntry,
	places: ShownPlace[],
	given: readonly Given[]
): EntryHere {
	const { courseId, enrolmentId } = membershipOf(actor);
	const own = given.find((one) => one.enrolmentId === enrolmentId)?.verdict ?? null;
	const facts = { courseId, committed: own !== null };
	const { key, kind, text, status, finding } = entry;
	const byStudents = given.filter((one) => !one.byStaff).map((one) => one.verdict);
	return {
		key,
		kind,
		text,
		status,
		finding: status === 'unchecked' ? {} : finding,
		places,
		checked: given.length,
		own,
		isOpen: may(actor, 'note.readPeers', facts),
		spread: may(actor, 'note.figures', facts) ? aggregate(countsOf(byStudents)) : null
	};
}

/** Checks of people who are in the course, as far as the actor is given those of others. */
function readableBy(actor: Actor) {
	const { courseId, enrolmentId, ownSectionOnly, sectionId } = membershipOf(actor);
	const isTheirs =
		roleOf(actor) === 'assistant' && ownSectionOnly
			? or(eq(ledgerCheck.byStaff, true), eq(enrolment.sectionId, sectionId ?? ''))
			: undefined;
	const others = isStaff(actor)
		? isTheirs
		: not(isHidden('note', ledgerCheck.courseId, ledgerCheck.ref));
	return and(
		eq(ledgerCheck.courseId, courseId),
		or(
			eq(ledgerCheck.enrolmentId, enrolmentId),
			others ? and(eq(enrolment.state, 'active'), others) : eq(enrolment.state, 'active')
		)
	);
}

/** By entry id, the first written first. */
async function verdictsIn(actor: Actor, moduleId: string): Promise<Map<string, Given[]>> {
	const rows = await db()
		.select({
			entryId: ledgerCheck.entryId,
			enrolmentId: ledgerCheck.enrolmentId,
			verdict: ledgerCheck.verdict,
			byStaff: ledgerCheck.byStaff
		})
		.from(ledgerCheck)
		.innerJoin(
			ledgerEntry,
			and(eq(ledgerEntry.courseId, ledgerCheck.courseId), eq(ledgerEntry.id, ledgerCheck.entryId))
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, ledgerCheck.courseId), eq(enrolment.id, ledgerCheck.enrolmentId))
		)
		.where(and(readableBy(actor), eq(ledgerEntry.moduleId, moduleId)))
		.orderBy(asc(ledgerCheck.id));
	const byEntry = new Map<string, Given[]>();
	for (const { entryId, ...one } of rows)
		byEntry.set(entryId, [...(byEntry.get(entryId) ?? []), one]);
	return byEntry;
}

/** The first written first; `isOwn` says which is the actor's. */
async function checksOn(
	actor: Actor,
	entryId: string
): Promise<{ check: CheckHere; enrolmentId: string }[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const [{ timeZone }, rows] = await Promise.all([
		courseFor(actor),
		db()
			.select({ check: ledgerCheck, hidden: hiddenContent.reason })
			.from(ledgerCheck)
			.innerJoin(
				enrolment,
				and(eq(enrolment.courseId, ledgerCheck.courseId), eq(enrolment.id, ledgerCheck.enrolmentId))
			)
			.leftJoin(hiddenContent, hiddenOf('note', ledgerCheck.courseId, ledgerCheck.ref))
			.where(
				and(eq(ledgerCheck.courseId, courseId), eq(ledgerCheck.entryId, entryId), readableBy(actor))
			)
			.orderBy(asc(ledgerCheck.id))
	]);
	return rows.map(({ check, hidden }) => {
		const { ref, verdict, finding, source, lang, byStaff, version } = check;
		return {
			enrolmentId: check.enrolmentId,
			check: {
				ref,
				verdict,
				finding,
				source,
				lang,
				by: check.shownAs,
				isOwn: check.enrolmentId === enrolmentId,
				byStaff,
				day: dayIn(check.createdAt, timeZone),
				isEdited: check.editedAt !== null,
				version,
				hidden
			}
		};
	});
}

function dayIn(at: Date, timeZone: string): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}
