import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchParagraphs, mergedOrder, newParagraphIds, splitParagraphs } from './matching';

const a = 'Islamabad is willing to talk, but it is ready to hit the camps hard as well.';
const b = 'The strikes came on a Tuesday, hours after the envoy had left the table in Kabul.';
const c = 'Nobody in the region gains from a border that is closed every other week.';
const before = [a, b, c].map((text, i) => ({ id: `p${i + 1}`, text }));
const idsOf = (texts: string[], elsewhere: string[] = []) =>
	matchParagraphs(before, texts, elsewhere).map((p) => p.id);

describe('a text that was written in', () => {
	it('is parted by blank lines, with or without spaces in them', () => {
		expect(splitParagraphs('One\nline.\n\n \t\n\nTwo.\n  \nThree.\n')).toEqual([
			'One line.',
			'Two.',
			'Three.'
		]);
	});

	it('keeps its paragraphs while they are recognisable, moved or touched up', () => {
		expect(idsOf([a, b, c])).toEqual(['p1', 'p2', 'p3']);
		expect(idsOf([c, a, b])).toEqual(['p3', 'p1', 'p2']);
		expect(idsOf([a, b.replace('Tuesday', 'Wednesday'), c])).toEqual(['p1', 'p2', 'p3']);
	});

	it('has a new paragraph where one was written between two, and loses the one taken out', () => {
		expect(idsOf([a, 'Something quite different stands here now.', b, c])).toEqual([
			'p1',
			null,
			'p2',
			'p3'
		]);
		expect(idsOf([a, c])).toEqual(['p1', 'p3']);
	});

	it('keeps the place of a paragraph that was written anew from the first word to the last', () => {
		expect(idsOf([a, 'Wholly other sentences, which share none.', c])).toEqual(['p1', 'p2', 'p3']);
	});

	it('says what was put together and what was divided', () => {
		expect(matchParagraphs(before, [`${a} ${b}`, c])).toEqual([
			{ id: 'p1', predecessors: ['p1', 'p2'] },
			{ id: 'p3', predecessors: [] }
		]);
		const [first = '', second = ''] = b.split(', ');
		expect(matchParagraphs(before, [a, first, second, c])).toEqual([
			{ id: 'p1', predecessors: [] },
			{ id: null, predecessors: ['p2'] },
			{ id: 'p2', predecessors: [] },
			{ id: 'p3', predecessors: [] }
		]);
	});

	it('takes the ids of the other language in order, when it is written for the first time', () => {
		expect(matchParagraphs([], ['ایک', 'دو'], ['p1', 'p4']).map((p) => p.id)).toEqual(['p1', 'p4']);
		expect(matchParagraphs([], ['ایک'], ['p1', 'p4']).map((p) => p.id)).toEqual([null]);
	});

	it('does as the author says', () => {
		const chosen = [undefined, null, 'p2'];
		const ids = matchParagraphs(before, [a, b, c], [], chosen).map((p) => p.id);
		expect(ids).toEqual(['p1', null, 'p2']);
	});

	it('never gives one id to two paragraphs', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(a, b, c, `${a} ${b}`, 'New.', a.slice(0, 40))),
				(texts) => {
					const ids = idsOf(texts).filter((id) => id !== null);
					expect(new Set(ids).size).toBe(ids.length);
				}
			)
		);
	});
});

describe('the paragraphs of a reading', () => {
	it('are those of the edition that was written, and what only the others have where it stood', () => {
		const others = new Set(['p1', 'p2', 'p3']);
		expect(mergedOrder(['p1', 'p2', 'p3'], ['p1', 'p9', 'p3'], others)).toEqual([
			'p1',
			'p2',
			'p9',
			'p3'
		]);
		expect(mergedOrder(['p1', 'p2'], ['p2'], new Set())).toEqual(['p2']);
		expect(mergedOrder(['p1', 'p2'], ['p2'], others)).toEqual(['p1', 'p2']);
	});

	it('get ids that were never used', () => {
		expect(newParagraphIds(['p1', 'p12', 'frame-3'], 2)).toEqual(['p13', 'p14']);
		expect(newParagraphIds([], 1)).toEqual(['p1']);
	});
});
