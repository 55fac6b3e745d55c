/* Everything that a debate came to, as far as the reader may see it by now. */
import type { Actor } from '$lib/access/actor';
import { authorize } from '$lib/access/refuse';
import { hasBallots } from '../ballots/ballot';
import { ballotResultFor, type BallotResult } from '../ballots/panels.server';
import type { ResultKind } from '../format';
import type { DebateHere } from '../room/finding.server';
import { roomHere } from '../room/reading.server';
import { statementOf, walksOf, type Statement, type Walk } from './ending';
import { voteResultFor, type VoteResult } from './figures.server';
import { toPublish, type ToPublish } from './publishing.server';
import { momentsIn } from './voting';

export interface DebateResult {
	kind: ResultKind;
	hasVotes: boolean;
	hasBallots: boolean;
	/** Null before they are published. */
	votes: VoteResult | null;
	ballots: BallotResult | null;
	statement: Statement | null;
	/** Null where the format has no corners. */
	walks: Walk[] | null;
	isEnded: boolean;
	/** For whoever has the chair. */
	toPublish: ToPublish | null;
}

/** Needs `debate.read`. */
export async function resultFor(actor: Actor, here: DebateHere): Promise<DebateResult> {
	authorize(actor, 'debate.read', { courseId: here.courseId });
	const { state, told } = await roomHere(here);
	const { rules } = here;
	const [votes, ballots, publishing] = await Promise.all([
		voteResultFor(actor, here, state),
		ballotResultFor(actor, here, state),
		toPublish(actor, here, state)
	]);
	return {
		kind: rules.format.result,
		hasVotes: momentsIn(rules).length > 0,
		hasBallots: hasBallots(rules.format),
		votes,
		ballots,
		statement: statementOf(state, told),
		walks: rules.format.corners.length > 0 ? walksOf(rules, state, told) : null,
		isEnded: state.endedAt !== null,
		toPublish: publishing
	};
}
