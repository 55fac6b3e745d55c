/*
 * The figures of a vote, which nobody sees, staff neither, before the last vote has closed and the
 * chair has published them. Then staff see the whole and the class what `classView` leaves of it.
 */
import { fewest } from '$lib/access/aggregate';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { db } from '$lib/server/db/client';
import type { DebateState } from '../debate';
import type { DebateHere } from '../room/finding.server';
import { areVotesOver } from '../standing';
import { classView, movementOf, staffView, type ClassView } from './movement';
import { votesIn } from './votes.server';

export interface VoteResult {
	view: ClassView;
	/** How many voted only once and count for nothing; null where there is nothing to show. */
	once: number | null;
	/** Why people changed their vote; null where fewer than five said so, but for staff. */
	reasons: string[] | null;
	/** The whole is shown although the class sees less. */
	isForStaff: boolean;
}

type Here = Pick<DebateHere, 'courseId' | 'debate' | 'rules' | 'facts'>;

/** Null until the votes are published, and where the format has none. */
export async function voteResultFor(
	actor: Actor,
	here: Here,
	state: DebateState
): Promise<VoteResult | null> {
	if (!areOut(here, state)) return null;
	const { voters, reasons } = await votesIn(db(), here.courseId, here.debate.id);
	const movement = movementOf(voters);
	const isForStaff = may(actor, 'debate.figures', here.facts);
	const view = isForStaff ? staffView(movement) : classView(movement);
	const showsReasons = view.kind !== 'few' && (isForStaff || reasons.length >= fewest);
	return {
		view,
		once: view.kind === 'few' ? null : movement.once,
		reasons: showsReasons ? reasons : null,
		isForStaff
	};
}

/** What a screen in the room may show, whoever is signed in on it; null before it is published. */
export async function voteResultForScreen(
	here: Omit<Here, 'facts'>,
	state: DebateState
): Promise<ClassView | null> {
	if (!areOut(here, state)) return null;
	const { voters } = await votesIn(db(), here.courseId, here.debate.id);
	return classView(movementOf(voters));
}

/** Published, and no vote will be taken any more: neither alone will do. */
function areOut({ rules }: Pick<Here, 'rules'>, state: DebateState): boolean {
	return state.published.votes && areVotesOver(rules, state);
}
