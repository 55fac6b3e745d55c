import { describe, expect, test } from 'vitest';
import type { RubricBody } from '../review';
import {
	asksTheSame,
	bodyFor,
	bothBodies,
	closeness,
	compare,
	nextKey,
	sideOf,
	type AnchorWriting
} from './anchor';
import { markerSpreads, renewedFigure, shownFigure, type PeerFigure } from './spread';

const level = (points: number, from?: number) => ({
	points,
	label: { en: `L${points}` },
	text: {},
	...(from === undefined ? {} : { from })
});
const rubric: RubricBody = {
	title: { en: 'Position' },
	rule: {},
	notes: {},
	halves: true,
	mayLeaveOut: true,
	criteria: [
		{ key: 'R1', title: { en: 'Thesis' }, levels: [1, 2, 3, 4].map((p) => level(p)) },
		{ key: 'R2', title: { en: 'Evidence' }, levels: [0, 5, 10].map((p) => level(p)) },
		{ key: 'R3', title: { en: 'Free' }, most: 10, levels: [] }
	]
};
const body = {
	thesis: 'Courts first.',
	reasons: [{ id: 'r1', claim: 'A', warrant: 'B' }],
	against: '',
	reply: '',
	change: ''
};

describe('a rating beside the reference', () => {
	test('is apart by levels, whatever points they carry, and halves lie in between', () => {
		const compared = compare(rubric, { R1: 3, R2: 10, R3: 6 }, { R1: 1.5, R2: 5, R3: 8 });
		expect(compared.map((c) => c.apart)).toEqual([-1.5, -1, 2]);
		expect(closeness(compared)).toEqual({ of: 3, same: 0, within: 1 });
	});

	test('is not apart where either side left the criterion out', () => {
		const compared = compare(rubric, { R1: 3, R2: null, R3: 6 }, { R1: 3, R2: 5, R3: null });
		expect(compared.map((c) => c.apart)).toEqual([0, null, null]);
		expect(closeness(compared)).toEqual({ of: 1, same: 1, within: 1 });
	});

	test('knows no points that the rubric does not have', () => {
		expect(compare(rubric, { R1: 3 }, { R1: 9 })[0]?.apart).toBeNull();
	});
});

describe('an anchor', () => {
	const writing: AnchorWriting = {
		title: { en: 'Example' },
		audience: 'everybody',
		bodies: bothBodies('for', { en: body }),
		citations: [{ part: 'against', readingId: 'r', paragraphId: 'p1' }],
		levels: { R1: 3, R2: 5 },
		reasons: {}
	};

	test('is shown in the language of its reader, else in the other one, without its side', () => {
		expect(bodyFor(writing.bodies, 'ur')).toEqual({ lang: 'en', body });
		expect(bodyFor({}, 'en')).toBeNull();
		expect(sideOf(writing.bodies)).toBe('for');
	});

	test('asks the same when only its title or its reasons changed, in whatever order keys are kept', () => {
		const reordered = { ...writing, title: {}, levels: { R2: 5, R1: 3 } };
		expect(asksTheSame(writing, reordered)).toBe(true);
		expect(asksTheSame(writing, { ...writing, levels: { R1: 4, R2: 5 } })).toBe(false);
		expect(asksTheSame(writing, { ...writing, bodies: bothBodies('against', { en: body }) })).toBe(
			false
		);
	});

	test('is replaced under a key that nobody has', () => {
		expect(nextKey('A1', ['A1'])).toBe('A1-2');
		expect(nextKey('A1-2', ['A1', 'A1-2', 'A1-3'])).toBe('A1-4');
	});
});

describe('how markers rated', () => {
	test('counts what was given beside the reference, and what was left out', () => {
		const [first] = markerSpreads(rubric, { R1: 3 }, [{ R1: 2 }, { R1: 2 }, { R1: null }]);
		expect(first).toMatchObject({
			reference: 3,
			given: [
				{ points: 2, times: 2 },
				{ points: 3, times: 0 }
			],
			leftOut: 1
		});
	});
});

describe('how students rated', () => {
	const reference = { R1: 3, R2: 5, R3: 5 };
	const rated = (n: number, at: number, R1: number) =>
		Array.from({ length: n }, () => ({ levels: { R1, R2: 5, R3: 5 }, at }));

	test('is not said of four, and first said of five', () => {
		expect(renewedFigure(rubric, reference, rated(4, 1, 3), null, 9)).toBeNull();
		const figure = renewedFigure(rubric, reference, rated(5, 1, 3), null, 9);
		expect(shownFigure(figure)?.criteria.R1).toEqual({
			shown: true,
			people: 5,
			cells: [0, 5, 0]
		});
	});

	test('hides the whole row of a criterion in which few stand apart', () => {
		const ratings = [...rated(8, 1, 3), ...rated(2, 1, 1)];
		const figure = renewedFigure(rubric, reference, ratings, null, 9);
		expect(shownFigure(figure)?.criteria.R1).toEqual({
			shown: true,
			people: 10,
			cells: [null, null, null]
		});
	});

	test('two figures that follow each other never differ by fewer than five ratings', () => {
		let kept: PeerFigure | null = null;
		let behind: number[] = [];
		const ratings: { levels: Record<string, number>; at: number }[] = [];
		let random = 7;
		const next = (below: number) => (random = (random * 48271) % 2147483647) % below;
		for (let at = 1; at <= 400; at++) {
			const again = ratings.length > 12 || (ratings.length > 3 && next(3) === 0);
			const rating = { levels: { R1: 1 + next(4), R2: 5, R3: 5 }, at };
			if (again) ratings[next(ratings.length)] = rating;
			else ratings.push(rating);
			const figure: PeerFigure | null = renewedFigure(rubric, reference, ratings, kept, at);
			if (figure !== kept) {
				const latest = ratings.map((r) => r.at).sort((a, b) => b - a);
				const counted = latest.slice(0, figure?.people ?? 0);
				expect(counted.filter((one) => !behind.includes(one)).length).toBeGreaterThanOrEqual(5);
				behind = counted;
			}
			kept = figure;
		}
		expect(behind.length).toBeGreaterThanOrEqual(10);
	});
});
