import { describe, expect, it } from 'vitest';
import { deskKey } from './desk-keys';

const press = (key: string, code = '', over = {}) =>
	deskKey({
		key,
		code,
		ctrlKey: false,
		metaKey: false,
		altKey: false,
		repeat: false,
		defaultPrevented: false,
		isComposing: false,
		target: null,
		...over
	});
const on = (element: string) => ({
	target: { closest: (list: string) => (list.split(', ').includes(element) ? {} : null) }
});

describe('the keys of the chair', () => {
	it.each([
		[' ', 'Space', 'clock'],
		['n', 'KeyN', 'next'],
		['Z', 'KeyZ', 'undo'],
		['ن', 'KeyN', 'next'],
		['ز', 'KeyZ', 'undo'],
		['x', 'KeyX', null]
	])('%s does what is printed beside it', (key, code, act) => {
		expect(press(key, code)).toBe(act);
	});

	it('are left to whoever types, to browsers, and to buttons that have the focus', () => {
		expect(press('n', 'KeyN', on('textarea'))).toBeNull();
		expect(press(' ', 'Space', on('button'))).toBeNull();
		expect(press('n', 'KeyN', on('button'))).toBe('next');
		expect(press('z', 'KeyZ', { ctrlKey: true })).toBeNull();
	});

	it('count once, however long they are held', () => {
		expect(press(' ', 'Space', { repeat: true })).toBeNull();
	});
});
