/* When something was written, as far as one is told: a day, or the moment. Pure. */
import { partialDate, shortDateTime } from '$lib/i18n/format';
import type { Locale } from '$lib/i18n/local-text';

/** @param at `2026-11-21`, or a moment in ISO form */
export function whenName(at: string, timeZone: string, locale: Locale): string {
	return at.length === 10 ? partialDate(at, locale) : shortDateTime(new Date(at), timeZone, locale);
}
