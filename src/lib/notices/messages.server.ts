/*
 * What staff write to the whole class or to a section: kept with the course, told by a notice, and
 * mailed at once to whoever wants mail at all. A message has the id that its form was given, so that
 * a form sent twice is one message.
 */
import { and, asc, count, desc, eq, gt, isNull, or, type SQL } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { requireSection, sectionsIn, type SectionHere } from '$lib/courses/people.server';
import { tell } from '$lib/courses/telling.server';
import type { Locale } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { classMessage, enrolment, section, user } from '$lib/server/db/schema';
import { mostADay } from './notice';

const day = 24 * 60 * 60 * 1000;
const mostListed = 200;

export interface ListedMessage {
	id: string;
	subject: string;
	lang: Locale;
	sentAt: Date;
	/** Null once they have erased their account. */
	sentBy: string | null;
	/** Null: the whole class. */
	sectionName: string | null;
	/** How many got it; staff only. */
	recipients: number | null;
}

export interface MessageHere extends ListedMessage {
	body: string;
}

/** Of the course, those to everybody and to the actor's own section; staff see what they may send. */
function isShownTo(actor: Actor): SQL | undefined {
	const { courseId, sectionId, ownSectionOnly } = membershipOf(actor);
	const inCourse = eq(classMessage.courseId, courseId);
	if (isStaff(actor) && !ownSectionOnly) return inCourse;
	return and(
		inCourse,
		or(
			isNull(classMessage.sectionId),
			sectionId === null ? undefined : eq(classMessage.sectionId, sectionId)
		)
	);
}

const columns = {
	id: classMessage.id,
	subject: classMessage.subject,
	lang: classMessage.lang,
	sentAt: classMessage.sentAt,
	sentBy: user.name,
	sectionName: section.name,
	recipients: classMessage.recipients
};

function messages(actor: Actor, only: SQL | undefined) {
	return db()
		.select({ ...columns, body: classMessage.body })
		.from(classMessage)
		.leftJoin(user, eq(user.id, classMessage.sentBy))
		.leftJoin(
			section,
			and(eq(section.courseId, classMessage.courseId), eq(section.id, classMessage.sectionId))
		)
		.where(and(isShownTo(actor), only))
		.orderBy(desc(classMessage.sentAt), desc(classMessage.id))
		.limit(mostListed);
}

/** The newest first. */
export async function messagesFor(actor: Actor): Promise<ListedMessage[]> {
	authorize(actor, 'course.read', { courseId: membershipOf(actor).courseId });
	const rows = await messages(actor, undefined);
	return rows.map(({ body: _body, recipients, ...row }) => ({
		...row,
		recipients: isStaff(actor) ? recipients : null
	}));
}

/** 404 for one to another section. */
export async function messageFor(actor: Actor, id: string): Promise<MessageHere> {
	authorize(actor, 'course.read', { courseId: membershipOf(actor).courseId });
	const [found] = await messages(actor, eq(classMessage.id, id));
	if (!found) notFound();
	return { ...found, recipients: isStaff(actor) ? found.recipients : null };
}

export interface Addressees {
	/** How many students there are altogether; null for whoever may write to their section only. */
	everybody: number | null;
	sections: SectionHere[];
}

/** Whom the actor may write to; needs `class.message`. */
export async function addresseesFor(actor: Actor): Promise<Addressees> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'class.message', { courseId });
	const [sections, [students]] = await Promise.all([
		sectionsIn(actor),
		db().select({ n: count() }).from(enrolment).where(isAddressed(courseId, null))
	]);
	const mayAll = may(actor, 'class.message', { courseId, sectionId: null });
	return { everybody: mayAll ? (students?.n ?? 0) : null, sections };
}

function isAddressed(courseId: string, sectionId: string | null): SQL | undefined {
	return and(
		eq(enrolment.courseId, courseId),
		eq(enrolment.role, 'student'),
		eq(enrolment.state, 'active'),
		sectionId === null ? undefined : eq(enrolment.sectionId, sectionId)
	);
}

export interface NewMessage {
	/** The id that the form was given. */
	id: string;
	subject: string;
	body: string;
	lang: Locale;
	/** Null: the whole class. */
	sectionId: string | null;
}

export type MessageSent =
	| { ok: true; id: string; recipients: number }
	| { ok: false; reason: 'nobody' | 'too-many' | 'already-sent' };

/** Needs `class.message` for the section. The same words under the same id again are sent once. */
export async function sendMessage(
	actor: Actor,
	{ id, subject, body, lang, sectionId }: NewMessage,
	now: Date
): Promise<MessageSent> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'class.message', { courseId, sectionId });
	const sentBy = personOf(actor).id;
	return transaction(async (tx): Promise<MessageSent> => {
		await requireSection(tx, courseId, sectionId);
		const people = await tx
			.select({ enrolmentId: enrolment.id })
			.from(enrolment)
			.where(isAddressed(courseId, sectionId))
			.orderBy(asc(enrolment.id));
		if (people.length === 0) return { ok: false, reason: 'nobody' };
		const recipients = people.length;
		const [sent] = await tx
			.insert(classMessage)
			.values({ courseId, id, sectionId, subject, body, lang, sentBy, sentAt: now, recipients })
			.onConflictDoNothing()
			.returning({ id: classMessage.id });
		if (!sent) {
			const [before] = await tx
				.select()
				.from(classMessage)
				.where(and(eq(classMessage.courseId, courseId), eq(classMessage.id, id)));
			const isSame =
				before?.sentBy === sentBy &&
				before.subject === subject &&
				before.body === body &&
				before.sectionId === sectionId;
			return isSame
				? { ok: true, id, recipients: before.recipients }
				: { ok: false, reason: 'already-sent' };
		}
		const [today] = await tx
			.select({ n: count() })
			.from(classMessage)
			.where(
				and(
					eq(classMessage.courseId, courseId),
					eq(classMessage.sentBy, sentBy),
					gt(classMessage.sentAt, new Date(now.getTime() - day))
				)
			);
		if ((today?.n ?? 0) > mostADay) {
			await tx
				.delete(classMessage)
				.where(and(eq(classMessage.courseId, courseId), eq(classMessage.id, id)));
			return { ok: false, reason: 'too-many' };
		}
		const payload = { message: id };
		await tell(
			tx,
			courseId,
			people.map(({ enrolmentId }) => ({ enrolmentId, kind: 'message', payload })),
			now
		);
		await recordAct(
			actor,
			{
				act: 'class.message',
				subjectKind: sectionId === null ? 'course' : 'section',
				subjectId: sectionId ?? courseId,
				detail: { message: id, recipients }
			},
			now,
			tx
		);
		return { ok: true, id, recipients };
	});
}

/** For the form of a message that is to be written; needs `class.message`. */
export function newMessageId(actor: Actor): string {
	authorize(actor, 'class.message', { courseId: membershipOf(actor).courseId });
	return newId();
}
