/*
 * Search over what somebody may read in a module: the texts that stand there now, and the notes and
 * replies that are visible to them by the one rule of visible.server.ts. Counts are of those alone.
 */
import { and, asc, count, eq, isNull, or, sql, type GetColumnData, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { hitsIn, parseQuery, snippetOf, type Phrase, type Snippet } from '$lib/readings/finding';
import type { EditionName } from '$lib/readings/reading';
import { db } from '$lib/server/db/client';
import type { AnyColumn } from '$lib/server/db/dialect';
import { fullText, type FullText } from '$lib/server/db/full-text';
import {
	edition,
	editionVersion,
	note,
	noteReply,
	paragraph,
	reading,
	searchEntry
} from '$lib/server/db/schema';
import { placeAtHome, placedIn } from './joining.server';
import type { Audience } from './note';
import type { SearchPlace } from './searching';
import { timer } from './showing.server';
import { replyVisibleTo, standingIn, visibleTo } from './visible.server';
import type { Viewer } from './visibility';

/** Hits on one page. */
const perPage = 20;
const lastPage = 50;

export interface ReadingHit {
	readingSlug: string;
	title: string;
	edition: EditionName;
	paragraphId: string;
	number: number;
	/** Of the first word that was found, for `?mark=`. */
	start: number;
	end: number;
	snippet: Snippet;
}

export interface NoteHit {
	readingSlug: string;
	/** Of the text that the note was written on, as it is called now. */
	title: string;
	edition: EditionName;
	/** Null when the note's words stand nowhere any more. */
	place: { paragraphId: string; number: number; start: number; end: number } | null;
	/** Of the note, also where a reply to it was found. */
	ref: string;
	isReply: boolean;
	audience: Audience;
	/** The passage that it is about. */
	exact: string;
	by: LocalText;
	isOwn: boolean;
	byStaff: boolean;
	/** ISO: a moment for one's own and for staff, a day for everybody else. */
	at: string;
	lang: Locale;
	snippet: Snippet;
}

export interface SearchWish {
	moduleSlug: string;
	query: string;
	/** Without one: where something was found, the readings first. */
	where?: SearchPlace | null;
	page?: number;
}

export type SearchAnswer =
	| { ok: false; reason: 'empty' | 'too-long' | 'no-words' }
	| {
			ok: true;
			where: SearchPlace;
			counts: Record<SearchPlace, number>;
			page: number;
			pages: number;
			readings: ReadingHit[];
			notes: NoteHit[];
	  };

/** 404 for a module that is not there for the actor; 403 for one that opens later. */
export async function searchIn(actor: Actor, wish: SearchWish, now: Date): Promise<SearchAnswer> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, wish.moduleSlug, now);
	const parsed = parseQuery(wish.query);
	if (!parsed.ok) return parsed;
	const { phrases } = parsed;
	const asked: Asked = { moduleId, text: fullText(courseId, phrases) };
	const { viewer } = await standingIn(actor, moduleId);
	const inReadings = foundReadings(asked);
	const inNotes = foundNotes(asked, viewer);
	const [readings] = await db().select({ n: count() }).from(inReadings);
	const [notes] = await db().select({ n: count() }).from(inNotes);
	const counts = { readings: readings?.n ?? 0, notes: notes?.n ?? 0 };
	const where = wish.where ?? (counts.readings === 0 && counts.notes > 0 ? 'notes' : 'readings');
	const pages = Math.min(lastPage, Math.max(1, Math.ceil(counts[where] / perPage)));
	const page = Math.min(Math.max(1, wish.page ?? 1), pages);
	return {
		ok: true,
		where,
		counts,
		page,
		pages,
		readings: where === 'readings' ? await readingHits(inReadings, phrases, page) : [],
		notes: where === 'notes' ? await noteHits(actor, inNotes, phrases, page) : []
	};
}

interface Asked {
	moduleId: string;
	text: FullText;
}

const isEdition = and(
	eq(editionVersion.courseId, edition.courseId),
	eq(editionVersion.id, edition.currentVersionId)
);

/** Paragraphs of what readers see, without readings that were taken out. */
function foundReadings({ moduleId, text: { source, on, where, rank } }: Asked) {
	return db()
		.select({
			rank: rank.as('rank'),
			readingSlug: reading.slug,
			readingPosition: sql<number>`${reading.position}`.as('reading_position'),
			editionId: edition.id,
			title: editionVersion.title,
			kind: edition.kind,
			lang: edition.lang,
			paragraphId: paragraph.paragraphId,
			position: paragraph.position,
			number: paragraph.number,
			text: paragraph.text
		})
		.from(source)
		.innerJoin(searchEntry, on)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, searchEntry.courseId),
				eq(paragraph.versionId, searchEntry.versionId),
				eq(paragraph.paragraphId, searchEntry.paragraphId)
			)
		)
		.innerJoin(
			edition,
			and(
				eq(edition.courseId, searchEntry.courseId),
				eq(edition.currentVersionId, searchEntry.versionId)
			)
		)
		.innerJoin(editionVersion, isEdition)
		.innerJoin(
			reading,
			and(
				eq(reading.courseId, edition.courseId),
				eq(reading.id, edition.readingId),
				isNull(reading.retiredAt)
			)
		)
		.where(and(where, eq(searchEntry.moduleId, moduleId), eq(searchEntry.kind, 'paragraph')))
		.as('found');
}

async function readingHits(
	found: ReturnType<typeof foundReadings>,
	phrases: Phrase[],
	page: number
): Promise<ReadingHit[]> {
	const rows = await db()
		.select()
		.from(found)
		.orderBy(asc(found.rank), asc(found.readingPosition), asc(found.editionId), asc(found.position))
		.limit(perPage)
		.offset((page - 1) * perPage);
	return rows.map(({ readingSlug, title, kind, lang, paragraphId, number, text }) => {
		const [[start, end] = [0, 0]] = hitsIn(text, phrases);
		return {
			readingSlug,
			title,
			edition: { kind, lang },
			paragraphId,
			number,
			start,
			end,
			snippet: snippetOf(text, phrases)
		};
	});
}

/** A column of the reply where one was found, else of the note. */
function ofWords<C extends AnyColumn>(
	name: string,
	ofReply: AnyColumn,
	ofNote: C
): SQL.Aliased<GetColumnData<C>> {
	return sql<
		GetColumnData<C>
	>`case when ${searchEntry.replyId} is not null then ${ofReply} else ${ofNote} end`
		.mapWith(ofNote)
		.as(name);
}

const writtenIn = alias(editionVersion, 'written_in');

/** Notes and replies that are visible to the viewer. */
function foundNotes({ moduleId, text: { source, on, where, rank } }: Asked, viewer: Viewer) {
	return db()
		.select({
			rank: rank.as('rank'),
			doc: searchEntry.doc,
			readingSlug: reading.slug,
			title: editionVersion.title,
			kind: edition.kind,
			lang: edition.lang,
			ref: note.ref,
			audience: note.audience,
			exact: note.exact,
			isReply: sql`${searchEntry.replyId} is not null`.mapWith(Boolean).as('is_reply'),
			by: ofWords('by', noteReply.shownAs, note.shownAs),
			enrolmentId: ofWords('words_enrolment', noteReply.enrolmentId, note.enrolmentId),
			byStaff: ofWords('words_by_staff', noteReply.byStaff, note.byStaff),
			body: ofWords('words', noteReply.body, note.body),
			wordsLang: ofWords('words_lang', noteReply.lang, note.lang),
			at: ofWords('words_at', noteReply.createdAt, note.createdAt),
			paragraphId: paragraph.paragraphId,
			number: paragraph.number,
			start: placeAtHome.start,
			end: placeAtHome.end
		})
		.from(source)
		.innerJoin(searchEntry, on)
		.innerJoin(note, and(eq(note.courseId, searchEntry.courseId), eq(note.id, searchEntry.noteId)))
		.leftJoin(
			noteReply,
			and(eq(noteReply.courseId, searchEntry.courseId), eq(noteReply.id, searchEntry.replyId))
		)
		.innerJoin(reading, and(eq(reading.courseId, note.courseId), eq(reading.id, note.readingId)))
		.innerJoin(
			writtenIn,
			and(eq(writtenIn.courseId, note.courseId), eq(writtenIn.id, note.versionId))
		)
		.innerJoin(
			edition,
			and(eq(edition.courseId, note.courseId), eq(edition.id, writtenIn.editionId))
		)
		.innerJoin(editionVersion, isEdition)
		.leftJoin(placeAtHome, placedIn(edition.currentVersionId, placeAtHome))
		.leftJoin(
			paragraph,
			and(
				eq(paragraph.courseId, placeAtHome.courseId),
				eq(paragraph.versionId, placeAtHome.versionId),
				eq(paragraph.paragraphId, placeAtHome.paragraphId)
			)
		)
		.where(
			and(
				where,
				eq(searchEntry.moduleId, moduleId),
				visibleTo(viewer),
				or(
					and(eq(searchEntry.kind, 'note'), isNull(note.deletedAt)),
					and(eq(searchEntry.kind, 'reply'), replyVisibleTo(viewer))
				)
			)
		)
		.as('found');
}

async function noteHits(
	actor: Actor,
	found: ReturnType<typeof foundNotes>,
	phrases: Phrase[],
	page: number
): Promise<NoteHit[]> {
	const { enrolmentId } = membershipOf(actor);
	const { timeZone } = await courseFor(actor);
	const when = timer(actor, timeZone);
	const rows = await db()
		.select()
		.from(found)
		// Alike ones in no order that tells when they were written.
		.orderBy(asc(found.rank), asc(found.ref), asc(found.doc))
		.limit(perPage)
		.offset((page - 1) * perPage);
	return rows.map((row) => {
		const isOwn = row.enrolmentId === enrolmentId;
		const { paragraphId, number, start, end } = row;
		const isPlaced = paragraphId !== null && number !== null && start !== null && end !== null;
		return {
			readingSlug: row.readingSlug,
			title: row.title,
			edition: { kind: row.kind, lang: row.lang },
			place: isPlaced ? { paragraphId, number, start, end } : null,
			ref: row.ref,
			isReply: row.isReply,
			audience: row.audience,
			exact: row.exact,
			by: row.by,
			isOwn,
			byStaff: row.byStaff,
			at: when(row.at, isOwn),
			lang: row.wordsLang,
			snippet: snippetOf(row.body, phrases)
		};
	});
}
