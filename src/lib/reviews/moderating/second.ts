/*
 * Which versions are marked a second time, in which slot somebody marks, when two markings are near
 * enough, and what comes of them. Pure.
 */
import type { MarkingPlan } from '../allocating/plan';
import {
	countedOf,
	mostPoints,
	scoreOf,
	type ReviewState,
	type RubricBody,
	type SheetLevels
} from '../review';

export const secondReasons = ['all', 'sample', 'edge', 'failing', 'again'] as const;
export type SecondReason = (typeof secondReasons)[number];
export const settlements = ['first', 'mean', 'agreed', 'third'] as const;
export type Settlement = (typeof settlements)[number];

/** Blind markings of one version at most. */
export const mostMarkings = 3;

/** A number from 0 up to, not including, 100 that a position always draws (FNV-1a, then mixed). */
export function drawn(seed: string, positionId: string): number {
	let hash = 0x811c9dc5;
	for (const letter of `${seed}/${positionId}`)
		hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * 100;
}

export type SecondPlan = Pick<
	MarkingPlan,
	'second' | 'samplePercent' | 'passPercent' | 'edgePercent' | 'seed'
>;

/**
 * Why the plan wants a position marked twice; null when it does not. A larger sample holds every
 * position of the smaller one.
 * @param percent of the points on the first sheet; null while it is not marked
 */
export function secondReason(
	plan: SecondPlan,
	positionId: string,
	percent: number | null
): Exclude<SecondReason, 'again'> | null {
	const { second, samplePercent, passPercent, edgePercent, seed } = plan;
	if (second === 'none') return null;
	if (second === 'all') return 'all';
	if (passPercent !== null && percent !== null) {
		const below = passPercent - percent;
		// A pass mark of 40 % is met by 16 of 40 points, whatever binary says.
		if (edgePercent > 0 && Math.abs(below) <= edgePercent + 1e-9) return 'edge';
		if (below > 1e-9) return 'failing';
	}
	return drawn(seed, positionId) < samplePercent ? 'sample' : null;
}

/** Points as a percentage of what could be reached on the sheet; null when that is nothing. */
export function percentOf(rubric: RubricBody, levels: SheetLevels): number | null {
	const most = mostPoints(rubric, levels);
	return most > 0 ? (100 * scoreOf(rubric, levels)) / most : null;
}

/** A marker's sheet as the choice of slots sees it. */
export interface SlotSheet {
	slot: number;
	state: ReviewState;
	/** Somebody has written on it. */
	isBegun: boolean;
}

export interface Slots {
	sheets: readonly SlotSheet[];
	/** Settled by a sheet of its own. */
	isAgreed: boolean;
	/** How many blind markings there are to be. */
	wanted: number;
	/** What the first marker gives may bring a second marking. */
	mayFollow: boolean;
	/** Slots that are given to others. */
	othersSlots: readonly number[];
	/** The slot that is given to the actor. */
	givenSlot: number | null;
	/** Slots the actor has written on. */
	ownSlots: readonly number[];
	/** Sees the sheets of others once all are done. */
	oversees: boolean;
}

/** Why nothing can be written. */
export type SlotClosed = 'settled' | 'settling' | 'taken' | 'not-yet';

export interface Slot {
	kind: 'staff' | 'agreed';
	slot: number;
	closed: SlotClosed | null;
	/** Others mark the same version, and none of them sees what another gives. */
	isBlind: boolean;
	/** What is written there is shown to the actor. */
	isShown: boolean;
}

/** In which slot somebody marks. */
export function slotOf(slots: Slots): Slot {
	const { sheets, wanted, givenSlot, ownSlots, othersSlots, oversees } = slots;
	const staff = (slot: number, closed: SlotClosed | null, isShown = true): Slot => ({
		kind: 'staff',
		slot,
		closed,
		isBlind: wanted > 1,
		isShown
	});
	if (slots.isAgreed)
		return { kind: 'agreed', slot: 1, closed: 'settled', isBlind: false, isShown: true };
	const begun = (slot: number) => sheets.some((s) => s.slot === slot && s.isBegun);
	const own = [...(givenSlot === null ? [] : [givenSlot]), ...ownSlots];
	const mine = own.find((slot) => slot <= wanted);
	if (wanted === 1) {
		// Whoever is to mark second sees nothing before it is known whether there is a second marking.
		if (isFinished(sheets) || !begun(1) || mine === 1 || !slots.mayFollow) return staff(1, null);
		return own.length > 0 ? staff(own[0] ?? 2, 'not-yet', false) : staff(1, 'taken', false);
	}
	if (mine !== undefined) return staff(mine, isModerated(sheets, mine) ? 'settling' : null);
	const free = Array.from({ length: wanted }, (_, i) => i + 1).find(
		(slot) => !begun(slot) && !othersSlots.includes(slot)
	);
	if (free !== undefined) return staff(free, null);
	return staff(1, 'taken', oversees && areDone(sheets, wanted));
}

function isModerated(sheets: readonly SlotSheet[], slot: number): boolean {
	return sheets.some((s) => s.slot === slot && s.state === 'moderation');
}

function isFinished(sheets: readonly SlotSheet[]): boolean {
	return sheets.some((s) => s.slot === 1 && (s.state === 'ready' || s.state === 'released'));
}

/** Every blind marking that is wanted has been done, so that they can be laid beside each other. */
export function areDone(sheets: readonly SlotSheet[], wanted: number): boolean {
	return Array.from({ length: wanted }, (_, i) => i + 1).every((slot) =>
		sheets.some((s) => s.slot === slot && (s.state === 'marked' || s.state === 'moderation'))
	);
}

/** Percentage points between the highest and the lowest; null when one of them says nothing. */
export function apartIn(rubric: RubricBody, markings: readonly SheetLevels[]): number | null {
	const percents = markings.map((levels) => percentOf(rubric, levels));
	const known = percents.filter((p) => p !== null);
	if (known.length === 0 || known.length < percents.length) return null;
	return Math.max(...known) - Math.min(...known);
}

/** Of one criterion: points between the highest and the lowest; null when not all assessed it. */
export function apartOn(
	rubric: RubricBody,
	key: string,
	markings: readonly SheetLevels[]
): number | null {
	const points = pointsOn(rubric, key, markings);
	const known = points.filter((p) => p !== null);
	if (known.length < points.length) return known.length === 0 ? 0 : null;
	return Math.max(...known) - Math.min(...known);
}

function pointsOn(
	rubric: RubricBody,
	key: string,
	markings: readonly SheetLevels[]
): (number | null)[] {
	const criterion = rubric.criteria.find((c) => c.key === key);
	if (!criterion) return [];
	return markings.map((levels) => countedOf(rubric, criterion, levels) ?? null);
}

/** Both assessed the same criteria, and the points are at most the tolerance apart. */
export function isWithin(
	rubric: RubricBody,
	markings: readonly SheetLevels[],
	tolerancePercent: number
): boolean {
	const apart = apartIn(rubric, markings);
	return (
		apart !== null &&
		apart <= tolerancePercent + 1e-9 &&
		rubric.criteria.every(({ key }) => apartOn(rubric, key, markings) !== null)
	);
}

/** What the plan makes of two markings that are near enough. */
export function usualSettlement({ settle }: Pick<MarkingPlan, 'settle'>): 'first' | 'mean' {
	return settle === 'mean' ? 'mean' : 'first';
}

/**
 * The levels that come of blind markings; null where the rule says nothing: a criterion that one has
 * assessed and the other has not is for people to decide, and the middle one needs three.
 */
export function settledLevels(
	rubric: RubricBody,
	markings: readonly SheetLevels[],
	by: Exclude<Settlement, 'agreed'>
): SheetLevels | null {
	const levels: SheetLevels = {};
	for (const { key } of rubric.criteria) {
		const points = pointsOn(rubric, key, markings);
		const found = by === 'first' ? (points[0] ?? null) : settledPoints(points, by);
		if (found === undefined) return null;
		levels[key] = found;
	}
	return levels;
}

/** Null: not assessed; undefined: the rule says nothing. */
function settledPoints(
	points: readonly (number | null)[],
	by: 'mean' | 'third'
): number | null | undefined {
	const known = points.filter((p) => p !== null).sort((a, b) => a - b);
	if (by === 'mean') {
		if (known.length === 0) return null;
		if (known.length < points.length) return undefined;
		return known.reduce((sum, p) => sum + p, 0) / known.length;
	}
	if (points.length < 3) return undefined;
	// Two of three did not assess it.
	if (known.length < 2) return null;
	const [low = 0, high = 0] = known;
	return known.length === 2 ? (low + high) / 2 : known[1];
}
