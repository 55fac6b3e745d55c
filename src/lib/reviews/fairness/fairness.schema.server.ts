/* What the form on the fairness page may contain. */
import { z } from 'zod';
import { wholeNumber } from '$lib/forms/fields.schema.server';
import { mostAgain } from './fairness';

export const againSchema = z.object({ count: wholeNumber({ least: 1, most: mostAgain }) });
