/* What the form that puts a note to other words may contain. */
import { z } from 'zod';
import { id } from '$lib/forms/fields.schema.server';
import { passageFields } from './notes.schema.server';

export const attachSchema = z.object({ ref: id(), ...passageFields });
