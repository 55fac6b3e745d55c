/*
 * The question sets of a module as a list: how far each person is with each, what is due, and for
 * staff how many have handed in.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { closesFor, dueFor, isClosed } from '$lib/modules/deadline';
import { moduleFor } from '$lib/modules/modules.server';
import { db } from '$lib/server/db/client';
import {
	answer,
	courseModule,
	extension,
	gradeItem,
	grade,
	question,
	questionSet,
	setSubmission
} from '$lib/server/db/schema';
import { askedOf, progressOf, type QuestionStage } from './question';
import { bodiesOf, deadlineOf, versionKey } from './sets.server';

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
			visible: courseModule.visible,
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
			points: grade.points,
			gradeState: grade.state
		})
		.from(courseModule)
		.innerJoin(
			questionSet,
			and(
				eq(questionSet.courseId, courseModule.courseId),
				eq(questionSet.moduleId, courseModule.id)
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
	if (!first) await moduleFor(actor, moduleSlug);
	else if (!first.visible && !isStaff(actor)) notFound();
	const setIds = sets.map((s) => s.id);
	const [questions, submissions] = await Promise.all([
		questionsIn(courseId, setIds, enrolmentId),
		submissionsIn(courseId, setIds)
	]);
	const answers = may(actor, 'answer.write', { courseId, enrolmentId });
	const staff = isStaff(actor);
	return sets.map((set) => {
		const deadline = deadlineOf(set);
		const here = questions.filter((q) => q.setId === set.id);
		const handedIn = submissions.filter((s) => s.setId === set.id);
		const newest = newestOf(handedIn.filter((s) => s.enrolmentId === enrolmentId));
		const isSubmitted = newest !== null && newest.reopenedAt === null;
		return {
			slug: set.slug,
			stage: set.stage,
			title: set.title,
			readingId: set.readingId,
			dueAt: dueFor(deadline),
			closesAt: closesFor(deadline),
			isClosed: isClosed(deadline, now),
			questions: here.length,
			points: here.reduce((sum, q) => sum + q.body.points, 0),
			own: answers
				? {
						state: stateOf(
							newest,
							here.some((q) => q.progress !== 'empty')
						),
						complete: here.filter((q) => q.progress === 'complete').length,
						receipt: isSubmitted ? newest.receipt : null,
						lateMinutes: newest?.lateMinutes ?? 0,
						points: set.gradeState === 'released' ? set.points : null
					}
				: null,
			submitted: staff
				? new Set(handedIn.filter((s) => s.reopenedAt === null).map((s) => s.enrolmentId)).size
				: null
		};
	});
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
		.where(and(eq(question.courseId, courseId), inArray(question.setId, setIds)));
	const versions = rows.map((row) => ({
		questionId: row.id,
		version: row.answeredVersion ?? row.currentVersion
	}));
	const bodies = await bodiesOf(courseId, versions);
	return rows.flatMap((row, i) => {
		const version = versions[i];
		const body = version && bodies.get(versionKey(version));
		if (!body) return [];
		return [{ setId: row.setId, body, progress: progressOf(askedOf(body), row.value) }];
	});
}
