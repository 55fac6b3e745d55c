/* What the forms of the ledger may contain. */
import { z } from 'zod';
import { choice, id, line, list, localText, text, version } from '$lib/forms/fields.schema.server';
import {
	entryKinds,
	longestInCheck,
	longestInEntry as longest,
	mostPlaces,
	statuses,
	verdicts
} from './ledger';

const words = () => line({ most: longest.words, least: 0 });

const place = z.object({
	row: line({ most: 10, least: 0 }),
	at: line({ most: 80 }),
	words: z.preprocess((v) => v ?? {}, z.object({ en: words(), ur: words() })),
	who: localText({ most: longest.who, required: true }),
	source: localText({ most: longest.source })
});

export const entrySchema = z
	.object({
		base: version(),
		kind: choice(entryKinds),
		text: localText({ most: longest.text, required: true, lines: true }),
		status: choice(statuses),
		finding: localText({ most: longest.finding, lines: true }),
		places: list(place, mostPlaces)
	})
	.transform(({ places, ...entry }) => ({
		...entry,
		places: places.map(({ row: _row, ...one }) => one)
	}));

export const retireSchema = z.object({ key: id(), retired: choice(['yes', 'no']) });

export const checkSchema = z.object({
	base: version(),
	verdict: choice(verdicts),
	finding: text({ most: longestInCheck.finding, least: 1 }),
	source: text({ most: longestInCheck.source, least: 1 })
});
export const removeCheckSchema = z.object({ base: version() });

const ref = () => id();
export const hideSchema = z.object({ ref: ref(), reason: text({ most: 500, least: 1 }) });
export const showSchema = z.object({ ref: ref() });
