/*
 * Structured logs to standard error: what happened and where, never what a person wrote, no mail
 * bodies, no tokens, no query strings.
 */
import { pino } from 'pino';

export const log = pino(
	{
		level: process.env.LOG_LEVEL || (process.env.VITEST ? 'silent' : 'info'),
		base: null,
		redact: ['body', 'token', 'password', 'email', 'value']
	},
	pino.destination(2)
);
