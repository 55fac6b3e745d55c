/*
 * One review, as its reviewer writes it or as its author reads it. Neither is told who the other is,
 * on which side, or at what moment anything was written.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { citationsIn, type CitedPassage } from '$lib/positions/citing.server';
import type { PositionBody } from '$lib/positions/position';
import { taskFor, type TaskHere } from '$lib/positions/task.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { enrolment, peerReview, position, positionVersion } from '$lib/server/db/schema';
import type { RubricBody } from '../review';
import { keptRubric } from '../sheets.server';
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
import { isOpen, openingOf, rowsBy, stateOf, type PeerRow } from './unlocking.server';

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

async function reviewIn(courseId: string, taskId: string, ref: string): Promise<PeerRow> {
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
	row: PeerRow,
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
): Promise<PeerRow> {
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
	row: PeerRow,
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
async function isReplaced({ courseId, positionId, positionNumber }: PeerRow): Promise<boolean> {
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
				eq(position.state, 'submitted'),
				eq(enrolment.state, 'active')
			)
		);
	return still === undefined;
}

/** By which the actor judges: 404 for what they were never given. */
export async function rubricToGive(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<RubricBody> {
	const { courseId, taskId } = await taskFor(actor, moduleSlug, now);
	const row = await reviewIn(courseId, taskId, ref);
	const { enrolmentId } = row;
	if (!may(actor, 'peer.readOwn', { courseId, enrolmentId })) notFound();
	return keptRubric(row);
}
