/*
 * What staff see of peer review: the plan, who gave and received how many, and every review. Names
 * stay hidden as long as the task hides them; then people go by the place of their position.
 */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize } from '$lib/access/refuse';
import { db } from '$lib/server/db/client';
import { taskToReview } from '../sheets.server';
import { askedOf } from './allocating';
import {
	classOf,
	figuresOf,
	namedAs,
	type Classmate,
	type Named,
	type PeerFigures
} from './class.server';
import { reviewingSum, type PeerState, type ReviewingSum } from './peer';
import { peerPlanFor, type PlanShown } from './plans.server';
import { stateOf } from './unlocking.server';

export const rowsOnPage = 50;

export const peerViews = ['held', 'given', 'lapsed', 'withdrawn', 'hidden'] as const;
export type PeerView = (typeof peerViews)[number];

export interface PeerPerson extends Named {
	/** Of their position: what a form names them by. */
	id: string;
	asked: number;
	gave: number;
	received: number;
	/** Being written now. */
	holds: boolean;
	lapsed: number;
	/** Null where reviewing is not graded. */
	sum: ReviewingSum | null;
}

export interface ListedPeer {
	ref: string;
	reviewer: Named;
	about: Named;
	state: PeerState;
	at: Date;
	isExtra: boolean;
	isHidden: boolean;
	usefulness: number | null;
}

export interface PeerOverview {
	timeZone: string;
	plan: PlanShown;
	mayPlan: boolean;
	mayRelease: boolean;
	hidesNames: boolean;
	people: PeerPerson[];
	/** Everybody, for giving by hand; empty for whoever may not. */
	choices: (Named & { id: string })[];
	peoplePage: number;
	peoplePages: number;
	reviews: ListedPeer[];
	counts: Record<PeerView | 'all', number>;
	page: number;
	pages: number;
}

function viewOf(row: PeerFigures, now: Date): PeerView {
	return row.hiddenAt ? 'hidden' : stateOf(row, now);
}

function pageOf<Item>(all: readonly Item[], wanted: number) {
	const pages = Math.max(1, Math.ceil(all.length / rowsOnPage));
	const page = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages);
	return { page, pages, items: all.slice((page - 1) * rowsOnPage, page * rowsOnPage) };
}

/** Needs `peer.readAll`. Pages count from 1. */
export async function peersOverview(
	actor: Actor,
	moduleSlug: string,
	wanted: { view: PeerView | null; page: number; peoplePage: number },
	now: Date
): Promise<PeerOverview> {
	const task = await taskToReview(actor, moduleSlug);
	const { courseId, taskId } = task;
	authorize(actor, 'peer.readAll', { courseId });
	const [plan, everybody, all] = await Promise.all([
		peerPlanFor(actor, task),
		classOf(actor, task),
		figuresOf(db(), courseId, taskId)
	]);
	const byPosition = new Map(everybody.map((one) => [one.id, one]));
	const byPerson = new Map(everybody.map((one) => [one.enrolmentId, one]));
	const seen = all
		.filter((row) => byPosition.get(row.positionId)?.isSeen)
		.sort((a, b) => b.heldAt.getTime() - a.heldAt.getTime() || a.ref.localeCompare(b.ref));
	const people = peopleIn(everybody, all, plan, now);
	const peoplePage = pageOf(people, wanted.peoplePage);
	const inView = seen.filter((row) => wanted.view === null || viewOf(row, now) === wanted.view);
	const listed = pageOf(inView, wanted.page);
	const mayPlan = may(actor, 'peer.plan', { courseId });
	const count = (view: PeerView) => seen.filter((row) => viewOf(row, now) === view).length;
	return {
		timeZone: task.timeZone,
		plan,
		mayPlan,
		mayRelease: may(actor, 'review.release', { courseId }),
		hidesNames: task.hideWhileMarking,
		people: peoplePage.items,
		choices: mayPlan ? people.map(({ id, name, place }) => ({ id, name, place })) : [],
		peoplePage: peoplePage.page,
		peoplePages: peoplePage.pages,
		reviews: listed.items.map((row) => ({
			ref: row.ref,
			reviewer: namedAs(byPerson.get(row.enrolmentId)),
			about: namedAs(byPosition.get(row.positionId)),
			state: stateOf(row, now),
			at: row.givenAt ?? row.heldUntil,
			isExtra: row.isExtra,
			isHidden: row.hiddenAt !== null,
			usefulness: row.usefulness
		})),
		counts: {
			all: seen.length,
			held: count('held'),
			given: count('given'),
			lapsed: count('lapsed'),
			withdrawn: count('withdrawn'),
			hidden: count('hidden')
		},
		page: listed.page,
		pages: listed.pages
	};
}

/** Those present whom the actor sees, with what each gave and received. */
function peopleIn(
	everybody: readonly Classmate[],
	all: readonly PeerFigures[],
	plan: Pick<PlanShown, 'gives' | 'worth'>,
	now: Date
): PeerPerson[] {
	const present = everybody.filter((one) => one.isHere);
	const by = new Map<string, PeerFigures[]>();
	const about = new Map<string, number>();
	for (const row of all) {
		by.set(row.enrolmentId, [...(by.get(row.enrolmentId) ?? []), row]);
		if (row.state === 'given' && !row.hiddenAt)
			about.set(row.positionId, (about.get(row.positionId) ?? 0) + 1);
	}
	return present
		.filter((one) => one.isSeen)
		.map((one) => {
			const own = by.get(one.enrolmentId) ?? [];
			const asked = askedOf(plan.gives, present.length - 1);
			return {
				id: one.id,
				name: one.name,
				place: one.place,
				asked,
				gave: own.filter((row) => row.state === 'given').length,
				received: about.get(one.id) ?? 0,
				holds: own.some((row) => stateOf(row, now) === 'held'),
				lapsed: own.filter((row) => stateOf(row, now) === 'lapsed').length,
				sum: plan.worth === null ? null : sumOf(plan.worth, asked, own)
			};
		});
}

/** What was given and is hidden does not count. */
export function sumOf(
	worth: number,
	asked: number,
	written: readonly Pick<PeerFigures, 'state' | 'hiddenAt' | 'usefulness'>[]
): ReviewingSum | null {
	const counted = written.filter((row) => row.state === 'given' && !row.hiddenAt);
	return reviewingSum(
		worth,
		asked,
		counted.map((row) => row.usefulness)
	);
}
