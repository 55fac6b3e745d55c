/*
 * Moves in the flow. Whoever has a team writes it, and note-takers and chairs; a team leaves alone what
 * another team put down. After the end note-takers and chairs still complete it. Pure.
 */
import type { Argument, DebateState, Refusal } from '../debate';
import { isChair, machine, phaseAt, teamOfPhase } from '../standing';
import type { Asked, Judges } from './change';

type Act = 'argue' | 'reword' | 'place' | 'link' | 'unlink' | 'strike';

/** Whoever writes down what all sides say. */
function takesNotes({ state, by, person }: Asked): boolean {
	return by === machine || isChair(state, by) || person?.notes === true;
}

function refused(asked: Asked): Refusal | null {
	if (takesNotes(asked)) return null;
	if (!asked.person?.team) return 'not-yours';
	return asked.state.endedAt === null ? null : 'ended';
}

/** An argument that may be changed: one's own, of one's own team, or any for note-takers. */
function changeable(asked: Asked, c: number): Argument | Refusal {
	const why = refused(asked);
	if (why) return why;
	const argument = argumentAt(asked.state, c);
	return argument ? ofOwn(asked, argument) : 'unknown';
}

function ofOwn(asked: Asked, argument: Argument): Argument | Refusal {
	const isOwn = argument.by === asked.by || argument.team === asked.person?.team;
	return takesNotes(asked) || isOwn ? argument : 'other-side';
}

function argumentAt(state: DebateState, c: number): Argument | null {
	return state.arguments.find((argument) => argument.c === c && !argument.struck) ?? null;
}

/** Columns are of phases that have come. */
function columnRefused({ rules, state }: Asked, phase: number, row: number): Refusal | null {
	if (!Number.isSafeInteger(phase) || !phaseAt(rules, phase) || !Number.isFinite(row))
		return 'unknown';
	return phase <= state.phase || state.turns.some(({ index }) => index === phase)
		? null
		: 'not-now';
}

/** In a column of one team an argument is that team's; elsewhere it is the writer's. */
function teamOf({ rules, state, person }: Asked, index: number): string | null {
	const phase = phaseAt(rules, index);
	if (phase?.kind === 'speech' || phase?.kind === 'restate') return teamOfPhase(state, phase);
	return person?.team ?? null;
}

export const notes: Judges<Act> = {
	argue(asked, { c, phase, row }) {
		const why = refused(asked) ?? columnRefused(asked, phase, row);
		if (why) return why;
		if (!Number.isSafeInteger(c) || c < 1) return 'unknown';
		if (asked.state.arguments.some((argument) => argument.c === c)) return 'twice';
		return { kind: 'argued', data: { c, phase, team: teamOf(asked, phase), row } };
	},
	/** On the newest wording only: the slower of two sees both. */
	reword(asked, { c, version }) {
		const argument = changeable(asked, c);
		if (typeof argument === 'string') return argument;
		if (version !== argument.version + 1) return 'stale';
		return { kind: 'reworded', data: { c, version } };
	},
	place(asked, { c, phase, row }) {
		const argument = changeable(asked, c);
		if (typeof argument === 'string') return argument;
		const why = columnRefused(asked, phase, row);
		if (why) return why;
		if (argument.phase === phase && argument.row === row) return 'twice';
		return { kind: 'placed', data: { c, phase, row } };
	},
	link(asked, { c, to, relation }) {
		const why = refused(asked);
		if (why) return why;
		const { state } = asked;
		if (c === to || !argumentAt(state, c) || !argumentAt(state, to)) return 'unknown';
		const link = state.links.find((one) => one.c === c && one.to === to);
		if (link?.relation === relation) return 'twice';
		if (link && !mayUnlink(asked, c, link.by)) return 'other-side';
		return { kind: 'linked', data: { c, to, relation } };
	},
	unlink(asked, { c, to }) {
		const why = refused(asked);
		if (why) return why;
		const link = asked.state.links.find((one) => one.c === c && one.to === to);
		if (!link) return 'unknown';
		return mayUnlink(asked, c, link.by) ? { kind: 'unlinked', data: { c, to } } : 'other-side';
	},
	/** What was struck can be brought back by whoever could have struck it. */
	strike(asked, { c, on }) {
		const why = refused(asked);
		if (why) return why;
		const known = asked.state.arguments.find((one) => one.c === c);
		if (!known) return 'unknown';
		if (known.struck === on) return 'twice';
		const argument = ofOwn(asked, known);
		return typeof argument === 'string' ? argument : { kind: 'struck', data: { c, on } };
	}
};

function mayUnlink(asked: Asked, c: number, linkedBy: number): boolean {
	const { state, by, person } = asked;
	const mine = (team: string | null | undefined) => team !== null && team === person?.team;
	return (
		takesNotes(asked) ||
		linkedBy === by ||
		mine(state.people[linkedBy]?.team) ||
		mine(argumentAt(state, c)?.team)
	);
}
