/* A reading with its notes after each paragraph, for paper: one's own, or all that one may see. */
import type { Actor } from '$lib/access/actor';
import { groupedBy } from '$lib/readings/grouped';
import { readingFor, type ReadingPage, type ShownParagraph } from '$lib/readings/readings.server';
import type { NoteHere, Tag } from './note';
import { notesOn, type WantedNotes } from './seeing.server';
import type { Whose } from './web-annotations.server';

export interface PrintedReading {
	whose: Whose;
	reading: Pick<ReadingPage, 'slug' | 'author' | 'outlet' | 'date' | 'edition'>;
	paragraphs: (ShownParagraph & { notes: NoteHere[] })[];
	/** Their words are not in this text. */
	orphans: NoteHere[];
	tags: Tag[];
	/** Of both kinds. */
	notes: number;
}

export async function printedReading(
	actor: Actor,
	wanted: WantedNotes & { whose: Whose },
	now: Date
): Promise<PrintedReading> {
	const { moduleSlug, readingSlug, version = null, whose } = wanted;
	const address = { moduleSlug, readingSlug, ...wanted.edition, version };
	const reading = await readingFor(actor, address, now);
	const { notes: visible, tags } = await notesOn(actor, reading);
	const notes = visible.filter((one) => whose === 'all' || one.isOwn);
	const at = groupedBy(notes, (one) => one.paragraphId);
	const { slug, author, outlet, date, edition } = reading;
	return {
		whose,
		reading: { slug, author, outlet, date, edition },
		paragraphs: reading.paragraphs.map((p) => ({ ...p, notes: at.get(p.id) ?? [] })),
		orphans: at.get(null) ?? [],
		tags,
		notes: notes.length
	};
}
