/*
 * A class with submitted positions, and a sheet as a marker would write it.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { citePassage } from '$lib/positions/citing.server';
import { savePosition } from '$lib/positions/drafting.server';
import type { PositionBody } from '$lib/positions/position';
import { positionFor } from '$lib/positions/positions.server';
import { submitPosition } from '$lib/positions/submitting.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { WrittenSheet } from '$lib/reviews/marking.server';
import { db } from '$lib/server/db/client';
import { position } from '$lib/server/db/schema';
import { actorOf, anAssistant, aStudent, aTeacher } from './builders';

const now = new Date('2026-11-02T05:00:00Z');
const slug = 'hard-state-soft-state';

export interface Class {
	courseId: string;
	slug: string;
	instructor: Actor;
	assistant: Actor;
}

export async function aClass(): Promise<Class> {
	const teacher = await aTeacher({ name: 'Teacher Tahira' });
	const opened = await openCourseFromPack(
		teacher,
		{ title: { en: 'Politics 201' }, timeZone: 'Asia/Karachi', packSlug: slug },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	const place = { courseId: opened.courseId, slug: opened.courseSlug };
	const assistant = await anAssistant(place, { name: 'Assistant Asad' });
	return { ...place, instructor: await actorOf(teacher, place), assistant };
}

export const body: PositionBody = {
	thesis: 'Courts first.',
	reasons: [{ id: 'r1', claim: 'Pauses were used.', warrant: 'So time alone helps nobody.' }],
	against: 'Force feeds recruitment.',
	reply: 'Not where courts follow.',
	change: 'A pause that held for a year.'
};

async function cite(student: Actor, part: string, nth: number): Promise<void> {
	const { task } = await positionFor(student, slug, now);
	const [first] = await readingIndex(student, task.moduleId);
	const text = await paragraphsFor(student, first?.id ?? '', { kind: 'study', lang: 'en' });
	const paragraph = text?.paragraphs[nth];
	const [start = 0, end = 0] = paragraph?.sentences[0] ?? [];
	const versionId = text?.versionId ?? '';
	const chosen = { part, versionId, paragraphId: paragraph?.id ?? '', start, end, exact: null };
	await citePassage(student, slug, chosen, 'en', now);
}

export async function submit(student: Actor, at = now, thesis = body.thesis): Promise<void> {
	const { own } = await positionFor(student, slug, at);
	const draft = { version: own?.version ?? 0, side: 'against' as const, body: { ...body, thesis } };
	const result = await submitPosition(student, slug, draft, 'en', at);
	if (!result.ok) throw new Error(result.reason);
}

export async function aWriter(
	course: Class,
	given: Parameters<typeof aStudent>[1] = {},
	at = now
): Promise<{ student: Actor; id: string }> {
	const student = await aStudent(course, given);
	await savePosition(student, slug, { version: 0, side: 'against', body }, 'en', now);
	await cite(student, 'reason:r1', 0);
	await cite(student, 'against', 1);
	await submit(student, at);
	const [row] = await db()
		.select({ id: position.id })
		.from(position)
		.where(
			and(
				eq(position.courseId, course.courseId),
				eq(position.enrolmentId, student.membership?.enrolmentId ?? '')
			)
		);
	return { student, id: row?.id ?? '' };
}

export const everyLevel = { R1: 3, R2: 4, R3: 2, R4: 3, R5: 1, R6: 4 };
export const written = (positionId: string, over: Partial<WrittenSheet> = {}): WrittenSheet => ({
	positionId,
	number: 1,
	version: 0,
	levels: everyLevel,
	comments: { thesis: 'Which courts?', 'reason:r1': 'Fair use of the passage.' },
	overall: 'Sound work.',
	pins: [],
	...over
});
