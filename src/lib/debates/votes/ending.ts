/* How formats end that nobody wins: the joint text with who signed it, and who walked, and why. Pure. */
import type { LocalText } from '$lib/i18n/local-text';
import type { DebateState, Rules, Told, Who, Words } from '../debate';
import { wordsTold } from '../flow/told';
import { isAgreed } from '../standing';

export interface Statement {
	/** Null: hidden or erased. */
	words: Words | null;
	signed: LocalText[];
	isAgreed: boolean;
}

export interface Walk {
	name: LocalText;
	from: LocalText;
	to: LocalText;
	/** What they said of it; null where they said nothing, or it was hidden. */
	why: Words | null;
}

export function namesTold(told: readonly Told[]): Record<Who, LocalText> {
	return Object.assign({}, ...told.map(({ names }) => names ?? {})) as Record<Who, LocalText>;
}

/** Null before anything was written. */
export function statementOf(state: DebateState, told: readonly Told[]): Statement | null {
	if (!state.statement) return null;
	const { c, signed } = state.statement;
	const names = namesTold(told);
	return {
		words: wordsTold(told)[c] ?? null,
		signed: signed.map((who) => names[who] ?? {}),
		isAgreed: isAgreed(state)
	};
}

/** In the order in which people walked. */
export function walksOf({ format }: Rules, state: DebateState, told: readonly Told[]): Walk[] {
	const names = namesTold(told);
	const words = wordsTold(told);
	const corner = (key: string) => format.corners.find((one) => one.key === key)?.title ?? {};
	const reasons = state.turns.flatMap(({ said }) => said.filter(({ as }) => as === 'reason'));
	return state.moves.map(({ who, from, to, at }) => {
		const next = state.moves.find((move) => move.who === who && move.at > at)?.at ?? Infinity;
		const reason = reasons.find((one) => one.by === who && one.at >= at && one.at < next);
		return {
			name: names[who] ?? {},
			from: corner(from),
			to: corner(to),
			why: reason ? (words[reason.c] ?? null) : null
		};
	});
}
