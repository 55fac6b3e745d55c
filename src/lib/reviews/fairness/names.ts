/* What the groups of the fairness guard are called, and how often chance is at work. Messages only. */
import { m } from '$lib/paraglide/messages';
import { sideName } from '$lib/positions/names';
import type { Chance, Dimension } from './fairness';
import type { FairnessComparison } from './fairness.server';

export const dimensionName: Record<Dimension, () => string> = {
	own: m.fairness_own,
	assigned: m.fairness_assigned,
	section: m.fairness_section,
	marker: m.fairness_marker
};

function groupName(dimension: Dimension, id: string, name: string | null): string {
	if (dimension === 'own' || dimension === 'assigned')
		return sideName[id === 'for' ? 'for' : 'against']();
	return name ?? m.fairness_no_section();
}

export function groupNames({ dimension, id, name, against }: FairnessComparison): {
	a: string;
	b: string;
} {
	return {
		a: groupName(dimension, id, name),
		b:
			against.is === 'others' ? m.fairness_others() : groupName(dimension, against.id, against.name)
	};
}

export function chanceName(chance: Chance): string {
	if (chance === 'often') return m.fairness_chance_often();
	return chance === 'rarely' ? m.fairness_chance_rarely() : m.fairness_chance({ k: chance });
}

/** The minus stands before its number in both directions of writing. */
export function signedName(n: number): string {
	return n < 0 ? `\u2066\u2212${-n}\u2069` : String(n);
}
