/* Notes as a class writes them: by everybody, on sentences of the first reading of the pack. */
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import type { Audience, NotesHere } from '$lib/annotations/note';
import { notesFor } from '$lib/annotations/seeing.server';
import { writeNote, type NewNote, type WriteResult } from '$lib/annotations/writing.server';
import { moduleFor } from '$lib/modules/modules.server';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import type { EditionName } from '$lib/readings/reading';
import { preparePlain } from '$lib/readings/prose.server';
import { publishVersion } from '$lib/readings/publishing.server';
import { readingIndex } from '$lib/readings/readings.server';
import { transaction } from '$lib/server/db/client';

export const now = new Date('2026-11-10T05:00:00Z');
export const moduleSlug = 'hard-state-soft-state';
export const address = { moduleSlug, readingSlug: 'taliban-talks' };
export const english: EditionName = { kind: 'study', lang: 'en' };
export const urdu: EditionName = { kind: 'study', lang: 'ur' };

/** The words of the reading that everybody sees now. */
export async function textOf(
	actor: Actor,
	edition = english,
	readingSlug = address.readingSlug
): Promise<CitableText> {
	const { id } = await moduleFor(actor, moduleSlug, now);
	const found = (await readingIndex(actor, id)).find((one) => one.slug === readingSlug);
	const text = await paragraphsFor(actor, found?.id ?? '', edition, now);
	if (!text) throw new Error('There is nothing to read.');
	return text;
}

export interface GivenNote {
	body?: string;
	audience?: Audience;
	tags?: string[];
	/** Counted from 0. */
	paragraph?: number;
	sentence?: number;
	edition?: EditionName;
	readingSlug?: string;
	ref?: string;
	at?: Date;
	over?: Partial<NewNote>;
}

export async function tryNote(actor: Actor, given: GivenNote = {}): Promise<WriteResult> {
	const { edition = english, readingSlug = address.readingSlug } = given;
	const text = await textOf(actor, edition, readingSlug);
	const paragraph = text.paragraphs[given.paragraph ?? 0];
	const [start = 0, end = 0] = paragraph?.sentences[given.sentence ?? 0] ?? [];
	return writeNote(
		actor,
		{ moduleSlug, readingSlug },
		{
			versionId: text.versionId,
			paragraphId: paragraph?.id ?? '',
			start,
			end,
			exact: paragraph?.text.slice(start, end) ?? '',
			from: null,
			to: null,
			audience: given.audience ?? 'class',
			tags: given.tags ?? [],
			body: given.body ?? 'Who says so?',
			lang: edition.lang,
			ref: given.ref ?? null,
			...given.over
		},
		given.at ?? now
	);
}

/** Its ref. */
export async function aNote(actor: Actor, given: GivenNote = {}): Promise<string> {
	const done = await tryNote(actor, given);
	if (!done.ok) throw new Error(done.reason);
	return done.ref;
}

export function theNotes(actor: Actor, edition = english): Promise<NotesHere> {
	return notesFor(actor, { ...address, edition }, now);
}

export async function noteIn(actor: Actor, ref: string, edition = english) {
	return (await theNotes(actor, edition)).notes.find((one) => one.ref === ref);
}

/** Publishes another text in place of the English one, in one paragraph; nothing is placed in it. */
export async function replaceText(actor: Actor, words: string): Promise<void> {
	const { courseId } = membershipOf(actor);
	const { readingId, title, paragraphs } = await textOf(actor);
	const id = paragraphs[0]?.id ?? '';
	await transaction((tx) =>
		publishVersion(
			tx,
			{
				...{ courseId, readingId, ...english, title, standfirst: '' },
				paragraphs: [{ id, number: 1, prepared: preparePlain(words, 'en') }]
			},
			now
		)
	);
}
