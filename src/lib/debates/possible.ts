/*
 * What somebody could do now, so that pages show only that. It asks `decide` itself, with an example
 * of each move, and can therefore never say anything else than what would happen. Pure.
 */
import type { DebateState, Move, Rules, SaidAs, Who } from './debate';
import { saidAs } from './debate';
import { decide } from './decide';
import { awaited, currentPhase } from './standing';

/** A number that no contribution has yet. */
function unused(state: DebateState): number {
	const said = state.turns.flatMap((turn) => turn.said.map(({ c }) => c));
	return Math.max(0, ...said, ...state.arguments.map(({ c }) => c)) + 1;
}

function examples(rules: Rules, state: DebateState, who: Who, now: number): Move[] {
	const { format } = rules;
	const seen = state.chairSeq;
	const c = unused(state);
	const others = Object.values(state.people).filter((p) => p.who !== who);
	const seat = Object.values(state.people)[0];
	const column = state.turns[0]?.index ?? 0;
	const teams = format.teams.map(({ key }) => key);
	const phase = currentPhase(rules, state);
	const called =
		state.floor[0] ?? others.find((p) => p.team !== null && p.team === phase?.who?.team)?.who;
	const known = [
		...state.arguments.map((one) => one.c),
		...(state.statement ? [state.statement.c] : [])
	];
	const said = state.turns.flatMap((turn) => turn.said.map((one) => one.c));
	const moves: (Move | null)[] = [
		{ kind: 'next', seen },
		{ kind: 'go', index: Math.max(0, state.phase), seen },
		{ kind: 'start', seen },
		{ kind: 'pause', seen },
		{ kind: 'resume', seen },
		{ kind: 'adjust', ms: 30_000, seen },
		{ kind: 'extend', dueAt: now + 3_600_000, seen },
		{ kind: 'undo', seen },
		{ kind: 'mode', mode: state.mode === 'spoken' ? 'written' : 'spoken', seen },
		{ kind: 'end', seen },
		{ kind: 'toss', team: teams[0] ?? '', seen },
		{ kind: 'miss', index: state.phase },
		called === undefined ? null : { kind: 'call', who: called },
		...others.map((p): Move => ({ kind: 'call', who: p.who })),
		seat ? { kind: 'seat', seat: { ...seat, notes: !seat.notes } } : null,
		...others.map((p): Move => ({ kind: 'mute', who: p.who, on: !p.muted })),
		...others.map((p): Move => ({ kind: 'remove', who: p.who, on: !p.removed })),
		...[...known, ...said].map((one): Move => ({
			kind: 'hide',
			c: one,
			on: !state.hidden.includes(one)
		})),
		...Object.entries(state.corners).flatMap(([one, corner]): Move[] => [
			{ kind: 'spokesperson', who: Number(one), corner }
		]),
		{ kind: 'rotate', inner: [] },
		{ kind: 'publish', what: 'votes' },
		{ kind: 'publish', what: 'ballots' },
		{ kind: 'pick', side: 'for', order: null },
		{ kind: 'pick', side: null, order: 'first' },
		...teams.flatMap((team): Move[] => [
			{ kind: 'pool', team, runs: true },
			{ kind: 'pool', team, runs: false }
		]),
		{ kind: 'ask-floor' },
		{ kind: 'leave-floor' },
		{ kind: 'yield' },
		{ kind: 'point', what: 'offer' },
		{ kind: 'point', what: 'withdraw' },
		...state.points.offered.map((one): Move => ({ kind: 'answer-point', who: one, take: true })),
		...(state.points.taken === null
			? []
			: [{ kind: 'answer-point', who: state.points.taken, take: false } as const]),
		...saidAs.map((as): Move => ({ kind: 'say', as, to: null, c, letters: 1 })),
		{ kind: 'accept', on: true },
		{
			kind: 'draft',
			c: state.statement?.c ?? c,
			version: (state.statement?.version ?? 0) + 1,
			builtOn: state.statement?.version ?? 0
		},
		state.statement ? { kind: 'sign', version: state.statement.version } : null,
		{ kind: 'sit' },
		{ kind: 'stand' },
		...format.corners.map(({ key }): Move => ({ kind: 'walk', corner: key })),
		{ kind: 'argue', c, phase: column, row: 1 },
		...state.arguments.flatMap((one): Move[] => [
			{ kind: 'reword', c: one.c, version: one.version + 1 },
			{ kind: 'place', c: one.c, phase: one.phase, row: one.row + 1 },
			{ kind: 'strike', c: one.c, on: !one.struck }
		]),
		...state.arguments.slice(1).map((one, index): Move => ({
			kind: 'link',
			c: one.c,
			to: state.arguments[index]?.c ?? 0,
			relation: 'attacks'
		})),
		...state.links.map((link): Move => ({ kind: 'unlink', c: link.c, to: link.to }))
	];
	return moves.filter((move) => move !== null);
}

/** Kinds of moves of which at least one would be allowed now. */
export function possibleMoves(
	rules: Rules,
	state: DebateState,
	who: Who,
	now: number
): Move['kind'][] {
	const possible = new Set<Move['kind']>();
	for (const move of examples(rules, state, who, now))
		if (!possible.has(move.kind) && decide(rules, state, who, move, now).ok)
			possible.add(move.kind);
	return [...possible];
}

/** What somebody may write now, and which question it answers. */
export function sayable(
	rules: Rules,
	state: DebateState,
	who: Who,
	now: number
): { as: SaidAs; to: number | null }[] {
	const c = unused(state);
	return saidAs
		.filter((as) => decide(rules, state, who, { kind: 'say', as, to: null, c, letters: 1 }, now).ok)
		.map((as) => ({ as, to: as === 'answer' ? (awaited(rules, state)?.to ?? null) : null }));
}
