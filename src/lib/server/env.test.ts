import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from './env';

const secret = 'only-for-this-test-only-for-this-test';
const read = (env: NodeJS.ProcessEnv) => readEnvironment({ BETTER_AUTH_SECRET: secret, ...env });

describe('the environment', () => {
	it('has a meaning when nothing but the secret is set', () => {
		expect(read({})).toMatchObject({
			origin: 'http://127.0.0.1:3000',
			smtpUrl: null,
			logLevel: 'info',
			secure: false,
			proxy: null
		});
	});

	it.each([
		[{ ORIGIN: 'standpoint.example.org' }, 'ORIGIN'],
		[{ ORIGIN: 'ftp://standpoint.example.org' }, 'ORIGIN'],
		[{ ORIGIN: 'https://example.org/standpoint' }, 'ORIGIN'],
		[{ ORIGIN: 'https://somebody@example.org' }, 'ORIGIN'],
		[{ PORT: 'http' }, 'PORT'],
		[{ PORT: '70000' }, 'PORT'],
		[{ PORT: '-1' }, 'PORT'],
		[{ BETTER_AUTH_SECRET: 'short' }, 'BETTER_AUTH_SECRET'],
		[{ DATABASE_URL: 'mysql://host/database' }, 'DATABASE_URL'],
		[{ DATABASE_URL: 'standpoint.db' }, 'DATABASE_URL'],
		[{ DATABASE_URL: 'file:' }, 'DATABASE_URL'],
		[{ DATABASE_URL: 'postgres://host:port:5432/x' }, 'DATABASE_URL'],
		[{ SMTP_URL: 'mail.example.org:587' }, 'SMTP_URL'],
		[{ SMTP_URL: 'smtp://' }, 'SMTP_URL'],
		[{ MAIL_FROM: 'Standpoint' }, 'MAIL_FROM'],
		[{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
		[{ ADDRESS_HEADER: 'X Real IP' }, 'ADDRESS_HEADER'],
		[{ ADDRESS_HEADER: 'forwarded' }, 'ADDRESS_HEADER'],
		[{ ADDRESS_HEADER: 'host' }, 'ADDRESS_HEADER'],
		[{ XFF_DEPTH: '2' }, 'XFF_DEPTH'],
		[{ ADDRESS_HEADER: 'x-real-ip', XFF_DEPTH: '2' }, 'XFF_DEPTH'],
		[{ ADDRESS_HEADER: 'x-forwarded-for', XFF_DEPTH: '0' }, 'XFF_DEPTH'],
		[{ ADDRESS_HEADER: 'x-forwarded-for', XFF_DEPTH: 'two' }, 'XFF_DEPTH']
	])('refuses %j in one sentence that names the variable', (env, name) => {
		expect(() => read(env)).toThrow(new RegExp(`^${name} .+\\.$`));
	});

	it.each([
		{ DATABASE_URL: 'postgres://somebody:hush#hush@host/x' },
		{ DATABASE_URL: 'mysql://somebody:hush@host/x' },
		{ SMTP_URL: 'http://somebody:hush@host' },
		{ BETTER_AUTH_SECRET: 'hush' }
	])('repeats no password of %j', (env) => {
		let said = '';
		try {
			read(env);
		} catch (cause) {
			said = String(cause);
		}
		expect(said).not.toBe('');
		expect(said).not.toContain('hush');
	});

	it.each([
		['https://standpoint.example.org/', 'https://standpoint.example.org', true],
		['http://class.local:3000', 'http://class.local:3000', false],
		['HTTPS://Standpoint.Example.org:443', 'https://standpoint.example.org', true]
	])('takes %s for the address %s', (ORIGIN, origin, secure) => {
		expect(read({ ORIGIN })).toMatchObject({ origin, secure });
	});

	it.each(['file:data/x.db', 'file:/var/lib/x.db', 'file:///var/lib/x.db', 'file:../x.db'])(
		'takes %s for a file',
		(DATABASE_URL) => {
			expect(read({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
		}
	);

	it('reads which proxies are trusted', () => {
		expect(read({ ADDRESS_HEADER: 'X-Real-IP' }).proxy).toEqual({ header: 'x-real-ip', depth: 1 });
		expect(read({ ADDRESS_HEADER: 'X-Forwarded-For', XFF_DEPTH: '2' }).proxy).toEqual({
			header: 'x-forwarded-for',
			depth: 2
		});
	});
});

it('has every variable on the page for whoever runs the site', () => {
	const asked = new Set<string>();
	const env = new Proxy(
		{ BETTER_AUTH_SECRET: 'x'.repeat(32), ADDRESS_HEADER: 'x-forwarded-for' },
		{
			get(given, name) {
				asked.add(String(name));
				return Reflect.get(given, name) as unknown;
			}
		}
	);
	readEnvironment(env);
	const page = readFileSync('docs/operations.md', 'utf8');
	expect([...asked].filter((name) => !page.includes(`\`${name}`))).toEqual([]);
	expect(asked.size).toBeGreaterThan(10);
});
