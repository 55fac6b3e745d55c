/*
 * Class figures of stances: kept as they stood when last refreshed, in the same transaction as the
 * stances themselves, and shown only through `aggregate()`.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { aggregate, mayRefresh, type Aggregate } from '$lib/access/aggregate';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { db, type Transaction } from '$lib/server/db/client';
import { stance, stanceFigure } from '$lib/server/db/schema';
import { countStances, momentBefore, type StanceMoment } from './stance';

/** To be called wherever a stance is kept or a moment ends. */
export async function refreshFigures(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	moment: StanceMoment,
	isClosing: boolean,
	now: Date
): Promise<void> {
	const before = momentBefore(moment);
	const rows = await tx
		.select({
			axisId: stance.axisId,
			enrolmentId: stance.enrolmentId,
			moment: stance.moment,
			kind: stance.kind,
			value: stance.value
		})
		.from(stance)
		.where(
			and(
				eq(stance.courseId, courseId),
				eq(stance.moduleId, moduleId),
				inArray(stance.moment, before ? [moment, before] : [moment])
			)
		);
	const shown = await tx
		.select()
		.from(stanceFigure)
		.where(
			and(
				eq(stanceFigure.courseId, courseId),
				eq(stanceFigure.moduleId, moduleId),
				eq(stanceFigure.moment, moment)
			)
		);
	for (const axisId of new Set(rows.map((row) => row.axisId))) {
		const here = rows.filter((row) => row.axisId === axisId && row.moment === moment);
		const last = shown.find((figure) => figure.axisId === axisId);
		if (!mayRefresh(here.length, last?.people ?? 0, isClosing)) continue;
		const counts = countStances(
			here.map((row) => ({
				now: row,
				before:
					rows.find(
						(other) =>
							other.axisId === axisId &&
							other.moment === before &&
							other.enrolmentId === row.enrolmentId
					) ?? null
			}))
		);
		const pairs = sum(counts.moved);
		if (!mayRefresh(pairs, sum(last?.counts.moved), true))
			counts.moved = last?.counts.moved ?? null;
		const kept = { people: here.length, counts, refreshedAt: now };
		await tx
			.insert(stanceFigure)
			.values({ courseId, moduleId, moment, axisId, ...kept })
			.onConflictDoUpdate({
				target: [
					stanceFigure.courseId,
					stanceFigure.moduleId,
					stanceFigure.moment,
					stanceFigure.axisId
				],
				set: kept
			});
	}
}

function sum(counts: readonly number[] | null | undefined): number {
	return counts?.reduce((total, n) => total + n, 0) ?? 0;
}

export interface ClassFigure {
	axisId: string;
	moment: StanceMoment;
	places: Aggregate;
	moved: Aggregate;
}

/**
 * Class figures of the moments the actor may see: staff all, students those at which they gave a
 * stance themselves. Nothing is shown that `aggregate()` hides.
 */
export async function stanceFigures(actor: Actor, moduleId: string): Promise<ClassFigure[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const [figures, committed] = await Promise.all([
		db()
			.select()
			.from(stanceFigure)
			.where(and(eq(stanceFigure.courseId, courseId), eq(stanceFigure.moduleId, moduleId))),
		db()
			.selectDistinct({ moment: stance.moment })
			.from(stance)
			.where(
				and(
					eq(stance.courseId, courseId),
					eq(stance.moduleId, moduleId),
					eq(stance.enrolmentId, enrolmentId)
				)
			)
	]);
	const moments = new Set(committed.map((row) => row.moment));
	return figures
		.filter(({ moment }) =>
			may(actor, 'stance.figures', { courseId, committed: moments.has(moment) })
		)
		.map(({ axisId, moment, counts }) => ({
			axisId,
			moment,
			places: aggregate(counts.places),
			moved: aggregate(counts.moved ?? [])
		}));
}
