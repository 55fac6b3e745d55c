import { describe, expect, it } from 'vitest';
import { lateSum, type LateInterval } from './late';

const hour = 60;
const day = 24 * hour;

describe('what lateness costs', () => {
	// Canvas LMS documents these cases of its late policy.
	it.each<[string, number, number, number, number, LateInterval, number, number]>([
		['twelve hours', 1000, 1000, 12 * hour, 5, 'hour', 0, 600],
		['three days', 1000, 1000, 3 * day, 15, 'day', 0, 450],
		['a second day begun', 1000, 1000, 25 * hour, 10, 'day', 0, 200],
		['down to the floor', 800, 1000, 7 * day, 10, 'day', 30, 500],
		['nothing below the floor', 200, 1000, 8 * day, 10, 'day', 30, 0],
		['parts of points', 10, 10, 6 * hour, 1, 'hour', 0, 0.6]
	])('%s', (_, raw, most, minutes, rate, interval, floor, deducted) => {
		const sum = lateSum({ rate, interval, floor }, { minutes, raw, most });
		expect(sum?.deducted ?? 0).toBeCloseTo(deducted, 9);
	});

	it('takes nothing from what came on time', () => {
		expect(lateSum({ rate: 10, interval: 'day', floor: 0 }, { minutes: 0, raw: 5, most: 10 })).toBe(
			null
		);
	});
});
