/* What states, levels and refusals of a review are called. Messages only. */
import type { Locale } from '$lib/i18n/local-text';
import { localText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { SheetRefusal } from './marking.server';
import type { Released } from './releasing.server';
import type { Standing } from './queue';
import type { Criterion, RubricLevel } from './review';

export const standingName: Record<Standing, () => string> = {
	unmarked: m.reviews_standing_unmarked,
	marking: m.reviews_standing_marking,
	marked: m.allocation_standing_marked,
	moderation: m.allocation_standing_moderation,
	ready: m.reviews_standing_ready,
	returned: m.reviews_standing_returned,
	released: m.reviews_standing_released
};

/** A criterion that counts more than once says so. */
export function criterionName(
	{ title, weight = 1 }: Pick<Criterion, 'title' | 'weight'>,
	locale: Locale
): string {
	const words = localText(title, locale).text;
	return weight === 1 ? words : m.reviews_criterion_weight({ title: words, weight });
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

export function releasedText({ released, already, notReady }: Released): string {
	if (released > 0)
		return [
			m.reviews_released_n({ n: released }),
			...(notReady > 0 ? [m.reviews_released_not_ready({ n: notReady })] : [])
		].join(' ');
	return already > 0 && notReady === 0 ? m.reviews_released_already() : m.reviews_released_none();
}
