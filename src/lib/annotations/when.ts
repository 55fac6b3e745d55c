/* When something was written, as far as one is told: a day, or the moment. Pure. */
import { day, partialDate, shortDateTime } from '$lib/i18n/format';
import type { Locale } from '$lib/i18n/local-text';

/** @param at `2026-11-21`, or a moment in ISO form */
export function whenName(at: string, timeZone: string, locale: Locale): string {
	return isDay(at) ? partialDate(at, locale) : shortDateTime(new Date(at), timeZone, locale);
}

/** The day alone, also where one is told the moment. */
export function dayName(at: string, timeZone: string, locale: Locale): string {
	return isDay(at) ? partialDate(at, locale) : day(new Date(at), timeZone, locale);
}

/** What is a day already is one wherever it is read. */
function isDay(at: string): boolean {
	return at.length === 10;
}
