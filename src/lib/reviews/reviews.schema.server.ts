/* What the forms of a review may contain. The fields of a sheet follow from its rubric and its version. */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	list,
	text,
	tick,
	version,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { cleanWords, hasLostCharacters } from '$lib/forms/words';
import { m } from '$lib/paraglide/messages';
import { newRef } from '$lib/server/db/id';
import { placeOf } from './pin-places';
import { mostPins, pinField, readPins } from './pins';
import {
	commentField,
	judgementOf,
	levelField,
	longestComment,
	mostOf,
	notAssessed,
	outField,
	pointsTyped,
	takesNumber,
	type Criterion,
	type Pin,
	type RubricBody,
	type SheetWriting
} from './review';
import type { SheetShape } from './sheet.server';

export interface SheetFields extends SheetWriting {
	number: number;
	version: number;
	position: string;
	rubric: string | undefined;
	used: string[];
	/** Ready, and not on to the next one. */
	stay: boolean;
}

export const waiveSchema = z.object({ waived: choice(['yes', 'no']) });

export const openedSchema = z.object({ number: wholeNumber({ least: 1, most: 10_000 }) });

const longestPins = 200_000;

/**
 * A criterion left open is not an error: it is still to be judged. What is judged by another state of
 * the rubric than the present one is let through, to be refused as a whole.
 */
export function sheetSchema({ rubric, stamp, parts, pins: kept }: SheetShape) {
	const shape: Record<string, z.ZodType> = {
		number: wholeNumber({ least: 1, most: 10_000 }),
		version: version(),
		position: id().optional(),
		rubric: line({ most: 40, least: 0 }),
		used: list(id(), 60),
		stay: tick(),
		overall: text({ most: longestComment.overall }),
		pins: text({ most: longestPins }),
		'pin-at': line({ most: 120, least: 0 }),
		'pin-comment': text({ most: longestComment.pin })
	};
	for (const { key } of rubric.criteria) {
		shape[levelField(key)] = line({ most: 20, least: 0 });
		shape[outField(key)] = tick();
	}
	for (const part of parts) shape[commentField(part)] = text({ most: longestComment.part });
	for (const pin of kept) shape[pinField(pin)] = text({ most: longestComment.pin }).optional();
	return z.object(shape).transform((fields, context): SheetFields => {
		const words = (name: string) => {
			const value = fields[name];
			return typeof value === 'string' ? value : '';
		};
		const refuse = (field: string, message: string) =>
			context.addIssue({ code: 'custom', path: [field], message });
		const isOther = words('rubric') !== '' && words('rubric') !== stamp;
		const levels = rubric.criteria.flatMap((criterion): [string, number | null][] => {
			const field = levelField(criterion.key);
			const typed = fields[outField(criterion.key)] === true ? notAssessed : words(field);
			if (typed === '') return [];
			const points = pointsTyped(typed);
			if (points === undefined || !fits(rubric, criterion, points)) {
				if (!isOther) refuse(field, wrongPoints(criterion));
				return [];
			}
			return [[criterion.key, points]];
		});
		const pins = readPins(words('pins')).map((pin) => {
			const own = fields[pinField(pin.id)];
			return typeof own === 'string' ? { ...pin, comment: own } : pin;
		});
		const added = addedPin(words('pin-at'), words('pin-comment'), refuse);
		const all = added ? [...pins, added] : pins;
		if (all.length > mostPins) refuse('pins', m.marking_pins_too_many({ most: mostPins }));
		if (all.some(({ comment }) => comment.length > longestComment.pin))
			refuse('pins', m.marking_pin_too_long({ most: longestComment.pin }));
		if (all.some(({ comment }) => hasLostCharacters(comment)))
			refuse('pins', m.forms_lost_characters());
		return {
			number: Number(fields.number),
			version: Number(fields.version),
			position: words('position'),
			rubric: words('rubric') || undefined,
			used: fields.used as string[],
			stay: fields.stay === true,
			levels: Object.fromEntries(levels),
			comments: Object.fromEntries(parts.map((part) => [part, words(commentField(part))])),
			overall: words('overall'),
			pins: all.map((pin) => ({ ...pin, comment: cleanWords(pin.comment) }))
		};
	});
}

function fits(rubric: RubricBody, criterion: Criterion, points: number | null): boolean {
	return judgementOf(rubric, criterion, { [criterion.key]: points }) !== undefined;
}

function wrongPoints(criterion: Criterion): string {
	return takesNumber(criterion)
		? m.marking_points_wrong({ most: mostOf(criterion) })
		: m.forms_unknown_choice();
}

/** One more, chosen from the list of sentences. */
function addedPin(
	at: string,
	comment: string,
	refuse: (field: string, message: string) => void
): Pin | null {
	if (comment === '') return null;
	const place = placeOf(at);
	if (!place) refuse('pin-at', m.marking_pin_no_place());
	return place && { id: newRef(), ...place, comment };
}

export const releaseSchema = z.object({ position: list(id(), 1000) });
