import { describe, expect, it } from 'vitest';
import { pathOf, type PathFacts } from './path';
import { pagesToSave } from './saving';

const set = (slug: string, state: 'begun' | 'submitted') => ({
	slug,
	stage: 'before' as const,
	readingId: null,
	title: { en: slug },
	state,
	complete: 1,
	questions: 2,
	dueAt: null,
	isClosed: false,
	lateMinutes: 0
});

const facts: PathFacts = {
	stances: [
		{ moment: 'before', state: 'open', given: false },
		{ moment: 'after-reading', state: 'waiting', given: false }
	],
	readings: [
		{
			id: 'r1',
			slug: 'first',
			number: 1,
			title: { en: 'First' },
			minutes: 4,
			begun: false,
			finished: false
		}
	],
	sets: [set('open', 'begun'), set('done', 'submitted')],
	position: null,
	reviews: null,
	debates: []
};

describe('the pages of a module that are saved', () => {
	it('are those of the path and beside it, each once, and handing in where it can be done', () => {
		expect(pagesToSave('/m', pathOf(facts), ['cases'])).toEqual([
			'/m',
			'/m/stance',
			'/m/questions/open',
			'/m/questions/open/submit',
			'/m/questions/done',
			'/m/readings/first',
			'/m/readings',
			'/m/questions',
			'/m/glossary',
			'/m/timeline',
			'/m/cases'
		]);
	});

	it('leave out what the module does not have', () => {
		const pages = pagesToSave('/m', pathOf({ ...facts, stances: [], sets: [] }), []);
		expect(pages).not.toContain('/m/stance');
		expect(pages).not.toContain('/m/position');
		expect(pages).not.toContain('/m/cases');
	});
});
