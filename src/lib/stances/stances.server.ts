/*
 * Stances on the server. A student reads and writes their own; staff open and close the moments, see
 * who took part, and never a value. Class figures stand in figures.server.ts.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { roleOf, type Actor } from '$lib/access/actor';
import { recordAct } from '$lib/courses/acts.server';
import { holdPlace } from '$lib/courses/holding.server';
import type { Locale } from '$lib/i18n/local-text';
import { db, prepared, transaction } from '$lib/server/db/client';
import { axis, stance, stanceMoment } from '$lib/server/db/schema';
import { refreshFigures } from './figures.server';
import {
	stanceMoments,
	valueOf,
	type AxisBody,
	type MomentState,
	type Stance,
	type StanceAnswer,
	type StanceMoment
} from './stance';

export interface Axis extends AxisBody {
	id: string;
	key: string;
	/** Counts up with every change of its words; a stance names the row of those it was given on. */
	version: number;
}

export interface StancePage {
	axes: Axis[];
	/** Earlier wordings, and axes no longer there, on which the actor gave a stance. */
	past: Axis[];
	moments: { moment: StanceMoment; state: MomentState }[];
	/** The moment that is open now. */
	open: StanceMoment | null;
	/** The actor's own, by moment and axis id; empty for staff. */
	own: Partial<Record<StanceMoment, Record<string, Stance>>>;
}

const axesOfModule = prepared('axes_of_module', (db) =>
	db
		.select({
			id: axis.id,
			key: axis.key,
			version: axis.version,
			body: axis.body,
			retiredAt: axis.retiredAt
		})
		.from(axis)
		.where(
			and(
				eq(axis.courseId, sql.placeholder('courseId')),
				eq(axis.moduleId, sql.placeholder('moduleId'))
			)
		)
		.orderBy(asc(axis.position), asc(axis.version))
);

async function momentsOf(courseId: string, moduleId: string) {
	const rows = await db()
		.select({ moment: stanceMoment.moment, state: stanceMoment.state })
		.from(stanceMoment)
		.where(and(eq(stanceMoment.courseId, courseId), eq(stanceMoment.moduleId, moduleId)));
	return stanceMoments.flatMap((moment) => rows.filter((row) => row.moment === moment));
}

/** The axes with their moments and what the actor gave themselves. */
export async function stancesFor(actor: Actor, moduleId: string): Promise<StancePage> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const [axes, moments, rows] = await Promise.all([
		axesOfModule({ courseId, moduleId }),
		momentsOf(courseId, moduleId),
		db()
			.select()
			.from(stance)
			.where(
				and(
					eq(stance.courseId, courseId),
					eq(stance.moduleId, moduleId),
					eq(stance.enrolmentId, enrolmentId)
				)
			)
	]);
	const isStaff = roleOf(actor) === 'instructor' || roleOf(actor) === 'assistant';
	const own: StancePage['own'] = {};
	for (const { moment, axisId, kind, value, confidence, reason } of rows)
		(own[moment] ??= {})[axisId] = { kind, value, confidence, reason };
	const shown = ({ id, key, version, body }: (typeof axes)[number]): Axis => ({
		id,
		key,
		version,
		...body,
		staffKey: isStaff ? body.staffKey : []
	});
	const given = new Set(rows.map((row) => row.axisId));
	return {
		axes: axes.filter((row) => row.retiredAt === null).map(shown),
		past: axes.filter((row) => row.retiredAt !== null && given.has(row.id)).map(shown),
		moments,
		open: moments.find((m) => m.state === 'open')?.moment ?? null,
		own
	};
}

export interface PlacedStance {
	axisId: string;
	/** Of the axis as the page showed it; absent where the newest is meant. */
	version?: number;
	answer: StanceAnswer;
	confidence: number | null;
	reason: string;
}

/** `changed`: a statement was worded anew, or taken out, since the page was opened. */
export type PlaceResult = { ok: true } | { ok: false; reason: 'not-open' | 'changed' };

/** Keeps the actor's stances at the open moment; figures are refreshed in the same transaction. */
export async function placeStances(
	actor: Actor,
	moduleId: string,
	moment: StanceMoment,
	given: PlacedStance[],
	lang: Locale,
	now: Date
): Promise<PlaceResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'stance.write', { courseId, enrolmentId });
	return transaction(async (tx): Promise<PlaceResult> => {
		await holdPlace(tx, courseId, enrolmentId);
		const [open] = await tx
			.select({ state: stanceMoment.state })
			.from(stanceMoment)
			.where(isMoment(courseId, moduleId, moment));
		if (open?.state !== 'open') return { ok: false, reason: 'not-open' };
		const known = await tx
			.select({ id: axis.id, version: axis.version, retiredAt: axis.retiredAt })
			.from(axis)
			.where(and(eq(axis.courseId, courseId), eq(axis.moduleId, moduleId)));
		for (const { axisId, version } of given) {
			const found = known.find((a) => a.id === axisId) ?? notFound();
			if (found.retiredAt || found.version !== (version ?? found.version))
				return { ok: false, reason: 'changed' };
		}
		for (const { axisId, answer, confidence, reason } of given) {
			const isPlaced = answer !== 'unknown' && answer !== 'private';
			const kept = {
				kind: isPlaced ? ('placed' as const) : answer,
				value: isPlaced ? valueOf(answer) : null,
				confidence: isPlaced ? confidence : null,
				reason,
				lang,
				savedAt: now
			};
			await tx
				.insert(stance)
				.values({ courseId, moduleId, moment, axisId, enrolmentId, ...kept })
				.onConflictDoUpdate({
					target: [
						stance.courseId,
						stance.moduleId,
						stance.moment,
						stance.axisId,
						stance.enrolmentId
					],
					set: kept
				});
		}
		await refreshFigures(tx, courseId, moduleId, moment, false, now);
		return { ok: true };
	});
}

/** Staff open a moment, which closes the one before it, or close the open one. */
export async function setMoment(
	actor: Actor,
	moduleId: string,
	moment: StanceMoment,
	to: 'open' | 'closed',
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'stance.moments', { courseId });
	await transaction(async (tx) => {
		const closing = await tx
			.select({ moment: stanceMoment.moment })
			.from(stanceMoment)
			.where(
				and(
					eq(stanceMoment.courseId, courseId),
					eq(stanceMoment.moduleId, moduleId),
					eq(stanceMoment.state, 'open')
				)
			);
		for (const { moment: open } of closing) {
			if (open === moment && to === 'open') continue;
			await refreshFigures(tx, courseId, moduleId, open, true, now);
			await tx
				.update(stanceMoment)
				.set({ state: 'closed', closedAt: now })
				.where(isMoment(courseId, moduleId, open));
		}
		if (to === 'open')
			await tx
				.update(stanceMoment)
				.set({ state: 'open', closedAt: null })
				.where(isMoment(courseId, moduleId, moment));
		await recordAct(
			actor,
			{
				act: 'stance.moment',
				subjectKind: 'module',
				subjectId: moduleId,
				detail: { moment, to }
			},
			now,
			tx
		);
	});
}

function isMoment(courseId: string, moduleId: string, moment: StanceMoment) {
	return and(
		eq(stanceMoment.courseId, courseId),
		eq(stanceMoment.moduleId, moduleId),
		eq(stanceMoment.moment, moment)
	);
}

/** Who gave a stance at which moment, never what: for staff tables. Enrolment ids by moment. */
export async function stanceTaken(
	actor: Actor,
	moduleId: string
): Promise<Map<StanceMoment, Set<string>>> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'progress.class', { courseId });
	const rows = await db()
		.selectDistinct({ moment: stance.moment, enrolmentId: stance.enrolmentId })
		.from(stance)
		.where(and(eq(stance.courseId, courseId), eq(stance.moduleId, moduleId)));
	const taken = new Map<StanceMoment, Set<string>>();
	for (const { moment, enrolmentId } of rows)
		taken.set(moment, (taken.get(moment) ?? new Set()).add(enrolmentId));
	return taken;
}
