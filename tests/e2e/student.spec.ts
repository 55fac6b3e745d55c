/* A student's week with scripts: joining, reading, answering, taking a position. */
import { expect, test, type Page, visit } from './fixtures';
import { cite, joinAs, newPerson, openCourse, tabTo, writePosition, type Course } from './course';

test.use({ expectedOnConsole: [/ERR_INTERNET_DISCONNECTED/] });

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('A week with scripts');
});

const question = (page: Page, key: string) => page.locator(`#question-${key}`);
const saved = async (page: Page, key: string) =>
	expect(question(page, key).getByRole('status')).toHaveText(/^Saved \d\d:\d\d/);

test('A newcomer joins by the code, takes a stance, reads, and changes the language', async ({
	page
}) => {
	const person = newPerson('Zoya Nasir');
	await visit(page, '/sign-up');
	for (const field of ['name', 'email', 'password'] as const)
		await page.locator(`[name=${field}]`).fill(person[field]);
	await page.getByRole('button', { name: 'Make an account' }).click();
	await expect(page.locator('[name=email]')).toHaveValue(person.email);
	await page.locator('[name=password]').fill(person.password);
	await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('link', { name: 'Join a course' }).click();
	await page.getByLabel('Code').fill(course.code.toLowerCase());
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(page.getByText('Taught by Dr. Saima Rafiq')).toBeVisible();
	await page.getByRole('button', { name: 'Join this course' }).click();
	await page.locator(`a[href="${course.home}"]`).first().click();

	// What is next on the path is the stance before reading: five axes, no default.
	await page.getByRole('link', { name: 'Place yourself on five questions' }).first().click();
	await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
	const axes = page.locator('fieldset.axis');
	await expect(axes).toHaveCount(5);
	for (const [i, step] of ['a-full', 'b-rather', 'middle', 'unknown', 'private'].entries()) {
		await axes.nth(i).locator(`[value=${step}]`).check();
		if (i < 3) await axes.nth(i).getByRole('radio', { name: 'fairly' }).check();
	}
	await page.getByRole('button', { name: 'Keep my stance' }).click();
	await expect(page.getByText('Your stance is kept.')).toBeVisible();
	await expect(axes.first().locator('[value=a-full]')).toBeChecked();

	await visit(page, `${course.home}/readings/taliban-talks`);
	const term = page.locator('a[data-term]').first();
	await term.click();
	const entry = page.locator('[popover]:popover-open');
	await expect(entry.getByRole('link', { name: 'In the glossary' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(entry).toHaveCount(0);
	await page.getByRole('button', { name: 'Mark as read' }).click();
	await expect(page.getByText('Marked as read.')).toBeVisible();
	await page.locator('a[rel=next]').click();
	await expect(page).toHaveURL(/\/readings\/security-committee/);

	await page.locator('header button[name=locale][value=ur]').first().click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'ur');
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
	await expect(page).toHaveURL(/\/readings\/security-committee/);
	await page.locator('header button[name=locale][value=en]').first().click();
	await visit(page, course.home);
	await expect(page.getByText('2 of', { exact: false }).first()).toBeVisible();
});

test('Answers of all eight kinds save themselves, wait while offline, and are handed in', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Hamza Tariq');
	await visit(page, `${course.home}/questions/before`);
	await question(page, 'B1').locator('[name="B1.text"]').fill('A word that promises order.');
	await saved(page, 'B1');

	// No connection: what is typed waits on this device, and goes when the connection is back.
	await context.setOffline(true);
	const longer = 'A word that promises order and does not say whose order it is.';
	await question(page, 'B1').locator('[name="B1.text"]').fill(longer);
	await expect(question(page, 'B1').getByRole('status')).toHaveText(
		'No connection: kept on this device'
	);
	expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain(longer);
	await context.setOffline(false);
	await saved(page, 'B1');
	expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(longer);

	await question(page, 'B2').getByRole('checkbox').nth(0).check();
	await question(page, 'B2').getByRole('checkbox').nth(2).check();
	await question(page, 'B2').locator('[name="B2.text"]').fill('Both leave out who decides.');
	await question(page, 'B3').getByRole('radio', { name: '5', exact: true }).check();
	await question(page, 'B3').locator('[name="B3.text"]').fill('I have read about it before.');
	await question(page, 'B4').locator('[data-by="-1"]').last().press('Enter');
	for (const key of ['B2', 'B3', 'B4']) await saved(page, key);
	await question(page, 'B4').getByRole('button', { name: 'Check my answer' }).click();
	await expect(question(page, 'B4').getByText(/As it stands: .* of 2 points/)).toBeVisible();

	// The other four kinds, beside the text that they ask about.
	await visit(page, `${course.home}/readings/on-negotiating`);
	for (const name of ['Q01a.number.total', 'Q01b.choice', 'Q01c.text', 'Q01d.passages']) {
		const control = page.locator(`[name="${name}"]`).first();
		for (const fold of await control.locator('xpath=ancestor::details[not(@open)]/summary').all())
			if (await fold.isVisible()) await fold.click();
		if (name.endsWith('total')) await control.fill('26');
		else if (name.endsWith('text')) await control.fill('He names the cost of each way.');
		else await control.check();
		await saved(page, name.split('.')[0] ?? '');
	}
	await visit(page, `${course.home}/questions/on-negotiating`);
	await expect(page.locator('[name="Q01a.number.total"]')).toHaveValue('26');
	await expect(page.locator('[name="Q01c.text"]')).toHaveValue('He names the cost of each way.');
	await expect(page.locator('[name="Q01b.choice"]').first()).toBeChecked();
	await expect(page.locator('[name="Q01d.passages"]').first()).toBeChecked();

	await visit(page, `${course.home}/questions/before`);
	await expect(page.locator('[name="B1.text"]')).toHaveValue(longer);
	await page.getByRole('button', { name: 'Hand in this set …' }).click();
	await expect(page.getByText('One question is not fully answered.')).toBeVisible();
	await page.getByRole('button', { name: 'Hand in these answers' }).click();
	await expect(page).toHaveURL(/\/questions\/before#receipt/);
	await expect(page.locator('#receipt samp')).toHaveText(/\S{6,}/);
	await expect(page.locator('[name="B1.text"]')).toHaveCount(0);
	await expect(page.getByText(longer)).toBeVisible();
});

test('A position is written, cited by keyboard alone, and submitted', async ({ page }) => {
	await joinAs(page, course, 'Areeba Khan');
	await visit(page, `${course.home}/position`);
	await writePosition(page, {
		side: 'between',
		thesis: 'Talks without a condition are worth little, and a condition without talks as little.',
		claim: 'Two steps have to come before any table.',
		warrant: 'If they are left out, the talk has nothing that it could bind anybody to.',
		against: 'A condition that the other side cannot meet is a refusal in other words.',
		reply: 'That holds for some conditions, and these two have been met elsewhere.',
		change: 'A case in which talks began first and both steps followed from them.'
	});
	await expect(page.locator('aside').getByRole('status').first()).toHaveText('Saved');

	await tabTo(page, '#cite-1');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Cite a passage' })).toBeVisible();
	await tabTo(page, 'a[href*="reading=on-negotiating"]');
	await page.keyboard.press('Enter');
	await expect(page.locator('a.paragraph').first()).toBeVisible();
	await tabTo(page, 'a.paragraph');
	await page.keyboard.press('4');
	await expect(page.locator('a.paragraph').nth(3)).toBeFocused();
	await page.keyboard.press('Enter');
	const sentence = page.locator('label:has([name=range])').nth(1);
	await expect(sentence).toBeVisible();
	const words = await sentence.locator('.words').innerText();
	await tabTo(page, '[name=range]');
	await page.keyboard.press('Space');
	await page.keyboard.press('ArrowDown');
	await expect(sentence.locator('input')).toBeChecked();
	await tabTo(page, 'form[action*="/cite"] button');
	await page.keyboard.press('Enter');
	await expect(page.locator('blockquote .words')).toHaveText(words);
	await expect(page.locator('[name=warrant-1]')).toHaveValue(/nothing that it could bind/);

	// Submitted too early it says what is missing, and keeps everything.
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	await expect(page.getByRole('alert').first()).toBeFocused();
	await expect(
		page.getByRole('link', { name: 'Cite a passage for the case against.' })
	).toBeVisible();
	await cite(page, '#cite-against', { reading: 'red-line', paragraph: 'p4' });
	await expect(page.getByText('Everything is there.')).toBeVisible();
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Receipt: Version 1' })).toBeVisible();
	await expect(page.locator('textarea')).toHaveCount(0);
	const link = page.locator('blockquote a').first();
	await link.click();
	// One mark, in pieces where a term of the glossary interrupts it.
	await expect(page.locator('mark').first()).toBeVisible();
	expect((await page.locator('mark').allTextContents()).join('')).toBe(words);
});
