/* What is said to authors of texts, in the language of the page. */
import { m } from '$lib/paraglide/messages';
import type { TextRefusal } from './editing.server';
import type { NotePart } from './reading';

export const textRefusal: Record<TextRefusal, () => string> = {
	empty: m.authoring_text_empty,
	'too-many': m.authoring_text_too_many,
	'too-long': m.authoring_text_too_long,
	'claimed-twice': m.authoring_text_claimed_twice,
	unchanged: m.authoring_unchanged
};

/** What the fields of a text are called in the list of what is wrong. */
export const textLabels = () => ({
	title: m.authoring_title(),
	standfirst: m.authoring_text_standfirst(),
	source: m.authoring_text_source(),
	date: m.readings_import_date()
});

export const notePartName: Record<NotePart, () => string> = {
	frame: m.readings_note_frame,
	term: m.readings_note_term,
	firm: m.readings_note_firm,
	softer: m.readings_note_softer,
	limits: m.readings_note_limits
};
