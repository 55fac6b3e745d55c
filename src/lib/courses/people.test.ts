import { describe, expect, test } from 'vitest';
import { findsPerson, peopleFilter, readAddresses } from './people';

describe('looking for somebody', () => {
	const zainab = { name: 'Zainab Yūsuf زینب یوسف', email: 'zainab.y@example.org' };

	test.each(['', 'zainab', 'ZAINAB yusuf', 'y@example', 'زينب', 'يوسف'])(
		'“%s” finds her',
		(words) => {
			expect(findsPerson(words, zainab)).toBe(true);
		}
	);

	test('every word has to be there', () => {
		expect(findsPerson('zainab khan', zainab)).toBe(false);
	});

	test('an address that says nothing known shows everybody who is in', () => {
		expect(peopleFilter(new URLSearchParams('role=king&state=lost&section='))).toEqual({
			search: '',
			role: null,
			sectionId: null,
			state: 'active'
		});
	});
});

describe('a pasted list of addresses', () => {
	test('is read however it is parted, each address once', () => {
		const pasted =
			'A Khan <A.Khan@example.org>; b@example.org, mailto:c@example.org\nb@example.org';
		expect(readAddresses(pasted)).toEqual({
			addresses: ['a.khan@example.org', 'b@example.org', 'c@example.org'],
			unreadable: []
		});
	});

	test('names what cannot be an address', () => {
		expect(readAddresses('b@example.org, c@example, @d')).toEqual({
			addresses: ['b@example.org'],
			unreadable: ['c@example', '@d']
		});
	});
});
