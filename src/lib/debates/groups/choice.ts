/* A corner that somebody chose for themselves, before anybody walks. Pure. */
import type { DebateState, Rules, Who } from '../debate';
import { currentPhase, isOpen } from '../standing';

export const longestReason = 1000;

export interface OwnChoice {
	corner: string;
	reason: string;
}

export type ChoiceBar = 'not-now' | 'not-yours' | 'removed';

/** Why somebody cannot choose now; null: they can. Whoever has not joined yet listens, and may. */
export function choiceBar(rules: Rules, state: DebateState, me: Who | null): ChoiceBar | null {
	const person = me === null ? undefined : state.people[me];
	if (!isOpen(state) || currentPhase(rules, state)?.kind !== 'choose') return 'not-now';
	if (person?.removed) return 'removed';
	return person && person.role !== 'speaker' && person.role !== 'audience' ? 'not-yours' : null;
}
