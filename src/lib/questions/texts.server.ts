/*
 * Questions and readings together: the paragraphs among which passages are to be found, and what
 * stands beside a reading.
 */
import type { Actor } from '$lib/access/actor';
import { personOf } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { paragraphsFor } from '$lib/readings/passages.server';
import type { ReadingIndex } from '$lib/readings/reading';
import { readingIndex } from '$lib/readings/readings.server';
import type { AskedQuestion } from './question';
import { questionsBeside, type SetHere } from './questions.server';
import { beginsWith, indexFor, type TextToMark } from './surroundings';

export async function textsToMark(
	actor: Actor,
	{ questions }: { questions: readonly { asked: AskedQuestion }[] },
	index: ReadingIndex,
	lang: Locale
): Promise<TextToMark[]> {
	const wanted = new Set(questions.flatMap((q) => q.asked.find?.reading ?? []));
	const texts = await Promise.all(
		index
			.filter((reading) => wanted.has(reading.key))
			.map(async (reading) => ({
				key: reading.key,
				text: await paragraphsFor(actor, reading.id, { kind: 'study', lang })
			}))
	);
	return texts.flatMap(({ key, text }) =>
		text
			? [
					{
						reading: key,
						lang: text.lang,
						paragraphs: text.paragraphs.map((p) => ({
							id: p.id,
							number: p.number,
							begins: beginsWith(p.text)
						}))
					}
				]
			: []
	);
}

export interface BesideReading {
	set: SetHere;
	index: ReadingIndex;
	texts: TextToMark[];
	/** Whose drafts may wait in this browser. */
	person: string;
}

/** The set that goes with a reading; null when there is none. */
export async function besideReading(
	actor: Actor,
	moduleSlug: string,
	reading: { id: string; moduleId: string; isRetired: boolean },
	lang: Locale,
	now: Date
): Promise<BesideReading | null> {
	if (reading.isRetired) return null;
	const set = await questionsBeside(actor, moduleSlug, reading.id, now);
	if (!set) return null;
	const index = await readingIndex(actor, reading.moduleId);
	const texts = await textsToMark(actor, set, index, lang);
	return { set, index: indexFor(index, set.questions, null), texts, person: personOf(actor).id };
}
