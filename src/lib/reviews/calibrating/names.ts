/* What audiences, differences and refusals of calibration are called. Messages only. */
import type { Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { levelName } from '../names';
import type { Criterion } from '../review';
import { mostAnchors, type Audience } from './anchor';
import type { AnchorMade, AnchorRetired, AnchorSaved } from './anchors.server';

export const audienceName: Record<Audience, () => string> = {
	everybody: m.calibrating_audience_everybody,
	markers: m.calibrating_audience_markers,
	peers: m.calibrating_audience_peers
};

type Reason<Result> = Extract<Result, { ok: false }> extends { reason: infer Why } ? Why : never;

export const anchorRefusal: Record<
	Exclude<Reason<AnchorMade | AnchorSaved | AnchorRetired>, 'conflict'>,
	() => string
> = {
	'no-rubric': m.calibrating_no_rubric,
	'too-many': () => m.calibrating_too_many({ most: mostAnchors }),
	retired: m.calibrating_retired
};

/** Points as the criterion's level, where they are one; else the number. */
export function pointsName(criterion: Criterion, points: number, locale: Locale): string {
	const level = criterion.levels.find((l) => l.points === points);
	return level ? levelName(level, locale) : String(points);
}

export function judgementName(
	criterion: Criterion,
	judged: number | null | undefined,
	locale: Locale
): string {
	if (typeof judged === 'number') return pointsName(criterion, judged, locale);
	return judged === null ? m.calibrating_not_assessed() : '–';
}

/** @param apart in levels, above the reference positive */
export function apartName(apart: number | null): string {
	if (apart === null) return m.calibrating_apart_unknown();
	const n = Math.round(Math.abs(apart) * 100) / 100;
	if (n === 0) return m.calibrating_apart_none();
	return apart > 0 ? m.calibrating_apart_above({ n }) : m.calibrating_apart_below({ n });
}
