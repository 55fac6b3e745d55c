/*
 * What may be asked of a debate as it stands: which phase it is, who has the word, whose turn a written
 * word is, whether a vote is open. Pages ask it to show, `decide` asks it to allow. Pure.
 */
import type { DebateState, Person, Rules, SaidAs, Turn, Who } from './debate';
import type { Phase, PhaseKind, Place, Stance } from './format';

export const machine: Who = 0;

/** Phases in which whoever is called from the queue has the floor. */
export const openKinds: readonly PhaseKind[] = ['floor', 'discussion', 'gather', 'debrief'];

export function phaseAt({ format }: Rules, index: number): Phase | null {
	return format.phases[index] ?? null;
}

/** Null before the first one. */
export function currentPhase(rules: Rules, state: DebateState): Phase | null {
	return phaseAt(rules, state.phase);
}

export function currentTurn(state: DebateState): Turn | null {
	return state.turns.at(-1) ?? null;
}

export function isOpen(state: DebateState): boolean {
	return state.openedAt !== null && state.endedAt === null;
}

/** Somebody who is here and may do something. */
export function isPresent(person: Person | undefined): person is Person {
	return person !== undefined && !person.gone && !person.removed;
}

/** Chairs, and the machine. */
export function isChair(state: DebateState, who: Who): boolean {
	if (who === machine) return true;
	const person = state.people[who];
	return isPresent(person) && person.role === 'chair';
}

export function peopleOf(state: DebateState, team: string): Person[] {
	return Object.values(state.people).filter((p) => p.team === team && isPresent(p));
}

/** The team that stands where the format names `team`; a coin may have changed it. */
export function teamHere(state: DebateState, team: string): string {
	return state.order[team] ?? team;
}

export function otherStance(stance: Stance): Stance {
	return stance === 'for' ? 'against' : 'for';
}

/**
 * Who has a place. A place that nobody has, in a class too small for it, falls to anybody of the team.
 */
export function holdersOf(state: DebateState, place: Place | null): Who[] {
	if (!place) return [];
	const team = peopleOf(state, teamHere(state, place.team));
	const named = team.filter((p) => p.speaker !== null && place.speakers.includes(p.speaker));
	return (named.length > 0 ? named : team).map(({ who }) => who);
}

/** Who is speaking, or about to: whoever was called, or whose place it is. Empty: nobody in particular. */
export function speakingNow(rules: Rules, state: DebateState): Who[] {
	const phase = currentPhase(rules, state);
	if (!phase || state.endedAt !== null) return [];
	if (state.called !== null) return [state.called];
	switch (phase.kind) {
		case 'speech':
		case 'restate':
			return holdersOf(state, phase.who);
		case 'cross':
		case 'crossfire':
			return [...holdersOf(state, phase.who), ...holdersOf(state, phase.other)];
		case 'spokesperson': {
			const who = phase.corner === null ? undefined : state.spokespeople[phase.corner];
			return who === undefined ? [] : [who];
		}
		default:
			return [];
	}
}

/** Whether somebody may speak now without being called first. */
export function hasWord(rules: Rules, state: DebateState, who: Who): boolean {
	const person = state.people[who];
	if (!isOpen(state) || !isPresent(person) || person.muted) return false;
	if (state.called !== null) return state.called === who;
	switch (currentPhase(rules, state)?.kind) {
		case 'discussion':
		case 'statement':
			return person.team !== null;
		case 'circle':
			return state.circle.inner.includes(who);
		default:
			return speakingNow(rules, state).includes(who);
	}
}

/** The team that speaks, answers or restates in a phase; null: no team in particular. */
export function teamOfPhase(state: DebateState, phase: Phase | null): string | null {
	return phase?.who ? teamHere(state, phase.who.team) : null;
}

/** Whether the votes of a moment are being taken. */
export function isVoteOpen(rules: Rules, state: DebateState, moment: 'before' | 'after'): boolean {
	const phase = currentPhase(rules, state);
	return (
		isOpen(state) && !state.published.votes && phase?.kind === 'vote' && phase.moment === moment
	);
}

/** Whether no vote will be taken any more, so that what was counted may be shown. */
export function areVotesOver({ format }: Rules, state: DebateState): boolean {
	const last = format.phases.findLastIndex(({ kind }) => kind === 'vote');
	return last >= 0 && (state.endedAt !== null || state.phase > last);
}

/** Whether all speeches are over, so that ballots may be shown. */
export function areSpeechesOver({ format }: Rules, state: DebateState): boolean {
	const last = format.phases.findLastIndex(({ kind }) => kind === 'speech');
	return state.endedAt !== null || (last >= 0 && state.phase > last);
}

/** Letters at most in a written phase; 0: none are written. */
export function lettersAllowed({ settings }: Rules, phase: Phase): number {
	return phase.written.letters === 0 ? 0 : (settings.letters ?? phase.written.letters);
}

/** Until when a phase that comes at `at` may be answered in writing; null: no deadline. */
export function dueAfter({ settings }: Rules, phase: Phase | null, at: number): number | null {
	if (!phase || phase.written.hours === 0) return null;
	return at + (settings.hours ?? phase.written.hours) * 3_600_000;
}

/** The question of a cross-examination that waits for its answer. */
export function openQuestion(turn: Turn | null): Turn['said'][number] | null {
	const last = turn?.said.findLast(({ as }) => as === 'question' || as === 'answer');
	return last?.as === 'question' ? last : null;
}

export interface Awaited {
	/** What is to be written next. */
	as: SaidAs;
	/** The question to be answered. */
	to: number | null;
	/** By one of these. */
	who: Who[];
	team: string | null;
}

/**
 * Whose written word is awaited in a phase of turns: a speech, a question, an answer or a restatement.
 * Null: it was given, or the phase has no turns.
 */
export function awaited(rules: Rules, state: DebateState): Awaited | null {
	const phase = currentPhase(rules, state);
	const turn = currentTurn(state);
	if (!phase || !turn || !isOpen(state)) return null;
	const by = (place: Place | null, as: SaidAs, to: number | null = null): Awaited => ({
		as,
		to,
		who: holdersOf(state, place),
		team: place && teamHere(state, place.team)
	});
	const given = (as: SaidAs) => turn.said.filter((said) => said.as === as).length;
	switch (phase.kind) {
		case 'speech': {
			if (given('speech') > 0) return null;
			const turnOf = by(phase.who, 'speech');
			return state.called === null ? turnOf : { ...turnOf, who: [state.called] };
		}
		case 'cross':
		case 'crossfire': {
			const asked = given('question');
			const othersFirst = phase.kind === 'cross' || asked % 2 === 1;
			const question = openQuestion(turn);
			if (question) {
				const wasOthers = phase.kind === 'cross' || (asked - 1) % 2 === 1;
				return by(wasOthers ? phase.who : phase.other, 'answer', question.c);
			}
			if (asked >= phase.written.exchanges) return null;
			return by(othersFirst ? phase.other : phase.who, 'question');
		}
		case 'restate':
			return state.restated?.state === 'wanted' || state.restated?.state === 'sent-back'
				? by(phase.who, 'restatement')
				: null;
		case 'spokesperson': {
			const who = phase.corner === null ? undefined : state.spokespeople[phase.corner];
			if (who === undefined || given('speech') > 0) return null;
			return { as: 'speech', to: null, who: [who], team: null };
		}
		default:
			return null;
	}
}

/** Whether everybody of the teams signed the newest joint text. */
export function isAgreed(state: DebateState): boolean {
	const signers = Object.values(state.people).filter((p) => p.team !== null && isPresent(p));
	return (
		state.statement !== null &&
		signers.length > 0 &&
		signers.every(({ who }) => state.statement?.signed.includes(who))
	);
}

/** Who sits inside next when groups take turns: whoever never did, then whoever did longest ago. */
export function nextInner({ format }: Rules, state: DebateState): Who[] {
	const { inner, been } = state.circle;
	const everybody = Object.values(state.people).filter(
		(p) => isPresent(p) && (p.role === 'speaker' || p.role === 'audience')
	);
	const waited = ({ who }: Person) => been.lastIndexOf(who);
	return everybody
		.filter(({ who }) => !inner.includes(who))
		.toSorted((a, b) => waited(a) - waited(b) || a.who - b.who)
		.slice(0, format.circle?.seats ?? 0)
		.map(({ who }) => who);
}
