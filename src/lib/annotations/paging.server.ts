/*
 * The notes of a reading as pages that need no scripts: its paragraphs with how many notes stand at
 * each, and one paragraph with its words, its notes, and what can be done there.
 */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, notFound } from '$lib/access/refuse';
import { passageKey, passageTargets, type PassageTarget } from '$lib/readings/passages.server';
import { readingFor, type ReadingPage } from '$lib/readings/readings.server';
import type { NoteHere, NotesHere } from './note';
import { notesOn, type WantedNotes } from './seeing.server';

export const notesPerPage = 20;

export interface NotedParagraph {
	id: string;
	number: number;
	/** Its first words. */
	begins: string;
	/** How many notes stand here for the reader. */
	notes: number;
}

export interface ParagraphNotes {
	id: string;
	number: number;
	/** Its words, sentence by sentence. */
	sentences: string[];
	notes: NoteHere[];
	page: number;
	pages: number;
	previous: NotedParagraph | null;
	next: NotedParagraph | null;
}

export interface NotesPage extends Pick<NotesHere, 'tags' | 'reveal' | 'group' | 'mayWrite'> {
	reading: Pick<ReadingPage, 'slug' | 'number' | 'isRetired' | 'editions'> & {
		edition: Pick<ReadingPage['edition'], 'kind' | 'lang' | 'versionId' | 'title' | 'isEarlier'>;
	};
	paragraphs: NotedParagraph[];
	/** The paragraph that was asked for. */
	here: ParagraphNotes | null;
	/** Those that stand nowhere in this text. */
	orphans: NoteHere[];
	mayReply: boolean;
	mayReport: boolean;
	mayHide: boolean;
}

/** 404 for a reading or a paragraph that is not there. */
export async function notesPage(
	actor: Actor,
	wanted: WantedNotes & { page: number },
	now: Date
): Promise<NotesPage> {
	const { courseId } = membershipOf(actor);
	const { moduleSlug, readingSlug, version = null, paragraph = null } = wanted;
	const address = { moduleSlug, readingSlug, ...wanted.edition, version };
	const text = await readingFor(actor, address, now);
	const { versionId } = text.edition;
	const [here, words] = await Promise.all([
		notesOn(actor, text),
		passageTargets(
			actor,
			text.paragraphs.map((p) => ({ versionId, paragraphId: p.id })),
			now
		)
	]);
	const wordsOf = (id: string) => words.get(passageKey({ versionId, paragraphId: id }));
	const paragraphs = text.paragraphs.map(({ id, number }): NotedParagraph => ({
		id,
		number,
		begins: beginningOf(wordsOf(id)?.text ?? ''),
		notes: here.notes.filter((one) => one.paragraphId === id && !one.isDeleted).length
	}));
	const committed = here.reveal.isOpen;
	const { kind, lang, title, isEarlier } = text.edition;
	return {
		reading: {
			slug: text.slug,
			number: text.number,
			isRetired: text.isRetired,
			editions: text.editions,
			edition: { kind, lang, versionId, title, isEarlier }
		},
		paragraphs,
		here:
			paragraph === null
				? null
				: paragraphNotes(paragraphs, wordsOf(paragraph), here.notes, paragraph, wanted.page),
		orphans: here.notes.filter((one) => one.paragraphId === null),
		tags: here.tags,
		reveal: here.reveal,
		group: here.group,
		mayWrite: here.mayWrite,
		mayReply: may(actor, 'note.reply', { courseId, committed }),
		mayReport: may(actor, 'content.report', { courseId, committed }),
		mayHide: may(actor, 'content.hide', { courseId })
	};
}

function paragraphNotes(
	paragraphs: NotedParagraph[],
	words: PassageTarget | undefined,
	notes: NoteHere[],
	id: string,
	asked: number
): ParagraphNotes {
	const at = paragraphs.findIndex((p) => p.id === id);
	const found = paragraphs[at];
	if (!found || !words) notFound();
	const there = notes.filter((one) => one.paragraphId === id);
	const pages = Math.max(1, Math.ceil(there.length / notesPerPage));
	const page = Math.min(pages, Math.max(1, asked));
	return {
		id,
		number: found.number,
		sentences: words.sentences.map(([start, end]) => words.text.slice(start, end)),
		notes: there.slice((page - 1) * notesPerPage, page * notesPerPage),
		page,
		pages,
		previous: paragraphs[at - 1] ?? null,
		next: paragraphs[at + 1] ?? null
	};
}

const beginning = 90;

/** Whole words, as many as fit into a line. */
export function beginningOf(text: string): string {
	if (text.length <= beginning) return text;
	const cut = text.slice(0, beginning).replace(/\s+\S*$/u, '');
	return `${cut} …`;
}
