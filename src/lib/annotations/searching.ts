/* Where one can search, and the addresses of the page that shows what was found. Pure. */
import { editionValue, type EditionName } from '$lib/readings/reading';

export const places = ['readings', 'notes'] as const;
export type SearchPlace = (typeof places)[number];

/** `?in=`; null where it says nothing. */
export function readWhere(value: string | null): SearchPlace | null {
	return places.find((place) => place === value) ?? null;
}

/** The query of the search page itself. */
export function searchAddress(query: string, where: SearchPlace, page = 1): string {
	const asked = new URLSearchParams({ q: query, in: where });
	if (page > 1) asked.set('page', String(page));
	return `?${asked}`;
}

interface Passage {
	readingSlug: string;
	edition: EditionName;
	paragraphId: string;
	start: number;
	end: number;
}

/** Of a passage, below the module, with its words marked. */
export function passageAddress({ readingSlug, edition, paragraphId, start, end }: Passage): string {
	const mark = end > start ? `&mark=${paragraphId}:${start}-${end}` : '';
	return `/readings/${readingSlug}?edition=${editionValue(edition)}${mark}#${paragraphId}`;
}

/** Of a note, below the module, among those of its paragraph. */
export function noteAddress(
	readingSlug: string,
	edition: EditionName,
	paragraphId: string | null,
	ref: string
): string {
	const paragraph = paragraphId === null ? '' : `&paragraph=${paragraphId}`;
	return `/readings/${readingSlug}/notes?edition=${editionValue(edition)}${paragraph}#note-${ref}`;
}
