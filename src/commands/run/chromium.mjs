/*
 * Finds a Chromium for the tests: the one that CHROMIUM_PATH names, the system's, Playwright's own;
 * on Debian as root the package is installed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { run } from './child.mjs';
import { installDebianPackage, isRootOnDebian } from './debian.mjs';
import { Stop, say } from './say.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = ['Google Chrome', 'Chromium'].map(
	(name) => `/Applications/${name}.app/Contents/MacOS/${name}`
);
const insidePlaywright = [
	'chrome-linux64/chrome',
	'chrome-linux/chrome',
	'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
	'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
	'chrome-headless-shell-linux64/chrome-headless-shell',
	'chrome-linux/headless_shell'
];

/** @returns {Promise<string>} the path of a program that answered */
export async function findChromium() {
	const named = process.env.CHROMIUM_PATH;
	if (named) {
		if (await answers(named)) return named;
		throw new Stop(`CHROMIUM_PATH names ${named}, but no Chromium answers there.`);
	}
	const found = await firstOf([...onPath(), ...applications, ...ofPlaywright()]);
	if (found) return found;
	if (isRootOnDebian() && (await installDebianPackage('chromium'))) {
		const installed = await firstOf(onPath());
		if (installed) return installed;
	}
	throw new Stop(
		'No Chromium was found: install it (for instance “apt-get install chromium” or “npx playwright install chromium”) or name it in CHROMIUM_PATH, then run the tests again.'
	);
}

function onPath() {
	const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
	return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function ofPlaywright() {
	const caches = [
		process.env.PLAYWRIGHT_BROWSERS_PATH,
		join(homedir(), '.cache/ms-playwright'),
		join(homedir(), 'Library/Caches/ms-playwright')
	];
	return caches.flatMap((cache) =>
		cache && existsSync(cache)
			? readdirSync(cache)
					.filter((name) => name.startsWith('chromium'))
					.flatMap((name) => insidePlaywright.map((path) => join(cache, name, path)))
			: []
	);
}

/** @param {string[]} paths */
async function firstOf(paths) {
	for (const path of new Set(paths)) {
		if (!existsSync(path) || !(await answers(path))) continue;
		say(`Chromium: ${path}`);
		return path;
	}
	return null;
}

/**
 * Some systems have a file of that name that only tells how to install the browser.
 * @param {string} path
 */
async function answers(path) {
	return (await run(path, ['--version'], { quiet: true })).code === 0;
}
