/*
 * What lateness costs in a module, and whom it costs nothing: what every place that makes grades
 * asks before it takes points off.
 */
import { and, eq } from 'drizzle-orm';
import type { Executor } from '$lib/server/db/client';
import { accommodation, latePolicy } from '$lib/server/db/schema';
import type { LatePolicy } from './late';

type On = Pick<Executor, 'select'>;

/** Null where lateness costs nothing. */
export async function latePolicyOf(
	on: On,
	courseId: string,
	moduleId: string
): Promise<LatePolicy | null> {
	const [found] = await on
		.select({ rate: latePolicy.rate, interval: latePolicy.interval, floor: latePolicy.floor })
		.from(latePolicy)
		.where(and(eq(latePolicy.courseId, courseId), eq(latePolicy.moduleId, moduleId)));
	return found ?? null;
}

/** The enrolments of those whom lateness costs nothing in the course. */
export async function sparedIn(on: On, courseId: string): Promise<Set<string>> {
	const rows = await on
		.select({ enrolmentId: accommodation.enrolmentId })
		.from(accommodation)
		.where(and(eq(accommodation.courseId, courseId), eq(accommodation.isSpared, true)));
	return new Set(rows.map((row) => row.enrolmentId));
}
