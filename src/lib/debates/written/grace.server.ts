/*
 * More time for a written turn, as staff have agreed with somebody for all due dates of the course. It
 * is added where their words are judged, and never told to others.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { db, type Executor } from '$lib/server/db/client';
import { accommodation, debatePerson } from '$lib/server/db/schema';
import type { DebateState, Who } from '../debate';

const hour = 3_600_000;
type On = Pick<Executor, 'select'>;

/** Milliseconds; 0 for most. */
export async function graceOf(on: On, courseId: string, enrolmentId: string): Promise<number> {
	const [found] = await on
		.select({ hours: accommodation.extraHours })
		.from(accommodation)
		.where(and(eq(accommodation.courseId, courseId), eq(accommodation.enrolmentId, enrolmentId)));
	return Math.max(0, found?.hours ?? 0) * hour;
}

/** By the number in the debate; who has none is absent. */
export async function gracesIn(
	courseId: string,
	debateId: string,
	who: readonly Who[]
): Promise<Map<Who, number>> {
	if (who.length === 0) return new Map();
	const rows = await db()
		.select({ number: debatePerson.number, hours: accommodation.extraHours })
		.from(debatePerson)
		.innerJoin(
			accommodation,
			and(
				eq(accommodation.courseId, debatePerson.courseId),
				eq(accommodation.enrolmentId, debatePerson.enrolmentId)
			)
		)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.debateId, debateId),
				inArray(debatePerson.number, [...who])
			)
		);
	return new Map(rows.map(({ number, hours }) => [number, Math.max(0, hours) * hour]));
}

/** The debate as it stands for somebody who may have longer than others. */
export async function asStandsFor(
	on: On,
	courseId: string,
	enrolmentId: string,
	state: DebateState,
	at: number
): Promise<DebateState> {
	const { mode, dueAt } = state;
	if (mode !== 'written' || dueAt === null || at <= dueAt) return state;
	const grace = await graceOf(on, courseId, enrolmentId);
	return grace === 0 ? state : { ...state, dueAt: dueAt + grace };
}
