/*
 * Notes whose words are nowhere in the newest version of their text: shown with the words as they
 * were, and put to words that are there now, by their authors and, where they are shared, by staff.
 */
import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import type { EditionKind } from '$lib/readings/reading';
import { currentText } from '$lib/readings/passages.server';
import { db, transaction } from '$lib/server/db/client';
import { edition, editionVersion, note, notePlace, paragraph } from '$lib/server/db/schema';
import { passageIn, type ChosenWords, type PassageRefusal } from './choosing.server';
import { noteSeen, readingHere, tellReaders, type NotesAddress } from './finding.server';
import { itsEdition, itsVersion, placedIn } from './joining.server';
import { beginningOf } from './paging.server';
import { standingIn, visibleTo } from './visible.server';

/** A note that stands nowhere, in the words it was written on. */
export interface Orphan {
	ref: string;
	exact: string;
	/** What stood around it. */
	prefix: string;
	suffix: string;
	/** Where that was. */
	paragraph: { id: string; number: number };
	version: number;
	start: number;
	end: number;
	kind: EditionKind;
	lang: Locale;
	/** The newest version of its edition. */
	versionId: string;
	/** Of the note. */
	body: string;
	bodyLang: Locale;
	by: LocalText;
	isOwn: boolean;
}

/** Own ones; with `shared` those of others as well that the actor sees. */
export async function orphansOf(
	actor: Actor,
	address: NotesAddress,
	now: Date,
	whose: 'own' | 'shared' = 'own'
): Promise<Orphan[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { moduleId, readingId } = await readingHere(actor, address, now);
	const { viewer } = await standingIn(actor, moduleId);
	const rows = await db()
		.select({
			ref: note.ref,
			exact: note.exact,
			prefix: note.prefix,
			suffix: note.suffix,
			paragraph: { id: note.paragraphId, number: paragraph.number },
			version: editionVersion.number,
			start: note.start,
			end: note.end,
			kind: edition.kind,
			lang: edition.lang,
			versionId: notePlace.versionId,
			body: note.body,
			bodyLang: note.lang,
			by: note.shownAs,
			enrolmentId: note.enrolmentId
		})
		.from(note)
		.innerJoin(editionVersion, itsVersion)
		.innerJoin(edition, itsEdition)
		.innerJoin(notePlace, and(placedIn(edition.currentVersionId), eq(notePlace.state, 'orphaned')))
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, note.courseId),
				eq(paragraph.versionId, note.versionId),
				eq(paragraph.paragraphId, note.paragraphId)
			)
		)
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.readingId, readingId),
				isNull(note.deletedAt),
				visibleTo(viewer),
				whose === 'own'
					? eq(note.enrolmentId, enrolmentId)
					: or(ne(note.audience, 'private'), eq(note.enrolmentId, enrolmentId))
			)
		)
		.orderBy(asc(paragraph.number), asc(note.start), asc(note.id));
	return rows.map(({ enrolmentId: author, ...row }) => ({ ...row, isOwn: author === enrolmentId }));
}

/** A paragraph to put a note to. */
export interface AttachChoice {
	id: string;
	number: number;
	begins: string;
}

export interface OrphansPage {
	orphans: Orphan[];
	/** The paragraphs that there are now, by version. */
	choices: Record<string, AttachChoice[]>;
	/** The one that was chosen for a note. */
	chosen: { ref: string; paragraph: { id: string; number: number; sentences: string[] } } | null;
}

/** Shared notes of a reading that stand nowhere, and where they could stand. Needs `note.resolve`. */
export async function orphansPage(
	actor: Actor,
	address: NotesAddress,
	asked: { ref: string | null; paragraphId: string | null },
	now: Date
): Promise<OrphansPage> {
	authorize(actor, 'note.resolve', { courseId: membershipOf(actor).courseId });
	const { readingId } = await readingHere(actor, address, now);
	const orphans = await orphansOf(actor, address, now, 'shared');
	const versionIds = [...new Set(orphans.map((one) => one.versionId))];
	const texts = await Promise.all(versionIds.map((id) => currentText(actor, readingId, id, now)));
	const choices: OrphansPage['choices'] = {};
	for (const text of texts)
		if (text)
			choices[text.versionId] = text.paragraphs.map(({ id, number, text: words }) => ({
				...{ id, number },
				begins: beginningOf(words)
			}));
	const wanted = orphans.find((one) => one.ref === asked.ref);
	const text = texts.find((one) => one?.versionId === wanted?.versionId);
	const paragraph = text?.paragraphs.find((p) => p.id === asked.paragraphId);
	const chosen = wanted &&
		paragraph && {
			ref: wanted.ref,
			paragraph: {
				id: paragraph.id,
				number: paragraph.number,
				sentences: paragraph.sentences.map(([start, end]) => paragraph.text.slice(start, end))
			}
		};
	return { orphans, choices, chosen: chosen ?? null };
}

export type AttachResult = { ok: true } | { ok: false; reason: PassageRefusal | 'other-edition' };

/**
 * Puts a note to words of the newest version. Its author, with `note.write`; staff who see it, with
 * `note.resolve`. What it says, and the words it was written on, stay.
 */
export async function attachNote(
	actor: Actor,
	address: NotesAddress,
	given: ChosenWords & { ref: string; versionId: string; paragraphId: string },
	now: Date
): Promise<AttachResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const here = await readingHere(actor, address, now);
	const { viewer } = await standingIn(actor, here.moduleId);
	const passage = await passageIn(actor, here, given, now);
	return transaction(async (tx): Promise<AttachResult> => {
		const row = (await noteSeen(tx, here, given.ref, viewer)) ?? notFound();
		if (row.enrolmentId === enrolmentId)
			authorize(actor, 'note.write', { courseId, enrolmentId: row.enrolmentId });
		else authorize(actor, 'note.resolve', { courseId, enrolmentId: row.enrolmentId });
		if (!passage.ok) return passage;
		const { versionId, paragraphId, quote } = passage;
		// Taken until the end, so that no newer version is published in between.
		const [current] = await tx
			.update(edition)
			.set({ currentVersionId: versionId })
			.where(and(eq(edition.courseId, courseId), eq(edition.currentVersionId, versionId)))
			.returning({ id: edition.id });
		if (!current) return { ok: false, reason: 'not-this-text' };
		const [written] = await tx
			.select({ editionId: editionVersion.editionId })
			.from(editionVersion)
			.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.id, row.versionId)));
		if (written?.editionId !== current.id) return { ok: false, reason: 'other-edition' };
		const { start, end } = quote;
		const place = { state: 'attached' as const, paragraphId, start, end };
		await tx
			.insert(notePlace)
			.values({ courseId, noteId: row.id, versionId, ...place })
			.onConflictDoUpdate({
				target: [notePlace.courseId, notePlace.noteId, notePlace.versionId],
				set: place
			});
		await tx
			.update(note)
			.set({ changedAt: now })
			.where(and(eq(note.courseId, courseId), eq(note.id, row.id)));
		tellReaders(here.readingId, [row.audience], now);
		return { ok: true };
	});
}
