import { describe, expect, it } from 'vitest';
import { daysLater, moveDates } from './dates';

describe('dates moved to another term', () => {
	it('keep their time of day, over months, years and leap days', () => {
		expect(daysLater('2026-11-21T18:00', 7)).toBe('2026-11-28T18:00');
		expect(daysLater('2026-12-30T09:30', 3)).toBe('2027-01-02T09:30');
		expect(daysLater('2028-02-28T23:59', 1)).toBe('2028-02-29T23:59');
		expect(daysLater('2027-01-02T09:30', -3)).toBe('2026-12-30T09:30');
	});

	it('are left alone when they are no dates', () => {
		for (const value of ['', 'soon', '2026-11-21', '2026-13-41T18:00', '9999-12-31T00:00'])
			expect(daysLater(value, 1)).toBeNull();
		const values = {
			'rows.0.id': 'x',
			'rows.0.dueAt': '2026-11-21T18:00',
			'rows.0.closesAt': '',
			'rows.1.dueAt': 'soon',
			graceMinutes: '10'
		};
		expect(moveDates(values, 364)).toEqual({ ...values, 'rows.0.dueAt': '2027-11-20T18:00' });
	});
});
