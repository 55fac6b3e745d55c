import { describe, expect, it } from 'vitest';
import { passwordFault } from './password';

describe('a password', () => {
	it.each([
		['three small words', null],
		['پانچ سفید کبوتر', null],
		['too short', 'short'],
		['🔑🔑🔑🔑🔑🔑', 'short'],
		['a'.repeat(129), 'long'],
		['aaaaaaaaaaaa', 'plain'],
		['Password123', 'plain'],
		['Hina.Aslam@example.org', 'plain'],
		['hina.aslam', 'plain']
	])('%j is judged %j', (password, fault) => {
		expect(passwordFault(password, 'hina.aslam@example.org')).toBe(fault);
	});
});
