import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	balancedSides,
	canEdit,
	canReturn,
	canSubmit,
	checklist,
	countCited,
	emptyBody,
	isCitedPart,
	mostReasons,
	partsOf,
	withoutReason,
	withReason,
	wordsIn,
	type PositionBody
} from './position';

const whole: PositionBody = {
	thesis: 'Talks need a force behind them.',
	reasons: [
		{
			id: 'r1',
			claim: 'Pauses were used.',
			warrant: 'So time alone helps nobody.'
		}
	],
	against: 'Force feeds recruitment.',
	reply: 'Not where courts follow.',
	change: 'A pause that held for a year.'
};
const cited = new Map([
	['reason:r1', 1],
	['against', 2]
]);
const missing = (...given: Parameters<typeof checklist>) =>
	checklist(...given)
		.filter((item) => !item.done)
		.map((item) => (item.reason ? `${item.check} ${item.reason}` : item.check));

describe('the life of a position', () => {
	it('can be changed as a draft and after it came back, not while it is submitted', () => {
		expect((['draft', 'submitted', 'returned'] as const).map(canEdit)).toEqual([true, false, true]);
		expect((['draft', 'submitted', 'returned'] as const).map(canSubmit)).toEqual([
			true,
			false,
			true
		]);
		expect((['draft', 'submitted', 'returned'] as const).map(canReturn)).toEqual([
			false,
			true,
			false
		]);
	});

	it('takes five reasons and always keeps one', () => {
		let body = emptyBody();
		for (let i = 2; i < 9; i++) body = withReason(body, `r${i}`);
		expect(body.reasons).toHaveLength(mostReasons);
		for (const { id } of body.reasons) body = withoutReason(body, id, 'fresh');
		expect(body.reasons).toEqual([{ id: 'fresh', claim: '', warrant: '' }]);
	});

	it('lists its parts in order, of which reasons and the case against cite', () => {
		const parts = partsOf(withReason(whole, 'r2'));
		expect(parts).toEqual(['thesis', 'reason:r1', 'reason:r2', 'against', 'reply', 'change']);
		expect(parts.filter((part) => isCitedPart(whole, part))).toEqual(['reason:r1', 'against']);
	});

	it('counts the words of every part', () => {
		expect(wordsIn(whole)).toBe(28);
		expect(wordsIn(emptyBody())).toBe(0);
	});
});

describe('the checklist', () => {
	it('asks for everything of an empty position', () => {
		expect(missing(null, emptyBody(), new Map())).toEqual([
			'side',
			'thesis',
			'claim 1',
			'citation 1',
			'warrant 1',
			'against',
			'against-citation',
			'reply',
			'change'
		]);
	});

	it('asks for nothing of a whole one', () => {
		expect(missing('between', whole, cited)).toEqual([]);
	});

	it('asks for claim, passage and warrant of every reason, spaces not counting', () => {
		const body = withReason(whole, 'r2');
		body.reasons[1] = { id: 'r2', claim: ' \n', warrant: 'So it is.' };
		expect(missing('for', body, cited)).toEqual(['claim 2', 'citation 2']);
	});

	it('counts the passages of each part', () => {
		expect(countCited([{ part: 'against' }, { part: 'reason:x' }, { part: 'against' }])).toEqual(
			new Map([
				['against', 2],
				['reason:x', 1]
			])
		);
	});
});

describe('balanced sides', () => {
	it('give everybody one side and never differ by more than they must', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.string(), { maxLength: 40 }),
				fc.record({ for: fc.nat(20), against: fc.nat(20) }),
				fc.infiniteStream(fc.nat()),
				(people, assigned, numbers) => {
					const random = (below: number) => (numbers.next().value ?? 0) % below;
					const given = [...balancedSides(people, assigned, random).values()];
					const pro = assigned.for + given.filter((s) => s === 'for').length;
					const con = assigned.against + given.filter((s) => s === 'against').length;
					const before = Math.abs(assigned.for - assigned.against);
					expect(given).toHaveLength(people.length);
					expect(Math.abs(pro - con)).toBeLessThanOrEqual(Math.max(1, before - people.length));
				}
			)
		);
	});
});
