/* What the form of an entry begins with, and which places somebody has typed so far. Pure. */
import type { FormState } from '$lib/forms/form';
import type { LocalText } from '$lib/i18n/local-text';
import { entryKinds, longestInEntry, mostPlaces, type EntryKind, type Status } from './ledger';
import type { WrittenPlace } from './ledger-editing.server';

export interface BegunEntry {
	kind: EntryKind;
	text: LocalText;
	status: Status;
	finding: LocalText;
	places: WrittenPlace[];
}

/** An entry as a proposal of the compare view hands it on: `?kind=figure&at=1:3&at=4:2&about.en=16 soldiers`. */
export function begunEntry(query: URLSearchParams): BegunEntry {
	const kind = query.get('kind');
	const about = (lang: 'en' | 'ur') => query.get(`about.${lang}`)?.slice(0, longestInEntry.text);
	const [en, ur] = [about('en'), about('ur')];
	return {
		kind: entryKinds.find((k) => k === kind) ?? 'claim',
		text: { ...(en ? { en } : {}), ...(ur ? { ur } : {}) },
		status: 'unchecked',
		finding: {},
		places: query
			.getAll('at')
			.slice(0, mostPlaces)
			.map((at) => ({ at: at.slice(0, 80), words: { en: '', ur: '' }, who: {}, source: {} }))
	};
}

/** The places as far as they are typed, in their order. */
export function placesWritten(values: FormState['values']): string[] {
	return Array.from({ length: mostPlaces }, (_, i) => values[`places.${i}.at`]).flatMap((at) =>
		typeof at === 'string' && at.trim() !== '' ? [at.trim().slice(0, 80)] : []
	);
}
