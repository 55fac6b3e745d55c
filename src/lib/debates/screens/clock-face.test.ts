import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../debate';
import { endsAt, faceOf, minutesText, untilChange } from './clock-face';

const at = 1_800_000_000_000;
const clock = (over: Partial<Clock> = {}): Clock => ({
	startedAt: at,
	pausedAt: null,
	pausedMs: 0,
	limit: 420_000,
	...over
});
const shown = (elapsed: number, over: Partial<Clock> = {}) =>
	faceOf(clock(over), at + elapsed).text;

describe('the face of the clock', () => {
	it.each([
		[0, '7:00'],
		[1, '7:00'],
		[1000, '6:59'],
		[172_500, '4:08'],
		[173_000, '4:07'],
		[419_999, '0:01'],
		[420_000, '0:00'],
		[420_999, '0:00'],
		[421_000, '+0:01'],
		[503_000, '+1:23']
	])('after %i ms of seven minutes shows %s', (elapsed, text) => {
		expect(shown(elapsed)).toBe(text);
	});

	it('shows the whole time before the first word', () => {
		expect(faceOf(clock({ startedAt: null }), at + 99_000)).toEqual({
			text: '7:00',
			counts: 'left'
		});
	});

	it('stands still in a pause, and leaves pauses out afterwards', () => {
		const paused = clock({ pausedAt: at + 60_000 });
		expect(faceOf(paused, at + 500_000).text).toBe('6:00');
		expect(untilChange(paused, at + 500_000)).toBeNull();
		expect(shown(160_000, { pausedMs: 100_000 })).toBe('6:00');
	});

	it('counts up where a phase takes as long as it takes', () => {
		expect(faceOf(clock({ limit: null }), at + 61_900)).toEqual({ text: '1:01', counts: 'spent' });
	});

	it('has hours when there are any', () => {
		expect(minutesText(3_750_000)).toBe('1:02:30');
	});

	it('says when the time will be over, while it runs', () => {
		expect(endsAt(clock(), at + 20_000)).toBe(at + 420_000);
		expect(endsAt(clock({ startedAt: null }), at)).toBeNull();
		expect(endsAt(clock({ limit: null }), at)).toBeNull();
	});

	it('changes when it said that it would, and not before', () => {
		const limits = fc.option(fc.integer({ min: 0, max: 900_500 }));
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 2_000_000 }), limits, (elapsed, limit) => {
				const running = clock({ limit });
				const now = at + elapsed;
				const wait = untilChange(running, now) ?? 0;
				expect(wait).toBeGreaterThan(0);
				expect(faceOf(running, now + wait - 0.001).text).toBe(faceOf(running, now).text);
				const isEnd = limit !== null && elapsed >= limit - 1000 && elapsed < limit;
				if (!isEnd) expect(faceOf(running, now + wait).text).not.toBe(faceOf(running, now).text);
			})
		);
	});
});
