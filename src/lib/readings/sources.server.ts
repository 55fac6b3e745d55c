/*
 * What the editing of a text needs to know of it: the published paragraphs of an edition, which
 * paragraphs the other editions have, ids that were ever used, and the glossary of the module.
 */
import { and, eq } from 'drizzle-orm';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import type { Executor } from '$lib/server/db/client';
import { edition, editionVersion, glossaryEntry, paragraph } from '$lib/server/db/schema';
import { prepareProse, proseSource, type PreparedParagraph } from './prose.server';
import type { EditionKind } from './reading';
import { isUrdu, withoutUnknown } from './terms';

export interface Current {
	number: number;
	versionId: string | null;
	title: string;
	standfirst: string;
	paragraphs: { id: string; number: number; text: string; html: string; source: string | null }[];
}

/** As its author writes it. */
export function sourceOf({ paragraphs }: Current): string {
	return paragraphs.map((p) => proseSource(p.html)).join('\n\n');
}

export interface Term {
	key: string;
	term: LocalText;
	aliases: string[];
	readings: string[];
}

/** The names of a term in one language. */
export function namesOf({ term, aliases }: Pick<Term, 'term' | 'aliases'>, lang: Locale): string[] {
	const own = aliases.filter((alias) => isUrdu(alias) === (lang === 'ur'));
	return [...(term[lang] ? [term[lang]] : []), ...own];
}

/**
 * Paragraphs as they will stand. Links to terms that the glossary does not have come out as plain
 * words; their keys are named once each.
 */
export function proseWithTerms(
	sources: readonly string[],
	lang: Locale,
	terms: readonly Pick<Term, 'key'>[]
): { prepared: PreparedParagraph[]; unknown: string[] } {
	const known = new Set(terms.map((t) => t.key));
	const unknown = new Set<string>();
	const prepared = sources.map((source) => {
		const paragraph = prepareProse(source, lang);
		const checked = withoutUnknown(paragraph.html, known);
		for (const key of checked.unknown) unknown.add(key);
		return { ...paragraph, html: checked.html };
	});
	return { prepared, unknown: [...unknown] };
}

/** The published text in one language; number 0 where there is none yet. */
export async function currentOf(
	on: Executor,
	courseId: string,
	readingId: string,
	lang: Locale,
	kind: EditionKind = 'study'
): Promise<Current> {
	const rows = await on
		.select({
			versionId: editionVersion.id,
			number: editionVersion.number,
			title: editionVersion.title,
			standfirst: editionVersion.standfirst,
			paragraph: {
				id: paragraph.paragraphId,
				number: paragraph.number,
				text: paragraph.text,
				html: paragraph.html,
				source: paragraph.source
			}
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
			paragraph,
			and(
				eq(paragraph.courseId, editionVersion.courseId),
				eq(paragraph.versionId, editionVersion.id)
			)
		)
		.where(
			and(
				eq(edition.courseId, courseId),
				eq(edition.readingId, readingId),
				eq(edition.kind, kind),
				eq(edition.lang, lang)
			)
		)
		.orderBy(paragraph.position);
	const [first] = rows;
	if (!first) return { number: 0, versionId: null, title: '', standfirst: '', paragraphs: [] };
	const { paragraph: _paragraph, ...version } = first;
	return { ...version, paragraphs: rows.map((row) => row.paragraph) };
}

/** Ids that another edition of the reading has now. */
export async function paragraphsElsewhere(
	on: Executor,
	courseId: string,
	readingId: string,
	versionId: string | null
): Promise<Set<string>> {
	const rows = await on
		.select({ id: paragraph.paragraphId, versionId: paragraph.versionId })
		.from(edition)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, edition.courseId),
				eq(paragraph.versionId, edition.currentVersionId)
			)
		)
		.where(and(eq(edition.courseId, courseId), eq(edition.readingId, readingId)))
		.groupBy(paragraph.paragraphId, paragraph.versionId);
	return new Set(rows.filter((row) => row.versionId !== versionId).map((row) => row.id));
}

export async function idsEverUsed(
	on: Executor,
	courseId: string,
	readingId: string
): Promise<string[]> {
	const rows = await on
		.select({ id: paragraph.paragraphId })
		.from(editionVersion)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, editionVersion.courseId),
				eq(paragraph.versionId, editionVersion.id)
			)
		)
		.where(and(eq(editionVersion.courseId, courseId), eq(editionVersion.readingId, readingId)))
		.groupBy(paragraph.paragraphId);
	return rows.map((row) => row.id);
}

export async function termsFor(on: Executor, courseId: string, moduleId: string): Promise<Term[]> {
	return on
		.select({
			key: glossaryEntry.key,
			term: glossaryEntry.term,
			aliases: glossaryEntry.aliases,
			readings: glossaryEntry.readings
		})
		.from(glossaryEntry)
		.where(and(eq(glossaryEntry.courseId, courseId), eq(glossaryEntry.moduleId, moduleId)))
		.orderBy(glossaryEntry.position);
}

export async function titlesOf(
	on: Executor,
	courseId: string,
	readingId: string
): Promise<LocalText> {
	const rows = await on
		.select({ kind: edition.kind, lang: edition.lang, title: editionVersion.title })
		.from(edition)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, edition.courseId),
				eq(editionVersion.id, edition.currentVersionId)
			)
		)
		.where(and(eq(edition.courseId, courseId), eq(edition.readingId, readingId)));
	const title: LocalText = {};
	for (const row of rows) if (row.kind === 'study' || !title[row.lang]) title[row.lang] = row.title;
	return title;
}
