/*
 * The flow of a debate, written by keys alone and by two people at once, through a cut line; and the map
 * that grows from it.
 */
import { joinAs, openCourse, origin, send, teachersDesk, type Course } from './course';
import { axe, expect, signIn, test, visit, type Page } from './fixtures';

test.use({ expectedOnConsole: [/ERR_INTERNET_DISCONNECTED|409 \(Conflict\)/] });
test.slow();

let course: Course;
test.beforeAll(async ({ browser }) => {
	course = await openCourse('The flow of a debate');
	for (const name of ['Hina Javed', 'Bilal Ahmed']) {
		const context = await browser.newContext({ baseURL: origin() });
		await joinAs(await context.newPage(), course, name);
		await context.close();
	}
});

const field = (page: Page) => page.getByRole('textbox', { name: 'What is argued' });
const argument = (page: Page, words: string) => page.locator('article').filter({ hasText: words });

/** Sets up a debate, opens it and goes to its first speech; returns its address. */
async function openDebate(): Promise<string> {
	const by = await teachersDesk();
	const home = `${course.home}/debates`;
	const form = await (await by.get(`${origin()}${home}/new`)).text();
	const motion = /name="motion"[^>]*value="([^"]+)"|<option value="([^"]+)"/.exec(
		form.slice(form.indexOf('name="motion"') - 400)
	);
	const planned = await send(by, `${home}/new`, {
		motion: motion?.[1] ?? motion?.[2] ?? '',
		format: 'oxford',
		mode: 'spoken',
		whenMissed: 'wait'
	});
	const round = new URL(planned.url).pathname;
	await send(by, `${round}?/open`, { room: '' });
	const list = await (await by.get(`${origin()}${round}`)).text();
	const slug = new RegExp(`${home}/(?!rounds|formats|new)([\\w-]+)`).exec(list)?.[1] ?? '';
	expect(slug, 'the new debate has an address').not.toBe('');
	await goTo(`${home}/${slug}`, 1);
	return `${home}/${slug}`;
}

/** The chair goes to a phase, as the debate stands now. */
async function goTo(debate: string, index: number): Promise<void> {
	const by = await teachersDesk();
	const move = JSON.stringify({ kind: 'go', index, seen: 1_000_000 });
	await send(by, `${debate}?/move`, { move });
}

test('Arguments are written down and answered by keys alone, and others see them come', async ({
	page,
	browser
}) => {
	const debate = await openDebate();
	await signIn(page, 'instructor');
	await visit(page, `${debate}/flow`);
	const elsewhere = await browser.newContext({ baseURL: origin() });
	const other = await elsewhere.newPage();
	await signIn(other, 'instructor');
	await visit(other, `${debate}/flow`);
	await expect(page.getByText('Keys for quick notes')).toBeVisible();

	await page.keyboard.press('n');
	await expect(field(page)).toBeFocused();
	await page.keyboard.type('Trees cool the street');
	await page.keyboard.press('Enter');
	await expect(field(page)).toHaveValue('');
	await page.keyboard.type('They cost little');
	await page.keyboard.press('Enter');
	await expect(argument(page, 'They cost little')).toBeVisible();
	await expect(argument(other, 'Trees cool the street')).toBeVisible();

	await goTo(debate, 2);
	await expect(page.getByLabel('Said in')).toHaveValue('2');
	await argument(page, 'Trees cool the street').focus();
	await page.keyboard.press('ArrowDown');
	await expect(argument(page, 'They cost little')).toBeFocused();
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('a');
	await expect(page.getByRole('heading', { name: 'Answer to 1' })).toBeVisible();
	await page.keyboard.type('Only where there is water');
	await page.keyboard.press('Enter');
	const answer = argument(page, 'Only where there is water');
	await expect(answer.getByRole('link', { name: 'attacks 1' })).toBeVisible();
	await expect(argument(other, 'They cost little').getByText('Not answered yet')).toBeVisible();
	await axe(page);

	await page.getByLabel('Keys for quick notes').uncheck();
	await field(page).fill('One line');
	await field(page).press('Enter');
	await expect(field(page)).toHaveValue('One line\n');
	await elsewhere.close();
});

test('Two who reword at once see both wordings; a cut line loses nothing and says nothing twice', async ({
	page,
	browser
}) => {
	const debate = await openDebate();
	await signIn(page, 'instructor');
	await visit(page, `${debate}/flow`);
	await field(page).fill('Trees cool');
	await field(page).press('Enter');
	const elsewhere = await browser.newContext({ baseURL: origin() });
	const other = await elsewhere.newPage();
	await signIn(other, 'instructor');
	await visit(other, `${debate}/flow`);

	for (const each of [page, other]) {
		await argument(each, 'Trees cool').focus();
		await each.keyboard.press('c');
		await expect(each.getByRole('heading', { name: 'Change argument 1' })).toBeVisible();
	}
	const mine = page.locator('#change-body');
	const theirs = other.locator('#change-body');
	await mine.fill('Trees cool the street');
	await theirs.fill('Trees cool the city');
	await page.getByRole('button', { name: 'Save the wording' }).click();
	await expect(other.getByText('Somebody else reworded it')).toBeVisible();
	await expect(theirs).toHaveValue('Trees cool the city');
	await expect(other.locator('#change').getByText('Trees cool the street')).toBeVisible();
	await axe(other);
	await other.getByRole('button', { name: 'Save what is in the field' }).click();
	await expect(argument(page, 'Trees cool the city')).toBeVisible();

	await page.context().setOffline(true);
	await field(page).fill('Written on a train');
	await field(page).press('Enter');
	await expect(page.getByText('Waiting for the line: 1')).toBeVisible();
	await page.context().setOffline(false);
	await expect(argument(other, 'Written on a train')).toHaveCount(1);
	await expect(argument(page, 'Written on a train')).toHaveCount(1);

	await visit(page, `${debate}/map`);
	await expect(page.getByRole('img', { name: /^Argument map with 2 arguments/ })).toBeVisible();
	await page.getByRole('button', { name: 'Larger' }).click();
	await expect(page.getByRole('heading', { name: 'Outline' })).toBeVisible();
	await axe(page);
	await elsewhere.close();
});
