/*
 * From blind sheets to figures: per criterion and for the total how far markers agree, and how severe
 * each is. Below ten double-marked positions nothing is said. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { percentOf } from '../moderating/second';
import { countedOf, type RubricBody, type SheetLevels } from '../review';
import {
	cohensKappa,
	icc21,
	krippendorffsAlpha,
	placeOn,
	severities,
	shareWithin,
	type Correlation,
	type Pair,
	type Severity,
	type Unit
} from './agreement';

/** Double-marked positions below which nothing is said. */
export const fewest = 10;

/** A version with the blind sheets of its markers, by slot. */
export interface DoubleMarked {
	id: string;
	rubric: RubricBody;
	sheets: { marker: string | null; levels: SheetLevels }[];
}

export interface AgreementOn {
	/** Null: the total. */
	criterion: { key: string; title: LocalText } | null;
	/** Versions that two markers have judged on it. */
	n: number;
	/** Null below ten. */
	figures: {
		exact: number | null;
		adjacent: number | null;
		kappa: { plain: number | null; linear: number | null; quadratic: number | null };
		alpha: { ordinal: number | null; interval: number | null };
		icc: Correlation | null;
	} | null;
}

export interface Agreement {
	/** Double-marked versions. */
	n: number;
	/** Percentage points within which two totals count as adjacent. */
	tolerancePercent: number;
	/** The criteria in the order of the rubric, then the total; empty below ten. */
	rows: AgreementOn[];
	/** In percentage points; the strictest first. */
	severity: Severity[];
}

/**
 * @param rubric whose criteria are listed; a sheet of another one counts by the keys it shares
 */
export function agreementOf(
	rubric: RubricBody,
	marked: readonly DoubleMarked[],
	tolerancePercent: number
): Agreement {
	const twice = marked.filter(({ sheets }) => sheets.length > 1);
	const n = twice.length;
	if (n < fewest) return { n, tolerancePercent, rows: [], severity: [] };
	const percents = twice.map(({ rubric: own, sheets }) =>
		sheets.map(({ levels }) => percentOf(own, levels))
	);
	const rows = rubric.criteria.map((criterion): AgreementOn => {
		const units = twice.map(({ rubric: own, sheets }): Unit => {
			const here = own.criteria.find((c) => c.key === criterion.key);
			if (!here) return [];
			const scale = here.levels.map((level) => level.points);
			return sheets.map(({ levels }) => {
				const points = countedOf(own, here, levels) ?? null;
				// By its place on the scale: levels are steps, whatever points they give.
				return points === null || scale.length === 0 ? points : placeOn(scale, points);
			});
		});
		const { key, title } = criterion;
		return agreementOn({ key, title }, units, 1);
	});
	const given = twice.flatMap(({ id, sheets }, i) =>
		sheets.flatMap(({ marker }, slot) => {
			const value = percents[i]?.[slot] ?? null;
			return marker === null || value === null ? [] : [{ unit: id, marker, value }];
		})
	);
	return {
		n,
		tolerancePercent,
		rows: [...rows, agreementOn(null, percents, tolerancePercent)],
		severity: severities(given)
	};
}

function agreementOn(
	criterion: AgreementOn['criterion'],
	units: readonly Unit[],
	near: number
): AgreementOn {
	const pairs = units.flatMap(([first, second]): Pair[] =>
		first == null || second == null ? [] : [[first, second]]
	);
	const n = pairs.length;
	if (n < fewest) return { criterion, n, figures: null };
	return {
		criterion,
		n,
		figures: {
			exact: shareWithin(pairs, 0),
			adjacent: shareWithin(pairs, near),
			kappa: {
				plain: cohensKappa(pairs, 'none'),
				linear: cohensKappa(pairs, 'linear'),
				quadratic: cohensKappa(pairs, 'quadratic')
			},
			alpha: {
				ordinal: krippendorffsAlpha(units, 'ordinal'),
				interval: krippendorffsAlpha(units, 'interval')
			},
			icc: icc21(pairs)
		}
	};
}
