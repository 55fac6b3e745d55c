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
		title: LocalText;
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
		const titles = await titlesIn(courseId);
		const rows = await db()
			.select({
				id: reading.id,
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
			.orderBy(asc(readingProgress.openedAt));
		return {
			read: rows.map(({ id, ...row }) => ({ ...row, title: titles.get(id) ?? {} })),
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

/** What the readings of a course are called now, by their ids. */
export async function titlesIn(courseId: string): Promise<Map<string, LocalText>> {
	const rows = await db()
		.select({ id: edition.readingId, lang: edition.lang, title: editionVersion.title })
		.from(edition)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, edition.courseId),
				eq(editionVersion.id, edition.currentVersionId)
			)
		)
		.where(and(eq(edition.courseId, courseId), eq(edition.kind, 'study')));
	const titles = new Map<string, LocalText>();
	for (const { id, lang, title } of rows) titles.set(id, { ...titles.get(id), [lang]: title });
	return titles;
}
