/*
 * Builds the site and its commands when the sources changed since the last build. The stamp beside
 * the build is a hash of everything that goes into it; it is written last, so that a build that
 * broke off is not taken for a whole one.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runInstalled } from './child.mjs';
import { Stop, say, seconds } from './say.mjs';

const sources = [
	'src',
	'static',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'package.json',
	'package-lock.json'
];
/** Not part of the build: generated from the rest, or only for tests and for running. */
const leftOut = /^src[\\/]lib[\\/]paraglide$|^src[\\/]commands[\\/]run|\.test\.ts$/;
const stampFile = join(root, 'build/.stamp');

export function isBuilt() {
	return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();
}

export async function build() {
	const started = performance.now();
	const before = stamp();
	say('Building the site; this takes about a minute …');
	await step(['build', '--logLevel', 'warn']);
	await step(['build', '--config', 'src/commands/vite.config.ts', '--logLevel', 'warn']);
	writeFileSync(stampFile, before);
	say(`Built in ${seconds(started)}.`);
}

/**
 * Bundlers warn about the insides of other people's packages: what they say is shown on failure.
 * @param {string[]} args
 */
async function step(args) {
	const env = { NODE_ENV: 'production' };
	const { code, output } = await runInstalled('vite/bin/vite.js', args, { env, quiet: true });
	if (code === 0) return;
	console.error(output.trim());
	throw new Stop('The build failed; the lines above say where.');
}

function stamp() {
	const hash = createHash('sha256');
	/** @param {string} path */
	const add = (path) => {
		if (leftOut.test(path)) return;
		const full = join(root, path);
		if (!existsSync(full)) return;
		const entries = isFolder(full);
		if (entries) for (const name of entries) add(join(path, name));
		else hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
	};
	for (const path of sources) add(path);
	return hash.digest('hex');
}

/** @param {string} path */
function isFolder(path) {
	try {
		return readdirSync(path).sort();
	} catch {
		return null;
	}
}
