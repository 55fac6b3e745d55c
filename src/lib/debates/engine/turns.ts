/* Moves of whoever speaks, wants to, or writes a turn: the queue, points of information, words. Pure. */
import { isRunning, pointsAt } from '../clock';
import type { DebateState, EventBody, Move, Person, Refusal, SaidAs } from '../debate';
import type { Phase, PhaseKind } from '../format';
import {
	awaited,
	currentPhase,
	currentTurn,
	isChair,
	lettersAllowed,
	openKinds,
	speakingNow,
	teamHere,
	teamOfPhase
} from '../standing';
import type { Asked, Judges } from './change';

type Act = 'ask-floor' | 'leave-floor' | 'yield' | 'point' | 'answer-point' | 'say';
type Saying = Extract<Move, { kind: 'say' }>;

/** Phases in which everybody who takes part may write. */
const floorKinds: readonly PhaseKind[] = [...openKinds, 'circle'];
/** Phases in which people stand in corners and may walk. */
export const cornerKinds: readonly PhaseKind[] = ['gather', 'spokesperson', 'debrief'];

export const turns: Judges<Act> = {
	'ask-floor'({ rules, state, by, person }) {
		const phase = currentPhase(rules, state);
		if (!person) return 'not-yours';
		if (!phase || !openKinds.includes(phase.kind)) return 'not-now';
		if (state.floor.includes(by) || state.called === by) return 'twice';
		return { kind: 'asked-floor', data: { who: by } };
	},
	'leave-floor': ({ state, by }) =>
		state.floor.includes(by) ? { kind: 'left-floor', data: { who: by } } : 'not-now',
	yield({ state, by }) {
		if (state.called === null) return 'not-now';
		if (state.called !== by && !isChair(state, by)) return 'not-yours';
		return { kind: 'yielded', data: { who: state.called } };
	},
	/** Offered by the other side, in the open part of a speech, while the clock runs. */
	point({ rules, state, by, person, now }, { what }) {
		const { offered, taken } = state.points;
		if (what === 'withdraw')
			return offered.includes(by) || taken === by
				? { kind: 'point', data: { who: by, what: 'withdrawn' } }
				: 'not-now';
		const phase = currentPhase(rules, state);
		if (phase?.kind !== 'speech' || state.mode !== 'spoken') return 'not-now';
		if (!person?.team) return 'not-yours';
		const speaking = phase.who && teamHere(state, phase.who.team);
		if (speaking !== null && state.stances[speaking] === state.stances[person.team])
			return 'other-side';
		if (offered.includes(by) || taken === by) return 'twice';
		if (!phase.points) return 'protected';
		if (!isRunning(state.clock)) return 'not-now';
		if (pointsAt(phase, state.clock, now) === 'protected') return 'protected';
		return { kind: 'point', data: { who: by, what: 'offered' } };
	},
	'answer-point'({ rules, state, by, now }, { who, take }) {
		const { offered, taken } = state.points;
		const phase = currentPhase(rules, state);
		if (!speakingNow(rules, state).includes(by) && !isChair(state, by)) return 'not-yours';
		if (!phase || (!offered.includes(who) && (take || taken !== who))) return 'unknown';
		if (take && pointsAt(phase, state.clock, now) !== 'open') return 'protected';
		return { kind: 'point', data: { who, what: take ? 'taken' : 'declined' } };
	},
	say(asked, move) {
		const { rules, state, person, now } = asked;
		const phase = currentPhase(rules, state);
		if (!person || person.role === 'judge') return 'not-yours';
		if (!phase || !currentTurn(state)) return 'not-now';
		const isTurn = move.as !== 'floor' && move.as !== 'reason';
		const answer = isTurn ? turnSaid(asked, person, phase, move) : freelySaid(asked, phase, move);
		if (typeof answer === 'string') return answer;
		if (state.mode === 'written' && state.dueAt !== null && now > state.dueAt) return 'too-late';
		const allowed = lettersAllowed(rules, phase);
		if (!(move.letters >= 0) || (allowed > 0 && move.letters > allowed)) return 'too-long';
		if (!Number.isSafeInteger(move.c) || move.c < 1) return 'unknown';
		return wasSaid(state, move.c) ? 'twice' : answer;
	}
};

function wasSaid({ turns }: DebateState, c: number): boolean {
	return turns.some(({ said }) => said.some((one) => one.c === c));
}

/** In which phases a turn of a kind is written. */
const turnsOf: Partial<Record<PhaseKind, SaidAs[]>> = {
	speech: ['speech'],
	spokesperson: ['speech'],
	cross: ['question', 'answer'],
	crossfire: ['question', 'answer'],
	restate: ['restatement']
};

/** A speech, a question, an answer or a restatement: by whoever it is awaited from, once. */
function turnSaid(
	{ rules, state, by }: Asked,
	person: Person,
	phase: Phase,
	{ as, to, c }: Saying
): EventBody | Refusal {
	if (!turnsOf[phase.kind]?.includes(as)) return 'not-now';
	// What is restated aloud may be written down as well; everything else that is spoken is not.
	if (state.mode === 'spoken' && as !== 'restatement') return 'not-now';
	if (person.team === null && phase.kind !== 'spokesperson') return 'not-yours';
	const next = awaited(rules, state);
	if (!next) return given(state, person, phase);
	if (next.as !== as) return 'not-your-turn';
	if (!next.who.includes(by))
		return next.team === null || next.team === person.team ? 'not-your-turn' : 'other-side';
	if (to !== null && to !== next.to) return 'unknown';
	return { kind: 'said', data: { c, as, to: next.to } };
}

/** Why nothing is awaited any more. */
function given(state: DebateState, person: Person, phase: Phase): Refusal {
	const isTheirs = [phase.who, phase.other].some(
		(place) => place && teamHere(state, place.team) === person.team
	);
	switch (phase.kind) {
		case 'spokesperson':
			return currentTurn(state)?.said.some(({ as }) => as === 'speech') ? 'twice' : 'not-now';
		case 'cross':
		case 'crossfire':
			return isTheirs ? 'full' : 'other-side';
		default:
			return person.team === teamOfPhase(state, phase) ? 'twice' : 'other-side';
	}
}

/** A word from the floor, a reason for standing in a corner, or what is missing in a restatement. */
function freelySaid(
	{ rules, state, by, person }: Asked,
	phase: Phase,
	{ as, to, c }: Saying
): EventBody | Refusal {
	const standsSomewhere = state.corners[by] !== undefined;
	if (as === 'reason' && phase.kind === 'restate') {
		if (!person?.team) return 'not-yours';
		if (!phase.other || teamHere(state, phase.other.team) !== person.team) return 'other-side';
		if (state.restated?.state !== 'sent-back') return 'not-now';
		return { kind: 'said', data: { c, as, to: state.restated.c } };
	}
	if (as === 'reason') {
		if (rules.format.corners.length === 0 || !cornerKinds.includes(phase.kind)) return 'not-now';
		return standsSomewhere ? { kind: 'said', data: { c, as, to: null } } : 'not-yours';
	}
	if (state.mode === 'spoken' || !floorKinds.includes(phase.kind)) return 'not-now';
	if (phase.kind === 'circle' && !state.circle.inner.includes(by)) return 'not-your-turn';
	if (phase.kind === 'gather' && !standsSomewhere) return 'not-yours';
	const isOfTeams = person?.team !== null || person.role === 'chair';
	if (phase.kind === 'discussion' && rules.format.teams.length > 0 && !isOfTeams)
		return 'not-yours';
	const { exchanges } = phase.written;
	const own = currentTurn(state)?.said.filter((one) => one.by === by && one.as === 'floor') ?? [];
	if (exchanges > 0 && own.length >= exchanges) return 'full';
	if (to !== null && !wasSaid(state, to)) return 'unknown';
	return { kind: 'said', data: { c, as, to } };
}
