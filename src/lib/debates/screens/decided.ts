/* How a debate is decided, in the words under which its motion stands. */
import { m } from '$lib/paraglide/messages';
import type { ResultKind } from '../format';

const words: Record<ResultKind, () => string> = {
	movement: m.debates_screen_decided_movement,
	ballot: m.debates_screen_decided_ballot,
	ranking: m.debates_screen_decided_ranking,
	statement: m.debates_screen_decided_statement,
	moves: m.debates_screen_decided_moves,
	none: m.debates_screen_decided_none
};

export function decidedBy(result: ResultKind): string {
	return words[result]();
}
