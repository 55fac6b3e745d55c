/*
 * Invitations by e-mail. Each is made out to one address and holds a secret that is kept hashed;
 * sending again makes a new secret. The mail is neutral: its subject names neither the course nor
 * what it is about. Without a mail server the mails wait in the outbox.
 */
import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import type { Actor, CourseRole } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { allowances } from '$lib/accounts/attempts';
import { takeSome } from '$lib/accounts/limits.server';
import { newCourseToken } from '$lib/accounts/tokens.server';
import { plainText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, enrolment, invitation, section, user } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { isMailSent, sendMail, type Mail } from '$lib/server/mail';
import { recordAct } from './acts.server';
import { holdCourse } from './enrolling.server';
import { requireSection } from './people.server';

const validFor = 14 * 24 * 60 * 60 * 1000;
const mostADay = allowances.invitation.most;
/** The place of the code in an invitation's address: too short to be a code. */
const invited = 'invited';

/** Whether invitations leave by mail; otherwise they wait in the outbox. */
export const isInvitationMailed = isMailSent;

export interface InvitationHere {
	id: string;
	/** From a roster. */
	name: string | null;
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
			name: invitation.name,
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

export type Invited =
	| {
			ok: true;
			sent: number;
			/** Addresses of people who are in the course already, or were removed from it. */
			members: string[];
	  }
	| InvitationsRefused;

/** So many invitations of one course may leave in a day; `left` of them today. */
export interface InvitationsRefused {
	ok: false;
	reason: 'mail-limit';
	most: number;
	left: number;
}

/** Addresses invited before get a new link; those of members are left out and named. */
export async function invite(
	actor: Actor,
	wanted: { addresses: string[]; role: CourseRole; sectionId: string | null },
	now: Date
): Promise<Invited> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const { addresses, role, sectionId } = wanted;
	return transaction(async (tx): Promise<Invited> => {
		await holdCourse(tx, courseId);
		await requireSection(tx, courseId, sectionId);
		const rows = await tx
			.select({ email: user.email })
			.from(enrolment)
			.innerJoin(user, eq(user.id, enrolment.userId))
			.where(eq(enrolment.courseId, courseId));
		const here = new Set(rows.map((row) => row.email.toLowerCase()));
		const members = addresses.filter((address) => here.has(address));
		const others = addresses.filter((address) => !here.has(address));
		if (others.length === 0) return { ok: true, sent: 0, members };
		const refused = await sendInvitations(
			tx,
			actor,
			others.map((email) => ({ email, role, sectionId, name: null, rosterId: null })),
			now
		);
		if (refused) return refused;
		await recordAct(
			actor,
			{
				act: 'people.invite',
				subjectKind: 'course',
				subjectId: courseId,
				detail: { n: others.length, role }
			},
			now,
			tx
		);
		return { ok: true, sent: others.length, members };
	});
}

export interface NewInvitation {
	email: string;
	role: CourseRole;
	sectionId: string | null;
	/** From a roster. */
	name: string | null;
	rosterId: string | null;
}

/** Makes invitations, or makes those anew that were sent before, and mails them: all or none. */
export async function sendInvitations(
	tx: Transaction,
	actor: Actor,
	wanted: NewInvitation[],
	now: Date
): Promise<InvitationsRefused | null> {
	const { courseId } = membershipOf(actor);
	const left = await takeSome('invitation', courseId, wanted.length, now, tx);
	if (left !== null) return { ok: false, reason: 'mail-limit', most: mostADay, left };
	const letters = await lettersOf(tx, actor, wanted);
	for (const { email, role, sectionId, name, rosterId } of wanted) {
		const { token, hash } = newCourseToken(courseId);
		const values = {
			role,
			sectionId,
			name,
			rosterId,
			tokenHash: hash,
			state: 'open' as const,
			invitedBy: personOf(actor).id,
			sentAt: now,
			expiresAt: new Date(now.getTime() + validFor),
			acceptedAt: null
		};
		await tx
			.insert(invitation)
			.values({ courseId, id: newId(), email, ...values })
			.onConflictDoUpdate({ target: [invitation.courseId, invitation.email], set: values });
		await sendMail(letters(email, token), now, tx);
	}
	return null;
}

export type Resent = { ok: true } | InvitationsRefused;

/** A new link for an invitation that waits; the earlier one stops working. */
export async function resendInvitation(actor: Actor, id: string, now: Date): Promise<Resent> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	return transaction(async (tx): Promise<Resent> => {
		await holdCourse(tx, courseId);
		const { token, hash } = newCourseToken(courseId);
		const [renewed] = await tx
			.select({ email: invitation.email })
			.from(invitation)
			.where(
				and(eq(invitation.courseId, courseId), eq(invitation.id, id), eq(invitation.state, 'open'))
			)
			.limit(1);
		if (!renewed) notFound();
		const left = await takeSome('invitation', courseId, 1, now, tx);
		if (left !== null) return { ok: false, reason: 'mail-limit', most: mostADay, left };
		await tx
			.update(invitation)
			.set({
				tokenHash: hash,
				sentAt: now,
				expiresAt: new Date(now.getTime() + validFor)
			})
			.where(and(eq(invitation.courseId, courseId), eq(invitation.id, id)));
		const letters = await lettersOf(tx, actor, [renewed]);
		await sendMail(letters(renewed.email, token), now, tx);
		return { ok: true };
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

/** What the mail to each of these says, in the language of whoever has an account. */
async function lettersOf(
	tx: Transaction,
	actor: Actor,
	to: { email: string }[]
): Promise<(email: string, token: string) => Mail> {
	const { courseId } = membershipOf(actor);
	const maker = personOf(actor);
	const [found] = await tx
		.select({ title: course.title })
		.from(course)
		.where(eq(course.id, courseId))
		.limit(1);
	const known = await tx
		.select({ email: user.email, locale: user.locale })
		.from(user)
		.where(
			inArray(
				user.email,
				to.map(({ email }) => email)
			)
		);
	const languages = new Map(known.map(({ email, locale }) => [email, locale]));
	return (email, token) => {
		const locale = languages.get(email) ?? maker.locale;
		return {
			to: email,
			subject: m.courses_mail_subject({}, { locale }),
			body: m.courses_mail_body(
				{
					name: maker.name,
					course: plainText(found?.title ?? {}, locale),
					link: `${environment().origin}/courses/join/${invited}?invitation=${token}`,
					days: validFor / (24 * 60 * 60 * 1000)
				},
				{ locale }
			)
		};
	};
}
