/*
 * One position before whoever settles it: the sheets of its markers beside each other once all are
 * done, and until then only that they are not.
 */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { notFound, personOf } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import { versionFor, type SubmittedVersion } from '$lib/positions/positions.server';
import { db, prepared } from '$lib/server/db/client';
import { position, review, secondMarking, user } from '$lib/server/db/schema';
import type { MarkingPlan } from '../allocating/plan';
import { planFor } from '../allocating/plan.server';
import { placesIn } from '../queue-query.server';
import {
	hidesWriter,
	mostPoints,
	scoreOf,
	type Pin,
	type RubricBody,
	type SheetLevels,
	type SheetWriting
} from '../review';
import {
	keptRubric,
	subjectFor,
	taskToReview,
	type SheetRow,
	type Subject
} from '../sheets.server';
import {
	apartIn,
	isWithin,
	mostMarkings,
	settledLevels,
	settlements,
	type SecondReason,
	type Settlement
} from './second';
import { areAllDone, wantedOf } from './seconds.server';
import { begunWith, pinsOfAll } from './settlement';

export interface BlindSheet extends SheetWriting {
	slot: number;
	/** Null for a marker who has left. */
	by: string | null;
	points: number;
}

/** The markers are done. */
export interface Laid {
	sheets: BlindSheet[];
	rubric: RubricBody;
	most: number;
	/** Percentage points. */
	apart: number | null;
	isWithin: boolean;
	tolerancePercent: number;
	/** What each rule would give, where it says anything. */
	rules: { by: Exclude<Settlement, 'agreed'>; points: number; levels: SheetLevels }[];
	/** What the fields begin with: what was agreed on, else what all gave. */
	begun: SheetWriting;
	/** Of all markers, by ids that tell them apart. */
	pins: Pin[];
	/** Of the agreed sheet; 0 while there is none. */
	version: number;
	text: Pick<SubmittedVersion, 'body' | 'citations' | 'lang'>;
}

export interface SettlementPage {
	positionId: string;
	place: number;
	number: number;
	hidesNames: boolean;
	/** Null while hidden. */
	writer: string | null;
	/** Null when it is marked once. */
	second: {
		reason: SecondReason;
		done: number;
		wanted: number;
		settled: { by: Settlement; decidedBy: string | null; at: Date | null; note: string } | null;
	} | null;
	laid: Laid | null;
	isReleased: boolean;
	maySettle: boolean;
	/** Somebody else can be asked to mark it. */
	mayAgain: boolean;
	timeZone: string;
}

const placeOf = prepared('place_of_position_to_settle', (db) => {
	const places = placesIn(db);
	return db
		.select({ place: places.place })
		.from(places)
		.where(eq(places.placedId, sql.placeholder('positionId')));
});

async function newestOf(courseId: string, taskId: string, positionId: string) {
	const [row] = await db()
		.select({
			number: position.submittedNumber,
			state: position.state,
			reason: secondMarking.reason,
			settled: secondMarking.settled,
			decidedBy: secondMarking.decidedBy,
			decidedAt: secondMarking.decidedAt,
			note: secondMarking.note,
			decider: user.name
		})
		.from(position)
		.leftJoin(
			secondMarking,
			and(
				eq(secondMarking.courseId, position.courseId),
				eq(secondMarking.positionId, position.id),
				eq(secondMarking.positionNumber, position.submittedNumber)
			)
		)
		.leftJoin(user, eq(user.id, secondMarking.decidedBy))
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.id, positionId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0)
			)
		);
	return row ?? notFound();
}

async function sheetsOf(courseId: string, positionId: string, number: number) {
	return db()
		.select({ sheet: review, by: user.name })
		.from(review)
		.leftJoin(user, eq(user.id, review.savedBy))
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number)
			)
		)
		.orderBy(asc(review.slot));
}

/**
 * Needs `position.read`. Whoever does not settle sees only what they have marked themselves, once
 * every marker of it is done; 404 otherwise.
 */
export async function settlementFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string
): Promise<SettlementPage> {
	const { courseId, taskId, timeZone, hideWhileMarking } = await taskToReview(actor, moduleSlug);
	const row = await newestOf(courseId, taskId, positionId);
	const { number } = row;
	const subject = await subjectFor(actor, positionId, number);
	const [found, [placed], plan] = await Promise.all([
		sheetsOf(courseId, positionId, number),
		placeOf({ courseId, taskId, positionId }),
		planFor(db(), courseId, taskId)
	]);
	const marked = found.filter(({ sheet }) => sheet.kind === 'staff');
	const agreed = found.find(({ sheet }) => sheet.kind === 'agreed')?.sheet ?? null;
	const rows = marked.map(({ sheet }) => sheet);
	const isLaid = row.reason !== null && areAllDone(rows);
	const self = personOf(actor).id;
	const isOwn = rows.some((sheet) => sheet.savedBy === self);
	if (!may(actor, 'review.figures', { courseId }) && !(isLaid && isOwn)) notFound();
	const version = await versionFor(actor, positionId, number);
	const counting = agreed ?? rows.find((sheet) => sheet.slot === 1);
	const state = counting?.state ?? null;
	const isHidden = hidesWriter(hideWhileMarking, state);
	const maySettle = may(actor, 'review.settle', { courseId });
	const isOpen = maySettle && state !== 'released' && row.state !== 'returned';
	return {
		positionId,
		place: placed?.place ?? 0,
		number,
		hidesNames: isHidden,
		writer: isHidden ? null : version.writer.name,
		second: row.reason && {
			reason: row.reason,
			done: rows.filter((r) => r.state === 'marked' || r.state === 'moderation').length,
			wanted: wantedOf(rows),
			settled: row.settled && {
				by: row.settled,
				decidedBy: staffName(row.decidedBy, row.decider),
				at: row.decidedAt,
				note: row.note ?? ''
			}
		},
		laid:
			isLaid && rows[0]
				? laidOf(await keptRubric(rows[0]), plan, marked, agreed, subject, version.text)
				: null,
		isReleased: state === 'released',
		maySettle: isOpen && isLaid,
		mayAgain: isOpen && (row.reason === null || (isLaid && rows.length < mostMarkings)),
		timeZone
	};
}

function laidOf(
	rubric: RubricBody,
	{ tolerancePercent }: MarkingPlan,
	marked: readonly { sheet: SheetRow; by: string | null }[],
	agreed: SheetRow | null,
	{ parts }: Subject,
	{ body, citations, lang }: Laid['text']
): Laid {
	const markings = marked.map(({ sheet }) => sheet.levels);
	const sheets = marked.map(({ sheet, by }): BlindSheet => {
		const points = scoreOf(rubric, sheet.levels);
		return { ...writingOn(sheet), slot: sheet.slot, points, by: staffName(sheet.savedBy, by) };
	});
	return {
		sheets,
		rubric,
		most: mostPoints(rubric),
		apart: apartIn(rubric, markings),
		isWithin: isWithin(rubric, markings, tolerancePercent),
		tolerancePercent,
		rules: settlements.flatMap((by) => {
			const levels = by === 'agreed' ? null : settledLevels(rubric, markings, by);
			return by === 'agreed' || !levels ? [] : [{ by, points: scoreOf(rubric, levels), levels }];
		}),
		begun: agreed ? writingOn(agreed) : begunWith(rubric, parts, sheets),
		pins: pinsOfAll(sheets),
		version: agreed?.version ?? 0,
		text: { body, citations, lang }
	};
}

function writingOn({ levels, comments, overall, pins }: SheetRow): SheetWriting {
	return { levels, comments, overall, pins };
}
