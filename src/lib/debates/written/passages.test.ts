import { describe, expect, it } from 'vitest';
import type { Passage } from '../debate';
import { eachOnce, passageHref, passagesTyped } from './passages';

const passage: Passage = {
	readingId: 'r',
	reading: 'taliban-talks',
	number: 3,
	versionId: 'v',
	paragraphId: 'p3',
	start: 4,
	end: 20,
	exact: 'Some words of it.',
	lang: 'ur'
};

describe('passages of a turn', () => {
	it('open their reading in their language, at the words', () => {
		expect(passageHref('/courses/c/modules/m', passage)).toBe(
			'/courses/c/modules/m/readings/taliban-talks?edition=ur&mark=p3:4-20#p3'
		);
	});

	it('come back from one field or several, each once, and what is no passage is left out', () => {
		const list = JSON.stringify([passage]);
		expect(passagesTyped([list, list, '', '[{"exact":1}]', '{', 'null'], [])).toEqual([passage]);
		expect(passagesTyped(list, [])).toEqual([passage]);
		expect(passagesTyped(undefined, [passage])).toEqual([passage]);
	});

	it('are the same only with the same words', () => {
		expect(eachOnce([passage, { ...passage }, { ...passage, end: 21 }])).toHaveLength(2);
	});
});
