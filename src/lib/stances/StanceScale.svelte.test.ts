import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '$lib/styles/index.css';
import StanceScale from './StanceScale.svelte';

const axis = {
	key: 'talks',
	version: 1,
	title: { en: 'Talks' },
	a: { en: 'Begin with words.' },
	b: { en: 'Begin with force.' },
	first: 'b' as const,
	note: null
};
const props = {
	axis,
	eyebrow: 'Question 1',
	locale: 'en' as const,
	answer: null,
	confidence: '',
	reason: '',
	asksReason: false,
	errors: {}
};

function chosen(): string | undefined {
	return document.querySelector<HTMLInputElement>('input[name=axis-talks]:checked')?.value;
}

describe('the line on which a stance is given', () => {
	it('has nothing chosen until somebody chooses', () => {
		render(StanceScale, props);
		expect(chosen()).toBeUndefined();
	});

	it('is walked with the arrow keys from the statement that stands first', async () => {
		render(StanceScale, props);
		const first = page.getByRole('radio', { name: 'entirely the first statement' });
		await first.click();
		expect(chosen()).toBe('b-full');
		await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
		expect(chosen()).toBe('middle');
	});

	it('gives up the point on the line for “I’d rather not say”', async () => {
		render(StanceScale, props);
		await page.getByRole('radio', { name: /between the two/ }).click();
		await page.getByRole('radio', { name: 'I’d rather not say' }).click();
		expect(chosen()).toBe('private');
	});
});
