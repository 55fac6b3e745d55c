/* What the form of a ballot may contain; its fields follow from the format and from who spoke. */
import { z } from 'zod';
import { line, text, tick, version } from '$lib/forms/fields.schema.server';
import { number } from '$lib/i18n/format';
import { m } from '$lib/paraglide/messages';
import type { FormatBody } from '../format';
import {
	ballotWrittenIn,
	decidesTeams,
	feedbackField,
	isOnScale,
	longestFeedback,
	pointsField,
	rankField,
	type JudgedSpeech,
	type Scale
} from './ballot';

/** Empty while it is still to be judged. */
function pointsOf(scale: Scale) {
	return line({ most: 12, least: 0 }).refine(
		(sent) => sent === '' || (/^\d+(\.\d+)?$/.test(sent) && isOnScale(Number(sent), scale)),
		{
			error: () =>
				m.votes_ballot_off_scale({
					least: number(scale.least),
					most: number(scale.most),
					step: number(scale.step)
				})
		}
	);
}

function oneOf(keys: readonly string[]) {
	return line({ most: 80, least: 0 }).refine((sent) => sent === '' || keys.includes(sent), {
		error: () => m.forms_unknown_choice()
	});
}

export function ballotSchema(format: FormatBody, speeches: readonly JudgedSpeech[]) {
	const shape: Record<string, z.ZodType> = {
		version: version(),
		overall: text({ most: longestFeedback }),
		confirm: tick()
	};
	const teams = format.teams.map(({ key }) => key);
	const kind = decidesTeams(format);
	if (kind === 'winner') shape.winner = oneOf(teams);
	if (kind === 'ranks')
		for (const team of teams)
			shape[rankField(team)] = oneOf(['', ...teams.map((_, i) => String(i + 1))]);
	for (const { phase, about, scale } of speeches) {
		const name = { phaseKey: phase.key, about };
		if (scale) shape[pointsField(name)] = pointsOf(scale);
		shape[feedbackField(name)] = text({ most: longestFeedback });
	}
	return z.object(shape).transform((fields) => ({
		...ballotWrittenIn(fields as Record<string, string>, format, speeches),
		version: Number(fields.version),
		confirm: fields.confirm === true
	}));
}

/** Of a button without fields. */
export const pressSchema = z.object({});
