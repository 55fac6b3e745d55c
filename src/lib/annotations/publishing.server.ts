/*
 * Publishing words that people have written notes on: the notes go along, and their author sees
 * beforehand what becomes of everything that stands in the text.
 */
import type { Actor } from '$lib/access/actor';
import {
	previewText,
	publishText,
	type Also,
	type PublishedText,
	type TextAddress,
	type TextPreview,
	type TextRefusal,
	type TypedText
} from '$lib/readings/editing.server';
import { publishImport, reviewImport } from '$lib/readings/importing.server';
import { saveNote } from '$lib/readings/note-editing.server';
import type { Moving } from './moving';
import { movingTo } from './moving.server';
import { placeNotes } from './placing.server';

/** Needs `module.edit`. @param page of the report, from 1 on */
export async function previewMoving(
	actor: Actor,
	address: TextAddress,
	typed: TypedText,
	page = 1
): Promise<
	{ ok: true; preview: TextPreview; moving: Moving | null } | { ok: false; reason: TextRefusal }
> {
	const shown = await previewText(actor, address, typed);
	if (!shown.ok) return shown;
	return { ok: true, preview: shown.preview, moving: await movingTo(shown.proposed, page) };
}

export type PublishedMoving =
	| Exclude<PublishedText, { reason: 'asked' }>
	| (Extract<PublishedText, { reason: 'asked' }> & { moving: Moving | null });

/** Needs `module.edit`. Notes written since the report was read are placed like all others. */
export async function publishMoving(
	actor: Actor,
	address: TextAddress,
	typed: TypedText,
	now: Date
): Promise<PublishedMoving> {
	const also: Also = (tx, version) => placeNotes(tx, version, now);
	const published = await publishText(actor, address, typed, now, also);
	if (published.ok || published.reason !== 'asked') return published;
	const again = await previewMoving(actor, address, typed);
	return { ...published, moving: again.ok ? again.moving : null };
}

type Reviewed = Exclude<Awaited<ReturnType<typeof reviewImport>>, { ok: false }>;

/** Needs `reading.import`. A new version of an original is reported on like one of a study text. */
export async function reviewImportMoving(
	actor: Actor,
	place: Parameters<typeof reviewImport>[1],
	pieces: Parameters<typeof reviewImport>[2],
	page = 1
): Promise<
	| { ok: true; title: string; moving: Moving | null }
	| Exclude<Awaited<ReturnType<typeof reviewImport>>, Reviewed>
> {
	const reviewed = await reviewImport(actor, place, pieces);
	if (!reviewed.ok) return reviewed;
	const { title, proposed } = reviewed;
	return { ok: true, title, moving: proposed && (await movingTo(proposed, page)) };
}

/** Needs `reading.import`. */
export async function publishImportMoving(
	actor: Actor,
	wanted: Parameters<typeof publishImport>[1],
	choices: Parameters<typeof publishImport>[2],
	now: Date
): ReturnType<typeof publishImport> {
	return publishImport(actor, wanted, choices, now, (tx, version) => placeNotes(tx, version, now));
}

/** Needs `module.edit`. What was written on the background note goes along into its new versions. */
export async function saveNoteMoving(
	actor: Actor,
	moduleSlug: string,
	written: Parameters<typeof saveNote>[2],
	now: Date
): ReturnType<typeof saveNote> {
	return saveNote(actor, moduleSlug, written, now, (tx, version) => placeNotes(tx, version, now));
}
