import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { troubleOf } from './refusal';

const failure = (code: string) => Object.assign(new Error('no'), { code });

describe('the trouble of a database', () => {
	it.each([
		['SQLITE_BUSY', 'busy'],
		['SQLITE_BUSY_SNAPSHOT', 'busy'],
		['SQLITE_FULL', 'full'],
		['SQLITE_IOERR_WRITE', 'full'],
		['SQLITE_READONLY', 'read-only'],
		['SQLITE_READONLY_DBMOVED', 'read-only'],
		['53100', 'full'],
		['53300', 'busy'],
		['25006', 'read-only'],
		['57P01', 'gone'],
		['ECONNREFUSED', 'gone'],
		['CONNECTION_CLOSED', 'gone']
	])('is told by the code %s: %s', (code, trouble) => {
		expect(troubleOf(failure(code))).toBe(trouble);
	});

	it('is found below what wraps it', () => {
		const wrapped = new DrizzleQueryError('select 1', [], failure('SQLITE_FULL'));
		expect(troubleOf(new Error('more', { cause: wrapped }))).toBe('full');
	});

	it('is none of a broken rule, of a fault of ours, or of nothing at all', () => {
		for (const cause of [
			failure('SQLITE_CONSTRAINT_UNIQUE'),
			failure('23505'),
			new Error('SQLITE_FULL'),
			null,
			'SQLITE_BUSY'
		])
			expect(troubleOf(cause)).toBeNull();
	});
});
