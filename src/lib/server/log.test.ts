import { DrizzleQueryError } from 'drizzle-orm/errors';
import { pino } from 'pino';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { logOptions, wordFor } from './log';

const address = 'aisha.k@students.example.org';
const words = 'The state must never negotiate';

/** The line that the log writes for it. */
function lineOf(err: unknown): string {
	let line = '';
	pino(logOptions, { write: (text) => (line += text) }).error({ err }, 'request failed');
	return line;
}

function postgresError(code: string, fields: Record<string, unknown>): Error {
	// The constructor takes the fields of the protocol, as the driver does; its type says otherwise.
	const make = postgres.PostgresError as unknown as new (fields: object) => Error;
	return Object.defineProperties(new make({ severity: 'ERROR', code, ...fields }), {
		query: { value: `insert into "user" values ('${address}')`, enumerable: true },
		parameters: { value: [address, words], enumerable: true },
		args: { value: [address, words], enumerable: true }
	});
}

const taken = postgresError('23505', {
	message: 'duplicate key value violates unique constraint "user_email_unique"',
	detail: `Key (email)=(${address}) already exists.`,
	where: `COPY "user", line 1: "${address}"`,
	table_name: 'user',
	constraint_name: 'user_email_unique'
});

describe('an error in the log', () => {
	it('tells a unique violation without the value that was taken', () => {
		const line = lineOf(taken);
		expect(line).toContain('user_email_unique');
		expect(line).toContain('23505');
		expect(line).not.toContain('aisha');
		expect(line).not.toContain(words);
	});

	it('tells a failed query without its parameters, however deep', () => {
		const failed = new DrizzleQueryError(
			'insert into "user" ("email") values ($1)',
			[address, words],
			taken
		);
		for (const cause of [failed, new Error('could not save', { cause: failed })]) {
			const line = lineOf(cause);
			expect(line).toContain('values ($1)');
			expect(line).toContain('23505');
			expect(line).not.toContain('aisha');
			expect(line).not.toContain(words);
		}
	});

	it.each([
		['22P02', `invalid input syntax for type timestamp: "${words}"`],
		['22001', `value too long: ${words}`],
		['P0001', words]
	])('drops the message of PostgreSQL that quotes what was written (%s)', (code, message) => {
		expect(lineOf(postgresError(code, { message }))).not.toContain(words);
	});

	it('drops what a parser could not read', () => {
		let cause: unknown;
		try {
			JSON.parse(`{"text": ${words}`);
		} catch (thrown) {
			cause = thrown;
		}
		expect(lineOf(cause)).not.toContain('The state');
	});

	it('blots addresses and passwords out of any message', () => {
		const line = lineOf(
			new Error(
				`<${address}> at smtp://mailer:hush@mail.example.org:587 and postgres://a:hush@db/x`
			)
		);
		expect(line).not.toContain('aisha');
		expect(line).not.toContain('hush');
		expect(line).toContain('mail.example.org');
	});

	it('drops properties that nobody asked for, and what is thrown but no error', () => {
		expect(lineOf(Object.assign(new Error('no'), { form: { text: words } }))).not.toContain(words);
		expect(lineOf({ text: words })).not.toContain(words);
		expect(lineOf(words)).not.toContain(words);
	});

	it('keeps where it was thrown, but not the message that a stack begins with', () => {
		const cause = new SyntaxError(words);
		const line = lineOf(cause);
		expect(line).toContain('log.test.ts');
		expect(line).not.toContain(words);
	});

	it('has one line for the table of jobs, without values as well', () => {
		const failed = new DrizzleQueryError('update "user" set x = $1', [address], taken);
		expect(wordFor(failed)).toContain('user_email_unique');
		expect(wordFor(failed)).not.toContain('aisha');
		expect(wordFor(new Error('mail server: EAUTH'))).toContain('mail server: EAUTH');
	});
});
