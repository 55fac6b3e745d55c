/*
 * Notes as W3C Web Annotations, for other tools and for reading back: each with its words, its tags and
 * its passage, by the words themselves and by position. What the positions count in is said in
 * docs/web-annotations.md. Pure.
 */
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { localText } from '$lib/i18n/local-text';
import type { Quote } from '$lib/readings/anchor';
import type { NoteHere, ReplyHere, Tag } from './note';

export const annotationContext = 'http://www.w3.org/ns/anno.jsonld';
/** With the profile that the standard asks for. */
export const annotationType = `application/ld+json; profile="${annotationContext}"`;

/** Where a note stands in the text that its annotation names. */
export interface AnnotatedPassage {
	/** The address of the version. */
	source: string;
	/** Of the text. */
	lang: Locale;
	paragraphId: string;
	quote: Quote;
	/** In code points of the whole text. */
	position: { start: number; end: number };
	/** In code points of the paragraph. */
	within: { start: number; end: number };
}

export type ExportedNote = Pick<
	NoteHere,
	'ref' | 'audience' | 'tags' | 'body' | 'lang' | 'by' | 'at' | 'isDeleted'
> & { replies: Pick<ReplyHere, 'ref' | 'body' | 'lang' | 'by' | 'at'>[] };

interface Body {
	type: 'TextualBody';
	value: string;
	format: 'text/plain';
	language?: Locale;
	purpose: 'commenting' | 'questioning' | 'replying' | 'tagging';
}

export interface WebAnnotation {
	'@context'?: string;
	id: string;
	type: 'Annotation';
	motivation: string | string[];
	creator: { type: 'Person'; name: string };
	created: string;
	audience?: { type: string; 'schema:audienceType': string };
	body?: Body[];
	target: unknown;
}

export const noteUrn = (ref: string) => `urn:standpoint:note:${ref}`;
export const replyUrn = (ref: string) => `urn:standpoint:reply:${ref}`;

/** Of an own note that comes back; null for an id of another kind. */
export function refOf(id: string): string | null {
	return /^urn:standpoint:note:([0-9a-f]{24})$/.exec(id)?.[1] ?? null;
}

/** A day has no time of the day: midnight, as the standard wants one. */
const moment = (at: string) => (at.length === 10 ? `${at}T00:00:00Z` : at);

const person = (by: LocalText, lang: Locale) =>
	({ type: 'Person', name: localText(by, lang).text }) as const;

/** The note and its replies. A note whose words were taken back is left out; replies to it stay. */
export function toAnnotations(
	note: ExportedNote,
	passage: AnnotatedPassage,
	tags: readonly Tag[],
	locale: Locale
): WebAnnotation[] {
	const replies = note.replies.map((reply): WebAnnotation => ({
		id: replyUrn(reply.ref),
		type: 'Annotation',
		motivation: 'replying',
		creator: person(reply.by, locale),
		created: moment(reply.at),
		body: [words(reply.body, reply.lang, 'replying')],
		target: noteUrn(note.ref)
	}));
	if (note.isDeleted) return replies;
	const asks = note.tags.includes('question');
	const purpose = asks ? 'questioning' : 'commenting';
	const body = [
		...(note.body === '' ? [] : [words(note.body, note.lang, purpose)]),
		...note.tags.map((id): Body => {
			const label = localText(tags.find((tag) => tag.id === id)?.label ?? { en: id }, locale);
			return {
				type: 'TextualBody',
				value: label.text,
				format: 'text/plain',
				language: label.lang,
				purpose: 'tagging'
			};
		})
	];
	const motivations = [
		note.body === '' ? 'highlighting' : purpose,
		...(note.tags.length > 0 ? ['tagging'] : [])
	];
	return [
		{
			id: noteUrn(note.ref),
			type: 'Annotation',
			motivation: motivations.length === 1 ? (motivations[0] ?? '') : motivations,
			creator: person(note.by, locale),
			created: moment(note.at),
			audience: { type: 'schema:Audience', 'schema:audienceType': note.audience },
			...(body.length > 0 ? { body } : {}),
			target: targetOf(passage)
		},
		...replies
	];
}

function words(value: string, language: Locale, purpose: Body['purpose']): Body {
	return { type: 'TextualBody', value, format: 'text/plain', language, purpose };
}

function targetOf({ source, lang, paragraphId, quote, position, within }: AnnotatedPassage) {
	const { exact, prefix, suffix } = quote;
	return {
		type: 'SpecificResource',
		source: { id: source, type: 'Text', format: 'text/html', language: lang },
		selector: [
			{ type: 'TextQuoteSelector', exact, prefix, suffix },
			{ type: 'TextPositionSelector', ...position },
			{
				type: 'FragmentSelector',
				value: paragraphId,
				conformsTo: 'http://tools.ietf.org/rfc/rfc3236',
				refinedBy: { type: 'TextPositionSelector', ...within }
			}
		]
	};
}

/** All of them as one page of one collection. */
export function toCollection(label: string, items: readonly WebAnnotation[]): object {
	return {
		'@context': annotationContext,
		type: 'AnnotationCollection',
		label,
		total: items.length,
		first: { type: 'AnnotationPage', startIndex: 0, items }
	};
}
