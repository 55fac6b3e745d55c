/*
 * Secret votes. One person's are read by that person and by nobody else; staff see how many have
 * voted. A vote takes the debate's row as every move does, so that one which arrives while the chair
 * closes is counted before or refused after.
 */
import { and, eq, ne } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import { debate, debatePerson, debateVote } from '$lib/server/db/schema';
import type { DebateState } from '../debate';
import { holdDebate } from '../room/appending.server';
import { roomHere } from '../room/reading.server';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import type { Choice, VoteMoment } from './movement';
import { barTo, momentsIn, voteStateAt, type VoteBar, type VoteState } from './voting';

export interface OwnVote {
	moment: VoteMoment;
	state: VoteState;
	/** The actor's own; null before it is given. */
	choice: Choice | null;
	reason: string;
	/** How many have voted, for staff and the chair until it is published; null for others. */
	voted: number | null;
}

export interface VotePage {
	votes: OwnVote[];
	/** Null: the actor has a vote. */
	bar: VoteBar | null;
	voters: 'audience' | 'everybody';
	isPublished: boolean;
}

/** Whoever is in the course sees that there is a vote; of votes, their own. */
export async function voteFor(
	actor: Actor,
	here: DebateHere,
	state: DebateState,
	now: Date
): Promise<VotePage> {
	const { courseId, rules, facts } = here;
	const { enrolmentId } = membershipOf(actor);
	authorize(actor, 'debate.read', { courseId });
	// What was published says how many voted; a count beside it would tell of whoever was erased since.
	const seesTurnout = may(actor, 'debate.chair', facts) && !state.published.votes;
	const [own, turnout, bar] = await Promise.all([
		db()
			.select({ moment: debateVote.moment, choice: debateVote.choice, reason: debateVote.reason })
			.from(debateVote)
			.where(and(ofDebate(here), eq(debateVote.enrolmentId, enrolmentId))),
		seesTurnout ? turnoutOf(here) : null,
		barFor(actor, here, state)
	]);
	return {
		votes: momentsIn(rules).map((moment) => {
			const given = own.find((vote) => vote.moment === moment);
			return {
				moment,
				state: voteStateAt(rules, state, moment, now.getTime()),
				choice: given?.choice ?? null,
				reason: given?.reason ?? '',
				voted: turnout && turnout[moment]
			};
		}),
		bar,
		voters: rules.settings.voters,
		isPublished: state.published.votes
	};
}

function ofDebate({ courseId, debate }: Pick<DebateHere, 'courseId' | 'debate'>) {
	return and(eq(debateVote.courseId, courseId), eq(debateVote.debateId, debate.id));
}

async function turnoutOf(here: DebateHere): Promise<Record<VoteMoment, number>> {
	const rows = await db()
		.select({ moment: debateVote.moment })
		.from(debateVote)
		.where(ofDebate(here));
	const count = (moment: VoteMoment) => rows.filter((row) => row.moment === moment).length;
	return { before: count('before'), after: count('after') };
}

async function barFor(actor: Actor, here: DebateHere, state: DebateState): Promise<VoteBar | null> {
	const { enrolmentId, role } = membershipOf(actor);
	if (role === 'observer') return 'observer';
	if (isStaff(actor) || role !== 'student') return 'staff';
	if (!here.me && (await hasPlaceElsewhere(here, enrolmentId))) return 'elsewhere';
	const isRemoved = here.me ? state.people[here.me.number]?.removed === true : false;
	return barTo(here.rules.settings, here.me?.role ?? null, isRemoved);
}

/** Whoever is of another room of the round votes there. */
async function hasPlaceElsewhere(here: DebateHere, enrolmentId: string): Promise<boolean> {
	const { courseId } = here;
	const [found] = await db()
		.select({ id: debate.id })
		.from(debatePerson)
		.innerJoin(
			debate,
			and(eq(debate.courseId, debatePerson.courseId), eq(debate.id, debatePerson.debateId))
		)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.enrolmentId, enrolmentId),
				eq(debate.roundId, here.debate.roundId),
				ne(debate.id, here.debate.id),
				ne(debate.state, 'cancelled')
			)
		)
		.limit(1);
	return found !== undefined;
}

export interface GivenVote {
	moment: VoteMoment;
	choice: Choice;
	/** Why it is another than before; kept only where it is. */
	reason: string;
}

export type Voted = { ok: true } | { ok: false; reason: 'waiting' | 'closed' | VoteBar };

/** Needs `debate.vote`. A vote that is given again replaces the one before until the vote closes. */
export async function castVote(
	actor: Actor,
	address: DebateAddress,
	{ moment, choice, reason }: GivenVote,
	lang: Locale,
	now: Date
): Promise<Voted> {
	const here = await debateHere(actor, address, now);
	const { courseId, rules } = here;
	authorize(actor, 'debate.vote', here.facts);
	const { enrolmentId } = membershipOf(actor);
	if (!momentsIn(rules).includes(moment)) notFound();
	const room = await roomHere(here);
	const bar = await barFor(actor, here, room.state);
	if (bar) return { ok: false, reason: bar };
	return transaction(async (tx): Promise<Voted> => {
		const held = (await holdDebate(tx, room)) ?? notFound();
		if (held.listed === 'cancelled') return { ok: false, reason: 'closed' };
		if (here.me && held.state.people[here.me.number]?.removed)
			return { ok: false, reason: 'removed' };
		const open = voteStateAt(rules, held.state, moment, now.getTime());
		if (open !== 'open') return { ok: false, reason: open };
		const own = and(
			ofDebate(here),
			eq(debateVote.enrolmentId, enrolmentId),
			eq(debateVote.moment, 'before')
		);
		const [before] =
			moment === 'after'
				? await tx.select({ choice: debateVote.choice }).from(debateVote).where(own)
				: [];
		const kept = {
			choice,
			reason: before && before.choice !== choice ? reason : '',
			lang,
			savedAt: now
		};
		await tx
			.insert(debateVote)
			.values({ courseId, debateId: here.debate.id, enrolmentId, moment, ...kept })
			.onConflictDoUpdate({
				target: [
					debateVote.courseId,
					debateVote.debateId,
					debateVote.enrolmentId,
					debateVote.moment
				],
				set: kept
			});
		return { ok: true };
	});
}
