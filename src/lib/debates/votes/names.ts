/* What choices, moments, states and refusals of a vote are called. Messages only. */
import { m } from '$lib/paraglide/messages';
import { refusalText } from '../names';
import type { Choice, VoteMoment } from './movement';
import type { Published } from './publishing.server';
import type { VoteState } from './voting';
import type { Voted } from './votes.server';

export const choiceName: Record<Choice, () => string> = {
	for: m.votes_for,
	against: m.votes_against,
	undecided: m.votes_undecided
};

/** As one chooses it. */
export const optionName: Record<Choice, () => string> = {
	for: m.votes_option_for,
	against: m.votes_option_against,
	undecided: m.votes_option_undecided
};

export const voteMomentName: Record<VoteMoment, () => string> = {
	before: m.votes_before,
	after: m.votes_after
};

export const voteStateName: Record<VoteState, () => string> = {
	waiting: m.votes_state_waiting,
	open: m.votes_state_open,
	closed: m.votes_state_closed
};

export const voteRefusal: Record<Extract<Voted, { ok: false }>['reason'], () => string> = {
	waiting: m.votes_refused_waiting,
	closed: m.votes_refused_closed,
	staff: m.votes_bar_staff,
	observer: m.votes_bar_observer,
	speaker: m.votes_bar_speaker,
	chair: m.votes_bar_chair,
	judge: m.votes_bar_judge,
	removed: m.votes_bar_removed,
	elsewhere: m.votes_bar_elsewhere
};

type NotPublished = Extract<Published, { ok: false }>['reason'];

export function publishRefusal(reason: NotPublished): string {
	if (reason === 'no-ballots') return m.votes_ballot_none_to_publish();
	if (reason === 'running') return m.votes_not_over();
	return reason === 'empty' ? m.votes_not_over() : refusalText[reason]();
}
