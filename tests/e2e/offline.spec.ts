/*
 * A module saved for a bad line: it opens without one, what is written goes when the line is back,
 * and nobody else finds it on the device.
 */
import {
	desk,
	draftPosition,
	joinAs,
	newPerson,
	openCourse,
	origin,
	send,
	type Course,
	type Student
} from './course';
import { axe, expect, test, visit, type Page } from './fixtures';

test.use({
	// What a browser says of a line that is gone, and of the page that stands in for one not saved.
	expectedOnConsole: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 503/]
});

// A whole module is fetched in each.
test.slow();

let course: Course;
test.beforeAll(async () => {
	course = await openCourse('A term with a bad line');
});

const question = (page: Page, key: string) => page.locator(`#question-${key}`);
const answer = (page: Page, key: string) => question(page, key).locator(`[name="${key}.text"]`);
const savedLine = (page: Page) => page.getByText(/^Saved on this device on .+: \d+ pages\.$/);
const copyNotice = (page: Page) =>
	page.getByRole('status').filter({ hasText: /Saved copy of .+\. What you write is kept/ });
const copies = (page: Page) =>
	page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('standpoint:')));

/** All words of every copy on the device. */
const stored = (page: Page) =>
	page.evaluate(async () => {
		let words = '';
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys())
				if (!request.url.includes('/_app/'))
					words += (await (await cache.match(request))?.text()) ?? '';
		}
		return words;
	});

async function saveModule(page: Page): Promise<void> {
	await visit(page, course.home);
	await page.getByRole('button', { name: 'Save this module on this device' }).click();
	await expect(savedLine(page)).toBeVisible({ timeout: 30_000 });
}

/** A student of the course who is not signed in on this browser. */
async function joinElsewhere(name: string): Promise<Student> {
	const student = newPerson(name);
	const by = await desk(null);
	await send(by, '/sign-up', { ...student, next: '' });
	await send(by, '/sign-in', { email: student.email, password: student.password, next: '' });
	await send(by, `/courses/join/${course.code}`, {});
	await by.dispose();
	return student;
}

/** The answer as another device would save it. */
async function answerElsewhere(student: Student, set: string, key: string, text: string) {
	const by = await desk(student);
	const address = `${course.home}/questions/${set}`;
	const html = await (await by.get(origin() + address)).text();
	const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
		.map(([, name = '', value = '']): [string, string] => [name, value])
		.filter(([name]) => name.startsWith(`${key}.`));
	await send(by, `${address}?/save`, { ...Object.fromEntries(fields), [`${key}.text`]: text });
	await by.dispose();
}

test('A saved module opens without a line; what is written and handed in there arrives once', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Rabia Noor');
	await saveModule(page);
	await axe(page);

	await context.setOffline(true);
	await visit(page, course.home);
	await expect(copyNotice(page)).toBeVisible();
	await page.locator(`a[href="${course.home}/readings/taliban-talks"]`).first().click();
	await expect(page).toHaveURL(/\/readings\/taliban-talks/);
	await expect(page.locator('#p1')).toBeVisible();
	await expect(copyNotice(page)).toBeVisible();
	// Its scripts run too: a term opens its meaning.
	await page.locator('a[data-term]').first().click();
	await expect(page.locator('[popover]:popover-open')).toBeVisible();

	// Opened by its address, as from a bookmark.
	await visit(page, `${course.home}/questions/before`);
	await expect(copyNotice(page)).toBeVisible();
	const words = 'Written on the bus, without a line.';
	await answer(page, 'B1').fill(words);
	await expect(question(page, 'B1').getByRole('status')).toHaveText(
		'No connection: kept on this device'
	);
	await page.getByRole('button', { name: 'Hand in this set …' }).click();
	await expect(page).toHaveURL(/\/questions\/before\/submit/);
	await expect(page.getByText('It is sent first and the set is handed in after it')).toBeVisible();
	await page.getByRole('button', { name: 'Hand in these answers' }).click();
	await expect(page.getByText('No connection: this is kept on your device')).toBeVisible();
	await axe(page);

	// A page that nobody saved says so, and leads to what is.
	await page.goto(`${course.home}/position/cite?part=against`).catch(() => null);
	await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
	await page.getByRole('link', { name: /\w/ }).click();
	await expect(page).toHaveURL(new RegExp(`${course.home}$`));

	const posts: string[] = [];
	context.on('response', (response) => {
		const request = response.request();
		if (request.method() === 'POST' && response.ok() && !response.fromServiceWorker())
			posts.push(new URL(request.url()).pathname + new URL(request.url()).search);
	});
	await context.setOffline(false);
	await expect(page.getByText('What you handed in without a connection has arrived.')).toBeVisible({
		timeout: 30_000
	});
	await page.getByRole('link', { name: 'See the receipt' }).click();
	await expect(page.locator('#receipt samp')).toHaveText(/\S{6,}/);
	await expect(page.getByText(words)).toBeVisible();
	await expect(copyNotice(page)).toHaveCount(0);
	const toTheSet = posts.filter((address) => address.includes('/questions/before'));
	expect(toTheSet).toEqual([
		`${course.home}/questions/before?/save`,
		`${course.home}/questions/before/submit`
	]);
	expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(words);

	// The copy knows of it, too.
	await expect
		.poll(async () => (await stored(page)).includes(words), { timeout: 20_000 })
		.toBe(true);
	await context.setOffline(true);
	await visit(page, `${course.home}/questions/before`);
	await expect(page.locator('#receipt samp')).toHaveText(/\S{6,}/);
	await context.setOffline(false);
});

test('A position submitted without a line is submitted once, as it stood', async ({
	page,
	context
}) => {
	const student = await joinAs(page, course, 'Iqra Baig');
	const by = await desk(student);
	await draftPosition(by, course);
	await by.dispose();
	await saveModule(page);

	await context.setOffline(true);
	await visit(page, `${course.home}/position`);
	await expect(copyNotice(page)).toBeVisible();
	const thesis =
		'A table without a condition gives away what was asked for, said again on the bus.';
	await page.locator('[name=thesis]').fill(thesis);
	await page.getByRole('button', { name: 'Submit', exact: true }).click();
	await expect(page.getByText('No connection: this is kept on your device')).toBeVisible();
	await context.setOffline(false);
	await expect(page.getByRole('heading', { name: 'Receipt: Version 1' })).toBeVisible({
		timeout: 40_000
	});
	await expect(page.getByText(thesis)).toBeVisible();
	await visit(page, `${course.home}/position`);
	await expect(page.getByRole('heading', { name: 'Receipt: Version 1' })).toBeVisible();
	expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(thesis);
});

test('A copy follows the language of its reader', async ({ page, context }) => {
	await joinAs(page, course, 'Noor Fatima');
	await saveModule(page);
	await page.locator('header button[name=locale][value=ur]').first().click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'ur');
	const glossary = `${course.home}/glossary`;
	const language = () =>
		page.evaluate(
			async (address) =>
				/lang="\w+"/.exec((await (await caches.match(address))?.text()) ?? '')?.[0],
			glossary
		);
	await expect.poll(language, { timeout: 40_000 }).toBe('lang="ur"');
	await expect.poll(() => copies(page).then((all) => all.length)).toBe(1);
	await context.setOffline(true);
	await visit(page, glossary);
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
	await expect(page.getByRole('status').filter({ hasText: 'محفوظ نقل' })).toBeVisible();
	await axe(page);
	await context.setOffline(false);
});

test('What was changed elsewhere in the meantime is shown beside what was typed without a line', async ({
	page,
	context
}) => {
	const student = await joinAs(page, course, 'Usman Ali');
	await visit(page, `${course.home}/questions/before`);
	await answer(page, 'B1').fill('The first thought.');
	await expect(question(page, 'B1').getByRole('status')).toHaveText(/^Saved \d\d:\d\d/);
	await saveModule(page);

	await context.setOffline(true);
	await visit(page, `${course.home}/questions/before`);
	await expect(answer(page, 'B1')).toHaveValue('The first thought.');
	await answer(page, 'B1').fill('A second thought, on the bus.');
	await expect(question(page, 'B1').getByRole('status')).toHaveText(
		'No connection: kept on this device'
	);
	// The tab is closed, and another device is quicker.
	await visit(page, course.home);
	await answerElsewhere(student, 'before', 'B1', 'A second thought, at school.');

	await context.setOffline(false);
	const refused = page.getByRole('alert').filter({ hasText: 'could not be saved as it is' });
	await expect(refused).toBeVisible({ timeout: 30_000 });
	await refused.getByRole('link', { name: 'Open the page' }).click();
	await expect(answer(page, 'B1')).toHaveValue('A second thought, on the bus.');
	await expect(question(page, 'B1').getByText('A second thought, at school.')).toBeVisible();
	await question(page, 'B1').getByRole('button', { name: 'Keep what is typed here' }).click();
	await expect(question(page, 'B1').getByRole('status')).toHaveText(/^Saved \d\d:\d\d/);
	await visit(page, `${course.home}/questions/before`);
	await expect(answer(page, 'B1')).toHaveValue('A second thought, on the bus.');
});

test('What could not be saved whole is not saved, it says why, and an older copy stays', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Hina Shah');
	await visit(page, course.home);
	const save = page.getByRole('button', { name: /^Save (this module on this device|again)$/ });
	const trouble = page.locator('section[aria-labelledby=save-module]').getByRole('alert');

	// The line goes while the last pages come.
	await context.route('**/glossary', (route) => route.abort());
	await save.click();
	await expect(trouble).toHaveText(/connection broke off/, { timeout: 30_000 });
	expect(await copies(page)).toEqual([]);

	const quota = await context.newCDPSession(page);
	await quota.send('Storage.overrideQuotaForOrigin', { origin: origin(), quotaSize: 200_000 });
	await save.click();
	await expect(trouble).toHaveText(/not enough room/, { timeout: 30_000 });
	expect(await copies(page)).toEqual([]);
	await quota.send('Storage.overrideQuotaForOrigin', { origin: origin() });

	await context.unroute('**/glossary');
	await save.click();
	await expect(savedLine(page)).toBeVisible({ timeout: 30_000 });
	const [kept] = await copies(page);
	await context.route('**/glossary', (route) => route.abort());
	await save.click();
	await expect(trouble).toHaveText(/connection broke off.* The copy of .+ is still there\./s, {
		timeout: 30_000
	});
	expect(await copies(page)).toEqual([kept]);
	await context.unroute('**/glossary');

	// A line that answers nothing: the copy does not let anybody wait for ever.
	await context.route('**/timeline', () => undefined);
	await visit(page, `${course.home}/timeline`);
	await expect(copyNotice(page)).toBeVisible();
	await context.unroute('**/timeline');

	await visit(page, course.home);
	await context.clearCookies();
	await save.click();
	await expect(trouble).toHaveText(/session has ended/, { timeout: 30_000 });
	expect(await copies(page)).toEqual([kept]);
});

test('Without a line a button that needs one says so and leaves its page as it is', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Omar Latif');
	await saveModule(page);
	await context.setOffline(true);
	await visit(page, `${course.home}/stance`);
	const axis = page.locator('fieldset.axis').first();
	await axis.locator('[value=a-full]').check();
	await page.getByRole('button', { name: 'Keep my stance' }).click();
	await expect(page.getByText('No connection: this was not sent.')).toBeVisible();
	await expect(axis.locator('[value=a-full]')).toBeChecked();
	await visit(page, `${course.home}/readings/taliban-talks`);
	await page.getByRole('button', { name: 'Mark as read' }).click();
	await expect(page.getByText('No connection: this was not sent.')).toBeVisible();
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Mark as read' }).click();
	await expect(page.getByText('Marked as read.')).toBeVisible();
});

test('A button removes the copy, and so does signing out', async ({ page, context }) => {
	await joinAs(page, course, 'Maham Javed');
	await saveModule(page);
	await page.reload();
	await expect(savedLine(page)).toBeVisible();
	await page.getByRole('button', { name: 'Remove the saved copy' }).click();
	await expect(page.getByText('The saved copy is removed from this device.')).toBeVisible();
	expect(await copies(page)).toEqual([]);

	await saveModule(page);
	expect(await copies(page)).toHaveLength(1);
	await page.locator('header summary').first().click();
	await page.getByRole('button', { name: 'Sign out' }).first().click();
	await expect(page).toHaveURL(/\/sign-in/);
	await expect.poll(() => copies(page)).toEqual([]);
	await context.setOffline(true);
	await expect(page.goto(course.home)).rejects.toThrow(/ERR_/);
	await context.setOffline(false);
});

test('The next person on the same browser finds nothing of the one before', async ({
	page,
	context
}) => {
	await joinAs(page, course, 'Sana Mirza');
	await visit(page, `${course.home}/questions/before`);
	await answer(page, 'B1').fill('Nobody else shall read this.');
	await expect(question(page, 'B1').getByRole('status')).toHaveText(/^Saved \d\d:\d\d/);
	await saveModule(page);
	expect(await stored(page)).toContain('Nobody else shall read this.');

	// The session runs out without a sign-out; somebody else signs in, and the line goes at once.
	await context.clearCookies();
	const second = await joinElsewhere('Bilal Aziz');
	await page.goto('/sign-in');
	const signedIn = await page.evaluate(async ({ email, password }) => {
		const body = new URLSearchParams({ email, password, next: '' });
		const headers = { accept: 'application/json' };
		const answer = await fetch('/sign-in', { method: 'POST', headers, body });
		return ((await answer.json()) as { type: string }).type;
	}, second);
	expect(signedIn).toBe('redirect');
	await context.setOffline(true);
	await expect(page.goto(`${course.home}/questions/before`)).rejects.toThrow(/ERR_/);
	await context.setOffline(false);

	// The first page that says who is signed in clears away what is not theirs.
	await visit(page, '/courses');
	await expect.poll(() => copies(page)).toEqual([]);
	await context.setOffline(true);
	await expect(page.goto(`${course.home}/questions/before`)).rejects.toThrow(/ERR_/);
	await context.setOffline(false);
	await visit(page, `${course.home}/questions/before`);
	await expect(answer(page, 'B1')).toHaveValue('');
});
