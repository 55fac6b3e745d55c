/*
 * Every feature that keeps something of people, once. A new one is put in here; a test holds that
 * each table of the schema stands in exactly one of them.
 */
import { accountsLeaving } from '$lib/accounts/leaving.server';
import { annotationsLeaving } from '$lib/annotations/leaving.server';
import { coursesLeaving } from '$lib/courses/leaving.server';
import { debatesLeaving } from '$lib/debates/leaving.server';
import { modulesLeaving } from '$lib/modules/leaving.server';
import { positionsLeaving } from '$lib/positions/leaving.server';
import { questionsLeaving } from '$lib/questions/leaving.server';
import { readingsLeaving } from '$lib/readings/leaving.server';
import { allocatingLeaving } from '$lib/reviews/allocating/leaving.server';
import { bankLeaving } from '$lib/reviews/bank/leaving.server';
import { calibratingLeaving } from '$lib/reviews/calibrating/leaving.server';
import { reviewsLeaving } from '$lib/reviews/leaving.server';
import { moderatingLeaving } from '$lib/reviews/moderating/leaving.server';
import { peersLeaving } from '$lib/reviews/peers/leaving.server';
import { regradingLeaving } from '$lib/reviews/regrading/leaving.server';
import { stancesLeaving } from '$lib/stances/leaving.server';

/** From the right of the house to the left: what points at something goes before it. */
export const everyLeaving = [
	debatesLeaving,
	allocatingLeaving,
	bankLeaving,
	calibratingLeaving,
	moderatingLeaving,
	peersLeaving,
	regradingLeaving,
	reviewsLeaving,
	positionsLeaving,
	stancesLeaving,
	questionsLeaving,
	annotationsLeaving,
	readingsLeaving,
	modulesLeaving,
	accountsLeaving,
	coursesLeaving
] as const;
