/*
 * When a vote is open and who may give one. A vote before is open while its phase is, one after
 * likewise; what was published is never opened again. Pure.
 */
import type { DebateSettings, DebateState, Role, Rules } from '../debate';
import { isVoteOpen } from '../standing';
import type { VoteMoment } from './movement';

export type VoteState = 'waiting' | 'open' | 'closed';

/** The votes that a format has, in its order. */
export function momentsIn({ format }: Pick<Rules, 'format'>): VoteMoment[] {
	return format.phases.flatMap(({ kind, moment }) => (kind === 'vote' && moment ? [moment] : []));
}

/** @param now milliseconds; a vote of a written debate ends with its time */
export function voteStateAt(
	rules: Rules,
	state: DebateState,
	moment: VoteMoment,
	now: number
): VoteState {
	const { format } = rules;
	const index = format.phases.findIndex((p) => p.kind === 'vote' && p.moment === moment);
	if (isVoteOpen(rules, state, moment)) {
		const isOver = state.mode === 'written' && state.dueAt !== null && now > state.dueAt;
		return isOver ? 'closed' : 'open';
	}
	const isToCome = state.endedAt === null && !state.published.votes && state.phase < index;
	return isToCome ? 'waiting' : 'closed';
}

/** Why somebody has no vote; null: they have one. */
export type VoteBar =
	'staff' | 'observer' | 'speaker' | 'chair' | 'judge' | 'removed' | 'elsewhere';

/** @param role within the debate; null: nobody there yet, who listens */
export function barTo(
	{ voters }: Pick<DebateSettings, 'voters'>,
	role: Role | null,
	isRemoved: boolean
): VoteBar | null {
	if (isRemoved) return 'removed';
	if (voters === 'everybody' || role === null || role === 'audience') return null;
	return role;
}

export const longestReason = 600;
