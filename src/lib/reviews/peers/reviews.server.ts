/*
 * What a student sees of peer review: what they are asked for, what they gave, and, once they have
 * given, what they received. Nothing that leaves this file says who the other is, on which side, or
 * at what moment anything was written.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { taskFor, type TaskHere } from '$lib/positions/task.server';
import { db } from '$lib/server/db/client';
import { peerReview } from '$lib/server/db/schema';
import { calibrationFor } from '../calibrating/calibrating.server';
import { askedOf } from './allocating';
import { dayOf, isTaking, type PeerState } from './peer';
import { keptPlan } from './plans.server';
import { isOpen, openingOf, othersIn, rowsBy, stateOf, type PeerRow } from './unlocking.server';

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

function receivedOf(row: PeerRow, timeZone: string): ReceivedPeer {
	return {
		ref: row.ref,
		shownAs: row.reviewerShownAs,
		day: dayOf(row.givenAt ?? row.heldAt, timeZone),
		number: row.positionNumber,
		usefulness: row.usefulness
	};
}

/** Given on a position, and not hidden. */
async function rowsAbout(courseId: string, positionId: string): Promise<PeerRow[]> {
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

/** What the path says of reviews by classmates; null where they are off. Of staff nothing is done. */
export async function peerStepFor(task: TaskHere, own: TaskHere['own'], now: Date) {
	const { courseId, taskId } = task;
	const plan = await keptPlan(courseId, taskId);
	if (!plan || plan.state === 'off') return null;
	const written = own ? await rowsBy(courseId, taskId, own.enrolmentId) : [];
	const others = own ? await othersIn(courseId, taskId, own.enrolmentId) : plan.gives;
	return {
		hasSubmitted: own !== null && own.submittedNumber > 0,
		isTaking: isTaking(plan, now),
		isHolding: written.some((row) => stateOf(row, now) === 'held'),
		gave: written.filter((row) => row.state === 'given').length,
		asked: askedOf(plan.gives, others),
		closesAt: plan.closesAt
	};
}
