/*
 * The corner that somebody chose in private. It is read by that person and by nobody else, stands in no
 * event, and is closed with its phase: it takes the debate's row as every move does.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import { cornerChoice } from '$lib/server/db/schema';
import { holdDebate } from '../room/appending.server';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { roomHere } from '../room/reading.server';
import { choiceBar, type ChoiceBar, type OwnChoice } from './choice';

/** Null: none was made, or the format has no corners. */
export async function choiceFor(actor: Actor, here: DebateHere): Promise<OwnChoice | null> {
	const { courseId, debate, rules } = here;
	const { enrolmentId } = membershipOf(actor);
	authorize(actor, 'debate.read', { courseId });
	if (rules.format.corners.length === 0) return null;
	const [found] = await db()
		.select({ corner: cornerChoice.corner, reason: cornerChoice.reason })
		.from(cornerChoice)
		.where(
			and(
				eq(cornerChoice.courseId, courseId),
				eq(cornerChoice.debateId, debate.id),
				eq(cornerChoice.enrolmentId, enrolmentId)
			)
		);
	return found ?? null;
}

export type Chosen = { ok: true } | { ok: false; reason: ChoiceBar };

/** Needs `debate.take`. Choosing again replaces the choice before, until people walk. */
export async function chooseCorner(
	actor: Actor,
	address: DebateAddress,
	{ corner, reason }: OwnChoice,
	lang: Locale,
	now: Date
): Promise<Chosen> {
	const here = await debateHere(actor, address, now);
	const { courseId, debate, rules, me } = here;
	authorize(actor, 'debate.take', here.facts);
	const { enrolmentId } = membershipOf(actor);
	if (!rules.format.corners.some(({ key }) => key === corner)) notFound();
	const room = await roomHere(here);
	return transaction(async (tx): Promise<Chosen> => {
		const held = (await holdDebate(tx, room)) ?? notFound();
		const bar = choiceBar(rules, held.state, me?.number ?? null);
		if (bar) return { ok: false, reason: bar };
		const kept = { corner, reason, lang, savedAt: now };
		await tx
			.insert(cornerChoice)
			.values({ courseId, debateId: debate.id, enrolmentId, ...kept })
			.onConflictDoUpdate({
				target: [cornerChoice.courseId, cornerChoice.debateId, cornerChoice.enrolmentId],
				set: kept
			});
		return { ok: true };
	});
}
