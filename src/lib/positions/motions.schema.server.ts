/* What the forms may contain by which staff write motions. */
import { z } from 'zod';
import { choice, id, line, localText } from '$lib/forms/fields.schema.server';
import { paragraphNumbers } from '$lib/questions/authoring.schema.server';
import type { ParagraphPointer } from '$lib/questions/question';
import type { ReadingIndex } from '$lib/readings/reading';
import { longestInMotion, type MotionBody } from './position';

/** As a motion keeps them: `002:p3`, or the key of a reading as a whole. */
function marks(pointers: readonly ParagraphPointer[]): string[] {
	return pointers.map(({ reading, id: paragraph }) =>
		paragraph === '' ? reading : `${reading}:${paragraph}`
	);
}

export function motionSchema(index: ReadingIndex) {
	return z
		.object({
			text: localText({ most: longestInMotion.text, required: true, lines: true }),
			clarification: localText({ most: longestInMotion.clarification, lines: true }),
			for: paragraphNumbers(index),
			against: paragraphNumbers(index),
			stamp: line({ most: 40, least: 0 })
		})
		.transform(({ text, clarification, for: pro, against, stamp: over }) => {
			const body: MotionBody = {
				text,
				clarification,
				ground: { for: marks(pro), against: marks(against) }
			};
			return { body, stamp: over };
		});
}

export const placeSchema = z.object({ key: id(), to: choice(['up', 'down', 'lead']) });
export const retireSchema = z.object({ key: id(), retired: choice(['yes', 'no']) });
