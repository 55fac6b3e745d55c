/*
 * What a journey stands on, made through the product's own forms but without a browser: a course of
 * its own from the pack, students who have joined it, and what they wrote. Controls are found by
 * their names, so that the same hands work in both languages, with and without scripts.
 */
import { request, type APIRequestContext, type Page } from '@playwright/test';
import { account, expect } from './fixtures';

export interface Course {
	slug: string;
	/** Address of its module. */
	home: string;
	code: string;
}

export interface Student {
	name: string;
	email: string;
	password: string;
}

export const origin = (): string => `http://127.0.0.1:${process.env.E2E_PORT}`;

/** Sends a form as a browser without scripts would. */
export async function send(
	by: APIRequestContext,
	address: string,
	form: Record<string, string>
): Promise<{ url: string; html: string }> {
	const response = await by.post(origin() + address, {
		form,
		headers: { accept: 'text/html', origin: origin() }
	});
	expect(response.status(), `POST ${address}`).toBe(200);
	return { url: response.url(), html: await response.text() };
}

/** Forms without a browser, by somebody who is signed in or by a visitor. */
export async function desk(
	who: { email: string; password: string } | null
): Promise<APIRequestContext> {
	const by = await request.newContext();
	if (who) await send(by, '/sign-in', { email: who.email, password: who.password, next: '' });
	return by;
}

let teacher: Promise<APIRequestContext> | null = null;

/** The demo class's instructor, once for each worker. */
export function teachersDesk(): Promise<APIRequestContext> {
	return (teacher ??= desk(account('instructor')));
}

let demo: Promise<string> | null = null;

/** The address of the demo class's course. */
export function demoCourse(): Promise<string> {
	return (demo ??= teachersDesk().then(async (by) => {
		const html = await (await by.get(`${origin()}/courses`)).text();
		return /\/courses\/politics-and-security[^"]*/.exec(html)?.[0] ?? '';
	}));
}

export async function openCourse(title: string): Promise<Course> {
	const { url, html } = await send(await teachersDesk(), '/courses/new', {
		pack: 'hard-state-soft-state',
		titleEn: title,
		titleUr: '',
		timeZone: 'Asia/Karachi'
	});
	const slug = url.split('/').at(-1) ?? '';
	const code = /\/courses\/join\/(\w+)/.exec(html)?.[1] ?? '';
	const home = /href="([^"]*\/modules\/[^"/]+)"/.exec(html)?.[1] ?? '';
	expect([code, home], 'the new course has a code and a module').not.toContain('');
	return { slug, home: new URL(home, url).pathname, code };
}

let numbered = 0;

/** An address that nobody has yet, whichever worker asks. */
export function newPerson(name: string): Student {
	const word = `${process.pid}-${Date.now().toString(36)}-${++numbered}`;
	return { name, email: `${word}@journeys.example`, password: `pass phrase ${word}` };
}

/** A student of the course, signed in on this page's browser. */
export async function joinAs(page: Page, course: Course, name: string): Promise<Student> {
	const student = newPerson(name);
	const by = await desk(null);
	await send(by, '/sign-up', { ...student, next: '' });
	await send(by, '/sign-in', { email: student.email, password: student.password, next: '' });
	await send(by, `/courses/join/${course.code}`, {});
	const { cookies } = await by.storageState();
	await page.context().addCookies(cookies.filter((cookie) => cookie.name.includes('session')));
	await by.dispose();
	return student;
}

export interface Words {
	side: 'for' | 'against' | 'between';
	thesis: string;
	claim: string;
	warrant: string;
	against: string;
	reply: string;
	change: string;
}

/** Fills every part of the position that is open; what it cites is another matter. */
export async function writePosition(page: Page, words: Words): Promise<void> {
	await page.locator(`[name=side][value=${words.side}]`).check();
	await page.locator('[name=thesis]').fill(words.thesis);
	await page.locator('[name=claim-1]').fill(words.claim);
	await page.locator('[name=warrant-1]').fill(words.warrant);
	for (const part of ['against', 'reply', 'change'] as const)
		await page.locator(`[name=${part}]`).fill(words[part]);
}

export const wholeWords: Words = {
	side: 'for',
	thesis: 'A table without a condition gives away the only thing that was asked for.',
	claim: 'Two steps have to come before any talk.',
	warrant: 'The cited words say what was agreed, so leaving it out breaks an agreement.',
	against: 'A condition that cannot be met is a refusal in other words.',
	reply: 'Some are; these two were promised by the other side itself.',
	change: 'A case in which talks began first and both steps followed from them.'
};

/** The first value of each of these fields in the forms of a page, below its bar. */
async function fieldsOf(by: APIRequestContext, address: string, ...names: string[]) {
	const html = await (await by.get(origin() + address)).text();
	const main = html.slice(html.indexOf('id="main"'));
	return names.map((name) => {
		const found = new RegExp(`name="${name}"[^>]*?value="([^"]*)"`).exec(main)?.[1];
		if (found === undefined) throw new Error(`${address} has no field “${name}”`);
		return found;
	});
}

/** Saves the words of the position, whatever was there, and says what its reason is called. */
export async function saveDraft(
	by: APIRequestContext,
	course: Course,
	words: Words
): Promise<string> {
	return await sendWords(by, course, words, 'save');
}

async function sendWords(
	by: APIRequestContext,
	course: Course,
	{ claim, warrant, ...parts }: Words,
	action: 'save' | 'submit'
): Promise<string> {
	const address = `${course.home}/position`;
	const [version = '', reason = ''] = await fieldsOf(by, address, 'version', 'reason-1');
	const reasonWords = { 'reason-1': reason, 'claim-1': claim, 'warrant-1': warrant };
	await send(by, `${address}?/${action}`, { version, ...parts, ...reasonWords });
	return reason;
}

/** A position with everything in it, kept as a draft; two passages are cited. */
export async function draftPosition(
	by: APIRequestContext,
	course: Course,
	words: Words = wholeWords
): Promise<void> {
	const reason = await saveDraft(by, course, words);
	for (const [part, reading] of [
		[`reason:${reason}`, 'on-negotiating'],
		['against', 'red-line']
	] as const) {
		const paragraph = 'p4';
		const query = new URLSearchParams({ part, reading, paragraph }).toString();
		const address = `${course.home}/position/cite?`;
		const [version = '', range = ''] = await fieldsOf(by, address + query, 'version', 'range');
		await send(by, `${address}/cite&${query}`, { part, paragraph, version, range });
	}
}

/** Handed in as it stands. */
export async function submitPosition(
	by: APIRequestContext,
	course: Course,
	words: Words = wholeWords
): Promise<void> {
	await draftPosition(by, course, words);
	await sendWords(by, course, words, 'submit');
}

/** From the button of a part to the citation under it: reading, paragraph, first sentence. */
export async function cite(
	page: Page,
	button: string,
	where: { reading: string; paragraph: string }
): Promise<string> {
	await page.locator(button).click();
	await page.locator(`a[href*="reading=${where.reading}"]`).first().click();
	await page.locator(`a.paragraph[href$="#${where.paragraph}"]`).click();
	const choice = page.locator(`#${where.paragraph} label:has([name=range])`).first();
	const words = await choice.locator('.words').innerText();
	await choice.locator('input').check();
	await page.locator('form[action*="/cite"] button').click();
	await expect(page.locator('blockquote .words', { hasText: words })).toBeVisible();
	return words;
}

/** Presses Tab until the control has the focus: it can be reached, and nothing before it is a trap. */
export async function tabTo(page: Page, selector: string, most = 120): Promise<void> {
	for (let i = 0; i < most; i += 1) {
		await page.keyboard.press('Tab');
		if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
	}
	expect(null, `${selector} is reached by Tab`).toBe(selector);
}
