/* What reasons, ways of settling and refusals of moderation are called. Messages only. */
import { number } from '$lib/i18n/format';
import type { Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { MarkedAgain } from './again.server';
import type { SecondReason, Settlement, SlotClosed } from './second';
import type { SettledByRule, SettleRefusal } from './settling.server';

export const reasonName: Record<SecondReason, () => string> = {
	all: m.moderating_reason_all,
	sample: m.moderating_reason_sample,
	edge: m.moderating_reason_edge,
	failing: m.moderating_reason_failing,
	again: m.moderating_reason_again
};

export const settlementName: Record<Settlement, () => string> = {
	first: m.moderating_by_first,
	mean: m.moderating_by_mean,
	agreed: m.moderating_by_agreed,
	third: m.moderating_by_third
};

/** Why a marker cannot write on a version that is marked more than once. */
export const closedName: Record<SlotClosed, () => string> = {
	settled: m.moderating_closed_settled,
	settling: m.moderating_closed_settling,
	taken: m.moderating_closed_taken,
	'not-yet': m.moderating_closed_not_yet
};

export const settleRefusal: Record<
	Exclude<SettleRefusal['reason'], 'conflict' | 'released' | 'incomplete'>,
	() => string
> = {
	waits: m.moderating_refused_waits,
	unsaid: m.moderating_refused_unsaid,
	replaced: m.moderating_refused_replaced,
	withdrawn: m.moderating_refused_withdrawn
};

export const againRefusal: Record<Extract<MarkedAgain, { ok: false }>['reason'], () => string> = {
	released: m.moderating_again_released,
	waits: m.moderating_again_waits,
	enough: m.moderating_again_enough,
	returned: m.moderating_again_returned,
	withdrawn: m.moderating_again_withdrawn
};

export function settledText({ settled, left }: SettledByRule): string {
	if (settled === 0) return m.moderating_settled_none();
	return [
		m.moderating_settled_n({ n: settled }),
		...(left > 0 ? [m.moderating_settled_left({ n: left })] : [])
	].join(' ');
}

/** Points with at most two places, as means have them. */
export function pointsText(points: number | null, locale: Locale): string {
	return points === null ? m.moderating_left_out() : number(Math.round(points * 100) / 100, locale);
}
