/*
 * Whether a module is there for somebody: hidden, open, or open from a day on. Staff are always in;
 * staff who see as a student are not. Pure; the same rule as SQL stands in opening.server.ts.
 */
import { isStaff, type Actor } from '$lib/access/actor';

export interface Opening {
	visible: boolean;
	/** Students are let in from then on; null: as soon as it is visible. */
	opensAt: Date | null;
}

/** How the instructor sets it. */
export const openings = ['now', 'from', 'hidden'] as const;
export type OpeningChoice = (typeof openings)[number];

export function choiceOf({ visible, opensAt }: Opening): OpeningChoice {
	if (!visible) return 'hidden';
	return opensAt === null ? 'now' : 'from';
}

/** Also for those who are not staff: the one rule behind every page of a module. */
export function isOpenTo(module: Opening, actor: Actor, now: Date): boolean {
	return isStaff(actor) || isOpenToClass(module, now);
}

export function isOpenToClass({ visible, opensAt }: Opening, now: Date): boolean {
	return visible && (opensAt === null || opensAt <= now);
}

/** Announced: its title and its hour are known, nothing else of it. */
export function isAnnounced({ visible, opensAt }: Opening, now: Date): boolean {
	return visible && opensAt !== null && opensAt > now;
}
