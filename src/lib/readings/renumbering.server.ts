/*
 * What may change in a published version without becoming another one, because no word of it does:
 * the numbers of its paragraphs, and the marks of glossary terms. One statement for each version.
 */
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { edition, paragraph } from '$lib/server/db/schema';

/** The newest versions of a reading show the numbers that its paragraphs have in this order. */
export async function renumberParagraphs(
	tx: Transaction,
	courseId: string,
	readingId: string,
	order: readonly string[]
): Promise<void> {
	const rows = await tx
		.select({
			versionId: paragraph.versionId,
			id: paragraph.paragraphId,
			number: paragraph.number
		})
		.from(edition)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, edition.courseId),
				eq(paragraph.versionId, edition.currentVersionId)
			)
		)
		.where(and(eq(edition.courseId, courseId), eq(edition.readingId, readingId)));
	const moved = rows.flatMap((row) => {
		const number = order.indexOf(row.id) + 1;
		return number > 0 && number !== row.number ? [{ ...row, number }] : [];
	});
	for (const versionId of new Set(moved.map((row) => row.versionId))) {
		const of = moved.filter((row) => row.versionId === versionId);
		await tx
			.update(paragraph)
			.set({ number: oneOf(of.map(({ id, number }) => [id, sql`cast(${number} as integer)`])) })
			.where(these(courseId, versionId, of));
	}
}

/** Other marks for the same words. The caller has made sure that the words are the same. */
export async function remarkParagraphs(
	tx: Transaction,
	courseId: string,
	versionId: string,
	htmls: readonly { id: string; html: string }[]
): Promise<void> {
	if (htmls.length === 0) return;
	await tx
		.update(paragraph)
		.set({ html: oneOf(htmls.map(({ id, html }) => [id, sql`${html}`])) })
		.where(these(courseId, versionId, htmls));
}

function these(courseId: string, versionId: string, paragraphs: readonly { id: string }[]) {
	return and(
		eq(paragraph.courseId, courseId),
		eq(paragraph.versionId, versionId),
		inArray(
			paragraph.paragraphId,
			paragraphs.map((p) => p.id)
		)
	);
}

function oneOf(values: readonly [id: string, value: SQL][]): SQL {
	const whens = values.map(([id, value]) => sql`when ${id} then ${value}`);
	return sql`case ${paragraph.paragraphId} ${sql.join(whens, sql` `)} end`;
}
