import { describe, expect, it } from 'vitest';
import { flowActOf, nextCell } from './keys';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
	key,
	code: '',
	shiftKey: false,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	...more
});

describe('keys in the flow', () => {
	it('answer and change the argument in focus, and begin a new one from anywhere', () => {
		expect(flowActOf(press('n'), false, false)).toEqual({ act: 'new' });
		expect(flowActOf(press('a'), false, true)).toEqual({ act: 'answer' });
		expect(flowActOf(press('a'), false, false)).toBeNull();
		expect(flowActOf(press('C'), false, true)).toEqual({ act: 'change' });
	});

	it('are found by their place on an Urdu keyboard', () => {
		expect(flowActOf(press('ا', { code: 'KeyA' }), true, true)).toEqual({ act: 'answer' });
	});

	it('leave the browser its own', () => {
		expect(flowActOf(press('a', { ctrlKey: true }), false, true)).toBeNull();
		expect(flowActOf(press('n', { metaKey: true }), false, true)).toBeNull();
	});

	it('go ahead in the direction in which the table is read', () => {
		expect(flowActOf(press('ArrowRight'), false, true)).toEqual({ act: 'go', to: 'after' });
		expect(flowActOf(press('ArrowRight'), true, true)).toEqual({ act: 'go', to: 'before' });
		expect(flowActOf(press('ArrowDown'), true, true)).toEqual({ act: 'go', to: 'down' });
		expect(flowActOf(press('ArrowDown'), true, false)).toBeNull();
	});

	it('go over empty cells, and stay at the edge', () => {
		const lines = [{ cells: [1, null, 2] }, { cells: [null, 3, null] }, { cells: [4, null, null] }];
		expect(nextCell(lines, { line: 0, column: 0 }, 'after')).toEqual({ line: 0, column: 2 });
		expect(nextCell(lines, { line: 0, column: 0 }, 'down')).toEqual({ line: 2, column: 0 });
		expect(nextCell(lines, { line: 1, column: 1 }, 'before')).toBeNull();
		expect(nextCell(lines, { line: 0, column: 2 }, 'up')).toBeNull();
	});
});
