/*
 * Telling people of a round that they have a place, and that it is another one now. A notice names the
 * debate and never the side: whoever opens it sees their place there.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { tell } from '$lib/courses/telling.server';
import type { Transaction } from '$lib/server/db/client';
import { debate, debatePerson } from '$lib/server/db/schema';

interface RoundTold {
	courseId: string;
	moduleSlug: string;
	roundId: string;
}

interface PlaceOf {
	enrolmentId: string;
	debateId: string;
	role: string;
	team: string | null;
	speaker: string | null;
}

async function placesNow(tx: Transaction, { courseId, roundId }: RoundTold) {
	return tx
		.select({
			enrolmentId: debatePerson.enrolmentId,
			debateId: debatePerson.debateId,
			role: debatePerson.role,
			team: debatePerson.team,
			speaker: debatePerson.speaker,
			slug: debate.slug
		})
		.from(debatePerson)
		.innerJoin(
			debate,
			and(eq(debate.courseId, debatePerson.courseId), eq(debate.id, debatePerson.debateId))
		)
		.where(
			and(
				eq(debate.courseId, courseId),
				eq(debate.roundId, roundId),
				inArray(debate.state, ['planned', 'open'])
			)
		);
}

/** Everybody with a place hears of it. */
export async function tellPlanned(tx: Transaction, round: RoundTold, now: Date): Promise<number> {
	const places = await placesNow(tx, round);
	return tell(
		tx,
		round.courseId,
		places.map(({ enrolmentId, slug }) => ({
			id: `debate.planned:${round.roundId}:${enrolmentId}`,
			enrolmentId,
			kind: 'debate.planned',
			payload: { module: round.moduleSlug, debate: slug }
		})),
		now
	);
}

/** Whoever has another place than `before`, or one for the first time. */
export async function tellChanged(
	tx: Transaction,
	round: RoundTold,
	before: readonly PlaceOf[],
	now: Date
): Promise<number> {
	const places = await placesNow(tx, round);
	const sign = ({ debateId, role, team, speaker }: PlaceOf) =>
		JSON.stringify([debateId, role, team, speaker]);
	const had = new Set(before.map((place) => place.enrolmentId + sign(place)));
	return tell(
		tx,
		round.courseId,
		places
			.filter((place) => !had.has(place.enrolmentId + sign(place)))
			.map(({ enrolmentId, slug }) => ({
				enrolmentId,
				kind: 'debate.place',
				payload: { module: round.moduleSlug, debate: slug }
			})),
		now
	);
}
