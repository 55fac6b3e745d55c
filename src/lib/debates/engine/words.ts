/* Whose time it was: what is booked when somebody gives up the word, or a phase is over. Pure. */
import { elapsedOf } from '../clock';
import type { DebateState, Rules } from '../debate';
import { currentTurn, speakingNow } from '../standing';

/** The time since the word was given goes, in equal parts, to those who had it. */
export function wordOver(
	rules: Rules,
	state: DebateState,
	at: number
): Pick<DebateState, 'airtime' | 'wordFrom'> {
	const elapsed = elapsedOf(state.clock, at);
	const speaking = speakingNow(rules, state);
	const span = Math.max(0, elapsed - state.wordFrom);
	if (speaking.length === 0 || span === 0) return { airtime: state.airtime, wordFrom: elapsed };
	const airtime = { ...state.airtime };
	for (const who of speaking) airtime[who] = (airtime[who] ?? 0) + span / speaking.length;
	return { airtime, wordFrom: elapsed };
}

/** The same, with the milliseconds of the turn. */
export function turnOver(
	rules: Rules,
	state: DebateState,
	at: number
): Pick<DebateState, 'airtime' | 'wordFrom' | 'turns'> {
	const turn = currentTurn(state);
	const over = wordOver(rules, state, at);
	if (!turn) return { ...over, turns: state.turns };
	return {
		...over,
		turns: [...state.turns.slice(0, -1), { ...turn, ms: elapsedOf(state.clock, at) }]
	};
}
