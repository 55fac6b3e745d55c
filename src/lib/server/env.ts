/*
 * The environment, read and checked in one place. `environment()` throws one clear sentence that
 * names the variable; nothing else in the project reads `process.env` (but the table dialect).
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Environment {
	origin: string;
	dataDir: string;
	databaseUrl: string;
	secret: string;
	smtpUrl: string | null;
	mailFrom: string;
	logLevel: string;
	/** https: cookies are `__Secure-`, HSTS is sent. */
	secure: boolean;
}

let current: Environment | null = null;

/** Reads the environment once; `secret` falls back to the file that `npm start` keeps. */
export function environment(): Environment {
	current ??= read(process.env);
	return current;
}

/** For tests and commands that set variables before anything is opened. */
export function forgetEnvironment(): void {
	current = null;
}

function read(env: NodeJS.ProcessEnv): Environment {
	const dataDir = resolve(env.DATA_DIR || 'data');
	const host = env.HOST && env.HOST !== '0.0.0.0' && env.HOST !== '::' ? env.HOST : '127.0.0.1';
	const origin = (env.ORIGIN || `http://${host}:${env.PORT || '3000'}`).replace(/\/+$/, '');
	if (!URL.canParse(origin) || !/^https?:/.test(origin))
		throw new Error(
			`ORIGIN must be the address people type, such as https://standpoint.example.org, not “${origin}”.`
		);
	if (env.SMTP_URL && !/^smtps?:\/\//.test(env.SMTP_URL))
		throw new Error('SMTP_URL must look like smtp://user:password@host:587.');
	return {
		origin,
		dataDir,
		databaseUrl: env.DATABASE_URL || `file:${join(dataDir, 'standpoint.db')}`,
		secret: env.BETTER_AUTH_SECRET || keptSecret(dataDir),
		smtpUrl: env.SMTP_URL || null,
		mailFrom: env.MAIL_FROM || 'Standpoint <standpoint@localhost>',
		logLevel: env.LOG_LEVEL || 'info',
		secure: origin.startsWith('https:')
	};
}

function keptSecret(dataDir: string): string {
	let kept = '';
	try {
		kept = readFileSync(join(dataDir, 'secret'), 'utf8').trim();
	} catch {
		// The sentence below says what to do.
	}
	if (kept.length < 32)
		throw new Error(
			'BETTER_AUTH_SECRET is not set. Start with “npm start”, which makes and keeps one, or set it to at least 32 random characters.'
		);
	return kept;
}
