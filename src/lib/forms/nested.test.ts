import { describe, expect, it } from 'vitest';
import { fieldAt, nested } from './nested';

describe('fields with dots in their names', () => {
	it('are one thing with its languages, and rows in the order of their numbers', () => {
		const raw = {
			plain: 'x',
			'title.en': 'Title',
			'title.ur': 'عنوان',
			'options.10.text.en': 'last',
			'options.2.text.en': 'first'
		};
		expect(nested(raw)).toMatchObject({
			plain: 'x',
			title: { en: 'Title', ur: 'عنوان' },
			options: [{ text: { en: 'first' } }, { text: { en: 'last' } }]
		});
	});

	it('cannot reach into what every object has, nor replace a field without dots', () => {
		const read = nested({
			'__proto__.polluted': 'yes',
			'constructor.prototype.polluted': 'yes',
			a: 'kept',
			'a.en': 'other',
			'b.c': '1',
			'b.c.d': '2'
		});
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(read.a).toBe('kept');
		expect(read.b).toEqual({ c: '1' });
	});

	it('are named in full by a complaint; a list sent under one name is named once', () => {
		expect(fieldAt(['title', 'ur'], { 'title.ur': '' })).toBe('title.ur');
		expect(fieldAt(['move', 3], { move: ['a'] })).toBe('move');
	});
});
