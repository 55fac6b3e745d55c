/*
 * Rating anchor positions: what somebody is to rate before they rate anybody else's, and how they
 * stand beside the reference once they have. The reference leaves this file only for whoever has
 * rated; notes for markers never leave it for students.
 */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { Locale, LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import type { CitedPart, PositionBody, Side } from '$lib/positions/position';
import { paragraphsByPointer } from '$lib/readings/passages.server';
import type { ReadingIndex } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import { anchorPosition, anchorRating } from '$lib/server/db/schema';
import { missingIn, type RubricBody, type SheetLevels } from '../review';
import { keptRubric, rubricOf } from '../sheets.server';
import {
	audiencesOf,
	bodyFor,
	closeness,
	compare,
	sideOf,
	type AnchorCitation,
	type ComparedCriterion,
	type Rater
} from './anchor';

/** Staff rate as markers; whoever else is in the course sees what its students rate. */
export function raterOf(actor: Actor): Rater {
	return isStaff(actor) ? 'markers' : 'peers';
}

async function rowsFor(actor: Actor, moduleSlug: string, rater: Rater, now?: Date) {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	return db()
		.select({ anchor: anchorPosition, rating: anchorRating })
		.from(anchorPosition)
		.leftJoin(
			anchorRating,
			and(
				eq(anchorRating.courseId, anchorPosition.courseId),
				eq(anchorRating.anchorId, anchorPosition.id),
				eq(anchorRating.enrolmentId, enrolmentId)
			)
		)
		.where(
			and(
				eq(anchorPosition.courseId, courseId),
				eq(anchorPosition.moduleId, moduleId),
				inArray(anchorPosition.audience, [...audiencesOf(rater)]),
				isNull(anchorPosition.retiredAt)
			)
		)
		.orderBy(asc(anchorPosition.order), asc(anchorPosition.id));
}

/** Anchors that are retired count neither as wanted nor as done. */
export async function calibrationFor(
	actor: Actor,
	moduleSlug: string,
	rater: Rater
): Promise<{ wanted: number; done: number }> {
	const rows = await rowsFor(actor, moduleSlug, rater);
	return { wanted: rows.length, done: rows.filter((row) => row.rating !== null).length };
}

export interface AnchorInList {
	id: string;
	title: LocalText;
	/** How near to the reference, once rated. */
	closeness: { of: number; same: number; within: number } | null;
}

export interface AnchorsToRate {
	anchors: AnchorInList[];
	/** Not whoever only looks: observers, and staff who see as a student. */
	mayRate: boolean;
}

export async function anchorsToRate(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<AnchorsToRate> {
	const rows = await rowsFor(actor, moduleSlug, raterOf(actor), now);
	const anchors = await Promise.all(
		rows.map(async ({ anchor, rating }) => ({
			id: anchor.id,
			title: anchor.title,
			closeness:
				rating && closeness(compare(await keptRubric(anchor), anchor.levels, rating.levels))
		}))
	);
	return { anchors, mayRate: mayRate(actor) };
}

function mayRate(actor: Actor): boolean {
	const { courseId, enrolmentId } = membershipOf(actor);
	return may(actor, 'anchor.rate', { courseId, enrolmentId });
}

/** A paragraph that an anchor cites, in the edition of its reader. */
export interface CitedParagraph {
	part: CitedPart;
	reading: { slug: string; number: number | null; title: LocalText };
	paragraph: { id: string; number: number };
	/** Null: the study editions have no such paragraph any more. */
	words: { lang: Locale; text: string } | null;
}

export interface AnchorPage {
	id: string;
	title: LocalText;
	/** What a rating is about. */
	version: number;
	lang: Locale;
	body: PositionBody;
	cited: CitedParagraph[];
	rubric: RubricBody;
	/** Where the reader stands among theirs. */
	at: number;
	of: number;
	/** The first one that they have not rated, other than this. */
	next: string | null;
	own: { levels: SheetLevels; reasons: Record<string, string>; ratedAt: Date } | null;
	/** Only beside a rating of one's own. */
	compared: {
		criteria: ComparedCriterion[];
		closeness: { of: number; same: number; within: number };
		/** Why the reference is as it is. */
		why: Record<string, LocalText>;
		side: Side;
	} | null;
	mayRate: boolean;
}

/** 404 for an anchor that is not for this reader, or that was taken out before they rated it. */
export async function anchorFor(
	actor: Actor,
	moduleSlug: string,
	anchorId: string,
	locale: Locale,
	now: Date
): Promise<AnchorPage> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const rater = raterOf(actor);
	const [rows, [own]] = await Promise.all([
		rowsFor(actor, moduleSlug, rater, now),
		db()
			.select({ anchor: anchorPosition, rating: anchorRating })
			.from(anchorRating)
			.innerJoin(
				anchorPosition,
				and(
					eq(anchorPosition.courseId, anchorRating.courseId),
					eq(anchorPosition.id, anchorRating.anchorId)
				)
			)
			.where(
				and(
					eq(anchorRating.courseId, courseId),
					eq(anchorRating.anchorId, anchorId),
					eq(anchorRating.enrolmentId, enrolmentId),
					eq(anchorPosition.moduleId, moduleId)
				)
			)
	]);
	const here = rows.findIndex((row) => row.anchor.id === anchorId);
	const { anchor, rating } = rows[here] ?? own ?? notFound();
	const written = bodyFor(anchor.bodies, locale) ?? notFound();
	const [kept, index] = await Promise.all([keptRubric(anchor), readingIndex(actor, moduleId)]);
	const rubric = rater === 'markers' ? kept : withoutNotes(kept);
	const criteria = rating && compare(rubric, anchor.levels, rating.levels);
	return {
		id: anchor.id,
		title: anchor.title,
		version: anchor.version,
		...written,
		cited: await citedParagraphs(actor, moduleId, index, anchor.citations, locale),
		rubric,
		at: here + 1,
		of: rows.length,
		next: rows.find((row) => row.rating === null && row.anchor.id !== anchorId)?.anchor.id ?? null,
		own: rating && { levels: rating.levels, reasons: rating.reasons, ratedAt: rating.ratedAt },
		compared: criteria && {
			criteria,
			closeness: closeness(criteria),
			why: anchor.reasons,
			side: sideOf(anchor.bodies)
		},
		mayRate: mayRate(actor) && here >= 0
	};
}

function withoutNotes({ criteria, ...rubric }: RubricBody): RubricBody {
	return {
		...rubric,
		notes: {},
		criteria: criteria.map(({ notes: _notes, ...criterion }) => criterion)
	};
}

export async function citedParagraphs(
	actor: Actor,
	moduleId: string,
	index: ReadingIndex,
	citations: readonly AnchorCitation[],
	locale: Locale
): Promise<CitedParagraph[]> {
	const places = citations.flatMap(({ part, readingId, paragraphId }) => {
		const reading = index.find((r) => r.id === readingId);
		const paragraph = reading?.paragraphs.find((p) => p.id === paragraphId);
		return reading && paragraph ? [{ part, reading, paragraph }] : [];
	});
	const texts = await paragraphsByPointer(
		actor,
		moduleId,
		places.map(({ reading, paragraph }) => ({ reading: reading.key, id: paragraph.id })),
		locale
	);
	return places.map(({ part, reading, paragraph }) => {
		const found = texts.get(`${reading.key}:${paragraph.id}`);
		const { slug, number, title } = reading;
		return {
			part,
			reading: { slug, number, title },
			paragraph,
			words: found ? { lang: found.lang, text: found.text } : null
		};
	});
}

export interface WrittenRating {
	/** Of the anchor, as it was read. */
	version: number;
	levels: SheetLevels;
	reasons: Record<string, string>;
}

export type Rated =
	| { ok: true }
	| { ok: false; reason: 'unfinished'; open: string[] }
	/** It was written anew meanwhile: what was judged is another text now. */
	| { ok: false; reason: 'changed' };

/** Kept is the latest. Needs `anchor.rate`; 404 for an anchor that is not for this rater. */
export async function rateAnchor(
	actor: Actor,
	moduleSlug: string,
	anchorId: string,
	{ version, levels, reasons }: WrittenRating,
	now: Date
): Promise<Rated> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'anchor.rate', { courseId, enrolmentId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	return transaction(async (tx): Promise<Rated> => {
		// Held, so that nobody rates what its author is changing.
		const [anchor] = await tx
			.update(anchorPosition)
			.set({ courseId })
			.where(
				and(
					eq(anchorPosition.courseId, courseId),
					eq(anchorPosition.id, anchorId),
					eq(anchorPosition.moduleId, moduleId),
					inArray(anchorPosition.audience, [...audiencesOf(raterOf(actor))])
				)
			)
			.returning();
		if (!anchor) notFound();
		if (anchor.version !== version) return { ok: false, reason: 'changed' };
		const rubric = await rubricOf(tx, anchor);
		const open = missingIn(rubric, levels);
		if (open.length > 0)
			return { ok: false, reason: 'unfinished', open: open.map(({ key }) => key) };
		const known = ({ key }: { key: string }) => key in levels;
		const judged = Object.fromEntries(
			rubric.criteria.filter(known).map(({ key }) => [key, levels[key] ?? null])
		);
		const why = Object.fromEntries(
			rubric.criteria.flatMap(({ key }) => (reasons[key] ? [[key, reasons[key]]] : []))
		);
		const rating = { levels: judged, reasons: why, ratedAt: now };
		await tx
			.insert(anchorRating)
			.values({ courseId, anchorId, enrolmentId, ...rating })
			.onConflictDoUpdate({
				target: [anchorRating.courseId, anchorRating.anchorId, anchorRating.enrolmentId],
				set: rating
			});
		return { ok: true };
	});
}
