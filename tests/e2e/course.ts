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

const origin = () => `http://127.0.0.1:${process.env.E2E_PORT}`;

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

/** Somebody who is signed in, without a browser. */
export async function desk(who: { email: string; password: string }): Promise<APIRequestContext> {
	const by = await request.newContext();
	await send(by, '/sign-in', { email: who.email, password: who.password, next: '' });
	return by;
}

let teacher: Promise<APIRequestContext> | null = null;

/** The demo class's instructor, once for each worker. */
export function teachersDesk(): Promise<APIRequestContext> {
	return (teacher ??= desk(account('instructor')));
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
	const by = await request.newContext();
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
