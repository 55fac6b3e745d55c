/* Opening a debate from its own page: by staff as in the overview of its rooms, which tells the class. */
import { isStaff, type Actor } from '$lib/access/actor';
import { debateHere, type DebateAddress } from '../room/finding.server';
import { open } from '../room/opening.server';
import { openRooms, type RoomsOpened } from '../rounds/starting.server';

/** Needs `debate.chair`. */
export async function openHere(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<RoomsOpened> {
	const { moduleSlug, debateSlug } = address;
	if (isStaff(actor)) {
		const { roundId } = (await debateHere(actor, address, now)).debate;
		return openRooms(actor, { moduleSlug, roundId }, debateSlug, now);
	}
	const opened = await open(actor, address, now);
	if (opened.ok) return { ok: true, opened: 1 };
	return { ok: false, reason: opened.reason === 'twice' ? 'open-already' : 'cancelled' };
}
