/*
 * Reports and hiding, for every feature in which people read each other. What is hidden stays, counts
 * and is marked as before: its author and staff see it, with the reason, and classmates do not. Every
 * reader of other people's contributions has `isHidden` in its query.
 */
import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import type { AnyColumn } from '$lib/server/db/dialect';
import { transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { contentReport, enrolment, hiddenContent } from '$lib/server/db/schema';
import { recordAct } from './acts.server';
import type { Subject, SubjectKind } from './moderation';
import { tell } from './telling.server';

/** Whether staff hid the contribution of a row: for the `where` of every reader of classmates. */
export function isHidden(kind: SubjectKind, courseId: AnyColumn, subjectId: AnyColumn): SQL {
	return sql`exists (select 1 from ${hiddenContent} where ${and(
		eq(hiddenContent.courseId, courseId),
		eq(hiddenContent.subjectKind, kind),
		eq(hiddenContent.subjectId, subjectId)
	)})`;
}

/** For the author's own view and for staff: joins the reason, null where nothing is hidden. */
export function hiddenOf(
	kind: SubjectKind,
	courseId: AnyColumn,
	subjectId: AnyColumn
): SQL | undefined {
	return and(
		eq(hiddenContent.courseId, courseId),
		eq(hiddenContent.subjectKind, kind),
		eq(hiddenContent.subjectId, subjectId)
	);
}

export const hiddenColumns = { reason: hiddenContent.reason, at: hiddenContent.at };

/**
 * Keeps a report for staff, one of each person and subject, and tells staff of the first. Needs
 * `content.report`; the caller has found that the actor may read the subject.
 */
export async function report(
	actor: Actor,
	subject: Subject & { authorId: string },
	reason: string,
	now: Date
): Promise<void> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'content.report', { courseId, committed: true });
	await transaction(async (tx) => {
		const open = await openReports(tx, courseId, subject);
		const [added] = await tx
			.insert(contentReport)
			.values({
				courseId,
				id: newId(),
				subjectKind: subject.kind,
				subjectId: subject.id,
				authorId: subject.authorId,
				reportedBy: enrolmentId,
				reason,
				at: now
			})
			.onConflictDoNothing()
			.returning({ id: contentReport.id });
		if (!added || open > 0) return;
		const [author] = await tx
			.select({ sectionId: enrolment.sectionId })
			.from(enrolment)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, subject.authorId)));
		const staff = await tx
			.select({
				enrolmentId: enrolment.id,
				role: enrolment.role,
				sectionId: enrolment.sectionId,
				ownSectionOnly: enrolment.ownSectionOnly
			})
			.from(enrolment)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.state, 'active')));
		const sees = (one: (typeof staff)[number]) =>
			one.role === 'instructor' ||
			(one.role === 'assistant' &&
				(!one.ownSectionOnly || (one.sectionId !== null && one.sectionId === author?.sectionId)));
		await tell(
			tx,
			courseId,
			staff.filter(sees).map((one) => ({
				enrolmentId: one.enrolmentId,
				kind: 'report',
				payload: {}
			})),
			now
		);
	});
}

async function openReports(tx: Transaction, courseId: string, subject: Subject): Promise<number> {
	const rows = await tx
		.select({ id: contentReport.id })
		.from(contentReport)
		.where(and(reportsOn(courseId, subject), eq(contentReport.state, 'open')));
	return rows.length;
}

function reportsOn(courseId: string, { kind, id }: Subject): SQL | undefined {
	return and(
		eq(contentReport.courseId, courseId),
		eq(contentReport.subjectKind, kind),
		eq(contentReport.subjectId, id)
	);
}

/** What an act of moderation needs to know: whose it is, and where its author finds it. */
export interface Moderated extends Subject {
	authorId: string;
	place: Record<string, string>;
}

/** Needs `content.hide` for the section of the author. */
async function authorized(tx: Executor, actor: Actor, authorId: string): Promise<string> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const [author] = await tx
		.select({ sectionId: enrolment.sectionId })
		.from(enrolment)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, authorId)));
	if (!author) notFound();
	authorize(actor, 'content.hide', { courseId, sectionId: author.sectionId });
	return courseId;
}

/** Settles the open reports: nothing is wrong with it. */
export async function keep(actor: Actor, subject: Moderated, now: Date): Promise<void> {
	await transaction(async (tx) => {
		const courseId = await authorized(tx, actor, subject.authorId);
		const settled = await settle(tx, actor, courseId, subject, 'kept', now);
		if (settled === 0) return;
		await recordAct(actor, { act: 'content.keep', ...named(subject) }, now, tx);
	});
}

/** A second time changes nothing, and the first reason stays. */
export async function hide(
	actor: Actor,
	subject: Moderated,
	reason: string,
	now: Date
): Promise<void> {
	await transaction(async (tx) => {
		const courseId = await authorized(tx, actor, subject.authorId);
		const { kind, id, authorId, place } = subject;
		const [hidden] = await tx
			.insert(hiddenContent)
			.values({
				courseId,
				subjectKind: kind,
				subjectId: id,
				authorId,
				reason,
				hiddenBy: personOf(actor).id,
				at: now
			})
			.onConflictDoNothing()
			.returning({ id: hiddenContent.subjectId });
		await settle(tx, actor, courseId, subject, 'hidden', now);
		if (!hidden) return;
		const told = { enrolmentId: authorId, kind: 'content.hidden', payload: place };
		await tell(tx, courseId, [told], now);
		await recordAct(actor, { act: 'content.hide', ...named(subject) }, now, tx);
	});
}

/** Classmates see it again. */
export async function show(actor: Actor, subject: Moderated, now: Date): Promise<void> {
	await transaction(async (tx) => {
		const courseId = await authorized(tx, actor, subject.authorId);
		const shown = await tx
			.delete(hiddenContent)
			.where(hiddenOfSubject(courseId, subject))
			.returning({ id: hiddenContent.subjectId });
		if (shown.length === 0) return;
		await tx
			.update(contentReport)
			.set({ state: 'kept', decidedBy: personOf(actor).id, decidedAt: now })
			.where(and(reportsOn(courseId, subject), eq(contentReport.state, 'hidden')));
		const { authorId, place } = subject;
		const told = { enrolmentId: authorId, kind: 'content.shown', payload: place };
		await tell(tx, courseId, [told], now);
		await recordAct(actor, { act: 'content.show', ...named(subject) }, now, tx);
	});
}

/** By id alone: whose words they are is known to whoever opens the list of reports. */
function named({ kind, id }: Subject) {
	return { subjectKind: kind, subjectId: id };
}

function hiddenOfSubject(courseId: string, { kind, id }: Subject): SQL | undefined {
	return and(
		eq(hiddenContent.courseId, courseId),
		eq(hiddenContent.subjectKind, kind),
		eq(hiddenContent.subjectId, id)
	);
}

async function settle(
	tx: Transaction,
	actor: Actor,
	courseId: string,
	subject: Subject,
	state: 'kept' | 'hidden',
	now: Date
): Promise<number> {
	const settled = await tx
		.update(contentReport)
		.set({ state, decidedBy: personOf(actor).id, decidedAt: now })
		.where(and(reportsOn(courseId, subject), eq(contentReport.state, 'open')))
		.returning({ id: contentReport.id });
	return settled.length;
}
