/* Questions beside a text before their scripts are there: what is typed, unfolded and sent meanwhile. */
import { expect, test, visit } from './fixtures';
import { joinAs, openCourse, type Course } from './course';

test.use({ expectedOnConsole: [/ERR_FAILED/] });

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('Questions beside a text');
});

test('What is typed beside a text before its scripts are there is saved by them, and nothing moves', async ({
	page
}) => {
	await joinAs(page, course, 'Zainab Khoso');
	await page.setViewportSize({ width: 1280, height: 900 });
	await visit(page, `${course.home}/readings/on-negotiating`);
	const words = page.locator('[name="Q01c.text"]');
	await words.scrollIntoViewIfNeeded();

	// The line is slow just now: scripts that are not there yet do not come.
	let letGo = () => {};
	const held = new Promise<void>((resolve) => (letGo = resolve));
	await page.route(/\/_app\/immutable\/.+\.js$/, async (route) => {
		await held;
		await route.continue();
	});
	const fold = page.locator('#question-Q01a details:has([name="Q01a.number.total"])');
	await fold.locator('summary').first().click();
	await page.locator('[name="Q01a.number.total"]').fill('26');
	await words.fill('He names the cost of each way.');
	const before = await words.boundingBox();
	letGo();

	for (const key of ['Q01a', 'Q01c'])
		await expect(page.locator(`#question-${key}`).getByRole('status')).toHaveText(
			/^Saved \d\d:\d\d/
		);
	await expect(words).toBeFocused();
	await expect(words).toHaveValue('He names the cost of each way.');
	await expect(fold).toHaveAttribute('open');
	expect((await words.boundingBox())?.width).toBe(before?.width);

	await visit(page, `${course.home}/questions/on-negotiating`);
	await expect(page.locator('[name="Q01a.number.total"]')).toHaveValue('26');
	await expect(page.locator('[name="Q01c.text"]')).toHaveValue('He names the cost of each way.');
});

test('A draft of a closed tab is taken up beside its text, though nobody touches it', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Sana Mengal');
	await visit(page, `${course.home}/readings/on-negotiating`);
	await context.route(/\?\/save/, (route) => route.abort());
	await page.locator('[name="Q01c.text"]').fill('Kept while the line was gone.');
	await expect(page.locator('#question-Q01c').getByRole('status')).toHaveText(
		/kept on this device/
	);
	await page.close();
	await context.unroute(/\?\/save/);

	const again = await context.newPage();
	await visit(again, `${course.home}/readings/on-negotiating`);
	await expect(again.locator('[name="Q01c.text"]')).toHaveValue('Kept while the line was gone.');
	await expect(again.locator('#question-Q01c').getByRole('status')).toHaveText(/^Saved /);
});
