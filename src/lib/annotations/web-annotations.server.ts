/*
 * The notes of a reading as Web Annotations, for whoever takes them along: their own, or all that they
 * may see, through the one function that reads notes. A note that stands in the text shown is given
 * out as it stands there; any other as it was chosen, in the version it was chosen in.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { localText, type Locale } from '$lib/i18n/local-text';
import { makeAnchor, type Quote } from '$lib/readings/anchor';
import { editionValue } from '$lib/readings/reading';
import { readingFor } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import { edition, editionVersion, note, paragraph } from '$lib/server/db/schema';
import { m } from '$lib/paraglide/messages';
import type { NoteHere } from './note';
import { notesOn, type WantedNotes } from './seeing.server';
import {
	toAnnotations,
	toCollection,
	type AnnotatedPassage,
	type WebAnnotation
} from './web-annotation';
import { positionOf, wholeText, type WholeText } from './whole-text';

export type Whose = 'own' | 'all';

/** `?whose=`; one's own unless all are asked for. */
export function readWhose(value: string | null): Whose {
	return value === 'all' ? 'all' : 'own';
}

interface Chosen {
	versionId: string;
	paragraphId: string;
	quote: Quote;
}

/**
 * @param home the full address of the reading, without a query
 * @returns a collection as JSON-LD
 */
export async function annotationsFor(
	actor: Actor,
	wanted: WantedNotes & { whose: Whose },
	home: string,
	locale: Locale,
	now: Date
): Promise<object> {
	const { courseId } = membershipOf(actor);
	const { moduleSlug, readingSlug, version = null } = wanted;
	const address = { moduleSlug, readingSlug, ...wanted.edition, version };
	const text = await readingFor(actor, address, now);
	const { notes: visible, tags } = await notesOn(actor, text);
	const notes = wanted.whose === 'all' ? visible : visible.filter((one) => one.isOwn);
	const { versionId } = text.edition;
	const elsewhere = notes.filter((one) => !standsHere(one)).map(({ ref }) => ref);
	const chosen = await chosenIn(courseId, text.id, elsewhere);
	const versions = await versionsOf(courseId, [
		...new Set([versionId, ...[...chosen.values()].map((one) => one.versionId)])
	]);
	const items = notes.flatMap((one): WebAnnotation[] => {
		const passage = standsHere(one)
			? passageIn(versions, one.paragraphId, versionId, one)
			: asChosen(versions, chosen.get(one.ref));
		return passage
			? toAnnotations(one, { ...passage, source: home + passage.source }, tags, locale)
			: [];
	});
	const title = localText({ [text.edition.lang]: text.edition.title }, locale).text;
	return toCollection(m.standards_collection({ title }), items);
}

interface Standing extends NoteHere {
	paragraphId: string;
}

function standsHere(one: NoteHere): one is Standing {
	return one.paragraphId !== null && one.end > one.start;
}

async function chosenIn(
	courseId: string,
	readingId: string,
	refs: string[]
): Promise<Map<string, Chosen>> {
	if (refs.length === 0) return new Map();
	const rows = await db()
		.select({
			ref: note.ref,
			versionId: note.versionId,
			paragraphId: note.paragraphId,
			quote: {
				start: note.start,
				end: note.end,
				exact: note.exact,
				prefix: note.prefix,
				suffix: note.suffix
			}
		})
		.from(note)
		.where(
			and(eq(note.courseId, courseId), eq(note.readingId, readingId), inArray(note.ref, refs))
		);
	return new Map(rows.map(({ ref, ...chosen }) => [ref, chosen]));
}

interface Version {
	lang: Locale;
	/** The query of its address. */
	query: string;
	whole: WholeText;
}

async function versionsOf(courseId: string, ids: string[]): Promise<Map<string, Version>> {
	const rows = await db()
		.select({
			versionId: editionVersion.id,
			versionNumber: editionVersion.number,
			kind: edition.kind,
			lang: edition.lang,
			id: paragraph.paragraphId,
			number: paragraph.number,
			text: paragraph.text
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
			and(eq(edition.courseId, editionVersion.courseId), eq(edition.id, editionVersion.editionId))
		)
		.where(and(eq(paragraph.courseId, courseId), inArray(paragraph.versionId, ids)))
		.orderBy(asc(paragraph.versionId), asc(paragraph.position));
	const versions = new Map<string, Version>();
	for (const id of ids) {
		const own = rows.filter((row) => row.versionId === id);
		const [first] = own;
		if (!first) continue;
		const { lang, versionNumber } = first;
		const query = `?edition=${editionValue(first)}&version=${versionNumber}`;
		versions.set(id, { lang, query, whole: wholeText(own) });
	}
	return versions;
}

function passageIn(
	versions: ReadonlyMap<string, Version>,
	paragraphId: string,
	versionId: string,
	{ start, end }: { start: number; end: number }
): AnnotatedPassage | null {
	const there = versions.get(versionId);
	const words = there?.whole.paragraphs.find((p) => p.id === paragraphId);
	const quote = words && makeAnchor(words.text, start, end);
	if (!there || !words || !quote) return null;
	const position = positionOf(there.whole, paragraphId, quote);
	const within = positionOf(wholeText([words]), paragraphId, quote);
	if (!position || !within) return null;
	const { lang, query } = there;
	return { source: `${query}#${paragraphId}`, lang, paragraphId, quote, position, within };
}

/** Its words as they were kept; they stand in their version for ever. */
function asChosen(
	versions: ReadonlyMap<string, Version>,
	chosen: Chosen | undefined
): AnnotatedPassage | null {
	return chosen ? passageIn(versions, chosen.paragraphId, chosen.versionId, chosen.quote) : null;
}
