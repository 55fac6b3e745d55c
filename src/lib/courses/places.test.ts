import { describe, expect, test } from 'vitest';
import { waysThrough } from './places';

const names = (ways: { place: string }[]) => ways.map((way) => way.place);
const current = (ways: { place: string; current: boolean }[]) =>
	names(ways.filter((way) => way.current));

describe('the ways through a course', () => {
	test('of a module are left out where there is no single one', () => {
		expect(names(waysThrough('student', null, null))).toEqual(['course', 'grades']);
		expect(names(waysThrough('instructor', null, null))).toEqual([
			'course',
			'gradebook',
			'people',
			'settings'
		]);
	});

	test('say where one is, also on a page below', () => {
		const at = (route: string) => current(waysThrough('instructor', 'hard-state', route));
		expect(at('/(signed-in)/courses/[course]')).toEqual(['course']);
		expect(at('/(signed-in)/courses/[course]/modules/[module]')).toEqual(['path']);
		expect(at('/(signed-in)/courses/[course]/modules/[module]/readings/[reading]')).toEqual([
			'readings'
		]);
		expect(at('/(staff)/courses/[course]/people/[person]')).toEqual(['people']);
		expect(at('/(staff)/courses/[course]/modules/[module]/edit')).toEqual(['module-settings']);
	});

	test('lead assistants to no settings and observers to no work of their own', () => {
		expect(names(waysThrough('assistant', 'a', null))).not.toContain('settings');
		expect(names(waysThrough('assistant', 'a', null))).not.toContain('module-settings');
		expect(names(waysThrough('observer', 'a', null))).not.toContain('position');
	});
});
