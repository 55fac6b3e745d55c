/*
 * What the scripts of a page weigh on the line, compressed as the server sends them, from opening it
 * until it asks for nothing more: whoever makes a page heavier learns it here, not a student's telephone.
 */
import { readFileSync } from 'node:fs';
import { demoCourse, origin } from './course';
import { expect, signIn, test, visit, type Page } from './fixtures';

/** In thousands of bytes; a reading with what it needs for notes. */
const most: Record<string, number> = {
	'/readings/taliban-talks': 75,
	'/readings/background-note': 75,
	'/questions/across': 76,
	'/position': 82,
	'': 63
};

/** Once no further script has come for a while. */
async function weightOf(page: Page, address: string): Promise<number> {
	await visit(page, address);
	const weight = await page.waitForFunction(() => {
		const scripts = (
			performance.getEntriesByType('resource') as PerformanceResourceTiming[]
		).filter(({ name }) => new URL(name).pathname.endsWith('.js'));
		const last = Math.max(0, ...scripts.map(({ responseEnd }) => responseEnd));
		if (scripts.length === 0 || performance.now() - last < 2000) return null;
		return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
	});
	return (await weight.jsonValue()) ?? 0;
}

for (const [path, limit] of Object.entries(most))
	test(`The scripts of ${path || 'the path'} weigh at most ${limit} KB`, async ({
		browser,
		page
	}) => {
		await signIn(page, 'ayesha.malik@standpoint.example');
		const address = `${await demoCourse()}/modules/hard-state-soft-state${path}`;
		// Nothing that another page left behind.
		const fresh = await browser.newContext({
			baseURL: origin(),
			storageState: await page.context().storageState()
		});
		const weight = await weightOf(await fresh.newPage(), address);
		await fresh.close();
		// No script at all would be a page that is broken.
		expect(weight).toBeGreaterThan(30_000);
		expect(weight).toBeLessThanOrEqual(limit * 1000);
	});

interface Chunk {
	name?: string;
	css?: string[];
	dynamicImports?: string[];
}

test('What is fetched later has its styles in the page before, by a name that the server knows', () => {
	const manifest = JSON.parse(
		readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8')
	) as Record<string, Chunk>;
	const later = Object.entries(manifest)
		.filter(([from]) => from.includes('/nodes/'))
		.flatMap(([, { dynamicImports = [] }]) => dynamicImports)
		.filter((to) => (manifest[to]?.css ?? []).length > 0);
	expect(later.length).toBeGreaterThan(0);
	// A part that another page imports at once as well loses its name, and with it its styles here.
	const nameless = later.filter((to) => !to.startsWith('src/')).map((to) => manifest[to]?.name);
	expect(nameless).toEqual([]);
});
