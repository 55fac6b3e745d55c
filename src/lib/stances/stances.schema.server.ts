/*
 * What the stance form may contain: for each axis an answer, a confidence when it is placed, and a
 * reason. Fields are named by the axis's key.
 */
import { z } from 'zod';
import { choice, text, version, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { answers, mostConfidence } from './stance';

export const mostReason = 2000;

/** The schema for a module's axes, by their keys. An axis left open is not an error: it is not saved. */
export function stanceSchema(axes: readonly string[]) {
	const shape: Record<string, z.ZodType> = {};
	for (const key of axes) {
		shape[`axis-${key}`] = choice(answers).optional();
		shape[`version-${key}`] = version().optional();
		shape[`confidence-${key}`] = z.preprocess(
			(v) => (v === '' ? undefined : v),
			wholeNumber({ least: 1, most: mostConfidence }).optional()
		);
		shape[`reason-${key}`] = text({ most: mostReason });
	}
	return z.object(shape).check((context) => {
		const fields = context.value as Record<string, unknown>;
		for (const key of axes) {
			const given = fields[`axis-${key}`];
			const isPlaced = given !== undefined && given !== 'unknown' && given !== 'private';
			if (isPlaced && fields[`confidence-${key}`] === undefined)
				context.issues.push({
					code: 'custom',
					input: undefined,
					path: [`confidence-${key}`],
					message: m.stances_confidence_missing()
				});
		}
	});
}

export const momentSchema = z.object({
	moment: choice(['before', 'after-reading', 'after-debate']),
	to: choice(['open', 'closed'])
});
