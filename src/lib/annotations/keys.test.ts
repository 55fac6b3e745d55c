import { describe, expect, it } from 'vitest';
import { commandOf } from './keys';

const press = (key: string, given: Partial<KeyboardEvent> = {}) => ({
	key,
	code: '',
	shiftKey: false,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	...given
});

describe('keys in a text', () => {
	it('acts on single letters, in capitals too', () => {
		expect(commandOf(press('n'), false, false)).toEqual({ act: 'note' });
		expect(commandOf(press('N'), false, false)).toEqual({ act: 'note' });
		expect(commandOf(press('?', { shiftKey: true }), false, false)).toEqual({ act: 'help' });
	});

	it('finds letters by their place on a keyboard that writes Urdu', () => {
		expect(commandOf(press('ن', { code: 'KeyN' }), true, false)).toEqual({ act: 'note' });
		expect(commandOf(press('؟', { code: 'Slash' }), true, false)).toEqual({ act: 'help' });
	});

	it('believes the letter where a Latin keyboard has it elsewhere', () => {
		expect(commandOf(press('m', { code: 'Semicolon' }), false, false)).toEqual({ act: 'notes' });
		expect(commandOf(press('a', { code: 'KeyN' }), false, false)).toBeNull();
	});

	it('leaves what the browser and its helpers use alone', () => {
		for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
			expect(commandOf(press('c', held), false, true)).toBeNull();
		expect(commandOf(press('Tab'), false, true)).toBeNull();
	});

	it('scrolls with arrows until something is selected', () => {
		expect(commandOf(press('ArrowDown'), false, false)).toBeNull();
		expect(commandOf(press('ArrowDown'), false, true)).toEqual({
			act: 'move',
			unit: 'sentence',
			to: 1
		});
	});

	it('moves ahead in the direction of the text', () => {
		const ahead = { act: 'move', unit: 'word', to: 1 };
		expect(commandOf(press('ArrowRight'), false, true)).toEqual(ahead);
		expect(commandOf(press('ArrowLeft'), true, true)).toEqual(ahead);
	});

	it('grows with shift at the end, in the direction of the text', () => {
		const shift = { shiftKey: true };
		const more = { act: 'grow', unit: 'word', to: 1 };
		expect(commandOf(press('ArrowRight', shift), false, true)).toEqual(more);
		expect(commandOf(press('ArrowLeft', shift), true, true)).toEqual(more);
		expect(commandOf(press('ArrowUp', shift), true, true)).toEqual({
			act: 'grow',
			unit: 'sentence',
			to: -1
		});
	});
});
