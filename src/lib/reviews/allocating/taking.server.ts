/* Positions that a marker began without having been given them. */
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import type { Transaction } from '$lib/server/db/client';
import { markerAllocation } from '$lib/server/db/schema';

/** Whoever begins what nobody was given has it from then on. */
export async function noteTaken(
	tx: Transaction,
	actor: Actor,
	{ courseId, positionId }: { courseId: string; positionId: string },
	slot: number,
	now: Date
): Promise<void> {
	const { enrolmentId } = membershipOf(actor);
	const taken = { way: 'taken', changedBy: personOf(actor).id, changedAt: now } as const;
	await tx
		.insert(markerAllocation)
		.values({ courseId, positionId, slot, enrolmentId, ...taken })
		.onConflictDoNothing();
}
