/*
 * Review by rubric: criteria with levels, a sheet that holds the levels and comments on one
 * submitted version, the states it goes through until release, and the views of the queue. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { PositionState } from '$lib/positions/position';

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
	label: LocalText;
	text: LocalText;
}
export interface Criterion {
	key: string;
	title: LocalText;
	/** How often its points count; once when absent. */
	weight?: number;
	levels: RubricLevel[];
}
export interface RubricBody {
	title: LocalText;
	rule: LocalText;
	notes: LocalText;
	criteria: Criterion[];
}

/** Points chosen per criterion key; a criterion not yet judged is absent. */
export type SheetLevels = Record<string, number>;
/** Comments per part of the position (`thesis`, `reason:<id>`, `against`, `reply`, `change`). */
export type SheetComments = Record<string, string>;

/** What a marker writes on a sheet. */
export interface SheetWriting {
	levels: SheetLevels;
	comments: SheetComments;
	overall: string;
}

/** Letters at most. */
export const longestComment = { part: 2000, overall: 4000 } as const;

/** Whoever marks, and whoever releases. */
export type Mover = 'marker' | 'releaser';

const moves: Record<ReviewState, Partial<Record<ReviewState, Mover>>> = {
	unmarked: { marking: 'marker', marked: 'marker' },
	marking: { marked: 'marker' },
	marked: { marking: 'marker', moderation: 'marker', ready: 'marker' },
	moderation: { marking: 'marker', marked: 'marker', ready: 'marker' },
	ready: { marking: 'marker', marked: 'marker', released: 'releaser' },
	released: {}
};

/** A change of what is written takes `ready` back; nothing takes a release back. */
export function canMove(from: ReviewState, to: ReviewState, mover: Mover): boolean {
	return moves[from][to] === mover;
}

/** Still to be judged, in the order of the rubric. */
export function missingIn(rubric: RubricBody, levels: SheetLevels): Criterion[] {
	return rubric.criteria.filter((c) => levelOf(c, levels) === null);
}

export function levelOf(criterion: Criterion, levels: SheetLevels): RubricLevel | null {
	return criterion.levels.find((l) => l.points === levels[criterion.key]) ?? null;
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
		(sum, c) => sum + (levelOf(c, levels)?.points ?? 0) * (c.weight ?? 1),
		0
	);
}

export function mostPoints(rubric: RubricBody): number {
	return rubric.criteria.reduce(
		(sum, c) => sum + Math.max(...c.levels.map((l) => l.points)) * (c.weight ?? 1),
		0
	);
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

/** Only what the rubric and the version know, in their order; empty comments are none. */
export function knownWriting(
	{ levels, comments, overall }: SheetWriting,
	rubric: RubricBody,
	parts: readonly string[]
): SheetWriting {
	return {
		levels: Object.fromEntries(
			rubric.criteria.flatMap((c) => {
				const level = levelOf(c, levels);
				return level ? [[c.key, level.points]] : [];
			})
		),
		comments: Object.fromEntries(
			parts.flatMap((part) => {
				const words = comments[part]?.trim() ?? '';
				return words === '' ? [] : [[part, words]];
			})
		),
		overall: overall.trim()
	};
}

/** Both as `knownWriting` leaves them; the database may order keys otherwise. */
export function isSameWriting(a: SheetWriting, b: SheetWriting): boolean {
	const flat = ({ levels, comments, overall }: SheetWriting) =>
		JSON.stringify([Object.entries(levels).sort(), Object.entries(comments).sort(), overall]);
	return flat(a) === flat(b);
}

export function hasComment({ comments, overall }: SheetWriting): boolean {
	return overall !== '' || Object.keys(comments).length > 0;
}

/** Where a position stands in the queue: each in one place only. */
export const standings = ['unmarked', 'marking', 'ready', 'returned', 'released'] as const;
export type Standing = (typeof standings)[number];

/** @param sheet of the newest submitted version; null when nobody has opened it */
export function standingOf(position: PositionState, sheet: ReviewState | null): Standing {
	if (sheet === 'released' || sheet === 'ready') return sheet;
	if (position === 'returned') return 'returned';
	return sheet === null || sheet === 'unmarked' ? 'unmarked' : 'marking';
}

export interface QueueFilter {
	/** Null shows all. */
	standing: Standing | null;
	/** Only what came late. */
	late: boolean;
	/** Only what the actor saved last. */
	mine: boolean;
	sectionId: string | null;
}

/** What the filters look at. */
export interface Queued {
	standing: Standing;
	lateMinutes: number;
	/** Staff let it pass. */
	lateWaived: boolean;
	isMine: boolean;
	sectionId: string | null;
}

/** Without the standing: by it, the tabs count. */
export function isAmong(filter: QueueFilter, queued: Queued): boolean {
	return (
		(!filter.late || (queued.lateMinutes > 0 && !queued.lateWaived)) &&
		(!filter.mine || queued.isMine) &&
		(filter.sectionId === null || queued.sectionId === filter.sectionId)
	);
}

export function isShown(filter: QueueFilter, queued: Queued): boolean {
	return (
		isAmong(filter, queued) && (filter.standing === null || queued.standing === filter.standing)
	);
}

/** The filter of an address; what it does not know counts as not said. */
export function queueFilter(query: URLSearchParams): QueueFilter {
	const state = query.get('state');
	return {
		standing: standings.find((s) => s === state) ?? null,
		late: query.get('late') === 'on',
		mine: query.get('mine') === 'on',
		sectionId: query.get('section') || null
	};
}

/** The other way round, without the question mark: empty when nothing is filtered. */
export function filterQuery({ standing, late, mine, sectionId }: QueueFilter): string {
	const query = new URLSearchParams();
	if (standing) query.set('state', standing);
	if (late) query.set('late', 'on');
	if (mine) query.set('mine', 'on');
	if (sectionId) query.set('section', sectionId);
	return query.toString();
}

/** The id of the field of a part's comment, and of its criterion's first level. */
export function commentField(part: string): string {
	return `comment-${part}`;
}
export function levelField(criterion: string): string {
	return `level-${criterion}`;
}

/** The id of a criterion's place on the page. */
export function criterionId(criterion: string): string {
	return `criterion-${criterion}`;
}

/** A sheet as the flat fields of its form. */
export function fieldsOf(
	{ levels, comments, overall }: SheetWriting,
	criteria: readonly { key: string }[],
	parts: readonly string[]
): Record<string, string> {
	const fields: Record<string, string> = { overall };
	for (const { key } of criteria) fields[levelField(key)] = String(levels[key] ?? '');
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
				const typed = words(levelField(key));
				const points = Number(typed);
				return typed !== '' && Number.isFinite(points) ? [[key, points]] : [];
			})
		),
		comments: Object.fromEntries(parts.map((part) => [part, words(commentField(part))])),
		overall: words('overall')
	};
}

/** Names and side fields stay hidden until the sheet is released, where the task says so. */
export function hidesWriter(hideWhileMarking: boolean, sheet: ReviewState | null): boolean {
	return hideWhileMarking && sheet !== 'released';
}
