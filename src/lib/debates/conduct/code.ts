/* The code of conduct as it is read: a course's own text, or the rules that come with the site. Pure. */
import { localText, type LocalText, type Locale, type ShownText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';

/** In their order, in the language of the reader. */
export const shippedRules = [
	m.conduct_rule_1,
	m.conduct_rule_2,
	m.conduct_rule_3,
	m.conduct_rule_4,
	m.conduct_rule_5,
	m.conduct_rule_6,
	m.conduct_rule_7,
	m.conduct_rule_8
] as const;

/** The course's own text; null: the rules of the site. */
export function ownCode(conduct: LocalText | null | undefined, locale: Locale): ShownText | null {
	const text = conduct ? localText(conduct, locale) : null;
	return text && text.text.trim() !== '' ? text : null;
}
