/* What readings keep of people: how far each has read, and who brought a text in. */
import { and, asc, eq, notInArray } from 'drizzle-orm';
import { emptyTables, opaqueId, unsign, type Leaving } from '$lib/accounts/leaving.server';
import { whoStay } from '$lib/courses/leaving.server';
import { db } from '$lib/server/db/client';
import {
	edition,
	editionVersion,
	paragraph,
	reading,
	readingProgress
} from '$lib/server/db/schema';
import type { LocalText } from '$lib/i18n/local-text';

export interface ReadingsMine {
	read: {
		reading: string;
		author: LocalText;
		openedAt: Date;
		finishedAt: Date | null;
		/** The furthest paragraph, by its id in the reading. */
		furthest: string | null;
	}[];
	/** Texts one brought in as staff, by title. */
	imported: { title: string; note: string; at: Date }[];
}

export const readingsLeaving: Leaving<ReadingsMine> = {
	people: [readingProgress],
	content: [paragraph, editionVersion, edition, reading],

	async mine({ courseId, enrolmentId, userId }) {
		return {
			read: await db()
				.select({
					reading: reading.slug,
					author: reading.author,
					openedAt: readingProgress.openedAt,
					finishedAt: readingProgress.finishedAt,
					furthest: readingProgress.furthest
				})
				.from(readingProgress)
				.innerJoin(
					reading,
					and(
						eq(reading.courseId, readingProgress.courseId),
						eq(reading.id, readingProgress.readingId)
					)
				)
				.where(
					and(eq(readingProgress.courseId, courseId), eq(readingProgress.enrolmentId, enrolmentId))
				)
				.orderBy(asc(readingProgress.openedAt)),
			imported: (
				await db()
					.select({
						title: editionVersion.title,
						note: editionVersion.importNote,
						at: editionVersion.publishedAt
					})
					.from(editionVersion)
					.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.importedBy, userId)))
					.orderBy(asc(editionVersion.publishedAt))
			).map((row) => ({ ...row, note: row.note ?? '' }))
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId } = place;
		await tx
			.delete(readingProgress)
			.where(
				and(eq(readingProgress.courseId, courseId), eq(readingProgress.enrolmentId, enrolmentId))
			);
		await unsign(tx, place, editionVersion, ['importedBy']);
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [readingProgress]);
		if (extent === 'all')
			await emptyTables(tx, courseId, [paragraph, editionVersion, edition, reading]);
		else
			await tx
				.update(editionVersion)
				.set({ importedBy: opaqueId() })
				.where(
					and(
						eq(editionVersion.courseId, courseId),
						notInArray(editionVersion.importedBy, whoStay(tx, courseId))
					)
				);
	}
};
