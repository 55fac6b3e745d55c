/* Moves of formats in groups: restating, a joint text, the inner circle, corners. Pure. */
import type { DebateState, Person } from '../debate';
import { currentPhase, holdersOf, isChair, isPresent, teamHere } from '../standing';
import type { Asked, Judges } from './change';
import { cornerKinds } from './turns';

type Act = 'accept' | 'draft' | 'sign' | 'sit' | 'stand' | 'walk' | 'spokesperson';

function isTooLate({ state, now }: Asked): boolean {
	return state.mode === 'written' && state.dueAt !== null && now > state.dueAt;
}

/** Whoever sits in circles and stands in corners: not those who lead or judge. */
function takesPart(person: Person | null): person is Person {
	return person?.role === 'speaker' || person?.role === 'audience';
}

function isFull({ circle }: DebateState, seats: number): boolean {
	return circle.inner.length >= seats;
}

export const together: Judges<Act> = {
	/** A restatement is accepted, or sent back, by whoever was restated. */
	accept(asked, { on }) {
		const { rules, state, by, person } = asked;
		const phase = currentPhase(rules, state);
		if (phase?.kind !== 'restate' || !state.restated) return 'not-now';
		if (!person?.team) return 'not-yours';
		if (!holdersOf(state, phase.other).includes(by))
			return phase.other && teamHere(state, phase.other.team) === person.team
				? 'not-your-turn'
				: 'other-side';
		const { c, state: standing } = state.restated;
		if (standing === 'accepted') return 'twice';
		// Aloud there is nothing to wait for; in writing, the restatement.
		if (state.mode === 'written' && standing !== 'given') return 'not-now';
		if (isTooLate(asked)) return 'too-late';
		return { kind: on ? 'accepted' : 'sent-back', data: { c } };
	},
	/** Only on the newest wording: whoever was slower sees the other one and joins both. */
	draft(asked, { c, version, builtOn }) {
		const { rules, state, person } = asked;
		if (currentPhase(rules, state)?.kind !== 'statement') return 'not-now';
		if (!person?.team) return 'not-yours';
		if (isTooLate(asked)) return 'too-late';
		const newest = state.statement?.version ?? 0;
		if (builtOn !== newest || version !== newest + 1) return 'stale';
		if (!Number.isSafeInteger(c) || c < 1) return 'unknown';
		if (state.statement && state.statement.c !== c) return 'unknown';
		return { kind: 'drafted', data: { c, version } };
	},
	sign(asked, { version }) {
		const { rules, state, by, person } = asked;
		if (currentPhase(rules, state)?.kind !== 'statement' || !state.statement) return 'not-now';
		if (!person?.team) return 'not-yours';
		if (isTooLate(asked)) return 'too-late';
		if (version !== state.statement.version) return 'stale';
		return state.statement.signed.includes(by) ? 'twice' : { kind: 'signed', data: { version } };
	},
	/** Into a free chair; when none is free, into the queue for one, until somebody leaves. */
	sit({ rules, state, by, person }) {
		const { circle } = rules.format;
		if (!circle || currentPhase(rules, state)?.kind !== 'circle') return 'not-now';
		if (!takesPart(person)) return 'not-yours';
		const { inner, waiting } = state.circle;
		if (inner.includes(by) || waiting.includes(by)) return 'twice';
		// Closed: the chair seats a group, and nobody else.
		if (circle.kind === 'closed') return isFull(state, circle.seats) ? 'full' : 'not-yours';
		return { kind: 'sat', data: { who: by } };
	},
	stand({ rules, state, by }) {
		const { circle } = rules.format;
		if (!circle || currentPhase(rules, state)?.kind !== 'circle') return 'not-now';
		const { inner, waiting } = state.circle;
		if (!inner.includes(by) && !waiting.includes(by)) return 'not-now';
		if (circle.kind === 'closed') return 'not-yours';
		return { kind: 'stood', data: { who: by } };
	},
	/** After the choice, which is private; then at any time. */
	walk({ rules, state, by, person }, { corner }) {
		const phase = currentPhase(rules, state);
		if (!phase || !cornerKinds.includes(phase.kind)) return 'not-now';
		if (!rules.format.corners.some(({ key }) => key === corner)) return 'unknown';
		if (!takesPart(person)) return 'not-yours';
		if (state.corners[by] === corner) return 'twice';
		return { kind: 'walked', data: { who: by, corner } };
	},
	/** Named by the chair or by somebody of the corner, among those who stand there. */
	spokesperson({ rules, state, by }, { who, corner }) {
		const phase = currentPhase(rules, state);
		if (phase?.kind !== 'gather' && phase?.kind !== 'spokesperson') return 'not-now';
		if (!rules.format.corners.some(({ key }) => key === corner)) return 'unknown';
		if (!isChair(state, by) && state.corners[by] !== corner) return 'not-yours';
		const person = state.people[who];
		if (!isPresent(person) || state.corners[who] !== corner) return 'unknown';
		if (state.spokespeople[corner] === who) return 'twice';
		return { kind: 'spokesperson', data: { who, corner } };
	}
};
