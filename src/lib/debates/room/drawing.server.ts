/* Drawing lots: the one that a toss falls to. */
import { randomInt } from 'node:crypto';
import type { Rules } from '../debate';

/** The key of a team; undefined in a format without teams. */
export function drawnTeam({ format: { teams } }: Rules): string | undefined {
	return teams.length === 0 ? undefined : teams[randomInt(teams.length)]?.key;
}
