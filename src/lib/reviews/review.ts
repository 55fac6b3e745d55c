/*
 * Review by rubric: criteria with levels, a sheet that holds the levels and comments on one
 * submitted version, and the states it goes through until release. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { pinField, readPins } from './pins';

export const reviewStates = [
	'unmarked',
	'marking',
	'marked',
	'moderation',
	'ready',
	'released'
] as const;
export type ReviewState = (typeof reviewStates)[number];

export interface RubricLevel {
	points: number;
	/** Of a level with a range: the least of its points, of which `points` are the most. */
	from?: number;
	label: LocalText;
	text: LocalText;
}
export interface Criterion {
	key: string;
	title: LocalText;
	/** How often its points count; once when absent. */
	weight?: number;
	/** For markers only. */
	notes?: LocalText;
	/** Of a marking guide: points are given freely from 0 up to here, and there are no levels. */
	most?: number;
	levels: RubricLevel[];
}
export interface RubricBody {
	title: LocalText;
	rule: LocalText;
	/** For markers only. */
	notes: LocalText;
	/** Half levels, and half points where points are free. */
	halves?: boolean;
	/** A criterion may be left out of a sheet as "not assessed". */
	mayLeaveOut?: boolean;
	/** Where it was brought over from, as course and module were called then; for authors only. */
	origin?: { course: LocalText; module: LocalText };
	criteria: Criterion[];
}

/** Points per criterion key; null: not assessed; a criterion not yet judged is absent. */
export type SheetLevels = Record<string, number | null>;
/** Comments per part of the position (`thesis`, `reason:<id>`, `against`, `reply`, `change`). */
export type SheetComments = Record<string, string>;

/** A comment on a passage of the student's words, by its place in one field of one version. */
export interface Pin {
	/** Made by whoever wrote it; unique within its sheet. */
	id: string;
	/** `thesis`, `reason:<id>:claim`, `reason:<id>:warrant`, `against`, `reply` or `change`. */
	field: string;
	/** UTF-16 offsets. */
	start: number;
	end: number;
	comment: string;
}

/** What a marker writes on a sheet. */
export interface SheetWriting {
	levels: SheetLevels;
	comments: SheetComments;
	overall: string;
	pins: Pin[];
}

/** Letters at most. */
export const longestComment = { part: 2000, overall: 4000, pin: 1000 } as const;

/** What somebody must be allowed, of whoever moves a sheet on. */
export type Mover = 'review.write' | 'review.finish' | 'review.settle' | 'review.release';

const moves: Record<ReviewState, Partial<Record<ReviewState, Mover>>> = {
	unmarked: { marking: 'review.write', marked: 'review.write' },
	marking: { marked: 'review.write' },
	marked: { marking: 'review.write', moderation: 'review.write', ready: 'review.finish' },
	moderation: { marking: 'review.write', marked: 'review.settle', ready: 'review.settle' },
	ready: { marking: 'review.write', marked: 'review.write', released: 'review.release' },
	released: {}
};

/** A change of what is written takes `ready` back; nothing takes a release back. */
export function canMove(from: ReviewState, to: ReviewState, mover: Mover): boolean {
	return moves[from][to] === mover;
}

/** Still to be judged, in the order of the rubric. */
export function missingIn(rubric: RubricBody, levels: SheetLevels): Criterion[] {
	return rubric.criteria.filter((c) => countedOf(rubric, c, levels) === undefined);
}

/** The most points of a criterion, before its weight. */
export function mostOf({ most, levels }: Criterion): number {
	return most ?? Math.max(...levels.map((l) => l.points));
}

/**
 * Every number of points that a criterion takes, upwards: its levels, the steps within their ranges,
 * and the middles between neighbours where halves are allowed.
 */
export function pointsOf({ halves }: Pick<RubricBody, 'halves'>, criterion: Criterion): number[] {
	const step = halves ? 0.5 : 1;
	const run = (from: number, to: number) =>
		Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
	if (criterion.most !== undefined) return run(0, criterion.most);
	const levels = [...criterion.levels].sort((a, b) => a.points - b.points);
	const points = levels.flatMap(({ from, points: to }, i) => {
		const before = levels[i - 1];
		const middle = halves && before ? [(before.points + (from ?? to)) / 2] : [];
		return [...middle, ...run(from ?? to, to), to];
	});
	return [...new Set(points)].sort((a, b) => a - b);
}

/** Its points; null: not assessed; undefined: not judged, or in a way that the rubric does not know. */
export function judgementOf(
	rubric: Pick<RubricBody, 'halves' | 'mayLeaveOut'>,
	criterion: Criterion,
	levels: SheetLevels
): number | null | undefined {
	const points = levels[criterion.key];
	if (points === undefined) return undefined;
	if (points === null) return rubric.mayLeaveOut ? null : undefined;
	return pointsOf(rubric, criterion).includes(points) ? points : undefined;
}

/** As `judgementOf`, of a sheet that is kept: what two markers agreed on may lie between the levels. */
export function countedOf(
	rubric: Pick<RubricBody, 'halves' | 'mayLeaveOut'>,
	criterion: Criterion,
	levels: SheetLevels
): number | null | undefined {
	const points = levels[criterion.key];
	if (points === undefined || points === null) return judgementOf(rubric, criterion, levels);
	const least = pointsOf(rubric, criterion)[0] ?? 0;
	return points >= least && points <= mostOf(criterion) ? points : undefined;
}

/** The level that was reached; null when not judged, not assessed, or where points are free. */
export function levelOf(criterion: Criterion, levels: SheetLevels): RubricLevel | null {
	const points = levels[criterion.key];
	if (points === undefined || points === null) return null;
	const reached = criterion.levels.filter((l) => (l.from ?? l.points) <= points);
	return reached.sort((a, b) => b.points - a.points)[0] ?? null;
}

/** The state of a sheet after somebody changed what is written on it. */
export function stateAfterSave(
	from: ReviewState,
	rubric: RubricBody,
	levels: SheetLevels
): ReviewState {
	if (missingIn(rubric, levels).length > 0) return 'marking';
	return from === 'moderation' ? 'moderation' : 'marked';
}

export function scoreOf(rubric: RubricBody, levels: SheetLevels): number {
	return rubric.criteria.reduce(
		(sum, c) => sum + (countedOf(rubric, c, levels) ?? 0) * (c.weight ?? 1),
		0
	);
}

/** What can be reached; with the levels of a sheet, without what was not assessed on it. */
export function mostPoints(rubric: RubricBody, levels: SheetLevels = {}): number {
	return rubric.criteria
		.filter((c) => countedOf(rubric, c, levels) !== null)
		.reduce((sum, c) => sum + mostOf(c) * (c.weight ?? 1), 0);
}

/** Letters at most in the words of a rubric, in each language, and rows in its lists. */
export const longestInRubric = {
	title: 120,
	rule: 600,
	notes: 2000,
	criterion: 120,
	label: 60,
	level: 400
} as const;
export const mostCriteria = 8;
export const mostLevels = 6;
export const mostWeight = 10;

/**
 * Only what the rubric and the version know, in their order; empty comments are none. Pins are left
 * as they are (`knownPins`).
 */
export function knownWriting(
	{ levels, comments, overall, pins }: SheetWriting,
	rubric: RubricBody,
	parts: readonly string[]
): SheetWriting {
	return {
		levels: Object.fromEntries(
			rubric.criteria.flatMap((c): [string, number | null][] => {
				const points = judgementOf(rubric, c, levels);
				return points === undefined ? [] : [[c.key, points]];
			})
		),
		comments: Object.fromEntries(
			parts.flatMap((part) => {
				const words = comments[part]?.trim() ?? '';
				return words === '' ? [] : [[part, words]];
			})
		),
		overall: overall.trim(),
		pins
	};
}

/** Both as `knownWriting` leaves them; the database may order keys otherwise. */
export function isSameWriting(a: SheetWriting, b: SheetWriting): boolean {
	const flat = ({ levels, comments, overall, pins }: SheetWriting) =>
		JSON.stringify([
			Object.entries(levels).sort(),
			Object.entries(comments).sort(),
			overall,
			pins.map(({ id, field, start, end, comment }) => [id, field, start, end, comment])
		]);
	return flat(a) === flat(b);
}

export function hasComment({ comments, overall, pins }: SheetWriting): boolean {
	return overall !== '' || pins.length > 0 || Object.keys(comments).length > 0;
}

/** The id of the field of a part's comment, and of its criterion's first level. */
export function commentField(part: string): string {
	return `comment-${part}`;
}
export function levelField(criterion: string): string {
	return `level-${criterion}`;
}

/** The field that says of free points that they are not given at all. */
export function outField(criterion: string): string {
	return `out-${criterion}`;
}

/** Its points are typed and not chosen: there are too many of them for a strip. */
export function takesNumber({ most, levels }: Pick<Criterion, 'most' | 'levels'>): boolean {
	return most !== undefined || levels.some(({ from }) => from !== undefined);
}

/** The id of a criterion's place on the page. */
export function criterionId(criterion: string): string {
	return `criterion-${criterion}`;
}

/** What the field of a level says of a criterion that was not assessed. */
export const notAssessed = 'none';

/** A sheet as the flat fields of its form. */
export function fieldsOf(
	{ levels, comments, overall, pins }: SheetWriting,
	criteria: readonly { key: string }[],
	parts: readonly string[]
): Record<string, string> {
	const fields: Record<string, string> = { overall, pins: JSON.stringify(pins) };
	for (const { key } of criteria)
		fields[levelField(key)] = levels[key] === null ? notAssessed : String(levels[key] ?? '');
	for (const part of parts) fields[commentField(part)] = comments[part] ?? '';
	return fields;
}

/** What stands in the fields of a form, typed or come back. */
export function writtenIn(
	fields: Record<string, string | string[]>,
	criteria: readonly { key: string }[],
	parts: readonly string[]
): SheetWriting {
	const words = (name: string) => [fields[name] ?? ''].flat()[0] ?? '';
	return {
		levels: Object.fromEntries(
			criteria.flatMap(({ key }) => {
				const points = pointsTyped(words(levelField(key)));
				return points === undefined ? [] : [[key, points]];
			})
		),
		comments: Object.fromEntries(parts.map((part) => [part, words(commentField(part))])),
		overall: words('overall'),
		pins: readPins(words('pins')).map((pin) => ({
			...pin,
			comment: pinField(pin.id) in fields ? words(pinField(pin.id)) : pin.comment
		}))
	};
}

/**
 * In digits of either script.
 * @returns null for "not assessed", undefined for nothing and for what is no number
 */
export function pointsTyped(typed: string): number | null | undefined {
	if (typed === notAssessed) return null;
	const words = typed
		.trim()
		.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
		.replace(/[,٫،]/, '.');
	return /^\d{1,5}(\.\d{1,3})?$/.test(words) ? Number(words) : undefined;
}

/** Names and side fields stay hidden until the sheet is released, where the task says so. */
export function hidesWriter(hideWhileMarking: boolean, sheet: ReviewState | null): boolean {
	return hideWhileMarking && sheet !== 'released';
}
