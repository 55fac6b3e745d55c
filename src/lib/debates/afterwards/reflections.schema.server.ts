/* What the forms after a debate may contain. */
import { z } from 'zod';
import { choice, text, version } from '$lib/forms/fields.schema.server';
import { longestReflection } from './reflections.server';

export const reflectionSchema = z.object({
	body: text({ most: longestReflection }),
	version: version(),
	/** Handed in, or kept as a draft. */
	as: choice(['draft', 'given'])
});

/** Of a button without fields. */
export const pressSchema = z.object({});
