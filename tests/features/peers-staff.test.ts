import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { erasePerson } from '$lib/archive/erasing.server';
import { hideReported, reportsFor, showAgain } from '$lib/notices/reports.server';
import { pathFor } from '$lib/progress/progress.server';
import { giveByHand, giveOut, reopenPeer } from '$lib/reviews/peers/giving-out.server';
import { releaseReviewing } from '$lib/reviews/peers/grading.server';
import { hidePeer, peerToRead, showPeer } from '$lib/reviews/peers/moderating.server';
import { peersOverview } from '$lib/reviews/peers/overseeing.server';
import {
	byHandSchema,
	peerPlanSchema,
	peerSheetSchema
} from '$lib/reviews/peers/peers.schema.server';
import { changePeerPlan, type PlanWriting } from '$lib/reviews/peers/plans.server';
import { ratePeerReview, reportPeerReview } from '$lib/reviews/peers/rating.server';
import { peerReviewFor, rubricToGive } from '$lib/reviews/peers/reading.server';
import { ownReviewsFor } from '$lib/reviews/peers/reviews.server';
import { letGo, takeNext } from '$lib/reviews/peers/taking.server';
import { givePeerReview } from '$lib/reviews/peers/writing.server';
import { db } from '$lib/server/db/client';
import {
	anchorPosition,
	auditEvent,
	contentReport,
	grade,
	gradeItem,
	notice,
	peerPlan,
	peerReview
} from '$lib/server/db/schema';
import { anAssistant, aSection } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, everyLevel, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000);
const slug = 'hard-state-soft-state';
const is404 = { status: 404 };
const is403 = { status: 403 };
const first = { view: null, page: 1, peoplePage: 1 };

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

async function planned(course: Class, over: Partial<PlanWriting> = {}) {
	const [row] = await db()
		.select({ version: peerPlan.version })
		.from(peerPlan)
		.where(eq(peerPlan.courseId, course.courseId));
	const version = row?.version ?? 0;
	return changePeerPlan(course.instructor, slug, { ...open, ...over, version }, now);
}

const why = 'The passage does not say this at all.';
const reasons = Object.fromEntries(Object.keys(everyLevel).map((key) => [key, why]));
const whole = { levels: everyLevel, reasons, overall: 'Worth reading twice.', version: 0 };

async function reviewBy(student: Actor, at = now): Promise<string> {
	const next = await takeNext(student, slug, at);
	if (!next.ok) throw new Error(next.reason);
	const given = await givePeerReview(student, slug, next.ref, whole, 'en', at);
	if (!given.ok) throw new Error(given.reason);
	return next.ref;
}

async function noticesOf(course: Class, kind: string): Promise<string[]> {
	const rows = await db()
		.select({ enrolmentId: notice.enrolmentId })
		.from(notice)
		.where(and(eq(notice.courseId, course.courseId), eq(notice.kind, kind)));
	return rows.map((row) => row.enrolmentId);
}

const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';
type Written = Awaited<ReturnType<typeof aWriter>>;

describe('the plan', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
		await aWriter(course);
	});

	it('is the instructor’s, and of two who save at once one is told', async () => {
		await expect(
			changePeerPlan(course.assistant, slug, { ...open, version: 0 }, now)
		).rejects.toMatchObject(is403);
		const both = await Promise.all([planned(course), planned(course, { gives: 3 })]);
		expect(both.filter((one) => one.ok)).toHaveLength(1);
		const refused = both.find((one) => !one.ok);
		expect(refused).toMatchObject({ reason: 'conflict', kept: { version: 1 } });
	});

	it('puts reviewing among the grades, and takes it out as long as nobody has one', async () => {
		const items = () =>
			db()
				.select({ max: gradeItem.max })
				.from(gradeItem)
				.where(and(eq(gradeItem.courseId, course.courseId), eq(gradeItem.kind, 'reviewing')));
		await planned(course, { worth: 10 });
		expect(await items()).toEqual([{ max: 10 }]);
		await planned(course, { worth: 20 });
		expect(await items()).toEqual([{ max: 20 }]);
		await planned(course);
		expect(await items()).toEqual([]);
	});

	it('takes no number that makes no sense', () => {
		const form = {
			version: '0',
			state: 'open',
			gives: '2',
			receives: '2',
			leaseHours: '48',
			closesAt: '',
			waitDays: '',
			worth: ''
		};
		const schema = peerPlanSchema('Asia/Karachi');
		expect(schema.safeParse(form)).toMatchObject({
			success: true,
			data: { waitDays: null, worth: null, closesAt: null, calibrateFirst: false }
		});
		const wrong = { gives: '0', receives: '1e9', leaseHours: 'NaN', waitDays: '-1', worth: '=1+1' };
		for (const [name, value] of Object.entries({ ...wrong, state: 'on', closesAt: 'soon' }))
			expect(schema.safeParse({ ...form, [name]: value }).success, name).toBe(false);
		expect(byHandSchema.safeParse({ reviewer: '../x', position: '' }).success).toBe(false);
	});
});

describe('a class of three under its staff', () => {
	let course: Class;
	let a: Written;
	let b: Written;
	let c: Written;
	let ref: string;
	beforeAll(async () => {
		course = await aClass();
		const [one, two] = [await aSection(course, 'A'), await aSection(course, 'B')];
		a = await aWriter(course, { name: 'Amna Tariq', sectionId: one });
		b = await aWriter(course, { name: 'Bilal Khan', sectionId: one });
		c = await aWriter(course, { name: 'Chanda Noor', sectionId: two });
		await planned(course, { worth: 10 });
		for (const { student } of [a, b, c]) {
			await reviewBy(student);
			await reviewBy(student);
		}
		const about = await db()
			.select({ ref: peerReview.ref })
			.from(peerReview)
			.where(and(eq(peerReview.positionId, a.id), eq(peerReview.enrolmentId, idOf(b.student))));
		ref = about[0]?.ref ?? '';
	});

	it('shows who gave and received how many, by place while names are hidden', async () => {
		const seen = await peersOverview(course.instructor, slug, first, now);
		expect(seen.people).toMatchObject(
			[1, 2, 3].map((place) => ({ place, name: null, gave: 2, asked: 2, received: 2 }))
		);
		expect(seen.counts).toMatchObject({ all: 6, given: 6, held: 0 });
		const page = await peerToRead(course.instructor, slug, ref, now);
		for (const name of ['Amna Tariq', 'Bilal Khan', 'Chanda Noor'])
			expect(JSON.stringify([seen, page])).not.toContain(name);
		expect(page).toMatchObject({ about: { place: 1 }, reviewer: { place: 2 } });
	});

	it('is seen by an assistant of one section as far as that section goes', async () => {
		const [section] = (await peersOverview(course.instructor, slug, first, now)).people;
		expect(section).toBeDefined();
		const limited = await anAssistant(course, {
			sectionId: c.student.membership?.sectionId ?? '',
			ownSectionOnly: true
		});
		const seen = await peersOverview(limited, slug, first, now);
		expect(seen.people.map((one) => one.place)).toEqual([3]);
		expect(seen.reviews.map((one) => one.about.place)).toEqual([3, 3]);
		// Reviewers of the other section are nobody to them.
		expect(seen.reviews.map((one) => one.reviewer.place)).toEqual([null, null]);
		await expect(peerToRead(limited, slug, ref, now)).rejects.toMatchObject(is404);
		await expect(hidePeer(limited, ref, 'Rude.', now)).rejects.toMatchObject(is403);
		await expect(giveOut(limited, slug, now)).rejects.toMatchObject(is403);
	});

	it('has a review hidden with a reason: its author reads it no more, and it counts no more', async () => {
		await reportPeerReview(a.student, slug, ref, 'Rude.', now);
		const reports = await reportsFor(course.instructor);
		expect(reports.open).toMatchObject([{ kind: 'peer', ref, reports: [{ reason: 'Rude.' }] }]);
		await hideReported(course.instructor, { kind: 'peer', ref }, 'It is about the person.', now);
		await expect(peerReviewFor(a.student, slug, ref, now)).rejects.toMatchObject(is404);
		expect((await ownReviewsFor(a.student, slug, now)).received).toHaveLength(1);
		expect(await peerReviewFor(b.student, slug, ref, now)).toMatchObject({
			hidden: 'It is about the person.'
		});
		expect(await noticesOf(course, 'content.hidden')).toEqual([idOf(b.student)]);
		expect((await reportsFor(course.instructor)).hidden).toMatchObject([{ ref }]);
		const seen = await peersOverview(course.instructor, slug, first, now);
		expect(seen.people.map((one) => one.received)).toEqual([1, 2, 2]);
		expect(seen.people[1]?.sum).toMatchObject({ counted: 1, asked: 2, points: 5 });
		// The place is free again for somebody else.
		expect(seen.counts.hidden).toBe(1);
	});

	it('is shown again', async () => {
		await showAgain(course.instructor, { kind: 'peer', ref }, now);
		expect((await ownReviewsFor(a.student, slug, now)).received).toHaveLength(2);
		expect(await noticesOf(course, 'content.shown')).toEqual([idOf(b.student)]);
		const [report] = await db()
			.select({ state: contentReport.state })
			.from(contentReport)
			.where(eq(contentReport.courseId, course.courseId));
		expect(report?.state).toBe('kept');
		await showPeer(course.instructor, ref, now);
		expect(await noticesOf(course, 'content.shown')).toHaveLength(1);
	});

	it('gets grades for reviewing, each with one notice, and told again only what changed', async () => {
		await ratePeerReview(a.student, slug, ref, { usefulness: 1, why: '' }, now);
		expect(await releaseReviewing(course.instructor, slug, now)).toEqual({ ok: true, released: 3 });
		const points = async () => {
			const rows = await db()
				.select({ who: grade.enrolmentId, points: grade.points, state: grade.state })
				.from(grade)
				.innerJoin(gradeItem, eq(gradeItem.id, grade.itemId))
				.where(and(eq(grade.courseId, course.courseId), eq(gradeItem.kind, 'reviewing')));
			return new Map(rows.map((row) => [row.who, row.points]));
		};
		expect((await points()).get(idOf(b.student))).toBe(5);
		expect((await points()).get(idOf(a.student))).toBe(10);
		expect(await releaseReviewing(course.instructor, slug, now)).toEqual({ ok: true, released: 0 });
		await ratePeerReview(a.student, slug, ref, { usefulness: 2, why: 'Thought again.' }, now);
		expect(await releaseReviewing(course.instructor, slug, now)).toEqual({ ok: true, released: 1 });
		expect((await points()).get(idOf(b.student))).toBe(7.5);
		expect(await noticesOf(course, 'peer.released')).toHaveLength(4);
		await expect(releaseReviewing(course.assistant, slug, now)).rejects.toMatchObject(is403);
		expect(await planned(course)).toMatchObject({ ok: false, reason: 'graded' });
	});

	it('never has anybody’s words in the record', async () => {
		const acts = await db()
			.select()
			.from(auditEvent)
			.where(eq(auditEvent.courseId, course.courseId));
		expect(acts.map((one) => one.act)).toContain('peer.plan');
		expect(JSON.stringify(acts)).not.toContain('about the person');
	});

	it('loses what an erased reviewer wrote, and what was written about an erased author', async () => {
		const left = async () => {
			const rows = await db()
				.select({ by: peerReview.enrolmentId, of: peerReview.positionId })
				.from(peerReview)
				.where(eq(peerReview.courseId, course.courseId));
			return rows;
		};
		expect(await left()).toHaveLength(6);
		await erasePerson(a.student.person?.id ?? '', now);
		const rows = await left();
		expect(rows.filter((row) => row.by === idOf(a.student) || row.of === a.id)).toEqual([]);
		expect(rows).toHaveLength(2);
	});
});

describe('positions given out by staff', () => {
	let course: Class;
	let writers: Written[];
	beforeAll(async () => {
		course = await aClass();
		writers = [];
		for (let i = 0; i < 4; i++) writers.push(await aWriter(course));
	});

	it('need an open plan', async () => {
		expect(await giveOut(course.instructor, slug, now)).toEqual({ ok: false, reason: 'closed' });
	});

	it('go to everybody who holds none, once, and each is told', async () => {
		await planned(course, { gives: 1, receives: 1, leaseHours: 2 });
		expect(await giveOut(course.instructor, slug, now)).toEqual({ ok: true, given: 4 });
		expect(await giveOut(course.instructor, slug, now)).toEqual({ ok: true, given: 0 });
		const rows = await db()
			.select()
			.from(peerReview)
			.where(eq(peerReview.courseId, course.courseId));
		expect(new Set(rows.map((row) => row.enrolmentId)).size).toBe(4);
		expect(rows.every((row) => row.state === 'held')).toBe(true);
		expect((await noticesOf(course, 'peer.waiting')).sort()).toEqual(
			writers.map(({ student }) => idOf(student)).sort()
		);
	});

	it('are given back when their time passed, unless another is held', async () => {
		const { student } = writers[0] as Written;
		const ref = (await ownReviewsFor(student, slug, now)).given[0]?.ref ?? '';
		expect(await reopenPeer(course.instructor, slug, ref, now)).toEqual({
			ok: false,
			reason: 'not-lapsed'
		});
		expect(await reopenPeer(course.instructor, slug, ref, hours(5))).toEqual({ ok: true });
		expect((await ownReviewsFor(student, slug, hours(6))).given[0]?.state).toBe('held');
		await letGo(student, slug, ref, hours(6));
		const next = await takeNext(student, slug, hours(6));
		expect(next.ok).toBe(true);
		expect(await reopenPeer(course.instructor, slug, ref, hours(6))).toEqual({
			ok: false,
			reason: 'holds'
		});
		await expect(reopenPeer(course.instructor, slug, 'none', hours(6))).rejects.toMatchObject(
			is404
		);
	});

	it('by hand go where staff say, but never to their own writer nor twice', async () => {
		const [, one, two] = writers as [Written, Written, Written];
		const at = hours(20);
		const give = (reviewer: string, position?: string) =>
			giveByHand(course.instructor, slug, { reviewer, position }, at);
		expect(await give(one.id, one.id)).toEqual({ ok: false, reason: 'own' });
		const had = (
			await db()
				.select()
				.from(peerReview)
				.where(eq(peerReview.enrolmentId, idOf(one.student)))
		)[0];
		expect(await give(one.id, had?.positionId)).toEqual({ ok: false, reason: 'had' });
		const other = writers.find((w) => w.id !== one.id && w.id !== had?.positionId) as Written;
		expect(await give(one.id, other.id)).toEqual({ ok: true });
		expect(await give(one.id)).toEqual({ ok: false, reason: 'holds' });
		expect(await give(two.id)).toEqual({ ok: true });
		await expect(give('none')).rejects.toMatchObject(is404);
	});
});

describe('calibration first', () => {
	it('keeps positions back until the samples are rated', async () => {
		const course = await aClass();
		const [a] = [await aWriter(course), await aWriter(course)];
		await planned(course, { calibrateFirst: true });
		const anchors = await db()
			.select({ id: anchorPosition.id })
			.from(anchorPosition)
			.where(and(eq(anchorPosition.courseId, course.courseId)));
		const taken = await takeNext(a.student, slug, now);
		const page = await ownReviewsFor(a.student, slug, now);
		if (page.calibration) {
			expect(taken).toEqual({ ok: false, reason: 'calibrate' });
			expect(await giveOut(course.instructor, slug, now)).toEqual({ ok: true, given: 0 });
		} else expect(taken.ok).toBe(true);
		expect(anchors.length).toBeGreaterThanOrEqual(page.calibration?.wanted ?? 0);
	});
});

describe('the path of a student', () => {
	it('has a step for reviews once they are open', async () => {
		const course = await aClass();
		const [a, b] = [await aWriter(course), await aWriter(course)];
		const step = async (who: Actor) =>
			(await pathFor(who, slug, 'en', now)).position.find((one) => one.kind === 'reviews');
		expect(await step(a.student)).toBeUndefined();
		await planned(course);
		expect(await step(a.student)).toMatchObject({ state: 'open', gave: 0, asked: 1 });
		await reviewBy(b.student);
		expect(await step(b.student)).toMatchObject({ state: 'done', gave: 1, asked: 1 });
	});
});

describe('the form of a review', () => {
	it('takes only what its rubric knows', async () => {
		const course = await aClass();
		const [a] = [await aWriter(course), await aWriter(course)];
		await planned(course);
		const next = await takeNext(a.student, slug, now);
		const ref = next.ok ? next.ref : '';
		const schema = peerSheetSchema(await rubricToGive(a.student, slug, ref, now));
		const sent = { version: '0', 'level-R1': '3', 'reason-R1': why, overall: '' };
		expect(schema.parse(sent)).toMatchObject({ levels: { R1: 3 }, version: 0 });
		for (const level of ['1e9', 'NaN', '-1', '2.7', 'none', '=1'])
			expect(schema.safeParse({ ...sent, 'level-R1': level }).success, level).toBe(false);
		expect(schema.safeParse({ ...sent, 'reason-R1': 'x'.repeat(2000) }).success).toBe(false);
		expect(schema.safeParse({ ...sent, 'reason-R1': 'a\u0000b' }).success).toBe(false);
	});
});
