/* Notes on a text: by pointer and by keys, before and after one's own, while somebody else writes. */
import { axe, expect, signIn, test, visit, type Page } from './fixtures';
import { demoCourse, joinAs, openCourse, origin, type Course } from './course';

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('Notes on a text');
});

const text = () => `${course.home}/readings/taliban-talks`;
const words = (page: Page, paragraph: string) => page.locator(`#${paragraph} [data-words]`);
const numberOf = (page: Page, paragraph: string) =>
	page.locator(`#${paragraph}`).getByRole('link').first();
const editor = (page: Page) => page.getByRole('textbox', { name: /^(Your note|آپ کا نوٹ)$/ });
const selected = (page: Page) => page.evaluate(() => document.getSelection()?.toString() ?? '');

/** Opens a text and waits until notes can be written on it. */
async function read(page: Page, address = text()): Promise<void> {
	await visit(page, address);
	await expect(page.getByRole('button', { name: /^(Keys|کلیدیں)$/ })).toBeVisible();
}

/** Presses the mouse at the first letters of a paragraph and lets go a line below. */
async function drag(page: Page, paragraph: string): Promise<void> {
	const box = await words(page, paragraph).boundingBox();
	if (!box) throw new Error(`${paragraph} is not on the page`);
	await page.mouse.move(box.x + 30, box.y + 15);
	await page.mouse.down();
	await page.mouse.move(box.x + 260, box.y + 15, { steps: 4 });
	await page.mouse.up();
}

/** The key for a note, and its words. */
async function type(page: Page, body: string): Promise<void> {
	await page.keyboard.press('n');
	await expect(editor(page)).toBeFocused();
	await page.keyboard.type(body);
}

/** Writes a note on the first sentence of a paragraph, by keys alone. */
async function noteByKeys(page: Page, paragraph: string, body: string): Promise<void> {
	await numberOf(page, paragraph).focus();
	await page.keyboard.press('s');
	await type(page, body);
	await page.keyboard.press('Control+Enter');
	await expect(card(page, body)).toBeVisible();
}

const notesOn = (page: Page, n: number) =>
	page.getByRole('link', { name: `1 note on paragraph ${n}` });
const card = (page: Page, body: string) => page.getByRole('listitem').filter({ hasText: body });

test('A passage is selected with the mouse, noted, edited and deleted', async ({ page }) => {
	await joinAs(page, course, 'Hina Javed');
	await read(page);
	await drag(page, 'p2');
	const tools = page.getByRole('toolbar', { name: 'Selected words' });
	await expect(tools).toBeVisible();
	await tools.getByRole('button', { name: 'Note' }).click();
	await editor(page).fill('Who counted them?');
	await page.getByText('Missing voice').click();
	await page.getByLabel('only you').check();
	await axe(page);
	await page.getByRole('button', { name: 'Save', exact: true }).click();

	const own = card(page, 'Who counted them?');
	await expect(own).toContainText('You');
	await expect(own).toContainText('Missing voice');
	await expect(own).toContainText('only you');
	await expect(page.getByRole('link', { name: '1 note on paragraph 2' })).toBeVisible();

	await own.getByRole('button', { name: 'Edit' }).click();
	await editor(page).fill('Who counted them, and when?');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(card(page, 'Who counted them, and when?')).toContainText('edited');

	await page.reload();
	const kept = card(page, 'Who counted them, and when?');
	await page.getByRole('link', { name: '1 note on paragraph 2' }).click();
	await expect(kept).toBeFocused();
	await kept.getByRole('button', { name: 'Delete' }).click();
	await kept.getByRole('button', { name: 'Yes, delete' }).click();
	await expect(kept).toHaveCount(0);
	await expect(page.getByRole('link', { name: /on paragraph 2$/ })).toHaveCount(0);
});

test('Words are selected, noted and found again without a mouse', async ({ page }) => {
	await joinAs(page, course, 'Kamran Saeed');
	await read(page);
	const said = page.locator('[role=status].visually-hidden');
	await numberOf(page, 'p1').focus();
	await page.keyboard.press('j');
	await expect(numberOf(page, 'p2')).toBeFocused();
	await page.keyboard.press('s');
	await expect(said).toHaveText(/^Sentence 1 of \d+: /);
	const first = await selected(page);
	expect(await words(page, 'p2').textContent()).toContain(first);
	await page.keyboard.press('ArrowDown');
	await expect(said).toHaveText(/^Sentence 2 of/);
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Shift+ArrowLeft');
	await expect(said).toHaveText(/^Words selected: /);
	const chosen = await selected(page);
	expect(first.startsWith(chosen) && chosen.length < first.length).toBe(true);

	await type(page, 'By keys alone.');
	await page.keyboard.press('Control+Enter');
	await expect(said).toHaveText('Saved. Notes on this paragraph: 1.');
	await expect(numberOf(page, 'p2')).toBeFocused();

	await page.keyboard.press('m');
	await expect(card(page, 'By keys alone.')).toBeFocused();
	await axe(page);
	await page.keyboard.press('m');
	await expect(numberOf(page, 'p2')).toBeFocused();
	expect(await selected(page)).toBe(chosen);

	await page.keyboard.press('Shift+?');
	await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
	await axe(page);
	await page.keyboard.press('Escape');
	await page.keyboard.press('l');
	const address = page.getByLabel('Address of these words');
	await expect(said.filter({ hasText: 'Link copied.' }).or(address)).toBeAttached();
});

test('Keys do nothing outside the text, nor where somebody writes', async ({ page }) => {
	await joinAs(page, course, 'Amna Shafi');
	await read(page);
	await page.getByRole('link', { name: /^All notes/ }).focus();
	await page.keyboard.press('s');
	await page.keyboard.press('?');
	expect(await selected(page)).toBe('');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await numberOf(page, 'p1').focus();
	await page.keyboard.press('n');
	await page.keyboard.type('hjklmnsw?');
	await expect(editor(page)).toHaveValue('hjklmnsw?');
});

test('Classmates’ notes appear after one’s own, and then as they are written', async ({
	page,
	browser
}) => {
	const other = await (await browser.newContext()).newPage();
	await joinAs(page, course, 'Rabia Noor');
	await joinAs(other, course, 'Zain Abid');
	await visit(page, `${course.home}/readings`);
	const links = page.locator('main a[href*="/readings/"]');
	const href = (await links.nth(1).getAttribute('href')) ?? '';
	await read(page, href);
	await read(other, href);
	await noteByKeys(page, 'p1', 'The first of two.');

	await expect(other.getByText('Classmates’ notes appear after your first note.')).toBeVisible();
	await other.reload();
	await expect(other.getByRole('button', { name: 'Keys' })).toBeVisible();
	await expect(notesOn(other, 1)).toHaveCount(0);
	await noteByKeys(other, 'p2', 'One of my own.');
	await expect(notesOn(other, 1)).toBeVisible();
	await notesOn(other, 1).click();
	await expect(card(other, 'The first of two.')).toBeVisible();

	// Nobody touches the first page.
	await expect(notesOn(page, 2)).toBeVisible();
	await other.context().close();

	const kept = page.waitForResponse(/\/preferences/);
	await page.getByRole('button', { name: 'Hide classmates’ notes' }).click();
	await expect(notesOn(page, 2)).toHaveCount(0);
	await kept;
	await read(page, href);
	await expect(notesOn(page, 1)).toBeVisible();
	await expect(notesOn(page, 2)).toHaveCount(0);
	await page.getByRole('button', { name: 'Show classmates’ notes' }).click();
	await notesOn(page, 2).click();
	await expect(card(page, 'One of my own.')).toBeFocused();
});

test.describe('without a line', () => {
	test.use({ expectedOnConsole: [/ERR_FAILED/] });

	test('What was written stays, and goes out when the line is back', async ({ page }) => {
		await joinAs(page, course, 'Taimur Aziz');
		await read(page);
		await page.route('**/notes?/write', (route) => route.abort());
		await numberOf(page, 'p3').focus();
		await type(page, 'Written in a tunnel.');
		await page.keyboard.press('Control+Enter');
		await expect(page.getByText(/^No connection\. Your words are kept/)).toBeVisible();
		await page.unroute('**/notes?/write');
		await page.getByRole('button', { name: 'Try again' }).click();
		await expect(card(page, 'Written in a tunnel.')).toHaveCount(1);
	});
});

test('What was typed and not saved is there after the tab was closed', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Mehreen Gul');
	await read(page);
	await numberOf(page, 'p1').focus();
	await page.keyboard.press('s');
	await type(page, 'Half a tho');
	await page.close();
	const again = await context.newPage();
	await read(again);
	await again.getByRole('button', { name: 'Continue an unsaved note' }).click();
	await expect(editor(again)).toHaveValue('Half a tho');
});

test('In Urdu the arrows follow the text, and a note is written in it', async ({ page }) => {
	await joinAs(page, course, 'عائشہ نذیر');
	await page.context().addCookies([{ name: 'PARAGLIDE_LOCALE', value: 'ur', url: origin() }]);
	await read(page, `${text()}?edition=ur`);
	await numberOf(page, 'p1').focus();
	await page.keyboard.press('w');
	const first = await selected(page);
	await page.keyboard.press('ArrowLeft');
	const second = await selected(page);
	const whole = (await words(page, 'p1').textContent()) ?? '';
	expect(whole.indexOf(first)).toBeLessThan(whole.indexOf(second));
	await type(page, 'یہ کس نے گنا؟');
	await page.keyboard.press('Control+Enter');
	await expect(card(page, 'یہ کس نے گنا؟')).toBeVisible();
	await axe(page);
});

test.describe('on a phone', () => {
	test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

	test('Notes open in a sheet, and the tools stand at the lower edge', async ({ page }) => {
		await joinAs(page, course, 'Bilal Tariq');
		await read(page);
		await words(page, 'p1').evaluate((paragraph) => {
			document.getSelection()?.selectAllChildren(paragraph);
		});
		const tools = page.getByRole('toolbar', { name: 'Selected words' });
		await expect(tools).toBeVisible();
		const box = await tools.boundingBox();
		expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(740);
		await tools.getByRole('button', { name: 'Highlight' }).click();
		await page.getByRole('link', { name: '1 note on paragraph 1' }).click();
		const sheet = page.getByRole('dialog', { name: '1 note on paragraph 1' });
		await expect(sheet.getByRole('listitem')).toContainText('You');
		await axe(page);
		await page.keyboard.press('Escape');
		await expect(sheet).toBeHidden();
	});
});

test('An observer selects words and is offered no more than their address', async ({ page }) => {
	await signIn(page, 'observer');
	await read(page, `${await demoCourse()}/modules/hard-state-soft-state/readings/taliban-talks`);
	await drag(page, 'p1');
	const tools = page.getByRole('toolbar', { name: 'Selected words' });
	await expect(tools.getByRole('link', { name: 'Copy link' })).toBeVisible();
	await expect(tools.getByRole('button')).toHaveCount(0);
	await expect(tools.getByRole('link')).toHaveCount(1);
});
