/*
 * What a page sends along beside its HTML need not say everything twice: author texts in both
 * languages are cut down to the one that is shown. For pages that read; editors need both.
 */
import type { Locale, LocalText } from './local-text';

/** By language: what shared rows became, so that they are walked once for everybody. */
const known = { en: new WeakMap<object, unknown>(), ur: new WeakMap<object, unknown>() };

/** The same value with every author text in it cut down to what `localText` would show. */
export function inLanguage<Value>(value: Value, locale: Locale): Value {
	return cut(value, locale) as Value;
}

function cut(value: unknown, locale: Locale): unknown {
	if (typeof value !== 'object' || value === null) return value;
	const isShared = Object.isFrozen(value);
	const before = isShared ? known[locale].get(value) : undefined;
	if (before !== undefined) return before;
	const now = Array.isArray(value)
		? value.map((one: unknown) => cut(one, locale))
		: isPlain(value)
			? isLocalText(value)
				? shown(value, locale)
				: fields(value, locale)
			: value;
	if (isShared) known[locale].set(value, now);
	return now;
}

function fields(value: Record<string, unknown>, locale: Locale): Record<string, unknown> {
	const now: Record<string, unknown> = {};
	for (const key of Object.keys(value)) now[key] = cut(value[key], locale);
	return now;
}

function shown(text: LocalText, locale: Locale): LocalText {
	return text[locale] ? { [locale]: text[locale] } : text;
}

/** Dates, maps and the like are left as they are. */
function isPlain(value: object): value is Record<string, unknown> {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

/** Both languages as texts, and nothing else. */
function isLocalText(value: object): value is LocalText {
	const keys = Object.keys(value);
	return (
		keys.length === 2 &&
		'en' in value &&
		'ur' in value &&
		typeof value.en === 'string' &&
		typeof value.ur === 'string'
	);
}
