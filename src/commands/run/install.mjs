/*
 * Installs the packages of the lockfile when node_modules does not hold them. What is there is read
 * from the lockfile that npm keeps inside node_modules, so that a fresh checkout with new file dates
 * does not install again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root, run } from './child.mjs';
import { Stop, say, seconds } from './say.mjs';

/**
 * What a lockfile says of one package.
 * @typedef {{ version?: string, dev?: boolean, devOptional?: boolean, optional?: boolean, peer?: boolean }} Entry
 * @typedef {Record<string, Entry>} Packages
 */

/** @param {{ forRunningOnly: boolean }} what a built copy runs without the development packages */
export async function installIfNeeded({ forRunningOnly }) {
	const missing = missingPackage(forRunningOnly);
	if (!missing) return;
	say(`Installing packages (${missing}); this takes about half a minute …`);
	const started = performance.now();

	let { code, output } = await npm('ci');
	if (code !== 0 && !isNetworkFailure(output)) {
		say('“npm ci” did not work here; trying “npm install” …');
		({ code, output } = await npm('install'));
	}
	if (code !== 0)
		throw new Stop(
			isNetworkFailure(output)
				? 'The packages could not be fetched: the npm registry did not answer. Check the network (or the proxy and registry settings of npm) and run the same command again.'
				: 'The packages could not be installed; the lines above are what npm said.'
		);
	say(`Packages installed in ${seconds(started)}.`);
}

/**
 * What node_modules lacks, in words, or null when nothing is missing.
 * @param {boolean} forRunningOnly
 */
function missingPackage(forRunningOnly) {
	const kept = join(root, 'node_modules/.package-lock.json');
	if (!existsSync(kept)) return 'first time';
	const there = packagesOf(kept);
	for (const [path, entry] of Object.entries(packagesOf(join(root, 'package-lock.json')))) {
		if (path === '' || entry.optional || entry.devOptional || entry.peer) continue;
		if (forRunningOnly && entry.dev) continue;
		if (there[path]?.version !== entry.version)
			return `${path.replace(/^node_modules\//, '')} changed`;
	}
	return null;
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function packagesOf(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
	} catch {
		return {};
	}
}

/** @param {'ci' | 'install'} how */
function npm(how) {
	const args = [how, '--include=dev', '--no-audit', '--no-fund'];
	const script = process.env.npm_execpath;
	return script?.endsWith('.js')
		? run(process.execPath, [script, ...args])
		: run('npm', args, { shell: process.platform === 'win32' });
}

/** @param {string} output */
function isNetworkFailure(output) {
	return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network request|ERR_SOCKET_TIMEOUT/.test(
		output
	);
}
