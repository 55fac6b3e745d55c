import { afterEach, describe, expect, it } from 'vitest';
import { chosenIn, offsetIn, rangeOf, textOf } from './passage';

function page(...paragraphs: string[]): HTMLElement {
	const article = document.createElement('article');
	article.innerHTML = paragraphs
		.map(
			(html, i) =>
				`<div id="p${i + 1}" data-number="${i + 1}"><a href="#p${i + 1}">${i + 1}</a><p data-words><!--[-->${html}<!--]--></p></div>`
		)
		.join('<details><summary>Question</summary>Why?</details>');
	document.body.append(article);
	return article;
}

const words = (id: string) => document.querySelector(`#${id} [data-words]`) as Element;

/** The words of a range, as a person would select them. */
function said(range: AbstractRange | null): string {
	if (!range) return '';
	const live = document.createRange();
	live.setStart(range.startContainer, range.startOffset);
	live.setEnd(range.endContainer, range.endOffset);
	return live.toString();
}

function selected(from: Node, start: number, to: Node, end: number): Range {
	const range = document.createRange();
	range.setStart(from, start);
	range.setEnd(to, end);
	return range;
}

afterEach(() => document.body.replaceChildren());

describe('a passage in the page', () => {
	it('reaches through emphasis and links', () => {
		page('The <em>soft <a href="#t">state</a></em> of things');
		const text = textOf(words('p1'));
		expect(text.text).toBe('The soft state of things');
		for (const [start, end] of [
			[0, 24],
			[4, 14],
			[6, 16],
			[9, 14],
			[3, 4]
		] as const)
			expect(said(rangeOf(text, start, end))).toBe(text.text.slice(start, end));
	});

	it('stays inside the element whose words it is', () => {
		page('Ab <em>cd</em> ef');
		const range = rangeOf(textOf(words('p1')), 3, 5);
		expect(range?.startContainer).toBe(range?.endContainer);
		expect(range?.startContainer.parentElement?.tagName).toBe('EM');
	});

	it('counts characters outside the basic plane as the words do', () => {
		page('One <em>🇵🇰</em> and 𝒳 of اُردو');
		const text = textOf(words('p1'));
		const start = text.text.indexOf('𝒳');
		expect(said(rangeOf(text, start, start + 2))).toBe('𝒳');
		expect(said(rangeOf(text, 4, 8))).toBe('🇵🇰');
	});

	it('is nowhere when the words are not all there', () => {
		page('Short');
		const text = textOf(words('p1'));
		expect(rangeOf(text, 2, 99)).toBeNull();
		expect(rangeOf(text, 3, 3)).toBeNull();
		expect(rangeOf(text, -1, 3)).toBeNull();
	});

	it('is counted from any node that a selection may begin in', () => {
		page('The <em>soft</em> state');
		const p = words('p1');
		const em = p.querySelector('em') as Element;
		expect(offsetIn(p, em.firstChild as Node, 2)).toBe(6);
		expect(offsetIn(p, em, 1)).toBe(8);
		expect(offsetIn(p, document.body, 0)).toBe(0);
		expect(offsetIn(p, document.body, document.body.childNodes.length)).toBe(14);
	});
});

describe('what is selected', () => {
	it('is widened to whole words', () => {
		const article = page('The <em>soft</em> state pays.');
		const em = words('p1').querySelector('em')?.firstChild as Node;
		const last = words('p1').lastChild?.previousSibling as Node;
		const found = chosenIn(article, selected(em, 2, last, 3));
		expect(found).toEqual({
			chosen: { paragraph: 'p1', start: 4, end: 14, exact: 'soft state' },
			isCut: false
		});
	});

	it('keeps to the first paragraph that it touches, and says so', () => {
		const article = page('First one.', 'Second one.');
		const first = words('p1').childNodes[1] as Node;
		const second = words('p2').childNodes[1] as Node;
		const found = chosenIn(article, selected(first, 6, second, 6));
		expect(found?.chosen.exact).toBe('one.');
		expect(found?.isCut).toBe(true);
	});

	it('is not cut where it only ends at the head of the next, as after three clicks', () => {
		const article = page('First one.', 'Second one.');
		const found = chosenIn(article, selected(words('p1').childNodes[1] as Node, 0, words('p2'), 0));
		expect(found).toEqual({
			chosen: { paragraph: 'p1', start: 0, end: 10, exact: 'First one.' },
			isCut: false
		});
	});

	it('is nothing outside the words of the text', () => {
		const article = page('First one.', 'Second one.');
		const summary = article.querySelector('summary')?.firstChild as Node;
		expect(chosenIn(article, selected(summary, 0, summary, 4))).toBeNull();
	});
});
