/* Arguments and what links them, what the chair hid, and what may be shown. Pure. */
import type { Argument, DebateState } from '../debate';
import type { Changes } from './change';

function changedArgument(
	state: DebateState,
	c: number,
	change: Partial<Argument>
): Partial<DebateState> | undefined {
	const index = state.arguments.findLastIndex((argument) => argument.c === c);
	const argument = state.arguments[index];
	return argument && { arguments: state.arguments.with(index, { ...argument, ...change }) };
}

export const flowing: Changes = {
	argued(state, { c, phase, team, row }, { by }) {
		if (state.arguments.some((argument) => argument.c === c)) return;
		const argument = { c, by, phase, team, row, version: 1, struck: false };
		return { arguments: [...state.arguments, argument] };
	},
	reworded: (state, { c, version }) => changedArgument(state, c, { version }),
	placed: (state, { c, phase, row }) => changedArgument(state, c, { phase, row }),
	/** Between two arguments there is one link; another relation takes its place. */
	linked({ links }, { c, to, relation }, { by }) {
		if (c === to) return;
		const others = links.filter((link) => link.c !== c || link.to !== to);
		return { links: [...others, { c, to, relation, by }] };
	},
	unlinked: ({ links }, { c, to }) => ({
		links: links.filter((link) => link.c !== c || link.to !== to)
	}),
	/** Its links stay and are not shown (`shownLinks`): they come back with it. */
	struck: (state, { c, on }) => changedArgument(state, c, { struck: on }),
	hidden: ({ hidden }, { c }) => (hidden.includes(c) ? undefined : { hidden: [...hidden, c] }),
	shown: ({ hidden }, { c }) => ({ hidden: hidden.filter((one) => one !== c) }),
	published: ({ published }, { what }) => ({ published: { ...published, [what]: true } })
};
