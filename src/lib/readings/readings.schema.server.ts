/*
 * What the forms of a reading's page may contain.
 */
import { z } from 'zod';
import { choice, id } from '$lib/forms/fields.schema.server';

export const placeSchema = z.object({ paragraph: id() });
export const readSchema = z.object({ read: choice(['yes', 'no']) });
