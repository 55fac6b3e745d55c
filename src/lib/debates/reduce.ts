/*
 * What the events of a debate add up to. The server and every browser run the same function over the
 * same events and get the same state, whether one by one or from the start. It believes what was
 * decided, but never stumbles: an event that says nothing sensible only counts as read. Pure.
 */
import type { DebateState, EventKind, PublicEvent, Rules } from './debate';
import type { Change } from './engine/change';
import { clockwork } from './engine/clockwork';
import { flowing } from './engine/flowing';
import { grouping } from './engine/grouping';
import { seating } from './engine/seating';
import { isEvent, isNumbered } from './engine/shape';
import { speaking } from './engine/speaking';

const changes = { ...seating, ...clockwork, ...speaking, ...grouping, ...flowing };

export function emptyState(): DebateState {
	return {
		seq: 0,
		openedAt: null,
		endedAt: null,
		mode: 'spoken',
		people: {},
		stances: {},
		order: {},
		phase: -1,
		chairSeq: 0,
		clock: { startedAt: null, pausedAt: null, pausedMs: 0, limit: null },
		dueAt: null,
		pools: {},
		coin: null,
		turns: [],
		floor: [],
		called: null,
		wordFrom: 0,
		points: { offered: [], taken: null },
		restated: null,
		statement: null,
		circle: { inner: [], waiting: [], been: [] },
		corners: {},
		spokespeople: {},
		moves: [],
		arguments: [],
		links: [],
		hidden: [],
		airtime: {},
		published: { votes: false, ballots: false },
		undo: []
	};
}

/**
 * The state after an event. One that is already in it, or that does not follow on it, leaves it as it
 * is: whoever finds `state.seq !== event.seq` afterwards has missed something and loads again.
 */
export function reduce(rules: Rules, state: DebateState, event: PublicEvent): DebateState {
	if (!isNumbered(event) || event.seq !== state.seq + 1) return state;
	if (!isEvent(event)) return { ...state, seq: (event as PublicEvent).seq };
	const change = changes[event.kind] as Change<EventKind> | undefined;
	const isItsTime = (state.openedAt === null) === (event.kind === 'opened');
	const changed = isItsTime ? change?.(state, event.data, event, rules) : undefined;
	return { ...state, ...changed, seq: event.seq };
}

export function reduceAll(
	rules: Rules,
	events: readonly PublicEvent[],
	from: DebateState = emptyState()
): DebateState {
	return events.reduce((state, event) => reduce(rules, state, event), from);
}
