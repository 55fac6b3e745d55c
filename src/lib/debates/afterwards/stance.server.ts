/* The third stance moment, offered where a debate has ended: staff open it there, students are led to it. */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { setMoment, stancesFor } from '$lib/stances/stances.server';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';

/** place: open, and the actor has a stance to place · open: the actor may open it · null: nothing to do. */
export type StanceAfter = 'place' | 'open' | null;

export async function stanceAfterFor(actor: Actor, here: DebateHere): Promise<StanceAfter> {
	const { courseId, moduleId } = here;
	if (here.debate.endedAt === null) return null;
	const { enrolmentId } = membershipOf(actor);
	const { axes, moments } = await stancesFor(actor, moduleId);
	const after = moments.find(({ moment }) => moment === 'after-debate');
	if (!after || axes.length === 0) return null;
	if (after.state === 'open')
		return may(actor, 'stance.write', { courseId, enrolmentId }) ? 'place' : null;
	return may(actor, 'stance.moments', { courseId }) ? 'open' : null;
}

/** Needs `stance.moments`. */
export async function openStanceAfter(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<void> {
	const { moduleId } = await debateHere(actor, address, now);
	await setMoment(actor, moduleId, 'after-debate', 'open', now);
}
