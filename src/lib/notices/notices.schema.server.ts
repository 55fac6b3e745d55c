/* What the form that puts a notice away may contain. */
import { z } from 'zod';
import { id } from '$lib/forms/fields.schema.server';

export const awaySchema = z.object({ notice: id() });
