/*
 * Makes the import command where the site is not built: under `vite dev` and in tests. The result
 * lies among what packages keep for themselves; several processes may make it at the same time.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export async function buildWorker(): Promise<string> {
	const { build } = await import('vite');
	const made = await build({
		configFile: false,
		logLevel: 'silent',
		publicDir: false,
		resolve: { alias: { $lib: resolve('src/lib') } },
		build: {
			ssr: true,
			write: false,
			target: 'node20',
			minify: false,
			rollupOptions: { input: { import: resolve('src/commands/import.ts') } }
		}
	});
	const [result] = [made].flat();
	if (!result || !('output' in result)) throw new Error('The import command could not be made.');
	const [{ code }] = result.output;
	const folder = resolve('node_modules/.cache/standpoint');
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'import.mjs');
	const own = `${file}.${process.pid}`;
	writeFileSync(own, code);
	renameSync(own, file);
	return file;
}
