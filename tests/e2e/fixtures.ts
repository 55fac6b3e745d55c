/*
 * What every journey has: a page that must stay silent (no error on the console, no fault in a
 * script, nothing refused by the content policy, no request to anybody else), people who sign in by
 * the form, and a look by axe. Import `test` and `expect` from here, never from Playwright.
 */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import Database from 'libsql';

export { expect };
export type { Page };

interface DemoAccount {
	role: string;
	name: string;
	email: string;
	password: string;
}

interface Watching {
	/** Regular expressions for what a test provokes on purpose, such as the answer to a bad form. */
	expectedOnConsole: RegExp[];
}

/** The browser itself reports each answer of 400 and above; journeys look at pages, not at it. */
const statusLine = /^Failed to load resource: the server responded with a status of 4\d\d/;

export const test = base.extend<Watching & { silence: undefined }>({
	expectedOnConsole: [[], { option: true }],
	silence: [
		async ({ context, baseURL, expectedOnConsole }, use) => {
			const heard: string[] = [];
			const own = new URL(baseURL ?? '').origin;
			context.on('console', (message) => {
				const text = message.text();
				const isProblem = message.type() === 'error' || /content security policy/i.test(text);
				const isKnown = [statusLine, ...expectedOnConsole].some((known) => known.test(text));
				if (isProblem && !isKnown) heard.push(`console: ${text}`);
			});
			context.on('weberror', (fault) => heard.push(`fault: ${fault.error().message}`));
			context.on('request', (request) => {
				const url = new URL(request.url());
				if (/^https?:|^wss?:/.test(url.protocol) && url.origin !== own)
					heard.push(`request to somebody else: ${url.href}`);
			});
			await use(undefined);
			expect(heard, 'the page stays silent').toEqual([]);
		},
		{ auto: true }
	]
});

let known: DemoAccount[] | null = null;

/** The demo class's accounts, as the demo prints them. */
export function accounts(): DemoAccount[] {
	if (known) return known;
	const database = new Database(join(process.env.E2E_FOLDER ?? '', 'demo.db'), { readonly: true });
	try {
		const row = database.prepare("select value from site_setting where key = 'demo'").get() as {
			value: string;
		};
		known = (JSON.parse(row.value) as { accounts: DemoAccount[] }).accounts;
		return known;
	} finally {
		database.close();
	}
}

/** @param who a role of the demo's list (its first account), a name or an e-mail address */
export function account(who: string): DemoAccount {
	const found = accounts().find(({ role, name, email }) => [role, name, email].includes(who));
	if (!found) throw new Error(`The demo class has no “${who}”.`);
	return found;
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
const signedIn = new Map<string, Cookies>();

/**
 * Signs in, through the form the first time in each worker and by the same session afterwards.
 * @param who as for `account`, or the address and password of somebody the journey made
 * @param fresh always through the form: for journeys that sign out or end sessions
 */
export async function signIn(
	page: Page,
	who: string | { email: string; password: string },
	{ fresh = false } = {}
): Promise<void> {
	const { email, password } = typeof who === 'string' ? account(who) : who;
	const kept = signedIn.get(email);
	if (kept && !fresh) {
		await page.context().addCookies(kept);
		return;
	}
	await page.goto('/sign-in');
	await page.locator('[name=email]').fill(email);
	await page.locator('[name=password]').fill(password);
	await page.locator('form:has([name=password]) button[type=submit]').last().click();
	await expect(page).not.toHaveURL(/\/sign-in/);
	if (!fresh) {
		const cookies = await page.context().cookies();
		signedIn.set(
			email,
			cookies.filter(({ name }) => name.includes('session'))
		);
	}
}

/** Opens a page and waits until its scripts run: what is pressed before that is another journey. */
export async function visit(page: Page, address: string): Promise<number> {
	const answer = await page.goto(address);
	await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
	return answer?.status() ?? 0;
}

/**
 * No finding of WCAG 2.2 A and AA on the page as it is now. The pages have no frames: "legacy" spares
 * the further window that frames from elsewhere would need.
 */
export async function axe(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.options({ resultTypes: ['violations'] })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.setLegacyMode()
		.analyze();
	const findings = violations.flatMap(({ id, help, nodes }) =>
		nodes.map(({ html }) => `${id}: ${help}: ${html}`)
	);
	expect.soft(findings, `axe on ${page.url()}`).toEqual([]);
}
