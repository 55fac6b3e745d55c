/*
 * What the demo class wrote about each other's positions: who was given whose text, what they gave,
 * how useful it was to its author, and one who is still writing.
 */
import type { Locale } from '$lib/i18n/local-text';
import { changePeerPlan } from '$lib/reviews/peers/plans.server';
import { ratePeerReview } from '$lib/reviews/peers/rating.server';
import { giveByHand } from '$lib/reviews/peers/giving-out.server';
import { takeNext } from '$lib/reviews/peers/taking.server';
import { givePeerReview } from '$lib/reviews/peers/writing.server';
import type { PeerWriting } from '$lib/reviews/peers/peer';
import peersFile from './peers.json';
import { positionOf } from './reviews';
import { actorOf, momentOf, stop, type DemoPlace } from './work';

interface DemoPeers {
	plan: { gives: number; receives: number; opened: string; closes: string; worth: number };
	reviews: (PeerWriting & {
		by: string;
		of: string;
		at: string;
		lang: Locale;
		rating: { usefulness: number; why: string; at: string } | null;
	})[];
	/** Whoever has taken one and not given it yet. */
	held: { by: string; at: string };
}

const { plan, reviews, held } = peersFile as unknown as DemoPeers;

export async function reviewEachOtherAsTheyDid(place: DemoPlace): Promise<void> {
	const { moduleSlug } = place;
	const instructor = await actorOf(place, 'instructor');
	const terms = {
		state: 'open',
		gives: plan.gives,
		receives: plan.receives,
		leaseHours: 72,
		closesAt: momentOf(plan.closes, place),
		waitDays: null,
		calibrateFirst: false,
		worth: plan.worth,
		version: 0
	} as const;
	const opened = momentOf(plan.opened, place);
	const planned = await changePeerPlan(instructor, moduleSlug, terms, opened);
	if (!planned.ok) stop(`the plan of peer review: ${planned.reason}`);

	const refs = new Map<object, string>();
	for (const review of reviews) {
		const { by, of, at, lang, rating: _later, ...writing } = review;
		const reviewer = await actorOf(place, by);
		const when = momentOf(at, place);
		const pair = { reviewer: await positionOf(place, by), position: await positionOf(place, of) };
		const put = await giveByHand(instructor, moduleSlug, pair, when);
		if (!put.ok) stop(`${by} is given the text of ${of}: ${put.reason}`);
		const taken = await takeNext(reviewer, moduleSlug, when);
		if (!taken.ok) stop(`${by} opens the text of ${of}: ${taken.reason}`);
		const written = { ...writing, version: 0 };
		const given = await givePeerReview(reviewer, moduleSlug, taken.ref, written, lang, when);
		if (!given.ok) stop(`the review of ${by} for ${of}: ${given.reason}`);
		refs.set(review, taken.ref);
	}
	// Whoever has given one reads what they were given.
	for (const review of reviews) {
		const { of, rating } = review;
		if (!rating) continue;
		const { usefulness, why } = rating;
		const ref = refs.get(review) ?? stop(`the review for ${of} is missing`);
		const at = momentOf(rating.at, place);
		await ratePeerReview(await actorOf(place, of), moduleSlug, ref, { usefulness, why }, at);
	}
	const last = await takeNext(await actorOf(place, held.by), moduleSlug, momentOf(held.at, place));
	if (!last.ok) stop(`${held.by} takes a text: ${last.reason}`);
}
