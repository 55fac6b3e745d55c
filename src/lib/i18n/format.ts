/*
 * Dates, numbers and lists in the reader's language. The time zone is always named by the caller
 * (the course's own); Urdu pages use Latin digits, as Pakistani sites do.
 */
import { getLocale } from '$lib/paraglide/runtime';
import type { Locale } from './local-text';

const tags: Record<Locale, string> = { en: 'en-GB', ur: 'ur-PK-u-nu-latn' };
const cache = new Map<string, unknown>();

function kept<T>(key: string, make: () => T): T {
	let it = cache.get(key) as T | undefined;
	if (it === undefined) cache.set(key, (it = make()));
	return it;
}

function dates(options: Intl.DateTimeFormatOptions, locale: Locale): Intl.DateTimeFormat {
	return kept(
		`d${locale}${JSON.stringify(options)}`,
		() => new Intl.DateTimeFormat(tags[locale], options)
	);
}

/** `21 November 2026, 18:00` */
export function dateTime(at: Date, timeZone: string, locale: Locale = getLocale()): string {
	return dates(
		{
			day: 'numeric',
			month: 'long',
			year: 'numeric',
			hour: '2-digit',
			minute: '2-digit',
			hour12: false,
			timeZone
		},
		locale
	).format(at);
}

/** `Sat 21 Nov, 18:00` */
export function shortDateTime(at: Date, timeZone: string, locale: Locale = getLocale()): string {
	return dates(
		{
			weekday: 'short',
			day: 'numeric',
			month: 'short',
			hour: '2-digit',
			minute: '2-digit',
			hour12: false,
			timeZone
		},
		locale
	).format(at);
}

export function day(at: Date, timeZone: string, locale: Locale = getLocale()): string {
	return dates({ day: 'numeric', month: 'long', year: 'numeric', timeZone }, locale).format(at);
}

export function clock(at: Date, timeZone: string, locale: Locale = getLocale()): string {
	return dates({ hour: '2-digit', minute: '2-digit', hour12: false, timeZone }, locale).format(at);
}

/** The zone as people name it, such as `Pakistan Standard Time`. */
export function zoneName(timeZone: string, locale: Locale = getLocale()): string {
	const parts = dates({ timeZone, timeZoneName: 'long' }, locale).formatToParts(
		new Date(Date.UTC(2026, 0, 1))
	);
	return parts.find((p) => p.type === 'timeZoneName')?.value ?? timeZone;
}

export function number(value: number, locale: Locale = getLocale()): string {
	return kept(
		`n${locale}`,
		() => new Intl.NumberFormat(tags[locale], { maximumFractionDigits: 2 })
	).format(value);
}

export function listOf(items: string[], locale: Locale = getLocale()): string {
	return kept(
		`l${locale}`,
		() => new Intl.ListFormat(tags[locale], { type: 'conjunction' })
	).format(items);
}

/** A date that may be a year, a month or a day: `2024`, `2024-12`, `2024-12-24`. */
export function partialDate(value: string, locale: Locale = getLocale()): string {
	const parts = value.split('-').map(Number);
	const at = new Date(Date.UTC(parts[0] ?? 0, (parts[1] ?? 1) - 1, parts[2] ?? 1));
	return dates(
		{
			year: 'numeric',
			...(parts.length > 1 ? { month: 'long' as const } : {}),
			...(parts.length > 2 ? { day: 'numeric' as const } : {}),
			timeZone: 'UTC'
		},
		locale
	).format(at);
}

/** The value of a `datetime-local` field, in the course's time zone. */
export function fieldDateTime(at: Date | null, timeZone: string): string {
	if (!at) return '';
	const parts = new Intl.DateTimeFormat('sv-SE', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		hour12: false
	}).format(at);
	return parts.replace(' ', 'T');
}
