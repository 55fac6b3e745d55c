/*
 * Structured logs to standard error: what happened and where, never what a person wrote, no mail
 * bodies, no tokens, no query strings, no paths. Errors are the leak: databases and libraries put
 * the values at hand into their messages and properties. So an error is told by a short list of
 * fields that hold none, and its message only where it is not known to quote.
 */
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { pino } from 'pino';

const deepest = 4;

/** Short facts that drivers and Node set; `detail`, `where`, `query`, `parameters` hold values. */
const facts = [
	'code',
	'errno',
	'syscall',
	'status',
	'severity',
	'table_name',
	'column_name',
	'constraint_name',
	'routine'
] as const;

/** What of an error may stand in the log. */
export function tellingOf(cause: unknown, depth = 0): Record<string, unknown> {
	if (!(cause instanceof Error)) return { type: cause === null ? 'null' : typeof cause };
	const told: Record<string, unknown> = { type: cause.constructor.name, message: messageOf(cause) };
	for (const name of facts) {
		const value = (cause as unknown as Record<string, unknown>)[name];
		if (typeof value === 'number' || typeof value === 'string') told[name] = scrub(String(value));
	}
	// The statement has placeholders; its parameters stand apart.
	if (cause instanceof DrizzleQueryError) told.statement = cause.query.slice(0, 500);
	told.stack = framesOf(cause);
	if (depth < deepest) {
		if (cause.cause !== undefined) told.cause = tellingOf(cause.cause, depth + 1);
		if (cause instanceof AggregateError)
			told.errors = cause.errors.slice(0, 5).map((one) => tellingOf(one, depth + 1));
	}
	return told;
}

/** One line about an error that may be kept in the database. */
export function wordFor(cause: unknown): string {
	const { type, code, message } = tellingOf(
		cause instanceof DrizzleQueryError && cause.cause ? cause.cause : cause
	);
	return [type, code, message]
		.filter((part) => typeof part === 'string' && part !== '')
		.join(' ')
		.slice(0, 500);
}

function messageOf(cause: Error): string {
	if (cause instanceof DrizzleQueryError) return 'a query failed';
	// A parser quotes what it could not read.
	if (cause instanceof SyntaxError) return 'could not be parsed';
	const code = 'code' in cause ? String(cause.code) : '';
	// PostgreSQL quotes the value that has the wrong form (class 22); a raised one (P0) says anything.
	if (/^(?:22|P0)[0-9A-Z]{3}$/.test(code)) return 'a value was refused';
	return scrub(cause.message.slice(0, 1000));
}

/** Addresses of mail and passwords in URLs, whoever put them into a message. */
function scrub(text: string): string {
	return text
		.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1…@')
		.replace(/[^\s"'`<>(),;:=\\/[\]{}…]+@[^\s"'`<>(),;=\\/[\]{}]+/g, '…@…');
}

/** Where it was thrown; the first lines of a stack repeat the message. */
function framesOf({ stack = '' }: Error): string {
	return stack
		.split('\n')
		.filter((line) => /^\s+at /.test(line))
		.slice(0, 20)
		.join('\n');
}

/** On a terminal only what is wrong; into a journal or a file one line for each request. */
function levelNow(): string {
	if (process.env.LOG_LEVEL) return process.env.LOG_LEVEL;
	if (process.env.VITEST) return 'silent';
	return process.stderr.isTTY ? 'warn' : 'info';
}

export const logOptions = {
	base: null,
	redact: [
		'body',
		'token',
		'password',
		'email',
		'value',
		'detail',
		'query',
		'parameters',
		'params'
	],
	serializers: { err: (cause: unknown) => tellingOf(cause) }
};

export const log = pino({ ...logOptions, level: levelNow() }, pino.destination(2));
