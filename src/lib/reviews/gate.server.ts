/* Whether a marker has to rate the anchor positions before they see what students wrote. */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { db } from '$lib/server/db/client';
import { planFor } from './allocating/plan.server';
import { calibrationFor } from './calibrating/calibrating.server';
import { taskToReview } from './sheets.server';

/** Not those who make the plan: they give the reference marks themselves. */
export async function mustCalibrate(actor: Actor, moduleSlug: string): Promise<boolean> {
	const { courseId, taskId } = await taskToReview(actor, moduleSlug);
	const isMarker = may(actor, 'review.write', { courseId });
	if (!isMarker || may(actor, 'review.plan', { courseId })) return false;
	const { calibrateFirst } = await planFor(db(), courseId, taskId);
	if (!calibrateFirst) return false;
	const { wanted, done } = await calibrationFor(actor, moduleSlug, 'markers');
	return done < wanted;
}
