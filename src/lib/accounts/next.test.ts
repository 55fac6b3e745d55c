import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPath, withNext } from './next';

describe('where to go on after signing in', () => {
	it('keeps a path of this site with its query and fragment', () => {
		expect(localPath('/courses/join/AB12?x=1#p3', '/')).toBe('/courses/join/AB12?x=1#p3');
	});

	it.each([
		'https://evil.example/',
		'//evil.example/',
		'/\\evil.example/',
		'\\\\evil.example',
		'/\t/evil.example',
		'/..//evil.example/',
		'javascript:alert(1)',
		'courses',
		'',
		null,
		undefined
	])('refuses %j', (value) => {
		expect(localPath(value, '/courses')).toBe('/courses');
	});

	it('never leaves the site, whatever is asked', () => {
		const pieces = fc.constantFrom(
			'/',
			'\\',
			'.',
			'..',
			'\t',
			'@',
			':',
			'evil.org',
			'%2f',
			'?',
			'#',
			'http'
		);
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
				const site = 'https://standpoint.example';
				expect(new URL(localPath(parts.join(''), '/'), site).origin).toBe(site);
			})
		);
	});

	it('hands the path on inside another address', () => {
		expect(withNext('/sign-up', '/courses?a=b')).toBe('/sign-up?next=%2Fcourses%3Fa%3Db');
		expect(withNext('/sign-up', 'https://evil.example')).toBe('/sign-up');
	});
});
