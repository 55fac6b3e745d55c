/* What people are called on the screens of a debate; whoever was erased is somebody. */
import type { Locale, LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Who } from '../debate';
import type { Doing } from './showing';

export function nameIn(names: Readonly<Record<Who, LocalText>>, who: Who): LocalText {
	const name = names[who];
	return name?.en || name?.ur
		? name
		: {
				en: m.debates_screen_somebody({}, { locale: 'en' }),
				ur: m.debates_screen_somebody({}, { locale: 'ur' })
			};
}

export const doingName: Record<Doing, () => string> = {
	offers: m.debates_screen_offers,
	point: m.debates_screen_point_heard,
	asks: m.debates_screen_asks,
	answers: m.debates_screen_answers,
	'asks-first': m.debates_screen_asks_first,
	'answers-first': m.debates_screen_answers_first
};

/** Between names, which stand apart for the sake of their direction. */
export function commaIn(locale: Locale): string {
	return locale === 'ur' ? '،' : ',';
}
