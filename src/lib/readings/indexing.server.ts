/*
 * Puts the paragraphs of a version into what is searched. Only versions that readers see are ever
 * found: the search asks for the newest one of each edition.
 */
import { and, eq } from 'drizzle-orm';
import { newDoc } from '$lib/server/db/full-text';
import type { Transaction } from '$lib/server/db/client';
import { reading, searchEntry } from '$lib/server/db/schema';
import { foldForSearch } from './folding';

/** So that no statement has more values than an engine takes. */
const most = 200;

interface ParagraphToIndex {
	moduleId: string;
	versionId: string;
	paragraphId: string;
	text: string;
}

/** For paragraphs that have no entry yet. */
export async function indexParagraphs(
	tx: Transaction,
	courseId: string,
	paragraphs: readonly ParagraphToIndex[]
): Promise<void> {
	for (let at = 0; at < paragraphs.length; at += most)
		await tx.insert(searchEntry).values(
			paragraphs.slice(at, at + most).map(({ moduleId, versionId, paragraphId, text }) => ({
				courseId,
				doc: newDoc(),
				moduleId,
				kind: 'paragraph' as const,
				versionId,
				paragraphId,
				folded: foldForSearch(text)
			}))
		);
}

/** All paragraphs of a new version of a reading. */
export async function indexVersion(
	tx: Transaction,
	{ courseId, readingId, versionId }: { courseId: string; readingId: string; versionId: string },
	paragraphs: readonly { paragraphId: string; text: string }[]
): Promise<void> {
	const [found] = await tx
		.select({ moduleId: reading.moduleId })
		.from(reading)
		.where(and(eq(reading.courseId, courseId), eq(reading.id, readingId)));
	if (!found) throw new Error('a version of a reading that is not there');
	const { moduleId } = found;
	await indexParagraphs(
		tx,
		courseId,
		paragraphs.map((p) => ({ ...p, moduleId, versionId }))
	);
}
