/* What people are called on the screens of a debate; whoever was erased is somebody. */
import type { Locale, LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Who } from '../debate';

export function nameIn(names: Readonly<Record<Who, LocalText>>, who: Who): LocalText {
	const name = names[who];
	return name?.en || name?.ur
		? name
		: {
				en: m.debates_screen_somebody({}, { locale: 'en' }),
				ur: m.debates_screen_somebody({}, { locale: 'ur' })
			};
}

/** Between names, which stand apart for the sake of their direction. */
export function commaIn(locale: Locale): string {
	return locale === 'ur' ? '،' : ',';
}
