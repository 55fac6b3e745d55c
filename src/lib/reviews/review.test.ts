import { describe, expect, it } from 'vitest';
import {
	canMove,
	fieldsOf,
	hasComment,
	hidesWriter,
	isSameWriting,
	knownWriting,
	missingIn,
	mostPoints,
	reviewStates,
	scoreOf,
	stateAfterSave,
	writtenIn,
	type RubricBody
} from './review';

const level = (points: number) => ({ points, label: { en: `L${points}` }, text: { en: '' } });
const rubric: RubricBody = {
	title: { en: 'Position' },
	rule: { en: '' },
	notes: { en: '' },
	criteria: ['R1', 'R2'].map((key) => ({
		key,
		title: { en: key },
		levels: [1, 2, 3, 4].map(level)
	}))
};

describe('the states of a sheet', () => {
	it('move only by those who may', () => {
		const movers = ['review.write', 'review.finish', 'review.settle', 'review.release'] as const;
		const legal = movers.flatMap((mover) =>
			reviewStates.flatMap((from) =>
				reviewStates
					.filter((to) => canMove(from, to, mover))
					.map((to) => `${mover}: ${from} → ${to}`)
			)
		);
		expect(legal).toEqual([
			'review.write: unmarked → marking',
			'review.write: unmarked → marked',
			'review.write: marking → marked',
			'review.write: marked → marking',
			'review.write: marked → moderation',
			'review.write: moderation → marking',
			'review.write: ready → marking',
			'review.write: ready → marked',
			'review.finish: marked → ready',
			'review.settle: moderation → marked',
			'review.settle: moderation → ready',
			'review.release: ready → released'
		]);
	});

	it('follow from what is judged: a save takes “ready” back', () => {
		expect(stateAfterSave('unmarked', rubric, { R1: 2 })).toBe('marking');
		expect(stateAfterSave('marking', rubric, { R1: 2, R2: 4 })).toBe('marked');
		expect(stateAfterSave('ready', rubric, { R1: 2, R2: 4 })).toBe('marked');
		expect(stateAfterSave('moderation', rubric, { R1: 2, R2: 4 })).toBe('moderation');
		expect(stateAfterSave('ready', rubric, { R1: 2 })).toBe('marking');
	});
});

describe('the score', () => {
	it('is the sum of the points of the levels that the rubric knows', () => {
		expect(scoreOf(rubric, { R1: 3, R2: 4 })).toBe(7);
		expect(scoreOf(rubric, { R1: 3, R2: 99, R9: 4 })).toBe(3);
		expect(mostPoints(rubric)).toBe(8);
	});

	it('names the criteria that are still to be judged', () => {
		expect(missingIn(rubric, { R2: 1 }).map((c) => c.key)).toEqual(['R1']);
		expect(missingIn(rubric, { R1: 5, R2: 1 }).map((c) => c.key)).toEqual(['R1']);
	});
});

describe('what is written on a sheet', () => {
	it('keeps only criteria, points and parts that there are', () => {
		const known = knownWriting(
			{
				levels: { R1: 2, R2: 7, X: 1 },
				comments: { thesis: ' a ', reply: ' ', y: 'b' },
				overall: ' c ',
				pins: []
			},
			rubric,
			['thesis', 'reply']
		);
		expect(known).toEqual({
			levels: { R1: 2 },
			comments: { thesis: 'a' },
			overall: 'c',
			pins: []
		});
	});

	it('is the same in whatever order the database gives it back', () => {
		const pin = { id: 'a', field: 'thesis', start: 0, end: 4, comment: 'Why?' };
		const turned = { comment: 'Why?', end: 4, start: 0, field: 'thesis', id: 'a' };
		const a = { levels: { R1: 1, R2: 2 }, comments: { x: '1', y: '2' }, overall: '', pins: [pin] };
		const b = {
			levels: { R2: 2, R1: 1 },
			comments: { y: '2', x: '1' },
			overall: '',
			pins: [turned]
		};
		expect(isSameWriting(a, b)).toBe(true);
		expect(isSameWriting(a, { ...b, overall: 'more' })).toBe(false);
		expect(isSameWriting(a, { ...b, pins: [] })).toBe(false);
	});

	it('says something only when there is a comment', () => {
		expect(hasComment({ levels: { R1: 1 }, comments: {}, overall: '', pins: [] })).toBe(false);
		expect(hasComment({ levels: {}, comments: { thesis: 'why?' }, overall: '', pins: [] })).toBe(
			true
		);
		const pins = [{ id: 'a', field: 'thesis', start: 0, end: 4, comment: 'Why?' }];
		expect(hasComment({ levels: {}, comments: {}, overall: '', pins })).toBe(true);
	});
});

describe('the form of a sheet', () => {
	it('holds what is written, and gives it back', () => {
		const pins = [{ id: 'p1', field: 'thesis', start: 0, end: 4, comment: 'Why?' }];
		const sheet = {
			levels: { R1: null, R2: 2.5 },
			comments: { thesis: 'a', reply: '' },
			overall: 'b',
			pins
		};
		const fields = fieldsOf(sheet, rubric.criteria, ['thesis', 'reply']);
		expect(fields).toEqual({
			overall: 'b',
			pins: JSON.stringify(pins),
			'level-R1': 'none',
			'level-R2': '2.5',
			'comment-thesis': 'a',
			'comment-reply': ''
		});
		expect(writtenIn(fields, rubric.criteria, ['thesis', 'reply'])).toEqual(sheet);
	});

	it('takes the comment of a pin from its own field where there is one', () => {
		const pins = '[{"id":"p1","field":"thesis","start":0,"end":4,"comment":"Why?"}]';
		expect(writtenIn({ pins, 'pin-p1': 'How so?' }, [], []).pins[0]?.comment).toBe('How so?');
		for (const broken of ['', '{', '7', '[1,{"id":"<"}]', '[{"id":"a","field":"thesis"}]'])
			expect(writtenIn({ pins: broken }, [], []).pins).toEqual([]);
	});

	it('takes neither words nor unheard-of numbers for points', () => {
		const typed = (value: string) => writtenIn({ 'level-R1': value }, rubric.criteria, []).levels;
		for (const same of ['2.5', '2,5', '۲٫۵', '٢٫٥']) expect(typed(same)).toEqual({ R1: 2.5 });
		for (const wrong of ['', 'NaN', '1e9', '-1', '=1+1', '999999', 'Infinity'])
			expect(typed(wrong)).toEqual({});
	});
});

describe('the name of whoever wrote', () => {
	it('hides names until release, unless the task shows them', () => {
		expect(hidesWriter(true, null)).toBe(true);
		expect(hidesWriter(true, 'ready')).toBe(true);
		expect(hidesWriter(true, 'released')).toBe(false);
		expect(hidesWriter(false, 'marking')).toBe(false);
	});
});
