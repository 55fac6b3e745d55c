/*
 * The figures of a vote, which nobody sees, staff neither, before the last vote has closed and the
 * chair has published them. Then staff see the whole and the class what `classView` leaves of it.
 */
import { fewest } from '$lib/access/aggregate';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import type { DebateState } from '../debate';
import type { RoomName } from '../room/cache.server';
import type { DebateHere } from '../room/finding.server';
import { areVotesOver } from '../standing';
import { frozenFigures, reasonsIn } from './counting.server';
import { classView, movementIn, staffView, type ClassView, type Movement } from './movement';

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
	const movement = await published(here, state);
	if (!movement) return null;
	const reasons = await reasonsIn(roomNameOf(here));
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
	const movement = await published(here, state);
	return movement && classView(movement);
}

function roomNameOf({ courseId, debate }: Pick<Here, 'courseId' | 'debate'>): RoomName {
	return { courseId, debateId: debate.id };
}

/** As it was counted then. Published, and no vote will be taken any more: neither alone will do. */
async function published(here: Omit<Here, 'facts'>, state: DebateState): Promise<Movement | null> {
	if (!state.published.votes || !areVotesOver(here.rules, state)) return null;
	const figures = await frozenFigures(roomNameOf(here));
	return figures && { ...movementIn(figures.matrix), once: figures.once };
}
