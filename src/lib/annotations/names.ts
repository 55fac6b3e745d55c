/* What is said of notes: whom they are for, how they stand, and why something was not kept. */
import { m } from '$lib/paraglide/messages';
import type { ChangeResult } from './changing.server';
import type { Audience, Standing } from './note';
import type { ReplyChange, ReplyResult } from './replying.server';
import type { WriteResult } from './writing.server';
import { longestNote, longestReply, mostNotes, mostReplies } from './note';

type Reason<Result> = Extract<Result, { ok: false }> extends { reason: infer R } ? R : never;

export const audienceName: Record<Audience, () => string> = {
	private: m.annotations_for_private,
	group: m.annotations_for_group,
	class: m.annotations_for_class
};

/** Said of a note that does not stand where it was written; null where there is nothing to say. */
export const standingName: Record<Standing, (() => string) | null> = {
	exact: null,
	moved: null,
	changed: m.annotations_stands_changed,
	attached: m.annotations_stands_attached,
	elsewhere: m.annotations_stands_elsewhere,
	orphaned: m.annotations_stands_orphaned
};

export const writeRefusal: Record<Reason<WriteResult>, () => string> = {
	empty: m.annotations_no_words,
	'out-of-range': m.annotations_out_of_range,
	'too-long': m.annotations_passage_too_long,
	'not-the-words': m.annotations_not_the_words,
	'splits-character': m.annotations_splits_character,
	'not-this-text': m.annotations_not_this_text,
	'no-such-sentence': m.annotations_no_such_sentence,
	'too-long-note': () => m.forms_too_long({ most: longestNote }),
	'unknown-tag': m.annotations_unknown_tag,
	'no-group': m.annotations_no_group,
	'taken-out': m.annotations_taken_out,
	'too-many': () => m.annotations_too_many({ most: mostNotes }),
	'known-ref': m.annotations_known_ref
};

export const changeRefusal: Record<Exclude<Reason<ChangeResult>, 'conflict'>, () => string> = {
	'too-long-note': writeRefusal['too-long-note'],
	'unknown-tag': m.annotations_unknown_tag,
	'no-group': m.annotations_no_group,
	gone: m.annotations_gone,
	answered: m.annotations_answered
};

export const replyRefusal: Record<
	Reason<ReplyResult> | Exclude<Reason<ReplyChange>, 'conflict'>,
	() => string
> = {
	'own-first': m.annotations_own_first,
	private: m.annotations_reply_private,
	'too-many': () => m.annotations_too_many_replies({ most: mostReplies }),
	'too-long': () => m.forms_too_long({ most: longestReply }),
	'known-ref': m.annotations_known_ref,
	gone: m.annotations_gone
};
