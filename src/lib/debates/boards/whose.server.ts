/*
 * Whose board it is: that of the team in which somebody stands now. Before a debate opens the places
 * say so, afterwards the events. Nobody else's board is there for students; staff read them all.
 */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, notFound } from '$lib/access/refuse';
import type { DebateState } from '../debate';
import { emptyState } from '../reduce';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { stateOf } from '../room/reading.server';

export interface BoardHere extends DebateHere {
	/** Null: a debate without teams. */
	team: string | null;
	/** May be written on: by whoever is of the team and was not sent out. */
	mayPrepare: boolean;
	standing: DebateState;
}

export async function standingOf(here: DebateHere): Promise<DebateState> {
	return here.debate.seq === 0 ? emptyState() : stateOf(here);
}

/** The team that the actor is of now, and whether the chair has sent them out. */
export function ownTeam(
	{ debate, me }: Pick<DebateHere, 'debate' | 'me'>,
	state: DebateState
): { team: string | null; isOut: boolean } {
	if (!me) return { team: null, isOut: false };
	if (debate.seq === 0) return { team: me.isAbsent ? null : me.team, isOut: false };
	const person = state.people[me.number];
	if (!person || person.gone) return { team: null, isOut: false };
	return { team: person.team, isOut: person.removed };
}

/**
 * Needs `debate.board`.
 * @param asked the team whose board staff want to read
 */
export async function boardHere(
	actor: Actor,
	address: DebateAddress,
	asked: string | null,
	now: Date
): Promise<BoardHere> {
	const here = await debateHere(actor, address, now);
	const standing = await standingOf(here);
	const own = ownTeam(here, standing);
	const { teams } = here.rules.format;
	const team = asked ?? own.team ?? teams[0]?.key ?? null;
	const onTeam = own.team !== null && own.team === team;
	authorize(actor, 'debate.board', { ...here.facts, onTeam });
	if (team !== null && !teams.some(({ key }) => key === team)) notFound();
	const mayPrepare = may(actor, 'debate.prepare', { ...here.facts, onTeam: onTeam && !own.isOut });
	return { ...here, team, mayPrepare, standing };
}

/** The board of one's own team, to write on; needs `debate.prepare`. */
export async function boardToWrite(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<BoardHere & { team: string }> {
	const board = await boardHere(actor, address, null, now);
	const { team, mayPrepare, facts } = board;
	authorize(actor, 'debate.prepare', { ...facts, onTeam: mayPrepare });
	return { ...board, team: team ?? notFound() };
}
