/*
 * Points for taking part: worked out for a whole round, whose debates are one column of the gradebook,
 * and written when an instructor releases them. Whoever was absent gets none until staff decide there.
 */
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { studentName } from '$lib/courses/wording';
import { recordGrades } from '$lib/modules/grades.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	debate,
	debateBallot,
	debatePerson,
	debateRound,
	debateVote,
	enrolment,
	gradeItem,
	reflection,
	user
} from '$lib/server/db/schema';
import { hasBallots } from '../ballots/ballot';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { roomById } from '../room/moving.server';
import { barTo, momentsIn } from '../votes/voting';
import { takingPart, turnsOf, type TakingPart } from './taking-part';

export interface PersonsPart extends TakingPart {
	enrolmentId: string;
	name: string;
	isAbsent: boolean;
}

/** What each student did in one debate. */
async function partsIn(courseId: string, debateId: string): Promise<PersonsPart[]> {
	const room = await roomById(courseId, debateId);
	const worth = room?.rules.settings.worth ?? null;
	if (!room || worth === null) return [];
	const of = { courseId, debateId };
	const isHere = (table: typeof debateVote | typeof debateBallot | typeof reflection) =>
		and(eq(table.courseId, of.courseId), eq(table.debateId, of.debateId));
	const [people, votes, ballots, reflections] = await Promise.all([
		db()
			.select()
			.from(debatePerson)
			.where(and(eq(debatePerson.courseId, courseId), eq(debatePerson.debateId, debateId))),
		db().select({ enrolmentId: debateVote.enrolmentId }).from(debateVote).where(isHere(debateVote)),
		db()
			.select({ enrolmentId: debateBallot.enrolmentId })
			.from(debateBallot)
			.where(and(isHere(debateBallot), eq(debateBallot.state, 'given'))),
		db()
			.select({ enrolmentId: reflection.enrolmentId })
			.from(reflection)
			.where(and(isHere(reflection), isNotNull(reflection.givenAt)))
	]);
	const has = (rows: { enrolmentId: string }[], id: string) =>
		rows.filter(({ enrolmentId }) => enrolmentId === id).length;
	const ids = [...people, ...votes].map(({ enrolmentId }) => enrolmentId);
	if (ids.length === 0) return [];
	const students = await db()
		.select({ enrolmentId: enrolment.id, name: user.name })
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				eq(enrolment.courseId, courseId),
				inArray(enrolment.id, ids),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		);
	const { rules, state } = room;
	return students.map(({ enrolmentId, name }) => {
		const place = people.find((one) => one.enrolmentId === enrolmentId);
		const role = place?.role ?? 'audience';
		const isAbsent = place?.isAbsent ?? false;
		const mayVote = barTo(rules.settings, role, false) === null;
		const deeds = {
			role,
			isAbsent,
			turns: place ? turnsOf(rules, state, place.number) : { came: 0, taken: 0 },
			asksBallot: hasBallots(rules.format),
			gaveBallot: has(ballots, enrolmentId) > 0,
			votes: { asked: mayVote ? momentsIn(rules).length : 0, given: has(votes, enrolmentId) },
			gaveReflection: has(reflections, enrolmentId) > 0
		};
		return { enrolmentId, name: studentName(name), isAbsent, ...takingPart(worth, deeds) };
	});
}

export interface TakingPartPage {
	worth: number;
	/** The actor's own; null for whoever took no part. */
	own: TakingPart | null;
	/** Everybody's, for staff. */
	all: Omit<PersonsPart, 'enrolmentId'>[] | null;
	mayRelease: boolean;
}

/** Null where taking part brings no points, or the debate has not ended. Needs `debate.read`. */
export async function takingPartFor(
	actor: Actor,
	here: DebateHere
): Promise<TakingPartPage | null> {
	const { courseId, debate: row, rules, facts } = here;
	authorize(actor, 'debate.read', { courseId });
	const { worth } = rules.settings;
	if (worth === null || row.state !== 'ended') return null;
	const { enrolmentId } = membershipOf(actor);
	const rows = await partsIn(courseId, row.id);
	const own = rows.find((one) => one.enrolmentId === enrolmentId);
	return {
		worth,
		own: own ? { parts: own.parts, points: own.points } : null,
		all: may(actor, 'debate.figures', facts)
			? rows
					.toSorted((a, b) => a.name.localeCompare(b.name))
					.map(({ enrolmentId: _id, ...rest }) => rest)
			: null,
		mayRelease: may(actor, 'review.release', { courseId })
	};
}

export type TakingPartReleased =
	{ ok: true; released: number } | { ok: false; reason: 'not-graded' | 'running' };

/** Needs `review.release`. A second time changes only what is different. */
export async function releaseTakingPart(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<TakingPartReleased> {
	const here = await debateHere(actor, address, now);
	const { courseId } = here;
	authorize(actor, 'review.release', { courseId });
	const { roundId } = here.debate;
	const rooms = await db()
		.select({ id: debate.id, state: debate.state, settings: debate.settings })
		.from(debate)
		.where(and(eq(debate.courseId, courseId), eq(debate.roundId, roundId)));
	const held = rooms.filter(({ state }) => state !== 'cancelled');
	const worth = Math.max(0, ...held.map(({ settings }) => settings.worth ?? 0));
	if (worth === 0) return { ok: false, reason: 'not-graded' };
	if (held.some(({ state }) => state !== 'ended')) return { ok: false, reason: 'running' };
	const all: PersonsPart[] = [];
	for (const { id } of held) all.push(...(await partsIn(courseId, id)));
	return transaction(async (tx): Promise<TakingPartReleased> => {
		await itemFor(tx, here, worth);
		const grades = bestOf(all).map(({ enrolmentId, points }) => ({
			enrolmentId,
			points,
			state: 'released' as const
		}));
		const item = { courseId, kind: 'debate', subjectId: roundId } as const;
		const released = await recordGrades(tx, item, grades, personOf(actor).id, now, 'release');
		if (released > 0)
			await recordAct(
				actor,
				{
					act: 'debate.release',
					subjectKind: 'debate_round',
					subjectId: roundId,
					detail: { people: released }
				},
				now,
				tx
			);
		return { ok: true, released };
	});
}

/** Whoever was in two rooms has the points of the better one; whoever was absent has none. */
function bestOf(all: readonly PersonsPart[]): { enrolmentId: string; points: number }[] {
	const best = new Map<string, number>();
	for (const { enrolmentId, points } of all)
		if (points !== null) best.set(enrolmentId, Math.max(points, best.get(enrolmentId) ?? 0));
	return [...best].map(([enrolmentId, points]) => ({ enrolmentId, points }));
}

async function itemFor(tx: Transaction, here: DebateHere, worth: number): Promise<void> {
	const { courseId, moduleId } = here;
	const { roundId } = here.debate;
	const [round] = await tx
		.select({ title: debateRound.title })
		.from(debateRound)
		.where(and(eq(debateRound.courseId, courseId), eq(debateRound.id, roundId)));
	const title = round?.title ?? here.debate.room;
	await tx
		.insert(gradeItem)
		.values({
			courseId,
			id: newId(),
			moduleId,
			kind: 'debate',
			subjectId: roundId,
			title: { en: title, ur: title },
			// After the position and the reviews of it.
			position: 120,
			max: worth
		})
		.onConflictDoUpdate({
			target: [gradeItem.courseId, gradeItem.kind, gradeItem.subjectId],
			set: { max: worth }
		});
}
