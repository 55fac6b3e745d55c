/* What is still missing on a ballot, and why one was not taken. Messages only. */
import { m } from '$lib/paraglide/messages';
import type { BallotFault } from './ballot';
import type { BallotRefusal } from './ballots.server';

const faultName: Record<BallotFault['what'], () => string> = {
	winner: m.votes_ballot_missing_winner,
	rank: m.votes_ballot_missing_rank,
	'rank-twice': m.votes_ballot_missing_rank_twice,
	points: m.votes_ballot_missing_points,
	overall: m.votes_ballot_missing_overall,
	'low-point': m.votes_ballot_low_point
};

/** Beside each field that still needs something. */
export function faultErrors(faults: readonly BallotFault[]): Record<string, string> {
	return Object.fromEntries(faults.map(({ field, what }) => [field, faultName[what]()]));
}

export const ballotRefusal: Record<BallotRefusal['reason'] | 'too-early', () => string> = {
	conflict: m.votes_ballot_refused_conflict,
	given: m.votes_ballot_refused_given,
	published: m.votes_ballot_refused_published,
	'too-early': m.votes_ballot_too_early
};
