import { describe, expect, test } from 'vitest';
import { closesFor, dueFor, isClosed, isLate, lateMinutes, type Deadline } from './deadline';

/** 18:00 in Karachi, which is five hours ahead of UTC. */
const due = new Date('2026-11-21T18:00:00+05:00');
const at = (time: string) => new Date(`2026-11-21T${time}+05:00`);
const deadline = (more: Partial<Deadline> = {}): Deadline => ({
	dueAt: due,
	closesAt: null,
	graceMinutes: 0,
	extension: null,
	extraHours: 0,
	...more
});

describe('lateness', () => {
	test('the due minute itself is on time, to its last millisecond', () => {
		expect(lateMinutes(deadline(), at('17:59:59'))).toBe(0);
		expect(lateMinutes(deadline(), at('18:00:59.999'))).toBe(0);
		expect(lateMinutes(deadline(), at('18:01:00'))).toBe(1);
	});

	test('seconds in the due date do not shorten its minute', () => {
		const withSeconds = deadline({ dueAt: at('18:00:30') });
		expect(lateMinutes(withSeconds, at('18:00:59'))).toBe(0);
		expect(lateMinutes(withSeconds, at('18:01:00'))).toBe(1);
	});

	test('within grace nothing is late; beyond it lateness counts from the due minute', () => {
		const graceful = deadline({ graceMinutes: 15 });
		expect(lateMinutes(graceful, at('18:15:59'))).toBe(0);
		expect(lateMinutes(graceful, at('18:16:00'))).toBe(16);
		expect(isLate(graceful, at('18:15:00'))).toBe(false);
	});

	test('without a due date nothing is late', () => {
		expect(isLate(deadline({ dueAt: null }), at('23:00:00'))).toBe(false);
		expect(dueFor(deadline({ dueAt: null, extension: { dueAt: due, closesAt: null } }))).toBeNull();
	});

	test('an extension counts from its own date, and never moves a date earlier', () => {
		const extended = deadline({
			extension: { dueAt: at('20:00:00'), closesAt: null }
		});
		expect(lateMinutes(extended, at('19:30:00'))).toBe(0);
		expect(lateMinutes(extended, at('20:05:00'))).toBe(5);
		const earlier = deadline({
			extension: { dueAt: at('12:00:00'), closesAt: null }
		});
		expect(isLate(earlier, at('17:00:00'))).toBe(false);
	});
});

describe('closing', () => {
	test('the closing minute is still open', () => {
		const closing = deadline({ closesAt: at('21:00:00') });
		expect(isClosed(closing, at('21:00:59'))).toBe(false);
		expect(isClosed(closing, at('21:01:00'))).toBe(true);
	});

	test('without a closing date it stays open', () => {
		expect(isClosed(deadline(), at('23:59:00'))).toBe(false);
	});

	test('an extension of the closing date holds for that person', () => {
		const extended = deadline({
			closesAt: at('21:00:00'),
			extension: { dueAt: null, closesAt: at('22:00:00') }
		});
		expect(isClosed(extended, at('21:30:00'))).toBe(false);
	});

	test('who is given a later due date than the closing date is not shut out before it', () => {
		const extended = deadline({
			closesAt: at('21:00:00'),
			extension: { dueAt: at('23:00:00'), closesAt: null }
		});
		expect(closesFor(extended)).toEqual(at('23:00:00'));
		expect(isClosed(extended, at('22:59:00'))).toBe(false);
	});
});

describe('an accommodation', () => {
	const more = deadline({ closesAt: at('21:00:00'), graceMinutes: 15, extraHours: 2 });

	test('moves the due and the closing date by its hours, and grace comes on top', () => {
		expect(dueFor(more)).toEqual(at('20:00:00'));
		expect(closesFor(more)).toEqual(at('23:00:00'));
		expect(lateMinutes(more, at('20:15:00'))).toBe(0);
		expect(lateMinutes(more, at('20:16:00'))).toBe(16);
		expect(isClosed(more, at('23:00:59'))).toBe(false);
		expect(isClosed(more, at('23:01:00'))).toBe(true);
	});

	test('and an extension do not add up: the later date counts', () => {
		const extended = { ...more, extension: { dueAt: at('19:00:00'), closesAt: at('23:30:00') } };
		expect(dueFor(extended)).toEqual(at('20:00:00'));
		expect(closesFor(extended)).toEqual(at('23:30:00'));
		const later = { ...more, extension: { dueAt: at('23:45:00'), closesAt: null } };
		expect(dueFor(later)).toEqual(at('23:45:00'));
		expect(closesFor(later)).toEqual(at('23:45:00'));
	});

	test('makes no date where there is none', () => {
		expect(dueFor({ ...more, dueAt: null })).toBeNull();
		expect(closesFor({ ...more, closesAt: null })).toBeNull();
	});
});
