/*
 * What a student sees of peer review: what they are asked for, what they gave, and, once they have
 * given, what they received. Nothing that leaves this file says who the other is, on which side, or
 * at what moment anything was written.
 */
import { and, eq, gt, inArray, isNull, ne } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { citationsIn, type CitedPassage } from '$lib/positions/citing.server';
import type { PositionBody } from '$lib/positions/position';
import { taskFor, type TaskHere } from '$lib/positions/task.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { enrolment, peerReview, position, positionVersion } from '$lib/server/db/schema';
import { calibrationFor } from '../calibrating/calibrating.server';
import type { RubricBody } from '../review';
import { keptRubric } from '../sheets.server';
import { askedOf, gaveEnough, nextFor, type Had } from './allocating';
import {
	dayOf,
	hasWaited,
	isTaking,
	rubricForPeers,
	withoutTraces,
	type PeerState,
	type PeerWriting
} from './peer';
import { keptPlan, type PeerPlan } from './plans.server';
import { poolOf } from './pool.server';

type Row = typeof peerReview.$inferSelect;

export interface GivenPeer {
	ref: string;
	shownAs: LocalText;
	state: PeerState;
	/** Of giving; null before. */
	day: string | null;
	/** Until when it is held for them; null when it is not. */
	heldUntil: Date | null;
	/** Staff hid it. */
	isHidden: boolean;
}

export interface ReceivedPeer {
	ref: string;
	shownAs: LocalText;
	day: string;
	/** Of the version of one's own position that it is about. */
	number: number;
	usefulness: number | null;
}

export interface OwnReviews {
	timeZone: string;
	/** `null`: no peer review is planned here. */
	plan: {
		isTaking: boolean;
		closesAt: Date | null;
		waitDays: number | null;
		/** By the plan, before a small class shrinks it. */
		gives: number;
	} | null;
	/** Others write no position here. */
	isStudent: boolean;
	hasSubmitted: boolean;
	/** Anchor positions to be rated first; null when none are left. */
	calibration: { wanted: number; done: number } | null;
	asked: number;
	gave: number;
	given: GivenPeer[];
	/** Received, whether they may be read yet or not. */
	waiting: number;
	received: ReceivedPeer[];
	canGive: boolean;
}

/** The actor's own page of peer review. */
export async function ownReviewsFor(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<OwnReviews> {
	const task = await taskFor(actor, moduleSlug, now);
	const { courseId, taskId, timeZone } = task;
	const { enrolmentId } = membershipOf(actor);
	const plan = await keptPlan(courseId, taskId);
	const own = roleOf(actor) === 'student' ? task.own : null;
	const shown = {
		timeZone,
		plan: plan &&
			plan.state !== 'off' && {
				isTaking: isTaking(plan, now),
				closesAt: plan.closesAt,
				waitDays: plan.waitDays,
				gives: plan.gives
			},
		isStudent: roleOf(actor) === 'student',
		hasSubmitted: own !== null && own.submittedNumber > 0,
		canGive: may(actor, 'peer.give', { courseId, enrolmentId })
	};
	const nothing = { calibration: null, asked: 0, gave: 0, given: [], waiting: 0, received: [] };
	if (!plan || !own) return { ...shown, plan: shown.plan || null, ...nothing };
	const [written, about, calibration] = await Promise.all([
		rowsBy(courseId, taskId, enrolmentId),
		rowsAbout(courseId, own.id),
		plan.calibrateFirst ? calibrationFor(actor, moduleSlug, 'peers') : null
	]);
	const opening = await openingOf(task, plan, own, written, now);
	const open = about.filter((row) => isOpen(opening, plan, row, now));
	return {
		...shown,
		plan: shown.plan || null,
		calibration: calibration && calibration.done < calibration.wanted ? calibration : null,
		asked: opening.asked,
		gave: written.filter((row) => row.state === 'given').length,
		given: written
			.filter((row) => row.state !== 'withdrawn')
			.map((row) => ({
				ref: row.ref,
				shownAs: row.writerShownAs,
				state: stateOf(row, now),
				day: row.givenAt && dayOf(row.givenAt, timeZone),
				heldUntil: stateOf(row, now) === 'held' ? row.heldUntil : null,
				isHidden: row.hiddenAt !== null
			}))
			.sort(byDay),
		waiting: about.length - open.length,
		received: open.map((row) => receivedOf(row, timeZone)).sort(byDay)
	};
}

/** Within a day by what says nothing of the time. */
function byDay(a: { day: string | null; ref: string }, b: { day: string | null; ref: string }) {
	return (b.day ?? '9').localeCompare(a.day ?? '9') || a.ref.localeCompare(b.ref);
}

/** A lease that has passed counts as passed, also while nobody has asked for it. */
export function stateOf(row: Pick<Row, 'state' | 'heldUntil'>, now: Date): PeerState {
	return row.state === 'held' && row.heldUntil < now ? 'lapsed' : row.state;
}

function receivedOf(row: Row, timeZone: string): ReceivedPeer {
	return {
		ref: row.ref,
		shownAs: row.reviewerShownAs,
		day: dayOf(row.givenAt ?? row.heldAt, timeZone),
		number: row.positionNumber,
		usefulness: row.usefulness
	};
}

async function rowsBy(courseId: string, taskId: string, enrolmentId: string): Promise<Row[]> {
	return db()
		.select()
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.enrolmentId, enrolmentId),
				eq(peerReview.taskId, taskId)
			)
		);
}

/** Given on a position, and not hidden. */
async function rowsAbout(courseId: string, positionId: string): Promise<Row[]> {
	return db()
		.select()
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.positionId, positionId),
				eq(peerReview.state, 'given'),
				isNull(peerReview.hiddenAt)
			)
		);
}

interface Opening {
	/** How many can be asked of them. */
	asked: number;
	/** They have given it, or there is nothing that they could give. */
	isOpen: boolean;
}

async function openingOf(
	{ courseId, taskId }: TaskHere,
	plan: PeerPlan,
	own: NonNullable<TaskHere['own']>,
	written: Row[],
	now: Date
): Promise<Opening> {
	const others = await othersSince(courseId, taskId, own.enrolmentId);
	const given = written.filter((row) => row.state === 'given');
	const asked = Math.max(askedOf(plan.gives, others.length), Math.min(plan.gives, given.length));
	const givenAt = given.map((row) => row.givenAt ?? row.heldAt);
	if (gaveEnough(plan.gives, givenAt, others)) return { asked, isOpen: true };
	if (!isTaking(plan, now) || written.some((row) => stateOf(row, now) === 'held'))
		return { asked, isOpen: false };
	const pool = await poolOf(db(), courseId, taskId, now);
	const reviewer = {
		enrolmentId: own.enrolmentId,
		side: own.side ?? 'between',
		had: new Map<string, Had>(written.map((row) => [row.positionId, row.state])),
		reviewedBy: new Set<string>()
	};
	return { asked, isOpen: nextFor(reviewer, pool, plan.receives) === null };
}

/** When the positions of the others were first submitted. */
async function othersSince(courseId: string, taskId: string, enrolmentId: string): Promise<Date[]> {
	const rows = await db()
		.select({ since: positionVersion.submittedAt })
		.from(position)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, position.courseId),
				eq(enrolment.id, position.enrolmentId),
				eq(enrolment.state, 'active')
			)
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id),
				eq(positionVersion.number, 1)
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.taskId, taskId),
				gt(position.submittedNumber, 0),
				ne(position.enrolmentId, enrolmentId)
			)
		);
	return rows.map((row) => row.since);
}

function isOpen(opening: Opening, plan: PeerPlan, row: Row, now: Date): boolean {
	return opening.isOpen || (row.givenAt !== null && hasWaited(plan.waitDays, row.givenAt, now));
}

/** The words of the position as a peer reads them: no name, side, number or moment. */
export interface TextToReview {
	body: PositionBody;
	citations: CitedPassage[];
	lang: Locale;
}

interface ReviewShown {
	ref: string;
	shownAs: LocalText;
	text: TextToReview;
	rubric: RubricBody;
	writing: PeerWriting;
	lang: Locale;
	day: string | null;
}

export type PeerReviewPage =
	| (ReviewShown & {
			as: 'reviewer';
			state: PeerState;
			version: number;
			heldUntil: Date;
			timeZone: string;
			/** The plan takes reviews, and the actor may write. */
			canWrite: boolean;
			/** The text has been replaced or taken back since: the review stays with what it is about. */
			isEarlier: boolean;
			/** Why staff hid it. */
			hidden: string | null;
			usefulness: number | null;
			/** For drafts kept in the browser. */
			draftKey: string;
	  })
	| (ReviewShown & {
			as: 'writer';
			number: number;
			usefulness: number | null;
			usefulnessWhy: string;
			canRate: boolean;
	  });

/** One review, for whoever writes it or, once it is open to them, for whom it is about; else 404. */
export async function peerReviewFor(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<PeerReviewPage> {
	const task = await taskFor(actor, moduleSlug, now);
	const { courseId, taskId, timeZone, own } = task;
	const { enrolmentId } = membershipOf(actor);
	const row = await reviewIn(courseId, taskId, ref);
	const plan = await keptPlan(courseId, taskId);
	if (!plan) notFound();
	const isReviewer = may(actor, 'peer.readOwn', { courseId, enrolmentId: row.enrolmentId });
	if (!isReviewer && !(await mayReadAbout(actor, task, plan, row, now))) notFound();
	const [text, rubric, isEarlier] = await Promise.all([
		textOf(actor, task, row, isReviewer),
		keptRubric(row),
		isReviewer && isReplaced(row)
	]);
	const { levels, reasons, overall, lang } = row;
	const shown = {
		ref,
		text,
		rubric: rubricForPeers(rubric),
		writing: { levels, reasons, overall },
		lang,
		day: row.givenAt && dayOf(row.givenAt, timeZone),
		usefulness: row.usefulness
	};
	if (isReviewer) {
		const mayWrite = may(actor, 'peer.give', { courseId, enrolmentId });
		return {
			...shown,
			as: 'reviewer',
			shownAs: row.writerShownAs,
			state: stateOf(row, now),
			version: row.version,
			heldUntil: row.heldUntil,
			timeZone,
			canWrite: mayWrite && isTaking(plan, now) && row.state !== 'given',
			isEarlier,
			hidden: row.hiddenAt && row.hiddenWhy,
			draftKey: `peer/${enrolmentId}/${ref}`
		};
	}
	return {
		...shown,
		as: 'writer',
		shownAs: row.reviewerShownAs,
		number: row.positionNumber,
		usefulnessWhy: row.usefulnessWhy,
		canRate: may(actor, 'peer.rate', { courseId, enrolmentId: own?.enrolmentId ?? null })
	};
}

async function reviewIn(courseId: string, taskId: string, ref: string): Promise<Row> {
	const [row] = await db()
		.select()
		.from(peerReview)
		.where(
			and(eq(peerReview.courseId, courseId), eq(peerReview.ref, ref), eq(peerReview.taskId, taskId))
		);
	return row ?? notFound();
}

/** Given, not hidden, about one's own position, and open to them. */
async function mayReadAbout(
	actor: Actor,
	task: TaskHere,
	plan: PeerPlan,
	row: Row,
	now: Date
): Promise<boolean> {
	const { courseId, taskId, own } = task;
	if (!own || own.id !== row.positionId || row.state !== 'given' || row.hiddenAt) return false;
	if (!may(actor, 'peer.readOwn', { courseId, enrolmentId: own.enrolmentId })) return false;
	if (hasWaited(plan.waitDays, row.givenAt ?? row.heldAt, now)) return true;
	const written = await rowsBy(courseId, taskId, own.enrolmentId);
	return isOpen(await openingOf(task, plan, own, written, now), plan, row, now);
}

/** For acts on a review about the actor's own position: 404 where they cannot read it. */
export async function receivedReview(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<Row> {
	const task = await taskFor(actor, moduleSlug, now);
	const [row, plan] = await Promise.all([
		reviewIn(task.courseId, task.taskId, ref),
		keptPlan(task.courseId, task.taskId)
	]);
	if (!plan || !(await mayReadAbout(actor, task, plan, row, now))) notFound();
	return row;
}

async function textOf(
	actor: Actor,
	task: TaskHere,
	row: Row,
	isReviewer: boolean
): Promise<TextToReview> {
	const { courseId, moduleId } = task;
	const { positionId, positionNumber: number } = row;
	const [index, [version]] = await Promise.all([
		readingIndex(actor, moduleId),
		db()
			.select({ body: positionVersion.body, lang: positionVersion.lang })
			.from(positionVersion)
			.where(
				and(
					eq(positionVersion.courseId, courseId),
					eq(positionVersion.positionId, positionId),
					eq(positionVersion.number, number)
				)
			)
	]);
	const { body, lang } = version ?? notFound();
	const citations = await citationsIn(courseId, positionId, number, index);
	return { lang, ...(isReviewer ? withoutTraces(body, citations) : { body, citations }) };
}

/** Its writer has a newer version, was given it back, or has left. */
async function isReplaced({ courseId, positionId, positionNumber }: Row): Promise<boolean> {
	const [still] = await db()
		.select({ id: position.id })
		.from(position)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.id, positionId),
				eq(position.submittedNumber, positionNumber),
				inArray(position.state, ['submitted']),
				eq(enrolment.state, 'active')
			)
		);
	return still === undefined;
}
