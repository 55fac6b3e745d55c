/* What the forms of the code of conduct may contain. */
import { z } from 'zod';
import { choice, text, wholeNumber } from '$lib/forms/fields.schema.server';

/** `debate`: leads back to the page on which one was asked. */
export const agreeSchema = z.object({
	back: z.preprocess((v) => v ?? 'conduct', choice(['conduct', 'debate']))
});

const c = wholeNumber({ least: 1, most: 1_000_000 });

export const flagSchema = z.object({ c, reason: text({ most: 600, least: 1 }) });
export const hideWordsSchema = z.object({ c, reason: text({ most: 600, least: 1 }) });
export const showWordsSchema = z.object({ c });
