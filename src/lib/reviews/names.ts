/* What states, levels and refusals of a review are called. Messages only. */
import type { Locale } from '$lib/i18n/local-text';
import { localText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { number } from '$lib/i18n/format';
import type { JudgedCriterion } from './judged';
import type { SheetRefusal } from './marking.server';
import type { Released } from './releasing.server';
import type { Standing } from './queue';
import { notAssessed, type Criterion, type ReviewState, type RubricLevel } from './review';

export const standingName: Record<Standing, () => string> = {
	unmarked: m.reviews_standing_unmarked,
	marking: m.reviews_standing_marking,
	marked: m.allocation_standing_marked,
	moderation: m.allocation_standing_moderation,
	ready: m.reviews_standing_ready,
	returned: m.reviews_standing_returned,
	released: m.reviews_standing_released
};

/** The states of one sheet, as its history names them. */
export const sheetStateName: Record<ReviewState, () => string> = {
	unmarked: m.marking_state_unmarked,
	marking: m.marking_state_marking,
	marked: m.marking_state_marked,
	moderation: m.marking_state_moderation,
	ready: m.marking_state_ready,
	released: m.marking_state_released
};

/** A criterion that counts more than once says so. */
export function criterionName(
	{ title, weight = 1 }: Pick<Criterion, 'title' | 'weight'>,
	locale: Locale
): string {
	const words = localText(title, locale).text;
	return weight === 1 ? words : m.reviews_criterion_weight({ title: words, weight });
}

/** What was chosen of a criterion, as its field holds it: `3 Secure`, `3.5`, `Not assessed`. */
export function judgementName(criterion: Criterion, typed: string, locale: Locale): string {
	if (typed === notAssessed) return m.marking_not_assessed();
	const level = criterion.levels.find(({ points }) => String(points) === typed);
	return level ? levelName(level, locale) : typed;
}

/** `3 Secure` */
export function levelName({ points, label }: RubricLevel, locale: Locale): string {
	return m.reviews_level({ points, label: localText(label, locale).text });
}

export const refusalName: Record<SheetRefusal['reason'], () => string> = {
	conflict: m.reviews_conflict,
	released: m.reviews_refused_released,
	returned: m.reviews_refused_returned,
	replaced: m.reviews_refused_replaced,
	withdrawn: m.marking_refused_withdrawn,
	rubric: m.marking_refused_rubric,
	settling: m.moderating_refused_settling,
	taken: m.moderating_refused_taken,
	'not-first': m.moderating_refused_not_first
};

/** Why the class cannot be asked for positions yet. */
export const askRefusal: Record<'no-motion' | 'no-rubric', () => string> = {
	'no-motion': m.authoring_ask_no_motion,
	'no-rubric': m.authoring_ask_no_rubric
};

export function releasedText({ released, already, notReady, unsettled }: Released): string {
	const waiting = unsettled > 0 ? [m.regrading_release_unsettled({ n: unsettled })] : [];
	if (released > 0)
		return [
			m.reviews_released_n({ n: released }),
			...(notReady > 0 ? [m.reviews_released_not_ready({ n: notReady })] : []),
			...waiting
		].join(' ');
	const none = already > 0 && notReady === 0 ? m.reviews_released_already : m.reviews_released_none;
	return [none(), ...waiting].join(' ');
}

/** The level that was reached, the points where they are free, or that it was not assessed. */
export function judgedName(
	{ level, points, most }: Pick<JudgedCriterion, 'level' | 'points' | 'most'>,
	locale: Locale
): string {
	if (points === null) return m.regrading_not_assessed();
	if (points === undefined) return m.reviews_not_judged();
	if (!level)
		return m.reviews_points_of({ points: number(points, locale), most: number(most, locale) });
	return m.reviews_level({
		points: number(points, locale),
		label: localText(level.label, locale).text
	});
}
