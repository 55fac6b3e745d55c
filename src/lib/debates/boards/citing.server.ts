/* Choosing a passage of a reading for a card, from a list: the reading, the paragraph, the words. */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import type { AnchorRefusal } from '$lib/readings/anchor';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import type { EditionName, IndexedReading } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { edition } from '$lib/server/db/schema';
import type { DebateAddress } from '../room/finding.server';
import { passagesFrom, type ChosenPassage } from '../room/passages.server';
import { addPassage, cardsOf, keepCard } from './cards.server';
import { boardToWrite, type BoardHere } from './whose.server';

/** Stands for a card that is made with the passage. */
export const newCard = 'new';

export interface PassageChoice {
	here: BoardHere;
	/** The claim of the card it is for; null for a new one. */
	claim: string | null;
	readings: IndexedReading[];
	text: (CitableText & { slug: string; editions: EditionName[] }) | null;
}

/** Needs `debate.prepare`; 404 for a card that is not on the board. */
export async function passageChoice(
	actor: Actor,
	address: DebateAddress,
	wanted: EditionName & { card: string; readingSlug: string | null },
	now: Date
): Promise<PassageChoice> {
	const here = await boardToWrite(actor, address, now);
	const { courseId, moduleId, team } = here;
	const cards = wanted.card === newCard ? [] : await cardsOf(here, team);
	const card = cards.find(({ id }) => id === wanted.card);
	if (!card && wanted.card !== newCard) notFound();
	const index = await readingIndex(actor, moduleId);
	const readings = index.filter((one) => !one.isRetired);
	const chosen = readings.find(({ slug }) => slug === wanted.readingSlug);
	const [text, editions] = chosen
		? await Promise.all([
				paragraphsFor(actor, chosen.id, wanted, now),
				db()
					.select({ kind: edition.kind, lang: edition.lang })
					.from(edition)
					.where(and(eq(edition.courseId, courseId), eq(edition.readingId, chosen.id)))
			])
		: [null, []];
	return {
		here,
		claim: card?.claim ?? null,
		readings,
		text: text && chosen ? { ...text, slug: chosen.slug, editions } : null
	};
}

export type PassageAdded =
	| { ok: true; card: string }
	| { ok: false; reason: AnchorRefusal | 'unknown' | 'too-many' | 'full' };

/** Onto a card, or as a new one that has no claim yet. Needs `debate.prepare`. */
export async function citeOnCard(
	actor: Actor,
	address: DebateAddress,
	{ card, ...chosen }: ChosenPassage & { card: string },
	lang: Locale,
	now: Date
): Promise<PassageAdded> {
	const board = await boardToWrite(actor, address, now);
	const found = await passagesFrom(actor, board, [chosen], now);
	if (!found.ok) return found;
	const [passage] = found.passages;
	if (!passage) return { ok: false, reason: 'unknown' };
	if (card === newCard) {
		const words = { claim: '', warrant: '', lang, passages: [passage], phaseKey: null };
		const added = await keepCard(actor, board, words, now);
		return added.ok ? { ok: true, card: added.id } : added;
	}
	const added = await addPassage(board, card, passage, now);
	return added.ok ? { ok: true, card } : added;
}
