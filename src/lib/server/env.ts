/*
 * The environment, read and checked in one place. `environment()` throws one clear sentence that
 * names the variable and never repeats a secret; nothing else in the project reads `process.env`
 * (but the table dialect and the log's level).
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Environment {
	/** The one address of the site; on a laptop in class the first of several. */
	origin: string;
	dataDir: string;
	databaseUrl: string;
	secret: string;
	smtpUrl: string | null;
	mailFrom: string;
	logLevel: string;
	/** https: cookies are `__Secure-`, HSTS is sent. */
	secure: boolean;
	/** Which header of a proxy tells the client's address; null when nobody stands in front. */
	proxy: ProxyTrust | null;
}

export interface ProxyTrust {
	/** In small letters. */
	header: string;
	/** How many proxies of ours append to `x-forwarded-for`, counted from the right. */
	depth: number;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

let current: Environment | null = null;

/** Reads the environment once; `secret` falls back to the file that `npm start` keeps. */
export function environment(): Environment {
	current ??= readEnvironment(process.env);
	return current;
}

/** For tests and commands that set variables before anything is opened. */
export function forgetEnvironment(): void {
	current = null;
}

export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
	const dataDir = resolve(env.DATA_DIR || 'data');
	readPort(env);
	const origin = readOrigin(env);
	return {
		origin,
		dataDir,
		databaseUrl: readDatabaseUrl(env, dataDir),
		secret: readSecret(env, dataDir),
		smtpUrl: readSmtpUrl(env),
		mailFrom: readMailFrom(env),
		logLevel: readLogLevel(env),
		secure: origin.startsWith('https:'),
		proxy: readProxy(env)
	};
}

function readPort({ PORT }: NodeJS.ProcessEnv): void {
	if (PORT && !(/^\d{1,5}$/.test(PORT) && Number(PORT) >= 1 && Number(PORT) <= 65535))
		throw new Error(`PORT must be a number from 1 to 65535, not “${PORT}”.`);
}

/** SITE_ORIGIN is set by our own server where the site answers to several names (`--lan`). */
function readOrigin(env: NodeJS.ProcessEnv): string {
	const host = env.HOST && env.HOST !== '0.0.0.0' && env.HOST !== '::' ? env.HOST : '127.0.0.1';
	const named = host.includes(':') ? `[${host}]` : host;
	const given = env.ORIGIN || env.SITE_ORIGIN || `http://${named}:${env.PORT || '3000'}`;
	const url = URL.canParse(given) ? new URL(given) : null;
	if (!url || !/^https?:$/.test(url.protocol))
		throw new Error(
			`ORIGIN must be the address people type, such as https://standpoint.example.org, not “${given}”.`
		);
	if (url.username || url.password || url.search || url.hash || url.pathname !== '/')
		throw new Error(
			`ORIGIN must end after the host and the port, as ${url.origin} does: the site cannot live below a path.`
		);
	return url.origin;
}

function readDatabaseUrl({ DATABASE_URL }: NodeJS.ProcessEnv, dataDir: string): string {
	if (!DATABASE_URL) return `file:${join(dataDir, 'standpoint.db')}`;
	// What stands there may hold a password: it is not repeated.
	if (/^postgres(ql)?:/.test(DATABASE_URL)) {
		if (!URL.canParse(DATABASE_URL))
			throw new Error(
				'DATABASE_URL cannot be read: postgres://user:password@host:5432/database, with signs such as @ / # in the password written as %40 %2F %23.'
			);
	} else if (!/^file:(?:\/\/)?[^?#]*[^/?#]$/.test(DATABASE_URL))
		throw new Error(
			'DATABASE_URL must begin with postgres:// (PostgreSQL) or file: (a file of SQLite).'
		);
	return DATABASE_URL;
}

function readSecret(env: NodeJS.ProcessEnv, dataDir: string): string {
	if (!env.BETTER_AUTH_SECRET) return keptSecret(dataDir);
	if (env.BETTER_AUTH_SECRET.length < 32)
		throw new Error(
			'BETTER_AUTH_SECRET is too short: it needs at least 32 random characters, as “openssl rand -base64 32” makes them.'
		);
	return env.BETTER_AUTH_SECRET;
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

function readSmtpUrl({ SMTP_URL }: NodeJS.ProcessEnv): string | null {
	if (!SMTP_URL) return null;
	if (!/^smtps?:\/\/[^/]/.test(SMTP_URL) || !URL.canParse(SMTP_URL))
		throw new Error(
			'SMTP_URL must look like smtp://user:password@host:587, with signs such as @ / # in the password written as %40 %2F %23.'
		);
	return SMTP_URL;
}

function readMailFrom({ MAIL_FROM }: NodeJS.ProcessEnv): string {
	if (!MAIL_FROM) return 'Standpoint <standpoint@localhost>';
	if (!/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/.test(MAIL_FROM))
		throw new Error(
			`MAIL_FROM must hold an address, such as “Standpoint <standpoint@example.org>”, not “${MAIL_FROM}”.`
		);
	return MAIL_FROM;
}

function readLogLevel({ LOG_LEVEL }: NodeJS.ProcessEnv): string {
	const level = LOG_LEVEL || 'info';
	if (!logLevels.includes(level))
		throw new Error(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not “${level}”.`);
	return level;
}

/** Whoever may write the header may choose an address, so that a mistake here must not pass. */
function readProxy({ ADDRESS_HEADER, XFF_DEPTH }: NodeJS.ProcessEnv): ProxyTrust | null {
	const header = (ADDRESS_HEADER ?? '').toLowerCase();
	const isChain = header === 'x-forwarded-for';
	if (XFF_DEPTH && !isChain)
		throw new Error('XFF_DEPTH means something only beside ADDRESS_HEADER=x-forwarded-for.');
	if (!header) return null;
	if (!/^[a-z0-9][a-z0-9-]*$/.test(header) || notAddresses.has(header))
		throw new Error(
			`ADDRESS_HEADER must name the header in which your proxy writes the client’s address, such as x-forwarded-for or x-real-ip, not “${ADDRESS_HEADER}”.`
		);
	const depth = Number(XFF_DEPTH || 1);
	if (!Number.isInteger(depth) || depth < 1 || depth > 20)
		throw new Error(
			`XFF_DEPTH must be the number of proxies in front of the site, 1 or more, not “${XFF_DEPTH}”.`
		);
	return { header, depth };
}

/** Headers that hold something else, or that carry the address in a form that is not read here. */
const notAddresses: ReadonlySet<string> = new Set([
	'forwarded',
	'host',
	'origin',
	'referer',
	'cookie',
	'user-agent',
	'authorization',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-forwarded-port'
]);
