/* The sentences of a position as a list to choose from, for whoever does not select words. Pure. */
import type { Locale } from '$lib/i18n/local-text';
import type { PositionBody, PositionPart } from '$lib/positions/position';
import { sentencesOf } from '$lib/readings/sentences';
import { fieldTexts } from './pins';
import type { Pin } from './review';

/** A sentence to comment on, chosen from a list. */
export interface PinPlace {
	/** `thesis 0 13`, as a form sends it. */
	value: string;
	part: PositionPart;
	words: string;
}

export function placesIn(body: PositionBody, lang: Locale): PinPlace[] {
	return fieldTexts(body).flatMap(({ field, part, text }) =>
		sentencesOf(text, lang).map(([start, end]) => ({
			value: `${field} ${start} ${end}`,
			part,
			words: text.slice(start, end)
		}))
	);
}

/** @param value of a `PinPlace`; null when it is none */
export function placeOf(value: string): Pick<Pin, 'field' | 'start' | 'end'> | null {
	const [, field, start, end] = /^(\S+) (\d{1,6}) (\d{1,6})$/.exec(value) ?? [];
	return field === undefined ? null : { field, start: Number(start), end: Number(end) };
}
