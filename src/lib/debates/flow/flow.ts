/*
 * The flow of a debate: a column for each speech, a line for each argument, and its answers along the
 * columns. What answers stands in the line of what it answers; a second answer begins a line beneath.
 * What nobody of the other side answered although they had their speech is dropped. Links may run in
 * circles: an argument stands beneath the first one that it answers without closing one. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { groupedBy } from '$lib/readings/grouped';
import type { Argument, DebateState, Link, Relation, Rules } from '../debate';
import type { PhaseKind, Stance } from '../format';
import { otherStance, teamOfPhase } from '../standing';

export const relations = ['attacks', 'undercuts', 'supports'] as const satisfies Relation[];

export interface Column {
	/** Index into the format's phases. */
	phase: number;
	title: LocalText;
	kind: PhaseKind;
	team: string | null;
	/** What that team argues in it. */
	stance: Stance | null;
	state: 'over' | 'now' | 'to-come';
}

/**
 * answered: somebody of the other side did · waiting: the other side has not spoken since · unanswered:
 * they have, and speak again · dropped: they had their speech and have none left · none: it is of no side,
 * or the debate ended before the other side could speak.
 */
export type Standing = 'answered' | 'waiting' | 'unanswered' | 'dropped' | 'none';

export interface Entry {
	c: number;
	argument: Argument;
	/** Index into the columns. */
	column: number;
	/** Index into the lines. */
	line: number;
	/** In whose line it stands; null: it begins one. */
	parent: number | null;
	/** What it answers, and what answers it, in order. */
	to: { c: number; relation: Relation }[];
	from: { c: number; relation: Relation }[];
	stance: Stance | null;
	standing: Standing;
}

export interface Line {
	/** `3`, and `3.2` for a second answer beneath it. */
	number: string;
	isFirst: boolean;
	/** One for each column. */
	cells: (Entry | null)[];
}

export interface Flow {
	columns: Column[];
	lines: Line[];
	/** In the order of the lines, and of the columns in them. */
	entries: Entry[];
	byNumber: Map<number, Entry>;
	struck: Argument[];
}

/** Phases in which nothing is argued. */
const silent: readonly PhaseKind[] = [
	'vote',
	'coin',
	'prepare',
	'switch',
	'statement',
	'choose',
	'debrief'
];

/** What a team argued, or will argue, in a phase: sides are switched by phases in between. */
export function stanceAt(
	{ format }: Pick<Rules, 'format'>,
	state: Pick<DebateState, 'stances' | 'phase'>,
	team: string | null,
	phase: number
): Stance | null {
	if (team === null) return null;
	const known = format.teams.find(({ key }) => key === team);
	const now = state.stances[team] ?? known?.stance ?? null;
	if (now === null) return null;
	const first = Math.min(phase, state.phase);
	const last = Math.max(phase, state.phase);
	const switches = format.phases.filter(
		({ kind }, index) => kind === 'switch' && index > first && index <= last
	).length;
	return switches % 2 === 0 ? now : otherStance(now);
}

export function columnsOf(rules: Rules, state: DebateState): Column[] {
	const used = new Set(shownArguments(state).map(({ phase }) => phase));
	return rules.format.phases.flatMap((phase, index) => {
		const at = stateOf(state, index);
		// After the end what never came has no column.
		const isEmpty = silent.includes(phase.kind) || (state.endedAt !== null && at === 'to-come');
		if (isEmpty && !used.has(index)) return [];
		const team = teamOfPhase(state, phase);
		return [
			{
				phase: index,
				title: phase.title,
				kind: phase.kind,
				team,
				stance: stanceAt(rules, state, team, index),
				state: at
			}
		];
	});
}

function stateOf(state: DebateState, phase: number): Column['state'] {
	if (phase === state.phase) return state.endedAt === null ? 'now' : 'over';
	return phase < state.phase || state.turns.some(({ index }) => index === phase)
		? 'over'
		: 'to-come';
}

/** Neither struck nor hidden, in a phase that the format has. */
export function shownArguments(state: Pick<DebateState, 'arguments' | 'hidden'>): Argument[] {
	const hidden = new Set(state.hidden);
	return state.arguments.filter(({ c, struck }) => !struck && !hidden.has(c));
}

/** Links between arguments that are shown, each once. */
export function shownLinks(state: Pick<DebateState, 'arguments' | 'hidden' | 'links'>): Link[] {
	const shown = new Set(shownArguments(state).map(({ c }) => c));
	const seen = new Set<string>();
	return state.links.filter(({ c, to }) => {
		const isNew = c !== to && shown.has(c) && shown.has(to) && !seen.has(`${c} ${to}`);
		if (isNew) seen.add(`${c} ${to}`);
		return isNew;
	});
}

function inOrder(a: Argument, b: Argument): number {
	return a.phase - b.phase || a.row - b.row || a.c - b.c;
}

/** For each argument the one in whose line it stands; never in a circle. */
export function parentsOf(shown: Argument[], links: Link[]): Map<number, number> {
	const parents = new Map<number, number>();
	const answers = groupedBy(links, ({ c }) => c);
	for (const { c } of shown.toSorted(inOrder))
		for (const { to } of answers.get(c) ?? []) {
			let above: number | undefined = to;
			while (above !== undefined && above !== c) above = parents.get(above);
			if (above === c) continue;
			parents.set(c, to);
			break;
		}
	return parents;
}

export function flowOf(rules: Rules, state: DebateState): Flow {
	const columns = columnsOf(rules, state);
	const columnOf = new Map(columns.map(({ phase }, index) => [phase, index]));
	const shown = shownArguments(state)
		.filter(({ phase }) => columnOf.has(phase))
		.toSorted(inOrder);
	const known = new Set(shown.map(({ c }) => c));
	const links = shownLinks(state).filter(({ c, to }) => known.has(c) && known.has(to));
	const parents = parentsOf(shown, links);
	const answersTo = groupedBy(shown, ({ c }) => parents.get(c) ?? null);
	const to = groupedBy(links, ({ c }) => c);
	const from = groupedBy(links, (link) => link.to);
	const stances = new Map(
		shown.map(({ c, team, phase }) => [c, stanceAt(rules, state, team, phase)])
	);

	const lines: Line[] = [];
	const byNumber = new Map<number, Entry>();
	let group = 0;
	for (const root of answersTo.get(null) ?? []) {
		const first = lines.length;
		group++;
		const waiting = [root];
		for (let argument = waiting.pop(); argument; argument = waiting.pop()) {
			const column = columnOf.get(argument.phase) ?? 0;
			const parent = parents.get(argument.c) ?? null;
			const above = parent === null ? undefined : byNumber.get(parent);
			const line = above && isFreeFrom(lines[above.line], above.column, column) ? above.line : null;
			const at = line ?? lines.length;
			if (line === null)
				lines.push({
					number: at === first ? `${group}` : `${group}.${at - first + 1}`,
					isFirst: at === first,
					cells: columns.map(() => null)
				});
			const entry: Entry = {
				c: argument.c,
				argument,
				column,
				line: at,
				parent,
				to: (to.get(argument.c) ?? []).map(({ to: c, relation }) => ({ c, relation })),
				from: (from.get(argument.c) ?? []).map(({ c, relation }) => ({ c, relation })),
				stance: stances.get(argument.c) ?? null,
				standing: 'none'
			};
			byNumber.set(entry.c, entry);
			const cells = lines[at]?.cells;
			if (cells) cells[column] = entry;
			waiting.push(...(answersTo.get(argument.c) ?? []).toReversed());
		}
	}
	for (const entry of byNumber.values())
		entry.standing = standingOf(entry, byNumber, columns, state);
	return {
		columns,
		lines,
		entries: lines.flatMap(({ cells }) => cells.filter((cell) => cell !== null)),
		byNumber,
		struck: state.arguments.filter(({ c, struck }) => struck && !state.hidden.includes(c))
	};
}

/** Nothing stands in this line from the column on, and the column is after the answered one. */
function isFreeFrom(line: Line | undefined, answered: number, column: number): boolean {
	return (
		line !== undefined &&
		column > answered &&
		line.cells.every((cell, at) => at < column || cell === null)
	);
}

function standingOf(
	{ stance, from, column }: Entry,
	byNumber: ReadonlyMap<number, Entry>,
	columns: Column[],
	state: DebateState
): Standing {
	if (stance === null) return 'none';
	const other = otherStance(stance);
	const isAnswered = from.some(({ c }) => {
		const answer = byNumber.get(c);
		return answer?.stance === other && answer.column >= column;
	});
	if (isAnswered) return 'answered';
	const later = columns.filter((each, at) => at > column && each.stance === other);
	const hadOne = later.some((each) => each.state !== 'to-come');
	const hasOne = state.endedAt === null && later.some((each) => each.state !== 'over');
	if (hadOne) return hasOne ? 'unanswered' : 'dropped';
	return hasOne ? 'waiting' : 'none';
}

/** Rows are far apart, and any number may be one: there is room between two of them. */
const apart = 1000;

/** The row of a new argument: beneath what stands in its column, or right beneath one of it. */
export function rowBelow(
	state: Pick<DebateState, 'arguments'>,
	phase: number,
	below: number | null
): number {
	const rows = rowsOf(state, phase);
	const at = below === null ? -1 : rows.findIndex(({ c }) => c === below);
	return rowBetween(rows.at(at), at === -1 ? undefined : rows[at + 1]);
}

/**
 * The row with which an argument stands one further up or down among those of its column that begin a
 * line, or answer the same one; null at the edge.
 */
export function rowMoved(flow: Flow, c: number, by: -1 | 1): number | null {
	const entry = flow.byNumber.get(c);
	if (!entry) return null;
	const peers = flow.entries
		.filter(({ column, parent }) => column === entry.column && parent === entry.parent)
		.map(({ argument }) => argument)
		.toSorted(inOrder);
	const at = peers.findIndex((each) => each.c === c);
	const passed = peers[at + by];
	if (!passed) return null;
	const beyond = peers[at + 2 * by];
	// Two that came to one row have no room between them: it goes past both.
	if (!beyond || beyond.row === passed.row) return passed.row + by * apart;
	return (passed.row + beyond.row) / 2;
}

function rowBetween(above: Argument | undefined, next: Argument | undefined): number {
	if (!above) return apart;
	return next ? (above.row + next.row) / 2 : above.row + apart;
}

function rowsOf(state: Pick<DebateState, 'arguments'>, phase: number): Argument[] {
	return state.arguments.filter((each) => each.phase === phase).toSorted(inOrder);
}

/** How many arguments of each side were dropped. */
export function droppedOf(flow: Flow): Entry[] {
	return flow.entries.filter(({ standing }) => standing === 'dropped');
}

/** In which speech an answer to something is most likely given; null: no speech has come. */
export function speechFor(flow: Flow, answered: number | null): number | null {
	const come = flow.columns.filter(({ state }) => state !== 'to-come');
	const now = come.find(({ state }) => state === 'now') ?? come.at(-1);
	const entry = answered === null ? undefined : flow.byNumber.get(answered);
	if (!entry || !now || now.phase > entry.argument.phase) return now?.phase ?? null;
	const later = come.find(
		({ phase, stance }) => phase > entry.argument.phase && stance !== entry.stance
	);
	return (later ?? now).phase;
}

/** Whether somebody may change an argument: note-takers any, others what they or their team put down. */
export function mayChange(
	{ by, team }: Pick<Argument, 'by' | 'team'>,
	me: { number: number | null; team: string | null; takesNotes: boolean }
): boolean {
	return me.takesNotes || by === me.number || (team !== null && team === me.team);
}

/** The beginning of some words, to name an argument by. */
export function begun(body: string, letters = 60): string {
	const line = body.replaceAll(/\s+/gu, ' ').trim();
	const cut = Array.from(line);
	return cut.length > letters ? `${cut.slice(0, letters).join('').trimEnd()}…` : line;
}
