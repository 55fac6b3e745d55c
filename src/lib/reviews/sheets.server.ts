/*
 * Sheets as they lie in the database, and the task they belong to. What the other files of this
 * folder start from; nothing here is for pages.
 */
import { and, eq, notExists, or, sql, type Placeholder, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { partsOf, type PositionBody, type PositionPart } from '$lib/positions/position';
import { db, prepared, shared, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	course,
	courseModule,
	enrolment,
	position,
	positionTask,
	positionVersion,
	review,
	rubricVersion
} from '$lib/server/db/schema';
import type { RubricBody } from './review';

const taskOfModule = shared('review_task_of_module', [courseModule, course, positionTask], (db) =>
	db
		.select({
			courseId: positionTask.courseId,
			moduleId: positionTask.moduleId,
			moduleSlug: courseModule.slug,
			taskId: positionTask.id,
			hideWhileMarking: positionTask.hideWhileMarking,
			timeZone: course.timeZone
		})
		.from(courseModule)
		.innerJoin(course, eq(course.id, courseModule.courseId))
		.innerJoin(
			positionTask,
			and(
				eq(positionTask.courseId, courseModule.courseId),
				eq(positionTask.moduleId, courseModule.id)
			)
		)
		.where(
			and(
				eq(courseModule.courseId, sql.placeholder('courseId')),
				eq(courseModule.slug, sql.placeholder('moduleSlug'))
			)
		)
		.limit(1)
);

export type TaskToReview = Awaited<ReturnType<typeof taskOfModule>>[number];

/** Needs `position.read`; 404 when the module has no such task. */
export async function taskToReview(actor: Actor, moduleSlug: string): Promise<TaskToReview> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'position.read', { courseId });
	const [found] = await taskOfModule({ courseId, moduleSlug });
	return found ?? notFound();
}

const rubricInVersion = shared('rubric_in_version', [rubricVersion], (db) =>
	db
		.select({ body: rubricVersion.body })
		.from(rubricVersion)
		.where(
			and(
				eq(rubricVersion.courseId, sql.placeholder('courseId')),
				eq(rubricVersion.rubricId, sql.placeholder('rubricId')),
				eq(rubricVersion.version, sql.placeholder('rubricVersion'))
			)
		)
);

/** As `rubricOf`, outside of transactions. */
export async function keptRubric(row: {
	courseId: string;
	rubricId: string;
	rubricVersion: number;
}): Promise<RubricBody> {
	const { courseId, rubricId, rubricVersion } = row;
	const [found] = await rubricInVersion({ courseId, rubricId, rubricVersion });
	return found?.body ?? notFound();
}

/** The rubric a sheet was begun with; it stays when the task takes a newer one. */
export async function rubricOf(
	on: Executor,
	row: { courseId: string; rubricId: string; rubricVersion: number }
): Promise<RubricBody> {
	const [found] = await on
		.select({ body: rubricVersion.body })
		.from(rubricVersion)
		.where(
			and(
				eq(rubricVersion.courseId, row.courseId),
				eq(rubricVersion.rubricId, row.rubricId),
				eq(rubricVersion.version, row.rubricVersion)
			)
		);
	return found?.body ?? notFound();
}

const submittedVersion = prepared('submitted_version_to_review', (db) =>
	db
		.select({
			moduleSlug: courseModule.slug,
			taskId: position.taskId,
			newest: position.submittedNumber,
			enrolmentId: position.enrolmentId,
			enrolmentState: enrolment.state,
			sectionId: enrolment.sectionId,
			body: positionVersion.body,
			rubricId: positionTask.rubricId,
			rubricVersion: positionTask.rubricVersion
		})
		.from(positionVersion)
		.innerJoin(
			position,
			and(
				eq(position.courseId, positionVersion.courseId),
				eq(position.id, positionVersion.positionId)
			)
		)
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
		.where(
			and(
				eq(positionVersion.courseId, sql.placeholder('courseId')),
				eq(positionVersion.positionId, sql.placeholder('positionId')),
				eq(positionVersion.number, sql.placeholder('number'))
			)
		)
		.limit(1)
);

/** What a sheet is about. */
export interface Subject {
	courseId: string;
	moduleSlug: string;
	taskId: string;
	positionId: string;
	number: number;
	/** The number of the newest submitted version. */
	newest: number;
	enrolmentId: string;
	enrolmentState: 'active' | 'removed';
	sectionId: string | null;
	body: PositionBody;
	parts: PositionPart[];
	rubricId: string;
	rubricVersion: number;
}

/** A submitted version the actor may read; 404 otherwise, as for one that does not exist. */
export async function subjectFor(
	actor: Actor,
	positionId: string,
	number: number
): Promise<Subject> {
	const { courseId } = membershipOf(actor);
	const [found] = await submittedVersion({ courseId, positionId, number });
	if (!found) notFound();
	const { enrolmentId, sectionId } = found;
	if (!may(actor, 'position.read', { courseId, enrolmentId, sectionId })) notFound();
	return { ...found, courseId, positionId, number, parts: partsOf(found.body) };
}

export type SheetRow = typeof review.$inferSelect;

/** Which of the sheets of a version. */
export interface SheetKey {
	kind: SheetRow['kind'];
	slot: number;
}

/** The first marker's sheet. */
export const firstSlot = { kind: 'staff', slot: 1 } as const satisfies SheetKey;
/** The one that counts once a second marking was settled. */
export const agreedSlot = { kind: 'agreed', slot: 1 } as const satisfies SheetKey;

export function ofVersion(
	courseId: string | Placeholder,
	positionId: string | Placeholder,
	number: number | Placeholder,
	{ kind, slot }: { kind: SheetKey['kind'] | Placeholder; slot: number | Placeholder }
) {
	return and(
		eq(review.courseId, courseId),
		eq(review.positionId, positionId),
		eq(review.positionNumber, number),
		eq(review.kind, kind),
		eq(review.slot, slot)
	);
}

/**
 * The sheet that counts, for queries in which `position` stands for whose newest version is asked
 * about: the agreed one, else the first marker's.
 */
export function isSheetThatCounts(): SQL | undefined {
	const agreed = alias(review, 'agreed');
	const settled = db()
		.select({ one: sql`1` })
		.from(agreed)
		.where(
			and(
				eq(agreed.courseId, review.courseId),
				eq(agreed.positionId, review.positionId),
				eq(agreed.positionNumber, review.positionNumber),
				eq(agreed.kind, agreedSlot.kind)
			)
		);
	return and(
		eq(review.slot, firstSlot.slot),
		or(eq(review.kind, agreedSlot.kind), notExists(settled))
	);
}

/**
 * Holds a version by its first marker's sheet. Whoever writes on a sheet of a version comes here
 * before anything else: what slots are free, and whether all are done, is nobody else's to change
 * then, and two who want several rows of it never wait for each other.
 */
export async function holdVersion(tx: Transaction, subject: Subject): Promise<SheetRow> {
	return holdSheet(tx, subject, firstSlot);
}

/**
 * A sheet of a version, made when there is none, and held: until the transaction ends, nobody else
 * changes it. All sheets of a version are of the same rubric, so that they can be compared.
 */
export async function holdSheet(
	tx: Transaction,
	subject: Subject,
	key: SheetKey
): Promise<SheetRow> {
	const { courseId, positionId, number } = subject;
	const hold = () =>
		tx
			.update(review)
			.set({ courseId })
			.where(ofVersion(courseId, positionId, number, key))
			.returning();
	const [there] = await hold();
	if (there) return there;
	const [other] = await tx
		.select({ rubricId: review.rubricId, rubricVersion: review.rubricVersion })
		.from(review)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number)
			)
		)
		.limit(1);
	const { rubricId, rubricVersion } = other ?? subject;
	await tx
		.insert(review)
		.values({
			courseId,
			id: newId(),
			positionId,
			positionNumber: number,
			...key,
			rubricId,
			rubricVersion,
			levels: {},
			comments: {}
		})
		.onConflictDoNothing();
	const [row] = await hold();
	return row ?? notFound();
}
