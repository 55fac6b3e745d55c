/*
 * Builds the commands beside the site: one entry each, in plain Node, from the same source folders.
 * As in the site's own build, only what package.json lists under `dependencies` stays outside.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inRoot = (path: string) => `${root}${path}`;
const { dependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as {
	dependencies: Record<string, string>;
};

/** Commands run without Kit: what asks for a request or Kit's environment must fail here, early. */
const withoutKit: Plugin = {
	name: 'commands-without-kit',
	enforce: 'pre',
	resolveId(id, importer) {
		if (/^\$(app|env)\//.test(id))
			throw new Error(`${importer ?? 'a command'} imports ${id}, which commands do not have.`);
	}
};

export default defineConfig({
	root,
	publicDir: false,
	plugins: [withoutKit],
	resolve: {
		alias: { $lib: inRoot('src/lib'), $packs: inRoot('src/packs') }
	},
	ssr: { noExternal: true, external: Object.keys(dependencies) },
	build: {
		ssr: true,
		target: 'node20',
		outDir: 'build/commands',
		emptyOutDir: true,
		minify: false,
		rollupOptions: {
			input: Object.fromEntries(
				['demo', 'start', 'admin', 'backup', 'restore', 'move', 'import'].map((name) => [
					name,
					inRoot(`src/commands/${name}.ts`)
				])
			)
		}
	}
});
