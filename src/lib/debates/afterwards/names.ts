/* What the parts of taking part are called. Messages only. */
import { m } from '$lib/paraglide/messages';
import type { Part } from './taking-part';

export const partName: Record<Part, () => string> = {
	place: m.votes_after_part_spoke,
	turns: m.votes_after_part_turns,
	ballot: m.votes_after_part_ballot,
	votes: m.votes_after_part_votes,
	reflection: m.votes_after_part_reflection
};
