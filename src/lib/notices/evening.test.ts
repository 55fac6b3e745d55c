import { describe, expect, test } from 'vitest';
import { lastEvening } from './evening';

const at = (iso: string, zone: string) => lastEvening(new Date(iso), zone).toISOString();

describe('the last evening', () => {
	test('is six o’clock of today from then on, and of yesterday before', () => {
		expect(at('2026-11-21T13:00:00Z', 'Asia/Karachi')).toBe('2026-11-21T13:00:00.000Z');
		expect(at('2026-11-21T12:59:59Z', 'Asia/Karachi')).toBe('2026-11-20T13:00:00.000Z');
		expect(at('2026-11-21T20:00:00Z', 'Asia/Karachi')).toBe('2026-11-21T13:00:00.000Z');
	});

	test('is the evening of the place, whatever day it is elsewhere', () => {
		expect(at('2026-11-21T01:00:00Z', 'America/New_York')).toBe('2026-11-20T23:00:00.000Z');
		expect(at('2026-11-21T12:00:00Z', 'Pacific/Auckland')).toBe('2026-11-21T05:00:00.000Z');
	});

	test('stays at six when the clocks change', () => {
		expect(at('2026-03-29T18:30:00Z', 'Europe/London')).toBe('2026-03-29T17:00:00.000Z');
		expect(at('2026-10-25T18:30:00Z', 'Europe/London')).toBe('2026-10-25T18:00:00.000Z');
		expect(at('2026-03-29T08:00:00Z', 'Europe/London')).toBe('2026-03-28T18:00:00.000Z');
	});
});
