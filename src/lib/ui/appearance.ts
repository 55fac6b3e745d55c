/*
 * How a person wants pages to look and to listen: theme, text size and measure, whether others' notes
 * stand in a text, and whether the keys of a page work; kept in one cookie and rendered as attributes
 * on `<html>`, so that no script is needed. Pure.
 */
export const themes = ['auto', 'light', 'dark'] as const;
export const textSizes = ['s', 'm', 'l', 'xl'] as const;
export const measures = ['narrow', 'normal', 'wide'] as const;

export const whoseNotes = ['all', 'own'] as const;
/** Of pages that single keys do something on. */
export const keySwitch = ['on', 'off'] as const;

export interface Appearance {
	theme: (typeof themes)[number];
	text: (typeof textSizes)[number];
	measure: (typeof measures)[number];
	notes: (typeof whoseNotes)[number];
	keys: (typeof keySwitch)[number];
}

export const appearanceCookie = 'appearance';
const standard: Appearance = {
	theme: 'auto',
	text: 'm',
	measure: 'normal',
	notes: 'all',
	keys: 'on'
};

function oneOf<T extends string>(values: readonly T[], value: unknown, otherwise: T): T {
	return values.find((v) => v === value) ?? otherwise;
}

/** Anything but a known value counts as the standard one. */
export function appearanceFrom(fields: Partial<Record<keyof Appearance, unknown>>): Appearance {
	return {
		theme: oneOf(themes, fields.theme, standard.theme),
		text: oneOf(textSizes, fields.text, standard.text),
		measure: oneOf(measures, fields.measure, standard.measure),
		notes: oneOf(whoseNotes, fields.notes, standard.notes),
		keys: oneOf(keySwitch, fields.keys, standard.keys)
	};
}

export function readAppearance(cookie: string | undefined): Appearance {
	const [theme, text, measure, notes, keys] = (cookie ?? '').split('.');
	return appearanceFrom({ theme, text, measure, notes, keys });
}

export function writeAppearance(a: Appearance): string {
	return `${a.theme}.${a.text}.${a.measure}.${a.notes}.${a.keys}`;
}
