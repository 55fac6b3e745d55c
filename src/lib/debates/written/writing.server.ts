/*
 * What the page of a debate has beside the debate itself for whoever writes in it: passages to choose
 * from, what the readings are called, and how much longer they have.
 */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, personOf } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { editionAsked } from '$lib/readings/reading';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { cardsFor } from '../boards/cards.server';
import { sourcesFor } from '../boards/sources.server';
import type { Passage } from '../debate';
import type { DebateHere } from '../room/finding.server';
import { mostPassages, passagesFrom } from '../room/passages.server';
import { graceOf } from './grace.server';
import { eachOnce, isSamePassage } from './passages';

export interface WritingHere {
	/** Whose drafts these are, on a device that several people may use. */
	owner: string;
	/** How much longer one has, in milliseconds. */
	graceMs: number;
	/** What readings are called, by their slug, in their order. */
	readings: Record<string, LocalText>;
	/** Of one's own side, with what they cite. */
	cards: { id: string; claim: string; lang: Locale; passages: Passage[] }[];
	/** Cited in one's own position, or noted. */
	own: Passage[];
}

/** Of one's own passages, as many are offered. */
const mostOwn = 30;

/** Null while nothing is written: a debate that is spoken and not over. */
export async function writingFor(
	actor: Actor,
	here: DebateHere,
	now: Date
): Promise<WritingHere | null> {
	const { debate, courseId, moduleId, me } = here;
	if (debate.mode !== 'written' && debate.state !== 'ended') return null;
	const { enrolmentId } = membershipOf(actor);
	const isOpen = debate.state === 'open' && may(actor, 'debate.take', here.facts);
	const [index, cards, sources, graceMs] = await Promise.all([
		readingIndex(actor, moduleId),
		isOpen && me?.team != null ? cardsFor(actor, here) : [],
		isOpen ? sourcesFor(actor, here, now) : [],
		isOpen ? graceOf(db(), courseId, enrolmentId) : 0
	]);
	return {
		owner: personOf(actor).id,
		graceMs,
		readings: Object.fromEntries(index.map(({ slug, title }) => [slug, title])),
		cards: cards
			.filter(({ passages }) => passages.length > 0)
			.map(({ id, claim, lang, passages }) => ({ id, claim, lang, passages })),
		own: eachOnce(sources.flatMap(({ passages }) => passages)).slice(0, mostOwn)
	};
}

export interface NumberedPassage {
	reading: string;
	/** The paragraph's number as shown. */
	paragraph: number;
	/** Counted from 1; null: the whole paragraph. */
	sentence: number | null;
	/** What is cited already. */
	there: readonly Passage[];
}

export type NumberedFound =
	| { ok: true; passages: Passage[] }
	| { ok: false; reason: 'no-reading' | 'no-paragraph' | 'no-sentence' | 'too-many' };

/** A passage by its numbers, added to those that are cited already; all of them are checked again. */
export async function withNumbered(
	actor: Actor,
	here: DebateHere,
	{ reading, paragraph, sentence, there }: NumberedPassage,
	locale: Locale,
	now: Date
): Promise<NumberedFound> {
	const index = await readingIndex(actor, here.moduleId);
	const found = index.find(({ slug, isRetired }) => slug === reading && !isRetired);
	const text = found && (await paragraphsFor(actor, found.id, editionAsked(null, locale), now));
	if (!text) return { ok: false, reason: 'no-reading' };
	const chosen = text.paragraphs.find(({ number }) => number === paragraph);
	if (!chosen) return { ok: false, reason: 'no-paragraph' };
	const [start, end] = (sentence === null
		? [0, chosen.text.length]
		: chosen.sentences[sentence - 1]) ?? [0, 0];
	if (end <= start) return { ok: false, reason: 'no-sentence' };
	const place = { versionId: text.versionId, paragraphId: chosen.id, start, end, exact: null };
	const added = await passagesFrom(actor, here, [place], now);
	const [passage] = added.ok ? added.passages : [];
	if (!passage) return { ok: false, reason: 'no-paragraph' };
	if (there.some((one) => isSamePassage(one, passage))) return { ok: true, passages: [...there] };
	if (there.length >= mostPassages) return { ok: false, reason: 'too-many' };
	return { ok: true, passages: [...there, passage] };
}
