/*
 * Paragraphs for the features that point at them: choosing what to cite, checking a citation, and
 * showing the cited words again beside a position or a question.
 */
import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { isOpenTo } from '$lib/modules/opening';
import { openingColumns } from '$lib/modules/opening.server';
import { db, shared } from '$lib/server/db/client';
import { courseModule, edition, editionVersion, paragraph, reading } from '$lib/server/db/schema';
import { groupedBy } from './grouped';
import { nearestEdition, type EditionKind, type EditionName, type Sentence } from './reading';

export interface CitableParagraph {
	id: string;
	number: number;
	text: string;
	sentences: Sentence[];
}

export interface CitableText extends EditionName {
	readingId: string;
	versionId: string;
	title: string;
	paragraphs: CitableParagraph[];
}

const currentEditions = shared(
	'current_editions_of_reading',
	[edition, editionVersion, reading, courseModule],
	(db) =>
		db
			.select({
				kind: edition.kind,
				lang: edition.lang,
				versionId: editionVersion.id,
				title: editionVersion.title,
				...openingColumns
			})
			.from(edition)
			.innerJoin(
				editionVersion,
				and(
					eq(editionVersion.courseId, edition.courseId),
					eq(editionVersion.id, edition.currentVersionId)
				)
			)
			.innerJoin(
				reading,
				and(eq(reading.courseId, edition.courseId), eq(reading.id, edition.readingId))
			)
			.innerJoin(
				courseModule,
				and(eq(courseModule.courseId, reading.courseId), eq(courseModule.id, reading.moduleId))
			)
			.where(
				and(
					eq(edition.courseId, sql.placeholder('courseId')),
					eq(edition.readingId, sql.placeholder('readingId'))
				)
			)
);

const citableParagraphs = shared('citable_paragraphs', [paragraph], (db) =>
	db
		.select({
			id: paragraph.paragraphId,
			number: paragraph.number,
			text: paragraph.text,
			sentences: paragraph.sentences
		})
		.from(paragraph)
		.where(
			and(
				eq(paragraph.courseId, sql.placeholder('courseId')),
				eq(paragraph.versionId, sql.placeholder('versionId'))
			)
		)
		.orderBy(asc(paragraph.position))
);

/** The words of a reading to choose a passage from, in the edition asked for or the nearest to it. */
export async function paragraphsFor(
	actor: Actor,
	readingId: string,
	asked: EditionName,
	now = new Date()
): Promise<CitableText | null> {
	const { courseId } = membershipOf(actor);
	const editions = await currentEditions({ courseId, readingId });
	const shown = nearestEdition(editions, asked);
	if (!shown || !isOpenTo(shown, actor, now)) return null;
	const { visible: _visible, opensAt: _opensAt, ...text } = shown;
	return {
		...text,
		readingId,
		paragraphs: await citableParagraphs({
			courseId,
			versionId: shown.versionId
		})
	};
}

/** The words of a version that readers see now; null for one that was replaced, or of another reading. */
export async function currentText(
	actor: Actor,
	readingId: string,
	versionId: string,
	now: Date
): Promise<CitableText | null> {
	const { courseId } = membershipOf(actor);
	const editions = await currentEditions({ courseId, readingId });
	const shown = editions.find((one) => one.versionId === versionId);
	return shown ? paragraphsFor(actor, readingId, shown, now) : null;
}

/** One paragraph of one version, and where it stands: what a citation is checked against and shown with. */
export interface PassageTarget {
	moduleId: string;
	readingId: string;
	readingKey: string;
	readingSlug: string;
	versionId: string;
	kind: EditionKind;
	lang: Locale;
	/** Of the version, in its own language. */
	title: string;
	paragraphId: string;
	number: number;
	text: string;
	sentences: Sentence[];
}

export interface ParagraphOfVersion {
	versionId: string;
	paragraphId: string;
}

/** Null when the course has no such version or the version no such paragraph. */
export async function passageTarget(
	actor: Actor,
	versionId: string,
	paragraphId: string
): Promise<PassageTarget | null> {
	const found = await passageTargets(actor, [{ versionId, paragraphId }]);
	return found.get(passageKey({ versionId, paragraphId })) ?? null;
}

export function passageKey({ versionId, paragraphId }: ParagraphOfVersion): string {
	return `${versionId}/${paragraphId}`;
}

/** Many at once, by `passageKey`; those that do not exist are absent. */
export async function passageTargets(
	actor: Actor,
	wanted: ParagraphOfVersion[],
	now = new Date()
): Promise<Map<string, PassageTarget>> {
	const { courseId } = membershipOf(actor);
	if (wanted.length === 0) return new Map();
	const byVersion = groupedBy(wanted, (w) => w.versionId);
	const rows = await db()
		.select({
			moduleId: reading.moduleId,
			readingId: reading.id,
			readingKey: reading.key,
			readingSlug: reading.slug,
			versionId: paragraph.versionId,
			kind: edition.kind,
			lang: edition.lang,
			title: editionVersion.title,
			paragraphId: paragraph.paragraphId,
			number: paragraph.number,
			text: paragraph.text,
			sentences: paragraph.sentences,
			...openingColumns
		})
		.from(paragraph)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, paragraph.courseId),
				eq(editionVersion.id, paragraph.versionId)
			)
		)
		.innerJoin(
			edition,
			and(eq(edition.courseId, paragraph.courseId), eq(edition.id, editionVersion.editionId))
		)
		.innerJoin(
			reading,
			and(eq(reading.courseId, paragraph.courseId), eq(reading.id, editionVersion.readingId))
		)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, reading.courseId), eq(courseModule.id, reading.moduleId))
		)
		.where(
			and(
				eq(paragraph.courseId, courseId),
				or(
					...[...byVersion].map(([versionId, of]) =>
						and(
							eq(paragraph.versionId, versionId),
							inArray(paragraph.paragraphId, [...new Set(of.map((w) => w.paragraphId))])
						)
					)
				)
			)
		);
	return new Map(
		rows
			.filter((row) => isOpenTo(row, actor, now))
			.map(({ visible: _visible, opensAt: _opensAt, ...target }) => [passageKey(target), target])
	);
}

/**
 * Paragraphs of study editions by pointer (`002`, `p3`), for features that show the words they ask
 * about. Keyed `002:p3`; in `lang` where there is such an edition, else in the other language.
 */
export async function paragraphsByPointer(
	actor: Actor,
	moduleId: string,
	pointers: { reading: string; id: string }[],
	lang: Locale
): Promise<Map<string, { lang: Locale; number: number; text: string; versionId: string }>> {
	const { courseId } = membershipOf(actor);
	const found = new Map<
		string,
		{ lang: Locale; number: number; text: string; versionId: string }
	>();
	const byReading = groupedBy(
		pointers.filter((p) => p.id !== ''),
		(p) => p.reading
	);
	if (byReading.size === 0) return found;
	const rows = await db()
		.select({
			key: reading.key,
			id: paragraph.paragraphId,
			lang: edition.lang,
			number: paragraph.number,
			text: paragraph.text,
			versionId: paragraph.versionId
		})
		.from(reading)
		.innerJoin(
			edition,
			and(
				eq(edition.courseId, reading.courseId),
				eq(edition.readingId, reading.id),
				eq(edition.kind, 'study')
			)
		)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, reading.courseId),
				eq(paragraph.versionId, edition.currentVersionId)
			)
		)
		.where(
			and(
				eq(reading.courseId, courseId),
				eq(reading.moduleId, moduleId),
				or(
					...[...byReading].map(([key, of]) =>
						and(
							eq(reading.key, key),
							inArray(paragraph.paragraphId, [...new Set(of.map((p) => p.id))])
						)
					)
				)
			)
		);
	for (const { key, id, ...words } of rows) {
		const pointer = `${key}:${id}`;
		if (words.lang === lang || !found.has(pointer)) found.set(pointer, words);
	}
	return found;
}

/** One paragraph by pointer, or null. */
export async function paragraphByPointer(
	actor: Actor,
	moduleId: string,
	pointer: { reading: string; id: string },
	lang: Locale
): Promise<{
	lang: Locale;
	number: number;
	text: string;
	versionId: string;
} | null> {
	const found = await paragraphsByPointer(actor, moduleId, [pointer], lang);
	return found.get(`${pointer.reading}:${pointer.id}`) ?? null;
}
