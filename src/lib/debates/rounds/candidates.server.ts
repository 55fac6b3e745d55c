/*
 * The people of a round as the proposal weighs them: how often they argued each side before, and which
 * side they hold on this motion. Of a position that is being marked without its side nothing is read;
 * what was asked in confidence is used from five answers on and in a limited number of draws, and is
 * marked so that no reason names it.
 */
import { createHash } from 'node:crypto';
import { and, eq, exists, inArray, isNotNull, or } from 'drizzle-orm';
import { countDraw } from '$lib/modules/grouping.server';
import type { Lot } from '$lib/modules/groups';
import type { InModule } from '$lib/modules/groups.server';
import type { Executor, Transaction } from '$lib/server/db/client';
import {
	debate,
	debatePerson,
	enrolment,
	groupMember,
	motion,
	position,
	positionTask,
	positionVersion,
	review,
	sidePreference,
	user
} from '$lib/server/db/schema';
import type { LocalText } from '$lib/i18n/local-text';
import type { CourseRole } from '$lib/access/actor';
import type { Stance } from '../format';
import type { Candidate, SideWish } from './proposing';

type Reader = Pick<Executor, 'select'>;

export interface Whom {
	sectionId: string | null;
	groupId: string | null;
}

export interface Student {
	id: string;
	sectionId: string | null;
	name: string;
	pseudonym: LocalText;
	role: CourseRole;
}

/** Always the same number for the same name and seed. */
export function lotOf(seed: string): Lot {
	return (name) =>
		createHash('sha256').update(`${seed}:${name}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Active students with an account: of the course, a section, or a group of the module. */
export async function studentsOf(
	on: Reader,
	{ courseId, moduleId }: InModule,
	{ sectionId, groupId }: Whom
): Promise<Student[]> {
	const members = on
		.select({ id: groupMember.enrolmentId })
		.from(groupMember)
		.where(
			and(
				eq(groupMember.courseId, courseId),
				eq(groupMember.moduleId, moduleId),
				eq(groupMember.groupId, groupId ?? '')
			)
		);
	return on
		.select({
			id: enrolment.id,
			sectionId: enrolment.sectionId,
			name: user.name,
			pseudonym: enrolment.pseudonym,
			role: enrolment.role
		})
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active'),
				sectionId === null ? undefined : eq(enrolment.sectionId, sectionId),
				groupId === null ? undefined : inArray(enrolment.id, members)
			)
		);
}

export async function candidatesFor(
	tx: Transaction,
	at: InModule,
	students: readonly Student[],
	{ motionId, wish }: { motionId: string; wish: SideWish },
	now: Date
): Promise<Candidate[]> {
	const [before, held, told] = await Promise.all([
		debatedBefore(tx, at.courseId),
		wish === 'none' ? new Map<string, Stance>() : sidesHeld(tx, at, motionId),
		wish === 'none' ? new Map<string, Stance>() : sidesTold(tx, at, motionId, now)
	]);
	return students.map(({ id, sectionId }) => {
		const own = held.get(id) ?? null;
		const { spoke = 0, ...argued } = before.get(id) ?? { for: 0, against: 0 };
		return {
			id,
			sectionId,
			leaning: own ?? told.get(id) ?? null,
			inConfidence: own === null,
			argued,
			spoke
		};
	});
}

type Before = Record<Stance, number> & { spoke: number };

/** Speeches in debates of the course that were really held. */
async function debatedBefore(on: Reader, courseId: string): Promise<Map<string, Before>> {
	const wasHeld = and(
		eq(debate.courseId, courseId),
		inArray(debate.state, ['open', 'ended']),
		isNotNull(debate.openedAt)
	);
	const debates = await on
		.select({ id: debate.id, format: debate.format })
		.from(debate)
		.where(wasHeld);
	if (debates.length === 0) return new Map();
	const stances = new Map(
		debates.map(({ id, format }) => [
			id,
			new Map(format.teams.map(({ key, stance }) => [key, stance]))
		])
	);
	const places = await on
		.select({
			debateId: debatePerson.debateId,
			enrolmentId: debatePerson.enrolmentId,
			team: debatePerson.team
		})
		.from(debatePerson)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.role, 'speaker'),
				eq(debatePerson.isAbsent, false)
			)
		);
	const before = new Map<string, Before>();
	for (const { debateId, enrolmentId, team } of places) {
		const teams = stances.get(debateId);
		if (!teams) continue;
		const so = before.get(enrolmentId) ?? { for: 0, against: 0, spoke: 0 };
		const stance = team === null ? undefined : teams.get(team);
		if (stance) so[stance]++;
		so.spoke++;
		before.set(enrolmentId, so);
	}
	return before;
}

/** Of submitted positions on the motion whose side is the writer's own and not hidden from markers. */
async function sidesHeld(
	on: Reader,
	{ courseId, moduleId }: InModule,
	motionId: string
): Promise<Map<string, Stance>> {
	const released = on
		.select({ id: review.id })
		.from(review)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, position.id),
				eq(review.state, 'released')
			)
		);
	const rows = await on
		.select({ id: position.enrolmentId, side: positionVersion.side })
		.from(position)
		.innerJoin(
			positionTask,
			and(eq(positionTask.courseId, position.courseId), eq(positionTask.id, position.taskId))
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, position.submittedNumber)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(positionTask.moduleId, moduleId),
				eq(position.motionId, motionId),
				eq(positionVersion.sideOrigin, 'own'),
				or(eq(positionTask.hideWhileMarking, false), exists(released))
			)
		);
	return new Map(rows.flatMap(({ id, side }) => (side === 'between' ? [] : [[id, side] as const])));
}

/** What was said in confidence about the lead motion; nothing where too few said it, or too often used. */
async function sidesTold(
	tx: Transaction,
	at: InModule,
	motionId: string,
	now: Date
): Promise<Map<string, Stance>> {
	const { courseId, moduleId } = at;
	const [asked] = await tx
		.select({ lead: motion.lead })
		.from(motion)
		.where(and(eq(motion.courseId, courseId), eq(motion.id, motionId)));
	if (!asked?.lead || (await countDraw(tx, at, now)) !== null) return new Map();
	const rows = await tx
		.select({ id: sidePreference.enrolmentId, side: sidePreference.side })
		.from(sidePreference)
		.where(and(eq(sidePreference.courseId, courseId), eq(sidePreference.moduleId, moduleId)));
	return new Map(rows.flatMap(({ id, side }) => (side === 'either' ? [] : [[id, side] as const])));
}
