/*
 * A debate as a text: what became of each phase that has come, in order, with who said what for
 * which side. Words that are hidden or erased keep their place and say so. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { DebateState, Rules, SaidAs, Turn, Who, Words } from '../debate';
import type { Phase, Stance } from '../format';

/** What the pages of a debate have of it: the state, and what events stand for. */
export interface DebateText {
	rules: Rules;
	state: DebateState;
	/** By the number of the contribution; absent when hidden or erased. */
	words: Record<number, Words>;
	/** By the number of the person. */
	names: Record<Who, LocalText>;
}

export interface Entry {
	c: number;
	by: Who;
	/** An argument was put down by those who took notes of what was spoken. */
	as: SaidAs | 'argument';
	team: string | null;
	/** What the team argued then. */
	stance: Stance | null;
	/** The number of the contribution that it answers. */
	to: number | null;
	/** Null for an argument. */
	at: number | null;
	words: Words | null;
	/** Why there are no words. */
	gone: 'hidden' | 'erased' | null;
}

export interface Chapter {
	/** Counts what has come, from 0; a phase that the chair went back to comes twice. */
	nth: number;
	index: number;
	phase: Phase;
	beganAt: number;
	/** Milliseconds that were spoken; 0 where nothing was timed. */
	ms: number;
	/** Who had the word. */
	who: Who[];
	entries: Entry[];
	missed: boolean;
	/** The teams argue each other's side from here on. */
	isSwitch: boolean;
}

const other: Record<Stance, Stance> = { for: 'against', against: 'for' };

/** Chapters in the order in which the phases came. */
export function chaptersOf({ rules, state, words }: Omit<DebateText, 'names'>): Chapter[] {
	const { phases } = rules.format;
	const isSwitch = ({ index }: Turn) => phases[index]?.kind === 'switch';
	const switches = state.turns.filter(isSwitch).length;
	let passed = 0;
	const placed = new Set<number>();
	return state.turns.flatMap((turn, nth): Chapter[] => {
		const phase = phases[turn.index];
		if (!phase) return [];
		if (isSwitch(turn)) passed++;
		// Sides as they stood then: those of now, without the changes that were still to come.
		const isTurned = (switches - passed) % 2 === 1;
		const stanceOf = (team: string | null): Stance | null => {
			const now = team === null ? undefined : state.stances[team];
			return now === undefined ? null : isTurned ? other[now] : now;
		};
		const entryOf = (
			{ c, by }: { c: number; by: Who },
			rest: Pick<Entry, 'as' | 'to' | 'at' | 'team'>
		): Entry => ({
			c,
			by,
			...rest,
			stance: stanceOf(rest.team),
			words: words[c] ?? null,
			gone: words[c] ? null : state.hidden.includes(c) ? 'hidden' : 'erased'
		});
		const said = turn.said.map(({ c, by, as, to, at }) =>
			entryOf({ c, by }, { as, to, at, team: state.people[by]?.team ?? null })
		);
		// What was spoken has no words of its own: those who took notes have put it down. Each
		// argument belongs to the phase, and stands where that came first.
		const noted =
			said.length > 0 || placed.has(turn.index)
				? []
				: state.arguments
						.filter((one) => one.phase === turn.index && !one.struck)
						.sort((a, b) => a.row - b.row)
						.map((one) => entryOf(one, { as: 'argument', to: null, at: null, team: one.team }));
		placed.add(turn.index);
		return [
			{
				nth,
				index: turn.index,
				phase,
				beganAt: turn.beganAt,
				ms: turn.ms,
				who: turn.who,
				entries: [...said, ...noted],
				missed: turn.missed,
				isSwitch: isSwitch(turn)
			}
		];
	});
}

/** Where nothing was said, missed or spoken, there is nothing to read. */
export function isWorthReading({ phase, entries, missed, ms, who, isSwitch }: Chapter): boolean {
	if (entries.length > 0 || missed || isSwitch) return true;
	const silent = ['vote', 'coin', 'prepare', 'choose', 'debrief'];
	return !silent.includes(phase.kind) && (ms > 0 || who.length > 0);
}

/** The id of what was said on the page. */
export function entryId(c: number): string {
	return `said-${c}`;
}
