/*
 * One sheet with the version it is about, as a marker sees it, and what its form may contain. While
 * names are hidden, nothing that leaves this file says who wrote the position or on which side.
 */
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import type { ComparedPart } from '$lib/positions/comparing';
import type { PositionState, Side, SideOrigin } from '$lib/positions/position';
import {
	changesFor,
	versionFor,
	type SubmittedVersion,
	type VersionForStaff
} from '$lib/positions/positions.server';
import { prepared } from '$lib/server/db/client';
import { review, user } from '$lib/server/db/schema';
import { contextOf, type ParagraphContext } from './context.server';
import { openSheet, type KeptSheet, type OtherMarker } from './marking.server';
import { neighboursIn, rowsFor, type Neighbours, type Writer } from './queue.server';
import { hidesWriter, scoreOf, type QueueFilter, type RubricBody } from './review';
import { keptRubric, ofVersion, subjectFor, taskToReview } from './sheets.server';

/** What was written on the version before, for whoever marks the revision. */
export interface EarlierSheet {
	number: number;
	rubric: RubricBody;
	sheet: KeptSheet;
}

export interface SheetPage {
	positionId: string;
	place: number;
	/** Names the marker and the version, for drafts kept in the browser. */
	draftKey: string;
	/** The submitted version the sheet is about: the newest. */
	version: Pick<
		SubmittedVersion,
		| 'number'
		| 'submittedAt'
		| 'lateMinutes'
		| 'lateWaived'
		| 'words'
		| 'body'
		| 'lang'
		| 'citations'
	> & { deviceAt: Date | null };
	/** The paragraphs that its citations stand in, by the id of the citation. */
	context: Record<string, ParagraphContext>;
	/** Of the position: returned ones wait for their student. */
	positionState: PositionState;
	hidesNames: boolean;
	/** Both null while hidden. */
	writer: Writer | null;
	side: { side: Side; origin: SideOrigin } | null;
	rubric: RubricBody;
	sheet: KeptSheet;
	score: number;
	/** Nothing on it can be changed any more. */
	isFinal: boolean;
	/** Not in a course that was put away: there every sheet is final. */
	mayWrite: boolean;
	earlier: EarlierSheet | null;
	/** What changed since the version before; null for the first. */
	changes: ComparedPart[] | null;
	/** Somebody else has it open, or had a moment ago. */
	other: OtherMarker | null;
	neighbours: Neighbours;
	timeZone: string;
	mayRelease: boolean;
	mayWaive: boolean;
}

/** One sheet, which is noted as open; 404 for a position that is not in this module's queue. */
export async function sheetFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	filter: QueueFilter,
	now: Date
): Promise<SheetPage> {
	const task = await taskToReview(actor, moduleSlug);
	const rows = await rowsFor(actor, task);
	const row = rows.find((r) => r.id === positionId) ?? notFound();
	const other = await openSheet(actor, positionId, row.version, now);
	const [version, here, earlier, changes, context] = await Promise.all([
		versionFor(actor, positionId, row.version),
		keptSheet(task.courseId, positionId, row.version),
		keptSheet(task.courseId, positionId, row.version - 1),
		changesFor(actor, positionId, row.version),
		contextOf(actor, positionId, row.version)
	]);
	const { courseId } = task;
	const mayWrite = may(actor, 'review.write', { courseId });
	const { rubric, sheet, isReturned } =
		here ?? (mayWrite ? notFound() : await blankSheet(actor, positionId, row.version));
	const { name, pseudonym } = version.writer;
	const isHidden = hidesWriter(task.hideWhileMarking, sheet.state);
	return {
		positionId,
		place: row.place,
		draftKey: `review/${membershipOf(actor).enrolmentId}/${positionId}/${row.version}`,
		version: shownVersion(version),
		context,
		positionState: version.state,
		hidesNames: isHidden,
		writer: isHidden ? null : { name, pseudonym },
		side: isHidden ? null : version.side,
		rubric,
		sheet,
		score: scoreOf(rubric, sheet.levels),
		isFinal: isReturned || sheet.state === 'released' || !mayWrite,
		mayWrite,
		earlier: earlier && { number: row.version - 1, rubric: earlier.rubric, sheet: earlier.sheet },
		changes,
		other,
		neighbours: neighboursIn(rows, filter, positionId),
		timeZone: task.timeZone,
		mayRelease: may(actor, 'review.release', { courseId }),
		mayWaive: may(actor, 'lateness.waive', { courseId })
	};
}

function shownVersion({ text, deviceAt }: VersionForStaff): SheetPage['version'] {
	const { number, submittedAt, lateMinutes, lateWaived, words, body, lang, citations } = text;
	return { number, submittedAt, lateMinutes, lateWaived, words, body, lang, citations, deviceAt };
}

const sheetOfVersion = prepared('sheet_of_version', (db) =>
	db
		.select({ review, name: user.name })
		.from(review)
		.leftJoin(user, eq(user.id, review.savedBy))
		.where(
			ofVersion(
				sql.placeholder('courseId'),
				sql.placeholder('positionId'),
				sql.placeholder('number')
			)
		)
);

async function keptSheet(courseId: string, positionId: string, number: number) {
	if (number < 1) return null;
	const [row] = await sheetOfVersion({ courseId, positionId, number });
	if (!row) return null;
	const { version, state, levels, comments, overall, savedAt, returnedAt } = row.review;
	const sheet: KeptSheet = {
		version,
		state,
		levels,
		comments,
		overall,
		savedAt,
		savedBy: staffName(row.review.savedBy, row.name)
	};
	return { rubric: await keptRubric(row.review), sheet, isReturned: returnedAt !== null };
}

/** Of a position that nobody had begun to mark when its course was put away. */
async function blankSheet(actor: Actor, positionId: string, number: number) {
	const subject = await subjectFor(actor, positionId, number);
	const sheet: KeptSheet = {
		version: 0,
		state: 'unmarked',
		levels: {},
		comments: {},
		overall: '',
		savedAt: null,
		savedBy: null
	};
	return { rubric: await keptRubric(subject), sheet, isReturned: false };
}

/** What the form of a sheet may contain. */
export interface SheetShape {
	criteria: { key: string; points: number[] }[];
	parts: string[];
}

/** 404 for a position or a version that is not in this module. */
export async function shapeFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string
): Promise<SheetShape> {
	const { courseId } = membershipOf(actor);
	const task = await taskToReview(actor, moduleSlug);
	const row = (await rowsFor(actor, task)).find((r) => r.id === positionId) ?? notFound();
	const [subject, sheet] = await Promise.all([
		subjectFor(actor, positionId, row.version),
		keptSheet(courseId, positionId, row.version)
	]);
	const rubric = sheet?.rubric ?? (await keptRubric(subject));
	return {
		criteria: rubric.criteria.map((c) => ({ key: c.key, points: c.levels.map((l) => l.points) })),
		parts: subject.parts
	};
}
