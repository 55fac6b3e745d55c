/*
 * A round as staff see it: its rooms with everybody's place and why, who has none, and, once rooms are
 * open, how each of them stands. States come from what this process knows of each room.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db } from '$lib/server/db/client';
import {
	debate,
	debatePerson,
	debateRound,
	enrolment,
	motion,
	section,
	user
} from '$lib/server/db/schema';
import type { Role, Rules } from '../debate';
import type { FormatTeam, ResultKind } from '../format';
import { roomName } from '../names';
import { roomOf } from '../room/cache.server';
import type { Drawn } from './drawn';
import { whys, type Why } from './proposing';
import { stampOfSeats, type RoundAddress } from './seating.server';
import { standingOf, type RoomStanding } from './room-standing';

export interface SeatedHere {
	enrolmentId: string;
	number: number;
	/** For staff who see the person; else as everybody in the debate sees them. */
	name: string | null;
	shownAs: LocalText;
	section: string | null;
	role: Role;
	team: string | null;
	speaker: string | null;
	notes: boolean;
	isAbsent: boolean;
	/** Null where the actor is not to know. */
	why: Why | null;
	/** The actor may move them. */
	isOwn: boolean;
}

export interface RoomInRound {
	id: string;
	slug: string;
	room: string;
	state: 'planned' | 'open' | 'ended' | 'cancelled';
	mode: 'spoken' | 'written';
	startsAt: Date | null;
	teams: FormatTeam[];
	people: SeatedHere[];
	/** Null before it is open. */
	standing: RoomStanding | null;
}

export interface RoundHere {
	id: string;
	title: string;
	motion: LocalText;
	format: LocalText;
	result: ResultKind;
	timeZone: string;
	section: string | null;
	drawn: Drawn;
	isDraft: boolean;
	rooms: RoomInRound[];
	/** Students whom the round is for and who are in none of its rooms. */
	left: { enrolmentId: string; name: string }[];
	stamp: string;
	mayPlan: boolean;
	/** The server's clock. */
	now: Date;
}

/** Needs staff who chair; 404 for a round of another section than one's own. */
export async function roundFor(
	actor: Actor,
	{ moduleSlug, roundId }: RoundAddress,
	now: Date
): Promise<RoundHere> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.figures', { courseId });
	const [{ id: moduleId }, { timeZone }] = await Promise.all([
		moduleFor(actor, moduleSlug, now),
		courseFor(actor)
	]);
	const [found] = await db()
		.select({ round: debateRound, section: section.name })
		.from(debateRound)
		.leftJoin(
			section,
			and(eq(section.courseId, debateRound.courseId), eq(section.id, debateRound.sectionId))
		)
		.where(
			and(
				eq(debateRound.courseId, courseId),
				eq(debateRound.moduleId, moduleId),
				eq(debateRound.id, roundId)
			)
		);
	const { round, section: ofSection } = found ?? notFound();
	const { sectionId } = round;
	if (sectionId !== null && !may(actor, 'debate.figures', { courseId, sectionId })) notFound();
	const [rows, people, students] = await Promise.all([
		roomsIn(courseId, roundId),
		peopleIn(actor, courseId, roundId),
		studentsFor(actor, courseId, sectionId)
	]);
	const [first] = rows;
	if (!first) notFound();
	const rooms = await Promise.all(
		rows.map(async ({ row }): Promise<RoomInRound> => {
			const rules = { format: row.format, settings: row.settings };
			return {
				id: row.id,
				slug: row.slug,
				room: roomName(row.room),
				state: row.state,
				mode: row.mode,
				startsAt: row.startsAt,
				teams: row.format.teams,
				people: people.flatMap(({ debateId, ...seat }) => (debateId === row.id ? [seat] : [])),
				standing: await standing(courseId, row.id, rules, row.seq, now)
			};
		})
	);
	const { drawn } = round;
	const placed = new Set(people.map(({ enrolmentId }) => enrolmentId));
	return {
		id: roundId,
		title: round.title,
		motion: first.motion.text,
		format: first.row.format.title,
		result: first.row.format.result,
		timeZone,
		section: ofSection,
		drawn,
		isDraft: round.toldAt === null,
		rooms,
		left: drawn.groupId === null ? students.filter((one) => !placed.has(one.enrolmentId)) : [],
		stamp: stampOfSeats(
			rooms,
			people.map(({ why, ...seat }) => ({ ...seat, why: why ?? '' }))
		),
		mayPlan: may(actor, 'debate.plan', { courseId }),
		now
	};
}

async function roomsIn(courseId: string, roundId: string) {
	return db()
		.select({ row: debate, motion: motion.body })
		.from(debate)
		.innerJoin(motion, and(eq(motion.courseId, debate.courseId), eq(motion.id, debate.motionId)))
		.where(and(eq(debate.courseId, courseId), eq(debate.roundId, roundId)))
		.orderBy(asc(debate.order));
}

/** What the room has come to; from memory where this process knows it. */
async function standing(
	courseId: string,
	debateId: string,
	rules: Rules,
	seq: number,
	now: Date
): Promise<RoomStanding | null> {
	if (seq === 0) return null;
	const { state } = await roomOf({ courseId, debateId }, rules, seq);
	return standingOf(rules, state, now.getTime());
}

async function peopleIn(actor: Actor, courseId: string, roundId: string) {
	const rows = await db()
		.select({
			seat: debatePerson,
			name: user.name,
			sectionId: enrolment.sectionId,
			section: section.name
		})
		.from(debatePerson)
		.innerJoin(
			debate,
			and(eq(debate.courseId, debatePerson.courseId), eq(debate.id, debatePerson.debateId))
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, debatePerson.courseId), eq(enrolment.id, debatePerson.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.where(and(eq(debate.courseId, courseId), eq(debate.roundId, roundId)))
		.orderBy(asc(debatePerson.debateId), asc(debatePerson.number));
	return rows.map(({ seat, name, sectionId, section }): SeatedHere & { debateId: string } => {
		const isOwn = may(actor, 'people.see', { courseId, sectionId });
		return {
			debateId: seat.debateId,
			enrolmentId: seat.enrolmentId,
			number: seat.number,
			name: isOwn ? name : null,
			shownAs: seat.shownAs,
			section,
			role: seat.role,
			team: seat.team,
			speaker: seat.speaker,
			notes: seat.takesNotes,
			isAbsent: seat.isAbsent,
			why: isOwn ? (whys.find((one) => one === seat.why) ?? null) : null,
			isOwn
		};
	});
}

async function studentsFor(actor: Actor, courseId: string, sectionId: string | null) {
	const rows = await db()
		.select({ enrolmentId: enrolment.id, name: user.name, sectionId: enrolment.sectionId })
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, courseId),
				inArray(enrolment.role, ['student']),
				eq(enrolment.state, 'active'),
				sectionId === null ? undefined : eq(enrolment.sectionId, sectionId)
			)
		)
		.orderBy(asc(user.name), asc(enrolment.id));
	return rows.flatMap(({ sectionId: of, ...student }) =>
		may(actor, 'people.see', { courseId, sectionId: of }) ? [student] : []
	);
}
