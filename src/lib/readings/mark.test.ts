import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markHtml, readMark } from './mark';
import { prepareProse } from './prose.server';

const html = 'Talks with the <a href="../glossary#ttp">TTP</a> &amp; <em>others</em>';

describe('marking words', () => {
	test('inside plain words', () => {
		expect(markHtml(html, 0, 5)).toMatch(/^<mark>Talks<\/mark> with/);
	});

	test('is closed before a tag and opened again after it', () => {
		expect(markHtml(html, 11, 18)).toContain(
			'<mark>the </mark><a href="../glossary#ttp"><mark>TTP</mark></a>'
		);
	});

	test('counts an entity as one character and marks it whole', () => {
		expect(markHtml(html, 19, 20)).toContain(' <mark>&amp;</mark> ');
	});

	test('changes nothing where there is nothing to mark', () => {
		expect(markHtml(html, 4, 4)).toBe(html);
		expect(markHtml(html, 4000, 4010)).toBe(html);
	});

	test('marks exactly the words asked for and keeps all others, whatever the markup', () => {
		const piece = fc.constantFrom(
			'a ',
			'*b*',
			'[TTP](glossary:ttp)',
			'&',
			'<',
			'"',
			' ریاست ',
			'👍',
			' c'
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(40), fc.nat(40), (pieces, a, b) => {
				const { text, html } = prepareProse(pieces.join(''), 'en');
				const [start, end] = [Math.min(a, b), Math.max(a, b)];
				const marked = markHtml(html, start, end);
				expect(marked.replace(/<\/?mark>/g, '')).toBe(html);
				const inside = [...marked.matchAll(/<mark>([^<]*)<\/mark>/g)].map((m) => m[1]).join('');
				const words = inside.replace(
					/&(amp|lt|gt|quot);/g,
					(_e, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? ''
				);
				expect(words).toBe(text.slice(start, end));
			})
		);
	});
});

test('an address points at words by paragraph and offsets, or at nothing', () => {
	expect(readMark('p3:12-80')).toEqual({ paragraphId: 'p3', start: 12, end: 80 });
	for (const bad of [null, '', 'p3', 'p3:9-3', 'p3:a-b', '<p>:1-2', 'p3:1-99999999'])
		expect(readMark(bad)).toBeNull();
});
