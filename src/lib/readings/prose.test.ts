import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preparePlain, prepareProse, proseSource } from './prose.server';

const again = (html: string) => prepareProse(proseSource(html), 'en').html;

describe('the source of a paragraph', () => {
	it.each([
		'Plain words.',
		'A *word* with stress, and a [term](glossary:hard-state) that is explained.',
		'A [*stressed* term](glossary:x-1), 5 < 6 & 7 > 2, "quoted", R&D;, &lt; as four signs.',
		'Stars \\* and \\[brackets\\] and \\_lines\\_ and back\\\\slashes as they are.',
		'ریاست [نرم](glossary:soft-state) ہے یا *سخت*؟'
	])('gives the same paragraph again: %s', (markdown) => {
		const { html } = prepareProse(markdown, 'en');
		expect(again(html)).toBe(html);
	});

	it('keeps whatever plain words somebody wrote', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(...'ab *_[]()\\`<>&"!;#lt1.-'), maxLength: 40 }),
				(words) => {
					const { html, text } = preparePlain(words, 'en');
					expect(prepareProse(proseSource(html), 'en').text).toBe(text);
				}
			)
		);
	});
});
