import { describe, expect, it } from 'vitest';
import { cellOf, filterQuery, gradebookFilter, type CellFacts } from './gradebook';

const now = new Date('2026-11-10T08:00:00Z');
const set = { hidesNames: false, dueAt: new Date('2026-11-09T08:00:00Z'), graceMinutes: 0 };
const position = { ...set, hidesNames: true };
const nothing: CellFacts = { grade: null, handedIn: null, extension: null, extraHours: 0 };
const grade = {
	points: 7,
	state: 'hidden' as const,
	isOverridden: false,
	isExcused: false,
	wasDeducted: false
};

describe('a cell', () => {
	it('is empty until it is due, and missing after', () => {
		const before = new Date('2026-11-09T08:00:30Z');
		expect(cellOf(set, nothing, before).standing).toBe('none');
		expect(cellOf(set, nothing, now).standing).toBe('missing');
		expect(cellOf({ ...set, dueAt: null }, nothing, now).standing).toBe('none');
	});

	it('is not missing for whoever has another date', () => {
		const extension = { dueAt: new Date('2026-11-12T08:00:00Z'), closesAt: null };
		expect(cellOf(set, { ...nothing, extension }, now).standing).toBe('none');
		expect(cellOf(set, { ...nothing, extraHours: 48 }, now).standing).toBe('none');
		expect(cellOf(set, { ...nothing, extraHours: 2 }, now).standing).toBe('missing');
	});

	it('says whether its student sees it, that it was late, and that it was set by hand', () => {
		expect(cellOf(set, { ...nothing, grade }, now)).toEqual({ points: 7, standing: 'hidden' });
		const released = { ...grade, state: 'released' as const, isOverridden: true };
		const late = { ...nothing, grade: released, handedIn: { isLate: true } };
		expect(cellOf(set, late, now)).toEqual({
			points: 7,
			standing: 'released',
			isOverridden: true,
			isLate: true
		});
	});

	it('keeps what somebody is excused from', () => {
		const excused = { ...grade, isExcused: true };
		expect(cellOf(set, { ...nothing, grade: excused }, now)).toEqual({
			points: 7,
			standing: 'excused'
		});
	});

	it('with a hidden name tells neither points nor lateness until it is released', () => {
		const facts = {
			...nothing,
			grade: { ...grade, wasDeducted: true },
			handedIn: { isLate: true }
		};
		expect(cellOf(position, facts, now)).toEqual({ points: null, standing: 'marking' });
		const released = { ...facts, grade: { ...facts.grade, state: 'released' as const } };
		expect(cellOf(position, released, now)).toEqual({
			points: 7,
			standing: 'released',
			isLate: true
		});
		const byHand = { ...facts, grade: { ...facts.grade, isOverridden: true } };
		expect(cellOf(position, byHand, now)).toEqual({
			points: 7,
			standing: 'hidden',
			isOverridden: true
		});
	});
});

describe('the view of an address', () => {
	it('survives the address; what is not known counts as not said', () => {
		const query = 'search=zain&section=s1&module=m&only=missing&sort=total&page=3';
		const filter = gradebookFilter(new URLSearchParams(query));
		expect(filterQuery(filter)).toBe(`?${query}`);
		const odd = gradebookFilter(new URLSearchParams('only=x&sort=y&page=-2&section='));
		expect(filterQuery(odd)).toBe('');
		expect(odd).toMatchObject({ only: null, order: 'name', page: 1, sectionId: null });
		expect(gradebookFilter(new URLSearchParams('page=1e99')).page).toBe(1);
	});
});
