/* What the form of a private choice may contain. */
import { z } from 'zod';
import { line, text } from '$lib/forms/fields.schema.server';
import { longestReason } from './choice';

export const choiceSchema = z.object({
	corner: line({ most: 60 }),
	reason: text({ most: longestReason })
});
