/*
 * `npm run lint`: the linters, two at a time. Components are linted apart from plain TypeScript: each
 * of them makes the type checker begin anew, and everything in between would pay for it again.
 */
import { runInstalled } from './child.mjs';
import { say, seconds } from './say.mjs';

const eslint = 'eslint/bin/eslint.js';
const stylelint = 'stylelint/bin/stylelint.mjs';

/** @returns {Promise<number>} the exit code */
export async function lint() {
	const codes = await Promise.all([
		linter('Components', eslint, ['**/*.svelte']),
		linter('TypeScript and scripts', eslint, ['.', '--ignore-pattern', '**/*.svelte']).then(
			async (code) => Math.max(code, await linter('Styles', stylelint, ['src/**/*.{css,svelte}']))
		)
	]);
	return Math.max(...codes);
}

/**
 * @param {string} what
 * @param {string} script
 * @param {string[]} args
 */
async function linter(what, script, args) {
	const started = performance.now();
	const { code, output } = await runInstalled(script, args, { quiet: true });
	if (output.trim() !== '') console.log(output.trim());
	say(`${what}: ${code === 0 ? 'nothing to say' : 'see above'} (${seconds(started)}).`);
	return code;
}
