/*
 * Builds the bench as the commands are built: plain Node, from the same source folders. It may use
 * development packages as well, for it runs where the tests run.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import commands from '../../src/commands/vite.config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
	devDependencies: Record<string, string>;
};
const { input: _commands, ...rollupOptions } = commands.build?.rollupOptions ?? {};

export default defineConfig(
	mergeConfig(
		{
			...commands,
			build: { ...commands.build, outDir: 'build/bench', rollupOptions }
		},
		{
			ssr: { external: Object.keys(devDependencies) },
			build: {
				rollupOptions: {
					input: { bench: `${root}tests/bench/bench.ts`, bare: `${root}tests/bench/bare.ts` }
				}
			}
		}
	)
);
