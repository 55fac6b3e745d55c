/*
 * The sign-in library, kept behind this one file. It checks passwords, opens sessions and closes
 * them; it is made when first needed, so that a build needs no secret. Nothing of it is open to the
 * network: form actions hand it a request of their own making through `askAuth`, with the client's
 * address in a header that outside requests cannot set. Limits, mail and tokens are ours.
 */
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { db } from './db/client';
import { isPostgres } from './db/dialect';
import { newId } from './db/id';
import { account, rateLimit, session, user, verification } from './db/schema';
import { environment, type Environment } from './env';

const day = 24 * 60 * 60;
/** A session lasts as long as access/identify.server.ts prolongs it for. */
export const sessionSeconds = 7 * day;

/** Everything but the database; a test compares our tables with what these ask for. */
export function authOptions(env: Pick<Environment, 'origin' | 'secret' | 'secure'>) {
	return {
		appName: 'Standpoint',
		baseURL: env.origin,
		basePath: '/api/auth',
		secret: env.secret,
		telemetry: { enabled: false },
		logger: { disabled: true },
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: 1,
			maxPasswordLength: 1000
		},
		user: {
			additionalFields: {
				siteRole: { type: 'string', required: true, defaultValue: 'none', input: false },
				locale: { type: 'string', required: true, defaultValue: 'en', input: false },
				mailNotices: { type: 'string', required: true, defaultValue: 'daily', input: false }
			}
		},
		session: {
			expiresIn: sessionSeconds,
			updateAge: day,
			cookieCache: { enabled: false }
		},
		verification: { storeIdentifier: 'hashed' },
		// Ours is in accounts/limits.server.ts: by account first, generous by client. The table is shared.
		rateLimit: { enabled: false, storage: 'database' },
		advanced: {
			useSecureCookies: env.secure,
			ipAddress: { ipAddressHeaders: ['x-client-ip'] },
			database: { generateId: () => newId() }
		}
	} satisfies BetterAuthOptions;
}

function make() {
	return betterAuth({
		...authOptions(environment()),
		database: drizzleAdapter(db(), {
			provider: isPostgres ? 'pg' : 'sqlite',
			transaction: true,
			schema: { user, session, account, verification, rateLimit }
		})
	});
}

let made: ReturnType<typeof make> | null = null;

export function auth(): ReturnType<typeof make> {
	return (made ??= make());
}

/** For tests that change the database or the environment. */
export function forgetAuth(): void {
	made = null;
}

/** Who asks, as the library records it in a session. */
export interface Client {
	address: string;
	userAgent: string;
}

/** One request to the library, made here: `path` below /api/auth, a JSON body, an answer. */
export async function askAuth(
	path: '/sign-in/email',
	body: Record<string, unknown>,
	client: Client
): Promise<Response> {
	const { origin } = environment();
	return auth().handler(
		new Request(`${origin}/api/auth${path}`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				origin,
				'user-agent': client.userAgent,
				'x-client-ip': client.address
			},
			body: JSON.stringify(body)
		})
	);
}
