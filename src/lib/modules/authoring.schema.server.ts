/* What the forms of a module's author may contain: a new module, and the documents around the readings. */
import { z } from 'zod';
import { id, line, list, localText, text, wholeNumber } from '$lib/forms/fields.schema.server';
import type { DocumentBodies } from './module';
import type { EditedDocument } from './authoring.server';

export const newModuleSchema = z.object({
	title: localText({ most: 120, required: true }),
	summary: localText({ most: 600, lines: true })
});

const card = z.object({
	title: localText({ most: 120, required: true }),
	text: localText({ most: 4000, lines: true, required: true })
});

const base = id();
/** Rows of one list. */
export const mostSources = 60;

/** A document from the fields of its form; null is an empty one. */
export const documentSchemas = {
	'study-edition': z.object({ base, text: localText({ most: 4000, lines: true }) }),
	cases: z.object({ base, label: localText({ most: 300 }), firm: card, softer: card }),
	'sides-notice': z.object({
		base,
		notice: localText({ most: 1000, lines: true }),
		noticeByLot: localText({ most: 1000, lines: true })
	}),
	sources: z.object({
		base,
		sources: list(
			z.object({
				key: line({ most: 60, least: 0 }),
				text: localText({ most: 1000, lines: true })
			}),
			mostSources
		)
	}),
	'instructor-notes': z.object({ base, text: localText({ most: 100_000, lines: true }) }),
	about: z.object({
		base,
		licence: line({ most: 60 }),
		licenceText: text({ most: 20_000 }),
		hours: z.preprocess(
			(v) => (v === undefined || v === '' ? '0' : v),
			wholeNumber({ least: 0, most: 1000 })
		)
	})
} satisfies Record<EditedDocument, z.ZodType>;

type Fields<Key extends EditedDocument> = z.output<(typeof documentSchemas)[Key]>;

/** What is kept of the fields. */
export function documentFrom<Key extends EditedDocument>(
	key: Key,
	fields: Fields<Key>
): DocumentBodies[Key] | null {
	const made: { [K in EditedDocument]: (f: Fields<K>) => DocumentBodies[K] | null } = {
		'study-edition': ({ text: of }) => (isEmpty(of) ? null : of),
		cases: ({ label, firm, softer }) => ({ label, firm, softer }),
		'sides-notice': ({ notice, noticeByLot }) => ({ notice, noticeByLot }),
		sources: ({ sources }) => withKeys(sources.filter((s) => !isEmpty(s.text))),
		'instructor-notes': ({ text: of }) => (isEmpty(of) ? null : of),
		about: ({ licence, licenceText, hours }) => ({ licence, licenceText, hours })
	};
	return made[key](fields);
}

function isEmpty(text: { en?: string; ur?: string }): boolean {
	return text.en === undefined && text.ur === undefined;
}

/** Sources keep their keys; a new one gets the first that is free. */
function withKeys(sources: DocumentBodies['sources']): DocumentBodies['sources'] {
	const taken = new Set<string>();
	return sources.map(({ key: given, text }) => {
		let key = /^[\w-]{1,60}$/.test(given) && !taken.has(given) ? given : '';
		for (let n = 1; key === ''; n++)
			if (!taken.has(`source-${n}`) && !sources.some((s) => s.key === `source-${n}`))
				key = `source-${n}`;
		taken.add(key);
		return { key, text };
	});
}
