/*
 * Builds the bench as the commands are built: plain Node, from the same source folders. It may use
 * development packages as well, for it runs where the tests run.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import commands from '../../src/commands/vite.config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
	devDependencies: Record<string, string>;
};
export default defineConfig({
	root,
	publicDir: false,
	resolve: commands.resolve ?? {},
	ssr: {
		noExternal: true,
		external: [...[commands.ssr?.external ?? []].flat(), ...Object.keys(devDependencies)].filter(
			(name) => typeof name === 'string'
		)
	},
	build: {
		ssr: true,
		target: 'node20',
		outDir: 'build/bench',
		emptyOutDir: true,
		minify: false,
		rolldownOptions: {
			input: { bench: `${root}tests/bench/bench.ts`, bare: `${root}tests/bench/bare.ts` }
		}
	}
});
