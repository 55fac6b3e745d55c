/*
 * Who has not handed in what is due. Reminders are made from it, and judged by it again whenever one
 * is shown or mailed: a date that was moved, a set that was handed in, a module that was hidden make
 * an earlier reminder untrue, and it is not told any more.
 */
import { and, between, eq, gt, inArray, isNotNull, isNull, ne, or, type SQL } from 'drizzle-orm';
import type { LocalText } from '$lib/i18n/local-text';
import { dueFor } from '$lib/modules/deadline';
import { isOpenModule } from '$lib/modules/opening.server';
import { db } from '$lib/server/db/client';
import {
	accommodation,
	courseModule,
	enrolment,
	extension,
	position,
	positionTask,
	questionSet,
	setSubmission
} from '$lib/server/db/schema';

export interface Outstanding {
	enrolmentId: string;
	subject: 'set' | 'position';
	subjectId: string;
	module: string;
	/** Of a set. */
	set: string | null;
	title: LocalText | null;
	/** For this person, an extension and an accommodation included. */
	dueAt: Date;
}

export interface Span {
	from: Date;
	until: Date;
}

/** What falls due in the span, first moment excluded. @param only of these people; null for all */
export async function outstandingIn(
	courseId: string,
	span: Span,
	only: readonly string[] | null,
	now: Date
): Promise<Outstanding[]> {
	if (only?.length === 0) return [];
	const [sets, tasks] = await Promise.all([
		setsDue(courseId, span, only, now),
		tasksDue(courseId, span, only, now)
	]);
	return [...sets, ...tasks].flatMap(({ base, extended, extraHours, ...row }) => {
		const dueAt = dueFor({
			dueAt: base,
			extension: { dueAt: extended, closesAt: null },
			extraHours: extraHours ?? 0
		});
		return dueAt && dueAt > span.from && dueAt <= span.until ? [{ ...row, dueAt }] : [];
	});
}

/** One answer for a reminder and what it reminds of. */
export function outstandingKey(of: {
	enrolmentId: string;
	subject: string;
	subjectId: string;
	due: string;
}): string {
	return `due:${of.subject}:${of.subjectId}:${of.enrolmentId}:${of.due}`;
}

function isStudent(only: readonly string[] | null): SQL | undefined {
	return and(
		eq(enrolment.role, 'student'),
		eq(enrolment.state, 'active'),
		only === null ? undefined : inArray(enrolment.id, [...only])
	);
}

function ofPerson(): SQL | undefined {
	return and(
		eq(accommodation.courseId, enrolment.courseId),
		eq(accommodation.enrolmentId, enrolment.id)
	);
}

async function setsDue(courseId: string, span: Span, only: readonly string[] | null, now: Date) {
	const rows = await db()
		.select({
			enrolmentId: enrolment.id,
			subjectId: questionSet.id,
			module: courseModule.slug,
			set: questionSet.slug,
			title: questionSet.title,
			base: questionSet.dueAt,
			extended: extension.dueAt,
			extraHours: accommodation.extraHours
		})
		.from(questionSet)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, questionSet.courseId),
				eq(courseModule.id, questionSet.moduleId),
				isOpenModule(now)
			)
		)
		.innerJoin(enrolment, and(eq(enrolment.courseId, questionSet.courseId), isStudent(only)))
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, questionSet.courseId),
				eq(extension.subjectKind, 'set'),
				eq(extension.subjectId, questionSet.id),
				eq(extension.enrolmentId, enrolment.id)
			)
		)
		.leftJoin(accommodation, ofPerson())
		.leftJoin(
			setSubmission,
			and(
				eq(setSubmission.courseId, questionSet.courseId),
				eq(setSubmission.setId, questionSet.id),
				eq(setSubmission.enrolmentId, enrolment.id),
				isNull(setSubmission.reopenedAt)
			)
		)
		.where(
			and(
				eq(questionSet.courseId, courseId),
				isNull(questionSet.retiredAt),
				isNotNull(questionSet.dueAt),
				isNull(setSubmission.id),
				or(
					between(questionSet.dueAt, span.from, span.until),
					between(extension.dueAt, span.from, span.until),
					// Added hours are few people's, and are counted outside.
					gt(accommodation.extraHours, 0)
				)
			)
		);
	return rows.map((row) => ({ ...row, subject: 'set' as const }));
}

async function tasksDue(courseId: string, span: Span, only: readonly string[] | null, now: Date) {
	const rows = await db()
		.select({
			enrolmentId: enrolment.id,
			subjectId: positionTask.id,
			module: courseModule.slug,
			base: positionTask.dueAt,
			extended: extension.dueAt,
			extraHours: accommodation.extraHours
		})
		.from(positionTask)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, positionTask.courseId),
				eq(courseModule.id, positionTask.moduleId),
				isOpenModule(now)
			)
		)
		.innerJoin(enrolment, and(eq(enrolment.courseId, positionTask.courseId), isStudent(only)))
		.leftJoin(
			extension,
			and(
				eq(extension.courseId, positionTask.courseId),
				eq(extension.subjectKind, 'position'),
				eq(extension.subjectId, positionTask.id),
				eq(extension.enrolmentId, enrolment.id)
			)
		)
		.leftJoin(accommodation, ofPerson())
		// Whoever has submitted once has met the date, also when it came back since.
		.leftJoin(
			position,
			and(
				eq(position.courseId, positionTask.courseId),
				eq(position.taskId, positionTask.id),
				eq(position.enrolmentId, enrolment.id),
				ne(position.submittedNumber, 0)
			)
		)
		.where(
			and(
				eq(positionTask.courseId, courseId),
				isNotNull(positionTask.dueAt),
				isNull(position.id),
				or(
					between(positionTask.dueAt, span.from, span.until),
					between(extension.dueAt, span.from, span.until),
					// Added hours are few people's, and are counted outside.
					gt(accommodation.extraHours, 0)
				)
			)
		);
	return rows.map((row) => ({ ...row, subject: 'position' as const, set: null, title: null }));
}
