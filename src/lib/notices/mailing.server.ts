/*
 * Notices by mail, as their readers chose: at once, once a day in the evening of their course, or
 * never. A message to the class does not wait for the evening. One mail to a person holds what is
 * new in all their courses. `mailedAt` is taken in the transaction that writes the mail: whoever
 * takes a notice mails it, and nobody else does, in however many processes and after any crash.
 */
import { and, asc, eq, gt, inArray, isNull, ne, notLike, or } from 'drizzle-orm';
import type { NewsChoice } from '$lib/accounts/account';
import type { Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { course, enrolment, notice, user } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { isMailSent, sendMail } from '$lib/server/mail';
import { lastEvening } from './evening';
import { toldAmong, type StoredNotice } from './looking-up.server';
import type { ToldNotice } from './notice';
import { mailText, noticePath } from './words';

const day = 24 * 60 * 60 * 1000;
/** What is older is no news: whoever turns mail on is not sent the whole term. */
const newsFor = 7 * day;
/** Looked at in one round; more is left to the next. */
const mostRows = 5000;

interface Waiting extends StoredNotice {
	courseId: string;
	slug: string;
	timeZone: string;
	userId: string;
	email: string;
	locale: Locale;
	choice: NewsChoice;
}

/** Sends what is due to be sent; returns how many mails were written. */
export async function mailWaiting(now: Date): Promise<number> {
	if (!isMailSent()) return 0;
	const chosen = [...byPerson(await waitingNotices(now)).values()]
		.map((rows) => dueNow(rows, now))
		.filter((rows) => rows.length > 0);
	const told = await toldOf(chosen.flat(), now);
	let mails = 0;
	for (const rows of chosen) mails += await transaction((tx) => mailOne(tx, rows, told, now));
	return mails;
}

async function waitingNotices(now: Date): Promise<Waiting[]> {
	return db()
		.select({
			courseId: notice.courseId,
			id: notice.id,
			enrolmentId: notice.enrolmentId,
			kind: notice.kind,
			payload: notice.payload,
			at: notice.at,
			slug: course.slug,
			timeZone: course.timeZone,
			userId: user.id,
			email: user.email,
			locale: user.locale,
			choice: user.mailNotices
		})
		.from(notice)
		.innerJoin(course, eq(course.id, notice.courseId))
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, notice.courseId), eq(enrolment.id, notice.enrolmentId))
		)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(
			and(
				isNull(notice.mailedAt),
				isNull(notice.readAt),
				gt(notice.at, new Date(now.getTime() - newsFor)),
				eq(enrolment.state, 'active'),
				ne(user.mailNotices, 'never'),
				eq(user.emailVerified, true),
				// Accounts that a school made have no mailbox.
				notLike(user.email, '%@accounts.invalid')
			)
		)
		.orderBy(asc(notice.at), asc(notice.id))
		.limit(mostRows);
}

function byPerson(rows: Waiting[]): Map<string, Waiting[]> {
	const people = new Map<string, Waiting[]>();
	for (const row of rows) people.set(row.userId, [...(people.get(row.userId) ?? []), row]);
	return people;
}

/** Of one person: all that waits once anything of it is due; else messages alone. */
function dueNow(rows: Waiting[], now: Date): Waiting[] {
	const isDue = ({ choice, at, timeZone }: Waiting) =>
		choice === 'at-once' || at <= lastEvening(now, timeZone);
	return rows.some(isDue) ? rows : rows.filter((row) => row.kind === 'message');
}

async function toldOf(rows: Waiting[], now: Date): Promise<Map<string, ToldNotice>> {
	const courses = [...new Set(rows.map((row) => row.courseId))];
	const all = await Promise.all(
		courses.map((courseId) =>
			toldAmong(
				courseId,
				rows.filter((row) => row.courseId === courseId),
				now
			)
		)
	);
	return new Map(all.flatMap((told) => [...told]));
}

async function mailOne(
	tx: Transaction,
	rows: Waiting[],
	told: Map<string, ToldNotice>,
	now: Date
): Promise<number> {
	const courses = [...new Set(rows.map((row) => row.courseId))];
	const taken = await tx
		.update(notice)
		.set({ mailedAt: now })
		.where(
			and(
				or(
					...courses.map((courseId) =>
						and(
							eq(notice.courseId, courseId),
							inArray(
								notice.id,
								rows.filter((row) => row.courseId === courseId).map((row) => row.id)
							)
						)
					)
				),
				isNull(notice.mailedAt),
				isNull(notice.readAt)
			)
		)
		.returning({ id: notice.id });
	const ids = new Set(taken.map((row) => row.id));
	const items = new Set<string>();
	for (const row of rows) {
		const one = told.get(row.id);
		if (one && ids.has(row.id)) items.add(itemOf(row, one));
	}
	const [first] = rows;
	if (!first || items.size === 0) return 0;
	const { locale, email, choice } = first;
	const { origin } = environment();
	const foot = choice === 'at-once' ? m.notices_mail_at_once : m.notices_mail_daily;
	const body = [
		m.notices_mail_intro({}, { locale }),
		...items,
		foot({ link: `${origin}/account` }, { locale }),
		m.mail_foot({ origin }, { locale })
	].join('\n\n');
	const subject = m.notices_mail_subject({}, { locale });
	await sendMail({ to: email, subject, body: `${body}\n` }, now, tx);
	return 1;
}

/** A sentence and where it leads. */
function itemOf({ slug, timeZone, locale }: Waiting, told: ToldNotice): string {
	const link = `${environment().origin}/courses/${slug}${noticePath(told) ?? ''}`;
	return `${mailText(told, { timeZone, locale })}\n${link}`;
}
