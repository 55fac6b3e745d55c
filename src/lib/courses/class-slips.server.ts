/*
 * The printed slips of a class: for each student whose account this course made, a fresh personal
 * code, shown this once. What was on an earlier slip ends, with the sessions it opened; the student
 * is told. Whoever may do more than a student anywhere gets none from here.
 */
import { and, asc, eq, inArray, isNull, or, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { classAttemptsKey } from '$lib/accounts/class-signing-in.server';
import { forgive } from '$lib/accounts/limits.server';
import { giveCodes, makeCodes } from '$lib/accounts/managed.server';
import { showPersonalCode } from '$lib/accounts/personal-code';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	account,
	course,
	enrolment,
	managedAccount,
	notice,
	section,
	user
} from '$lib/server/db/schema';
import { qrPath, type QrPath } from '$lib/server/qr';
import { recordAct } from './acts.server';
import { showJoinCode } from './course';
import { showSignInName } from './sign-in-name';

/** Codes take a moment each to be hashed; a class has fewer. */
export const mostSlips = 150;

/** Of one person, of a section, of whoever has none yet, or of everybody. */
export type Whose =
	| { of: 'person'; enrolmentId: string }
	| { of: 'section'; sectionId: string }
	| { of: 'new' }
	| { of: 'all' };

export interface ClassSlip {
	/** What they type. */
	signInName: string;
	sectionName: string | null;
	code: string;
}

export interface ClassSlips {
	course: LocalText;
	classCode: string;
	/** The page on which they sign in, as people type it. */
	address: string;
	/** Leads there with the code of the class filled in. */
	qr: QrPath;
	slips: ClassSlip[];
	/** Names of those who have more rights than a student somewhere. */
	leftOut: string[];
	/** So many of those who have none yet wait for the next sheet. */
	waiting: number;
}

export type SlipsMade =
	| ({ ok: true } & ClassSlips)
	| { ok: false; reason: 'nobody' | 'has-other-roles' | 'made-meanwhile' }
	| { ok: false; reason: 'too-many'; most: number; n: number };

/**
 * One person needs `people.slip` for their section, several need `people.manage`.
 * @param since when the page was made that asks: codes made later than that are not undone
 * @param origin the site's address as staff have opened it
 */
export async function makeClassSlips(
	actor: Actor,
	{ whose, since, origin }: { whose: Whose; since: Date; origin: string },
	now: Date
): Promise<SlipsMade> {
	const { courseId } = membershipOf(actor);
	const holders = await holdersOf(courseId, whose);
	if (whose.of === 'person') {
		const sectionId = holders[0] ? holders[0].sectionId : undefined;
		authorize(actor, 'people.slip', { courseId, sectionId });
		if (!holders[0]) notFound();
	} else authorize(actor, 'people.manage', { courseId });
	const others = await withOtherRoles(holders.map(({ userId }) => userId));
	const eligible = holders.filter(({ userId }) => !others.has(userId));
	// Of those without a slip some can go first: whoever got one is not among them again.
	const chosen = whose.of === 'new' ? eligible.slice(0, mostSlips) : eligible;
	if (chosen.length === 0)
		return { ok: false, reason: holders.length > 0 ? 'has-other-roles' : 'nobody' };
	if (chosen.length > mostSlips)
		return { ok: false, reason: 'too-many', most: mostSlips, n: chosen.length };

	const codes = await makeCodes(chosen.length);
	const given = chosen.map((holder, i) => ({
		...holder,
		code: codes[i]?.code ?? '',
		hash: codes[i]?.hash ?? ''
	}));
	const maker = personOf(actor);
	try {
		await transaction(async (tx) => {
			if ((await giveCodes(tx, given, since, now)) < given.length) throw new MadeMeanwhile();
			for (const { enrolmentId } of given)
				await recordAct(
					actor,
					{ act: 'account.code', subjectKind: 'enrolment', subjectId: enrolmentId },
					now,
					tx
				);
			const told = given.filter(({ hasCode }) => hasCode);
			if (told.length > 0)
				await tx.insert(notice).values(
					told.map(({ enrolmentId }) => ({
						courseId,
						id: newId(),
						enrolmentId,
						kind: 'code_made',
						payload: { by: maker.name },
						at: now
					}))
				);
		});
	} catch (cause) {
		if (cause instanceof MadeMeanwhile) return { ok: false, reason: 'made-meanwhile' };
		throw cause;
	}
	const { title, classCode } = await classOf(courseId);
	for (const { signInName } of given) await forgive(classAttemptsKey(classCode, signInName));
	const address = `${origin}/sign-in/class`;
	return {
		ok: true,
		course: title,
		classCode: showJoinCode(classCode),
		address: address.replace(/^https?:\/\//, ''),
		qr: qrPath(`${address}?class=${classCode}`),
		slips: given.map(({ code, sectionName, ...holder }) => ({
			signInName: showSignInName(holder),
			sectionName,
			code: showPersonalCode(code)
		})),
		leftOut: holders.filter(({ userId }) => others.has(userId)).map(({ name }) => name),
		waiting: eligible.length - chosen.length
	};
}

export interface SlipChoices {
	fresh: number;
	all: number;
	sections: { id: string; name: string; n: number }[];
}

/** For whom slips can be made; null for staff who make them for one person at a time. */
export async function slipChoices(actor: Actor): Promise<SlipChoices | null> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.slip', { courseId });
	if (!may(actor, 'people.manage', { courseId })) return null;
	const holders = await holdersOf(courseId, { of: 'all' });
	const sections = new Map<string, { id: string; name: string; n: number }>();
	for (const { sectionId: id, sectionName: name } of holders)
		if (id !== null) sections.set(id, { id, name: name ?? '', n: (sections.get(id)?.n ?? 0) + 1 });
	return {
		fresh: holders.filter(({ hasCode }) => !hasCode).length,
		all: holders.length,
		sections: [...sections.values()].sort((a, b) => a.name.localeCompare(b.name))
	};
}

class MadeMeanwhile extends Error {}

async function holdersOf(courseId: string, whose: Whose) {
	const conditions = [
		eq(managedAccount.courseId, courseId),
		eq(enrolment.state, 'active'),
		eq(enrolment.role, 'student')
	];
	if (whose.of === 'person') conditions.push(eq(enrolment.id, whose.enrolmentId));
	if (whose.of === 'section') conditions.push(eq(enrolment.sectionId, whose.sectionId));
	if (whose.of === 'new') conditions.push(isNull(account.password));
	const rows = await db()
		.select({
			enrolmentId: enrolment.id,
			userId: user.id,
			name: user.name,
			rosterId: enrolment.rosterId,
			signInName: managedAccount.signInName,
			sectionId: enrolment.sectionId,
			sectionName: section.name,
			password: account.password
		})
		.from(managedAccount)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, courseId), eq(enrolment.userId, managedAccount.userId))
		)
		.innerJoin(user, eq(user.id, managedAccount.userId))
		.innerJoin(account, and(eq(account.userId, user.id), eq(account.providerId, 'credential')))
		.leftJoin(section, and(eq(section.courseId, courseId), eq(section.id, enrolment.sectionId)))
		.where(and(...conditions))
		.orderBy(asc(section.name), asc(user.name), asc(enrolment.id));
	return rows.map(({ password, ...row }) => ({ ...row, hasCode: password !== null }));
}

/** Of these people, who is staff somewhere or has a role on the site. */
async function withOtherRoles(userIds: string[]): Promise<Set<string>> {
	if (userIds.length === 0) return new Set();
	const rows = await db()
		.select({ id: user.id })
		.from(user)
		.leftJoin(enrolment, and(eq(enrolment.userId, user.id), eq(enrolment.state, 'active')))
		.where(
			and(
				inArray(user.id, userIds),
				or(
					ne(user.siteRole, 'none'),
					inArray(enrolment.role, ['instructor', 'assistant', 'observer'])
				)
			)
		);
	return new Set(rows.map(({ id }) => id));
}

async function classOf(courseId: string): Promise<{ title: LocalText; classCode: string }> {
	const [found] = await db()
		.select({ title: course.title, classCode: course.classCode })
		.from(course)
		.where(eq(course.id, courseId))
		.limit(1);
	return { title: found?.title ?? {}, classCode: found?.classCode ?? '' };
}
