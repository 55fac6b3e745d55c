/* What the form of a rubric may contain. Levels of one criterion differ in their points, by which sheets name them. */
import { z } from 'zod';
import { line, localText, rowKey, wholeNumber } from '$lib/forms/fields.schema.server';
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

/** A button alone. */
export const askSchema = z.object({});

const level = z.object({
	points: pointsField(),
	label: localText({ most: longest.label, required: true }),
	text: localText({ most: longest.level, lines: true })
});

const criterion = z.object({
	key: rowKey(),
	title: localText({ most: longest.criterion, required: true }),
	weight: z.preprocess(
		(v) => (v === undefined || v === '' ? '1' : v),
		wholeNumber({ least: 1, most: mostWeight })
	),
	levels: z.preprocess(
		(v): unknown[] => (Array.isArray(v) ? v : []),
		z
			.array(level)
			.min(2, { error: () => m.authoring_rubric_few_levels() })
			.max(mostLevels, { error: () => m.forms_too_many({ most: mostLevels }) })
			.superRefine((all, context) => {
				const points = all.map((one) => one.points);
				const twice = points.findIndex((one, i) => points.indexOf(one) !== i);
				if (twice >= 0)
					context.addIssue({
						code: 'custom',
						path: [twice, 'points'],
						message: m.authoring_rubric_same_points()
					});
				else if (points.length > 0 && Math.max(...points) === 0)
					context.addIssue({
						code: 'custom',
						path: [points.length - 1, 'points'],
						message: m.authoring_rubric_no_points()
					});
			})
	)
});

export const rubricSchema = z
	.object({
		title: localText({ most: longest.title, required: true }),
		rule: localText({ most: longest.rule, lines: true }),
		notes: localText({ most: longest.notes, lines: true }),
		criteria: z.preprocess(
			(v): unknown[] => (Array.isArray(v) ? v : []),
			z
				.array(criterion)
				.min(1, { error: () => m.authoring_rubric_no_criteria() })
				.max(mostCriteria, { error: () => m.forms_too_many({ most: mostCriteria }) })
				.superRefine((all, context) => {
					const keys = all.map((one) => one.key).filter(Boolean);
					if (new Set(keys).size < keys.length)
						context.addIssue({
							code: 'custom',
							path: [],
							message: m.authoring_questions_key_twice()
						});
				})
		),
		stamp: line({ most: 40, least: 0 })
	})
	.transform(({ title, rule, notes, criteria, stamp }) => {
		const body: RubricBody = {
			title,
			rule,
			notes,
			criteria: withKeys(criteria).map(({ weight, levels, ...rest }) => ({
				...rest,
				...(weight === 1 ? {} : { weight }),
				levels: [...levels].sort((a, b) => a.points - b.points)
			}))
		};
		return { body, stamp };
	});
