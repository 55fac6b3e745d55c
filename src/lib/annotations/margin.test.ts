import { describe, expect, it } from 'vitest';
import { placeBlocks } from './margin';

const gap = 10;
const tops = (...given: Parameters<typeof placeBlocks>) =>
	placeBlocks(...given).map(({ top }) => top);

describe('notes in the margin', () => {
	it('stand level with their paragraphs where there is room', () => {
		const blocks = [
			{ wished: 0, height: 80 },
			{ wished: 200, height: 120 }
		];
		expect(tops(blocks, [], gap)).toEqual([0, 200]);
	});

	it('give way to the notes of the paragraph before, and catch up with the text', () => {
		const blocks = [
			{ wished: 0, height: 300 },
			{ wished: 200, height: 50 },
			{ wished: 600, height: 50 }
		];
		expect(tops(blocks, [], gap)).toEqual([0, 310, 600]);
	});

	it('stand below the questions of their paragraph, and not in a gap too narrow for them', () => {
		const taken = [
			{ top: 0, bottom: 100 },
			{ top: 130, bottom: 300 }
		];
		expect(tops([{ wished: 0, height: 10 }], taken, gap)).toEqual([110]);
		expect(tops([{ wished: 0, height: 90 }], taken, gap)).toEqual([310]);
	});

	it('stay with their paragraph where questions fill the margin, and are called for', () => {
		const taken = [{ top: 0, bottom: 900 }];
		const blocks = [
			{ wished: 50, height: 90 },
			{ wished: 700, height: 90 }
		];
		expect(placeBlocks(blocks, taken, gap)).toEqual([
			{ top: 50, isOver: true },
			{ top: 910, isOver: false }
		]);
	});

	it('make folded questions give way, however far', () => {
		const blocks = [
			{ wished: 0, height: 500 },
			{ wished: 100, height: 30, stays: true },
			{ wished: 100, height: 40 }
		];
		expect(placeBlocks(blocks, [], gap)).toEqual([
			{ top: 0, isOver: false },
			{ top: 510, isOver: false },
			{ top: 100, isOver: true }
		]);
	});

	it('take no room where there are none', () => {
		const blocks = [
			{ wished: 0, height: 300 },
			{ wished: 100, height: 0 },
			{ wished: 320, height: 20 }
		];
		expect(tops(blocks, [{ top: 90, bottom: 95 }], gap)).toEqual([105, 100, 415]);
	});

	it('keep their places among thousands', () => {
		const blocks = Array.from({ length: 300 }, (_, i) => ({ wished: i * 200, height: 150 }));
		expect(tops(blocks, [], gap)).toEqual(blocks.map(({ wished }) => wished));
	});
});
