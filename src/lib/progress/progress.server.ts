/*
 * Where people are: the path of one student, the table of the class. Everything is read through the
 * features' own readers; stances appear as taken or not, never as values.
 */
import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { studentName } from '$lib/courses/wording';
import { debateStepsFor } from '$lib/debates/rounds/steps.server';
import type { Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import type { PositionState } from '$lib/positions/position';
import { shownTask } from '$lib/positions/positions.server';
import { taskIfAny, type TaskHere } from '$lib/positions/task.server';
import { questionSetsIn } from '$lib/questions/set-list.server';
import { readingsFinished } from '$lib/readings/progress.server';
import { readingsIn } from '$lib/readings/readings.server';
import { peerStepFor } from '$lib/reviews/peers/reviews.server';
import { db } from '$lib/server/db/client';
import {
	debate,
	debatePerson,
	enrolment,
	grade,
	gradeItem,
	position,
	positionTask,
	questionSet,
	section,
	setSubmission,
	user
} from '$lib/server/db/schema';
import { stancesFor, stanceTaken } from '$lib/stances/stances.server';
import type { StanceMoment } from '$lib/stances/stance';
import { pathOf, type PathStage, type Step } from './path';

/** The actor's path; for staff and observers the same steps with nothing done. */
export async function pathFor(
	actor: Actor,
	moduleSlug: string,
	locale: Locale,
	now: Date
): Promise<Record<PathStage, Step[]>> {
	const { id } = await moduleFor(actor, moduleSlug, now);
	const [stances, readings, sets, task, released, debates] = await Promise.all([
		stancesFor(actor, id),
		readingsIn(actor, id),
		questionSetsIn(actor, moduleSlug, now),
		taskIfAny(actor, moduleSlug, now),
		isPositionReleased(actor, id),
		debateStepsFor(actor, id, locale, now)
	]);
	// Whoever is no student here walks no path, also if they wrote a position when they were one.
	const own = roleOf(actor) === 'student' ? task?.own : null;
	const reviews = task ? await peerStepFor(task, own ?? null, now) : null;
	const moments = stances.axes.length > 0 ? stances.moments : [];
	return pathOf({
		stances: moments.map(({ moment, state }) => ({
			moment,
			state,
			given: stances.own[moment] !== undefined
		})),
		readings: readings.map((reading) => ({
			id: reading.id,
			slug: reading.slug,
			number: reading.number,
			title: reading.title,
			minutes: reading.minutes[locale] ?? reading.minutes.en ?? reading.minutes.ur ?? 1,
			begun: reading.progress?.furthest != null,
			finished: reading.progress?.finishedAt != null
		})),
		sets: sets.map(({ own, ...set }) => ({
			...set,
			state: own?.state ?? 'not-begun',
			complete: own?.complete ?? 0,
			lateMinutes: own?.lateMinutes ?? 0
		})),
		position: task && {
			...datesOf(task, now),
			state: own?.state ?? 'draft',
			begun: (own?.version ?? 0) > 0,
			released
		},
		reviews,
		// What somebody was not part of is no step behind them.
		debates: debates.filter(
			({ state, tookPart }) => state !== 'ended' || tookPart || roleOf(actor) !== 'student'
		)
	});
}

function datesOf(task: TaskHere, now: Date) {
	const { dueAt, isClosed, lateMinutes } = shownTask(task, now);
	return { dueAt, isClosed, lateMinutes };
}

async function isPositionReleased(actor: Actor, moduleId: string): Promise<boolean> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const rows = await db()
		.select({ state: grade.state })
		.from(grade)
		.innerJoin(
			gradeItem,
			and(eq(gradeItem.courseId, grade.courseId), eq(gradeItem.id, grade.itemId))
		)
		.where(
			and(
				eq(grade.courseId, courseId),
				eq(grade.enrolmentId, enrolmentId),
				eq(gradeItem.moduleId, moduleId),
				eq(gradeItem.kind, 'position'),
				eq(grade.state, 'released')
			)
		);
	return rows.length > 0;
}

export interface ClassRow {
	enrolmentId: string;
	name: string;
	sectionName: string | null;
	readingsFinished: number;
	setsSubmitted: number;
	stances: Record<StanceMoment, boolean>;
	position: PositionState | 'none';
	/** How many of the module they are or were in. */
	debates: number;
}

export interface ClassTable {
	rows: ClassRow[];
	readings: number;
	sets: number;
	hasDebates: boolean;
	sections: { id: string; name: string }[];
	/** All students behind the filter, on every page. */
	people: number;
	pages: number;
}

export const peopleOnPage = 100;

/** The class of a module; an assistant of one section sees that one. Pages count from 1. */
export async function classTable(
	actor: Actor,
	moduleSlug: string,
	filter: { section: string | null; page: number }
): Promise<ClassTable> {
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const { courseId, ownSectionOnly, sectionId } = membershipOf(actor);
	authorize(actor, 'progress.class', { courseId });
	const wanted = ownSectionOnly ? (sectionId ?? '') : filter.section;
	const isShown = and(
		eq(enrolment.courseId, courseId),
		eq(enrolment.role, 'student'),
		eq(enrolment.state, 'active'),
		wanted === null ? undefined : eq(enrolment.sectionId, wanted)
	);
	const [
		people,
		[counted],
		sections,
		finished,
		submitted,
		taken,
		positions,
		debated,
		readings,
		sets
	] = await Promise.all([
		db()
			.select({ enrolmentId: enrolment.id, name: user.name, sectionName: section.name })
			.from(enrolment)
			.leftJoin(user, eq(user.id, enrolment.userId))
			.leftJoin(
				section,
				and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
			)
			.where(isShown)
			.orderBy(asc(section.name), asc(user.name), asc(enrolment.id))
			.limit(peopleOnPage)
			.offset((filter.page - 1) * peopleOnPage),
		db().select({ n: count() }).from(enrolment).where(isShown),
		db()
			.select({ id: section.id, name: section.name })
			.from(section)
			.where(
				and(
					eq(section.courseId, courseId),
					ownSectionOnly ? eq(section.id, sectionId ?? '') : undefined
				)
			)
			.orderBy(asc(section.name)),
		readingsFinished(actor, moduleId),
		setsSubmittedIn(courseId, moduleId),
		stanceTaken(actor, moduleId),
		positionStates(courseId, moduleId),
		debatesTakenIn(courseId, moduleId),
		readingsIn(actor, moduleId),
		db()
			.select({ n: count() })
			.from(questionSet)
			.where(
				and(
					eq(questionSet.courseId, courseId),
					eq(questionSet.moduleId, moduleId),
					isNull(questionSet.retiredAt)
				)
			)
	]);
	const took = (moment: StanceMoment, enrolmentId: string) =>
		taken.get(moment)?.has(enrolmentId) ?? false;
	return {
		rows: people.map((person) => ({
			...person,
			name: studentName(person.name),
			readingsFinished: finished.get(person.enrolmentId) ?? 0,
			setsSubmitted: submitted.get(person.enrolmentId) ?? 0,
			stances: {
				before: took('before', person.enrolmentId),
				'after-reading': took('after-reading', person.enrolmentId),
				'after-debate': took('after-debate', person.enrolmentId)
			},
			position: positions.get(person.enrolmentId) ?? 'none',
			debates: debated.get(person.enrolmentId) ?? 0
		})),
		readings: readings.filter((r) => r.kind === 'op-ed').length,
		sets: sets[0]?.n ?? 0,
		hasDebates: debated.size > 0,
		sections,
		people: counted?.n ?? 0,
		pages: Math.max(1, Math.ceil((counted?.n ?? 0) / peopleOnPage))
	};
}

/** Sets handed in and not reopened since, by enrolment. */
async function setsSubmittedIn(courseId: string, moduleId: string): Promise<Map<string, number>> {
	const rows = await db()
		.select({
			enrolmentId: setSubmission.enrolmentId,
			n: sql<number>`count(distinct ${setSubmission.setId})`.mapWith(Number)
		})
		.from(setSubmission)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, setSubmission.courseId), eq(questionSet.id, setSubmission.setId))
		)
		.where(
			and(
				eq(setSubmission.courseId, courseId),
				eq(questionSet.moduleId, moduleId),
				isNull(questionSet.retiredAt),
				isNull(setSubmission.reopenedAt)
			)
		)
		.groupBy(setSubmission.enrolmentId);
	return new Map(rows.map((row) => [row.enrolmentId, row.n]));
}

async function positionStates(
	courseId: string,
	moduleId: string
): Promise<Map<string, PositionState>> {
	const rows = await db()
		.select({ enrolmentId: position.enrolmentId, state: position.state })
		.from(position)
		.innerJoin(
			positionTask,
			and(eq(positionTask.courseId, position.courseId), eq(positionTask.id, position.taskId))
		)
		.where(and(eq(position.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	return new Map(rows.map((row) => [row.enrolmentId, row.state]));
}

/** Debates that were opened, by enrolment of whoever was there. */
async function debatesTakenIn(courseId: string, moduleId: string): Promise<Map<string, number>> {
	const rows = await db()
		.select({ enrolmentId: debatePerson.enrolmentId, n: count() })
		.from(debatePerson)
		.innerJoin(
			debate,
			and(eq(debate.courseId, debatePerson.courseId), eq(debate.id, debatePerson.debateId))
		)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debate.moduleId, moduleId),
				inArray(debate.state, ['open', 'ended']),
				eq(debatePerson.isAbsent, false)
			)
		)
		.groupBy(debatePerson.enrolmentId);
	return new Map(rows.map((row) => [row.enrolmentId, row.n]));
}
