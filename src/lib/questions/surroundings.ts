/* What the parts of a question page need to know of where they stand. Pure. */
import type { Locale } from '$lib/i18n/local-text';
import type { ReadingIndex } from '$lib/readings/reading';
import type { AskedQuestion } from './question';

/** A reading in which paragraphs are to be marked: each with its first words. */
export interface TextToMark {
	/** The reading's key. */
	reading: string;
	lang: Locale;
	paragraphs: { id: string; number: number; begins: string }[];
}

export interface Surroundings {
	/** Address of the module; readings and sets lie below it. */
	module: string;
	/** Slug of the set. */
	set: string;
	index: ReadingIndex;
	texts: TextToMark[];
	locale: Locale;
	timeZone: string;
}

/** The first words of a paragraph, enough to know it again. */
export function beginsWith(text: string, words = 9): string {
	const all = text.split(/\s+/);
	return all.length <= words ? text : `${all.slice(0, words).join(' ')} …`;
}

/** `Q02c` as an id of the page; dots and colons of field names never meet it. */
export function questionAnchor(key: string): string {
	return `question-${key}`;
}

/**
 * Of the index, what the questions of one page can point at: the paragraphs they name, and all of a
 * reading in which a passage is to be found.
 * @param readingId also this reading, whose page the set leads to
 */
export function indexFor(
	index: ReadingIndex,
	questions: readonly { asked: Pick<AskedQuestion, 'paragraphs' | 'find'> }[],
	readingId: string | null
): ReadingIndex {
	const named = new Set(
		questions.flatMap(({ asked }) => asked.paragraphs.map((p) => `${p.reading} ${p.id}`))
	);
	const readings = new Set(
		questions.flatMap(({ asked }) => asked.paragraphs.map((p) => p.reading))
	);
	const whole = new Set(questions.flatMap(({ asked }) => asked.find?.reading ?? []));
	return index
		.filter(({ id, key }) => id === readingId || readings.has(key) || whole.has(key))
		.map((reading) =>
			whole.has(reading.key)
				? reading
				: {
						...reading,
						paragraphs: reading.paragraphs.filter((p) => named.has(`${reading.key} ${p.id}`))
					}
		);
}
