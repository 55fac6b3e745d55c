/*
 * Structured logs to standard error: what happened and where, never what a person wrote, no mail
 * bodies, no tokens, no query strings. A failed query's message holds its parameters, so only the
 * statement and the engine's own error are kept of it.
 */
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { pino, stdSerializers } from 'pino';

function withoutWords(cause: unknown): unknown {
	if (cause instanceof DrizzleQueryError)
		return { type: 'DrizzleQueryError', query: cause.query, cause: withoutWords(cause.cause) };
	return cause instanceof Error ? stdSerializers.err(cause) : cause;
}

export const log = pino(
	{
		level: process.env.LOG_LEVEL || (process.env.VITEST ? 'silent' : 'info'),
		base: null,
		redact: ['body', 'token', 'password', 'email', 'value'],
		serializers: { err: withoutWords }
	},
	pino.destination(2)
);
