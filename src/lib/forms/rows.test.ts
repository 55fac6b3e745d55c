import { describe, expect, it } from 'vitest';
import { changeRows, rowAfter, rowsOf } from './rows';

const values = {
	'prompt.en': 'Which?',
	'options.0.key': 'a',
	'options.0.text.en': 'first',
	'options.1.key': 'b',
	'options.1.text.en': 'second',
	'options.1.right': 'on',
	'options.2.key': 'c',
	'options.2.text.en': 'third'
};
const texts = (changed: Record<string, string | string[]>) =>
	[0, 1, 2, 3].flatMap((i) => changed[`options.${i}.text.en`] ?? []);

describe('rows of a form', () => {
	it('are those that were sent, else those that are kept', () => {
		expect(rowsOf({ values }, 'options', 7)).toBe(3);
		expect(rowsOf({ values: {} }, 'options', 7)).toBe(7);
		expect(rowsOf(null, 'options', 7)).toBe(7);
		expect(rowsOf({ values: { other: 'x' } }, 'options', 7)).toBe(0);
	});

	it('come, go and move with everything typed in them', () => {
		const added = changeRows(values, 'options:add');
		expect(rowsOf({ values: added }, 'options', 0)).toBe(4);
		expect(texts(added)).toEqual(['first', 'second', 'third']);
		const up = changeRows(values, 'options.1:up');
		expect(texts(up)).toEqual(['second', 'first', 'third']);
		expect(up['options.0.right']).toBe('on');
		expect(up['options.1.right']).toBeUndefined();
		const gone = changeRows(values, 'options.0:remove');
		expect(texts(gone)).toEqual(['second', 'third']);
		expect(gone['options.0.key']).toBe('b');
		expect(gone['prompt.en']).toBe('Which?');
	});

	it('take what is below them along', () => {
		const nested = {
			'criteria.0.title.en': 'A',
			'criteria.0.levels.0.points': '1',
			'criteria.0.levels.1.points': '2',
			'criteria.1.title.en': 'B',
			'criteria.1.levels.0.points': '9'
		};
		const moved = changeRows(nested, 'criteria.1:up');
		expect(moved['criteria.0.levels.0.points']).toBe('9');
		expect(moved['criteria.1.levels.1.points']).toBe('2');
		const less = changeRows(nested, 'criteria.0.levels.0:remove');
		expect(less['criteria.0.levels.0.points']).toBe('2');
		expect(rowsOf({ values: less }, 'criteria.0.levels', 0)).toBe(1);
	});

	it('stop at the ends, at the most, and at what nobody offered', () => {
		expect(changeRows(values, 'options.0:up')).toEqual(values);
		expect(changeRows(values, 'options.2:down')).toEqual(values);
		expect(changeRows(values, 'options:add', 3)).toEqual(values);
		for (const wanted of ['options.9:up', '__proto__:add', 'options.1:explode', '', undefined, 7])
			expect(changeRows(values, wanted)).toEqual(values);
	});

	it('say where to go on', () => {
		expect(rowAfter('options:add', changeRows(values, 'options:add'))).toBe('options.3');
		expect(rowAfter('options.2:remove', changeRows(values, 'options.2:remove'))).toBe('options.1');
		expect(rowAfter('options.0:down', values)).toBe('options.1');
	});
});
