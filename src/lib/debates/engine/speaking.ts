/* The queue, who is called, points of information, and words that are written. Pure. */
import type { Turn } from '../debate';
import type { Changes } from './change';
import { currentPhase, currentTurn } from '../standing';
import { without, withLast } from './lists';
import { wordOver } from './words';

export const speaking: Changes = {
	'asked-floor': (state, { who }) =>
		state.people[who] && !state.floor.includes(who) ? { floor: [...state.floor, who] } : undefined,
	'left-floor': (state, { who }) => ({ floor: without(state.floor, who) }),
	called(state, { who }, { at }, rules) {
		const turn = currentTurn(state);
		if (!turn || !state.people[who]) return;
		const over = wordOver(rules, state, at);
		// A speech that several may give is, from its first word, the one's who was called.
		const isTheirs =
			currentPhase(rules, state)?.kind === 'speech' && state.clock.startedAt === null;
		const known = isTheirs ? [who] : turn.who.includes(who) ? turn.who : [...turn.who, who];
		return {
			...over,
			turns: [...state.turns.slice(0, -1), { ...turn, who: known }],
			called: who,
			floor: without(state.floor, who)
		};
	},
	yielded(state, { who }, { at }, rules) {
		if (state.called !== who) return;
		return { ...wordOver(rules, state, at), called: null };
	},
	point({ points, people }, { who, what }) {
		if (!people[who]) return;
		const offered = without(points.offered, who);
		switch (what) {
			case 'offered':
				return { points: { ...points, offered: withLast(points.offered, who) } };
			case 'taken':
				return { points: { offered, taken: who } };
			default:
				return { points: { offered, taken: points.taken === who ? null : points.taken } };
		}
	},
	said(state, { c, as, to }, { at, by }) {
		const turn = currentTurn(state);
		if (!turn) return;
		const said: Turn = { ...turn, said: [...turn.said, { c, by, as, to, at }] };
		return {
			turns: [...state.turns.slice(0, -1), said],
			...(as === 'restatement' && state.restated
				? { restated: { c, state: 'given' as const } }
				: {})
		};
	}
};
