/*
 * What the page says to whoever brings a text in: one message for each refusal, each reason and each
 * remark; and what it writes beside the text of the right to show it.
 */
import { m } from '$lib/paraglide/messages';
import type { Locale } from '$lib/i18n/local-text';
import type { ConvertRefusal, ReadAs, Remark } from './converting/converted';
import type { PieceWhy, Right } from './import';
import type { PieceRefusal } from './import-pieces';

export const unreadableText: Record<ConvertRefusal | 'both', () => string> = {
	both: m.readings_import_both,
	empty: m.readings_import_empty,
	'file-too-large': m.importing_file_too_large,
	'too-large': m.readings_import_too_large,
	binary: m.readings_import_binary,
	encoding: m.readings_import_encoding,
	lost: m.readings_import_lost,
	'too-many': m.readings_import_too_many,
	'old-word': m.importing_old_word,
	'other-office': m.importing_other_office,
	'not-text': m.importing_not_text,
	image: m.importing_image,
	'web-archive': m.importing_web_archive,
	locked: m.importing_locked,
	scanned: m.importing_scanned,
	'unnamed-letters': m.importing_unnamed_letters,
	'too-many-pages': m.importing_too_many_pages,
	bomb: m.importing_bomb,
	entities: m.importing_entities,
	damaged: m.importing_damaged,
	'too-long': m.importing_too_long,
	'too-much': m.importing_too_much,
	busy: m.importing_busy
};

export const pieceRefusal: Record<PieceRefusal | 'no-reading', () => string> = {
	nothing: m.readings_import_nothing,
	'nothing-before': m.readings_import_nothing_before,
	twice: m.readings_import_twice,
	unplaced: m.readings_import_unplaced,
	moved: m.readings_import_moved,
	'no-reading': m.readings_import_no_reading
};

export const pieceWhy: Record<PieceWhy, () => string> = {
	title: m.readings_import_why_title,
	byline: m.readings_import_why_byline,
	signature: m.readings_import_why_signature,
	contact: m.readings_import_why_contact,
	page: m.readings_import_why_page,
	left: m.readings_import_why_left,
	heading: m.importing_why_heading,
	caption: m.importing_why_caption,
	note: m.importing_why_note,
	running: m.importing_why_running
};

export const remarkText: Record<Remark, () => string> = {
	'whole-page': m.importing_remark_whole_page,
	broken: m.importing_remark_broken,
	rejoined: m.importing_remark_rejoined
};

export const readAsText: Record<ReadAs, () => string> = {
	auto: m.importing_read_as_auto,
	plain: m.importing_read_as_plain,
	markdown: m.importing_read_as_markdown,
	html: m.importing_read_as_html
};

export const rightText: Record<Right, (inputs?: object, options?: { locale?: Locale }) => string> =
	{
		own: m.importing_right_own,
		licence: m.importing_right_licence,
		teaching: m.importing_right_teaching,
		public: m.importing_right_public
	};

/** In the language of the text, because it stands beside it. */
export function rightNote({
	lang: locale,
	as,
	right,
	rightWords,
	found
}: {
	lang: Locale;
	as: 'original' | 'new';
	right: Right;
	rightWords: string;
	found: string;
}): string {
	const name = rightText[right]({}, { locale });
	const said = rightWords
		? m.importing_right_note({ right: name, words: rightWords }, { locale })
		: name;
	// What is known of a new reading says itself where it was found.
	return as === 'new' ? said : m.importing_right_found({ right: said, found }, { locale });
}
