/* What a teacher does around the class: opening a course, its people, marks and time. */
import { expect, signIn, test, visit } from './fixtures';
import { demoCourse, joinAs } from './course';

test.beforeEach(async ({ page }) => {
	await signIn(page, 'instructor');
});

test('A course from the pack in two clicks, its door, a section, a person gone and back', async ({
	page,
	browser
}) => {
	await visit(page, '/courses/new');
	await page.getByRole('link', { name: 'Take this module' }).click();
	await page.getByRole('button', { name: 'Open the course' }).click();
	const code = page.locator('main strong[dir=ltr]');
	await expect(code).toHaveText(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
	const link = await page.getByLabel('Link for the class').inputValue();
	const slug = new URL(page.url()).pathname.split('/')[2] ?? '';
	const plainCode = ((await code.textContent()) ?? '').replace('-', '');
	expect(link).toBe(`${new URL(page.url()).origin}/courses/join/${plainCode}`);

	const theirs = await (await browser.newContext()).newPage();
	const home = `/courses/${slug}/modules/hard-state-soft-state`;
	await joinAs(theirs, { slug, home, code: plainCode }, 'Sidra Anwar');

	const people = `/courses/${slug}/people`;
	await visit(page, `${people}/sections`);
	await page.getByLabel('New section').fill('Monday group');
	await page.getByRole('button', { name: 'Make', exact: true }).click();
	await expect(page.getByText('The section is there.')).toBeVisible();
	await visit(page, people);
	await page.getByRole('checkbox', { name: 'Choose Sidra Anwar' }).check();
	await page.getByLabel('Move the chosen to').selectOption({ label: 'Monday group' });
	await page.getByRole('button', { name: 'Move', exact: true }).click();
	await expect(page.getByText('1 person was moved.')).toBeVisible();
	await page.getByRole('link', { name: 'Sidra Anwar' }).click();
	await expect(page.getByText('Monday group').first()).toBeVisible();

	await page.getByRole('button', { name: 'Remove', exact: true }).click();
	await expect(page.getByText('Removed from the course.')).toBeVisible();
	expect(await visit(theirs, home)).toBe(404);
	await page.getByRole('button', { name: 'Restore' }).click();
	await expect(page.getByText('Removed from the course.')).toHaveCount(0);
	expect(await visit(theirs, home)).toBe(200);
	await theirs.context().close();

	await visit(page, `/courses/${slug}`);
	await page.getByRole('button', { name: 'See the course as a student does' }).click();
	await expect(page.getByText('You see this course as a student sees it.')).toBeVisible();
	await expect(page.locator('header nav').getByRole('link', { name: 'Review' })).toHaveCount(0);
	expect(await visit(page, people)).toBe(403);
	await visit(page, `/courses/${slug}`);
	await page.getByRole('button', { name: 'Back' }).click();
	await expect(page.locator('header nav').getByRole('link', { name: 'Review' })).toBeVisible();
});

test('The class in one table, open answers marked, a set reopened, more time for one', async ({
	page
}) => {
	const home = `${await demoCourse()}/modules/hard-state-soft-state`;
	await visit(page, `${home}/insights`);
	const rows = page.locator('main tbody tr');
	const row = rows.filter({ hasText: 'Ayesha Malik' });
	await expect(row).toContainText('submitted');
	await expect(row).toContainText('yes');
	await page.getByLabel('Section').selectOption({ label: 'Section B' });
	await page.getByRole('button', { name: 'Show' }).click();
	await expect(row).toHaveCount(0);
	await expect(rows.first()).toContainText('Section B');

	await visit(page, `${home}/review/answers`);
	const open = page.locator('main li').filter({ hasText: /^((?!marks itself).)*$/s });
	await open.first().getByRole('link').click();
	const answer = page.locator('article').first();
	await answer.getByLabel(/^Points, at most/).fill('99');
	await answer.getByRole('button', { name: 'Save the mark' }).click();
	await expect(answer.getByText(/^At most \d+ points\.$/)).toBeVisible();
	await answer.getByLabel(/^Points, at most/).fill('1.5');
	await answer.getByLabel('Comment for the student').fill('Say whose order it is.');
	await answer.getByRole('button', { name: 'Save the mark' }).click();
	await expect(answer.getByText('Saved', { exact: true })).toBeVisible();
	await page.reload();
	await expect(answer.getByLabel(/^Points, at most/)).toHaveValue('1.5');

	await visit(page, `${home}/questions/before`);
	await page.getByText('Dates, marks and students (staff only)').click();
	const reopen = page.getByRole('button', { name: /^Reopen for/ }).first();
	const name = ((await reopen.getAttribute('aria-label')) ?? '').replace('Reopen for ', '');
	await reopen.click();
	await expect(page.getByText('The set is open again for this student.')).toBeVisible();
	await expect(page.locator('main tbody tr').filter({ hasText: name })).toContainText('Reopened');
	await page.getByText('Give one student more time').click();
	await page.locator('[name=student]').last().selectOption({ label: 'Ayesha Malik' });
	await page.locator('[name=extendedDueAt]').fill('2031-03-15T18:00');
	await page.locator('form[action="?/extend"] button').click();
	await expect(page.getByText('The extension is saved.')).toBeVisible();

	await visit(page, `${home}/edit/position`);
	await page.locator('#extend-student').selectOption({ label: 'Ayesha Malik' });
	await page.locator('#extend-closesAt').fill('2031-03-15T18:00');
	await page.getByRole('button', { name: 'Give this time' }).click();
	await expect(page.getByText('The dates of this student are saved.')).toBeVisible();
});
