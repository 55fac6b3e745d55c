/*
 * What points at the paragraphs of a reading: cited passages, questions and the ground of motions.
 * Authors see it before they change a text.
 */
import { and, count, eq, isNull } from 'drizzle-orm';
import type { Executor } from '$lib/server/db/client';
import {
	citation,
	motion,
	question,
	questionSet,
	questionVersion,
	reading
} from '$lib/server/db/schema';

export interface Pointing {
	/** How often each paragraph is cited, in drafts and in what was submitted. */
	citations: ReadonlyMap<string, number>;
	/** What asks about each paragraph: keys of questions and motions. */
	asked: ReadonlyMap<string, readonly string[]>;
}

export interface PointedAt {
	citations: number;
	/** Questions and motions that point at any paragraph. */
	asked: number;
}

export function summaryOf({ citations, asked }: Pointing): PointedAt {
	let cited = 0;
	for (const n of citations.values()) cited += n;
	return { citations: cited, asked: new Set([...asked.values()].flat()).size };
}

export async function pointingAt(
	on: Executor,
	courseId: string,
	target: { id: string; key: string; moduleId: string }
): Promise<Pointing> {
	const cited = await on
		.select({ id: citation.paragraphId, n: count() })
		.from(citation)
		.where(and(eq(citation.courseId, courseId), eq(citation.readingId, target.id)))
		.groupBy(citation.paragraphId);
	const questions = await on
		.select({ key: question.key, body: questionVersion.body })
		.from(question)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.innerJoin(
			questionVersion,
			and(
				eq(questionVersion.courseId, question.courseId),
				eq(questionVersion.questionId, question.id),
				eq(questionVersion.version, question.currentVersion)
			)
		)
		.where(
			and(
				eq(question.courseId, courseId),
				eq(questionSet.moduleId, target.moduleId),
				isNull(question.retiredAt),
				isNull(questionSet.retiredAt)
			)
		);
	const motions = await on
		.select({ key: motion.packKey, position: motion.position, body: motion.body })
		.from(motion)
		.where(
			and(
				eq(motion.courseId, courseId),
				eq(motion.moduleId, target.moduleId),
				isNull(motion.retiredAt)
			)
		);
	const asked = new Map<string, string[]>();
	const add = (id: string, key: string) => {
		const keys = asked.get(id) ?? [];
		if (id !== '' && !keys.includes(key)) asked.set(id, [...keys, key]);
	};
	for (const { key, body } of questions)
		for (const pointer of [...body.paragraphs, ...(body.find?.targets ?? [])])
			if (pointer.reading === target.key) add(pointer.id, key);
	for (const { key, position, body } of motions)
		for (const pointer of [...body.ground.for, ...body.ground.against]) {
			const [of, id = ''] = pointer.split(':');
			if (of === target.key) add(id, key ?? `M${position}`);
		}
	return { citations: new Map(cited.map((row) => [row.id, row.n])), asked };
}

/** Holds the reading's row until the transaction ends, so that two authors come one after the other. */
export async function holdReading(
	on: Executor,
	courseId: string,
	place: { moduleId: string; slug: string }
): Promise<typeof reading.$inferSelect | null> {
	const [row] = await on
		.update(reading)
		.set({ slug: place.slug })
		.where(
			and(
				eq(reading.courseId, courseId),
				eq(reading.moduleId, place.moduleId),
				eq(reading.slug, place.slug)
			)
		)
		.returning();
	return row ?? null;
}
