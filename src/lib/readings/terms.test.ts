import { describe, expect, it } from 'vitest';
import { preparePlain, prepareProse } from './prose.server';
import { markTerm, unmarkTerm } from './terms';

const mark = (words: string, key = 'ttp') =>
	`<a href="../glossary#${key}" class="term" data-term="${key}">${words}</a>`;
const plain = (html: string) => html.replace(/<[^>]*>/g, '');

describe('the marks of a glossary term', () => {
	it('stand where the term first stands as a word of its own, once in a text', () => {
		const text = ['The TTPs and the attps.', 'The ttp, and the TTP again.'];
		expect(markTerm(text, { key: 'ttp', names: ['TTP'] })).toEqual([
			'The TTPs and the attps.',
			`The ${mark('ttp')}, and the TTP again.`
		]);
	});

	it('look as those that an author writes', () => {
		const [html] = markTerm([preparePlain('The TTP.', 'en').html], { key: 'ttp', names: ['TTP'] });
		expect(html).toBe(prepareProse('The [TTP](glossary:ttp).', 'en').html);
	});

	it('are left alone where the term is marked already, or stands in the mark of another', () => {
		const marked = [`The ${mark('militants')} of the TTP.`];
		expect(markTerm(marked, { key: 'ttp', names: ['TTP'] })).toEqual(marked);
		const inOther = [`The ${mark('TTP camp', 'camp')}.`];
		expect(markTerm(inOther, { key: 'ttp', names: ['TTP'] })).toEqual(inOther);
	});

	it('know Urdu words, the longest form first, and signs that mean something in HTML', () => {
		expect(markTerm(['نرم ریاستیں اور'], { key: 'soft', names: ['نرم', 'نرم ریاستیں'] })).toEqual([
			`${mark('نرم ریاستیں', 'soft')} اور`
		]);
		expect(markTerm(['R&amp;D here'], { key: 'rd', names: ['R&D'] })).toEqual([
			`${mark('R&amp;D', 'rd')} here`
		]);
		expect(markTerm(['R&amp;D'], { key: 'amp', names: ['amp'] })).toEqual(['R&amp;D']);
		expect(markTerm(['a.c abc'], { key: 'x', names: ['a.c', ' '] })).toEqual([
			`${mark('a.c', 'x')} abc`
		]);
	});

	it('are taken out with every word left in its place, all of them or those of one name', () => {
		const html = `The ${mark('TTP')} and <em>the ${mark('Movement')}</em> and ${mark('x', 'y')}`;
		expect(unmarkTerm(html, 'ttp', ['movement'])).toBe(
			`The ${mark('TTP')} and <em>the Movement</em> and ${mark('x', 'y')}`
		);
		expect(unmarkTerm(html, 'ttp')).toBe(`The TTP and <em>the Movement</em> and ${mark('x', 'y')}`);
		expect(plain(unmarkTerm(html, 'ttp'))).toBe(plain(html));
	});
});
