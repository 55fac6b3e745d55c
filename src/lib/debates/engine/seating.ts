/* Who is here: opening, places, muting, and who went or was erased. Pure. */
import type { DebateState, Person, Seat, Who } from '../debate';
import type { Changes } from './change';
import { currentPhase, currentTurn, holdersOf } from '../standing';
import { without } from './lists';
import { wordOver } from './words';

/** Whoever had the place before stays of the team, without a speech of their own. */
function seated(people: Record<Who, Person>, seats: readonly Seat[]): Record<Who, Person> {
	const next = { ...people };
	for (const { who, role, team, speaker, notes } of seats) {
		if (team !== null && speaker !== null)
			for (const other of Object.values(next))
				if (other.team === team && other.speaker === speaker && other.who !== who)
					next[other.who] = { ...other, speaker: null };
		const { muted = false, removed = false } = next[who] ?? {};
		next[who] = { who, role, team, speaker, notes, muted, removed, gone: false };
	}
	return next;
}

/** Somebody who can say nothing any more: out of the queue, of points, and of the word. */
function silenced(
	state: DebateState,
	who: Who,
	at: number,
	rules: Parameters<typeof wordOver>[0]
): Partial<DebateState> {
	const { floor, points, called } = state;
	return {
		...(called === who ? { ...wordOver(rules, state, at), called: null } : {}),
		floor: without(floor, who),
		points: {
			offered: without(points.offered, who),
			taken: points.taken === who ? null : points.taken
		}
	};
}

function away(state: DebateState, who: Who): Partial<DebateState> {
	const { inner, waiting, been } = state.circle;
	return {
		circle: { inner: without(inner, who), waiting: without(waiting, who), been },
		spokespeople: Object.fromEntries(
			Object.entries(state.spokespeople).filter(([, spokesperson]) => spokesperson !== who)
		)
	};
}

export const seating: Changes = {
	opened(_state, { mode, seats }, { seq, at }, { format }) {
		return {
			openedAt: at,
			mode,
			people: seated({}, seats),
			stances: Object.fromEntries(format.teams.map(({ key, stance }) => [key, stance])),
			chairSeq: seq
		};
	},
	seated(state, seat, _event, rules) {
		const people = seated(state.people, [seat]);
		const turn = currentTurn(state);
		const place = currentPhase(rules, state)?.who ?? null;
		if (!turn || !place || state.clock.startedAt !== null || turn.said.length > 0)
			return { people };
		const who = holdersOf({ ...state, people }, place);
		return { people, turns: [...state.turns.slice(0, -1), { ...turn, who }] };
	},
	left: (state, { who }, { at }, rules) => gone(state, who, at, rules),
	erased: (state, { who }, { at }, rules) => gone(state, who, at, rules),
	muted(state, { who, on }, { at }, rules) {
		const person = state.people[who];
		if (!person) return;
		return {
			...(on ? silenced(state, who, at, rules) : {}),
			people: { ...state.people, [who]: { ...person, muted: on } }
		};
	},
	removed(state, { who, on }, { at }, rules) {
		const person = state.people[who];
		if (!person) return;
		return {
			...(on ? { ...silenced(state, who, at, rules), ...away(state, who) } : {}),
			people: { ...state.people, [who]: { ...person, removed: on } }
		};
	}
};

function gone(
	state: DebateState,
	who: Who,
	at: number,
	rules: Parameters<typeof wordOver>[0]
): Partial<DebateState> | undefined {
	const person = state.people[who];
	if (!person) return;
	return {
		...silenced(state, who, at, rules),
		...away(state, who),
		people: { ...state.people, [who]: { ...person, gone: true } }
	};
}
