/*
 * Where sentences begin and end. The platform's segmenter breaks after abbreviations such as a
 * rank, so its pieces are joined again behind a known abbreviation or an initial. Computed once,
 * when a version is published, and stored with it. Pure.
 */
import type { Locale } from '$lib/i18n/local-text';
import type { Sentence } from './reading';

const abbreviations: Record<Locale, ReadonlySet<string>> = {
	en: new Set(
		'Lt Gen Maj Col Brig Capt Sgt Adm Dr Mr Mrs Ms Prof Hon Sen Rep Gov St No Nos Art Arts vs etc cf p pp Vol Fig approx e.g i.e U.S U.N U.K Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Retd Ltd Inc Co Jr Sr'.split(
			' '
		)
	),
	ur: new Set('ڈاکٹر پروفیسر ص نمبر ج م ق۔م'.split(' '))
};

/** Ends in an abbreviation, an initial or a numbered rank, so that no sentence ends here. */
function endsOpen(piece: string, lang: Locale): boolean {
	// A rank may stand in brackets: (Retd.)
	const trimmed = piece.trimEnd().replace(/[)\]]+$/, '');
	if (!/[.۔]$/.test(trimmed)) return false;
	const word = /([\p{L}\p{M}.]+)[.۔]$/u.exec(trimmed)?.[1] ?? '';
	return /^\p{Lu}$/u.test(word) || abbreviations[lang].has(word);
}

/** Half-open offsets of the sentences of `text`, without the white space around them. */
export function sentencesOf(text: string, lang: Locale): Sentence[] {
	const found: Sentence[] = [];
	let open: number | null = null;
	for (const { segment, index } of new Intl.Segmenter(lang, {
		granularity: 'sentence'
	}).segment(text)) {
		const start: number = open ?? index;
		if (endsOpen(segment, lang) && index + segment.length < text.length) {
			open = start;
			continue;
		}
		open = null;
		const piece = text.slice(start, index + segment.length);
		const lead = piece.length - piece.trimStart().length;
		if (piece.trim() !== '') found.push([start + lead, start + piece.trimEnd().length]);
	}
	return found;
}
