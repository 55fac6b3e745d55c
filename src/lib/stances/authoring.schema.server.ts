/* What the form of an axis may contain. */
import { z } from 'zod';
import { choice, id, line, localText } from '$lib/forms/fields.schema.server';
import type { LocalText } from '$lib/i18n/local-text';
import { longestInAxis, type AxisBody } from './stance';

/** @param readings the keys of the readings that staff may place on the axis */
export function axisSchema(readings: readonly string[]) {
	const range = localText({ most: longestInAxis.range });
	return z
		.object({
			title: localText({ most: longestInAxis.title, required: true }),
			a: localText({ most: longestInAxis.statement, required: true }),
			b: localText({ most: longestInAxis.statement, required: true }),
			first: choice(['a', 'b']),
			note: localText({ most: longestInAxis.note, lines: true }),
			places: z.preprocess(
				(v) => v ?? {},
				z.object(Object.fromEntries(readings.map((key) => [`in-${key}`, range])))
			),
			stamp: line({ most: 40, least: 0 })
		})
		.transform(({ title, a, b, first, note, places, stamp }) => {
			const body: AxisBody = {
				title,
				a,
				b,
				first,
				note: isEmpty(note) ? null : note,
				staffKey: readings.flatMap((reading) => {
					const range = places[`in-${reading}`] ?? {};
					return isEmpty(range) ? [] : [{ reading, range }];
				})
			};
			return { body, stamp };
		});
}

function isEmpty(text: LocalText): boolean {
	return !text.en && !text.ur;
}

export const placeSchema = z.object({ key: id(), to: choice(['up', 'down']) });
export const retireSchema = z.object({ key: id(), retired: choice(['yes', 'no']) });
