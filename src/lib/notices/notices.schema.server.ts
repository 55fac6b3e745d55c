/* What the forms of notices, messages and reports may contain. */
import { z } from 'zod';
import { choice, id, line, text } from '$lib/forms/fields.schema.server';

export const awaySchema = z.object({ notice: id() });

export const messageSchema = z.object({
	id: id(),
	/** Empty: the whole class. */
	section: z.preprocess((v) => (v === undefined || v === '' ? null : v), id().nullable()),
	lang: choice(['en', 'ur']),
	subject: line({ most: 120 }),
	body: text({ most: 8000, least: 1 })
});

/** An answer by the id that classmates know it by. */
export const reportedSchema = z.object({ ref: id() });
export const hideSchema = z.object({ ref: id(), reason: text({ most: 600, least: 1 }) });
