/*
 * Reports and hiding: who may, what everybody sees before and after, and that nobody learns who
 * reported. What is hidden counts as before.
 */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { hide, isHidden, show } from '$lib/courses/moderation.server';
import { moveToSection } from '$lib/courses/people.server';
import { noticesFor } from '$lib/notices/notices.server';
import { hideReported, keepReported, reportsFor, showAgain } from '$lib/notices/reports.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { peerAnswers } from '$lib/questions/classmates.server';
import { answersToMark, questionsToMark } from '$lib/questions/marking.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { reportAnswer } from '$lib/questions/reporting.server';
import { submitSet } from '$lib/questions/submitting.server';
import { db } from '$lib/server/db/client';
import { auditEvent, contentReport, hiddenContent, position } from '$lib/server/db/schema';
import { anAssistant, anObserver, aSection, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const moduleSlug = 'hard-state-soft-state';
const address = { moduleSlug, setSlug: 'taliban-talks' };
const key = 'Q02b';
const words = Array.from({ length: 90 }, () => 'word').join(' ');

let course: Class;
let author: Actor;
let reader: Actor;
let ref: string;

async function handIn(student: Actor, text: string): Promise<void> {
	const sent = { key, value: { text }, version: 0, deviceAt: null };
	await saveAnswers(student, await setToAnswer(student, address), [sent], 'en', now);
	const done = await submitSet(student, await setToAnswer(student, address), now);
	expect(done.ok).toBe(true);
}

async function peersOf(actor: Actor) {
	const peers = await peerAnswers(actor, address, key);
	if (!peers.ok) throw new Error(peers.reason);
	return peers.answers;
}

const reportBy = (actor: Actor, reason = 'It names a neighbour.') =>
	reportAnswer(actor, address, key, { ref, reason }, now);

beforeEach(async () => {
	course = await aClass();
	author = await aStudent(course, { name: 'Author Amna' });
	reader = await aStudent(course, { name: 'Reader Rida' });
	await handIn(author, `${words} rude`);
	await handIn(reader, `${words} polite`);
	ref = (await peersOf(reader)).find((one) => one.text.endsWith('rude'))?.ref ?? '';
});

describe('a report', () => {
	it('is told to staff without a name, and to the author not at all', async () => {
		await reportBy(reader);
		expect((await noticesFor(course.instructor, now)).map((n) => n.kind)).toEqual(['report']);
		expect(await noticesFor(author, now)).toEqual([]);
		const { open } = await reportsFor(course.instructor);
		expect(open).toMatchObject([
			{ ref, author: 'Author Amna', reports: [{ reason: 'It names a neighbour.' }], hidden: null }
		]);
		expect(open[0]?.text).toMatch(/rude$/);
		expect(JSON.stringify(open)).not.toMatch(/Rida/);
		expect(JSON.stringify(open)).not.toContain(membershipOf(reader).enrolmentId);
	});

	it('counts each person once, and staff hear of the first', async () => {
		const third = await aStudent(course);
		await handIn(third, `${words} third`);
		await reportBy(reader);
		await reportBy(reader, 'Again.');
		await reportBy(third, 'I agree.');
		const { open } = await reportsFor(course.assistant);
		expect(open[0]?.reports.map((one) => one.reason)).toEqual([
			'It names a neighbour.',
			'I agree.'
		]);
		expect(await noticesFor(course.assistant, now)).toHaveLength(1);
	});

	it('needs that one may read it: not before one’s own answer, not by observers or viewers', async () => {
		const newcomer = await aStudent(course);
		const viewer = seeingAsStudent(course.instructor);
		for (const who of [newcomer, await anObserver(course), viewer])
			await expect(reportBy(who)).rejects.toMatchObject({ status: 403 });
		expect(
			await db().select().from(contentReport).where(eq(contentReport.courseId, course.courseId))
		).toEqual([]);
	});

	it('of one’s own answer, or of one that is nowhere, is 404', async () => {
		await expect(reportBy(author)).rejects.toMatchObject({ status: 404 });
		const nowhere = { ref: 'no-such-answer', reason: 'Why not.' };
		await expect(reportAnswer(reader, address, key, nowhere, now)).rejects.toMatchObject({
			status: 404
		});
	});

	it('is not for students to read', async () => {
		await reportBy(reader);
		for (const who of [author, reader])
			await expect(reportsFor(who)).rejects.toMatchObject({ status: 403 });
	});

	it('on people of one section is for its assistant and not for another’s', async () => {
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		await moveToSection(course.instructor, [membershipOf(author).enrolmentId], a, now);
		const here = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		const there = await anAssistant(course, { sectionId: b, ownSectionOnly: true });
		await reportBy(reader);
		expect((await reportsFor(here)).open).toHaveLength(1);
		expect((await reportsFor(there)).open).toEqual([]);
		expect(await noticesFor(here, now)).toHaveLength(1);
		expect(await noticesFor(there, now)).toEqual([]);
		await expect(hideReported(there, { kind: 'answer', ref }, 'Mine.', now)).rejects.toMatchObject({
			status: 404
		});
	});

	it('that is settled is gone from the list; a new one opens it again', async () => {
		await reportBy(reader);
		await keepReported(course.instructor, { kind: 'answer', ref }, now);
		expect((await reportsFor(course.instructor)).open).toEqual([]);
		expect((await peersOf(reader)).map((one) => one.ref)).toContain(ref);
		expect(await noticesFor(author, now)).toEqual([]);
		const third = await aStudent(course);
		await handIn(third, `${words} third`);
		await reportBy(third);
		expect((await reportsFor(course.instructor)).open[0]?.reports).toHaveLength(1);
	});
});

describe('what is hidden', () => {
	beforeEach(async () => {
		await reportBy(reader);
		await hideReported(course.instructor, { kind: 'answer', ref }, 'Names a person.', now);
	});

	it('is not there for classmates and observers', async () => {
		for (const who of [reader, await anObserver(course)])
			expect((await peersOf(who)).map((one) => one.ref)).not.toContain(ref);
		await expect(reportBy(reader)).rejects.toMatchObject({ status: 404 });
	});

	it('is shown to its author as hidden, with the reason and a notice', async () => {
		const set = await questionSetFor(author, address, now);
		const own = set.questions.find((q) => q.key === key);
		expect(own?.hidden).toMatchObject({ reason: 'Names a person.' });
		expect(own?.answer?.value.text).toMatch(/rude$/);
		expect((await noticesFor(author, now)).map((n) => n.kind)).toEqual(['content.hidden']);
		const others = await questionSetFor(reader, address, now);
		expect(others.questions.every((q) => q.hidden === null)).toBe(true);
	});

	it('is marked as before, and staff see that it is hidden', async () => {
		const asked = (await questionsToMark(course.instructor, moduleSlug)).find((q) => q.key === key);
		const view = { page: 1, unmarkedOnly: false, showNames: false };
		const list = await answersToMark(course.instructor, moduleSlug, asked?.id ?? '', view);
		expect(list.answers.map((one) => one.isHidden).sort()).toEqual([false, true]);
		const hidden = (await peersOf(course.instructor)).find((one) => one.ref === ref);
		expect(hidden?.hidden).toMatchObject({ reason: 'Names a person.' });
	});

	it('stays on the page of reports, and can be shown again', async () => {
		const { open, hidden } = await reportsFor(course.instructor);
		expect(open).toEqual([]);
		expect(hidden).toMatchObject([{ ref, hidden: { reason: 'Names a person.' } }]);
		await showAgain(course.assistant, { kind: 'answer', ref }, now);
		expect((await peersOf(reader)).map((one) => one.ref)).toContain(ref);
		expect((await noticesFor(author, now)).map((n) => n.kind)).toContain('content.shown');
		expect((await questionSetFor(author, address, now)).questions.every((q) => !q.hidden)).toBe(
			true
		);
		expect((await reportsFor(course.instructor)).hidden).toEqual([]);
	});

	it('a second time keeps the first reason, and every act is recorded without words', async () => {
		await hideReported(course.assistant, { kind: 'answer', ref }, 'Another reason.', now);
		await showAgain(course.instructor, { kind: 'answer', ref }, now);
		await showAgain(course.instructor, { kind: 'answer', ref }, now);
		const acts = await db()
			.select()
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.subjectKind, 'answer')));
		expect(acts.map((one) => one.act)).toEqual(['content.hide', 'content.show']);
		expect(JSON.stringify(acts)).not.toMatch(/Names a person|rude|neighbour/);
		expect(acts.every((one) => one.actorId === personOf(course.instructor).id)).toBe(true);
	});

	it('by two at the same moment is hidden once', async () => {
		await showAgain(course.instructor, { kind: 'answer', ref }, now);
		await Promise.all([
			hideReported(course.instructor, { kind: 'answer', ref }, 'One.', now),
			hideReported(course.assistant, { kind: 'answer', ref }, 'Two.', now)
		]);
		const rows = await db()
			.select()
			.from(hiddenContent)
			.where(eq(hiddenContent.courseId, course.courseId));
		expect(rows).toHaveLength(1);
	});

	it('is not for students to decide', async () => {
		await expect(showAgain(author, { kind: 'answer', ref }, now)).rejects.toMatchObject({
			status: 403
		});
	});
});

describe('a position', () => {
	it('can be kept from classmates by the same rule', async () => {
		const { id, student } = await aWriter(course);
		const authorId = membershipOf(student).enrolmentId;
		const subject = { kind: 'position' as const, id, authorId, place: { module: moduleSlug } };
		const hiddenIds = async () =>
			(
				await db()
					.select({ id: position.id })
					.from(position)
					.where(
						and(
							eq(position.courseId, course.courseId),
							isHidden('position', position.courseId, position.id)
						)
					)
			).map((row) => row.id);
		expect(await hiddenIds()).toEqual([]);
		await hide(course.instructor, subject, 'Insults a classmate.', now);
		expect(await hiddenIds()).toEqual([id]);
		await expect(hide(student, subject, 'Mine.', now)).rejects.toMatchObject({ status: 403 });
		await show(course.instructor, subject, now);
		expect(await hiddenIds()).toEqual([]);
	});
});
