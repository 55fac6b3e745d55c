/*
 * Release against whoever is still marking: what is settled by the data, and what waits for its second
 * marking stays and is counted; what a student sees of it, and that they have opened it.
 */
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { countedFor, feedbackFor, noteSeen } from '$lib/reviews/feedback.server';
import { markReady, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { release } from '$lib/reviews/releasing.server';
import { db } from '$lib/server/db/client';
import { grade, notice, review, reviewHistory, secondMarking } from '$lib/server/db/schema';
import { aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, body, everyLevel, written, type Class } from '../support/writers';

testDatabase();

const slug = 'hard-state-soft-state';
const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

let course: Class;
let student: Actor;
let id: string;
beforeEach(async () => {
	course = await aClass();
	({ student, id } = await aWriter(course));
});

async function sheet() {
	const [row] = await db()
		.select()
		.from(review)
		.where(and(eq(review.courseId, course.courseId), eq(review.positionId, id)));
	return row;
}

describe('a release and a save at once', () => {
	it('end with the sheet released as it was ready, or kept as it was saved and not released', async () => {
		for (let round = 0; round < 6; round++) {
			({ student, id } = await aWriter(course));
			const ready = await markReady(course.instructor, written(id), now);
			const version = ready.ok ? ready.version : 0;
			const levels = { ...everyLevel, R5: 4 };
			const save = () => saveSheet(course.instructor, written(id, { version, levels }), minutes(1));
			const out = () => release(course.instructor, slug, [id], minutes(1));
			const [saved, released] =
				round % 2 === 0
					? await Promise.all([save(), out()])
					: ((await Promise.all([out(), save()])).reverse() as [
							Awaited<ReturnType<typeof save>>,
							Awaited<ReturnType<typeof out>>
						]);
			const kept = await sheet();
			const [graded] = await db()
				.select()
				.from(grade)
				.where(eq(grade.enrolmentId, student.membership?.enrolmentId ?? ''));
			if (released.released === 1) {
				expect(saved).toMatchObject({ ok: false, reason: 'released' });
				expect(kept).toMatchObject({ state: 'released', levels: everyLevel });
				expect(graded).toMatchObject({ points: 17, state: 'released' });
			} else {
				expect(saved).toMatchObject({ ok: true });
				expect(kept).toMatchObject({ state: 'marked', levels });
				expect(graded).toBeUndefined();
				expect(await feedbackFor(student, slug)).toEqual([]);
			}
			const rows = await db()
				.select({ version: reviewHistory.version })
				.from(reviewHistory)
				.where(eq(reviewHistory.reviewId, kept?.id ?? ''));
			expect(rows.map((row) => row.version)).toEqual(rows.map((_, i) => i + 1));
		}
	});

	it('of two releases at once, one tells the student', async () => {
		await markReady(course.instructor, written(id), now);
		const both = await Promise.all(
			[1, 2].map(() => release(course.instructor, slug, 'all', minutes(1)))
		);
		expect(both.map((one) => one.released).sort()).toEqual([0, 1]);
		const told = (await db().select().from(notice)).filter(
			(one) => one.courseId === course.courseId && one.kind === 'position.released'
		);
		expect(told).toHaveLength(1);
	});
});

describe('what waits for its second marking', () => {
	it('is not released, and is counted with the reason', async () => {
		await markReady(course.instructor, written(id), now);
		const other = await aWriter(course);
		await markReady(course.instructor, written(other.id), now);
		await db().insert(secondMarking).values({
			courseId: course.courseId,
			positionId: id,
			positionNumber: 1,
			reason: 'again',
			createdAt: now
		});
		expect(await release(course.instructor, slug, 'all', minutes(1))).toEqual({
			released: 1,
			already: 0,
			notReady: 1,
			unsettled: 1
		});
		expect(await release(course.instructor, slug, [id], minutes(1))).toMatchObject({
			released: 0,
			unsettled: 1
		});
		expect(await feedbackFor(student, slug)).toEqual([]);
		expect(await countedFor(student, slug)).toBeNull();
	});
});

describe('what reaches the student', () => {
	const pins = [{ id: 'p1', field: 'thesis', start: 0, end: 6, comment: 'Which ones?' }];

	it('is their comments with the passages, after return, and no level before release', async () => {
		await returnSheet(course.instructor, written(id, { pins }), now);
		const [seen] = await feedbackFor(student, slug);
		expect(seen).toMatchObject({ pins, marks: null });
		expect(body.thesis.slice(0, 6)).toBe('Courts');
		expect(await countedFor(student, slug)).toBeNull();
	});

	it('is noted as opened once, by its student alone', async () => {
		await markReady(course.instructor, written(id, { pins }), now);
		await noteSeen(student, slug, minutes(1));
		expect((await sheet())?.seenAt).toBeNull();
		await release(course.instructor, slug, 'all', minutes(2));
		await noteSeen(await aStudent(course), slug, minutes(3));
		await noteSeen(course.instructor, slug, minutes(3));
		expect((await sheet())?.seenAt).toBeNull();
		await noteSeen(student, slug, minutes(4));
		await noteSeen(student, slug, minutes(5));
		expect((await sheet())?.seenAt).toEqual(minutes(4));
		const [seen] = await feedbackFor(student, slug);
		expect(seen?.marks).toMatchObject({ points: 17, most: 24 });
		expect(seen?.marks?.criteria[2]).toMatchObject({ points: 2, next: { points: 3 } });
		expect(JSON.stringify(seen)).not.toContain('notes');
		expect(await countedFor(student, slug)).toMatchObject({ points: 17, late: null });
	});
});
