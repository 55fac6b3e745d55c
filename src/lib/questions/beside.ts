/*
 * Which questions stand beside which paragraph of a reading: each at the first one it asks about;
 * what asks about the whole reading (find the passage) at its first paragraph. Pure.
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
			.filter((place) => place >= 0);
		const id = paragraphs[places.length > 0 ? Math.min(...places) : 0];
		if (id !== undefined) byParagraph.set(id, [...(byParagraph.get(id) ?? []), question]);
	}
	return byParagraph;
}
