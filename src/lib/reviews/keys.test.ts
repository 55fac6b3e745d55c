import { describe, expect, it } from 'vitest';
import { commandOf, digitOf, isBankKey } from './keys';

const press = (key: string, code = '', over: Partial<KeyboardEvent> = {}) => ({
	key,
	code,
	shiftKey: false,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	...over
});
const command = (key: string, code = '', over: Partial<KeyboardEvent> = {}) =>
	commandOf(press(key, code, over), false, false);

describe('the keys of a sheet', () => {
	it.each([
		['j', { act: 'next' }],
		['p', { act: 'previous' }],
		['r', { act: 'ready' }],
		['v', { act: 'return' }],
		['.', { act: 'raise' }],
		['x', { act: 'leave-out' }],
		['4', { act: 'digit', digit: 4 }],
		['?', { act: 'list' }],
		['s', { act: 'move', unit: 'sentence', to: 1 }],
		['f', { act: 'move', unit: 'field', to: 1 }]
	])('know %s', (key, meant) => {
		expect(command(key)).toEqual(meant);
	});

	it('go the other way, or stay, with Shift', () => {
		expect(command('W', 'KeyW', { shiftKey: true })).toEqual({ act: 'move', unit: 'word', to: -1 });
		expect(command('F', 'KeyF', { shiftKey: true })).toMatchObject({ unit: 'field', to: -1 });
		expect(command('R', 'KeyR', { shiftKey: true })).toEqual({ act: 'ready-stay' });
	});

	it('are those of the place where a keyboard writes Urdu', () => {
		expect(command('ج', 'KeyJ')).toEqual({ act: 'next' });
		expect(command('ر', 'KeyR')).toEqual({ act: 'ready' });
		expect(command('س', 'KeyS')).toMatchObject({ act: 'move', unit: 'sentence' });
		expect(command('۔', 'Period')).toEqual({ act: 'raise' });
		expect(command('،', 'Comma')).toEqual({ act: 'lower' });
		expect(command('؟', 'Slash', { shiftKey: true })).toEqual({ act: 'list' });
	});

	it('take digits of every script, and of a layout that has signs in their place', () => {
		expect(digitOf(press('۳', 'Digit3'))).toBe(3);
		expect(digitOf(press('٧', 'Digit7'))).toBe(7);
		expect(digitOf(press('"', 'Digit3'))).toBe(3);
		expect(digitOf(press('3', 'Digit3', { shiftKey: true }))).toBe(3);
		expect(digitOf(press('5', 'Numpad5'))).toBe(5);
		expect(digitOf(press('#', 'Digit3', { shiftKey: true }))).toBeNull();
		expect(digitOf(press('End', 'Numpad1'))).toBeNull();
		expect(digitOf(press('j', 'KeyJ'))).toBeNull();
	});

	it('leave the commands of the browser alone, and the arrows until words are selected', () => {
		for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const)
			expect(command('r', 'KeyR', { [held]: true })).toBeNull();
		expect(command('ArrowDown', 'ArrowDown')).toBeNull();
		expect(commandOf(press('ArrowLeft', 'ArrowLeft'), true, true)).toEqual({
			act: 'move',
			unit: 'word',
			to: 1
		});
		expect(commandOf(press('ArrowUp', 'ArrowUp', { shiftKey: true }), false, true)).toMatchObject({
			act: 'grow',
			to: -1
		});
		for (const key of ['l', 'h', 'Tab', 'Enter', ' ']) expect(command(key)).toBeNull();
	});

	it('open the comment bank also while one writes', () => {
		expect(isBankKey(press('.', 'Period', { ctrlKey: true }))).toBe(true);
		expect(isBankKey(press('۔', 'Period', { metaKey: true }))).toBe(true);
		expect(isBankKey(press('.', 'Period'))).toBe(false);
	});
});
