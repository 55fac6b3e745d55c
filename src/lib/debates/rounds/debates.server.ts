/*
 * The debates of a module as everybody sees them: what is coming, what is on, what has been, and where
 * the reader is in it. Drafts are for staff.
 */
import { and, asc, eq } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db } from '$lib/server/db/client';
import { debate, debatePerson, debateRound, motion } from '$lib/server/db/schema';
import type { Role } from '../debate';
import type { Stance } from '../format';
import { roomName } from '../names';

export interface OwnPlace {
	role: Role;
	/** Of the team, in its words; null outside of teams. */
	team: LocalText | null;
	stance: Stance | null;
	speaker: LocalText | null;
	notes: boolean;
}

export interface ListedDebate {
	slug: string;
	room: string;
	state: 'planned' | 'open' | 'ended' | 'cancelled';
	mode: 'spoken' | 'written';
	startsAt: Date | null;
	endedAt: Date | null;
	own: OwnPlace | null;
}

export interface ListedRound {
	id: string;
	title: string;
	motion: LocalText;
	format: LocalText;
	isDraft: boolean;
	/** The reader's own room first. */
	rooms: ListedDebate[];
}

export interface DebatesHere {
	on: ListedRound[];
	coming: ListedRound[];
	past: ListedRound[];
	drafts: ListedRound[];
	timeZone: string;
	isStaff: boolean;
	mayPlan: boolean;
}

/** Needs `debate.read`. */
export async function debatesFor(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<DebatesHere> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'debate.read', { courseId });
	const [{ id: moduleId }, { timeZone }] = await Promise.all([
		moduleFor(actor, moduleSlug, now),
		courseFor(actor)
	]);
	const rows = await db()
		.select({ row: debate, round: debateRound, motion: motion.body, own: debatePerson })
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
		.where(and(eq(debate.courseId, courseId), eq(debate.moduleId, moduleId)))
		.orderBy(asc(debate.startsAt), asc(debate.createdAt), asc(debate.order));
	const rounds = new Map<string, ListedRound>();
	for (const { row, round, motion, own } of rows) {
		if (!isShown(actor, courseId, round.sectionId)) continue;
		const listed = rounds.get(round.id) ?? {
			id: round.id,
			title: round.title,
			motion: motion.text,
			format: row.format.title,
			isDraft: round.toldAt === null,
			rooms: []
		};
		const { slug, state, mode, startsAt, endedAt } = row;
		const room = roomName(row.room);
		const place = own && placeOf(row.format.teams, own);
		listed.rooms.push({ slug, room, state, mode, startsAt, endedAt, own: place });
		rounds.set(round.id, listed);
	}
	const all = [...rounds.values()].map(ownFirst);
	const shown = all.filter(({ isDraft }) => !isDraft);
	const isIn = (state: ListedDebate['state']) => (round: ListedRound) =>
		round.rooms.some((room) => room.state === state);
	const on = shown.filter(isIn('open'));
	const coming = shown.filter((round) => !on.includes(round) && isIn('planned')(round));
	return {
		on,
		coming,
		past: shown.filter((round) => !on.includes(round) && !coming.includes(round)).reverse(),
		drafts: isStaff(actor) ? all.filter(({ isDraft }) => isDraft) : [],
		timeZone,
		isStaff: isStaff(actor),
		mayPlan: may(actor, 'debate.plan', { courseId })
	};
}

/** Members see every debate; assistants of one section none of another. */
function isShown(actor: Actor, courseId: string, sectionId: string | null): boolean {
	if (sectionId === null || !isStaff(actor)) return true;
	return may(actor, 'debate.figures', { courseId, sectionId });
}

/** Null for whoever is absent. */
export function placeOf(
	teams: typeof debate.$inferSelect.format.teams,
	{ role, team, speaker, takesNotes, isAbsent }: typeof debatePerson.$inferSelect
): OwnPlace | null {
	if (isAbsent) return null;
	const found = teams.find(({ key }) => key === team);
	return {
		role,
		team: found?.title ?? null,
		stance: found?.stance ?? null,
		speaker: found?.speakers.find(({ key }) => key === speaker)?.title ?? null,
		notes: takesNotes
	};
}

function ownFirst(round: ListedRound): ListedRound {
	const rooms = [...round.rooms].sort((a, b) => Number(b.own !== null) - Number(a.own !== null));
	return { ...round, rooms };
}
