/* What the forms of moderation may contain. The fields of an agreed sheet follow from its rubric. */
import { z } from 'zod';
import { choice, id, line, list, text, tick, version } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import type { PositionPart } from '$lib/positions/position';
import { mostPins } from '../pins';
import {
	commentField,
	countedOf,
	levelField,
	longestComment,
	mostOf,
	notAssessed,
	outField,
	pointsOf,
	pointsTyped,
	type Pin,
	type RubricBody,
	type SheetWriting
} from '../review';

export const settleChosenSchema = z.object({ position: list(id(), 1000) });
export const settleSchema = z.object({
	by: choice(['first', 'mean', 'third']),
	version: version()
});
export const nothingSchema = z.object({});

export interface AgreedFields extends SheetWriting {
	version: number;
	note: string;
}

/**
 * A criterion left open is not an error here: it is still to be judged.
 * @param pins of the markers, from which some are kept by their ids
 */
export function agreedSchema(
	rubric: RubricBody,
	parts: readonly PositionPart[],
	pins: readonly Pin[]
) {
	const shape: Record<string, z.ZodType> = {
		version: version(),
		overall: text({ most: longestComment.overall }),
		note: text({ most: 2000 }),
		pin: list(id(), mostPins)
	};
	for (const { key } of rubric.criteria) {
		shape[levelField(key)] = line({ most: 20, least: 0 });
		shape[outField(key)] = tick();
	}
	for (const part of parts) shape[commentField(part)] = text({ most: longestComment.part });
	return z.object(shape).transform((fields, context): AgreedFields => {
		const words = (name: string) => {
			const value = fields[name];
			return typeof value === 'string' ? value : '';
		};
		const kept = new Set(fields['pin'] as string[]);
		const levels: SheetWriting['levels'] = {};
		for (const criterion of rubric.criteria) {
			const isOut = fields[outField(criterion.key)] === true;
			const typed = isOut ? notAssessed : words(levelField(criterion.key));
			if (typed === '') continue;
			const points = pointsTyped(typed);
			const given = points === undefined ? {} : { [criterion.key]: points };
			const known = countedOf(rubric, criterion, given);
			if (known !== undefined) levels[criterion.key] = known;
			else
				context.addIssue({
					code: 'custom',
					path: [levelField(criterion.key)],
					message: m.moderating_points_bad({
						least: pointsOf(rubric, criterion)[0] ?? 0,
						most: mostOf(criterion)
					})
				});
		}
		return {
			version: Number(fields['version']),
			note: words('note'),
			levels,
			comments: Object.fromEntries(parts.map((part) => [part, words(commentField(part))])),
			overall: words('overall'),
			pins: pins.filter((pin) => kept.has(pin.id))
		};
	});
}
