/* What the form of a vote may contain. */
import { z } from 'zod';
import { choice, deviceTime, text } from '$lib/forms/fields.schema.server';
import { choices, moments } from './movement';
import { longestReason } from './voting';

export const voteSchema = z.object({
	moment: choice(moments),
	choice: choice(choices),
	reason: text({ most: longestReason }),
	/** When it was given without a line; the server's receipt decides. */
	device: deviceTime()
});

export const publishSchema = z.object({ what: choice(['votes', 'ballots']) });
