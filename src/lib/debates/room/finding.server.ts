/*
 * Finding the debate of an address: its rules, its motion as it was worded when the debate was set up,
 * and the place that the actor has in it.
 */
import { and, eq, sql } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import type { Facts } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { moduleFor } from '$lib/modules/modules.server';
import type { MotionBody } from '$lib/positions/position';
import { prepared } from '$lib/server/db/client';
import { debate, debatePerson, debateRound, motion } from '$lib/server/db/schema';
import type { Role, Rules } from '../debate';

/** The debate of an address, by its slugs. */
export interface DebateAddress {
	moduleSlug: string;
	debateSlug: string;
}

type DebateRow = typeof debate.$inferSelect;

export interface DebateHere {
	courseId: string;
	courseSlug: string;
	moduleId: string;
	moduleSlug: string;
	timeZone: string;
	debate: Pick<
		DebateRow,
		| 'id'
		| 'slug'
		| 'room'
		| 'roundId'
		| 'motionId'
		| 'motionVersion'
		| 'mode'
		| 'state'
		| 'startsAt'
		| 'openedAt'
		| 'endedAt'
		| 'seq'
		| 'formatKey'
	>;
	motion: MotionBody;
	rules: Rules;
	/** Null: not of the debate; whoever may join does so with the first move. */
	me: MyPlace | null;
	/** The actor's own, for `authorize`. */
	facts: Facts;
}

export interface MyPlace {
	number: number;
	role: Role;
	team: string | null;
	speaker: string | null;
	takesNotes: boolean;
	/** When they accepted the code of conduct. */
	agreedAt: Date | null;
	isAbsent: boolean;
}

/** A debate's row as it is found by its address or by the key of a screen. */
export const debateColumns = {
	id: debate.id,
	slug: debate.slug,
	room: debate.room,
	roundId: debate.roundId,
	motionId: debate.motionId,
	motionVersion: debate.motionVersion,
	mode: debate.mode,
	state: debate.state,
	startsAt: debate.startsAt,
	openedAt: debate.openedAt,
	endedAt: debate.endedAt,
	seq: debate.seq,
	formatKey: debate.formatKey
};

const debateBySlug = prepared('debate_by_slug', (db) =>
	db
		.select({
			debate: debateColumns,
			format: debate.format,
			settings: debate.settings,
			toldAt: debateRound.toldAt,
			motion: motion.body,
			me: {
				number: debatePerson.number,
				role: debatePerson.role,
				team: debatePerson.team,
				speaker: debatePerson.speaker,
				takesNotes: debatePerson.takesNotes,
				agreedAt: debatePerson.agreedAt,
				isAbsent: debatePerson.isAbsent
			}
		})
		.from(debate)
		.innerJoin(motion, and(eq(motion.courseId, debate.courseId), eq(motion.id, debate.motionId)))
		.innerJoin(
			debateRound,
			and(eq(debateRound.courseId, debate.courseId), eq(debateRound.id, debate.roundId))
		)
		.leftJoin(
			debatePerson,
			and(
				eq(debatePerson.courseId, debate.courseId),
				eq(debatePerson.debateId, debate.id),
				eq(debatePerson.enrolmentId, sql.placeholder('enrolmentId'))
			)
		)
		.where(
			and(
				eq(debate.courseId, sql.placeholder('courseId')),
				eq(debate.moduleId, sql.placeholder('moduleId')),
				eq(debate.slug, sql.placeholder('slug'))
			)
		)
		.limit(1)
);

/** Needs `debate.read`; 404 for a debate that is not there for the actor, 403 before its module opens. */
export async function debateHere(
	actor: Actor,
	{ moduleSlug, debateSlug }: DebateAddress,
	now = new Date()
): Promise<DebateHere> {
	const { courseId, courseSlug, enrolmentId } = membershipOf(actor);
	authorize(actor, 'debate.read', { courseId });
	const [{ id: moduleId }, { timeZone }] = await Promise.all([
		moduleFor(actor, moduleSlug, now),
		courseFor(actor)
	]);
	const [row] = await debateBySlug({ courseId, moduleId, slug: debateSlug, enrolmentId });
	const found = row ?? notFound();
	// What was not told to the class yet is there for staff only.
	if (found.toldAt === null && !isStaff(actor)) notFound();
	const { me } = found;
	return {
		courseId,
		courseSlug,
		moduleId,
		moduleSlug,
		timeZone,
		debate: found.debate,
		motion: found.motion,
		rules: { format: found.format, settings: found.settings },
		me,
		facts: { courseId, enrolmentId, chairs: me?.role === 'chair', judges: me?.role === 'judge' }
	};
}
