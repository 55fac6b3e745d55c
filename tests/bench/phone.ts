/*
 * What a page costs a cheap telephone on a slow line: bytes of script as they travel, the first and
 * the largest paint, and whether the text is painted while every script is still on its way. Besides
 * those pages, every page that people can walk to is asked for its scripts.
 */
import { chromium, type Browser, type BrowserContext } from 'playwright';
import { gzipSync } from 'node:zlib';
import { pageKinds } from './pages';
import { startSite, type Measured } from './processes';
import { cookieOf, moduleSlug, peopleOf } from './seed';

/** A mid-range telephone of some years ago on a slow mobile line. */
const line = {
	offline: false,
	latency: 150,
	downloadThroughput: (1.6 * 1024 * 1024) / 8,
	uploadThroughput: (750 * 1024) / 8
};
const slowness = 4;

export interface PhonePage {
	page: string;
	/** Kilobytes, compressed, without headers; the middle of the loads. */
	script: number;
	/** All that travelled, headers, fonts and pictures too. */
	everything: number;
	/** Milliseconds. */
	firstPaint: number;
	largestPaint: number;
	/** Text stood on the screen before any script had arrived. */
	textFirst: boolean;
	most: number;
}

export interface Scripts {
	pages: number;
	/** The page with the most script, in kilobytes. */
	page: string;
	script: number;
	most: number;
}

interface Visit {
	name: string;
	path: string;
	userId: string;
	most: number;
}

function visitsIn(data: string): Visit[] {
	const [student] = peopleOf(data, 'student', 'open', 1);
	if (!student) throw new Error('there is nobody');
	const path = `/courses/${student.course}/modules/${moduleSlug}`;
	const kinds = pageKinds.map(({ name, targets }) => {
		const [first] = targets(data);
		const userId = /token-([\w-]+)/.exec(first?.cookie ?? '')?.[1] ?? '';
		return { name, path: first?.path ?? '', userId, most: name === 'reading' ? 60 : 90 };
	});
	return [
		...kinds,
		{ name: 'path', path, userId: student.userId, most: 90 },
		{ name: 'position', path: `${path}/position`, userId: student.userId, most: 90 }
	];
}

async function contextOf(browser: Browser, site: Measured, userId: string) {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		isMobile: true,
		hasTouch: true,
		deviceScaleFactor: 2,
		serviceWorkers: 'block'
	});
	const [name = '', value = ''] = cookieOf(userId).split('=');
	await context.addCookies([{ name, value, url: site.origin, httpOnly: true }]);
	return context;
}

interface Load {
	script: number;
	everything: number;
	firstPaint: number;
	largestPaint: number;
}

async function load(context: BrowserContext, address: string): Promise<Load> {
	const page = await context.newPage();
	const client = await context.newCDPSession(page);
	const scripts = new Set<string>();
	const sizes = new Map<string, number>();
	client.on('Network.responseReceived', ({ type, response }) => {
		if (type === 'Script') scripts.add(response.url);
	});
	client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
		sizes.set(requestId, encodedDataLength)
	);
	await client.send('Network.enable');
	await client.send('Network.setCacheDisabled', { cacheDisabled: true });
	await client.send('Network.emulateNetworkConditions', line);
	await client.send('Emulation.setCPUThrottlingRate', { rate: slowness });
	await page.goto(address, { waitUntil: 'networkidle', timeout: 60_000 });
	const paints = await page.evaluate(
		() =>
			new Promise<{ firstPaint: number; largestPaint: number }>((resolve) => {
				const [first] = performance.getEntriesByName('first-contentful-paint');
				const firstPaint = first?.startTime ?? Infinity;
				new PerformanceObserver((list) => {
					resolve({ firstPaint, largestPaint: list.getEntries().at(-1)?.startTime ?? Infinity });
				}).observe({ type: 'largest-contentful-paint', buffered: true });
			})
	);
	await page.close();
	return {
		...paints,
		script: sum(await Promise.all([...scripts].map(sizeAt))) / 1024,
		everything: sum(sizes.values()) / 1024
	};
}

/** Scripts are held back for good: what is painted then was painted without them. */
async function paintsTextFirst(context: BrowserContext, address: string): Promise<boolean> {
	const page = await context.newPage();
	try {
		await page.route('**/*.js', () => undefined);
		await page.goto(address, { waitUntil: 'commit' });
		await page.waitForFunction(
			() =>
				performance.getEntriesByName('first-contentful-paint').length > 0 &&
				(document.querySelector('main')?.innerText.length ?? 0) > 200,
			undefined,
			{ timeout: 20_000, polling: 100 }
		);
		return true;
	} catch {
		return false;
	} finally {
		await page.unrouteAll({ behavior: 'ignoreErrors' });
		await page.close();
	}
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0);
const middle = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

export async function measurePhone(
	data: string,
	loads: number
): Promise<{ pages: PhonePage[]; scripts: Scripts }> {
	const site = await startSite(data);
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
		args: [
			'--no-sandbox',
			'--disable-background-networking',
			'--disable-quic',
			'--disable-component-update',
			'--disable-sync',
			'--no-first-run'
		]
	});
	try {
		const pages: PhonePage[] = [];
		for (const { name, path, userId, most } of visitsIn(data)) {
			const seen: Load[] = [];
			let textFirst = false;
			for (let n = 0; n < loads; n++) {
				const context = await contextOf(browser, site, userId);
				seen.push(await load(context, site.origin + path));
				if (n === 0) textFirst = await paintsTextFirst(context, site.origin + path);
				await context.close();
			}
			const of = (key: keyof Load) => middle(seen.map((one) => one[key]));
			pages.push({
				page: name,
				script: of('script'),
				everything: of('everything'),
				firstPaint: of('firstPaint'),
				largestPaint: of('largestPaint'),
				textFirst,
				most
			});
			console.log(`  ${name}`);
		}
		return { pages, scripts: await scriptsEverywhere(site, data) };
	} finally {
		await browser.close();
		await site.stop();
	}
}

/** As many pages as one person is walked through at most. */
const mostPages = 150;

/**
 * Follows the links from the course, as a student and as staff, to one page of each kind, and adds
 * up the scripts that it names, compressed as the site compresses them.
 */
async function scriptsEverywhere(site: Measured, data: string): Promise<Scripts> {
	const sizes = new Map<string, Promise<number>>();
	const sizeOf = (path: string) => {
		const known = sizes.get(path) ?? sizeAt(site.origin + path);
		sizes.set(path, known);
		return known;
	};
	let [pages, worst] = [0, { page: '', script: 0 }];
	for (const role of ['student', 'instructor']) {
		const [person] = peopleOf(data, role, 'open', 1);
		if (!person) continue;
		const seen = new Set<string>();
		const toSee = ['/', '/account', `/courses/${person.course}`];
		while (toSee.length > 0 && seen.size < mostPages) {
			const path = toSee.shift() ?? '';
			const kind = kindOf(path);
			if (seen.has(kind)) continue;
			seen.add(kind);
			const response = await fetch(site.origin + path, {
				headers: { cookie: cookieOf(person.userId), accept: 'text/html' },
				redirect: 'manual'
			});
			const isPage = response.headers.get('content-type')?.startsWith('text/html');
			const html = await response.text();
			if (response.status !== 200 || !isPage) continue;
			pages++;
			const scripts = new Set(html.match(/\/_app\/immutable\/[\w./-]+\.js/g));
			const all = await Promise.all([...scripts].map(sizeOf));
			const script = sum(all) / 1024;
			if (script > worst.script) worst = { page: kind, script };
			for (const [, href = ''] of html.matchAll(/<a[^>]* href="(\/[^"#]*)/g))
				toSee.push(href.replaceAll('&amp;', '&'));
		}
	}
	return { pages, ...worst, most: 90 };
}

/** Pages that differ in an id, a name of a text or a filter are of one kind. */
const kindOf = (path: string) =>
	path
		.replace(/\?.*$/, '')
		.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')
		.replace(/^\/courses\/[^/]+/, '/courses/*')
		.replace(/\/(readings|questions|stances|documents)\/[^/]+/, '/$1/*');

async function sizeAt(address: string): Promise<number> {
	// Read as it travels: `fetch` would unpack it.
	const response = await fetch(address, { headers: { 'accept-encoding': 'gzip' } });
	const length = Number(response.headers.get('content-length'));
	const body = Buffer.from(await response.arrayBuffer());
	return response.headers.get('content-encoding') === 'gzip' && length > 0
		? length
		: gzipSync(body).length;
}
