/*
 * Invitations by e-mail. Each is made out to one address and holds a secret that is kept hashed;
 * sending again makes a new secret. The mail is neutral: its subject names neither the course nor
 * what it is about. Without a mail server the mails wait in the outbox.
 */
import { and, desc, eq, ne } from 'drizzle-orm';
import type { Actor, CourseRole } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { hashToken, newToken } from '$lib/accounts/tokens.server';
import { plainText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, enrolment, invitation, section, user } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { isMailSent, sendMail } from '$lib/server/mail';
import { recordAct } from './acts.server';
import { requireSection } from './people.server';

const validFor = 14 * 24 * 60 * 60 * 1000;
/** The place of the code in an invitation's address: too short to be a code. */
const invited = 'invited';

/** Whether invitations leave by mail; otherwise they wait in the outbox. */
export const isInvitationMailed = isMailSent;

export interface InvitationHere {
	id: string;
	email: string;
	role: CourseRole;
	sectionName: string | null;
	sentAt: Date;
	expiresAt: Date;
	isExpired: boolean;
}

/** Those that wait for an answer, the latest first; needs `people.manage`. */
export async function invitationsIn(actor: Actor, now: Date): Promise<InvitationHere[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const rows = await db()
		.select({
			id: invitation.id,
			email: invitation.email,
			role: invitation.role,
			sectionName: section.name,
			sentAt: invitation.sentAt,
			expiresAt: invitation.expiresAt
		})
		.from(invitation)
		.leftJoin(
			section,
			and(eq(section.courseId, invitation.courseId), eq(section.id, invitation.sectionId))
		)
		.where(and(eq(invitation.courseId, courseId), eq(invitation.state, 'open')))
		.orderBy(desc(invitation.sentAt), desc(invitation.id));
	return rows.map((row) => ({ ...row, isExpired: row.expiresAt <= now }));
}

export interface Invited {
	sent: number;
	/** Addresses of people who are in the course already, or were removed from it. */
	members: string[];
}

/** Addresses invited before get a new link; those of members are left out and named. */
export async function invite(
	actor: Actor,
	wanted: { addresses: string[]; role: CourseRole; sectionId: string | null },
	now: Date
): Promise<Invited> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	return transaction(async (tx) => {
		await requireSection(tx, courseId, wanted.sectionId);
		const rows = await tx
			.select({ email: user.email })
			.from(enrolment)
			.innerJoin(user, eq(user.id, enrolment.userId))
			.where(eq(enrolment.courseId, courseId));
		const here = new Set(rows.map((row) => row.email.toLowerCase()));
		const members = wanted.addresses.filter((address) => here.has(address));
		const others = wanted.addresses.filter((address) => !here.has(address));
		for (const email of others) {
			const token = newToken();
			const values = {
				role: wanted.role,
				sectionId: wanted.sectionId,
				tokenHash: hashToken(token),
				state: 'open' as const,
				invitedBy: personOf(actor).id,
				sentAt: now,
				expiresAt: new Date(now.getTime() + validFor),
				acceptedAt: null
			};
			const id = newId();
			await tx
				.insert(invitation)
				.values({ courseId, id, email, ...values })
				.onConflictDoUpdate({ target: [invitation.courseId, invitation.email], set: values });
			await sendInvitation(tx, actor, email, token, now);
		}
		if (others.length > 0)
			await recordAct(
				actor,
				{
					act: 'people.invite',
					subjectKind: 'course',
					subjectId: courseId,
					detail: { n: others.length, role: wanted.role }
				},
				now,
				tx
			);
		return { sent: others.length, members };
	});
}

/** A new link for an invitation that waits; the earlier one stops working. */
export async function resendInvitation(actor: Actor, id: string, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	await transaction(async (tx) => {
		const token = newToken();
		const [renewed] = await tx
			.update(invitation)
			.set({
				tokenHash: hashToken(token),
				sentAt: now,
				expiresAt: new Date(now.getTime() + validFor)
			})
			.where(
				and(eq(invitation.courseId, courseId), eq(invitation.id, id), eq(invitation.state, 'open'))
			)
			.returning({ email: invitation.email });
		if (!renewed) notFound();
		await sendInvitation(tx, actor, renewed.email, token, now);
	});
}

/** Taking back what is taken back already changes nothing; what was accepted stays. */
export async function revokeInvitation(actor: Actor, id: string, now: Date): Promise<void> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const revoked = await db()
		.update(invitation)
		.set({ state: 'revoked' })
		.where(
			and(
				eq(invitation.courseId, courseId),
				eq(invitation.id, id),
				ne(invitation.state, 'accepted')
			)
		)
		.returning({ id: invitation.id });
	if (revoked.length === 0) notFound();
	await recordAct(actor, { act: 'people.revoke', subjectKind: 'invitation', subjectId: id }, now);
}

async function sendInvitation(
	tx: Transaction,
	actor: Actor,
	email: string,
	token: string,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	const [found] = await tx
		.select({ title: course.title })
		.from(course)
		.where(eq(course.id, courseId))
		.limit(1);
	const [known] = await tx
		.select({ locale: user.locale })
		.from(user)
		.where(eq(user.email, email))
		.limit(1);
	const locale = known?.locale ?? personOf(actor).locale;
	const link = `${environment().origin}/courses/join/${invited}?invitation=${token}`;
	await sendMail(
		{
			to: email,
			subject: m.courses_mail_subject({}, { locale }),
			body: m.courses_mail_body(
				{
					name: personOf(actor).name,
					course: plainText(found?.title ?? {}, locale),
					link,
					days: validFor / (24 * 60 * 60 * 1000)
				},
				{ locale }
			)
		},
		now,
		tx
	);
}
