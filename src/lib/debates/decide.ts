/*
 * Whether a move may be made, and the event that it becomes. The server decides; a page asks the same
 * function, to show only what is possible. A refusal says why and changes nothing. Pure.
 */
import type { Decided, DebateState, Move, Rules, Who } from './debate';
import { decided, type Judge, type Judges } from './engine/change';
import { chairing } from './engine/chairing';
import { moderating } from './engine/moderating';
import { notes } from './engine/notes';
import { together } from './engine/together';
import { turns } from './engine/turns';
import { machine } from './standing';

const judges: Judges = { ...chairing, ...moderating, ...turns, ...together, ...notes };

/** What a chair may do once the debate is over; the flow looks for itself, and the machine lets people in. */
const afterwards: readonly Move['kind'][] = [
	'hide',
	'publish',
	'argue',
	'reword',
	'place',
	'link',
	'unlink',
	'strike'
];

/** Moves that put somebody's words or voice before the others. */
const voiced: readonly Move['kind'][] = [
	'ask-floor',
	'say',
	'draft',
	'sit',
	'argue',
	'reword',
	'place',
	'link',
	'unlink',
	'strike'
];

/** @param now milliseconds since 1970 by the server's clock */
export function decide(
	rules: Rules,
	state: DebateState,
	by: Who,
	move: Move,
	now: number
): Decided {
	const refused = (reason: Extract<Decided, { ok: false }>['reason']): Decided => ({
		ok: false,
		reason
	});
	const judge = (Object.hasOwn(judges, move.kind) ? judges[move.kind] : undefined) as
		Judge<Move['kind']> | undefined;
	if (!judge) return refused('unknown');
	if (state.openedAt === null) return refused('not-opened');
	const person = by === machine ? null : (state.people[by] ?? null);
	if (by !== machine && (person === null || person.gone)) return refused('unknown');
	if (person?.removed) return refused('removed');
	const lateGuest = by === machine && move.kind === 'seat';
	if (state.endedAt !== null && !afterwards.includes(move.kind) && !lateGuest)
		return refused('ended');
	const speaks = voiced.includes(move.kind) || (move.kind === 'point' && move.what === 'offer');
	if (person?.muted && speaks) return refused('muted');
	return decided(judge({ rules, state, by, person, now }, move));
}
