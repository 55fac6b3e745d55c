/* Marking: by keys alone, with comments, returned, released; and what the student sees of it. */
import type { BrowserContext } from '@playwright/test';
import { expect, signIn, test, type Page, visit } from './fixtures';
import { joinAs, openCourse, submitPosition, tabTo, wholeWords, type Course } from './course';

test.describe.configure({ mode: 'serial' });

let course: Course;
let first: Page;
let second: Page;
const contexts: BrowserContext[] = [];

test.beforeAll(async ({ browser }) => {
	course = await openCourse('Reviewed positions');
	const students: Page[] = [];
	for (const name of ['Laiba Yousaf', 'Danish Karim']) {
		const context = await browser.newContext();
		const page = await context.newPage();
		await joinAs(page, course, name);
		await submitPosition(page.request, course);
		contexts.push(context);
		students.push(page);
	}
	[first, second] = students as [Page, Page];
});

test.afterAll(async () => {
	for (const context of contexts) await context.close();
});

test.beforeEach(async ({ page }) => {
	await signIn(page, 'instructor');
});

test('One position is marked by keys alone, one returned with comments, one released', async ({
	page
}) => {
	await visit(page, `${course.home}/review`);
	await expect(page.getByText('Laiba Yousaf')).toHaveCount(0);
	await tabTo(page, 'a[href*="state=unmarked"]:not(nav a)');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: /^Position \d/ })).toBeVisible();
	await expect(page.getByText(wholeWords.thesis)).toBeVisible();
	await expect(page.getByText('Laiba Yousaf')).toHaveCount(0);
	for (const key of ['3', '2', '4', '1', '3']) await page.keyboard.press(key);
	await expect(page.getByText('1 criterion is still to be judged')).toBeVisible();
	await page.keyboard.press('3');
	await expect(page.locator('#rubric').getByRole('radio', { checked: true })).toHaveCount(6);
	await tabTo(page, '[name=overall]');
	await page.keyboard.type('The condition is named; r and 4 are letters here.');
	await expect(page.locator('#rubric').getByRole('status', { name: '' }).first()).toHaveText(
		'Saved'
	);
	await tabTo(page, '#ready');
	const marked = page.url();
	await page.keyboard.press('r');
	await expect(page).not.toHaveURL(marked);

	await expect(page.getByRole('heading', { level: 1, name: /^Position \d/ })).toBeVisible();
	await page.getByText('Add a comment').first().click();
	await page
		.locator('[name="comment-thesis"], [name^="comment"]')
		.first()
		.fill('Say who gives it.');
	await page.locator('#rubric').getByText('Return for revision').click();
	await page.getByRole('button', { name: 'Return it now' }).click();
	await expect(page).toHaveURL(/\/review(\?|$)/);

	await visit(first, `${course.home}/position`);
	await expect(first.getByText('The condition is named')).toHaveCount(0);
	await visit(page, `${course.home}/review?state=ready`);
	await page.getByRole('checkbox', { name: /^Choose position/ }).check();
	await page.getByText('With several at once').click();
	await page.getByRole('button', { name: 'Release', exact: true }).click();
	await expect(page.getByText('1 position was released.')).toBeVisible();
});

test('The student sees levels and comments once released', async () => {
	await visit(first, `${course.home}/position`);
	await expect(first.getByRole('heading', { name: 'Review of version 1' })).toBeVisible();
	await expect(first.getByText('The condition is named')).toBeVisible();
	await expect(first.getByText(/^\d+ of \d+ points$/)).toBeVisible();
	await visit(first, `/courses/${course.slug}/grades`);
	await expect(first.getByRole('row').filter({ hasText: 'Position:' })).toContainText(/\d+ of \d+/);
});

test('The student revises a returned position and sees what changed', async () => {
	await visit(second, `${course.home}/position`);
	await expect(second.getByText('Say who gives it.')).toBeVisible();
	await expect(second.getByText(/^\d+ of \d+ points$/)).toHaveCount(0);
	await second.locator('[name=thesis]').fill(wholeWords.thesis.replace('A table', 'Any table'));
	await second.getByRole('button', { name: 'Submit the revision' }).click();
	await expect(second.getByRole('heading', { name: 'Receipt: Version 2' })).toBeVisible();
	await visit(second, `${course.home}/position/versions/2`);
	await expect(second.getByRole('heading', { name: 'What changed since version 1' })).toBeVisible();
	await expect(second.locator('ins')).toContainText('Any');
	await expect(second.locator('del')).toContainText('A');
});

test.describe('a class of three', () => {
	let graded: Course;

	test.beforeAll(async ({ browser }) => {
		graded = await openCourse('Graded by keys');
		for (const name of ['Amna Tariq', 'Bilal Shah', 'Rabia Noor']) {
			const context = await browser.newContext();
			const student = await context.newPage();
			await joinAs(student, graded, name);
			await submitPosition(student.request, graded);
			contexts.push(context);
		}
	});

	test('Three positions take seven key presses each, and the next one is there', async ({
		page
	}) => {
		await visit(page, `${graded.home}/review`);
		await tabTo(page, 'a[href*="state=unmarked"]:not(nav a)');
		await page.keyboard.press('Enter');
		let presses = 0;
		const press = async (key: string) => {
			presses += 1;
			await page.keyboard.press(key);
		};
		const seen = new Set<string>();
		for (const levels of ['323142', '444444', '132231']) {
			await expect(page.locator('.criterion.current')).toHaveAttribute('id', /R1$/);
			await expect(page.locator('#rubric').getByRole('radio', { checked: true })).toHaveCount(0);
			const here = page.url();
			seen.add(new URL(here).pathname);
			for (const level of levels) await press(level);
			await press('r');
			await expect(page).not.toHaveURL(here);
		}
		await expect(page).toHaveURL(/\/review(\?|$)/);
		expect(seen.size).toBe(3);
		expect(presses).toBe(21);
		await visit(page, `${graded.home}/review?state=ready`);
		await expect(page.locator('tbody tr')).toHaveCount(3);
	});

	test('A sentence is chosen, commented on, jumped past and kept, by keys alone', async ({
		page
	}) => {
		await visit(page, `${graded.home}/review?state=ready`);
		await tabTo(page, 'tbody th a');
		await page.keyboard.press('Enter');
		await expect(page.locator('.criterion.current')).toBeVisible();
		await page.keyboard.press('s');
		await page.keyboard.press('c');
		const field = page.locator('textarea[name^="pin-"]:not([name="pin-comment"])');
		await expect(field).toBeFocused();
		await page.keyboard.type('Which table? r and 4 are letters here.');
		await page.keyboard.press('Escape');
		await expect(field).not.toBeFocused();
		await expect(page.locator('mark[data-pin]')).toHaveText(wholeWords.thesis);
		await page.keyboard.press('g');
		await page.keyboard.press('4');
		await expect(page.locator('.criterion.current')).toHaveAttribute('id', /R4$/);
		await page.keyboard.press('?');
		await expect(page.getByRole('dialog')).toBeVisible();
		await page.keyboard.press('Escape');
		await page.keyboard.press('Shift+R');
		await expect(page.getByText('Ready.', { exact: true })).toBeVisible();
		await expect(page.getByText('This sheet is ready for release.')).toBeVisible();
		await expect(field).toHaveValue('Which table? r and 4 are letters here.');
		await page.getByRole('link', { name: 'Who changed what' }).click();
		await expect(page.getByRole('cell', { name: 'Comments on passages' })).toBeVisible();
	});

	test('Keys that are switched off do nothing', async ({ page }) => {
		await visit(page, `${graded.home}/review?state=ready`);
		await page.locator('tbody th a').first().click();
		await expect(page.locator('.criterion.current')).toBeVisible();
		await page.keyboard.press('?');
		await page.getByRole('button', { name: 'Turn keys off' }).click();
		await expect(page.getByText('Keys are off.')).toBeVisible();
		await page.keyboard.press('Escape');
		const here = page.url();
		for (const key of ['1', 'j', 'r']) await page.keyboard.press(key);
		await page.reload();
		await page.keyboard.press('?');
		await expect(page.getByRole('dialog')).toHaveCount(0);
		await expect(page).toHaveURL(here);
	});
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('The revision is marked, made ready and released by plain forms', async ({ page }) => {
		await page.goto(`${course.home}/review?state=unmarked`);
		await page.locator('tbody th a').click();
		await expect(page.getByText('Say who gives it.')).toBeVisible();
		const criteria = page.locator('#rubric fieldset');
		await expect(criteria).toHaveCount(6);
		for (let i = 0; i < 5; i += 1) await criteria.nth(i).getByRole('radio').nth(2).check();
		await page.locator('[name=overall]').fill('Better: now somebody gives it.');
		await page.locator('#ready').click();
		await expect(page.getByRole('alert').first()).toBeFocused();
		await expect(page.locator('[name=overall]')).toHaveValue('Better: now somebody gives it.');
		await criteria.nth(5).getByRole('radio').nth(3).check();
		await page.locator('#ready').click();
		await expect(page).toHaveURL(/\/review(\?|$)/);
		await page.goto(`${course.home}/review?state=ready`);
		await page.locator('tbody th a').click();
		await page.getByRole('button', { name: 'Release this one' }).click();
		await expect(page.getByText('Released.', { exact: false }).first()).toBeVisible();
		await second.goto(`${course.home}/position`);
		await expect(second.getByText('Better: now somebody gives it.')).toBeVisible();
		await expect(second.getByRole('heading', { name: 'Review of version 2' })).toBeVisible();
	});
});
