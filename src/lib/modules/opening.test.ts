import { describe, expect, test } from 'vitest';
import type { Actor, CourseRole } from '$lib/access/actor';
import { choiceOf, isAnnounced, isOpenTo } from './opening';

const now = new Date('2026-11-21T06:00:00Z');
const before = new Date(now.getTime() - 1);
const later = new Date(now.getTime() + 1);

const as = (role: CourseRole, seesAsStudent = false) =>
	({ membership: { role }, seesAsStudent }) as unknown as Actor;

describe('a module is there', () => {
	test.each([
		['visible', { visible: true, opensAt: null }, true],
		['hidden', { visible: false, opensAt: null }, false],
		['opening later', { visible: true, opensAt: later }, false],
		['opening this very moment', { visible: true, opensAt: now }, true],
		['opened before', { visible: true, opensAt: before }, true],
		['hidden with a day that has passed', { visible: false, opensAt: before }, false]
	] as const)('%s: for staff always, for the others %#', (_, module, forClass) => {
		for (const role of ['instructor', 'assistant'] as const) {
			expect(isOpenTo(module, as(role), now)).toBe(true);
			expect(isOpenTo(module, as(role, true), now)).toBe(forClass);
		}
		for (const role of ['student', 'observer'] as const)
			expect(isOpenTo(module, as(role), now)).toBe(forClass);
	});

	test('announced only while it is visible and its hour has not come', () => {
		expect(isAnnounced({ visible: true, opensAt: later }, now)).toBe(true);
		expect(isAnnounced({ visible: true, opensAt: now }, now)).toBe(false);
		expect(isAnnounced({ visible: false, opensAt: later }, now)).toBe(false);
	});

	test('as the form says it', () => {
		expect(choiceOf({ visible: true, opensAt: null })).toBe('now');
		expect(choiceOf({ visible: true, opensAt: before })).toBe('from');
		expect(choiceOf({ visible: false, opensAt: later })).toBe('hidden');
	});
});
