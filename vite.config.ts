import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const chromium = {
	executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
	args: [
		'--no-sandbox',
		'--disable-background-networking',
		'--disable-quic',
		'--disable-component-update',
		'--disable-sync',
		'--no-first-run'
	]
};

/** The compiled messages make new plural rules for every word they count, which is slow: kept here. */
const keptPlurals: Plugin = {
	name: 'kept-plurals',
	transform(code, id) {
		const fresh = 'new Intl.PluralRules(locale, options).select(';
		if (!/\/paraglide\/registry\.js$/.test(id) || !code.includes(fresh)) return;
		const kept = `const rules = new Map();
function rulesOf(locale, options) {
	const key = locale + JSON.stringify(options ?? null);
	if (!rules.has(key)) rules.set(key, new Intl.PluralRules(locale, options));
	return rules.get(key);
}
`;
		return { code: kept + code.replace(fresh, 'rulesOf(locale, options).select('), map: null };
	}
};

/**
 * In the browser a page has the one language that it is drawn in; another is always a new page. So the
 * compiled messages need not look for it there, and each of them becomes one line.
 */
const shortMessages: Plugin = {
	name: 'short-messages',
	transform(code, id, options) {
		if (options?.ssr || process.env.VITEST) return;
		if (/\/paraglide\/runtime\.js$/.test(id))
			return {
				code: `export const getLocale = () => document.documentElement.lang;
export const inUrdu = (options) => (options?.locale ?? getLocale()) === 'ur';`,
				map: null
			};
		const [, name] = /\/paraglide\/messages\/(?!_)(\w+)\.js$/.exec(id) ?? [];
		if (!name) return;
		const plain = code.replace(/\/\*[^]*?\*\//g, '');
		const words = (locale: string) => {
			const [, body] =
				new RegExp(`const ${locale}_\\w+ = +\\(i?\\) => \\{([^]*?)\\n\\};`).exec(plain) ?? [];
			if (body === undefined) throw new Error(`${id}: compiled in another way than expected`);
			return /^\s*return\s+\((`[^`]*`)\)\s*$/.exec(body)?.[1] ?? `(() => {${body}})()`;
		};
		return {
			code: `import * as registry from '../registry.js';
import { inUrdu } from '../runtime.js';
export const ${name} = (i, options) => inUrdu(options) ? ${words('ur')} : ${words('en')};`,
			map: null
		};
	}
};

/** Tests ask for every word: five thousand small modules for each file of tests are read as one. */
const messagesAtOnce: Plugin = {
	name: 'messages-at-once',
	transform(code, id) {
		if (!process.env.VITEST || !/\/paraglide\/messages\/_index\.js$/.test(id)) return;
		const files = [...code.matchAll(/^export \* from '\.\/(\w+\.js)'/gm)];
		const texts = files.map(([, file = '']) => readFileSync(join(dirname(id), file), 'utf8'));
		const imports = new Set(texts.flatMap((text) => text.match(/^import .*$/gm) ?? []));
		return {
			code: [...imports, ...texts.map((text) => text.replace(/^import .*$/gm, ''))].join('\n'),
			map: null
		};
	}
};

/** What a part that is fetched later needs before it: its styles, where the page has not got them yet. */
const shortPreload: Plugin = {
	name: 'short-preload',
	transform(_code, id) {
		if (id !== '\0vite/preload-helper.js' || process.env.VITEST) return;
		return {
			code: `const styles = new Map();
function style(path) {
	if (document.querySelector('link[rel=stylesheet][href="' + path + '"]') && !styles.has(path)) return;
	if (!styles.has(path)) styles.set(path, new Promise((done, failed) => {
		const link = document.createElement('link');
		link.rel = 'stylesheet';
		link.href = path;
		link.onload = done;
		link.onerror = () => {
			styles.delete(path);
			link.remove();
			failed(new Error('no ' + path));
		};
		document.head.append(link);
	}));
	return styles.get(path);
}
export const __vitePreload = (load, paths = []) => Promise.all(paths.map(style)).then(load);`,
			map: null
		};
	}
};

/**
 * Left alone, every few lines that two pages share become a file of their own: sixty small ones for
 * a page, each with its own headers, and all of their names in the list that every page loads.
 */
const fewerFiles: Plugin = {
	name: 'fewer-files',
	config: ({ build }) => {
		if (build?.ssr || process.env.VITEST) return {};
		const fields =
			/\/(?:Choice|TextArea|Field|ErrorSummary|FormSummary)\.svelte|\/forms\/(?:form|enhancing)\.ts/;
		const authoring =
			/\/(?:LocalFields|LinkTabs|Author\w+|\w+Buttons|AddRow)\.svelte|\/forms\/rows\.ts|\/authoring_\w+\.js/;
		const texts =
			/\/lib\/readings\/(?:Words|Prose|reading|wording)\.|\/readings_(?:is_read|read_to|minutes|paragraph|note_|printed|found|inferred|prov|under)/;
		// Many pages of staff share these; what everybody reads does without.
		const marking =
			/\/lib\/(?:reviews|positions|gradebook)\/|\/(?:reviews|positions|marking|bank|allocation|moderating|calibrating|peers|gradebook|late|regrading)_\w+\.js/;
		// What the pages of debates share is theirs.
		const debates =
			/\/lib\/debates\/|\/(?:debates|formats|rounds|boards|written|flow|votes|conduct)_\w+\.js/;
		const groups = [
			{ name: 'frame', test: /node_modules|\0/, minShareCount: 60 },
			{
				name: 'common',
				test: (id: string) =>
					!fields.test(id) && !authoring.test(id) && !marking.test(id) && !debates.test(id),
				minShareCount: 14
			},
			// What pages with long forms share, and pages that one reads do without.
			{ name: 'fields', test: fields, minShareCount: 8 },
			{ name: 'debates', test: debates, minShareCount: 8 },
			{ name: 'authoring', test: authoring, minShareCount: 8 },
			{ name: 'texts', test: texts, minShareCount: 2 },
			{ name: 'small', test: /^(?!.*\/paraglide\/)/, minShareCount: 3, maxModuleSize: 600 }
		];
		return { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } };
	}
};

/** These put something in the place of a module, which must not have been read before. */
const apart = ['class-accounts', 'importing-files', 'statements'].map(
	(name) => `tests/features/${name}.test.ts`
);
const onServer = {
	environment: 'node' as const,
	setupFiles: ['tests/support/setup.ts'],
	testTimeout: 20_000,
	hookTimeout: 60_000
};

export default defineConfig({
	plugins: [
		// Tests take the words as they were compiled before: suites that run side by side would rewrite them under each other.
		...(process.env.VITEST
			? []
			: [
					paraglideVitePlugin({
						project: './src/messages/project.inlang',
						outdir: './src/lib/paraglide',
						strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
						emitTsDeclarations: true
					})
				]),
		keptPlurals,
		messagesAtOnce,
		shortMessages,
		shortPreload,
		sveltekit(),
		fewerFiles
	],
	build: {
		// Old phones: `light-dark()` is lowered for them.
		cssTarget: 'chrome109',
		// Which scripts a page needs stands in the page. A list of those of every other page weighs 3 KB on each.
		modulePreload: {
			resolveDependencies: (_file, needed) => needed.filter((name) => name.endsWith('.css'))
		}
	},
	test: {
		expect: { requireAssertions: true },
		projects: [
			{
				extends: true,
				test: {
					...onServer,
					name: 'node',
					include: [
						'src/**/*.test.ts',
						'tests/access/**/*.test.ts',
						'tests/content/**/*.test.ts',
						'tests/features/**/*.test.ts'
					],
					exclude: ['src/**/*.svelte.test.ts', ...apart],
					// The site's modules are read once, not for each file.
					isolate: false
				}
			},
			{ extends: true, test: { ...onServer, name: 'apart', include: apart } },
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['src/**/*.svelte.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({ launchOptions: chromium }),
						instances: [{ browser: 'chromium' }]
					}
				}
			},
			{
				extends: true,
				test: {
					...onServer,
					name: 'reliability',
					include: ['tests/reliability/**/*.test.ts'],
					testTimeout: 180_000,
					hookTimeout: 180_000,
					// They wait more than they work: for servers to start, to end, to be killed.
					maxWorkers: 3
				}
			}
		]
	}
});
