/* What items, states, entries and refusals of regrade requests are called. Messages only. */
import { day, number } from '$lib/i18n/format';
import { localText, type Locale, type LocalText } from '$lib/i18n/local-text';
import type { GradeKind, GradeReason } from '$lib/modules/grades.server';
import { m } from '$lib/paraglide/messages';
import type { AskResult, OwnChange } from './asking.server';
import type { EntryKind, Outcome, RequestState, Window } from './regrade';
import type { Answered, Reopened, Settled } from './settling.server';

const itemNames: Record<GradeKind, (given: { title: string }) => string> = {
	set: m.regrading_item_set,
	position: m.regrading_item_position,
	reviewing: m.regrading_item_reviewing,
	debate: m.regrading_item_other,
	hand: m.regrading_item_other
};

export function itemName(
	{ kind, title }: { kind: GradeKind; title: LocalText },
	locale: Locale
): string {
	return itemNames[kind]({ title: localText(title, locale).text });
}

export function aboutName(criterion: LocalText | null, locale: Locale): string {
	return criterion ? localText(criterion, locale).text : m.regrading_whole();
}

export const stateName: Record<RequestState, () => string> = {
	open: m.regrading_state_open,
	settled: m.regrading_state_settled,
	withdrawn: m.regrading_state_withdrawn
};

export const outcomeName: Record<Outcome, () => string> = {
	changed: m.regrading_outcome_changed,
	unchanged: m.regrading_outcome_unchanged
};

/** The state of a request, with its outcome once it is settled. */
export function standingName({
	state,
	outcome
}: {
	state: RequestState;
	outcome: Outcome | null;
}): string {
	return state === 'settled' && outcome ? outcomeName[outcome]() : stateName[state]();
}

export const entryName: Record<EntryKind, () => string> = {
	asked: m.regrading_entry_asked,
	reply: m.regrading_entry_reply,
	settled: m.regrading_entry_settled,
	reopened: m.regrading_entry_reopened,
	withdrawn: m.regrading_entry_withdrawn
};

/** Why the points are what they were from then on. */
export const reasonName: Record<GradeReason, () => string> = {
	marking: m.regrading_why_marking,
	release: m.regrading_why_release,
	hand: m.regrading_why_hand,
	csv: m.regrading_why_hand,
	regrade: m.regrading_why_regrade,
	late: m.regrading_why_late
};

export function pointsChanged(
	{ pointsBefore, pointsAfter }: { pointsBefore: number | null; pointsAfter: number | null },
	locale: Locale
): string | null {
	if (pointsAfter === null || pointsAfter === pointsBefore) return null;
	const after = number(pointsAfter, locale);
	return pointsBefore === null
		? m.regrading_points_now({ after })
		: m.regrading_points_changed({ before: number(pointsBefore, locale), after });
}

/** Until when one may ask, or why one may not. */
export function windowText(window: Window, timeZone: string, locale: Locale): string {
	const until = window.until ? day(window.until, timeZone, locale) : '';
	if (window.isOpen) return until ? m.regrading_until({ day: until }) : m.regrading_unmarked();
	return {
		never: m.regrading_closed_never,
		over: () => m.regrading_closed_over({ day: until }),
		'not-yet': m.regrading_closed_not_yet
	}[window.why]();
}

type Refusal<Of> =
	Extract<Of, { ok: false }> extends { reason: infer R extends string } ? R : never;

export const askRefusal: Record<Refusal<AskResult>, () => string> = {
	never: m.regrading_closed_never,
	over: m.regrading_refused_over,
	'not-yet': m.regrading_closed_not_yet,
	'asked-before': m.regrading_refused_asked,
	'no-criterion': m.regrading_refused_criterion
};

export const ownRefusal: Record<Refusal<OwnChange>, () => string> = {
	settled: m.regrading_refused_own_settled,
	withdrawn: m.regrading_refused_own_withdrawn
};

export const staffRefusal: Record<Refusal<Answered | Settled | Reopened>, () => string> = {
	settled: m.regrading_refused_settled,
	withdrawn: m.regrading_refused_withdrawn,
	moved: m.regrading_refused_moved,
	open: m.regrading_refused_open,
	same: m.regrading_refused_same,
	'unknown-level': m.regrading_refused_level,
	'no-points': m.regrading_refused_no_points,
	'too-many-points': m.regrading_refused_too_many
};
