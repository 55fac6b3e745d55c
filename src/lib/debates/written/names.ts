/* What people, teams and kinds of words are called in a written debate. Messages only. */
import { day, dateTime, listOf, zoneName } from '$lib/i18n/format';
import { plainText, type Locale, type LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Rules, SaidAs, Who } from '../debate';

export type Names = Record<Who, LocalText>;

export function nameOf(names: Names, who: Who, locale: Locale): string {
	const name = names[who];
	return name ? plainText(name, locale) : m.written_somebody();
}

/** `Ayesha, Bilal and Saima` */
/** A name within a sentence, so that one in another script does not turn the words after it around. */
const isolated = (name: string) => `\u2068${name}\u2069`;

export function namesOf(names: Names, who: readonly Who[], locale: Locale): string {
	return listOf(
		who.map((one) => isolated(nameOf(names, one, locale))),
		locale
	);
}

export function teamName({ format }: Rules, team: string | null, locale: Locale): string {
	const found = format.teams.find(({ key }) => key === team);
	return found ? plainText(found.title, locale) : '';
}

/** Beside the name of who said it; a speech needs no word for it. */
export const saidName: Record<SaidAs | 'argument', () => string> = {
	speech: () => '',
	question: m.written_as_question,
	answer: m.written_as_answer,
	restatement: m.written_as_restatement,
	floor: m.written_as_floor,
	reason: m.written_as_reason,
	argument: () => ''
};

export const writeLabel: Record<SaidAs, () => string> = {
	speech: m.written_label_speech,
	question: m.written_label_question,
	answer: m.written_label_answer,
	restatement: m.written_label_restatement,
	floor: m.written_label_floor,
	reason: m.written_label_reason
};

/** Under pseudonyms only the day: the minute could say who it was. */
export function momentShown(
	{ settings }: Rules,
	at: number,
	timeZone: string,
	locale: Locale
): string {
	const shown = settings.shows === 'pseudonyms' ? day : dateTime;
	return shown(new Date(at), timeZone, locale);
}

/** A time limit, with its zone: for messages that name both. */
export function until(
	at: number,
	timeZone: string,
	locale: Locale
): { time: string; zone: string } {
	return {
		time: dateTime(new Date(at), timeZone, locale),
		zone: zoneName(timeZone, locale)
	};
}

/** How long somebody spoke. */
export function spokenFor(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return m.written_minutes({ m: Math.floor(seconds / 60), s: seconds % 60 });
}
