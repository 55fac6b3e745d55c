/*
 * Signing in with the code of a class, a name and a personal code, for people without an e-mail
 * address. A wrong class, a wrong name and a wrong code get one answer, and take the same time. What
 * is typed may differ in case, spaces, dashes and the Arabic variants of letters.
 */
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { foldForSearch, foldName } from '$lib/i18n/fold';
import type { Client } from '$lib/server/auth';
import { db } from '$lib/server/db/client';
import { account, course, enrolment, managedAccount, user } from '$lib/server/db/schema';
import { noMailbox } from '$lib/server/mail';
import { clientOf } from './attempts';
import { keepAccount } from './erasures.server';
import { forgive, isAllowed, secretKey, takeAttempt } from './limits.server';
import { cookieByPassword, type SignedIn } from './signing-in.server';

export type SigningInToClass =
	| ({ ok: true } & SignedIn)
	| { ok: false; reason: 'wrong-in-class' }
	| { ok: false; reason: 'wait'; minutes: number };

/** Letters and digits alone, as the code of a class is kept. */
function readClassCode(typed: string): string {
	return foldForSearch(typed)
		.toUpperCase()
		.replace(/[^A-Z0-9]/g, '');
}

/** Under which wrong codes for somebody are counted, whether or not they exist. */
export function classAttemptsKey(classCode: string, signInName: string): string {
	return secretKey('wrong-in-class', `${classCode} ${signInName}`);
}

export async function signInToClass(
	_actor: Actor,
	given: { classCode: string; name: string; code: string },
	client: Client,
	now: Date
): Promise<SigningInToClass> {
	const address = clientOf(client.address);
	if (!(await isAllowed('sign-in', address, now)))
		return { ok: false, reason: 'wait', minutes: 10 };
	const classCode = readClassCode(given.classCode);
	const signInName = foldName(given.name);
	const key = classAttemptsKey(classCode, signInName);
	const wait = await takeAttempt(key, now);
	if (wait > 0) return { ok: false, reason: 'wait', minutes: Math.ceil(wait / 60_000) };

	const person = await personInClass(classCode, signInName);
	// For nobody the library compares with nothing, which takes as long.
	const email = person?.email ?? noMailbox();
	const cookie = await cookieByPassword(email, given.code, { ...client, address });
	if (!cookie || !person) return { ok: false, reason: 'wrong-in-class' };
	await forgive(key);
	const kept = await keepAccount(person.id, now);
	return { ok: true, cookie, locale: person.locale, kept };
}

/** Somebody with a code who is still in a course; whoever was removed everywhere stays outside. */
async function personInClass(classCode: string, signInName: string) {
	if (classCode === '' || signInName === '') return null;
	const [person] = await db()
		.select({ id: user.id, email: user.email, locale: user.locale })
		.from(course)
		.innerJoin(managedAccount, eq(managedAccount.courseId, course.id))
		.innerJoin(user, eq(user.id, managedAccount.userId))
		.innerJoin(account, and(eq(account.userId, user.id), eq(account.providerId, 'credential')))
		.where(
			and(
				eq(course.classCode, classCode),
				eq(managedAccount.signInName, signInName),
				isNotNull(account.password),
				inArray(
					user.id,
					db()
						.select({ id: enrolment.userId })
						.from(enrolment)
						.where(and(eq(enrolment.userId, user.id), eq(enrolment.state, 'active')))
				)
			)
		)
		.limit(1);
	return person ?? null;
}
