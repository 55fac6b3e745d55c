/*
 * A debate in the room: its clock on a device whose own clock is wrong, through a reload and a cut line,
 * two chairs at once, the screen of the room, and all of it without scripts.
 */
import { axe, expect, signIn, test, visit, type Page } from './fixtures';
import {
	desk,
	joinAs,
	newPerson,
	openCourse,
	origin,
	send,
	teachersDesk,
	type Course
} from './course';

test.use({ expectedOnConsole: [/net::ERR_INTERNET_DISCONNECTED/] });

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('A debate in the room');
	// Enough for every place of the format.
	for (const name of ['Bilal Anwar', 'Sana Gul', 'Omar Shah', 'Daniyal Khan']) {
		const by = await desk(null);
		const { email, password } = newPerson(name);
		await send(by, '/sign-up', { name, email, password, next: '' });
		await send(by, '/sign-in', { email, password, next: '' });
		await send(by, `/courses/join/${course.code}`, {});
		await by.dispose();
	}
});

/** Sets up a debate of everybody who is in the course and opens it; returns its address. */
async function openDebate(): Promise<string> {
	const by = await teachersDesk();
	const home = `${course.home}/debates`;
	const form = await (await by.get(`${origin()}${home}/new`)).text();
	const motions = form.slice(form.indexOf('name="motion"'));
	const motion = /value="([^"]+)"/.exec(motions)?.[1] ?? '';
	const { url } = await send(by, `${home}/new`, { motion, format: 'oxford', mode: 'spoken' });
	expect(url).toContain('/rounds/');
	const list = await (await by.get(url)).text();
	const slug = new RegExp(`${home}/(?!rounds|formats|new)([\\w-]+)`).exec(list)?.[1] ?? '';
	expect(slug, 'the new debate has an address').not.toBe('');
	await send(by, `${home}/${slug}/chair?/open`, {});
	return `${home}/${slug}`;
}

const button = (page: Page, name: RegExp | string) => page.getByRole('button', { name });
const digits = (page: Page) => page.locator('.digits');

/** From the opening of a debate to the first word of its first speech. */
async function startFirstSpeech(page: Page, debate: string): Promise<void> {
	await visit(page, `${debate}/chair`);
	await button(page, /^Begin: First vote/).click();
	await button(page, /^Close the vote/).click();
	await button(page, /^Start /).click();
	await expect(button(page, /^Pause/)).toBeVisible();
}

/** By how much the clock on a page is wrong when it changes next, and by how much it may be. */
function wrongness(page: Page, debate: string): Promise<{ wrong: number; allowed: number }> {
	return page.evaluate(async (events) => {
		let best = { way: Infinity, offset: 0 };
		let started = 0;
		for (let n = 0; n < 8; n++) {
			const sentAt = performance.now();
			const response = await fetch(events, { headers: { accept: 'application/json' } });
			const { now, told } = (await response.json()) as {
				now: number;
				told: { kind: string; at: number }[];
			};
			const receivedAt = performance.now();
			const way = receivedAt - sentAt;
			if (way < best.way) best = { way, offset: now - (sentAt + receivedAt) / 2 };
			started = told.find(({ kind }) => kind === 'started')?.at ?? 0;
		}
		const shown = document.querySelector('.digits');
		if (!shown) throw new Error('no clock');
		// What the scripts say first is no change of the clock: the second one is.
		await new Promise<void>((done) => {
			let changes = 0;
			const seen = new MutationObserver(() => {
				if (++changes === 2) done();
			});
			seen.observe(shown, { childList: true, characterData: true, subtree: true });
		});
		const left = 420_000 - (performance.now() + best.offset - started);
		const [minutes = 0, seconds = 0] = shown.textContent.split(':').map(Number);
		const wrong = Math.abs(left - (minutes * 60 + seconds) * 1000);
		return { wrong, allowed: 100 + best.way / 2 };
	}, `${debate}/events?after=0`);
}

async function isRight(page: Page, debate: string): Promise<void> {
	const { wrong, allowed } = await wrongness(page, debate);
	expect(wrong, 'milliseconds by which the clock is wrong').toBeLessThanOrEqual(allowed);
}

test('The clock is the server’s on a device with a wrong one, after a reload and a cut line', async ({
	page,
	browser
}) => {
	await page.addInitScript(() => {
		const right = Date;
		const wrong = () => right.now() + 3 * 3_600_000;
		globalThis.Date = new Proxy(right, {
			construct: (target, given: unknown[]) =>
				Reflect.construct(target, given.length > 0 ? given : [wrong()]) as Date,
			get: (target, name) => (name === 'now' ? wrong : (Reflect.get(target, name) as unknown))
		});
	});
	await joinAs(page, course, 'Hina Javed');
	const debate = await openDebate();
	await visit(page, debate);
	const room = await browser.newContext({ baseURL: origin() });
	const chair = await room.newPage();
	await signIn(chair, 'instructor');
	await startFirstSpeech(chair, debate);

	await expect(digits(page)).toHaveText(/^6:5\d$/);
	await isRight(page, debate);
	await page.reload();
	await isRight(page, debate);

	await page.context().setOffline(true);
	await expect(page.getByText('No connection.')).toBeVisible();
	await button(chair, /^Pause/).click();
	await expect(button(chair, /^Go on/)).toBeVisible();
	await page.context().setOffline(false);
	await expect(page.getByText('paused', { exact: true })).toBeVisible();
	await expect(page.getByText('No connection.')).toBeHidden();
	await expect(digits(page)).toHaveText((await digits(chair).textContent()) ?? '');
	await axe(page);
	await axe(chair);
	await room.close();
});

test('Of two chairs the second sees that the first was quicker, and what is so now', async ({
	page,
	browser
}) => {
	await signIn(page, 'instructor');
	const debate = await openDebate();
	await startFirstSpeech(page, debate);
	const other = await browser.newContext({ baseURL: origin() });
	const second = await other.newPage();
	await signIn(second, 'instructor');
	await visit(second, `${debate}/chair`);
	await expect(button(second, /^Pause/)).toBeVisible();

	await other.setOffline(true);
	await second.keyboard.press('n');
	await expect(second.getByText('It is sent as soon as there is one.')).toBeVisible();
	await page.keyboard.press(' ');
	await expect(button(page, /^Go on/)).toBeVisible();
	await other.setOffline(false);

	await expect(second.getByText(/quicker/)).toBeVisible();
	await expect(button(second, /^Go on/)).toBeVisible();
	await page.keyboard.press('z');
	await expect(button(second, /^Pause/)).toBeVisible();
	await other.close();
});

test('The screen of a room opens by its link without an account, and nothing else does', async ({
	page,
	browser
}) => {
	await signIn(page, 'instructor');
	const debate = await openDebate();
	await visit(page, `${debate}/chair`);
	await page.getByText('Screen for the room').last().click();
	await button(page, 'Make a link').click();
	const link = (await page.locator('.address a').getAttribute('href')) ?? '';
	const hall = await browser.newContext({ baseURL: origin() });
	const screen = await hall.newPage();
	await visit(screen, link);
	await expect(screen.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(screen.locator('body > .app > footer')).toHaveCount(0);
	await button(page, /^Begin: First vote/).click();
	await expect(screen.locator('.now .title')).toHaveText('First vote');
	await axe(screen);

	await screen.goto(`${debate}/screen`);
	await expect(screen).toHaveURL(/\/sign-in/);
	expect((await screen.goto(`${debate}/screen?key=nonsense`))?.status()).toBe(404);
	await button(page, 'Take it back').click();
	await expect(button(page, 'Take it back')).toHaveCount(0);
	expect((await screen.goto(link))?.status()).toBe(404);
	await hall.close();
});

test('A chair leads without scripts, and a page without scripts says how it stands', async ({
	browser
}) => {
	const debate = await openDebate();
	const plain = await browser.newContext({ baseURL: origin(), javaScriptEnabled: false });
	const page = await plain.newPage();
	await signIn(page, 'instructor');
	await page.goto(`${debate}/chair`);
	await button(page, /^Begin: First vote/).click();
	await button(page, /^Close the vote/).click();
	await button(page, /^Start /).click();
	await expect(digits(page)).toHaveText(/^(7:00|6:59)$/);
	await expect(page.getByText('By the server’s clock it ends at')).toBeVisible();
	await button(page, /^Take back: the start of the clock/).click();
	await expect(page.getByText('starts with the first word')).toBeVisible();
	await plain.close();
});
