/*
 * The board on which one side prepares: cards, the speeches they are put into, and how long it takes
 * to say them. Pure.
 */
import { countWords } from '$lib/forms/words';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import type { DebateState, Passage, Rules } from '../debate';
import type { Phase, PhaseKind } from '../format';
import { lettersAllowed, teamHere } from '../standing';
import { lettersIn } from '../written/letters';

/** Letters at most; on one board, cards at most. */
export const longestClaim = 600;
export const longestWarrant = 3000;
export const mostCards = 200;

export interface Card {
	id: string;
	/** What is said. Empty: a passage for which nobody has found the words yet. */
	claim: string;
	/** Why it holds. */
	warrant: string;
	lang: Locale;
	passages: Passage[];
	/** The phase in which it is to be said; null: on the board only. */
	phaseKey: string | null;
	version: number;
	/** What its maker is called in the debate. */
	by: LocalText;
	isOwn: boolean;
}

export interface Speech {
	phase: Phase;
	cards: Card[];
	/** Seconds to say it, quotations read aloud. */
	seconds: number;
	/** Letters of claims and warrants: what a written turn would count. */
	letters: number;
	/** Of a written turn; 0: no limit. */
	lettersAllowed: number;
}

/** Words a minute of somebody who is understood at the back of a room. */
export const wordsPerMinute: Record<Locale, number> = { en: 130, ur: 120 };

const spoken: readonly PhaseKind[] = ['speech', 'restate'];
const shared: readonly PhaseKind[] = ['cross', 'crossfire'];

/** The phases in which a team speaks, wherever a coin has put it. */
export function speechesOf(
	{ format }: Pick<Rules, 'format'>,
	state: Pick<DebateState, 'order'>,
	team: string
): Phase[] {
	const stands = (place: Phase['who']) =>
		place !== null && teamHere(state as DebateState, place.team) === team;
	return format.phases.filter(
		({ kind, who, other }) =>
			(spoken.includes(kind) && stands(who)) ||
			(shared.includes(kind) && (stands(who) || stands(other)))
	);
}

export function secondsToSay(
	cards: readonly Pick<Card, 'claim' | 'warrant' | 'lang' | 'passages'>[]
) {
	const texts = cards.flatMap(({ claim, warrant, lang, passages }) => [
		{ lang, text: `${claim}\n${warrant}` },
		...passages.map(({ lang: own, exact }) => ({ lang: own, text: exact }))
	]);
	const minutes = texts.reduce(
		(sum, { lang, text }) => sum + countWords(text) / wordsPerMinute[lang],
		0
	);
	return Math.round(minutes * 60);
}

/** Cards by the speech they are for, and those that are for none (any more). */
export function arranged(
	rules: Rules,
	state: Pick<DebateState, 'order'>,
	team: string,
	cards: readonly Card[]
): { speeches: Speech[]; loose: Card[] } {
	const speeches = speechesOf(rules, state, team).map((phase): Speech => {
		const own = cards.filter(({ phaseKey }) => phaseKey === phase.key);
		return {
			phase,
			cards: own,
			seconds: secondsToSay(own),
			letters: own.reduce(
				(sum, { claim, warrant }) => sum + lettersIn(claim) + lettersIn(warrant),
				0
			),
			lettersAllowed: lettersAllowed(rules, phase)
		};
	});
	const used = new Set(speeches.flatMap((speech) => speech.cards.map(({ id }) => id)));
	return { speeches, loose: cards.filter(({ id }) => !used.has(id)) };
}

/** The ids of a list in which one has gone a step up or down; as before at the end of it. */
export function moved(ids: readonly string[], id: string, to: 'up' | 'down'): string[] {
	const at = ids.indexOf(id);
	const beside = at + (to === 'up' ? -1 : 1);
	const next = [...ids];
	if (at === -1 || beside < 0 || beside >= ids.length) return next;
	next.splice(at, 1);
	next.splice(beside, 0, id);
	return next;
}

/** Minutes and seconds as a clock shows them. */
export function clockText(seconds: number): string {
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
