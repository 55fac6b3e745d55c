/*
 * Whether something that came over a line is an event: the reducer reads what another version of this
 * site may have sent, or nobody at all, and must never stumble over it. Pure.
 */
import type { EventKind, PublicEvent, Seat } from '../debate';

type Check = (value: unknown) => boolean;

const count: Check = (v) => Number.isSafeInteger(v) && (v as number) >= 0;
const amount: Check = (v) => Number.isSafeInteger(v);
const row: Check = (v) => Number.isFinite(v);
const bool: Check = (v) => typeof v === 'boolean';
/** A name that is also safe as the key of a record. */
const key: Check = (v) => typeof v === 'string' && !(v in Object.prototype);
const people: Check = (v) => Array.isArray(v) && v.every(count);
const oneOf =
	(...options: unknown[]): Check =>
	(v) =>
		options.includes(v);
const orNull =
	(check: Check): Check =>
	(v) =>
		v === null || check(v);

function fits(shape: Record<string, Check>): Check {
	const fields = Object.entries(shape);
	return (v) =>
		typeof v === 'object' &&
		v !== null &&
		fields.every(([name, check]) => check((v as Record<string, unknown>)[name]));
}

const seat = {
	who: count,
	role: oneOf('chair', 'judge', 'speaker', 'audience'),
	team: orNull(key),
	speaker: orNull(key),
	notes: bool
} satisfies Record<keyof Seat, Check>;
const nothing = fits({});
const mode = oneOf('spoken', 'written');
const stance = oneOf('for', 'against');

const shapes: Record<EventKind, Check> = {
	opened: fits({ mode, seats: (v) => Array.isArray(v) && v.every(fits(seat)) }),
	seated: fits(seat),
	left: fits({ who: count }),
	phase: fits({ index: count, dueAt: orNull(count) }),
	started: nothing,
	paused: nothing,
	resumed: nothing,
	adjusted: fits({ ms: amount }),
	extended: fits({ dueAt: count }),
	undone: fits({ seq: count }),
	mode: fits({ mode }),
	coin: fits({ team: key, drawn: bool }),
	picked: fits({ team: key, side: orNull(stance), order: orNull(oneOf('first', 'second')) }),
	pool: fits({ team: key, runs: bool }),
	'asked-floor': fits({ who: count }),
	'left-floor': fits({ who: count }),
	called: fits({ who: count }),
	yielded: fits({ who: count }),
	point: fits({ who: count, what: oneOf('offered', 'taken', 'declined', 'withdrawn') }),
	said: fits({
		c: count,
		as: oneOf('speech', 'question', 'answer', 'restatement', 'floor', 'reason'),
		to: orNull(count)
	}),
	missed: fits({ index: count, team: orNull(key) }),
	accepted: fits({ c: orNull(count) }),
	'sent-back': fits({ c: orNull(count) }),
	drafted: fits({ c: count, version: count }),
	signed: fits({ version: count }),
	sat: fits({ who: count }),
	stood: fits({ who: count }),
	rotated: fits({ inner: people }),
	walked: fits({ who: count, corner: key }),
	spokesperson: fits({ who: count, corner: key }),
	argued: fits({ c: count, phase: count, team: orNull(key), row }),
	reworded: fits({ c: count, version: count }),
	placed: fits({ c: count, phase: count, row }),
	linked: fits({ c: count, to: count, relation: oneOf('supports', 'attacks', 'undercuts') }),
	unlinked: fits({ c: count, to: count }),
	struck: fits({ c: count, on: bool }),
	hidden: fits({ c: count }),
	shown: fits({ c: count }),
	muted: fits({ who: count, on: bool }),
	removed: fits({ who: count, on: bool }),
	erased: fits({ who: count }),
	ended: nothing,
	published: fits({ what: oneOf('votes', 'ballots') })
};

const numbered = fits({ seq: count, at: amount, by: count });

/** Whether it has a place in the log, whatever it says. */
export function isNumbered(value: unknown): value is Pick<PublicEvent, 'seq' | 'at' | 'by'> {
	return numbered(value);
}

/** Whether it says something that this version of the site understands. */
export function isEvent(value: unknown): value is PublicEvent {
	if (!isNumbered(value)) return false;
	const { kind, data } = value as unknown as { kind: unknown; data: unknown };
	return typeof kind === 'string' && Object.hasOwn(shapes, kind) && shapes[kind as EventKind](data);
}
