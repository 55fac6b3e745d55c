/*
 * Cited passages: chosen from the stored words of a paragraph, checked against them, and shown with
 * where they stand. Those of the draft have number 0, those of a submitted version its number.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { checkAnchor, type AnchorRefusal } from '$lib/readings/anchor';
import { paragraphsFor, passageTarget, type CitableText } from '$lib/readings/passages.server';
import type { EditionKind, EditionName, IndexedReading, ReadingIndex } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { rereadIn } from '$lib/readings/rereading.server';
import { db, prepared, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	citation,
	edition,
	editionVersion,
	paragraph,
	position,
	reading
} from '$lib/server/db/schema';
import { ensurePosition, isEditable } from './drafting.server';
import { canEdit, isCitedPart, mostCitations, type CitedPart } from './position';
import { taskIfAny, taskToWrite } from './task.server';

/** A passage as pages show it: the exact words, and where they stand. */
export interface CitedPassage {
	id: string;
	part: CitedPart;
	exact: string;
	/** The language of the words. */
	lang: Locale;
	kind: EditionKind;
	reading: { slug: string; number: number | null; title: LocalText };
	paragraph: { id: string; number: number };
	start: number;
	end: number;
	/** The number of the version it was cited from, when a newer one has replaced that. */
	earlier: number | null;
	/** How its words read in the newest version, where they are others; null in it: nowhere. */
	now: { words: string | null } | null;
}

/** The stored passages of a position that the caller has been allowed to see, as they were cited. */
export const citationsOfPosition = prepared('citations_of_position', (db) =>
	db
		.select({
			id: citation.id,
			part: citation.part,
			exact: citation.exact,
			start: citation.start,
			end: citation.end,
			prefix: citation.prefix,
			suffix: citation.suffix,
			readingId: citation.readingId,
			slug: reading.slug,
			lang: edition.lang,
			kind: edition.kind,
			version: editionVersion.number,
			versionId: citation.versionId,
			currentVersionId: edition.currentVersionId,
			paragraphId: citation.paragraphId,
			number: paragraph.number
		})
		.from(citation)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, citation.courseId),
				eq(paragraph.versionId, citation.versionId),
				eq(paragraph.paragraphId, citation.paragraphId)
			)
		)
		.innerJoin(
			editionVersion,
			and(eq(editionVersion.courseId, citation.courseId), eq(editionVersion.id, citation.versionId))
		)
		.innerJoin(
			edition,
			and(eq(edition.courseId, editionVersion.courseId), eq(edition.id, editionVersion.editionId))
		)
		.innerJoin(
			reading,
			and(eq(reading.courseId, citation.courseId), eq(reading.id, citation.readingId))
		)
		.where(
			and(
				eq(citation.courseId, sql.placeholder('courseId')),
				eq(citation.positionId, sql.placeholder('positionId')),
				eq(citation.number, sql.placeholder('number'))
			)
		)
		.orderBy(asc(citation.order))
);

/**
 * The passages of a position that the caller has been allowed to see.
 *
 * @param number 0 for the draft, else the submitted version
 */
export async function citationsIn(
	courseId: string,
	positionId: string,
	number: number,
	index: ReadingIndex
): Promise<CitedPassage[]> {
	const rows = await citationsOfPosition({ courseId, positionId, number });
	const isEarlier = (row: (typeof rows)[number]) => row.versionId !== row.currentVersionId;
	const earlier = rows.filter(isEarlier);
	const reads = await rereadIn(courseId, earlier);
	return rows.map((row) => {
		const indexed = index.find((r) => r.id === row.readingId);
		const read = isEarlier(row) ? reads[earlier.indexOf(row)] : null;
		return {
			id: row.id,
			// Written by `citePassage` alone, which checks it.
			part: row.part as CitedPart,
			exact: row.exact,
			lang: row.lang,
			kind: row.kind,
			reading: {
				slug: row.slug,
				number: indexed?.number ?? null,
				title: indexed?.title ?? {}
			},
			paragraph: { id: row.paragraphId, number: row.number },
			start: row.start,
			end: row.end,
			earlier: isEarlier(row) ? row.version : null,
			now:
				read?.state === 'gone'
					? { words: null }
					: read?.state === 'changed'
						? { words: read.words }
						: null
		};
	});
}

export interface ChosenPassage {
	part: string;
	versionId: string;
	paragraphId: string;
	/** Half-open offsets into the paragraph's text, in UTF-16 units; snapped outward to whole words. */
	start: number;
	end: number;
	/** The words the browser saw there; null when only offsets were sent, as without scripts. */
	exact: string | null;
}

export type CiteResult =
	{ ok: true; id: string } | { ok: false; reason: AnchorRefusal | 'submitted' | 'too-many' };

/** 404 for a paragraph that is not of this module and for a part that the draft does not have. */
export async function citePassage(
	actor: Actor,
	moduleSlug: string,
	chosen: ChosenPassage,
	lang: Locale,
	now: Date
): Promise<CiteResult> {
	const task = await taskToWrite(actor, moduleSlug);
	const { courseId } = task;
	const target = await passageTarget(actor, chosen.versionId, chosen.paragraphId);
	if (!target || target.moduleId !== task.moduleId) notFound();
	const { start, end } = chosen;
	const exact = chosen.exact ?? target.text.slice(start, end);
	const checked = checkAnchor({ start, end, exact }, target.text);
	if (!checked.ok) return checked;
	return transaction(async (tx): Promise<CiteResult> => {
		const positionId = await ensurePosition(tx, actor, task, lang, now);
		const [draft] = await tx
			.update(position)
			.set({ savedAt: now })
			.where(isEditable(courseId, positionId))
			.returning({ body: position.body });
		if (!draft) return { ok: false, reason: 'submitted' };
		if (!isCitedPart(draft.body, chosen.part)) notFound();
		const there = await tx
			.select()
			.from(citation)
			.where(
				and(
					eq(citation.courseId, courseId),
					eq(citation.positionId, positionId),
					eq(citation.number, 0),
					eq(citation.part, chosen.part)
				)
			);
		const same = there.find(
			(c) =>
				c.versionId === target.versionId &&
				c.paragraphId === target.paragraphId &&
				c.start === checked.quote.start &&
				c.end === checked.quote.end
		);
		if (same) return { ok: true, id: same.id };
		if (there.length >= mostCitations) return { ok: false, reason: 'too-many' };
		const id = newId();
		await tx.insert(citation).values({
			courseId,
			id,
			positionId,
			number: 0,
			part: chosen.part,
			order: Math.max(0, ...there.map((c) => c.order)) + 1,
			readingId: target.readingId,
			versionId: target.versionId,
			paragraphId: target.paragraphId,
			...checked.quote
		});
		return { ok: true, id };
	});
}

/** Takes a passage out of the draft; one that is not there is no error. */
export async function removeCitation(
	actor: Actor,
	moduleSlug: string,
	citationId: string,
	now: Date
): Promise<{ ok: true; part: string | null } | { ok: false; reason: 'submitted' }> {
	const task = await taskToWrite(actor, moduleSlug);
	const { courseId, own } = task;
	if (!own) return { ok: true, part: null };
	return transaction(async (tx) => {
		const [draft] = await tx
			.update(position)
			.set({ savedAt: now })
			.where(isEditable(courseId, own.id))
			.returning({ id: position.id });
		if (!draft) return { ok: false as const, reason: 'submitted' as const };
		const [gone] = await tx
			.delete(citation)
			.where(
				and(
					eq(citation.courseId, courseId),
					eq(citation.positionId, own.id),
					eq(citation.number, 0),
					eq(citation.id, citationId)
				)
			)
			.returning({ part: citation.part });
		return { ok: true as const, part: gone?.part ?? null };
	});
}

/** Whether the actor can cite words in a position of the module that is not submitted. */
export async function mayCite(actor: Actor, moduleSlug: string, now: Date): Promise<boolean> {
	const { courseId, enrolmentId } = membershipOf(actor);
	if (!may(actor, 'position.write', { courseId, enrolmentId })) return false;
	const task = await taskIfAny(actor, moduleSlug, now);
	return task !== null && (!task.own || canEdit(task.own.state));
}

export interface CitingPage {
	/** What of the draft the passage is for, while that is to be chosen. */
	parts: CitedPart[];
	readings: IndexedReading[];
	/** The reading that was chosen, and the editions that there are of it. */
	text: (CitableText & { slug: string; editions: EditionName[] }) | null;
	/** The reason's number; null for the case against. */
	reason: number | null;
	/** Why nothing can be cited here now. */
	refusal: 'submitted' | 'too-many' | null;
}

/** What to choose a passage from; without a part, the parts. 404 for one that the draft does not have. */
export async function citingPage(
	actor: Actor,
	moduleSlug: string,
	wanted: EditionName & { part: string; readingSlug: string | null }
): Promise<CitingPage> {
	const { courseId } = membershipOf(actor);
	const task = await taskToWrite(actor, moduleSlug);
	const reasons = task.own?.body.reasons.map((r): CitedPart => `reason:${r.id}`) ?? [];
	const parts: CitedPart[] = [...reasons, 'against'];
	const part = parts.find((one) => one === wanted.part);
	if (wanted.part !== '' && !part) notFound();
	const [index, cited] = await Promise.all([
		readingIndex(actor, task.moduleId),
		task.own ? citationsOfPosition({ courseId, positionId: task.own.id, number: 0 }) : []
	]);
	const readings = index.filter((r) => !r.isRetired);
	const chosen = part && readings.find((r) => r.slug === wanted.readingSlug);
	const [text, editions] = chosen
		? await Promise.all([
				paragraphsFor(actor, chosen.id, wanted),
				db()
					.select({ kind: edition.kind, lang: edition.lang })
					.from(edition)
					.where(and(eq(edition.courseId, courseId), eq(edition.readingId, chosen.id)))
			])
		: [null, []];
	const isFull = cited.filter((c) => c.part === wanted.part).length >= mostCitations;
	return {
		parts: part ? [] : parts,
		readings,
		text: text && chosen ? { ...text, slug: chosen.slug, editions } : null,
		reason: part && part !== 'against' ? reasons.indexOf(part) + 1 : null,
		refusal: task.own && !canEdit(task.own.state) ? 'submitted' : isFull ? 'too-many' : null
	};
}
