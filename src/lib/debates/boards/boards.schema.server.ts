/* What the forms of a board may contain. */
import { z } from 'zod';
import { choice, id, line, text, version } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { longestClaim, longestWarrant } from './board';

const speech = line({ most: 60, least: 0 }).transform((key) => key || null);
const lang = choice(['en', 'ur']);

const words = {
	claim: text({ most: longestClaim, least: 1 }),
	warrant: text({ most: longestWarrant }),
	lang,
	speech
};

export const newCardSchema = z.object(words);
export const cardSchema = z.object({ card: id(), version: version(), ...words });
export const cardIdSchema = z.object({ card: id() });
export const moveCardSchema = z.object({ card: id(), to: choice(['up', 'down']) });
export const dropPassageSchema = z.object({
	card: id(),
	/** Which one it is, by where it stands: `version/paragraph/start-end`. */
	passage: line({ most: 200 })
});

/** A reason, a citation or a note of one's own, by the id that the page gave out. */
export const sourceSchema = z.object({
	of: choice(['reason', 'citation', 'note']),
	source: id()
});

/** A passage for a card, or for a new one. Its words are compared with the text, never kept. */
export const passageSchema = z.object({
	part: id(),
	version: id(),
	paragraph: id(),
	range: z
		.string({ error: () => m.forms_choose() })
		.regex(/^\d{1,6}-\d{1,6}$/, { error: () => m.forms_unknown_choice() })
		.transform((s) => s.split('-').map(Number) as [number, number]),
	exact: z
		.string({ error: () => m.forms_unknown_choice() })
		.max(10_000, { error: () => m.forms_unknown_choice() })
		.optional()
});
