/* Why a file of annotations, or one annotation in it, was not brought in. */
import { longestQuote } from '$lib/readings/anchor';
import { m } from '$lib/paraglide/messages';
import type { BringRefusal, NotBrought } from './bringing-in.server';
import type { SentFile } from './bringing-in.schema.server';
import { longestNote, mostNotes } from './note';
import { mostAnnotations } from './web-annotation-reading';

type FileReason = BringRefusal | Extract<SentFile, { ok: false }>['reason'];

export const fileRefusal: Record<FileReason, () => string> = {
	both: m.standards_import_both,
	nothing: m.standards_import_nothing,
	encoding: m.standards_import_encoding,
	'too-large': m.standards_import_too_large,
	'not-json': m.standards_import_not_json,
	'no-annotations': m.standards_import_no_annotations,
	'too-many': () => m.standards_import_too_many({ most: mostAnnotations }),
	'taken-out': m.standards_import_taken_out,
	'too-many-notes': () => m.standards_import_too_many_notes({ most: mostNotes }),
	'text-changed': m.standards_import_text_changed
};

export const annotationRefusal: Record<NotBrought['reason'], () => string> = {
	'no-passage': m.standards_import_reason_no_passage,
	'not-found': m.standards_import_reason_not_found,
	ambiguous: m.standards_import_reason_ambiguous,
	'out-of-range': m.standards_import_reason_out_of_range,
	'several-paragraphs': m.standards_import_reason_several_paragraphs,
	'too-long': () => m.standards_import_reason_too_long({ most: longestQuote }),
	reply: m.standards_import_reason_reply,
	'too-long-note': () => m.standards_import_reason_too_long_note({ most: longestNote })
};
