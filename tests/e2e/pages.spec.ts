/*
 * Every page, as each who may see it: in English and light, in Urdu and dark. Language and
 * direction, one heading, nothing wider than a small screen; and no finding of axe in one of the two,
 * by turns, since it takes longer than all the rest.
 */
import { execFileSync } from 'node:child_process';
import { axe, expect, signIn, test, type Page } from './fixtures';
import { demoCourse, desk, newPerson, origin, send, tabTo } from './course';

const small = { width: 360, height: 740 };

test.describe.configure({ mode: 'parallel' });
test.use({ viewport: small });

const module = '/modules/hard-state-soft-state';

/** Below the course when it begins with `~`; ` > ` leads on through the first such link there. */
const pages: Record<string, string[]> = {
	visitor: [
		...['/', '/sign-in', '/sign-up', '/forgot-password', '/reset-password?token=none'],
		...['/verify-email?token=none', '/set-up/none', '/sign-in/slip/none', '/sign-out', '/privacy'],
		...['/accessibility', '/no-such-page']
	],
	'ayesha.malik@standpoint.example': [
		...['/courses', '/courses/join', '/account', '~', '~/grades', '~/people'],
		...['/account/export', '/account/erase'],
		...['', '/readings', '/glossary', '/timeline', '/cases', '/questions', '/stance'].map(inModule),
		...['/readings/security-committee', '/readings/red-line', '/readings/background-note'].map(
			inModule
		),
		...['/questions/before', '/questions/across', '/questions/across/submit'].map(inModule),
		...['/questions/taliban-talks', '/position', '/position/versions/1'].map(inModule),
		...['/group', '/readings/red-line/heat', '/reviews', '/calibration'].map(inModule),
		inModule('/reviews > main li a[href*="/reviews/"]'),
		inModule('/calibration > main li a[href*="/calibration/"]'),
		'~/grades > a[href*="/grades/"]',
		inModule('/questions/taliban-talks > a[href*="/classmates/"]'),
		...['', '/1', '/1/flow', '/1/map', '/1/result', '/1/vote', '/1/reflection', '/1/report'].map(
			inDebates
		),
		...['/1/screen', '/1/conduct', '/2', '/2/flow', '/3', '/3/board'].map(inDebates)
	],
	'usman.warraich@standpoint.example': [
		...['/position', '/questions/on-negotiating', '/readings/on-negotiating'].map(inModule),
		inModule('/position/cite?part=against'),
		inModule('/position/cite?part=against&reading=on-negotiating&paragraph=p4')
	],
	observer: [inModule('')],
	instructor: [
		...['/courses/new', '/courses/new?pack=hard-state-soft-state', '~', '~/settings'],
		...['~/settings/copy', '~/settings/leaving', '~/settings/leaving/purge', '/account/erase'],
		...['~/people', '~/people/sections', '~/people/invitations', '~/people > tbody th a'],
		...['', '/edit', '/edit/position', '/edit/import', '/instructor-notes'].map(inModule),
		...['/insights', '/review', '/review/answers', '/stance', '/position'].map(inModule),
		...['/questions/before', '/readings/taliban-talks'].map(inModule),
		...['/edit/groups', '/readings/red-line/heat', '/edit/rubric', '/edit/dates'].map(inModule),
		...['/review/plan', '/review/moderation', '/review/agreement', '/review/fairness'].map(
			inModule
		),
		...['/review/calibration', '/review/comments', '/review/peers', '/review/regrades'].map(
			inModule
		),
		...['/edit/rubric/import', '/review/comments/import'].map(inModule),
		...['~/gradebook', '~/gradebook/items', '~/gradebook/import'],
		'~/gradebook > tbody td a[href*="/gradebook/"]',
		inModule('/review/moderation > tbody a[href$="/settle"]'),
		inModule('/review/calibration > main li a[href*="/calibration/"]'),
		inModule('/review/peers > main a[href*="/review/peers/"]'),
		inModule('/review/regrades > tbody a[href*="/regrades/"]'),
		inModule('/review > tbody th a'),
		inModule('/review/answers > main li a'),
		...['', '/new', '/formats', '/formats/oxford', '/formats/import', '/2/chair'].map(inDebates),
		...['/1/result', '/1/report', '/2/board', '/2/settings', '/2/screen'].map(inDebates),
		inDebates(' > main a[href*="/debates/rounds/"]')
	],
	administrator: ['/admin/people', '/admin/outbox', '/admin/settings']
};

function inModule(path: string): string {
	return `~${module}${path}`;
}

/** The demo class has three rounds: one that is over, one in writing, one that is set up. */
function inDebates(path: string): string {
	return inModule(`/debates${path}`);
}

const looks = [
	{ locale: 'en', dir: 'ltr', theme: 'light', width: 1280 },
	{ locale: 'ur', dir: 'rtl', theme: 'dark', width: 360 }
] as const;

async function look(page: Page, { locale, theme }: (typeof looks)[number]): Promise<void> {
	const url = origin();
	await page.context().addCookies([
		{ name: 'PARAGLIDE_LOCALE', value: locale, url },
		{ name: 'appearance', value: `${theme}.m.normal`, url }
	]);
}

async function open(page: Page, address: string): Promise<void> {
	const [path = '', link] = address.split(' > ');
	await page.goto(path.startsWith('~') ? (await demoCourse()) + path.slice(1) : path);
	if (!link) return;
	const href = await page.locator(link).first().getAttribute('href');
	await page.goto(new URL(href ?? '', page.url()).href);
}

/** Somebody whom the command of the machine's owner made an administrator. */
async function beAdministrator(page: Page): Promise<void> {
	const person = newPerson('Rubina Sethi');
	const by = await desk(null);
	await send(by, '/sign-up', { ...person, next: '' });
	execFileSync('node', ['build/commands/admin.js', 'make-administrator', person.email], {
		env: { ...process.env, DATABASE_URL: `file:${process.env.E2E_FOLDER}/demo.db` }
	});
	await signIn(page, person, { fresh: true });
}

/** Some pages in one test: a browser that has been there before opens the next one sooner. */
const together = 8;

function inTurn(addresses: string[]): string[][] {
	const parts = Math.ceil(addresses.length / together);
	return Array.from({ length: parts }, (_, part) => addresses.filter((_, i) => i % parts === part));
}

async function examine(
	page: Page,
	{ locale, dir, width }: (typeof looks)[number],
	asksAxe: boolean
) {
	const html = page.locator('html');
	await expect(html).toHaveAttribute('lang', locale);
	await expect(html).toHaveAttribute('dir', dir);
	await expect(page.locator('h1')).toHaveCount(1);
	await expect(page.locator('main#main')).toHaveCount(1);
	await expect(page).toHaveTitle(/\S/);
	const wider = await page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return scrollWidth - clientWidth;
	});
	expect.soft(wider, `${page.url()} in ${locale}: pixels wider than the screen`).toBe(0);
	await page.setViewportSize({ width, height: 800 });
	if (asksAxe) await axe(page);
}

for (const [who, addresses] of Object.entries(pages))
	for (const [part, some] of inTurn(addresses).entries())
		test(`The pages of ${who}, part ${part + 1}`, async ({ page }) => {
			test.setTimeout(some.length * 20_000);
			if (who === 'administrator') await beAdministrator(page);
			else if (who !== 'visitor') await signIn(page, who);
			for (const [n, each] of looks.entries()) {
				await look(page, each);
				for (const [i, address] of some.entries())
					await test.step(`${address} in ${each.locale}`, async () => {
						await page.setViewportSize(small);
						await open(page, address);
						await examine(page, each, (i + n) % 2 === 0);
					});
			}
		});

test.describe('before its scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('The text of a page is there, and on paper it is all there is', async ({ page }) => {
		const bar = page.getByRole('navigation', { name: 'Main' });
		await signIn(page, 'ayesha.malik@standpoint.example');
		await open(page, inModule('/readings/security-committee'));
		await expect(page.locator('h1')).toBeVisible();
		await expect(page.locator('.reading-text').first()).toBeVisible();
		await expect(bar).toBeVisible();
		await page.emulateMedia({ media: 'print' });
		await expect(page.locator('.reading-text').last()).toBeVisible();
		await expect(bar).toBeHidden();
		await expect(page.locator('.progress')).toBeHidden();
		await open(page, inModule('/position/versions/1'));
		await expect(page.locator('blockquote').first()).toBeVisible();
		await expect(page.locator('code[dir=ltr]')).toBeVisible();
		await expect(bar).toBeHidden();
		expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
	});
});

test('By Tab one comes to the content first, sees where one is, and is caught nowhere', async ({
	page
}) => {
	await page.setViewportSize({ width: 1280, height: 800 });
	await signIn(page, 'ayesha.malik@standpoint.example');
	for (const path of ['/readings/taliban-talks', '/questions/across', '/stance']) {
		await open(page, inModule(path));
		await page.keyboard.press('Tab');
		const skip = page.locator('a.skip');
		await expect(skip).toBeFocused();
		await expect(skip).toBeInViewport();
		await page.keyboard.press('Enter');
		await expect(page.locator('#main')).toBeFocused();
		// Through everything, to the end of the page and out of it.
		const seen = new Set<string>();
		for (let i = 0; i < 400; i += 1) {
			await page.keyboard.press('Tab');
			const at = await page.evaluate(() => {
				const here = document.activeElement;
				if (!here || here === document.body) return null;
				const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here);
				const around = here.closest('label, .points, .options');
				const isShown =
					(outlineStyle !== 'none' && outlineWidth !== '0px') ||
					boxShadow !== 'none' ||
					(around !== null && here.matches('input'));
				const place = [...document.querySelectorAll('*')].indexOf(here);
				return { place: `${place}`, shown: isShown, what: here.outerHTML.slice(0, 120) };
			});
			if (at === null) break;
			expect(at.shown, `focus is seen on ${at.what}`).toBe(true);
			expect(seen, `Tab goes on from ${at.what}`).not.toContain(at.place);
			seen.add(at.place);
		}
		expect(seen.size).toBeGreaterThan(10);
	}
	await open(page, inModule('/readings/taliban-talks'));
	await tabTo(page, 'a[data-term]');
	await page.keyboard.press('Enter');
	await expect(page.locator('[popover]:popover-open')).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.locator('a[data-term]').first()).toBeFocused();
});
