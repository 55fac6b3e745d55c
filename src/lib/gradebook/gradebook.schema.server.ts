/* What the forms of the gradebook may contain. Points are judged where they are written. */
import { z } from 'zod';
import {
	file,
	id,
	line,
	localText,
	tick,
	version,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';

export const pointsSchema = z.object({
	points: line({ most: 40 }),
	version: version(),
	shown: tick()
});

export const versionSchema = z.object({ version: version() });

/** A point or none, at most two decimals. */
function decimal({ least, most }: { least: number; most: number }) {
	return line({ most: 20 })
		.refine((s) => /^\d{1,6}(\.\d{1,2})?$/.test(s), { error: () => m.gradebook_not_a_number() })
		.transform(Number)
		.refine((n) => n >= least && n <= most, { error: () => m.forms_out_of_range({ least, most }) });
}

const mostWeight = 100;
export const mostOfColumn = 1000;
const title = () => localText({ most: 120, required: true });

export const columnSchema = z.object({
	item: id(),
	stamp: line({ most: 40 }),
	weight: decimal({ least: 0, most: mostWeight }),
	dropped: tick(),
	/** Only of a column that was made by hand. */
	title: title().optional(),
	most: decimal({ least: 0.01, most: mostOfColumn }).optional()
});

export const newColumnSchema = z.object({
	module: id(),
	title: title(),
	most: decimal({ least: 0.01, most: mostOfColumn }),
	weight: decimal({ least: 0, most: mostWeight })
});

export const itemSchema = z.object({ item: id() });

export const planSchema = z.object({
	version: version(),
	dropLowestSets: wholeNumber({ least: 0, most: 20 }),
	showsTotal: tick()
});

/** A table as it is; what is wrong with it is judged where it is read. */
const pasted = () => z.string({ error: () => m.forms_sent_twice() }).default('');

export const importSchema = z.object({ file: file(), list: pasted() });

export const applySchema = z.object({
	list: pasted(),
	stamp: line({ most: 80 }),
	stale: z.preprocess(
		(v): unknown[] => (v === undefined ? [] : Array.isArray(v) ? v : [v]),
		z.array(line({ most: 20 })).max(5000)
	)
});
