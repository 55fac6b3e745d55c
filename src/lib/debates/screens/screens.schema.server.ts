/* What the forms of the chair's page send beside moves. */
import { z } from 'zod';
import { line } from '$lib/forms/fields.schema.server';

export const screenLinkSchema = z.object({ link: line({ most: 60 }) });
