/* The same week in Urdu and without scripts: everything is a plain form and a plain page. */
import { expect, test } from './fixtures';
import { cite, newPerson, openCourse, writePosition, type Course } from './course';

test.use({ javaScriptEnabled: false, locale: 'ur-PK' });

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('A week without scripts');
});

test('Joining, stance, reading, answers and a position need no scripts', async ({ page }) => {
	const person = newPerson('زویا ناصر');
	await page.goto(`/courses/join/${course.code}`);
	// A stranger signs in first; the way to an account leads back here.
	await page.locator('main a[href*="/sign-up"]').click();
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
	for (const field of ['name', 'email', 'password'] as const)
		await page.locator(`main [name=${field}]`).fill(person[field]);
	await page.locator('main form button').click();
	await page.locator('main [name=password]').fill(person.password);
	await page.locator('main form button').click();
	await expect(page).toHaveURL(/\/courses\/join\//);
	await page.locator('main form button').click();
	await page.locator(`a[href="${course.home}"]`).first().click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'ur');

	await page.goto(`${course.home}/stance`);
	const axes = page.locator('fieldset.axis');
	for (const [i, step] of ['b-full', 'a-rather', 'middle', 'unknown', 'private'].entries()) {
		await axes.nth(i).locator(`[value=${step}]`).check();
		if (i < 2) await axes.nth(i).locator('[name^=confidence][value="2"]').check();
	}
	// One placed without saying how sure: the page comes back with everything that was chosen.
	await page.locator('form[action="?/place"] button').click();
	await expect(page.locator('[role=alert]').first()).toBeFocused();
	await expect(axes.nth(0).locator('[value=b-full]')).toBeChecked();
	await axes.nth(2).locator('[name^=confidence][value="4"]').check();
	await page.locator('form[action="?/place"] button').click();
	await expect(page.locator('.notice.good')).toBeVisible();
	await expect(axes.nth(1).locator('[value=a-rather]')).toBeChecked();

	await page.goto(`${course.home}/readings/red-line`);
	await expect(page.locator('.text').first()).toHaveAttribute('lang', 'ur');
	await page.locator('a[data-term]').first().click();
	await expect(page).toHaveURL(/\/glossary/);
	await page.goBack();
	await page.locator('form[action^="?/read"] button').click();
	await expect(page.locator('form[action^="?/read"] [name=read]')).toHaveValue('no');

	await page.goto(`${course.home}/questions/before`);
	const text = 'ایک لفظ جو ترتیب کا وعدہ کرتا ہے مگر یہ نہیں بتاتا کہ کس کی ترتیب۔';
	await page.locator('[name="B1.text"]').fill(text);
	await page.locator('[name="B2.choices"]').nth(1).check();
	await page.locator('[name="B2.text"]').fill('دونوں میں فیصلہ کرنے والا غائب ہے۔');
	await page.locator('[name="B3.scale"]').nth(3).check();
	const places = page.locator('select[name^="B4.order"]');
	await expect(places).toHaveCount(6);
	for (let i = 0; i < 6; i += 1) await places.nth(i).selectOption(String(6 - i));
	await page.locator('button[formaction$="?/review"]').click();
	await expect(page).toHaveURL(/\/questions\/before\/submit/);
	await page.locator('main form button').click();
	await expect(page.locator('#receipt samp')).toHaveText(/\S{6,}/);
	await expect(page.getByText(text)).toBeVisible();

	await page.goto(`${course.home}/position`);
	await writePosition(page, {
		side: 'for',
		thesis: 'شرط کے بغیر بات چیت کا حاصل کم ہے۔',
		claim: 'میز پر آنے سے پہلے دو قدم ضروری ہیں۔',
		warrant: 'یہ قدم نہ ہوں تو بات کسی کو پابند نہیں کرتی۔',
		against: 'ایسی شرط جو پوری نہ ہو سکے دراصل انکار ہے۔',
		reply: 'بعض شرطوں کے بارے میں یہ درست ہے، ان دو کے بارے میں نہیں۔',
		change: 'ایسی مثال جس میں بات پہلے شروع ہوئی اور قدم بعد میں اٹھے۔'
	});
	await page.locator('button[formaction="?/addReason"]').click();
	await page.locator('[name=claim-2]').fill('فریقِ ثانی کی ضمانت بھی درکار ہے۔');
	await page.locator('[name=warrant-2]').fill('ضمانت کے بغیر وعدہ صرف الفاظ ہیں۔');
	await cite(page, '#cite-1', { reading: 'on-negotiating', paragraph: 'p4' });
	await expect(page.locator('[name=claim-2]')).toHaveValue('فریقِ ثانی کی ضمانت بھی درکار ہے۔');
	await cite(page, '#cite-2', { reading: 'taliban-talks', paragraph: 'p3' });
	await page.locator('button[formaction="?/submit"]').click();
	await expect(page.locator('[role=alert]').first()).toBeFocused();
	await expect(page.locator('a[href="#cite-against"]').first()).toBeVisible();
	await cite(page, '#cite-against', { reading: 'moderate-future', paragraph: 'p5' });
	await page.locator('button[formaction="?/submit"]').click();
	await expect(page.locator('[aria-labelledby=receipt-title] code')).toHaveText(/\S{6,}/);
	await expect(page.locator('blockquote')).toHaveCount(3);
	await expect(page.locator('textarea')).toHaveCount(0);
});
