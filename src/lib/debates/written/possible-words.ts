/* What somebody may write in a written debate now; whoever is late keeps the box, and is refused by it. Pure. */
import type { DebateState, Rules, SaidAs, Who } from '../debate';
import { sayable } from '../possible';

/** Reasons are written in the part of the page that they are about: a corner, a restatement. */
const elsewhere: readonly SaidAs[] = ['reason'];

export function possibleWords(
	rules: Rules,
	state: DebateState,
	me: Who,
	now: number
): { as: SaidAs; to: number | null }[] {
	if (state.mode !== 'written') return [];
	return sayable(rules, { ...state, dueAt: null }, me, now).filter(
		({ as }) => !elsewhere.includes(as)
	);
}
