/*
 * What the forms of notes, replies and tags may contain. Words of a text are taken as they are: they
 * are compared with the text, never kept.
 */
import { z } from 'zod';
import {
	choice,
	id,
	list,
	localText,
	text,
	version,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { audiences, longestNote, longestReply, longestTag, mostTags, mostToReveal } from './note';

const absent = (value: unknown) => (value === undefined || value === '' ? null : value);
const offset = z.preprocess(absent, wholeNumber({ least: 0, most: 10_000_000 }).nullable());
const sentence = z.preprocess(absent, wholeNumber({ least: 1, most: 10_000 }).nullable());
const words = z.preprocess(
	(value) => (typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : absent(value)),
	z.string({ error: () => m.forms_sent_twice() }).nullable()
);
/** What outsiders know a note or a reply by. */
const ref = id();
/** Made by the client for something new. */
const newRef = z.preprocess(
	absent,
	id()
		.refine((s) => /^[0-9a-f]{24}$/.test(s), { error: () => m.forms_unknown_choice() })
		.nullable()
);
const lang = choice(['en', 'ur']);

/** Marked words, sentences by number, or neither: the whole paragraph. */
export const passageFields = {
	version: id(),
	paragraph: id(),
	start: offset,
	end: offset,
	exact: words,
	from: sentence,
	to: sentence
};

const noteFields = {
	audience: choice(audiences),
	tags: list(id(), mostTags),
	body: text({ most: longestNote }),
	lang
};

export const writeSchema = z.object({ ...passageFields, ...noteFields, ref: newRef });
export const changeSchema = z.object({ ref, base: version(), ...noteFields });
export const removeSchema = z.object({ ref, base: version() });
export const resolveSchema = z.object({ ref, to: choice(['yes', 'no']) });

const reply = text({ most: longestReply, least: 1 });
export const replySchema = z.object({ note: ref, body: reply, lang, ref: newRef });
export const changeReplySchema = z.object({ ref, base: version(), body: reply });

const reason = text({ most: 600, least: 1 });
export const reportNoteSchema = z.object({ ref, reason });
export const hideNoteSchema = z.object({ ref, reason });
export const showNoteSchema = z.object({ ref });

const label = localText({ most: longestTag, required: true });
export const addTagSchema = z.object({ label });
export const renameTagSchema = z.object({ id: id(), label });
export const retireTagSchema = z.object({ id: id(), to: choice(['out', 'in']) });
export const moveTagSchema = z.object({ id: id(), to: choice(['up', 'down']) });
export const revealSchema = z.object({
	reading: id(),
	after: wholeNumber({ least: 0, most: mostToReveal })
});
