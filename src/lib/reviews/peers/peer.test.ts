import { describe, expect, it } from 'vitest';
import type { RubricBody } from '../review';
import {
	dayOf,
	hasWaited,
	isSamePeerWriting,
	isTaking,
	knownPeerWriting,
	medianOf,
	missingInPeer,
	peerFieldsOf,
	peerWrittenIn,
	reviewingSum,
	rubricForPeers,
	shownAsOf,
	withoutTraces
} from './peer';

const level = (points: number) => ({ points, label: { en: `L${points}` }, text: { en: 'Words' } });
const rubric: RubricBody = {
	title: { en: 'Position' },
	rule: { en: 'Could a fair reader of the other side say so?' },
	notes: { en: 'For markers: be strict.' },
	mayLeaveOut: true,
	criteria: [
		{ key: 'a', title: { en: 'A' }, notes: { en: 'Secret' }, levels: [level(0), level(1)] },
		{ key: 'b', title: { en: 'B' }, most: 4, levels: [] }
	]
};
const reason = 'The passage says something else.';

describe('a review by a peer', () => {
	it('needs a level and a reason of some words for every criterion, in either script', () => {
		const writing = {
			levels: { a: 1, b: null },
			reasons: { a: reason, b: 'یہ حوالہ کچھ اور کہتا ہے۔' },
			overall: ''
		};
		expect(missingInPeer(rubric, writing)).toEqual([]);
		expect(
			missingInPeer(rubric, { levels: { a: 7 }, reasons: { a: 'Good.' }, overall: '' })
		).toEqual([
			{ field: 'level-a', what: 'level' },
			{ field: 'reason-a', what: 'reason' },
			{ field: 'level-b', what: 'level' },
			{ field: 'reason-b', what: 'reason' }
		]);
	});

	it('keeps only what the rubric knows', () => {
		const sent = {
			levels: { a: 9, b: 3, c: 1 },
			reasons: { a: '  ', b: ` ${reason}`, c: 'x' },
			overall: ' All in all. '
		};
		const known = { levels: { b: 3 }, reasons: { b: reason }, overall: 'All in all.' };
		expect(knownPeerWriting(sent, rubric)).toEqual(known);
		expect(isSamePeerWriting(known, { ...known, reasons: { b: reason } })).toBe(true);
		expect(isSamePeerWriting(known, { ...known, overall: 'Other.' })).toBe(false);
	});

	it('goes into the fields of a form and comes back', () => {
		const writing = { levels: { a: 1, b: null }, reasons: { a: reason, b: '' }, overall: 'So.' };
		expect(peerWrittenIn(peerFieldsOf(writing, rubric.criteria), rubric.criteria)).toEqual(writing);
		expect(peerWrittenIn({ 'level-a': 'NaN' }, rubric.criteria).levels).toEqual({});
	});

	it('is written without what only markers are told', () => {
		expect(JSON.stringify(rubricForPeers(rubric))).not.toMatch(/strict|Secret/);
	});
});

describe('what a peer reads', () => {
	it('has no ids in which a time stands', () => {
		const body = {
			thesis: 'T',
			reasons: [{ id: '0190aa', claim: 'C', warrant: 'W' }],
			against: '',
			reply: '',
			change: ''
		};
		const cited = [
			{ id: '0190bb', part: 'reason:0190aa' },
			{ id: '0190cc', part: 'against' }
		];
		const bare = withoutTraces(body, cited);
		expect(JSON.stringify(bare)).not.toContain('0190');
		expect(bare.citations.map((c) => c.part)).toEqual(['reason:r1', 'against']);
	});

	it('calls the other by a code of this review alone, in both languages', () => {
		const { reviewer, writer } = shownAsOf((below) => below - 1);
		expect(reviewer).toEqual({ en: 'Reviewer Z9', ur: 'جائزہ نگار Z9' });
		expect(writer.en).toBe('Writer Z9');
	});

	it('knows days of the course’s zone, not moments', () => {
		expect(dayOf(new Date('2026-11-05T20:30:00Z'), 'Asia/Karachi')).toBe('2026-11-06');
	});
});

describe('when', () => {
	const at = (text: string) => new Date(text);

	it('reviews are taken up to and including the closing moment', () => {
		const closesAt = at('2026-11-05T12:00:00Z');
		expect(isTaking({ state: 'open', closesAt }, closesAt)).toBe(true);
		expect(isTaking({ state: 'open', closesAt }, at('2026-11-05T12:00:01Z'))).toBe(false);
		expect(isTaking({ state: 'closed', closesAt: null }, closesAt)).toBe(false);
		expect(isTaking({ state: 'open', closesAt: null }, closesAt)).toBe(true);
	});

	it('waiting opens what giving has not', () => {
		const given = at('2026-11-01T12:00:00Z');
		expect(hasWaited(3, given, at('2026-11-04T11:59:00Z'))).toBe(false);
		expect(hasWaited(3, given, at('2026-11-04T12:00:00Z'))).toBe(true);
		expect(hasWaited(null, given, at('2027-11-04T12:00:00Z'))).toBe(false);
	});
});

describe('the grade for reviewing', () => {
	it('is the share that was given, times quality, times worth', () => {
		expect(reviewingSum(10, 2, [4, 5])).toMatchObject({ counted: 2, quality: 1, points: 10 });
		expect(reviewingSum(10, 2, [null])).toMatchObject({ usefulness: null, points: 5 });
		expect(reviewingSum(10, 2, [2, 2])).toMatchObject({ quality: 0.75, points: 7.5 });
		expect(reviewingSum(10, 2, [1, null])).toMatchObject({ quality: 0.5, points: 5 });
		expect(reviewingSum(10, 3, [1, 2])).toMatchObject({ usefulness: 1.5, points: 4.17 });
		expect(reviewingSum(10, 2, [])).toMatchObject({ points: 0 });
	});

	it('counts no more than was asked, and nobody who could be asked for nothing', () => {
		expect(reviewingSum(10, 2, [5, 5, 5])).toMatchObject({ counted: 2, points: 10 });
		expect(reviewingSum(10, 0, [])).toBe(null);
	});

	it('takes the middle of the ratings, so that one alone does not decide', () => {
		expect([[], [3], [1, 5, 4], [1, 4]].map(medianOf)).toEqual([null, 3, 4, 2.5]);
	});
});
