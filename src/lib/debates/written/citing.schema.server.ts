/* What is sent when a passage is put into a turn by its numbers: beside it comes the whole turn as typed. */
import { z } from 'zod';
import { line } from '$lib/forms/fields.schema.server';
import { moveSchema } from '../room/move.schema.server';

const wholeNumber = (sent: string) => (/^[1-9]\d{0,5}$/.test(sent) ? Number(sent) : null);

/** Empty and unreadable numbers are said beside the field, by whoever looks for the passage. */
export const citeSchema = z.object({
	reading: line({ most: 120, least: 0 }),
	paragraph: line({ most: 12, least: 0 }).transform(wholeNumber),
	sentence: line({ most: 12, least: 0 }),
	passages: moveSchema.shape.passages
});

/** Null for the whole paragraph, 0 for a sentence that cannot be. */
export function sentenceAsked(sent: string): number | null {
	return sent === '' ? null : (wholeNumber(sent) ?? 0);
}
