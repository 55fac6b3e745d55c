/*
 * How the demo class's positions were reviewed: sheets in every state, two given back, one of them
 * handed in again, three released.
 */
import { and, eq } from 'drizzle-orm';
import { release } from '$lib/reviews/releasing.server';
import { markReady, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { db } from '$lib/server/db/client';
import { position } from '$lib/server/db/schema';
import { membershipOf } from '$lib/access/refuse';
import { demoPositions, type DemoPosition } from './files';
import { actorOf, enrolmentOf, momentOf, stop, writeVersion, type DemoPlace } from './work';

export async function reviewAsTheyDid(place: DemoPlace): Promise<void> {
	const released: string[] = [];
	for (const written of demoPositions) {
		if (!written.review) continue;
		const positionId = await review(place, written, written.review);
		if (written.review.state === 'released') released.push(positionId);
		if (written.versions.length > 1) await writeVersion(place, written, 1);
	}
	const instructor = await actorOf(place, 'instructor');
	const at = momentOf('-1d 22:30', place);
	const done = await release(instructor, place.moduleSlug, released, at);
	if (done.released !== released.length) stop(`releasing: ${JSON.stringify(done)}`);
}

async function review(
	place: DemoPlace,
	{ student }: DemoPosition,
	given: NonNullable<DemoPosition['review']>
): Promise<string> {
	const marker = await actorOf(place, given.by);
	const positionId = await positionOf(place, student);
	const { version: number, levels, comments, overall } = given;
	const sheet = { positionId, number, version: 0, levels, comments, overall, pins: [] };
	const at = momentOf(given.at, place);
	const write =
		given.state === 'returned'
			? returnSheet
			: given.state === 'marking' || given.state === 'marked'
				? saveSheet
				: markReady;
	const result = await write(marker, sheet, at);
	if (!result.ok) stop(`the review of ${student}: ${result.reason}`);
	return positionId;
}

export async function positionOf(place: DemoPlace, student: string): Promise<string> {
	const actor = await actorOf(place, student);
	const [found] = await db()
		.select({ id: position.id })
		.from(position)
		.where(
			and(
				eq(position.courseId, membershipOf(actor).courseId),
				eq(position.enrolmentId, enrolmentOf(actor))
			)
		);
	return found?.id ?? stop(`${student} has no position`);
}
