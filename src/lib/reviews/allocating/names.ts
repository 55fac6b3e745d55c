/* What the choices of a marking plan are called, and what is said after many were changed at once. Messages only. */
import { m } from '$lib/paraglide/messages';
import type { BulkDone, LeftBehind } from '../bulk.server';
import type { Gave, GaveByHand, HandRefusal } from './allocations.server';
import type { Finisher, MarkingPlan, SecondKind, SettleWay } from './plan';

export const secondName: Record<SecondKind, () => string> = {
	none: m.allocation_plan_second_none,
	some: m.allocation_plan_second_some,
	all: m.allocation_plan_second_all
};
export const secondHint: Record<SecondKind, () => string> = {
	none: m.allocation_plan_second_none_hint,
	some: m.allocation_plan_second_some_hint,
	all: m.allocation_plan_second_all_hint
};
export const settleName: Record<SettleWay, () => string> = {
	agreed: m.allocation_plan_settle_agreed,
	mean: m.allocation_plan_settle_mean,
	third: m.allocation_plan_settle_third
};
export const finishName: Record<Finisher, () => string> = {
	marker: m.allocation_plan_finish_marker,
	instructor: m.allocation_plan_finish_instructor
};

export function planText(plan: MarkingPlan): string {
	return m.allocation_plan_kept({
		second: secondName[plan.second](),
		tolerance: plan.tolerancePercent,
		settle: settleName[plan.settle](),
		finish: finishName[plan.finish](),
		days: plan.regradeDays
	});
}

type Count = (inputs: { n: number }) => string;

const leftBehind: Record<LeftBehind, Count> = {
	unfinished: m.allocation_left_unfinished,
	second: m.allocation_left_waits,
	returned: m.allocation_left_returned,
	released: m.allocation_left_released,
	already: m.allocation_left_already,
	gone: m.allocation_left_gone
};

const handRefusal: Record<HandRefusal, Count> = {
	twice: m.allocation_left_twice,
	section: m.allocation_left_section,
	begun: m.allocation_left_begun,
	released: m.allocation_left_released,
	'not-twice': m.allocation_left_not_twice
};

/** How many were done, and why the rest was not. */
function told<Why extends string>(
	done: number,
	words: Count,
	left: Partial<Record<Why, number>>,
	why: Record<Why, Count>
): string {
	const reasons = Object.entries<number | undefined>(left).map(([reason, n = 0]) =>
		why[reason as Why]({ n })
	);
	return [done > 0 ? words({ n: done }) : m.allocation_nothing(), ...reasons].join(' ');
}

export function readyText({ done, left }: BulkDone): string {
	return told(done, m.allocation_ready_n, left, leftBehind);
}

export function unreadyText({ done, left }: BulkDone): string {
	const why = { ...leftBehind, already: m.allocation_left_not_ready };
	return told(done, m.allocation_unready_n, left, why);
}

export function handText({ changed, left }: GaveByHand): string {
	return told(changed, m.allocation_gave_n, left, handRefusal);
}

export function backText({ changed, left }: GaveByHand): string {
	return told(changed, m.allocation_took_n, left, handRefusal);
}

export function gaveText({ changed, left }: Gave): string {
	const rest = left > 0 ? { nobody: left } : {};
	return told(changed, m.allocation_gave_n, rest, { nobody: m.allocation_left_nobody });
}
