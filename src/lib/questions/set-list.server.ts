/*
 * The question sets of a module as a list: how far each person is with each, what is due, and for
 * staff how many have handed in.
 */
import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { closesFor, dueFor, isClosed } from '$lib/modules/deadline';
import { moduleFor } from '$lib/modules/modules.server';
import { openingColumns, refuseUnopened } from '$lib/modules/opening.server';
import { db } from '$lib/server/db/client';
import {
	accommodation,
	answer,
	courseModule,
	extension,
	gradeItem,
	grade,
	question,
	questionSet,
	setSubmission
} from '$lib/server/db/schema';
import { askedOf, isEmpty, progressOf, type QuestionStage } from './question';
import { bodiesOf, deadlineOf, standingOf, versionKey } from './sets.server';

/** Where a person is with a set. */
export type SetState = 'not-begun' | 'begun' | 'submitted' | 'reopened';

export interface ListedSet {
	slug: string;
	stage: QuestionStage;
	title: LocalText;
	readingId: string | null;
	dueAt: Date | null;
	closesAt: Date | null;
	isClosed: boolean;
	questions: number;
	points: number;
	/** Of the person; null for staff and observers, who answer nothing. */
	own: {
		state: SetState;
		complete: number;
		receipt: string | null;
		lateMinutes: number;
		lateWaived: boolean;
		/** Once released. */
		points: number | null;
	} | null;
	/** How many students have handed in; staff only. */
	submitted: number | null;
}

/** The sets of a module in order. */
export async function questionSetsIn(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<ListedSet[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const sets = await db()
		.select({
			...openingColumns,
			id: questionSet.id,
			slug: questionSet.slug,
			stage: questionSet.stage,
			title: questionSet.title,
			readingId: questionSet.readingId,
			dueAt: questionSet.dueAt,
			closesAt: questionSet.closesAt,
			releasedAt: questionSet.releasedAt,
			extendedDueAt: extension.dueAt,
			extendedClosesAt: extension.closesAt,
			extraHours: accommodation.extraHours,
			points: grade.points,
			gradeState: grade.state
		})
		.from(courseModule)
		.innerJoin(
			questionSet,
			and(
				eq(questionSet.courseId, courseModule.courseId),
				eq(questionSet.moduleId, courseModule.id),
				isNull(questionSet.retiredAt)
			)
		)
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, questionSet.courseId),
				eq(extension.subjectKind, 'set'),
				eq(extension.subjectId, questionSet.id),
				eq(extension.enrolmentId, enrolmentId)
			)
		)
		.leftJoin(
			accommodation,
			and(
				eq(accommodation.courseId, questionSet.courseId),
				eq(accommodation.enrolmentId, enrolmentId)
			)
		)
		.leftJoin(
			gradeItem,
			and(
				eq(gradeItem.courseId, questionSet.courseId),
				eq(gradeItem.kind, 'set'),
				eq(gradeItem.subjectId, questionSet.id)
			)
		)
		.leftJoin(
			grade,
			and(
				eq(grade.courseId, questionSet.courseId),
				eq(grade.itemId, gradeItem.id),
				eq(grade.enrolmentId, enrolmentId)
			)
		)
		.where(and(eq(courseModule.courseId, courseId), eq(courseModule.slug, moduleSlug)))
		.orderBy(asc(questionSet.position), asc(questionSet.id));
	const [first] = sets;
	// A module without sets is there all the same, or is not.
	if (!first) await moduleFor(actor, moduleSlug, now);
	else await refuseUnopened(actor, first, now);
	const setIds = sets.map((s) => s.id);
	const [questions, submissions] = await Promise.all([
		questionsIn(courseId, setIds, enrolmentId),
		submissionsIn(courseId, setIds)
	]);
	const answers = may(actor, 'answer.write', { courseId, enrolmentId });
	const staff = isStaff(actor);
	return sets.map((set) => {
		const deadline = deadlineOf(set);
		const handedIn = submissions.filter((s) => s.setId === set.id);
		const newest = newestOf(handedIn.filter((s) => s.enrolmentId === enrolmentId));
		const isSubmitted = newest !== null && newest.reopenedAt === null;
		const here = questions
			.filter((q) => q.setId === set.id)
			.map(({ points, asked, own }) => {
				const { body, answer } = standingOf(asked, own, isSubmitted);
				return { points, progress: progressOf(askedOf(body), answer?.value ?? null) };
			});
		return {
			slug: set.slug,
			stage: set.stage,
			title: set.title,
			readingId: set.readingId,
			dueAt: dueFor(deadline),
			closesAt: closesFor(deadline),
			isClosed: isClosed(deadline, now),
			questions: here.length,
			points: here.reduce((sum, q) => sum + q.points, 0),
			own: answers
				? {
						state: stateOf(
							newest,
							here.some((q) => q.progress !== 'empty')
						),
						complete: here.filter((q) => q.progress === 'complete').length,
						receipt: isSubmitted ? newest.receipt : null,
						lateMinutes: newest?.lateMinutes ?? 0,
						lateWaived: newest?.lateWaivedBy != null,
						points: set.gradeState === 'released' ? set.points : null
					}
				: null,
			submitted: staff
				? new Set(handedIn.filter((s) => s.reopenedAt === null).map((s) => s.enrolmentId)).size
				: null
		};
	});
}

/** The sets that were taken out of the module and can still be read: staff all, others what they answered. */
export async function setsTakenOut(
	actor: Actor,
	moduleSlug: string
): Promise<{ slug: string; title: LocalText }[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const sets = await db()
		.select({ id: questionSet.id, slug: questionSet.slug, title: questionSet.title })
		.from(questionSet)
		.where(
			and(
				eq(questionSet.courseId, courseId),
				eq(questionSet.moduleId, moduleId),
				isNotNull(questionSet.retiredAt)
			)
		)
		.orderBy(asc(questionSet.position), asc(questionSet.id));
	if (sets.length === 0 || isStaff(actor)) return sets.map(({ slug, title }) => ({ slug, title }));
	const answered = await db()
		.select({ setId: question.setId, value: answer.value })
		.from(answer)
		.innerJoin(
			question,
			and(eq(question.courseId, answer.courseId), eq(question.id, answer.questionId))
		)
		.where(
			and(
				eq(answer.courseId, courseId),
				eq(answer.enrolmentId, enrolmentId),
				inArray(
					question.setId,
					sets.map((s) => s.id)
				)
			)
		);
	return sets
		.filter((s) => answered.some((a) => a.setId === s.id && !isEmpty(a.value)))
		.map(({ slug, title }) => ({ slug, title }));
}

export function stateOf(newest: { reopenedAt: Date | null } | null, hasBegun: boolean): SetState {
	if (newest) return newest.reopenedAt === null ? 'submitted' : 'reopened';
	return hasBegun ? 'begun' : 'not-begun';
}

function newestOf<S extends { number: number }>(submissions: S[]): S | null {
	return submissions.reduce<S | null>(
		(best, s) => (best && best.number > s.number ? best : s),
		null
	);
}

async function submissionsIn(courseId: string, setIds: string[]) {
	if (setIds.length === 0) return [];
	return db()
		.select({
			setId: setSubmission.setId,
			enrolmentId: setSubmission.enrolmentId,
			number: setSubmission.number,
			receipt: setSubmission.receipt,
			lateMinutes: setSubmission.lateMinutes,
			lateWaivedBy: setSubmission.lateWaivedBy,
			reopenedAt: setSubmission.reopenedAt
		})
		.from(setSubmission)
		.where(and(eq(setSubmission.courseId, courseId), inArray(setSubmission.setId, setIds)));
}

async function questionsIn(courseId: string, setIds: string[], enrolmentId: string) {
	if (setIds.length === 0) return [];
	const rows = await db()
		.select({
			id: question.id,
			setId: question.setId,
			currentVersion: question.currentVersion,
			answeredVersion: answer.questionVersion,
			value: answer.value
		})
		.from(question)
		.leftJoin(
			answer,
			and(
				eq(answer.courseId, question.courseId),
				eq(answer.questionId, question.id),
				eq(answer.enrolmentId, enrolmentId)
			)
		)
		.where(
			and(
				eq(question.courseId, courseId),
				inArray(question.setId, setIds),
				isNull(question.retiredAt)
			)
		);
	const bodies = await bodiesOf(
		courseId,
		rows.flatMap(({ id: questionId, currentVersion, answeredVersion }) => [
			{ questionId, version: currentVersion },
			{ questionId, version: answeredVersion ?? currentVersion }
		])
	);
	return rows.flatMap((row) => {
		const bodyAt = (version: number) => bodies.get(versionKey({ questionId: row.id, version }));
		const current = bodyAt(row.currentVersion);
		if (!current) return [];
		const { setId, currentVersion, answeredVersion, value } = row;
		const own =
			answeredVersion === null || !value ? null : { questionVersion: answeredVersion, value };
		const answered = own ? (bodyAt(own.questionVersion) ?? null) : null;
		const asked = { currentVersion, current, answered };
		return [{ setId, points: current.points, asked, own }];
	});
}
