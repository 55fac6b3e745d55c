/* The readings in which the passages of a set are to be found: their paragraphs by first words. */
import type { Actor } from '$lib/access/actor';
import type { Locale } from '$lib/i18n/local-text';
import { paragraphsFor } from '$lib/readings/passages.server';
import type { ReadingIndex } from '$lib/readings/reading';
import type { AskedQuestion } from './question';
import { beginsWith, type TextToMark } from './surroundings';

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
