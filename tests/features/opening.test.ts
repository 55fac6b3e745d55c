import { count, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { packSummaries } from '$lib/packs/packs.server';
import { db } from '$lib/server/db/client';
import * as tables from '$lib/server/db/schema';
import { aTeacher } from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();
const now = new Date('2026-03-02T08:00:00Z');

describe('opening a course from a pack', () => {
	it('copies everything into rows that the course owns', async () => {
		const [pack] = await packSummaries();
		const opened = await openCourseFromPack(
			await aTeacher(),
			{ title: { en: 'Politics 201' }, timeZone: 'Asia/Karachi', packSlug: pack?.slug ?? '' },
			now
		);
		if (!opened.ok) throw new Error(opened.reason);
		const { courseId } = opened;
		const counted: Record<string, number | undefined> = {};
		for (const name of [
			'reading',
			'edition',
			'question',
			'questionSet',
			'glossaryEntry',
			'timelineEntry',
			'gradeItem',
			'motion',
			'axis'
		] as const) {
			const table = tables[name];
			const [row] = await db()
				.select({ n: count() })
				.from(table)
				.where(eq(table.courseId, courseId));
			counted[name] = row?.n;
		}
		expect(counted).toEqual({
			reading: 6,
			edition: 12,
			question: 36,
			questionSet: 8,
			glossaryEntry: 30,
			timelineEntry: 18,
			gradeItem: 9,
			motion: 3,
			axis: 5
		});
		const words = await db()
			.select()
			.from(tables.paragraph)
			.where(eq(tables.paragraph.courseId, courseId));
		expect(words.filter((p) => p.text.trim() === '' || p.sentences.length === 0)).toEqual([]);
	});

	it('says when there is no such pack, and makes nothing', async () => {
		const before = await db().select().from(tables.courseModule);
		const opened = await openCourseFromPack(
			await aTeacher(),
			{ title: { en: 'Nothing' }, timeZone: 'Asia/Karachi', packSlug: 'nowhere' },
			now
		);
		expect(opened).toEqual({ ok: false, reason: 'no-such-pack' });
		expect(await db().select().from(tables.courseModule)).toEqual(before);
	});
});
