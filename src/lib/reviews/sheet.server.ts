/*
 * One sheet with the version it is about, as a marker sees it, and what its form may contain. While
 * names are hidden, nothing that leaves this file says who wrote the position or on which side.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import { stampOf } from '$lib/forms/stamp.server';
import type { ComparedPart } from '$lib/positions/comparing';
import type { PositionState, Side, SideOrigin } from '$lib/positions/position';
import {
	changesFor,
	versionFor,
	type SubmittedVersion,
	type VersionForStaff
} from '$lib/positions/positions.server';
import { db, prepared } from '$lib/server/db/client';
import { position, review, user } from '$lib/server/db/schema';
import { planFor } from './allocating/plan.server';
import { contextOf, type ParagraphContext } from './context.server';
import { mayFinish, openSheet, type KeptSheet, type OtherMarker } from './marking.server';
import { placeFor, type Neighbours, type Writer } from './queue.server';
import type { QueueFilter } from './queue';
import { hidesWriter, scoreOf, type RubricBody } from './review';
import type { SlotClosed } from './moderating/second';
import { slotFor } from './moderating/slots.server';
import {
	firstSlot,
	keptRubric,
	ofVersion,
	subjectFor,
	taskToReview,
	type SheetKey
} from './sheets.server';

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
	/** Of the rubric, as its form names it. */
	stamp: string;
	sheet: KeptSheet;
	score: number;
	/** The marker's, of a version marked more than once; null for the sheet that was agreed on. */
	slot: number | null;
	/** Why a version that is marked more than once is closed to the actor. */
	closed: SlotClosed | null;
	/** Others mark it too, and nobody sees what another gives. */
	isBlind: boolean;
	/** Nothing on it can be changed any more. */
	isFinal: boolean;
	/** Not in a course that was put away: there every sheet is final. */
	mayWrite: boolean;
	earlier: EarlierSheet | null;
	/** What changed since the version before; null for the first. */
	changes: ComparedPart[] | null;
	/** When its student first opened what was returned or released. */
	seenAt: Date | null;
	/** Somebody else has it open, or had a moment ago. */
	other: OtherMarker | null;
	/** That the actor has it open was noted; what was fetched ahead says so when it is shown. */
	isNoted: boolean;
	neighbours: Neighbours;
	timeZone: string;
	/** The actor's word makes it ready for release; else it is marked with it. */
	mayFinish: boolean;
	mayRelease: boolean;
	mayWaive: boolean;
}

/**
 * One sheet, which is noted as open; 404 for a position that is not in this module's queue.
 * @param isShown false when it is fetched ahead, and perhaps never looked at
 */
export async function sheetFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	filter: QueueFilter,
	now: Date,
	isShown = true
): Promise<SheetPage> {
	const task = await taskToReview(actor, moduleSlug);
	const { row, neighbours } = await placeFor(actor, moduleSlug, positionId, filter, now);
	const { courseId } = task;
	const slot = await slotFor(actor, { courseId, positionId, number: row.version }, db());
	const other = isShown ? await openSheet(actor, positionId, row.version, slot, now) : null;
	const [version, here, earlier, changes, context, plan] = await Promise.all([
		versionFor(actor, positionId, row.version),
		slot.isShown ? keptSheet(courseId, positionId, row.version, slot) : null,
		// Whoever marks second reads nothing that was given before.
		slot.isShown && (slot.kind === 'agreed' || slot.slot === 1)
			? keptSheet(courseId, positionId, row.version - 1, firstSlot)
			: null,
		changesFor(actor, positionId, row.version),
		contextOf(actor, positionId, row.version),
		planFor(db(), courseId, task.taskId)
	]);
	const mayWrite = may(actor, 'review.write', { courseId });
	const { rubric, sheet, isReturned } = here ?? (await blankSheet(actor, positionId, row.version));
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
		stamp: stampOf(rubric),
		sheet,
		score: scoreOf(rubric, sheet.levels),
		slot: slot.kind === 'agreed' ? null : slot.slot,
		closed: slot.closed,
		isBlind: slot.isBlind,
		isFinal: isReturned || sheet.state === 'released' || slot.closed !== null || !mayWrite,
		mayWrite,
		earlier: earlier && { number: row.version - 1, rubric: earlier.rubric, sheet: earlier.sheet },
		changes,
		seenAt: here?.seenAt ?? null,
		other,
		isNoted: isShown,
		neighbours,
		timeZone: task.timeZone,
		mayFinish: mayFinish(actor, { courseId }, plan),
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
				sql.placeholder('number'),
				{ kind: sql.placeholder('kind'), slot: sql.placeholder('slot') }
			)
		)
);

async function keptSheet(
	courseId: string,
	positionId: string,
	number: number,
	{ kind, slot }: SheetKey
) {
	if (number < 1) return null;
	const [row] = await sheetOfVersion({ courseId, positionId, number, kind, slot });
	if (!row) return null;
	const { version, state, levels, comments, overall, pins, savedAt, returnedAt, seenAt } =
		row.review;
	const sheet: KeptSheet = {
		version,
		state,
		levels,
		comments,
		overall,
		pins,
		savedAt,
		savedBy: staffName(row.review.savedBy, row.name)
	};
	const isReturned = returnedAt !== null;
	return { rubric: await keptRubric(row.review), sheet, isReturned, seenAt };
}

/** Of a sheet that nobody has begun, or that is not shown. */
async function blankSheet(actor: Actor, positionId: string, number: number) {
	const subject = await subjectFor(actor, positionId, number);
	const sheet: KeptSheet = {
		version: 0,
		state: 'unmarked',
		levels: {},
		comments: {},
		overall: '',
		pins: [],
		savedAt: null,
		savedBy: null
	};
	return { rubric: await keptRubric(subject), sheet, isReturned: false, seenAt: null };
}

/** That a sheet which was fetched ahead is shown now: who else has it open, and how it is kept. */
export interface OpenedSheet {
	other: OtherMarker | null;
	version: number;
	/** The stamp of its rubric. */
	rubric: string;
}

export async function sheetOpened(
	actor: Actor,
	moduleSlug: string,
	positionId: string,
	number: number,
	now: Date
): Promise<OpenedSheet> {
	const { courseId } = await taskToReview(actor, moduleSlug);
	const subject = await subjectFor(actor, positionId, number);
	if (subject.moduleSlug !== moduleSlug) notFound();
	const slot = await slotFor(actor, subject, db());
	const other = await openSheet(actor, positionId, number, slot, now);
	const kept = slot.isShown ? await keptSheet(courseId, positionId, number, slot) : null;
	const rubric = kept?.rubric ?? (await keptRubric(subject));
	return { other, version: kept?.sheet.version ?? 0, rubric: stampOf(rubric) };
}

/** What the form of a sheet may contain. */
export interface SheetShape {
	rubric: RubricBody;
	/** Of the rubric, as the form names it. */
	stamp: string;
	parts: string[];
	/** The ids of the pins that are kept. */
	pins: string[];
}

const placeOfPosition = prepared('place_of_position_to_mark', (db) =>
	db
		.select({ taskId: position.taskId, newest: position.submittedNumber })
		.from(position)
		.where(
			and(
				eq(position.courseId, sql.placeholder('courseId')),
				eq(position.id, sql.placeholder('positionId'))
			)
		)
);

/**
 * 404 for a position that is not in this module; not for one whose student has left, so that its
 * marker is told so.
 */
export async function positionHere(
	actor: Actor,
	moduleSlug: string,
	positionId: string
): Promise<{ courseId: string; positionId: string; number: number }> {
	const { courseId, taskId } = await taskToReview(actor, moduleSlug);
	const [found] = await placeOfPosition({ courseId, positionId });
	if (!found || found.taskId !== taskId || found.newest < 1) notFound();
	return { courseId, positionId, number: found.newest };
}

export async function shapeFor(
	actor: Actor,
	moduleSlug: string,
	positionId: string
): Promise<SheetShape> {
	const version = await positionHere(actor, moduleSlug, positionId);
	const { courseId, number } = version;
	const slot = await slotFor(actor, version, db());
	const [subject, kept] = await Promise.all([
		subjectFor(actor, positionId, number),
		slot.isShown ? keptSheet(courseId, positionId, number, slot) : null
	]);
	const rubric = kept?.rubric ?? (await keptRubric(subject));
	return {
		rubric,
		stamp: stampOf(rubric),
		parts: subject.parts,
		pins: kept?.sheet.pins.map((pin) => pin.id) ?? []
	};
}
