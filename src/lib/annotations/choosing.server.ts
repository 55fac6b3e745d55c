/*
 * Choosing the words that a note stands on: checked against the text that readers see now. Nothing of
 * what is kept is taken from outside but where it begins and ends.
 */
import type { Actor } from '$lib/access/actor';
import { checkAnchor, type AnchorRefusal, type Quote } from '$lib/readings/anchor';
import { currentText, type CitableParagraph } from '$lib/readings/passages.server';
import type { ReadingHere } from './finding.server';

/**
 * Marked words by their offsets; or sentences by their numbers from 1 on, as without scripts; or
 * neither: the whole paragraph.
 */
export interface ChosenWords {
	start: number | null;
	end: number | null;
	/** The words the browser saw there. */
	exact: string | null;
	from: number | null;
	to: number | null;
}

export type PassageRefusal = AnchorRefusal | 'not-this-text' | 'no-such-sentence';

export type FoundPassage =
	| { ok: true; versionId: string; paragraphId: string; quote: Quote }
	| { ok: false; reason: PassageRefusal };

/** The passage that was chosen, checked against the words that readers see now. */
export async function passageIn(
	actor: Actor,
	here: ReadingHere,
	given: ChosenWords & { versionId: string; paragraphId: string },
	now: Date
): Promise<FoundPassage> {
	const { versionId, paragraphId } = given;
	const text = await currentText(actor, here.readingId, versionId, now);
	const paragraph = text?.paragraphs.find((p) => p.id === paragraphId);
	if (!paragraph) return { ok: false, reason: 'not-this-text' };
	const range = rangeIn(paragraph, given);
	if (!range) return { ok: false, reason: 'no-such-sentence' };
	const [start, end] = range;
	const exact = given.exact ?? paragraph.text.slice(start, end);
	const checked = checkAnchor({ start, end, exact }, paragraph.text);
	return checked.ok ? { ok: true, versionId, paragraphId, quote: checked.quote } : checked;
}

function rangeIn(paragraph: CitableParagraph, chosen: ChosenWords): [number, number] | null {
	const { start, end, from, to } = chosen;
	if (start !== null || end !== null) return [start ?? -1, end ?? -1];
	if (from === null && to === null) return [0, paragraph.text.length];
	const first = paragraph.sentences[(from ?? to ?? 1) - 1];
	const last = paragraph.sentences[(to ?? from ?? 1) - 1];
	return first && last && first[0] <= last[0] ? [first[0], last[1]] : null;
}
