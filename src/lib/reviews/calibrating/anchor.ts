/*
 * Anchor positions: written for a module, with reference marks, and rated by everybody who is to
 * rate others, so that they see where they differ. Pure.
 */
import { locales, type Locale, type LocalText } from '$lib/i18n/local-text';
import type { CitedPart, PositionBody, Side } from '$lib/positions/position';
import {
	judgementOf,
	pointsOf,
	type Criterion,
	type RubricBody,
	type SheetLevels
} from '../review';

/** An anchor in one language or in both. */
export type AnchorBodies = Partial<Record<Locale, PositionBody & { side: Side }>>;

/** A paragraph of a reading, in whatever edition its reader reads. */
export interface AnchorCitation {
	part: CitedPart;
	readingId: string;
	paragraphId: string;
}

export const audiences = ['everybody', 'markers', 'peers'] as const;
export type Audience = (typeof audiences)[number];

/** Whoever rates an anchor: of the staff, or a student who reviews others. */
export type Rater = 'markers' | 'peers';

/** The audiences of anchors that such a person is to rate. */
export function audiencesOf(rater: Rater): readonly Audience[] {
	return ['everybody', rater];
}

/** Anchors in use at most: rating them is the way to the work, not the work. */
export const mostAnchors = 5;
/** Cited paragraphs in one part. */
export const mostCitedParagraphs = 8;
/** Letters at most. */
export const longestInAnchor = { title: 120, why: 600, reason: 600 } as const;

/** Of a criterion that is left out, in a form. */
export const notAssessedHere = 'none';

/** The field of the reason for a criterion's level. */
export function reasonField(criterion: string): string {
	return `why-${criterion}`;
}

/** The side stands in each language, and is the same in both. */
export function bothBodies(
	side: Side,
	bodies: { [lang in Locale]?: PositionBody | undefined }
): AnchorBodies {
	const both: AnchorBodies = {};
	for (const lang of locales) {
		const body = bodies[lang];
		if (body) both[lang] = { ...body, side };
	}
	return both;
}

export function sideOf({ en, ur }: AnchorBodies): Side {
	return en?.side ?? ur?.side ?? 'between';
}

/** In the reader's language, else in the other one; null when nothing is written. */
export function bodyFor(
	bodies: AnchorBodies,
	locale: Locale
): { lang: Locale; body: PositionBody } | null {
	for (const lang of [locale, ...locales]) {
		const written = bodies[lang];
		if (!written) continue;
		const { side: _side, ...body } = written;
		return { lang, body };
	}
	return null;
}

/** What an author writes of an anchor. */
export interface AnchorWriting {
	title: LocalText;
	audience: Audience;
	bodies: AnchorBodies;
	citations: AnchorCitation[];
	levels: SheetLevels;
	reasons: Record<string, LocalText>;
}

/** Every text of it in its order, to be shown beside what somebody else typed. */
export function textsOfAnchor({ title, bodies, reasons }: AnchorWriting): LocalText[] {
	const both = (words: (body: PositionBody) => string): LocalText => {
		const text: LocalText = {};
		for (const lang of locales) {
			const body = bodies[lang];
			if (body && words(body) !== '') text[lang] = words(body);
		}
		return text;
	};
	const ids = (bodies.en ?? bodies.ur)?.reasons.map((r) => r.id) ?? [];
	const inReason = (id: string, field: 'claim' | 'warrant') =>
		both((body) => body.reasons.find((r) => r.id === id)?.[field] ?? '');
	return [
		title,
		both((body) => body.thesis),
		...ids.flatMap((id) => [inReason(id, 'claim'), inReason(id, 'warrant')]),
		both((body) => body.against),
		both((body) => body.reply),
		both((body) => body.change),
		...Object.values(reasons)
	].filter((text) => text.en !== undefined || text.ur !== undefined);
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, inner]) => [key, sorted(inner)]);
}

/** Whether raters are asked the same: the same text, passages and reference levels. */
export function asksTheSame(
	a: Pick<AnchorWriting, 'bodies' | 'citations' | 'levels'>,
	b: Pick<AnchorWriting, 'bodies' | 'citations' | 'levels'>
): boolean {
	const flat = ({ bodies, citations, levels }: typeof a) =>
		JSON.stringify(sorted({ bodies, citations, levels }));
	return flat(a) === flat(b);
}

/** The key of what replaces an anchor that was rated: `A1`, then `A1-2`, `A1-3`. */
export function nextKey(key: string, taken: readonly string[]): string {
	const stem = key.replace(/-\d+$/, '');
	for (let n = 2; ; n++) if (!taken.includes(`${stem}-${n}`)) return `${stem}-${n}`;
}

/** One criterion, as somebody rated it and as the reference does. */
export interface ComparedCriterion {
	criterion: Criterion;
	/** Points; null: not assessed; undefined: left open. */
	own: number | null | undefined;
	reference: number | null | undefined;
	/** In levels, above the reference positive; null where either side has none. */
	apart: number | null;
}

/** By how many of a criterion's steps one judgement is above the other. */
function stepsBetween(
	rubric: RubricBody,
	criterion: Criterion,
	own: number,
	reference: number
): number {
	if (criterion.most !== undefined || criterion.levels.length === 0) return own - reference;
	const steps = criterion.levels.map((l) => l.points).sort((a, b) => a - b);
	/** Where points lie among the levels; halves lie in between. */
	const place = (points: number) => {
		const below = steps.filter((step) => step <= points);
		const at = below.length - 1;
		const from = steps[at];
		const to = steps[at + 1];
		if (from === undefined) return 0;
		return to === undefined ? at : at + (points - from) / (to - from);
	};
	return place(own) - place(reference);
}

export function compare(
	rubric: RubricBody,
	reference: SheetLevels,
	own: SheetLevels
): ComparedCriterion[] {
	return rubric.criteria.map((criterion) => {
		const mine = judgementOf(rubric, criterion, own);
		const theirs = judgementOf(rubric, criterion, reference);
		const apart =
			typeof mine === 'number' && typeof theirs === 'number'
				? stepsBetween(rubric, criterion, mine, theirs)
				: null;
		return { criterion, own: mine, reference: theirs, apart };
	});
}

/** How many criteria were rated, the same as the reference, and no more than one level from it. */
export function closeness(compared: readonly ComparedCriterion[]): {
	of: number;
	same: number;
	within: number;
} {
	const apart = compared.flatMap((c) => (c.apart === null ? [] : [Math.abs(c.apart)]));
	return {
		of: apart.length,
		same: apart.filter((steps) => steps === 0).length,
		within: apart.filter((steps) => steps <= 1).length
	};
}

/** How often each number of points was given to a criterion. */
export function spreadOf(
	rubric: RubricBody,
	criterion: Criterion,
	sheets: readonly SheetLevels[]
): { points: number; times: number }[] {
	return pointsOf(rubric, criterion).map((points) => ({
		points,
		times: sheets.filter((levels) => judgementOf(rubric, criterion, levels) === points).length
	}));
}
