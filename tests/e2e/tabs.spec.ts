/* Two tabs, an ended session, a tab that dies: what was typed survives all of it. */
import { expect, signIn, test, type Page, visit } from './fixtures';
import { draftPosition, joinAs, openCourse, saveDraft, wholeWords, type Course } from './course';

test.use({ expectedOnConsole: [/ERR_FAILED/] });

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('Several tabs');
});

const field = (page: Page) => page.locator('[name="B1.text"]');
const state = (page: Page) => page.locator('#question-B1').getByRole('status').last();

/** The page loses its server; the browser's other tabs do not. */
async function cutOff(page: Page): Promise<void> {
	await page.route('**/*', (route) =>
		route.request().method() === 'POST' ? route.abort() : route.continue()
	);
}

test('One answer changed in two tabs shows both texts, and the student keeps one', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Nida Aslam');
	const other = await context.newPage();
	for (const tab of [page, other]) await visit(tab, `${course.home}/questions/before`);
	await field(page).fill('Written in the first tab.');
	await expect(state(page)).toHaveText(/^Saved/);

	await field(other).fill('Written in the second tab.');
	const question = other.locator('#question-B1');
	await expect(question.getByText('Written in the first tab.')).toBeVisible();
	await expect(field(other)).toHaveValue('Written in the second tab.');
	await question.getByRole('button', { name: 'Keep what is typed here' }).click();
	await expect(state(other)).toHaveText(/^Saved/);

	await field(page).fill('Written in the first tab, later.');
	await expect(page.locator('#question-B1').getByText('Written in the second tab.')).toBeVisible();
	await page.getByRole('button', { name: 'Keep what is saved' }).click();
	await expect(field(page)).toHaveValue('Written in the second tab.');
	await page.reload();
	await expect(field(page)).toHaveValue('Written in the second tab.');
});

test('A position submitted in two tabs counts once, and the second text is not lost', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Faisal Chaudhry');
	await draftPosition(page.request, course);
	const other = await context.newPage();
	for (const tab of [page, other]) await visit(tab, `${course.home}/position`);
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	const receipt = { name: 'Receipt: Version 1' };
	await expect(page.getByRole('heading', receipt)).toBeVisible();

	const late = 'A second thought that came after the first tab had submitted.';
	await other.locator('[name=thesis]').fill(late);
	await other.getByRole('button', { name: 'Submit', exact: true }).click();
	await expect(other.getByText(/^This position has been submitted already/)).toBeVisible();
	await other.getByText('Show it').click();
	await expect(other.getByText(late)).toBeVisible();
	await expect(other.getByRole('heading', receipt)).toBeVisible();
	await expect(other.getByText(wholeWords.thesis)).toBeVisible();
});

test('A tab that dies leaves its draft, and the page offers it when it is opened again', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Saad Rauf');
	const dying = await context.newPage();
	await visit(dying, `${course.home}/questions/before`);
	await cutOff(dying);
	await field(dying).fill('Typed before the battery was empty.');
	await expect(state(dying)).toHaveText('No connection: kept on this device');
	await dying.close();
	await visit(page, `${course.home}/questions/before`);
	await expect(field(page)).toHaveValue('Typed before the battery was empty.');
	await expect(state(page)).toHaveText(/^Saved/);

	// With words that were saved elsewhere in between, it asks instead of choosing.
	await draftPosition(page.request, course);
	const second = await context.newPage();
	await visit(second, `${course.home}/position`);
	await cutOff(second);
	await second.locator('[name=thesis]').fill('A thesis that was never sent.');
	await expect(second.getByText('No connection: kept on this device')).toBeVisible();
	await second.close();
	const elsewhere = 'A thesis saved on another device.';
	await saveDraft(page.request, course, { ...wholeWords, thesis: elsewhere });
	await visit(page, `${course.home}/position`);
	await expect(page.locator('[name=thesis]')).toHaveValue(elsewhere);
	await expect(page.getByText('This device holds a text that was not sent')).toBeVisible();
	await page.getByRole('button', { name: 'Put it into the fields' }).click();
	await expect(page.locator('[name=thesis]')).toHaveValue('A thesis that was never sent.');
});

test('A session that ends while writing takes nothing with it', async ({ page, context }) => {
	const student = await joinAs(page, course, 'Iqra Bashir');
	await visit(page, `${course.home}/questions/before`);
	await field(page).fill('Before the session ended.');
	await expect(state(page)).toHaveText(/^Saved/);
	await context.clearCookies();
	await field(page).fill('After the session had ended.');
	await expect(state(page)).toHaveText(/Sign in in another tab/);

	await signIn(await context.newPage(), student, { fresh: true });
	await page.locator('#question-B1').getByRole('button', { name: 'Save' }).click();
	await expect(state(page)).toHaveText(/^Saved/);
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('A form of an ended session comes back whole, and is sent again after signing in', async ({
		page,
		context
	}) => {
		const student = await joinAs(page, course, 'Rehan Shah');
		await page.goto(`${course.home}/position`);
		const thesis = 'Long enough to be worth keeping: a thesis that took an hour to find.';
		await page.locator('[name=thesis]').fill(thesis);
		await page.locator('[name=side][value=against]').check();
		await context.clearCookies();
		const answer = page.waitForResponse((response) => response.request().method() === 'POST');
		await page.locator('aside button[formaction="?/save"]').click();
		expect((await answer).status()).toBe(401);
		await expect(page.locator('textarea[name=thesis]')).toHaveValue(thesis);

		const [door] = await Promise.all([
			context.waitForEvent('page'),
			page.locator('a[target=_blank]').click()
		]);
		await door.locator('[name=email]').fill(student.email);
		await door.locator('[name=password]').fill(student.password);
		await door.locator('main form button').click();
		await expect(door).not.toHaveURL(/\/sign-in/);
		await page.locator('form button').click();
		await expect(page).toHaveURL(/\/position/);
		await page.goto(`${course.home}/position`);
		await expect(page.locator('[name=thesis]')).toHaveValue(thesis);
		await expect(page.locator('[name=side][value=against]')).toBeChecked();
	});
});
