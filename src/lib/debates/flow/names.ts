/* What is written on a line of the map, and said of an argument beside its number. Messages only. */
import { m } from '$lib/paraglide/messages';
import type { Relation } from '../debate';

/** In a word. */
export const relationWord: Record<Relation, () => string> = {
	supports: m.flow_rel_supports,
	attacks: m.flow_rel_attacks,
	undercuts: m.flow_rel_undercuts
};

/** `attacks 3`. */
export const relationTo: Record<Relation, (of: { n: number }) => string> = {
	supports: m.flow_supports,
	attacks: m.flow_attacks,
	undercuts: m.flow_undercuts
};
