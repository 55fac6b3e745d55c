/* A small debate with a flow, for the tests of what is made of flows. */
import type { Argument, DebateState, Link, Relation, Rules } from '../debate';
import { usualSettings } from '../debate';
import type { Phase, PhaseKind } from '../format';
import { emptyState } from '../reduce';

const same = (text: string) => ({ en: text, ur: text });

function phase(key: string, kind: PhaseKind, team: string | null): Phase {
	return {
		key,
		kind,
		title: same(key),
		seconds: 60,
		who: team === null ? null : { team, speakers: [] },
		other: null,
		moment: null,
		corner: null,
		bells: [],
		points: null,
		newArguments: true,
		pools: [],
		written: { hours: 24, letters: 2000, exchanges: 3 }
	};
}

/** vote, for, against, questions to for, for, against, switch, floor */
export function sampleRules(phases?: [string, PhaseKind, string | null][]): Rules {
	const given: [string, PhaseKind, string | null][] = phases ?? [
		['before', 'vote', null],
		['for 1', 'speech', 'for'],
		['against 1', 'speech', 'against'],
		['floor', 'floor', null],
		['for 2', 'speech', 'for'],
		['against 2', 'speech', 'against']
	];
	return {
		settings: usualSettings,
		format: {
			title: same('Sample'),
			summary: same(''),
			source: { title: '', url: '', year: '' },
			version: 1,
			teams: (['for', 'against'] as const).map((key) => ({
				key,
				title: same(key === 'for' ? 'Proposition' : 'Opposition'),
				stance: key,
				speakers: []
			})),
			phases: given.map((each) => phase(...each)),
			pool: null,
			before: null,
			corners: [],
			circle: null,
			result: 'movement',
			points: null,
			rules: []
		}
	};
}

export function sampleState(
	args: (Partial<Argument> & Pick<Argument, 'c' | 'phase' | 'team'>)[],
	links: [number, number, Relation][] = [],
	given: Partial<DebateState> = {}
): DebateState {
	const reached = given.phase ?? 5;
	return {
		...emptyState(),
		seq: 1,
		openedAt: 1,
		stances: { for: 'for', against: 'against' },
		phase: reached,
		turns: Array.from({ length: reached + 1 }, (_, index) => ({
			index,
			who: [],
			beganAt: 1,
			ms: 0,
			said: [],
			missed: false
		})),
		arguments: args.map((each) => ({
			by: 1,
			row: each.c * 1000,
			version: 1,
			struck: false,
			...each
		})),
		links: links.map(([c, to, relation]): Link => ({ c, to, relation, by: 1 })),
		...given
	};
}
