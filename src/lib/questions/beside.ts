/*
 * Which questions stand beside which paragraph of a reading: each at the first one it asks about
 * that has none yet, so that the margin does not grow taller than the text; what asks about the
 * whole reading (find the passage) at its first paragraph. Pure.
 */
import type { AskedQuestion } from './question';

interface Asking {
	asked: Pick<AskedQuestion, 'paragraphs'>;
}

/** By paragraph id, in the order of the set. @param paragraphs ids of the reading, in order */
export function questionsByParagraph<Q extends Asking>(
	questions: readonly Q[],
	readingKey: string,
	paragraphs: readonly string[]
): Map<string, Q[]> {
	const byParagraph = new Map<string, Q[]>();
	for (const question of questions) {
		const places = question.asked.paragraphs
			.filter((p) => p.reading === readingKey)
			.map((p) => paragraphs.indexOf(p.id))
			.filter((place) => place >= 0)
			.sort((a, b) => a - b);
		const free = places.find((place) => !byParagraph.has(paragraphs[place] ?? ''));
		const id = paragraphs[free ?? places[0] ?? 0];
		if (id !== undefined) byParagraph.set(id, [...(byParagraph.get(id) ?? []), question]);
	}
	return byParagraph;
}
