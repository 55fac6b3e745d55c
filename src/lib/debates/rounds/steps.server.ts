/*
 * Debates as steps of a path: the room that is the actor's, when it begins, whether they are called upon
 * now, and what they owe afterwards. Never a query for each debate: how the open ones stand is known
 * already, or read at once.
 */
import { and, asc, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { Locale, LocalText } from '$lib/i18n/local-text';
import { groupedBy } from '$lib/readings/grouped';
import { db } from '$lib/server/db/client';
import {
	cornerChoice,
	debate,
	debatePerson,
	debateRound,
	debateVote,
	motion,
	reflection
} from '$lib/server/db/schema';
import type { DebateState, Rules } from '../debate';
import { statesOf } from '../room/cache.server';
import { currentTurn, hasWord } from '../standing';
import type { VoteMoment } from '../votes/movement';
import { barTo, momentsIn, voteStateAt } from '../votes/voting';
import { calledUpon } from '../written/going-on';
import { placeOf } from './debates.server';
import { ownPlace } from './names';

export interface DebateStep {
	/** Null: a round of several rooms of which none is the actor's. */
	slug: string | null;
	roundId: string;
	motion: LocalText;
	/** What the actor is in it. */
	place: string | null;
	state: 'planned' | 'open' | 'ended';
	mode: 'spoken' | 'written';
	startsAt: Date | null;
	/** What waits for the actor now. */
	act: 'turn' | 'vote' | null;
	/** Until when, where that has an end. */
	dueAt: Date | null;
	tookPart: boolean;
	reflected: boolean;
}

/** Needs `debate.read`. One for each round that the class was told of: the actor's room, or the only one. */
export async function debateStepsFor(
	actor: Actor,
	moduleId: string,
	locale: Locale,
	now: Date
): Promise<DebateStep[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.read', { courseId });
	const rows = ownRooms(await roomsFor(actor, moduleId));
	const open = rows.filter(({ row }) => row.state === 'open' && roleOf(actor) === 'student');
	const [states, votes] = await Promise.all([
		statesOf(
			courseId,
			open.map(({ row }) => ({ debateId: row.id, rules: rulesOf(row), seq: row.seq }))
		),
		votesBy(
			actor,
			open.filter(({ row }) => momentsIn(rulesOf(row)).length > 0).map(({ row }) => row.id)
		)
	]);
	return rows.map(({ row, motion, own, chose, givenAt, isOneOfMany }) => {
		const place = own && placeOf(row.format.teams, own);
		const state = states.get(row.id);
		const given = votes.get(row.id) ?? new Set();
		const standing = { rules: rulesOf(row), own, given, hasChosen: chose !== null };
		const act = state && !isOneOfMany ? actOf(state, standing, now) : null;
		return {
			slug: isOneOfMany ? null : row.slug,
			roundId: row.roundId,
			motion: motion.text,
			place: place && ownPlace(place, locale),
			state: row.state === 'cancelled' ? 'ended' : row.state,
			mode: row.mode,
			startsAt: row.startsAt,
			act,
			dueAt: act && state?.mode === 'written' && state.dueAt ? new Date(state.dueAt) : null,
			tookPart: own?.isAbsent === false,
			reflected: givenAt !== null
		};
	});
}

type DebateRow = typeof debate.$inferSelect;
type PersonRow = typeof debatePerson.$inferSelect;

const rulesOf = ({ format, settings }: DebateRow): Rules => ({ format, settings });

/** Rooms of every round that is for the actor, in the order in which they begin. */
async function roomsFor(actor: Actor, moduleId: string) {
	const { courseId, enrolmentId, sectionId } = membershipOf(actor);
	const rows = await db()
		.select({
			row: debate,
			sectionId: debateRound.sectionId,
			motion: motion.body,
			own: debatePerson,
			chose: cornerChoice.corner,
			givenAt: reflection.givenAt
		})
		.from(debate)
		.innerJoin(
			debateRound,
			and(eq(debateRound.courseId, debate.courseId), eq(debateRound.id, debate.roundId))
		)
		.innerJoin(motion, and(eq(motion.courseId, debate.courseId), eq(motion.id, debate.motionId)))
		.leftJoin(
			debatePerson,
			and(
				eq(debatePerson.courseId, debate.courseId),
				eq(debatePerson.debateId, debate.id),
				eq(debatePerson.enrolmentId, enrolmentId)
			)
		)
		.leftJoin(
			cornerChoice,
			and(
				eq(cornerChoice.courseId, debate.courseId),
				eq(cornerChoice.debateId, debate.id),
				eq(cornerChoice.enrolmentId, enrolmentId)
			)
		)
		.leftJoin(
			reflection,
			and(
				eq(reflection.courseId, debate.courseId),
				eq(reflection.debateId, debate.id),
				eq(reflection.enrolmentId, enrolmentId)
			)
		)
		.where(
			and(
				eq(debate.courseId, courseId),
				eq(debate.moduleId, moduleId),
				ne(debate.state, 'cancelled'),
				isNotNull(debateRound.toldAt)
			)
		)
		.orderBy(asc(debate.startsAt), asc(debate.createdAt), asc(debate.order));
	const isFor = (section: string | null) => section === null || section === sectionId;
	return rows.filter((row) => row.own || roleOf(actor) !== 'student' || isFor(row.sectionId));
}

type RoomRow = Awaited<ReturnType<typeof roomsFor>>[number];

function ownRooms(rows: RoomRow[]): (RoomRow & { isOneOfMany: boolean })[] {
	const rounds = groupedBy(rows, ({ row }) => row.roundId);
	return [...rounds.values()].flatMap((rooms) => {
		const own = rooms.filter((room) => room.own);
		const [first] = rooms;
		if (own.length > 0) return own.map((room) => ({ ...room, isOneOfMany: false }));
		return first ? [{ ...first, isOneOfMany: rooms.length > 1 }] : [];
	});
}

async function votesBy(actor: Actor, debateIds: string[]): Promise<Map<string, Set<VoteMoment>>> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const votes = new Map<string, Set<VoteMoment>>();
	if (debateIds.length === 0) return votes;
	const rows = await db()
		.select({ debateId: debateVote.debateId, moment: debateVote.moment })
		.from(debateVote)
		.where(
			and(
				eq(debateVote.courseId, courseId),
				inArray(debateVote.debateId, debateIds),
				eq(debateVote.enrolmentId, enrolmentId)
			)
		);
	for (const { debateId, moment } of rows)
		votes.set(debateId, (votes.get(debateId) ?? new Set()).add(moment));
	return votes;
}

interface OwnStanding {
	rules: Rules;
	own: PersonRow | null;
	given: ReadonlySet<VoteMoment>;
	hasChosen: boolean;
}

function actOf(
	state: DebateState,
	{ rules, own, given, hasChosen }: OwnStanding,
	now: Date
): DebateStep['act'] {
	const person = own ? state.people[own.number] : undefined;
	const isVoting =
		barTo(rules.settings, own?.role ?? null, person?.removed === true) === null &&
		momentsIn(rules).some(
			(moment) => voteStateAt(rules, state, moment, now.getTime()) === 'open' && !given.has(moment)
		);
	if (isVoting) return 'vote';
	if (!own || own.isAbsent) return null;
	if (state.mode === 'spoken') return hasWord(rules, state, own.number) ? 'turn' : null;
	const call = calledUpon(rules, state);
	if (!call?.who.includes(own.number) || call.as === 'vote') return null;
	if (call.as === 'choose') return hasChosen ? null : 'turn';
	// Who may say several things has been heard with the first.
	const hasSaid = currentTurn(state)?.said.some(({ by }) => by === own.number) === true;
	return call.as === 'floor' && hasSaid ? null : 'turn';
}
