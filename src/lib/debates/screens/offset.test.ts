import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, offsetOf, settled } from './offset';

/** A server that is `ahead` of the page, asked over a line with these ways there and back. */
const asked = (ahead: number, sentAt: number, there: number, back: number) => ({
	sentAt,
	now: sentAt + there + ahead,
	receivedAt: sentAt + there + back
});

describe('the offset of the server’s clock', () => {
	it('is exact over a line that is as fast there as back', () => {
		expect(offsetOf(asked(1_000_000, 50, 40, 40))).toEqual({ ms: 1_000_000, error: 40 });
	});

	it('is never further off than half of the way there and back, however lopsided the line', () => {
		const way = fc.integer({ min: 0, max: 5000 });
		fc.assert(
			fc.property(fc.integer(), way, way, way, (ahead, sentAt, there, back) => {
				const found = offsetOf(asked(ahead, sentAt, there, back));
				expect(found?.error).toBe((there + back) / 2);
				expect(Math.abs((found?.ms ?? Infinity) - ahead)).toBeLessThanOrEqual((there + back) / 2);
			})
		);
	});

	it('is taken from the answer that came back soonest', () => {
		const slow = asked(500, 0, 900, 20);
		const quick = asked(500, 2000, 12, 8);
		expect(bestOf([slow, quick, asked(500, 3000, 300, 300)])).toEqual(offsetOf(quick));
	});

	it('takes nothing from an answer without a time, or from before the question', () => {
		expect(bestOf([])).toBeNull();
		expect(offsetOf({ sentAt: 10, now: Number.NaN, receivedAt: 20 })).toBeNull();
		expect(offsetOf({ sentAt: 20, now: 5, receivedAt: 10 })).toBeNull();
	});

	it('stays with the better measurement while both can be right', () => {
		const good = { ms: 1000, error: 5 };
		expect(settled(good, { ms: 1040, error: 60 })).toBe(good);
		expect(settled({ ms: 1040, error: 60 }, good)).toBe(good);
	});

	it('follows the new one when the device slept in between and both cannot be right', () => {
		const woken = { ms: 61_000, error: 90 };
		expect(settled({ ms: 1000, error: 5 }, woken)).toBe(woken);
	});

	it('keeps what it knew when nobody answered', () => {
		const known = { ms: 1000, error: 5 };
		expect(settled(known, null)).toBe(known);
		expect(settled(null, null)).toBeNull();
	});
});
