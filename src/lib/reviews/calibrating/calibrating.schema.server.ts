/* What the forms of calibration may contain. Their fields follow from the rubric. */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	localText,
	rowKey,
	text,
	version
} from '$lib/forms/fields.schema.server';
import type { LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { withKeys } from '$lib/questions/authoring';
import { paragraphNumbers } from '$lib/questions/authoring.schema.server';
import type { ParagraphPointer } from '$lib/questions/question';
import {
	longest,
	mostReasons,
	reasonPart,
	sides,
	type CitedPart,
	type PositionBody
} from '$lib/positions/position';
import type { ReadingIndex } from '$lib/readings/reading';
import { levelField, pointsOf, type Criterion, type RubricBody, type SheetLevels } from '../review';
import {
	audiences,
	bothBodies,
	longestInAnchor,
	mostCitedParagraphs,
	notAssessedHere,
	reasonField,
	type AnchorCitation,
	type AnchorWriting
} from './anchor';

export const placeSchema = z.object({ id: id(), to: choice(['up', 'down']) });
export const retireSchema = z.object({ id: id(), retired: choice(['yes', 'no']) });

function levelOf(rubric: RubricBody, criterion: Criterion) {
	const points = pointsOf(rubric, criterion);
	return line({ most: 20, least: 0 }).transform((typed, context): number | null | undefined => {
		if (typed === '') return undefined;
		if (typed === notAssessedHere && rubric.mayLeaveOut) return null;
		const given = Number(typed.replace(',', '.'));
		if (points.includes(given)) return given;
		context.addIssue({
			code: 'custom',
			message:
				criterion.most === undefined
					? m.forms_unknown_choice()
					: m.forms_out_of_range({ least: points[0] ?? 0, most: criterion.most })
		});
		return z.NEVER;
	});
}

function levelsIn(rubric: RubricBody, fields: Record<string, unknown>): SheetLevels {
	return Object.fromEntries(
		rubric.criteria.flatMap(({ key }): [string, number | null][] => {
			const given = fields[levelField(key)] as number | null | undefined;
			return given === undefined ? [] : [[key, given]];
		})
	);
}

/** How somebody rates an anchor. What is left open is said in one place, by whoever keeps it. */
export function ratingSchema(rubric: RubricBody) {
	const shape: Record<string, z.ZodType> = { version: version() };
	for (const criterion of rubric.criteria) {
		shape[levelField(criterion.key)] = levelOf(rubric, criterion);
		shape[reasonField(criterion.key)] = text({ most: longestInAnchor.reason });
	}
	return z.object(shape).transform((fields) => ({
		version: fields.version as number,
		levels: levelsIn(rubric, fields),
		reasons: Object.fromEntries(
			rubric.criteria.flatMap(({ key }) => {
				const words = fields[reasonField(key)] as string;
				return words === '' ? [] : [[key, words]];
			})
		)
	}));
}

/** An anchor as its author writes it. */
export function anchorSchema(rubric: RubricBody, index: ReadingIndex) {
	const shape: Record<string, z.ZodType> = {};
	for (const criterion of rubric.criteria) {
		shape[levelField(criterion.key)] = levelOf(rubric, criterion).refine(
			(given) => given !== undefined,
			{ error: () => m.forms_choose() }
		);
		shape[reasonField(criterion.key)] = localText({ most: longestInAnchor.why, lines: true });
	}
	const reason = z.object({
		row: line({ most: 10, least: 0 }),
		key: rowKey(),
		claim: localText({ most: longest.claim, lines: true, required: true }),
		warrant: localText({ most: longest.warrant, lines: true }),
		cited: paragraphNumbers(index)
	});
	return z
		.object({
			...shape,
			version: version(),
			title: localText({ most: longestInAnchor.title, required: true }),
			audience: choice(audiences),
			side: choice(sides),
			thesis: localText({ most: longest.thesis, lines: true, required: true }),
			reasons: z.preprocess(
				(v): unknown[] => (Array.isArray(v) ? v : []),
				z
					.array(reason)
					.min(1, { error: () => m.calibrating_needs_reason() })
					.max(mostReasons, { error: () => m.forms_too_many({ most: mostReasons }) })
			),
			against: localText({ most: longest.against, lines: true }),
			'against-cited': paragraphNumbers(index),
			reply: localText({ most: longest.reply, lines: true }),
			change: localText({ most: longest.change, lines: true })
		})
		.transform((fields, context): AnchorWriting & { version: number } => {
			const { title, audience, side, thesis, against, reply, change } = fields;
			const reasons = withKeys(fields.reasons).map(({ key, row: _row, ...rest }) => ({
				id: key,
				...rest
			}));
			const words = [
				thesis,
				against,
				reply,
				change,
				...reasons.flatMap((r) => [r.claim, r.warrant])
			];
			const bodyIn = (lang: 'en' | 'ur'): PositionBody | undefined => {
				if (!words.some((w) => w[lang])) return undefined;
				const said = (of: LocalText) => of[lang] ?? '';
				return {
					thesis: said(thesis),
					reasons: reasons.map((r) => ({
						id: r.id,
						claim: said(r.claim),
						warrant: said(r.warrant)
					})),
					against: said(against),
					reply: said(reply),
					change: said(change)
				};
			};
			const cited = (part: CitedPart, pointers: ParagraphPointer[], field: string) => {
				if (pointers.length > mostCitedParagraphs)
					context.addIssue({
						code: 'custom',
						path: [field],
						message: m.forms_too_many({ most: mostCitedParagraphs })
					});
				return pointers.flatMap(({ reading: key, id: paragraphId }): AnchorCitation[] => {
					const reading = index.find((r) => r.key === key);
					return reading && paragraphId !== ''
						? [{ part, readingId: reading.id, paragraphId }]
						: [];
				});
			};
			const given = fields as unknown as Record<string, unknown>;
			return {
				version: fields.version,
				title,
				audience,
				bodies: bothBodies(side, { en: bodyIn('en'), ur: bodyIn('ur') }),
				citations: [
					...reasons.flatMap((r) => cited(reasonPart(r.id), r.cited, 'reasons')),
					...cited('against', fields['against-cited'], 'against-cited')
				],
				levels: levelsIn(rubric, given),
				reasons: Object.fromEntries(
					rubric.criteria.flatMap(({ key }) => {
						const why = (given[reasonField(key)] ?? {}) as LocalText;
						return why.en || why.ur ? [[key, why]] : [];
					})
				)
			};
		});
}
