import { describe, expect, it } from 'vitest';
import { filterQuery, queueFilter, type QueueFilter } from './queue';

const all: QueueFilter = {
	standing: null,
	late: false,
	mine: false,
	given: false,
	sectionId: null,
	markerId: null,
	second: false,
	differs: false,
	place: null
};

describe('the filter of the queue', () => {
	it('stands in the address, and comes back from it', () => {
		const filters: QueueFilter[] = [
			{
				standing: 'ready',
				late: true,
				mine: true,
				given: true,
				sectionId: 's1',
				markerId: 'e1',
				second: true,
				differs: true,
				place: 12
			},
			{ ...all, standing: 'moderation' },
			{ ...all, markerId: 'none' }
		];
		for (const filter of filters)
			expect(queueFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
		expect(filterQuery(all)).toBe('');
	});

	it.each([
		'state=x&late=1&section=&marker=',
		'place=',
		'place=0',
		'place=-3',
		'place=1e9',
		'place=NaN',
		'place=12345678',
		'differs=yes'
	])('ignores what it does not know: %s', (query) => {
		expect(queueFilter(new URLSearchParams(query))).toEqual(all);
	});
});
