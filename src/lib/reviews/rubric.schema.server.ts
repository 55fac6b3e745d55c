/* What the form of a rubric, and a file with one, may contain. */
import { z } from 'zod';
import { file, line, localText, rowKey, tick, wholeNumber } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { withKeys } from '$lib/questions/authoring';
import { pointsField } from '$lib/questions/authoring.schema.server';
import {
	longestInRubric as longest,
	mostCriteria,
	mostLevels,
	mostWeight,
	type RubricBody
} from './review';
import { mostCriterionPoints, rubricFaults, tidyRubric, type RubricFaultAt } from './rubric';
import { rubricFaultName } from './rubric-words';

/** A button alone. */
export const askSchema = z.object({});

const rows = <Row extends z.ZodType>(row: Row, most: number) =>
	z.preprocess(
		(v): unknown[] => (Array.isArray(v) ? v : []),
		z.array(row).max(most, { error: () => m.forms_too_many({ most }) })
	);
/** Points, or nothing where there are none. */
const maybePoints = () =>
	z
		.preprocess((v) => (v === undefined || v === '' ? null : v), pointsField().nullable())
		.transform((points) => points ?? undefined);
const words = {
	title: () => localText({ most: longest.title, required: true }),
	rule: () => localText({ most: longest.rule, lines: true }),
	notes: () => localText({ most: longest.notes, lines: true }),
	criterion: () => localText({ most: longest.criterion, required: true }),
	label: () => localText({ most: longest.label, required: true }),
	level: () => localText({ most: longest.level, lines: true })
};

/** The name of the field that a fault is about. */
function placeOf({ fault, criterion, level }: RubricFaultAt): PropertyKey[] {
	if (criterion === null || fault === 'key-twice') return ['criteria'];
	if (level === null)
		return ['criteria', criterion, fault === 'few-levels' || fault === 'both' ? 'levels' : 'most'];
	const isAboutRange = fault === 'range-order' || fault === 'overlap' || fault === 'step';
	return ['criteria', criterion, 'levels', level, isAboutRange ? 'from' : 'points'];
}

function refuseFaults(
	body: Pick<RubricBody, 'halves' | 'criteria'>,
	context: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void }
): void {
	for (const found of rubricFaults(body))
		context.addIssue({
			code: 'custom',
			path: placeOf(found),
			message: rubricFaultName[found.fault]()
		});
}

export const rubricSchema = z
	.object({
		title: words.title(),
		rule: words.rule(),
		notes: words.notes(),
		halves: tick(),
		mayLeaveOut: tick(),
		criteria: rows(
			z.object({
				key: rowKey(),
				title: words.criterion(),
				weight: z.preprocess(
					(v) => (v === undefined || v === '' ? '1' : v),
					wholeNumber({ least: 1, most: mostWeight })
				),
				most: maybePoints(),
				notes: words.notes(),
				levels: rows(
					z.object({
						from: maybePoints(),
						points: pointsField(),
						label: words.label(),
						text: words.level()
					}),
					mostLevels
				)
			}),
			mostCriteria
		),
		stamp: line({ most: 40, least: 0 })
	})
	.superRefine(refuseFaults)
	.transform(({ stamp, criteria, ...body }) => ({
		body: tidyRubric({ ...body, criteria: withKeys(criteria) }),
		stamp
	}));

export const rubricFormat = 'standpoint-rubric';
export const rubricFormatVersion = 1;
/** What a file says of itself. */
export const rubricEnvelope = z.object({
	format: z.literal(rubricFormat),
	version: z.number(),
	rubric: z.unknown()
});

const filePoints = () => z.number().min(0).max(mostCriterionPoints);

/** What other programs may have written into a file; its faults are said one by one. */
export const rubricInFile = z
	.object({
		title: words.title(),
		rule: words.rule(),
		notes: words.notes(),
		halves: z.boolean().default(false),
		mayLeaveOut: z.boolean().default(false),
		criteria: z
			.array(
				z.object({
					key: z.string().regex(/^[\w-]{1,60}$/),
					title: words.criterion(),
					weight: z.number().int().min(1).max(mostWeight).default(1),
					most: filePoints().optional(),
					notes: words.notes(),
					levels: z
						.array(
							z.object({
								from: filePoints().optional(),
								points: filePoints(),
								label: words.label(),
								text: words.level()
							})
						)
						.max(mostLevels)
						.default([])
				})
			)
			.max(mostCriteria)
	})
	.superRefine(refuseFaults)
	.transform(tidyRubric);

/** Of a rubric that was looked at before it is taken: its words, or where it stands. */
export const bringSchema = z.object({
	rubric: z.string({ error: () => m.forms_sent_twice() }).default(''),
	from: line({ most: 200, least: 0 }),
	stamp: line({ most: 40, least: 0 })
});
export const rubricFileSchema = z.object({ file: file() });
