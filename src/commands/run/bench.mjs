/*
 * `npm run bench`: how fast the built site is beside bare Node on the same machine. No part of the
 * tests: figures say something about one machine in one quarter of an hour.
 */
import { findChromium } from './chromium.mjs';
import { root, run, runInstalled } from './child.mjs';
import { Stop } from './say.mjs';
import process from 'node:process';
import { join } from 'node:path';

/**
 * @param {string[]} args parts and flags, see tests/bench/bench.ts
 * @returns {Promise<number>} the exit code
 */
export async function bench(args) {
	process.env.CHROMIUM_PATH = await findChromium();
	const { code, output } = await runInstalled(
		'vite/bin/vite.js',
		['build', '--config', 'tests/bench/vite.config.ts', '--logLevel', 'warn'],
		{ env: { NODE_ENV: 'production' }, quiet: true }
	);
	if (code !== 0) throw new Stop(`The bench could not be built.\n${output.trim()}`);
	const done = await run(process.execPath, [join(root, 'build/bench/bench.js'), ...args]);
	return done.code;
}
