/* What the forms of a review may contain. The fields of a sheet follow from its rubric and its version. */
import { z } from 'zod';
import { choice, id, list, text, version, wholeNumber } from '$lib/forms/fields.schema.server';
import { commentField, levelField, longestComment, type SheetWriting } from './review';
import type { SheetShape } from './sheet.server';

export interface SheetFields extends SheetWriting {
	number: number;
	version: number;
}

export const waiveSchema = z.object({ waived: choice(['yes', 'no']) });

/** A criterion left open is not an error: it is still to be judged. */
export function sheetSchema({ criteria, parts }: SheetShape) {
	const shape: Record<string, z.ZodType> = {
		number: wholeNumber({ least: 1, most: 10_000 }),
		version: version(),
		overall: text({ most: longestComment.overall })
	};
	for (const { key, points } of criteria) {
		const [first = '', ...rest] = points.map(String);
		shape[levelField(key)] = z.preprocess(
			(v) => (v === '' ? undefined : v),
			choice([first, ...rest]).optional()
		);
	}
	for (const part of parts) shape[commentField(part)] = text({ most: longestComment.part });
	return z.object(shape).transform((fields): SheetFields => {
		const at = (name: string) => fields[name];
		return {
			number: Number(at('number')),
			version: Number(at('version')),
			levels: Object.fromEntries(
				criteria.flatMap(({ key }) => {
					const level = at(levelField(key));
					return level === undefined ? [] : [[key, Number(level)]];
				})
			),
			comments: Object.fromEntries(parts.map((part) => [part, String(at(commentField(part)))])),
			overall: String(at('overall'))
		};
	});
}

export const releaseSchema = z.object({ position: list(id(), 1000) });
