/*
 * One debate of a round as whoever planned it may still change it: its room, its day, how it is held,
 * and, while it has not begun, its motion and what people are called in it.
 */
import { and, asc, eq, isNull, or } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { debate, debatePerson, enrolment, motion, user } from '$lib/server/db/schema';
import type { DebateSettings } from '../debate';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { shownIn } from '../room/joining.server';

export interface DebateWriting {
	room: string;
	startsAt: Date | null;
	motionId: string;
	settings: DebateSettings;
}

export interface DebateToChange extends DebateWriting {
	here: DebateHere;
	/** Motion and names can still be changed. */
	isPlanned: boolean;
	motions: { id: string; text: LocalText }[];
	stamp: string;
}

export interface MotionChoice {
	id: string;
	text: LocalText;
	lead: boolean;
}

/** The motions of a module that can be debated, in order; needs `debate.plan`. */
export async function motionsToDebate(
	actor: Actor,
	moduleSlug: string,
	also: string | null = null
): Promise<MotionChoice[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const rows = await db()
		.select({ id: motion.id, body: motion.body, lead: motion.lead })
		.from(motion)
		.where(
			and(
				eq(motion.courseId, courseId),
				eq(motion.moduleId, moduleId),
				or(isNull(motion.retiredAt), also === null ? undefined : eq(motion.id, also))
			)
		)
		.orderBy(asc(motion.position), asc(motion.version));
	return rows.map(({ id, body, lead }) => ({ id, text: body.text, lead }));
}

function written({ here }: { here: DebateHere }): DebateWriting {
	const { room, startsAt, motionId } = here.debate;
	return { room, startsAt, motionId, settings: here.rules.settings };
}

const stampOfWriting = ({ startsAt, ...rest }: DebateWriting) =>
	stampOf({ ...rest, startsAt: startsAt?.toISOString() ?? null });

/** Needs `debate.plan`. */
export async function debateToChange(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<DebateToChange> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.plan', here.facts);
	const writing = written({ here });
	return {
		...writing,
		here,
		isPlanned: here.debate.state === 'planned',
		motions: await motionsToDebate(actor, address.moduleSlug, writing.motionId),
		stamp: stampOfWriting(writing)
	};
}

export type DebateChanged =
	| { ok: true }
	| { ok: false; reason: 'conflict'; kept: DebateWriting; stamp: string }
	| { ok: false; reason: 'no-motion' };

/** @param given.stamp of what the form was filled in over */
export async function changeDebate(
	actor: Actor,
	address: DebateAddress,
	given: DebateWriting & { stamp: string },
	now: Date
): Promise<DebateChanged> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.plan', here.facts);
	const { courseId, moduleId } = here;
	return transaction(async (tx): Promise<DebateChanged> => {
		const [row] = await tx
			.update(debate)
			.set({ courseId })
			.where(and(eq(debate.courseId, courseId), eq(debate.id, here.debate.id)))
			.returning();
		if (!row) notFound();
		const kept: DebateWriting = row;
		const { room, startsAt, motionId, settings } = kept;
		const stamp = stampOfWriting({ room, startsAt, motionId, settings });
		if (stamp !== given.stamp)
			return { ok: false, reason: 'conflict', kept: { room, startsAt, motionId, settings }, stamp };
		const isPlanned = row.state === 'planned';
		const next = isPlanned ? given.motionId : motionId;
		const [chosen] = await tx
			.select({ version: motion.version, retiredAt: motion.retiredAt })
			.from(motion)
			.where(
				and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId), eq(motion.id, next))
			);
		if (!chosen || (chosen.retiredAt !== null && next !== motionId))
			return { ok: false, reason: 'no-motion' };
		// Who votes and what people are called stays as it was said when the debate began.
		const { voters, shows } = settings;
		const wanted = isPlanned ? given.settings : { ...given.settings, voters, shows };
		await tx
			.update(debate)
			.set({
				room: given.room,
				startsAt: given.startsAt,
				motionId: next,
				motionVersion: next === motionId ? row.motionVersion : chosen.version,
				settings: wanted
			})
			.where(and(eq(debate.courseId, courseId), eq(debate.id, row.id)));
		if (wanted.shows !== shows) await rename(tx, courseId, row.id, wanted);
		await recordAct(
			actor,
			{ act: 'debate.change', subjectKind: 'debate', subjectId: row.id },
			now,
			tx
		);
		return { ok: true };
	});
}

async function rename(
	tx: Transaction,
	courseId: string,
	debateId: string,
	settings: DebateSettings
): Promise<void> {
	const here = and(eq(debatePerson.courseId, courseId), eq(debatePerson.debateId, debateId));
	const people = await tx
		.select({
			number: debatePerson.number,
			name: user.name,
			pseudonym: enrolment.pseudonym,
			role: enrolment.role
		})
		.from(debatePerson)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, debatePerson.courseId), eq(enrolment.id, debatePerson.enrolmentId))
		)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(here);
	for (const { number, ...person } of people)
		await tx
			.update(debatePerson)
			.set({ shownAs: shownIn(settings, person) })
			.where(and(here, eq(debatePerson.number, number)));
}
