/*
 * Publishes a version of an edition: the only way words of a reading get into the database. A
 * version is immutable; the newest one published is what readers see.
 */
import { and, eq, max } from 'drizzle-orm';
import type { Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { edition, editionVersion, paragraph } from '$lib/server/db/schema';
import type { Locale } from '$lib/i18n/local-text';
import { indexVersion } from './indexing.server';
import type { PreparedParagraph } from './prose.server';
import type { EditionKind } from './reading';

export interface VersionToPublish {
	courseId: string;
	readingId: string;
	kind: EditionKind;
	lang: Locale;
	title: string;
	standfirst: string;
	paragraphs: {
		id: string;
		number: number;
		prepared: PreparedParagraph;
		predecessors?: string[];
		source?: string | null;
	}[];
	importedBy?: string;
	importNote?: string;
}

/** Returns the version's id. The edition is made when the reading does not have it yet. */
export async function publishVersion(
	tx: Transaction,
	version: VersionToPublish,
	now: Date
): Promise<string> {
	const { courseId, readingId, kind, lang } = version;
	const [known] = await tx
		.select({ id: edition.id })
		.from(edition)
		.where(
			and(
				eq(edition.courseId, courseId),
				eq(edition.readingId, readingId),
				eq(edition.kind, kind),
				eq(edition.lang, lang)
			)
		);
	const editionId = known?.id ?? newId();
	if (!known) await tx.insert(edition).values({ courseId, id: editionId, readingId, kind, lang });
	const [last] = await tx
		.select({ number: max(editionVersion.number) })
		.from(editionVersion)
		.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.editionId, editionId)));

	const id = newId();
	await tx.insert(editionVersion).values({
		courseId,
		id,
		editionId,
		readingId,
		number: (last?.number ?? 0) + 1,
		title: version.title,
		standfirst: version.standfirst,
		words: version.paragraphs.reduce((sum, p) => sum + p.prepared.words, 0),
		importedBy: version.importedBy ?? null,
		importNote: version.importNote ?? null,
		publishedAt: now
	});
	await tx.insert(paragraph).values(
		version.paragraphs.map((p, position) => ({
			courseId,
			versionId: id,
			paragraphId: p.id,
			position,
			number: p.number,
			text: p.prepared.text,
			html: p.prepared.html,
			sentences: p.prepared.sentences,
			predecessors: p.predecessors ?? [],
			source: p.source ?? null
		}))
	);
	await indexVersion(
		tx,
		{ courseId, readingId, versionId: id },
		version.paragraphs.map((p) => ({ paragraphId: p.id, text: p.prepared.text }))
	);
	await tx
		.update(edition)
		.set({ currentVersionId: id })
		.where(and(eq(edition.courseId, courseId), eq(edition.id, editionId)));
	return id;
}
