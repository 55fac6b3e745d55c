import { describe, expect, it } from 'vitest';
import { placeBlocks } from './margin';

const gap = 10;

describe('notes in the margin', () => {
	it('stand level with their paragraphs where there is room', () => {
		const blocks = [
			{ wished: 0, height: 80 },
			{ wished: 200, height: 120 }
		];
		expect(placeBlocks(blocks, [], gap)).toEqual([0, 200]);
	});

	it('give way to the notes of the paragraph before, and catch up with the text', () => {
		const blocks = [
			{ wished: 0, height: 300 },
			{ wished: 200, height: 50 },
			{ wished: 600, height: 50 }
		];
		expect(placeBlocks(blocks, [], gap)).toEqual([0, 310, 600]);
	});

	it('stand below the questions of their paragraph, and never over those of another', () => {
		const taken = [
			{ top: 0, bottom: 100 },
			{ top: 130, bottom: 400 }
		];
		expect(placeBlocks([{ wished: 0, height: 10 }], taken, gap)).toEqual([110]);
		expect(placeBlocks([{ wished: 0, height: 90 }], taken, gap)).toEqual([410]);
	});

	it('take no room where there are none', () => {
		const blocks = [
			{ wished: 0, height: 300 },
			{ wished: 100, height: 0 },
			{ wished: 320, height: 20 }
		];
		expect(placeBlocks(blocks, [{ top: 90, bottom: 95 }], gap)).toEqual([105, 100, 415]);
	});

	it('keep their places among thousands', () => {
		const blocks = Array.from({ length: 300 }, (_, i) => ({ wished: i * 100, height: 150 }));
		const tops = placeBlocks(blocks, [], gap);
		expect(tops.every((top, i) => i === 0 || top >= (tops[i - 1] ?? 0) + 160)).toBe(true);
	});
});
