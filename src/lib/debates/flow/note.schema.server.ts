/* What the forms of the flow send. */
import { z } from 'zod';
import { choice, id, line, text, version, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { relations } from './flow';

/** Of one argument, in characters. */
export const longestArgument = 4000;

const number = wholeNumber({ least: 1, most: 1_000_000_000 });
/** Of several kinds of value none will do. */
const unknown = { error: () => m.forms_unknown_choice() };
const numberOrNone = z
	.preprocess((v) => v ?? '', z.union([z.literal(''), number], unknown))
	.transform((n) => (n === '' ? null : n));
const phase = wholeNumber({ least: 0, most: 1000 });
const key = line({ most: 50, least: 0 }).transform((sent) => sent || null);
const body = text({ most: longestArgument, least: 1 });
const relation = z.preprocess((v) => v ?? 'attacks', choice(relations));

export const addSchema = z.object({
	body,
	phase,
	below: numberOrNone,
	answers: numberOrNone,
	relation,
	key
});

export const cardSchema = z.object({ card: id(), phase, key });

export const rewordSchema = z.object({ c: number, version: version(), body, key });

export const placeSchema = z.object({
	c: number,
	to: z.union([choice(['up', 'down']), phase], unknown)
});

export const linkSchema = z.object({ c: number, to: number, relation });

export const unlinkSchema = z.object({ c: number, to: number });

export const strikeSchema = z.object({
	c: number,
	on: choice(['yes', 'no']).transform((on) => on === 'yes')
});
