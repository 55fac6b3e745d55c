/*
 * A short debate in writing: a chair, two sides, one in English and one in Urdu. A line that breaks
 * while words are sent loses nothing and says nothing twice.
 */
import { joinAs, openCourse, origin, send, teachersDesk, type Course } from './course';
import { axe, expect, test, visit, type Page } from './fixtures';

test.use({
	// What a browser says of a line that is gone.
	expectedOnConsole: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK_CHANGED/]
});
test.slow();

const box = (page: Page) => page.locator('form:has([name=move]) textarea[name=body]');
const sendButton = (page: Page) => page.getByRole('button', { name: /^(Send|بھیجیں)$/ });
const said = (page: Page, words: string) => page.locator('article').filter({ hasText: words });

/** Plans and opens a debate of this course in writing; gives its address. */
async function begin(course: Course): Promise<string> {
	const by = await teachersDesk();
	const debates = `${course.home}/debates`;
	const form = await (await by.get(`${origin()}${debates}/new`)).text();
	const motion = /name="motion"[^>]*value="([^"]+)"|<option value="([^"]+)"/.exec(
		form.slice(form.indexOf('name="motion"') - 400)
	);
	const round = await send(by, `${debates}/new`, {
		motion: motion?.[1] ?? motion?.[2] ?? '',
		format: 'oxford',
		mode: 'written',
		whenMissed: 'wait'
	});
	const path = new URL(round.url).pathname;
	await send(by, `${path}?/open`, { room: '' });
	const list = await (await by.get(`${origin()}${path}`)).text();
	const slug = new RegExp(`${debates}/(?!new|formats|rounds)([\\w-]+)`).exec(list)?.[1];
	expect(slug, 'the round has a room').toBeTruthy();
	return `${debates}/${slug}`;
}

/** The chair goes to a phase; nobody else has moved since. */
async function goTo(debate: string, index: number): Promise<void> {
	const move = JSON.stringify({ kind: 'go', index, seen: 1_000_000 });
	await send(await teachersDesk(), `${debate}/chair?/move`, { move });
}

test('A debate is written in two languages, through a broken line, once and whole', async ({
	page,
	browser
}) => {
	const course = await openCourse('A debate in writing');
	const elsewhere = await (await browser.newContext({ baseURL: origin() })).newPage();
	await joinAs(page, course, 'Hina Javed');
	await joinAs(elsewhere, course, 'Bilal Ahmed');
	const debate = await begin(course);
	await goTo(debate, 1);
	await visit(page, debate);
	await visit(elsewhere, debate);
	const mine = page.getByRole('heading', { name: /^It is your turn: / });
	const theirs = elsewhere.getByRole('heading', { name: /^It is your turn: / });
	await expect(mine.or(page.getByRole('heading', { name: /^It is the turn of / }))).toBeVisible();
	const [first, second] = (await mine.isVisible()) ? [page, elsewhere] : [elsewhere, page];
	await expect(first === page ? mine : theirs).toBeVisible();
	await expect(box(second)).toHaveCount(0);
	await axe(first);

	// Typed, and the page closed: it is there again.
	await box(first).fill('Courts come first, ');
	await visit(first, debate);
	await expect(box(first)).toHaveValue('Courts come first, ');
	await box(first).fill('Courts come first, because pauses were used to rearm.');

	// A passage by its number.
	await first.getByText('Cite a passage').click();
	await first.locator('[name=reading]').selectOption({ index: 1 });
	await first.locator('[name=paragraph]').fill('999');
	await first.getByRole('button', { name: 'Add the passage' }).click();
	await expect(first.getByText('This reading has no such paragraph.')).toBeVisible();
	await first.locator('[name=paragraph]').fill('2');
	await first.locator('[name=sentence]').fill('1');
	await first.getByRole('button', { name: 'Add the passage' }).click();
	await expect(first.locator('form blockquote')).toHaveCount(1);
	await expect(box(first)).toHaveValue('Courts come first, because pauses were used to rearm.');

	// The line goes: the words wait, and go by themselves when it is back.
	await first.context().setOffline(true);
	await sendButton(first).click();
	await expect(first.getByText(/^There is no line\./)).toBeVisible();
	await first.context().setOffline(false);
	await expect(said(first, 'Courts come first')).toHaveCount(1);
	await expect(said(first, 'Courts come first').locator('blockquote')).toHaveCount(1);
	await expect(box(first)).toHaveCount(0);

	// The other side sees it without asking, and answers in Urdu; the answer to that is lost once.
	await expect(said(second, 'Courts come first')).toHaveCount(1);
	await second.locator('header button[name=locale][value=ur]').first().click();
	await expect(second.locator('html')).toHaveAttribute('lang', 'ur');
	await visit(second, debate);
	await expect(second.getByRole('heading', { name: /^آپ کی باری ہے/ })).toBeVisible();
	await axe(second);
	let lost = 0;
	await second.route(/\?\/move$/, async (route) => {
		if (lost++ > 0) return route.continue();
		await route.fetch();
		await route.abort();
	});
	await box(second).fill('عدالتیں بعد میں آتی ہیں، پہلے جنگ بندی۔');
	await sendButton(second).click();
	const urdu = said(first, 'پہلے جنگ بندی');
	await expect(urdu).toHaveCount(1);
	await expect(urdu.locator('[lang=ur][dir=rtl]')).toHaveCount(1);
	await expect(said(second, 'پہلے جنگ بندی')).toHaveCount(1);
	// It was sent again under its key, and done once.
	await expect.poll(() => lost).toBeGreaterThan(1);
	await visit(first, debate);
	await expect(said(first, 'پہلے جنگ بندی')).toHaveCount(1);
	await elsewhere.context().close();
});

test.describe('Without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('A turn is written by a plain form, and what is refused comes back whole', async ({
		page,
		browser
	}) => {
		const course = await openCourse('A debate by forms');
		const elsewhere = await (
			await browser.newContext({ baseURL: origin(), javaScriptEnabled: false })
		).newPage();
		await joinAs(page, course, 'Sana Tariq');
		await joinAs(elsewhere, course, 'Usman Khan');
		const debate = await begin(course);
		await goTo(debate, 1);
		await page.goto(debate);
		await elsewhere.goto(debate);
		const [first, second] = (await box(page).count()) > 0 ? [page, elsewhere] : [elsewhere, page];
		await expect(box(second)).toHaveCount(0);
		await box(first).fill('Words, and a passage to come.');
		await first.getByText('Cite a passage').click();
		await first.locator('[name=paragraph]').fill('1');
		await first.getByRole('button', { name: 'Add the passage' }).click();
		await expect(first.locator('form blockquote')).toHaveCount(1);
		await expect(box(first)).toHaveValue('Words, and a passage to come.');
		await box(first).fill('x'.repeat(7001));
		await sendButton(first).click();
		await expect(first.getByText('Not sent; your words are still here.')).toBeVisible();
		await expect(box(first)).toHaveValue('x'.repeat(7001));
		await expect(first.locator('form blockquote')).toHaveCount(1);
		await box(first).fill('Words, and a passage.');
		await sendButton(first).click();
		await expect(said(first, 'Words, and a passage.')).toHaveCount(1);
		await expect(said(first, 'Words, and a passage.').locator('blockquote')).toHaveCount(1);
		await second.goto(debate);
		await expect(box(second)).toHaveCount(1);
		await elsewhere.context().close();
	});
});
