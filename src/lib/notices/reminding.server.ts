/*
 * Notices that nobody writes: a reminder a day before something is due, and for staff, each evening,
 * what waits for them. One pass over a course makes them; their ids follow from what they say, so
 * that a pass that runs twice, in two processes, or by a clock that was set back adds nothing.
 */
import { createHash } from 'node:crypto';
import { and, count, countDistinct, desc, eq, inArray, isNull, notInArray, or } from 'drizzle-orm';
import { tell } from '$lib/courses/telling.server';
import { isSheetThatCounts } from '$lib/reviews/sheets.server';
import { db, transaction } from '$lib/server/db/client';
import {
	contentReport,
	course,
	courseModule,
	enrolment,
	gradeItem,
	notice,
	position,
	positionTask,
	regradeRequest,
	review
} from '$lib/server/db/schema';
import { lastEvening } from './evening';
import { aheadBy } from './looking-up.server';
import { outstandingIn, outstandingKey } from './outstanding.server';

const hour = 60 * 60 * 1000;
/** A server that was away in the evening still says what waits, up to so much later. */
const eveningLasts = 6 * hour;

const idOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32);

/** Reminds whoever has not handed in what is due within a day; returns how many were new. */
export async function remindIn(courseId: string, now: Date): Promise<number> {
	const span = { from: now, until: new Date(now.getTime() + aheadBy) };
	const outstanding = await outstandingIn(courseId, span, null, now);
	if (outstanding.length === 0) return 0;
	const reminders = outstanding.map(({ enrolmentId, subject, subjectId, module, set, dueAt }) => {
		const due = dueAt.toISOString();
		return {
			id: idOf(outstandingKey({ enrolmentId, subject, subjectId, due })),
			enrolmentId,
			kind: 'due',
			payload: { subject, id: subjectId, module, due, ...(set === null ? {} : { set }) }
		};
	});
	return transaction((tx) => tell(tx, courseId, reminders, now));
}

/** What is counted for them. */
const told = ['positions', 'reports', 'regrades'] as const;

/** Tells each of the staff, in the evening, what waits; nothing when it is what they know already. */
export async function tellStaffIn(courseId: string, now: Date): Promise<number> {
	const [here] = await db()
		.select({ timeZone: course.timeZone })
		.from(course)
		.where(and(eq(course.id, courseId), eq(course.state, 'active')));
	if (!here) return 0;
	const evening = lastEvening(now, here.timeZone);
	if (now.getTime() - evening.getTime() > eveningLasts) return 0;
	const [staff, positions, reports, regrades, before] = await Promise.all([
		staffOf(courseId),
		positionsWaiting(courseId),
		reportsOpen(courseId),
		regradesOpen(courseId),
		waitingKnown(courseId)
	]);
	const notices = staff.flatMap(({ enrolmentId, ownSectionOnly, sectionId }) => {
		const isTheirs = (row: { sectionId: string | null }) =>
			!ownSectionOnly || (sectionId !== null && row.sectionId === sectionId);
		const waiting = positions.filter(isTheirs);
		const sum = (rows: { n: number }[]) => rows.reduce((all, row) => all + row.n, 0);
		const asked = regrades.filter(isTheirs);
		const counts = {
			positions: sum(waiting),
			reports: sum(reports.filter(isTheirs)),
			regrades: sum(asked)
		};
		if (counts.positions + counts.reports + counts.regrades === 0) return [];
		const known = before.get(enrolmentId);
		if (known && told.every((one) => Number(known[one] ?? 0) === counts[one])) return [];
		const first = waiting[0] ?? asked[0];
		return [
			{
				id: idOf(`waiting:${enrolmentId}:${evening.toISOString()}`),
				enrolmentId,
				kind: 'waiting',
				payload: {
					positions: String(counts.positions),
					reports: String(counts.reports),
					regrades: String(counts.regrades),
					...(first ? { module: first.module } : {})
				},
				at: evening
			}
		];
	});
	if (notices.length === 0) return 0;
	return transaction(async (tx) => {
		const added = await tell(tx, courseId, notices, now);
		// Yesterday's count is no news any more.
		await tx
			.update(notice)
			.set({ readAt: now })
			.where(
				and(
					eq(notice.courseId, courseId),
					eq(notice.kind, 'waiting'),
					inArray(
						notice.enrolmentId,
						notices.map((one) => one.enrolmentId)
					),
					notInArray(
						notice.id,
						notices.map((one) => one.id)
					),
					isNull(notice.readAt)
				)
			);
		return added;
	});
}

async function staffOf(courseId: string) {
	return db()
		.select({
			enrolmentId: enrolment.id,
			ownSectionOnly: enrolment.ownSectionOnly,
			sectionId: enrolment.sectionId
		})
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.state, 'active'),
				inArray(enrolment.role, ['instructor', 'assistant'])
			)
		);
}

/** Submitted positions whose newest version nobody has finished marking, by section and module. */
async function positionsWaiting(courseId: string) {
	return db()
		.select({
			sectionId: enrolment.sectionId,
			module: courseModule.slug,
			n: count(position.id)
		})
		.from(position)
		.innerJoin(
			positionTask,
			and(eq(positionTask.courseId, position.courseId), eq(positionTask.id, position.taskId))
		)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, positionTask.courseId),
				eq(courseModule.id, positionTask.moduleId)
			)
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.leftJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				isSheetThatCounts()
			)
		)
		.where(
			and(
				eq(position.courseId, courseId),
				eq(position.state, 'submitted'),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active'),
				or(isNull(review.state), notInArray(review.state, ['ready', 'released']))
			)
		)
		.groupBy(enrolment.sectionId, courseModule.slug);
}

async function reportsOpen(courseId: string) {
	return db()
		.select({
			sectionId: enrolment.sectionId,
			n: countDistinct(contentReport.subjectId)
		})
		.from(contentReport)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, contentReport.courseId), eq(enrolment.id, contentReport.authorId))
		)
		.where(and(eq(contentReport.courseId, courseId), eq(contentReport.state, 'open')))
		.groupBy(enrolment.sectionId);
}

/** Open regrade requests, by section and module. */
async function regradesOpen(courseId: string) {
	return db()
		.select({
			sectionId: enrolment.sectionId,
			module: courseModule.slug,
			n: count(regradeRequest.id)
		})
		.from(regradeRequest)
		.innerJoin(
			gradeItem,
			and(eq(gradeItem.courseId, regradeRequest.courseId), eq(gradeItem.id, regradeRequest.itemId))
		)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, gradeItem.courseId), eq(courseModule.id, gradeItem.moduleId))
		)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, regradeRequest.courseId),
				eq(enrolment.id, regradeRequest.enrolmentId)
			)
		)
		.where(
			and(
				eq(regradeRequest.courseId, courseId),
				eq(regradeRequest.state, 'open'),
				eq(enrolment.state, 'active')
			)
		)
		.groupBy(enrolment.sectionId, courseModule.slug);
}

/** What each of them was told last and has not put away. */
async function waitingKnown(courseId: string): Promise<Map<string, Record<string, string>>> {
	const rows = await db()
		.select({ enrolmentId: notice.enrolmentId, payload: notice.payload })
		.from(notice)
		.where(and(eq(notice.courseId, courseId), eq(notice.kind, 'waiting'), isNull(notice.readAt)))
		.orderBy(desc(notice.at));
	const newest = new Map<string, Record<string, string>>();
	for (const { enrolmentId, payload } of rows)
		if (!newest.has(enrolmentId)) newest.set(enrolmentId, payload);
	return newest;
}
