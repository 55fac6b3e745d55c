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

/** By the id that classmates know it by; an answer where nothing else is said. */
const reported = {
	kind: z.preprocess((v) => v ?? 'answer', choice(['answer', 'note', 'peer', 'debate'])),
	ref: id()
};
export const reportedSchema = z.object(reported);
export const hideSchema = z.object({ ...reported, reason: text({ most: 600, least: 1 }) });
