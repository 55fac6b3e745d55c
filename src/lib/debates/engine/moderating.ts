/* The chair's moves about people and words: the floor, places, muting, hiding, publishing. Pure. */
import type { DebateState, Move, Person, Rules, Seat } from '../debate';
import { roles } from '../debate';
import {
	areSpeechesOver,
	areVotesOver,
	currentPhase,
	currentTurn,
	holdersOf,
	awaited,
	isChair,
	isPresent,
	machine,
	openKinds
} from '../standing';
import type { Judge, Judges } from './change';

type Act = 'miss' | 'call' | 'seat' | 'mute' | 'remove' | 'hide' | 'rotate' | 'publish';

function byChair<K extends Move['kind']>(judge: Judge<K>): Judge<K> {
	return (asked, move) => (isChair(asked.state, asked.by) ? judge(asked, move) : 'not-chair');
}

function fitsFormat({ format }: Rules, { role, team, speaker }: Seat): boolean {
	if (!roles.includes(role)) return false;
	if (team === null) return speaker === null && (role !== 'speaker' || format.teams.length === 0);
	const found = format.teams.find(({ key }) => key === team);
	if (!found || role !== 'speaker') return false;
	return speaker === null || found.speakers.some(({ key }) => key === speaker);
}

function isKnown(state: DebateState, c: number): boolean {
	return (
		state.statement?.c === c ||
		state.arguments.some((argument) => argument.c === c) ||
		state.turns.some(({ said }) => said.some((one) => one.c === c))
	);
}

function isSameSeat(person: Person | undefined, seat: Seat): boolean {
	return (
		person !== undefined &&
		!person.gone &&
		person.role === seat.role &&
		person.team === seat.team &&
		person.speaker === seat.speaker &&
		person.notes === seat.notes
	);
}

function target(state: DebateState, who: number): Person | null {
	const person = state.people[who];
	return person && !person.gone ? person : null;
}

export const moderating: Judges<Act> = {
	/** A written turn whose time is over and that was not given. */
	miss: byChair(({ rules, state, now }, { index }) => {
		const turn = currentTurn(state);
		if (!turn || index !== state.phase || state.mode !== 'written') return 'not-now';
		if (state.dueAt === null || now <= state.dueAt) return 'not-now';
		if (turn.missed) return 'twice';
		const phase = currentPhase(rules, state);
		const next = awaited(rules, state);
		if (next) return { kind: 'missed', data: { index, team: next.team } };
		switch (phase?.kind) {
			case 'restate':
				return state.restated?.state === 'given'
					? { kind: 'missed', data: { index, team: phase.other?.team ?? null } }
					: 'twice';
			case 'speech':
			case 'cross':
			case 'crossfire':
				return 'twice';
			default:
				return { kind: 'missed', data: { index, team: null } };
		}
	}),
	call: byChair(({ rules, state }, { who }) => {
		const phase = currentPhase(rules, state);
		const person = target(state, who);
		if (!person) return 'unknown';
		if (!phase) return 'not-now';
		if (person.removed) return 'removed';
		if (person.muted) return 'muted';
		if (state.called === who) return 'twice';
		if (phase.kind === 'speech') {
			const holders = holdersOf(state, phase.who);
			if (!holders.includes(who)) return 'other-side';
			return { kind: 'called', data: { who } };
		}
		return openKinds.includes(phase.kind) ? { kind: 'called', data: { who } } : 'not-now';
	}),
	/** The machine lets people in, at any time; a chair gives places to people who are here. */
	seat: byChair(({ rules, state, by }, { seat }) => {
		if (!Number.isSafeInteger(seat.who) || seat.who <= machine) return 'unknown';
		if (by !== machine && !target(state, seat.who)) return 'unknown';
		if (!fitsFormat(rules, seat)) return 'unknown';
		if (isSameSeat(state.people[seat.who], seat)) return 'twice';
		const chairs = Object.values(state.people).filter((p) => isPresent(p) && p.role === 'chair');
		if (seat.role !== 'chair' && chairs.length === 1 && chairs[0]?.who === seat.who) return 'last';
		const { who, role, team, speaker, notes } = seat;
		return { kind: 'seated', data: { who, role, team, speaker, notes } };
	}),
	mute: byChair(({ state }, { who, on }) => {
		const person = target(state, who);
		if (!person) return 'unknown';
		if (person.role === 'chair') return 'not-yours';
		return person.muted === on ? 'twice' : { kind: 'muted', data: { who, on } };
	}),
	remove: byChair(({ state }, { who, on }) => {
		const person = target(state, who);
		if (!person) return 'unknown';
		if (person.role === 'chair') return 'not-yours';
		return person.removed === on ? 'twice' : { kind: 'removed', data: { who, on } };
	}),
	hide: byChair(({ state }, { c, on }) => {
		if (!isKnown(state, c)) return 'unknown';
		if (state.hidden.includes(c) === on) return 'twice';
		return { kind: on ? 'hidden' : 'shown', data: { c } };
	}),
	rotate: byChair(({ rules, state }, { inner }) => {
		const { circle } = rules.format;
		if (!circle) return 'not-now';
		if (inner.length > circle.seats) return 'full';
		if (new Set(inner).size !== inner.length) return 'twice';
		const sitters = inner.map((who) => state.people[who]);
		if (!sitters.every((p) => isPresent(p) && (p.role === 'speaker' || p.role === 'audience')))
			return 'unknown';
		return { kind: 'rotated', data: { inner } };
	}),
	/** Nothing that was counted is seen while somebody may still vote, or speak for a ballot. */
	publish: byChair(({ rules, state }, { what }) => {
		const { format } = rules;
		if (what === 'votes') {
			if (!format.phases.some(({ kind }) => kind === 'vote')) return 'unknown';
			if (state.published.votes) return 'twice';
			return areVotesOver(rules, state) ? { kind: 'published', data: { what } } : 'running';
		}
		if (format.result !== 'ballot' && format.result !== 'ranking' && !format.points)
			return 'unknown';
		if (state.published.ballots) return 'twice';
		return areSpeechesOver(rules, state) ? { kind: 'published', data: { what } } : 'running';
	})
};
