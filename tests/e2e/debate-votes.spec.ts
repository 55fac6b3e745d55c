/*
 * A vote before and a vote after: six students give theirs, one of them on a small phone without scripts;
 * the chair closes and publishes, and the class reads what came of it and nothing that shows a person.
 */
import { desk, joinAs, openCourse, origin, send, teachersDesk, type Course } from './course';
import { axe, expect, signIn, test, visit, type Page } from './fixtures';

type Choice = 'for' | 'against' | 'undecided';

/** In the order of the students; the first votes in a browser without scripts. */
const before: Choice[] = ['for', 'for', 'against', 'against', 'against', 'undecided'];
const after: Choice[] = ['for', 'for', 'for', 'for', 'against', 'for'];
/** Phases of the Oxford format. */
const [voteBefore, firstSpeech, voteAfter] = [0, 1, 10] as const;

let course: Course;
let students: { email: string; password: string }[] = [];

test.beforeAll(async ({ browser }) => {
	course = await openCourse('Votes on a debate');
	const context = await browser.newContext({ baseURL: origin() });
	const page = await context.newPage();
	students = [];
	for (const [i] of before.entries()) students.push(await joinAs(page, course, `Voter ${i + 1}`));
	await context.close();
});

/** A debate in which everybody votes, opened; its address. */
async function openDebate(): Promise<string> {
	const by = await teachersDesk();
	const home = `${course.home}/debates`;
	const form = await (await by.get(`${origin()}${home}/new`)).text();
	const motion = /value="([^"]+)"/.exec(form.slice(form.indexOf('name="motion"')))?.[1] ?? '';
	const planned = { motion, format: 'oxford', mode: 'spoken', voters: 'everybody' };
	const { url } = await send(by, `${home}/new`, planned);
	const list = await (await by.get(url)).text();
	const slug = new RegExp(`${home}/(?!rounds|formats|new)([\\w-]+)`).exec(list)?.[1] ?? '';
	expect(slug, 'the new debate has an address').not.toBe('');
	await send(by, `${home}/${slug}/chair?/open`, {});
	return `${home}/${slug}`;
}

async function goTo(debate: string, index: number): Promise<void> {
	const move = JSON.stringify({ kind: 'go', index, seen: 1_000_000 });
	await send(await teachersDesk(), `${debate}?/move`, { move });
}

/** Everybody but the first, as their browsers would send it. */
async function othersVote(debate: string, moment: 'before' | 'after', choices: Choice[]) {
	for (const [i, choice] of choices.entries()) {
		const student = students[i];
		if (i === 0 || !student) continue;
		const by = await desk(student);
		const { html } = await send(by, `${debate}/vote?/vote`, { moment, choice, reason: '' });
		expect(html).toContain('Your vote is kept');
		await by.dispose();
	}
}

async function votes(page: Page, debate: string): Promise<void> {
	await page.goto(`${debate}/vote`);
	await page.getByRole('radio', { name: 'For the motion' }).check();
	await page.getByRole('button', { name: 'Give this vote' }).click();
	await expect(page.getByText('Your vote is kept')).toBeVisible();
}

test('Six vote before and after, the chair publishes, and the class sees how the votes moved', async ({
	page,
	browser
}) => {
	const debate = await openDebate();
	const phone = await browser.newContext({
		baseURL: origin(),
		javaScriptEnabled: false,
		viewport: { width: 360, height: 740 }
	});
	const small = await phone.newPage();
	await signIn(small, students[0] ?? '');

	await goTo(debate, voteBefore);
	await small.goto(course.home);
	await small.getByRole('link', { name: 'Go on' }).click();
	await expect(small, 'the path leads to the open vote').toHaveURL(`${debate}/vote`);
	await votes(small, debate);
	await othersVote(debate, 'before', before);
	await goTo(debate, firstSpeech);
	await small.goto(`${debate}/vote`);
	await expect(small.getByRole('button', { name: /vote/ })).toHaveCount(0);

	const laptop = await browser.newContext({ baseURL: origin() });
	const waiting = await laptop.newPage();
	await signIn(waiting, students[1] ?? '');
	await visit(waiting, `${debate}/vote`);
	const give = waiting.getByRole('button', { name: 'Give this vote' });
	await expect(give).toHaveCount(0);
	await goTo(debate, voteAfter);
	await expect(give, 'whoever waits sees the vote open').toBeVisible();
	await laptop.close();
	await votes(small, debate);
	await othersVote(debate, 'after', after);
	await small.goto(`${debate}/result`);
	await expect(small.getByText('6 people voted both times.')).toHaveCount(0);

	await signIn(page, 'instructor');
	await visit(page, `${debate}/result`);
	const publish = page.getByRole('button', { name: 'Publish the result of the vote' });
	await expect(publish, 'nothing is published while the vote is open').toHaveCount(0);
	const end = JSON.stringify({ kind: 'end', seen: 1_000_000 });
	await send(await teachersDesk(), `${debate}?/move`, { move: end });
	await publish.click();
	await expect(page.getByText('6 people voted both times.')).toBeVisible();
	await expect(page.getByText('The side for the motion moved more votes')).toBeVisible();
	await axe(page);

	await small.goto(`${debate}/result`);
	await expect(small.getByText('6 people voted both times.')).toBeVisible();
	await expect(small.getByText('The side for the motion moved more votes')).toBeVisible();
	await expect(small.getByRole('table'), 'cells below five are for staff').toHaveCount(0);
	const isWide = await small.evaluate(() => document.documentElement.scrollWidth > innerWidth);
	expect(isWide, 'no sideways scrolling at 360 px').toBe(false);

	await page.getByRole('button', { name: 'Open the stance after the debate' }).click();
	await expect(page.getByText('The stance after the debate is open.')).toBeVisible();
	await small.reload();
	await small.getByRole('link', { name: 'Place your stance' }).click();
	await expect(small).toHaveURL(`${course.home}/stance`);
	await phone.close();
});
