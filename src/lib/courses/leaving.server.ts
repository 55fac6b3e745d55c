/*
 * What a course keeps of its people: their place, notices, messages, reports, and the record of
 * staff acts. A place whose work the course may keep stays, with an id that stands for nobody.
 */
import { and, asc, desc, eq, gte, inArray, isNull, lte, ne, notInArray, or } from 'drizzle-orm';
import type { CourseRole } from '$lib/access/actor';
import {
	emptyTables,
	mentions,
	opaqueId,
	unsign,
	type Leaving,
	type LeftPerson
} from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, type Transaction } from '$lib/server/db/client';
import {
	auditEvent,
	classMessage,
	contentReport,
	course,
	enrolment,
	hiddenContent,
	invitation,
	notice,
	section
} from '$lib/server/db/schema';

export interface CourseMine {
	course: { slug: string; title: LocalText; timeZone: string; keptUntil: Date | null };
	role: CourseRole;
	section: string | null;
	/** What classmates see instead of the name. */
	pseudonym: LocalText;
	schoolNumber: string | null;
	joinedAt: Date;
	leftAt: Date | null;
	notices: { kind: string; payload: Record<string, string>; at: Date; readAt: Date | null }[];
	/** Sent to the class or to one's section while one was in it; who sent them is not in it. */
	messages: { subject: string; body: string; lang: 'en' | 'ur'; at: Date }[];
	messagesSent: { subject: string; body: string; lang: 'en' | 'ur'; at: Date }[];
	reports: { about: string; reason: string; state: string; at: Date }[];
	/** What staff hid of one's own. */
	hidden: { what: string; reason: string; at: Date }[];
	/** What one did as staff; to whom is not in it. */
	acts: { act: string; about: string; at: Date }[];
}

export const coursesLeaving: Leaving<CourseMine> = {
	people: [notice, contentReport, hiddenContent, auditEvent, classMessage, invitation, enrolment],
	content: [section, course],

	async mine({ courseId, enrolmentId, userId, sectionId, joinedAt }) {
		const [place] = await db()
			.select({
				slug: course.slug,
				title: course.title,
				timeZone: course.timeZone,
				keptUntil: course.retainUntil,
				role: enrolment.role,
				section: section.name,
				pseudonym: enrolment.pseudonym,
				schoolNumber: enrolment.rosterId,
				joinedAt: enrolment.joinedAt,
				leftAt: enrolment.removedAt
			})
			.from(enrolment)
			.innerJoin(course, eq(course.id, enrolment.courseId))
			.leftJoin(
				section,
				and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
			)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
		if (!place) throw new Error('A place that was found is gone.');
		const { slug, title, timeZone, keptUntil, ...own } = place;
		const message = {
			subject: classMessage.subject,
			body: classMessage.body,
			lang: classMessage.lang,
			at: classMessage.sentAt
		};
		const received = await db()
			.select(message)
			.from(classMessage)
			.where(
				and(
					eq(classMessage.courseId, courseId),
					gte(classMessage.sentAt, joinedAt),
					ne(classMessage.sentBy, userId),
					own.leftAt ? lte(classMessage.sentAt, own.leftAt) : undefined,
					sectionId
						? or(isNull(classMessage.sectionId), eq(classMessage.sectionId, sectionId))
						: isNull(classMessage.sectionId)
				)
			)
			.orderBy(asc(classMessage.sentAt));
		const sent = await db()
			.select(message)
			.from(classMessage)
			.where(and(eq(classMessage.courseId, courseId), eq(classMessage.sentBy, userId)))
			.orderBy(asc(classMessage.sentAt));
		const stored = await db()
			.select({ kind: notice.kind, payload: notice.payload, at: notice.at, readAt: notice.readAt })
			.from(notice)
			.where(and(eq(notice.courseId, courseId), eq(notice.enrolmentId, enrolmentId)))
			.orderBy(desc(notice.at));
		return {
			course: { slug, title, timeZone, keptUntil },
			...own,
			notices: stored.map((row) => ({ ...row, payload: withoutNames(row.payload) })),
			messages: received,
			messagesSent: sent,
			reports: await db()
				.select({
					about: contentReport.subjectKind,
					reason: contentReport.reason,
					state: contentReport.state,
					at: contentReport.at
				})
				.from(contentReport)
				.where(and(eq(contentReport.courseId, courseId), eq(contentReport.reportedBy, enrolmentId)))
				.orderBy(asc(contentReport.at)),
			hidden: await db()
				.select({
					what: hiddenContent.subjectKind,
					reason: hiddenContent.reason,
					at: hiddenContent.at
				})
				.from(hiddenContent)
				.where(and(eq(hiddenContent.courseId, courseId), eq(hiddenContent.authorId, enrolmentId)))
				.orderBy(asc(hiddenContent.at)),
			acts: await db()
				.select({ act: auditEvent.act, about: auditEvent.subjectKind, at: auditEvent.at })
				.from(auditEvent)
				.where(and(eq(auditEvent.courseId, courseId), eq(auditEvent.actorId, userId)))
				.orderBy(asc(auditEvent.at))
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, userId, email, name, keepsWork, opaque } = place;
		const [own] = await tx
			.select({ rosterId: enrolment.rosterId })
			.from(enrolment)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
		await tx
			.delete(notice)
			.where(and(eq(notice.courseId, courseId), eq(notice.enrolmentId, enrolmentId)));
		await forgetInNotices(tx, courseId, [name, email, userId, enrolmentId]);

		const author = eq(contentReport.authorId, enrolmentId);
		const reporter = eq(contentReport.reportedBy, enrolmentId);
		await tx
			.delete(contentReport)
			.where(
				and(eq(contentReport.courseId, courseId), keepsWork ? reporter : or(author, reporter))
			);
		await unsign(tx, place, contentReport, ['decidedBy']);
		if (!keepsWork)
			await tx
				.delete(hiddenContent)
				.where(and(eq(hiddenContent.courseId, courseId), eq(hiddenContent.authorId, enrolmentId)));
		await unsign(tx, place, hiddenContent, ['hiddenBy']);
		await unsign(tx, place, classMessage, ['sentBy']);

		await tx
			.delete(invitation)
			.where(
				and(
					eq(invitation.courseId, courseId),
					own?.rosterId
						? or(eq(invitation.email, email), eq(invitation.rosterId, own.rosterId))
						: eq(invitation.email, email)
				)
			);
		await unsign(tx, place, invitation, ['invitedBy']);
		await forgetInActs(tx, courseId, keepsWork ? [userId] : [userId, enrolmentId], opaque);

		const here = and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId));
		if (keepsWork)
			await tx
				.update(enrolment)
				.set({ userId: opaque, rosterId: null, role: 'student', ownSectionOnly: false })
				.where(here);
		else await tx.delete(enrolment).where(here);
		await tx
			.update(course)
			.set({ createdBy: opaque })
			.where(and(eq(course.id, courseId), eq(course.createdBy, userId)));
	},

	async purge(tx, courseId, extent) {
		const peopled = [notice, contentReport, hiddenContent, auditEvent, classMessage, invitation];
		await emptyTables(tx, courseId, peopled);
		if (extent === 'all') {
			await emptyTables(tx, courseId, [enrolment, section]);
			await tx.delete(course).where(eq(course.id, courseId));
			return;
		}
		// Somebody must hold what is left: the instructors stay, without sections.
		await tx
			.update(course)
			.set({ createdBy: opaqueId() })
			.where(and(eq(course.id, courseId), notInArray(course.createdBy, whoStay(tx, courseId))));
		await tx
			.delete(enrolment)
			.where(
				and(
					eq(enrolment.courseId, courseId),
					or(ne(enrolment.role, 'instructor'), ne(enrolment.state, 'active'))
				)
			);
		await tx.update(enrolment).set({ sectionId: null }).where(eq(enrolment.courseId, courseId));
		await emptyTables(tx, courseId, [section]);
	}
};

/** Ids of the accounts that hold a course when everybody else is forgotten. */
export function whoStay(tx: Transaction, courseId: string) {
	return tx
		.select({ userId: enrolment.userId })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, courseId),
				eq(enrolment.role, 'instructor'),
				eq(enrolment.state, 'active')
			)
		);
}

/**
 * What the person did upon the site itself, what was done to their account, and invitations into
 * courses that they never joined.
 */
export async function eraseBeyondCourses(tx: Transaction, person: LeftPerson): Promise<void> {
	if (person.ownsAddress) await tx.delete(invitation).where(eq(invitation.email, person.email));
	await forgetInActs(tx, '', [person.userId, ...person.enrolmentIds], person.opaque);
}

/** Of a notice what says where it leads; who caused it is somebody else's name. */
const ownInNotices = new Set(['module', 'set', 'reading', 'subject', 'due', 'days', 'until']);

function withoutNames(payload: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(payload).filter(([key]) => ownInNotices.has(key)));
}

/** Notices to others say who did something; the name goes, the notice stays. */
async function forgetInNotices(
	tx: Transaction,
	courseId: string,
	words: readonly string[]
): Promise<void> {
	const rows = await tx
		.select({ id: notice.id, payload: notice.payload })
		.from(notice)
		.where(and(eq(notice.courseId, courseId), mentions(notice.payload, words)));
	for (const { id, payload } of rows) {
		const entries = Object.entries(payload);
		const kept = entries.map(([key, value]) => [key, words.includes(value) ? '' : value]);
		await tx
			.update(notice)
			.set({ payload: Object.fromEntries(kept) as Record<string, string> })
			.where(and(eq(notice.courseId, courseId), eq(notice.id, id)));
	}
}

/** In the record of acts the person's ids become the opaque one, wherever they stand. */
async function forgetInActs(
	tx: Transaction,
	courseId: string,
	ids: readonly string[],
	opaque: string
): Promise<void> {
	if (ids.length === 0) return;
	for (const column of ['actorId', 'subjectId'] as const)
		await tx
			.update(auditEvent)
			.set({ [column]: opaque })
			.where(and(eq(auditEvent.courseId, courseId), inArray(auditEvent[column], [...ids])));
	const rows = await tx
		.select({ id: auditEvent.id, detail: auditEvent.detail })
		.from(auditEvent)
		.where(and(eq(auditEvent.courseId, courseId), mentions(auditEvent.detail, ids)));
	for (const { id, detail } of rows) {
		const text = ids.reduce((json, one) => json.replaceAll(one, opaque), JSON.stringify(detail));
		await tx
			.update(auditEvent)
			.set({ detail: JSON.parse(text) as Record<string, unknown> })
			.where(and(eq(auditEvent.courseId, courseId), eq(auditEvent.id, id)));
	}
}
