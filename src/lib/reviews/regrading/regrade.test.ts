import { describe, expect, it } from 'vitest';
import { releasedSince, requestFilter, windowOf } from './regrade';

const at = (day: number, hour = 12) => new Date(Date.UTC(2026, 10, day, hour));

describe('since when a grade is out', () => {
	it('is the moment of its release, whatever changed after', () => {
		const history = [
			{ state: 'hidden', at: at(1) },
			{ state: 'released', at: at(2) },
			{ state: 'released', at: at(9) }
		];
		expect(releasedSince(history)).toEqual(at(2));
	});

	it('begins anew when it was taken back in between', () => {
		const history = [
			{ state: 'released', at: at(2) },
			{ state: 'hidden', at: at(3) },
			{ state: 'released', at: at(5) }
		];
		expect(releasedSince(history)).toEqual(at(5));
		expect(releasedSince(history.slice(0, 2))).toBeNull();
		expect(releasedSince([])).toBeNull();
	});
});

describe('the time to ask in', () => {
	const asking = { days: 7, releasedAt: at(2), dueAt: at(1), isThere: true };

	it('lasts to the very moment, and no longer', () => {
		expect(windowOf(asking, at(9))).toEqual({ isOpen: true, until: at(9) });
		expect(windowOf(asking, new Date(at(9).getTime() + 1))).toEqual({
			isOpen: false,
			why: 'over',
			until: at(9)
		});
	});

	it('of what nobody released begins when it was due', () => {
		const unmarked = { ...asking, releasedAt: null };
		expect(windowOf(unmarked, at(1))).toMatchObject({ isOpen: false, why: 'not-yet' });
		expect(windowOf(unmarked, at(1, 13))).toEqual({ isOpen: true, until: null });
		expect(windowOf({ ...unmarked, dueAt: null }, at(1))).toMatchObject({ isOpen: true });
		expect(windowOf({ ...unmarked, dueAt: null, isThere: false }, at(1))).toMatchObject({
			isOpen: false
		});
	});

	it('is none where the plan says so', () => {
		expect(windowOf({ ...asking, days: 0 }, at(2))).toMatchObject({ isOpen: false, why: 'never' });
	});
});

describe('the filter of an address', () => {
	it('shows open ones first, and takes nothing it does not know', () => {
		const of = (query: string) => requestFilter(new URLSearchParams(query));
		expect(of('')).toEqual({ state: 'open', sectionId: null, page: 1 });
		expect(of('state=all&page=3&section=s1')).toEqual({ state: null, sectionId: 's1', page: 3 });
		expect(of('state=nonsense&page=-2')).toEqual({ state: 'open', sectionId: null, page: 1 });
	});
});
