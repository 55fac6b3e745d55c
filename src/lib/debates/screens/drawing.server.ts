/* The toss of a page without scripts: drawn where the page is made, anew each time. */
import { randomInt } from 'node:crypto';
import type { Rules } from '../debate';

export function drawnTeam({ format: { teams } }: Rules): string {
	return teams.length === 0 ? '' : (teams[randomInt(teams.length)]?.key ?? '');
}
