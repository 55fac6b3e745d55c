import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { positionFor } from '$lib/positions/positions.server';
import { returnForRevision, submitPosition } from '$lib/positions/submitting.server';
import { changePeerPlan, type PlanWriting } from '$lib/reviews/peers/plans.server';
import { ratePeerReview, reportPeerReview } from '$lib/reviews/peers/rating.server';
import { peerReviewFor } from '$lib/reviews/peers/reading.server';
import { ownReviewsFor } from '$lib/reviews/peers/reviews.server';
import { letGo, takeNext } from '$lib/reviews/peers/taking.server';
import { givePeerReview, savePeerReview } from '$lib/reviews/peers/writing.server';
import { db, transaction } from '$lib/server/db/client';
import {
	contentReport,
	enrolment,
	notice,
	peerPlan,
	peerReview,
	position
} from '$lib/server/db/schema';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, body, everyLevel, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000);
const slug = 'hard-state-soft-state';
const is404 = { status: 404 };
const is403 = { status: 403 };

const open: PlanWriting = {
	state: 'open',
	gives: 2,
	receives: 2,
	leaseHours: 48,
	closesAt: null,
	waitDays: null,
	calibrateFirst: false,
	worth: null
};

async function planned(course: Class, over: Partial<PlanWriting> = {}): Promise<void> {
	const [row] = await db()
		.select({ version: peerPlan.version })
		.from(peerPlan)
		.where(eq(peerPlan.courseId, course.courseId));
	const saved = await changePeerPlan(
		course.instructor,
		slug,
		{ ...open, ...over, version: row?.version ?? 0 },
		now
	);
	expect(saved.ok).toBe(true);
}

const why = 'The passage does not say this at all.';
const reasons = Object.fromEntries(Object.keys(everyLevel).map((key) => [key, why]));
const whole = { levels: everyLevel, reasons, overall: 'Worth reading twice.' };

async function taken(student: Actor, at = now): Promise<string> {
	const next = await takeNext(student, slug, at);
	if (!next.ok) throw new Error(next.reason);
	return next.ref;
}

async function give(student: Actor, ref: string, at = now, version = 0): Promise<void> {
	const given = await givePeerReview(student, slug, ref, { ...whole, version }, 'en', at);
	if (!given.ok) throw new Error(given.reason);
}

async function rowOf(ref: string) {
	const [row] = await db().select().from(peerReview).where(eq(peerReview.ref, ref));
	if (!row) throw new Error('There is no such review.');
	return row;
}

const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';

describe('a class of three', () => {
	let course: Class;
	let writers: { student: Actor; id: string }[];
	beforeAll(async () => {
		course = await aClass();
		writers = [await aWriter(course), await aWriter(course), await aWriter(course)];
		await planned(course);
	});

	it('tells those who have submitted that it is open', async () => {
		const rows = await db().select().from(notice).where(eq(notice.courseId, course.courseId));
		expect(rows.filter((row) => row.kind === 'peer.open')).toHaveLength(3);
	});

	it('reviews each other twice over, never oneself, and then has enough', async () => {
		for (let round = 0; round < 2; round++)
			for (const { student } of writers) await give(student, await taken(student));
		const rows = await db()
			.select()
			.from(peerReview)
			.where(eq(peerReview.courseId, course.courseId));
		expect(rows).toHaveLength(6);
		for (const { student, id } of writers) {
			expect(rows.filter((row) => row.positionId === id)).toHaveLength(2);
			expect(rows.filter((row) => row.enrolmentId === idOf(student))).toHaveLength(2);
			const own = rows.filter((r) => r.positionId === id && r.enrolmentId === idOf(student));
			expect(own).toEqual([]);
			expect(await takeNext(student, slug, now)).toEqual({ ok: false, reason: 'enough' });
		}
	});

	it('tells an author of a day, not of a moment', async () => {
		const rows = await db().select().from(notice).where(eq(notice.courseId, course.courseId));
		const received = rows.filter((row) => row.kind === 'peer.received');
		expect(received).toHaveLength(3);
		expect(new Set(received.map((row) => row.at.toISOString()))).toEqual(
			new Set(['2026-11-01T19:00:00.000Z'])
		);
	});

	it('lets a latecomer in, whom somebody reads although they gave what was asked', async () => {
		const late = await aWriter(course);
		await give(late.student, await taken(late.student));
		expect(
			(await rowOf((await ownReviewsFor(late.student, slug, now)).given[0]?.ref ?? '')).isExtra
		).toBe(true);
		const [first] = writers;
		const ref = await taken(first?.student as Actor);
		expect((await rowOf(ref)).positionId).toBe(late.id);
	});
});

describe('taking', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
		await planned(course);
	});

	it('needs a position of one’s own, and somebody else’s', async () => {
		const student = await aStudent(course);
		expect(await takeNext(student, slug, now)).toEqual({ ok: false, reason: 'not-submitted' });
		const alone = await aWriter(course);
		expect(await takeNext(alone.student, slug, now)).toEqual({ ok: false, reason: 'nothing' });
		await expect(takeNext(course.instructor, slug, now)).rejects.toMatchObject(is403);
	});

	it('twice at one moment, in two tabs, is one lease', async () => {
		const { student } = await aWriter(course);
		const both = await Promise.all([takeNext(student, slug, now), takeNext(student, slug, now)]);
		const refs = both.map((one) => (one.ok ? one.ref : ''));
		expect(refs[0]).toBe(refs[1]);
		expect(refs[0]).not.toBe('');
		const rows = await db()
			.select()
			.from(peerReview)
			.where(
				and(eq(peerReview.courseId, course.courseId), eq(peerReview.enrolmentId, idOf(student)))
			);
		expect(rows).toHaveLength(1);
	});

	it('by two students at one moment never takes one position beyond its number', async () => {
		const four = await aClass();
		const people = [];
		for (let i = 0; i < 4; i++) people.push((await aWriter(four)).student);
		await planned(four, { receives: 1, gives: 1 });
		const all = await Promise.all(people.map((student) => takeNext(student, slug, now)));
		expect(all.every((one) => one.ok)).toBe(true);
		const rows = await db().select().from(peerReview).where(eq(peerReview.courseId, four.courseId));
		expect(new Set(rows.map((row) => row.positionId)).size).toBe(
			rows.filter((r) => !r.isExtra).length
		);
	});

	it('is over once the plan is closed, or its date has passed', async () => {
		const closed = await aClass();
		const { student } = await aWriter(closed);
		await aWriter(closed);
		expect(await takeNext(student, slug, now)).toEqual({ ok: false, reason: 'closed' });
		await planned(closed, { closesAt: hours(1) });
		expect((await takeNext(student, slug, hours(1))).ok).toBe(true);
		expect(await takeNext(student, slug, hours(1.1))).toEqual({ ok: false, reason: 'closed' });
	});
});

describe('a lease', () => {
	let course: Class;
	let a: Awaited<ReturnType<typeof aWriter>>;
	let b: Awaited<ReturnType<typeof aWriter>>;
	let c: Awaited<ReturnType<typeof aWriter>>;
	beforeAll(async () => {
		course = await aClass();
		[a, b, c] = [await aWriter(course), await aWriter(course), await aWriter(course)];
		await planned(course, { leaseHours: 2, receives: 1, gives: 1 });
	});

	it('is renewed by saving, and passes without', async () => {
		const ref = await taken(a.student);
		const saved = await savePeerReview(
			a.student,
			slug,
			ref,
			{ levels: { R1: 3 }, reasons: {}, overall: '', version: 0 },
			'en',
			hours(1)
		);
		expect(saved).toEqual({ ok: true, version: 1 });
		expect((await rowOf(ref)).heldUntil).toEqual(hours(3));
		// Nobody took anything else: it is theirs again as soon as they write on.
		const again = { levels: { R1: 2 }, reasons: {}, overall: '', version: 1 };
		expect(await savePeerReview(a.student, slug, ref, again, 'en', hours(9))).toEqual({
			ok: true,
			version: 2
		});
	});

	it('that passed leaves the position to somebody else', async () => {
		const ref = (await ownReviewsFor(a.student, slug, hours(9))).given[0]?.ref ?? '';
		const { positionId } = await rowOf(ref);
		const other = [b, c].find((one) => one.id !== positionId) as typeof b;
		const next = await rowOf(await taken(other.student, hours(20)));
		expect(next.isExtra).toBe(false);
		expect((await rowOf(ref)).state).toBe('lapsed');
	});

	it('is refused back while another is held; what was typed is not lost', async () => {
		const lapsed = (await ownReviewsFor(a.student, slug, hours(20))).given[0]?.ref ?? '';
		const next = await taken(a.student, hours(20));
		expect(next).not.toBe(lapsed);
		const typed = { ...whole, version: 2 };
		expect(await savePeerReview(a.student, slug, lapsed, typed, 'en', hours(20))).toEqual({
			ok: false,
			reason: 'lapsed'
		});
		expect(await letGo(a.student, slug, next, hours(20))).toEqual({ ok: true });
		expect(await savePeerReview(a.student, slug, lapsed, typed, 'en', hours(20))).toEqual({
			ok: true,
			version: 3
		});
	});
});

describe('writing', () => {
	let course: Class;
	let reviewer: Actor;
	let writer: { student: Actor; id: string };
	let ref: string;
	beforeAll(async () => {
		course = await aClass();
		writer = await aWriter(course);
		reviewer = (await aWriter(course)).student;
		await planned(course, { gives: 1, receives: 1, closesAt: hours(100) });
		ref = await taken(reviewer);
	});

	it('from two tabs ends with a conflict that shows what is kept', async () => {
		const first = { levels: { R1: 3 }, reasons: {}, overall: 'One', version: 0 };
		expect((await savePeerReview(reviewer, slug, ref, first, 'en', now)).ok).toBe(true);
		const second = { levels: { R1: 2 }, reasons: {}, overall: 'Two', version: 0 };
		expect(await savePeerReview(reviewer, slug, ref, second, 'en', now)).toEqual({
			ok: false,
			reason: 'conflict',
			kept: { levels: { R1: 3 }, reasons: {}, overall: 'One', version: 1 }
		});
		// The same words again are no conflict.
		expect(await savePeerReview(reviewer, slug, ref, first, 'en', now)).toEqual({
			ok: true,
			version: 1
		});
	});

	it('is given only with a level and a reason of some words for every criterion', async () => {
		const thin = { levels: { R1: 3 }, reasons: { R1: 'Good.' }, overall: '', version: 1 };
		const refused = await givePeerReview(reviewer, slug, ref, thin, 'en', now);
		expect(refused).toMatchObject({ ok: false, reason: 'incomplete', version: 2 });
		const fields = !refused.ok && refused.reason === 'incomplete' ? refused.missing : [];
		expect(fields.map((one) => one.field)).toContain('reason-R1');
		expect(fields.map((one) => one.field)).toContain('level-R2');
		expect((await rowOf(ref)).reasons).toEqual({ R1: 'Good.' });
	});

	it('is nobody else’s', async () => {
		const written = { ...whole, version: 2 };
		for (const who of [writer.student, await aStudent(course)])
			await expect(savePeerReview(who, slug, ref, written, 'en', now)).rejects.toMatchObject(is404);
		await expect(
			savePeerReview(course.instructor, slug, ref, written, 'en', now)
		).rejects.toMatchObject(is403);
		await expect(peerReviewFor(writer.student, slug, ref, now)).rejects.toMatchObject(is404);
		await expect(peerReviewFor(course.instructor, slug, ref, now)).rejects.toMatchObject(is404);
	});

	it('stays with the version it is about when the writer submits another meanwhile', async () => {
		await transaction((tx) => returnForRevision(tx, course.instructor, writer.id, 1));
		const { own } = await positionFor(writer.student, slug, now);
		const draft = {
			version: own?.version ?? 0,
			side: 'against' as const,
			body: { ...body, thesis: 'Courts, and schools.' }
		};
		expect((await submitPosition(writer.student, slug, draft, 'en', now)).ok).toBe(true);
		const page = await peerReviewFor(reviewer, slug, ref, now);
		expect(page).toMatchObject({ as: 'reviewer', isEarlier: true });
		expect(page.text.body.thesis).toBe(body.thesis);
	});

	it('after closing is refused', async () => {
		const late = { ...whole, version: 2 };
		expect(await givePeerReview(reviewer, slug, ref, late, 'en', hours(101))).toEqual({
			ok: false,
			reason: 'closed'
		});
	});

	it('once given stays as it is', async () => {
		await give(reviewer, ref, now, 2);
		const other = { ...whole, overall: 'Something else.', version: 3 };
		expect(await savePeerReview(reviewer, slug, ref, other, 'en', now)).toEqual({
			ok: false,
			reason: 'given'
		});
		expect(await letGo(reviewer, slug, ref, now)).toEqual({ ok: false, reason: 'not-held' });
	});
});

describe('what one received', () => {
	let course: Class;
	let a: Awaited<ReturnType<typeof aWriter>>;
	let b: Awaited<ReturnType<typeof aWriter>>;
	let ref: string;
	beforeAll(async () => {
		course = await aClass();
		a = await aWriter(course, { name: 'Amna Tariq' });
		b = await aWriter(course, { name: 'Bilal Khan' });
		await planned(course, { waitDays: 3 });
		ref = await taken(b.student);
		await give(b.student, ref, hours(1));
	});

	it('opens by giving what a class of two can give', async () => {
		expect(await ownReviewsFor(a.student, slug, hours(2))).toMatchObject({
			asked: 1,
			gave: 0,
			waiting: 1,
			received: []
		});
		await expect(peerReviewFor(a.student, slug, ref, hours(2))).rejects.toMatchObject(is404);
		await give(a.student, await taken(a.student, hours(2)), hours(2));
		const { received, waiting } = await ownReviewsFor(a.student, slug, hours(2));
		expect(waiting).toBe(0);
		expect(received).toMatchObject([{ ref, day: '2026-11-02', number: 1, usefulness: null }]);
	});

	it('opens by waiting, where the plan says so', async () => {
		const course = await aClass();
		const [one, two] = [await aWriter(course), await aWriter(course)];
		await planned(course, { waitDays: 3 });
		await give(two.student, await taken(two.student));
		const after = (n: number) => ownReviewsFor(one.student, slug, hours(n));
		expect((await after(71)).received).toHaveLength(0);
		expect((await after(72)).received).toHaveLength(1);
	});

	it('is rated by its author, and reported for staff', async () => {
		const rating = { usefulness: 4, why: 'It found the weak warrant.' };
		await ratePeerReview(a.student, slug, ref, rating, hours(3));
		expect(await rowOf(ref)).toMatchObject({ usefulness: 4, usefulnessWhy: rating.why });
		await expect(ratePeerReview(b.student, slug, ref, rating, hours(3))).rejects.toMatchObject(
			is404
		);
		await reportPeerReview(a.student, slug, ref, 'Rude.', hours(3));
		const [told] = await db()
			.select()
			.from(contentReport)
			.where(eq(contentReport.courseId, course.courseId));
		expect(told).toMatchObject({ subjectKind: 'peer', subjectId: ref, authorId: idOf(b.student) });
	});

	it('tells neither of the other: no name, id, side, number or moment', async () => {
		const rows = await db()
			.select()
			.from(peerReview)
			.where(eq(peerReview.courseId, course.courseId));
		const people = await db()
			.select()
			.from(enrolment)
			.where(eq(enrolment.courseId, course.courseId));
		const positions = await db()
			.select()
			.from(position)
			.where(eq(position.courseId, course.courseId));
		for (const [self, other] of [
			[a, b],
			[b, a]
		] as const) {
			const list = await ownReviewsFor(self.student, slug, hours(5));
			const pages = [];
			for (const row of rows)
				pages.push(await peerReviewFor(self.student, slug, row.ref, hours(5)));
			expect(pages.map((page) => page.as).sort()).toEqual(['reviewer', 'writer']);
			const all = JSON.stringify([list, pages]);
			const theirs = people.find((one) => one.id === idOf(other.student));
			const secrets = [
				'Amna Tariq',
				'Bilal Khan',
				theirs?.id,
				theirs?.userId,
				theirs?.pseudonym.en,
				...positions.map((one) => one.id),
				...rows.map((row) => row.id),
				...rows.map((row) => row.givenAt?.toISOString()),
				...rows.filter((r) => r.enrolmentId === theirs?.id).map((r) => r.heldUntil.toISOString()),
				'"side"',
				'submittedAt'
			];
			for (const secret of secrets) expect(all).not.toContain(secret ?? 'nothing');
			const read = pages.find((page) => page.as === 'reviewer');
			expect(read).not.toHaveProperty('number');
		}
	});

	it('stays when its reviewer has left the course', async () => {
		await db()
			.update(enrolment)
			.set({ state: 'removed' })
			.where(and(eq(enrolment.courseId, course.courseId), eq(enrolment.id, idOf(b.student))));
		expect((await ownReviewsFor(a.student, slug, hours(5))).received).toHaveLength(1);
	});
});
