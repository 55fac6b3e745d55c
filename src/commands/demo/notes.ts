/*
 * What the demo class wrote beside the readings, written again through the same doors: notes first,
 * then replies, because whoever replies has written a note of their own before.
 */
import { replyTo, resolveNote } from '$lib/annotations/replying.server';
import { writeNote } from '$lib/annotations/writing.server';
import type { Audience } from '$lib/annotations/note';
import type { Locale } from '$lib/i18n/local-text';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import notesFile from './notes.json';
import { actorOf, momentOf, stop, type DemoPlace } from './work';

interface DemoReply {
	student: string;
	lang: Locale;
	at: string;
	body: string;
}

interface DemoNote {
	student: string;
	/** The pack's key. */
	reading: string;
	/** Of the text, and of what is written about it. */
	lang: Locale;
	paragraph: string;
	/** Sentences by number; without them the whole paragraph. */
	from?: number;
	to?: number;
	at: string;
	audience: Audience;
	tags: string[];
	/** Empty for a highlight. */
	body: string;
	replies: DemoReply[];
	/** When its author settled it. */
	resolved?: string;
}

export async function noteAsTheyDid(place: DemoPlace): Promise<void> {
	const notes = notesFile as DemoNote[];
	const index = await readingIndex(await actorOf(place, 'instructor'), place.moduleId);
	const written: { note: DemoNote; ref: string; readingSlug: string }[] = [];
	for (const note of notes) {
		const { student, reading: key, paragraph: paragraphId, lang, tags, audience, body } = note;
		const actor = await actorOf(place, student);
		const at = momentOf(note.at, place);
		const reading = index.find((one) => one.key === key) ?? stop(`no reading ${key}`);
		const text = await paragraphsFor(actor, reading.id, { kind: 'study', lang }, at);
		const passage = { start: null, end: null, exact: null };
		const done = await writeNote(
			actor,
			{ moduleSlug: place.moduleSlug, readingSlug: reading.slug },
			{
				...{ versionId: text?.versionId ?? '', paragraphId, ...passage },
				...{ from: note.from ?? null, to: note.to ?? null },
				...{ audience, tags, body, lang, ref: null }
			},
			at
		);
		if (!done.ok) stop(`the note of ${student} on ${key} ${paragraphId}: ${done.reason}`);
		written.push({ note, ref: done.ref, readingSlug: reading.slug });
	}
	for (const { note, ref, readingSlug } of written) {
		const address = { moduleSlug: place.moduleSlug, readingSlug };
		for (const { student, at, body, lang } of note.replies) {
			const actor = await actorOf(place, student);
			const wanted = { note: ref, body, lang, ref: null };
			const done = await replyTo(actor, address, wanted, momentOf(at, place));
			if (!done.ok) stop(`the reply of ${student} to ${note.student}: ${done.reason}`);
		}
		if (note.resolved)
			await resolveNote(
				await actorOf(place, note.student),
				address,
				{ ref, isResolved: true },
				momentOf(note.resolved, place)
			);
	}
}
