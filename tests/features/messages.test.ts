/* What staff write to the class: who may, who gets it, who reads it, and that pressing twice sends once. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { chooseNews } from '$lib/accounts/news.server';
import {
	addresseesFor,
	messageFor,
	messagesFor,
	newMessageId,
	sendMessage,
	type NewMessage
} from '$lib/notices/messages.server';
import { mostADay } from '$lib/notices/notice';
import { noticesFor } from '$lib/notices/notices.server';
import { noticePath, noticeText } from '$lib/notices/words';
import { db } from '$lib/server/db/client';
import { auditEvent, notice, outbox } from '$lib/server/db/schema';
import { runDueJobs } from '$lib/server/jobs';
import * as page from '../../src/routes/(staff)/courses/[course]/messages/new/+page.server';
import '$lib/notices/sweeping.server';
import {
	aCourse,
	anAssistant,
	anObserver,
	aSection,
	aStudent,
	seeingAsStudent,
	type BuiltCourse
} from '../support/builders';
import { testDatabase } from '../support/database';
import { MailServer } from '../support/mail';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const words = {
	subject: 'Thursday',
	body: 'We meet at ten.\nBring the text.',
	lang: 'en' as const
};

let course: BuiltCourse;
let instructor: Actor;
let sections: { a: string; b: string };
let student: Actor;
let other: Actor;

beforeEach(async () => {
	course = await aCourse();
	instructor = course.instructor;
	sections = { a: await aSection(course, 'A'), b: await aSection(course, 'B') };
	student = await aStudent(course, { sectionId: sections.a });
	other = await aStudent(course, { sectionId: sections.b });
});

const aMessage = (over: Partial<NewMessage> = {}): NewMessage => ({
	id: newMessageId(instructor),
	...words,
	sectionId: null,
	...over
});

describe('a message to the whole class', () => {
	it('is told to every student, with its subject and the way to it', async () => {
		const message = aMessage();
		expect(await sendMessage(instructor, message, now)).toMatchObject({ ok: true, recipients: 2 });
		for (const one of [student, other]) {
			const [told] = await noticesFor(one, now);
			if (!told) throw new Error('not told');
			expect(noticePath(told)).toBe(`/messages/${message.id}`);
			const telling = { timeZone: 'Asia/Karachi', locale: 'en' as const };
			expect(noticeText(told, telling)).toContain('Thursday');
			expect(await messageFor(one, message.id)).toMatchObject({ ...words, recipients: null });
		}
		expect(await noticesFor(instructor, now)).toEqual([]);
		const observer = await anObserver(course);
		expect(await messagesFor(observer)).toHaveLength(1);
	});

	it('stands on the list of those who sent it, with how many got it', async () => {
		await sendMessage(instructor, aMessage(), now);
		expect(await messagesFor(instructor)).toMatchObject([
			{ subject: 'Thursday', recipients: 2, sentBy: personOf(instructor).name, sectionName: null }
		]);
	});

	it('is recorded without its words', async () => {
		await sendMessage(instructor, aMessage(), now);
		const [act] = await db()
			.select()
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.act, 'class.message')));
		expect(act?.detail).toMatchObject({ recipients: 2 });
		expect(JSON.stringify(act)).not.toMatch(/Thursday|ten/);
	});
});

describe('a message to a section', () => {
	it('is for its students alone', async () => {
		const message = aMessage({ sectionId: sections.a });
		expect(await sendMessage(instructor, message, now)).toMatchObject({ recipients: 1 });
		expect(await messagesFor(student)).toHaveLength(1);
		expect(await messagesFor(other)).toEqual([]);
		expect(await noticesFor(other, now)).toEqual([]);
		await expect(messageFor(other, message.id)).rejects.toMatchObject({ status: 404 });
	});

	it('is all that an assistant of one section may send', async () => {
		const limited = await anAssistant(course, { sectionId: sections.b, ownSectionOnly: true });
		expect(await addresseesFor(limited)).toMatchObject({
			everybody: null,
			sections: [{ id: sections.b, students: 1 }]
		});
		for (const sectionId of [null, sections.a])
			await expect(sendMessage(limited, aMessage({ sectionId }), now)).rejects.toMatchObject({
				status: 403
			});
		expect(await sendMessage(limited, aMessage({ sectionId: sections.b }), now)).toMatchObject({
			ok: true
		});
		await sendMessage(instructor, aMessage({ sectionId: sections.a }), now);
		expect(await messagesFor(limited)).toHaveLength(1);
	});

	it('of another course is not there', async () => {
		const elsewhere = await aCourse();
		const sectionId = await aSection(elsewhere);
		await expect(sendMessage(instructor, aMessage({ sectionId }), now)).rejects.toMatchObject({
			status: 404
		});
		const there = aMessage();
		await sendMessage(elsewhere.instructor, { ...there, sectionId: null }, now);
		await expect(messageFor(instructor, there.id)).rejects.toMatchObject({ status: 404 });
	});
});

describe('sending', () => {
	it('twice from one form, even at the same moment, is one message', async () => {
		const message = aMessage();
		const both = await Promise.all([
			sendMessage(instructor, message, now),
			sendMessage(instructor, message, now)
		]);
		expect(both).toEqual([
			{ ok: true, id: message.id, recipients: 2 },
			{ ok: true, id: message.id, recipients: 2 }
		]);
		const told = await db().select().from(notice).where(eq(notice.courseId, course.courseId));
		expect(told).toHaveLength(2);
	});

	it('other words from a form that was sent says so, and loses none of them', async () => {
		const message = aMessage();
		await sendMessage(instructor, message, now);
		expect(await sendMessage(instructor, { ...message, body: 'At eleven.' }, now)).toEqual({
			ok: false,
			reason: 'already-sent'
		});
		expect(await messageFor(student, message.id)).toMatchObject({ body: words.body });
	});

	it('to nobody says so', async () => {
		const empty = await aCourse();
		expect(await sendMessage(empty.instructor, aMessage(), now)).toEqual({
			ok: false,
			reason: 'nobody'
		});
	});

	it('stops at twenty a day and goes on the next', async () => {
		for (let n = 0; n < mostADay; n++)
			expect(await sendMessage(instructor, aMessage(), now)).toMatchObject({ ok: true });
		expect(await sendMessage(instructor, aMessage(), now)).toEqual({
			ok: false,
			reason: 'too-many'
		});
		expect(await messagesFor(instructor)).toHaveLength(mostADay);
		const tomorrow = new Date(now.getTime() + 24 * 60 * 60 * 1000);
		expect(await sendMessage(instructor, aMessage(), tomorrow)).toMatchObject({ ok: true });
	});

	it('is not for students, observers, or staff who see as a student', async () => {
		for (const who of [student, await anObserver(course), seeingAsStudent(instructor)])
			await expect(sendMessage(who, aMessage(), now)).rejects.toMatchObject({ status: 403 });
	});

	it('a form that is refused keeps every word', async () => {
		const form = new URLSearchParams({
			id: newMessageId(instructor),
			section: '',
			lang: 'ur',
			subject: '',
			body: 'جمعرات'
		});
		const request = new Request('http://localhost:3000/', { method: 'POST', body: form });
		const event = { request, params: { course: course.slug }, locals: { actor: instructor, now } };
		const answer = await page.actions.default?.(event as never);
		expect(answer).toMatchObject({
			status: 400,
			data: {
				form: {
					values: { lang: 'ur', body: 'جمعرات' },
					errors: { subject: expect.any(String) as string }
				}
			}
		});
	});
});

describe('the mail about it', () => {
	let server: MailServer;
	beforeAll(async () => void (server = await MailServer.start()));
	afterAll(() => server.stop());

	it('goes at once, also to whoever reads mail once a day, and not to who wants none', async () => {
		await chooseNews(other, 'never', now);
		const message = aMessage();
		await sendMessage(instructor, message, now);
		await runDueJobs(now);
		await runDueJobs(now);
		const lettersTo = (who: Actor) =>
			db()
				.select()
				.from(outbox)
				.where(eq(outbox.recipient, personOf(who).email));
		const [letter, ...more] = await lettersTo(student);
		expect(more).toEqual([]);
		expect(letter).toMatchObject({ state: 'sent' });
		expect(await lettersTo(other)).toEqual([]);
		const text = server.received.find((one) => one.includes(personOf(student).email)) ?? '';
		const body = /base64/.test(text)
			? Buffer.from(text.split('\r\n\r\n')[1] ?? '', 'base64').toString()
			: text.replace(/=\r\n/g, '').replace(/=3D/g, '=');
		expect(body).toContain(`/messages/${message.id}`);
		expect(body).not.toMatch(/Thursday|We meet/);
		expect(membershipOf(student).courseId).toBe(course.courseId);
	});
});
