/*
 * Publishing what was counted: a public event, after which votes and ballots stay as they are. Which
 * figures it shows to whom is said where they are read.
 */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize } from '$lib/access/refuse';
import { hasBallots } from '../ballots/ballot';
import { panelCount, type PanelCount } from '../ballots/ballots.server';
import type { DebateState, Refusal } from '../debate';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { move } from '../room/moving.server';
import { areSpeechesOver, areVotesOver } from '../standing';
import { momentsIn } from './voting';

export type Published = { ok: true } | { ok: false; reason: Refusal | 'empty' | 'no-ballots' };

/** Needs `debate.chair`. */
export async function publishResult(
	actor: Actor,
	address: DebateAddress,
	what: 'votes' | 'ballots',
	now: Date
): Promise<Published> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.chair', here.facts);
	if (what === 'ballots' && (await panelCount(actor, here)).given === 0)
		return { ok: false, reason: 'no-ballots' };
	const done = await move(actor, address, { kind: 'publish', what }, {}, now);
	return done.ok ? { ok: true } : done;
}

export interface ToPublish {
	votes: boolean;
	/** Null: nothing of judges is to be published now. */
	ballots: PanelCount | null;
}

/** What the actor may publish by now; null for whoever has not the chair. */
export async function toPublish(
	actor: Actor,
	here: DebateHere,
	state: DebateState
): Promise<ToPublish | null> {
	if (!may(actor, 'debate.chair', here.facts) || state.openedAt === null) return null;
	const { rules } = here;
	const votes = momentsIn(rules).length > 0 && areVotesOver(rules, state) && !state.published.votes;
	const ballots =
		hasBallots(rules.format) && areSpeechesOver(rules, state) && !state.published.ballots;
	return { votes, ballots: ballots ? await panelCount(actor, here) : null };
}
