/*
 * Author text in one or both languages. A reader sees their own language where it exists, else the
 * other one marked with its own `lang` and `dir`.
 */
export const locales = ['en', 'ur'] as const;
export type Locale = (typeof locales)[number];

export interface LocalText {
	en?: string;
	ur?: string;
}

export interface ShownText {
	text: string;
	lang: Locale;
	dir: 'ltr' | 'rtl';
	/** The reader's language was not there, so the text needs `lang` and `dir` of its own. */
	fallback: boolean;
}

export function isLocale(value: unknown): value is Locale {
	return value === 'en' || value === 'ur';
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
	return locale === 'ur' ? 'rtl' : 'ltr';
}

export function localText(text: LocalText, locale: Locale): ShownText {
	const lang: Locale = text[locale] ? locale : locale === 'en' ? 'ur' : 'en';
	return { text: text[lang] ?? '', lang, dir: directionOf(lang), fallback: lang !== locale };
}

/** The plain words, where no element can carry `lang` (titles, mail subjects, attributes). */
export function plainText(text: LocalText, locale: Locale): string {
	return localText(text, locale).text;
}
