/*
 * What the page says to whoever brings a text in: one message for each refusal and each reason.
 */
import { m } from '$lib/paraglide/messages';
import type { LeftOutWhy, PieceRefusal, UnreadableText } from './import';

export const unreadableText: Record<UnreadableText, () => string> = {
	empty: m.readings_import_empty,
	'too-large': m.readings_import_too_large,
	binary: m.readings_import_binary,
	encoding: m.readings_import_encoding,
	lost: m.readings_import_lost,
	'too-many': m.readings_import_too_many
};

export const pieceRefusal: Record<PieceRefusal | 'no-reading', () => string> = {
	nothing: m.readings_import_nothing,
	'nothing-before': m.readings_import_nothing_before,
	twice: m.readings_import_twice,
	unplaced: m.readings_import_unplaced,
	moved: m.readings_import_moved,
	'no-reading': m.readings_import_no_reading
};

export const leftOutWhy: Record<LeftOutWhy, () => string> = {
	title: m.readings_import_why_title,
	byline: m.readings_import_why_byline,
	signature: m.readings_import_why_signature,
	contact: m.readings_import_why_contact,
	page: m.readings_import_why_page,
	left: m.readings_import_why_left
};
