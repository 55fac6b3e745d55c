/*
 * A rubric as a whole: what may not stand in one, whoever wrote it and wherever it comes from; the
 * shape in which it is kept; and what differs between two of its versions. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { mostPoints, type Criterion, type RubricBody, type RubricLevel } from './review';

/** Points of one level, and of a criterion whose points are free. */
export const mostCriterionPoints = 100;

export type RubricFault =
	| 'no-criteria'
	| 'key-twice'
	/** Levels beside free points. */
	| 'both'
	| 'few-levels'
	| 'same-points'
	| 'no-points'
	/** A range that ends before it begins. */
	| 'range-order'
	/** A range into which another level reaches. */
	| 'overlap'
	/** Free points, or the end of a range, between the steps. */
	| 'step';

export interface RubricFaultAt {
	fault: RubricFault;
	/** Places in the lists as given; null where it is about the list. */
	criterion: number | null;
	level: number | null;
}

export function rubricFaults(body: Pick<RubricBody, 'halves' | 'criteria'>): RubricFaultAt[] {
	const { criteria } = body;
	const keys = criteria.map(({ key }) => key);
	const faults: RubricFaultAt[] = [];
	if (criteria.length === 0) faults.push({ fault: 'no-criteria', criterion: null, level: null });
	criteria.forEach((criterion, at) => {
		const { key } = criterion;
		if (key !== '' && keys.indexOf(key) < at)
			faults.push({ fault: 'key-twice', criterion: at, level: null });
		for (const found of faultsOf(criterion, body.halves ? 0.5 : 1))
			faults.push({ ...found, criterion: at });
	});
	return faults;
}

type InCriterion = Omit<RubricFaultAt, 'criterion'>;

function faultsOf({ most, levels }: Criterion, step: number): InCriterion[] {
	const isOff = (points: number) => !Number.isInteger(points / step);
	if (most !== undefined) {
		if (levels.length > 0) return [{ fault: 'both', level: null }];
		if (most <= 0) return [{ fault: 'no-points', level: null }];
		return isOff(most) ? [{ fault: 'step', level: null }] : [];
	}
	if (levels.length < 2) return [{ fault: 'few-levels', level: null }];
	const upwards = levels.map((level, at) => ({ level, at }));
	upwards.sort((a, b) => a.level.points - b.level.points);
	const faults = upwards.flatMap(({ level: { from, points }, at }, i): InCriterion[] => {
		const before = upwards[i - 1]?.level;
		if (before?.points === points) return [{ fault: 'same-points', level: at }];
		if (from === undefined) return [];
		if (from > points) return [{ fault: 'range-order', level: at }];
		if (before && from <= before.points) return [{ fault: 'overlap', level: at }];
		return from < points && (isOff(from) || isOff(points)) ? [{ fault: 'step', level: at }] : [];
	});
	const isWorthless = upwards.at(-1)?.level.points === 0;
	return faults.length === 0 && isWorthless
		? [{ fault: 'no-points', level: upwards.at(-1)?.at ?? null }]
		: faults;
}

/** As it is kept: levels upwards, nothing said that says nothing. */
export function tidyRubric(body: RubricBody): RubricBody {
	const { title, rule, notes, halves, mayLeaveOut, origin, criteria } = body;
	return {
		title,
		rule,
		notes,
		...(halves ? { halves } : {}),
		...(mayLeaveOut ? { mayLeaveOut } : {}),
		...(origin ? { origin } : {}),
		criteria: criteria.map(({ key, title, weight = 1, notes = {}, most, levels }) => ({
			key,
			title,
			...(weight === 1 ? {} : { weight }),
			...(isEmpty(notes) ? {} : { notes }),
			...(most === undefined ? {} : { most }),
			levels: [...levels].sort((a, b) => a.points - b.points).map(tidyLevel)
		}))
	};
}

function tidyLevel({ points, from, label, text }: RubricLevel): RubricLevel {
	return { points, ...(from === undefined || from === points ? {} : { from }), label, text };
}

const isEmpty = ({ en, ur }: LocalText) => !en && !ur;

/** What changed in a criterion, or around all of them. */
export type RubricPart =
	'title' | 'rule' | 'notes' | 'halves' | 'mayLeaveOut' | 'order' | 'weight' | 'points' | 'words';

export interface RubricChanges {
	/** Of the rubric itself. */
	whole: RubricPart[];
	/** Points that can be reached, where they differ. */
	most: { before: number; after: number } | null;
	criteria: {
		key: string;
		/** As it is called now, or was before it went. */
		title: LocalText;
		change: 'new' | 'gone' | RubricPart[];
	}[];
}

/** What somebody did to a rubric between two versions; criteria are known by their keys. */
export function rubricChanges(before: RubricBody, after: RubricBody): RubricChanges {
	const old = new Map(before.criteria.map((c) => [c.key, c]));
	const fresh = new Set(after.criteria.map((c) => c.key));
	const whole: RubricPart[] = [];
	if (!isSame(before.title, after.title)) whole.push('title');
	if (!isSame(before.rule, after.rule)) whole.push('rule');
	if (!isSame(before.notes, after.notes)) whole.push('notes');
	if (Boolean(before.halves) !== Boolean(after.halves)) whole.push('halves');
	if (Boolean(before.mayLeaveOut) !== Boolean(after.mayLeaveOut)) whole.push('mayLeaveOut');
	const stayed = (body: RubricBody, there: { has(key: string): boolean }) =>
		body.criteria.flatMap(({ key }) => (there.has(key) ? [key] : [])).join(' ');
	if (stayed(before, fresh) !== stayed(after, old)) whole.push('order');
	const [was, is] = [mostPoints(before), mostPoints(after)];
	const criteria = after.criteria.flatMap((c): RubricChanges['criteria'] => {
		const kept = old.get(c.key);
		const change = kept ? partsChanged(kept, c) : 'new';
		return change.length === 0 ? [] : [{ key: c.key, title: c.title, change }];
	});
	for (const { key, title } of before.criteria)
		if (!fresh.has(key)) criteria.push({ key, title, change: 'gone' });
	return { whole, most: was === is ? null : { before: was, after: is }, criteria };
}

function partsChanged(a: Criterion, b: Criterion): RubricPart[] {
	const parts: RubricPart[] = [];
	if (!isSame(a.title, b.title)) parts.push('title');
	if ((a.weight ?? 1) !== (b.weight ?? 1)) parts.push('weight');
	const points = ({ most, levels }: Criterion) =>
		JSON.stringify([most ?? null, levels.map((l) => [l.from ?? l.points, l.points])]);
	if (points(a) !== points(b)) parts.push('points');
	const words = ({ levels }: Criterion) =>
		JSON.stringify(levels.map(({ label, text }) => [label.en, label.ur, text.en, text.ur]));
	if (words(a) !== words(b)) parts.push('words');
	if (!isSame(a.notes ?? {}, b.notes ?? {})) parts.push('notes');
	return parts;
}

/** An empty side is no side. */
function isSame(a: LocalText, b: LocalText): boolean {
	return (a.en ?? '') === (b.en ?? '') && (a.ur ?? '') === (b.ur ?? '');
}
