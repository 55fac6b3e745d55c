/* Passages that words in a debate point at: checked against the stored text, and kept with the words. */
import type { Actor } from '$lib/access/actor';
import { checkAnchor, type AnchorRefusal } from '$lib/readings/anchor';
import { passageKey, passageTargets } from '$lib/readings/passages.server';
import type { Passage } from '../debate';
import type { DebateHere } from './finding.server';

/** What a browser says was chosen. */
export interface ChosenPassage {
	versionId: string;
	paragraphId: string;
	/** Half-open offsets into the paragraph's text, in UTF-16 units. */
	start: number;
	end: number;
	/** The words the browser saw there; null when only offsets were sent. */
	exact: string | null;
}

export type PassagesFound =
	{ ok: true; passages: Passage[] } | { ok: false; reason: AnchorRefusal | 'unknown' | 'too-many' };

/** At one contribution. */
export const mostPassages = 10;

/** `unknown`: a paragraph that is not of this module, or not there for the actor. */
export async function passagesFrom(
	actor: Actor,
	{ moduleId }: Pick<DebateHere, 'moduleId'>,
	chosen: readonly ChosenPassage[],
	now = new Date()
): Promise<PassagesFound> {
	if (chosen.length > mostPassages) return { ok: false, reason: 'too-many' };
	const targets = await passageTargets(actor, [...chosen], now);
	const passages: Passage[] = [];
	for (const one of chosen) {
		const target = targets.get(passageKey(one));
		if (!target || target.moduleId !== moduleId) return { ok: false, reason: 'unknown' };
		const { start, end } = one;
		const exact = one.exact ?? target.text.slice(start, end);
		const checked = checkAnchor({ start, end, exact }, target.text);
		if (!checked.ok) return checked;
		const { quote } = checked;
		const isThere = passages.some(
			(p) => passageKey(p) === passageKey(one) && p.start === quote.start && p.end === quote.end
		);
		if (isThere) continue;
		passages.push({
			readingId: target.readingId,
			reading: target.readingSlug,
			number: target.number,
			versionId: target.versionId,
			paragraphId: target.paragraphId,
			start: quote.start,
			end: quote.end,
			exact: quote.exact,
			lang: target.lang
		});
	}
	return { ok: true, passages };
}
