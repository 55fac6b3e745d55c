/*
 * Installing a system package on Debian and its kin, where the tests run as root.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { run } from './child.mjs';
import { say } from './say.mjs';

export function isRootOnDebian() {
	return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * @param {string} name
 * @returns {Promise<boolean>} whether it is there now
 */
export async function installDebianPackage(name) {
	say(`Installing the Debian package ${name} …`);
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await run('apt-get', ['update', '-qq'], { env, quiet: true });
	const { code, output } = await run(
		'apt-get',
		['install', '-y', '-qq', '--no-install-recommends', name],
		{ env, quiet: true }
	);
	if (code !== 0) console.error(output.trim());
	return code === 0;
}
