/*
 * How the positions of a task are marked: whether twice, when two marks are near enough, who says
 * that a sheet is ready, and whether markers rate anchors first. Pure.
 */

export const secondKinds = ['none', 'all', 'some'] as const;
export type SecondKind = (typeof secondKinds)[number];
export const settleWays = ['agreed', 'mean', 'third'] as const;
export type SettleWay = (typeof settleWays)[number];
export const finishers = ['marker', 'instructor'] as const;
export type Finisher = (typeof finishers)[number];

/** What staff decide of it. */
export interface PlanTerms {
	/** Which positions get a second, blind marker; `some`: those that the next three name. */
	second: SecondKind;
	/** Percent of the positions. */
	samplePercent: number;
	/** Percent of the points; whoever is below it is marked twice. Null: nobody for that reason. */
	passPercent: number | null;
	/** Percentage points around the pass mark within which a position is marked twice. */
	edgePercent: number;
	/** Percent of the points by which two markers may differ. */
	tolerancePercent: number;
	settle: SettleWay;
	/** Who may declare a sheet ready for release. */
	finish: Finisher;
	/** Markers rate the anchor positions before they see a sheet. */
	calibrateFirst: boolean;
	/** Days after release within which a regrade may be asked for; 0: never. */
	regradeDays: number;
}

export interface MarkingPlan extends PlanTerms {
	/** Draws the sample, always the same one. */
	seed: string;
	/** Counts up with every change; 0 while nobody has decided anything. */
	version: number;
}

/** As the columns' defaults say. */
export const usualTerms: PlanTerms = {
	second: 'none',
	samplePercent: 0,
	passPercent: null,
	edgePercent: 0,
	tolerancePercent: 10,
	settle: 'agreed',
	finish: 'marker',
	calibrateFirst: false,
	regradeDays: 7
};

export const mostRegradeDays = 365;
