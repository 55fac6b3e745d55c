/*
 * Who spoke for how long: finished turns and the one that runs, pauses left out. Where several have
 * the word at once, as in a cross-examination, it is theirs in equal parts; what nobody in particular
 * said counts for nobody. Pure.
 */
import type { DebateState, Rules, Who } from './debate';
import { wordOver } from './engine/words';
import type { Stance } from './format';

export interface Airtime {
	/** Milliseconds. */
	people: Record<Who, number>;
	teams: Record<string, number>;
	/** By what the teams argue now; null where they change sides on the way, or have none. */
	sides: Record<Stance, number> | null;
}

export function airtimeOf(rules: Rules, state: DebateState, now: number): Airtime {
	const people = state.endedAt === null ? wordOver(rules, state, now).airtime : state.airtime;
	const { teams: keys, phases } = rules.format;
	const teams: Airtime['teams'] = Object.fromEntries(keys.map(({ key }) => [key, 0]));
	for (const [who, ms] of Object.entries(people)) {
		const team = state.people[Number(who)]?.team ?? null;
		if (team !== null && team in teams) teams[team] = (teams[team] ?? 0) + ms;
	}
	if (keys.length === 0 || phases.some(({ kind }) => kind === 'switch'))
		return { people, teams, sides: null };
	const sides: Record<Stance, number> = { for: 0, against: 0 };
	for (const { key, stance } of keys) sides[state.stances[key] ?? stance] += teams[key] ?? 0;
	return { people, teams, sides };
}
