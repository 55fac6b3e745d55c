/*
 * All notes of a module that somebody may see, on every reading, by reading, tag, group and state: for
 * staff the one place to look at everything that a class or a group has written. The newest first.
 */
import { and, desc, eq, inArray, isNotNull, isNull, ne, asc } from 'drizzle-orm';
import { isStaff, type Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { hiddenOf } from '$lib/courses/moderation.server';
import type { Locale } from '$lib/i18n/local-text';
import { nameOfGroup } from '$lib/modules/groups-words';
import { groupsThere } from '$lib/modules/groups.server';
import { moduleFor } from '$lib/modules/modules.server';
import { groupedBy } from '$lib/readings/grouped';
import type { IndexedReading } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import {
	edition,
	editionVersion,
	hiddenContent,
	note,
	notePlace,
	noteReply
} from '$lib/server/db/schema';
import type { NoteFilter } from './filter';
import { itsEdition, itsVersion, placedIn } from './joining.server';
import type { NoteHere, Reveal, Tag } from './note';
import { noteColumns, replyColumns } from './seeing.server';
import { noteWriter, replyWriter } from './showing.server';
import { tagsIn } from './tags.server';
import { replyVisibleTo, standingIn, visibleTo, type Standing } from './visible.server';

export const browsedPerPage = 25;

export interface BrowsedNote extends NoteHere {
	reading: Pick<IndexedReading, 'slug' | 'number' | 'title'>;
	/** The number of the paragraph it stands at; null when it stands nowhere. */
	paragraph: number | null;
	/** Of the text it was written on. */
	textLang: Locale;
	isStudy: boolean;
}

export interface ModuleNotes {
	notes: BrowsedNote[];
	/** As many as the filter lets through. */
	total: number;
	page: number;
	pages: number;
	readings: (Pick<IndexedReading, 'slug' | 'number' | 'title'> & { reveal: Reveal | null })[];
	tags: Tag[];
	/** Of the module, for staff. */
	groups: { id: string; name: string }[];
}

/** 404 for a module that is not there for the actor. */
export async function moduleNotes(
	actor: Actor,
	moduleSlug: string,
	filter: NoteFilter,
	now: Date
): Promise<ModuleNotes> {
	const { courseId } = membershipOf(actor);
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const [index, standing, tags, groups] = await Promise.all([
		readingIndex(actor, moduleId),
		standingIn(actor, moduleId),
		tagsIn(courseId, moduleId),
		isStaff(actor) ? groupsThere(db(), { courseId, moduleId }) : []
	]);
	const ids = await matching(courseId, moduleId, filter, index, standing);
	const pages = Math.max(1, Math.ceil(ids.length / browsedPerPage));
	const page = Math.min(pages, Math.max(1, filter.page));
	const shown = ids.slice((page - 1) * browsedPerPage, page * browsedPerPage);
	return {
		notes: shown.length > 0 ? await written(actor, shown, index, standing) : [],
		...{ total: ids.length, page, pages, tags },
		groups: groups.map((row) => ({ id: row.id, name: nameOfGroup(row) })),
		readings: index
			.filter((one) => !one.isRetired)
			.map(({ id, slug, number, title }) => ({
				...{ slug, number, title },
				reveal: standing.reveal.get(id) ?? null
			}))
	};
}

/** Ids of what the filter lets through. */
async function matching(
	courseId: string,
	moduleId: string,
	{ reading, tag, whose, state, group }: NoteFilter,
	index: IndexedReading[],
	{ viewer }: Standing
): Promise<string[]> {
	const wanted = index.find((one) => one.slug === reading);
	const rows = await db()
		.select({ id: note.id, tags: note.tags })
		.from(note)
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.moduleId, moduleId),
				isNull(note.deletedAt),
				visibleTo(viewer),
				wanted && eq(note.readingId, wanted.id),
				whose === 'mine' ? eq(note.enrolmentId, viewer.enrolmentId) : undefined,
				whose === 'others' ? ne(note.enrolmentId, viewer.enrolmentId) : undefined,
				state === 'open' ? and(isNull(note.resolvedAt), ne(note.body, '')) : undefined,
				state === 'resolved' ? isNotNull(note.resolvedAt) : undefined,
				group ? and(eq(note.audience, 'group'), eq(note.groupId, group)) : undefined
			)
		)
		.orderBy(desc(note.id));
	return rows.filter((row) => !tag || row.tags.includes(tag)).map(({ id }) => id);
}

async function written(
	actor: Actor,
	ids: string[],
	index: IndexedReading[],
	{ viewer }: Standing
): Promise<BrowsedNote[]> {
	const { courseId } = membershipOf(actor);
	const { timeZone } = await courseFor(actor);
	const rows = await db()
		.select({
			...noteColumns,
			textLang: edition.lang,
			kind: edition.kind,
			place: {
				noteId: notePlace.noteId,
				state: notePlace.state,
				paragraphId: notePlace.paragraphId,
				start: notePlace.start,
				end: notePlace.end
			}
		})
		.from(note)
		.innerJoin(editionVersion, itsVersion)
		.innerJoin(edition, itsEdition)
		.leftJoin(notePlace, placedIn(edition.currentVersionId))
		.leftJoin(hiddenContent, hiddenOf('note', note.courseId, note.ref))
		.where(and(eq(note.courseId, courseId), inArray(note.id, ids), visibleTo(viewer)))
		.orderBy(desc(note.id));
	const answers = await db()
		.select(replyColumns)
		.from(noteReply)
		.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
		.leftJoin(hiddenContent, hiddenOf('note', noteReply.courseId, noteReply.ref))
		.where(
			and(eq(noteReply.courseId, courseId), inArray(noteReply.noteId, ids), replyVisibleTo(viewer))
		)
		.orderBy(asc(noteReply.id));
	const toReply = replyWriter(actor, timeZone);
	const toNote = noteWriter(actor, timeZone);
	const under = groupedBy(answers, (row) => row.noteId);
	return rows.flatMap((row): BrowsedNote[] => {
		const found = index.find((one) => one.id === row.readingId);
		if (!found) return [];
		const { slug, number, title, paragraphs } = found;
		const { state = 'exact', start = 0, end = 0 } = row.place ?? {};
		const at = row.place ? row.place.paragraphId : row.paragraphId;
		const place = { paragraphId: at, start, end, standing: state };
		return [
			{
				...toNote(row, place, (under.get(row.id) ?? []).map(toReply)),
				reading: { slug, number, title },
				paragraph: paragraphs.find((p) => p.id === at)?.number ?? null,
				textLang: row.textLang,
				isStudy: row.kind === 'study'
			}
		];
	});
}
