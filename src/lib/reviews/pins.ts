/*
 * Comments on passages of a student's words: where they may stand, which of them a version knows, and
 * a text cut up at their edges so that they can be shown in it. Offsets are UTF-16 units. Pure.
 */
import { partsOf, reasonPart, type PositionBody, type PositionPart } from '$lib/positions/position';
import type { Pin } from './review';

/** On one sheet. */
export const mostPins = 40;

export interface FieldText {
	/** As a pin names it: `thesis`, `reason:<id>:claim`, … */
	field: string;
	part: PositionPart;
	text: string;
}

/** What a student wrote, field by field, in the order of the page. */
export function fieldTexts(body: PositionBody): FieldText[] {
	return partsOf(body).flatMap((part): FieldText[] => {
		const reason = body.reasons.find((r) => reasonPart(r.id) === part);
		if (reason)
			return [
				{ field: `${part}:claim`, part, text: reason.claim },
				{ field: `${part}:warrant`, part, text: reason.warrant }
			];
		const field = part as 'thesis' | 'against' | 'reply' | 'change';
		return [{ field, part, text: body[field] }];
	});
}

/** The pins of one part, in the order of its words. */
export function pinsOf(part: PositionPart, pins: readonly Pin[], body: PositionBody): Pin[] {
	const fields = fieldTexts(body).filter((f) => f.part === part);
	return fields.flatMap(({ field }) => pins.filter((pin) => pin.field === field));
}

/** The words that a pin is about. */
export function wordsAt(
	{ field, start, end }: Pick<Pin, 'field' | 'start' | 'end'>,
	body: PositionBody
) {
	return fieldTexts(body)
		.find((f) => f.field === field)
		?.text.slice(start, end);
}

const isLow = (text: string, at: number) => /[\uDC00-\uDFFF]/.test(text.charAt(at));

/** The same words without the white space around them and with no letter cut apart; null: no words. */
export function snapped(
	text: string,
	start: number,
	end: number
): { start: number; end: number } | null {
	if (!Number.isInteger(start) || !Number.isInteger(end)) return null;
	if (start < 0 || end > text.length || start >= end) return null;
	const [from, to] = [isLow(text, start) ? start - 1 : start, isLow(text, end) ? end + 1 : end];
	const words = text.slice(from, to);
	const trimmed = words.trim();
	if (trimmed === '') return null;
	const lead = words.length - words.trimStart().length;
	return { start: from + lead, end: from + lead + trimmed.length };
}

/** Only those on words that the version has, with something said, once each, in the order of the page. */
export function knownPins(pins: readonly Pin[], body: PositionBody): Pin[] {
	const seen = new Set<string>();
	return fieldTexts(body).flatMap(({ field, text }) =>
		pins
			.flatMap((pin): Pin[] => {
				const place = pin.field === field ? snapped(text, pin.start, pin.end) : null;
				const comment = pin.comment.trim();
				if (!place || comment === '' || seen.has(pin.id)) return [];
				seen.add(pin.id);
				return [{ id: pin.id, field, ...place, comment }];
			})
			.sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1))
	);
}

/** Pins as one field of a form; whatever is not one is left out. */
export function readPins(field: string): Pin[] {
	let sent: unknown;
	try {
		sent = JSON.parse(field || '[]');
	} catch {
		return [];
	}
	return Array.isArray(sent) ? sent.filter(isPin) : [];
}

function isPin(value: unknown): value is Pin {
	if (typeof value !== 'object' || value === null) return false;
	const { id, field, start, end, comment } = value as Partial<Record<keyof Pin, unknown>>;
	return (
		typeof id === 'string' &&
		/^[\w-]{1,40}$/.test(id) &&
		typeof field === 'string' &&
		Number.isInteger(start) &&
		Number.isInteger(end) &&
		typeof comment === 'string'
	);
}

export interface Piece {
	text: string;
	/** The pins that its words belong to, the narrowest first. */
	pins: Pin[];
}

/** A text in order, cut wherever a pin begins or ends. */
export function piecesOf(text: string, pins: readonly Pin[]): Piece[] {
	const edges = new Set([0, text.length]);
	for (const { start, end } of pins)
		for (const at of [start, end]) if (at > 0 && at < text.length) edges.add(at);
	const cuts = [...edges].sort((a, b) => a - b);
	return cuts.slice(0, -1).map((from, i) => {
		const to = cuts[i + 1] ?? text.length;
		return {
			text: text.slice(from, to),
			pins: pins
				.filter((pin) => pin.start < to && pin.end > from)
				.sort((a, b) => a.end - a.start - (b.end - b.start))
		};
	});
}

/** The field that a pin's comment is written in. */
export function pinField(id: string): string {
	return `pin-${id}`;
}

/** The id of the marked words of a pin. */
export function pinMark(id: string): string {
	return `pinned-${id}`;
}
