/*
 * No module reaches itself again through what it imports. Which folder may import from which the
 * linter says; circles within a folder are looked for here, in one walk over all files, which takes a
 * second where the linter's rule takes most of a minute. Imports of types alone are no circle.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'src');

type Graph = Map<string, string[]>;

/** `import … from`, `export … from` and `import '…'`; not `import type`, nor lists of types only. */
const statement = /^(?:import|export)\s+(?!type\b)(?:([^;'"]*?)\sfrom\s+)?'([^']+)';/gm;

function importsOf(text: string): string[] {
	return [...text.matchAll(statement)]
		.filter(([, names = '']) => !isTypesOnly(names))
		.map(([, , path = '']) => path);
}

function isTypesOnly(names: string): boolean {
	const listed = /^\{([^}]*)\}$/.exec(names.trim())?.[1]?.split(',') ?? [];
	const named = listed.map((name) => name.trim()).filter((name) => name !== '');
	return named.length > 0 && named.every((name) => name.startsWith('type '));
}

/** The file that a path in `from` means; null for packages and what is generated. */
function fileOf(path: string, from: string): string | null {
	const place = path.startsWith('$lib/')
		? join(source, 'lib', path.slice(5))
		: path.startsWith('.')
			? resolve(dirname(from), path)
			: null;
	if (!place) return null;
	const found = [place, `${place}.ts`, `${place}.js`, join(place, 'index.ts')].find(
		(file) => existsSync(file) && statSync(file).isFile()
	);
	return found ?? null;
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((file) => /\.(?:ts|svelte|mjs|js)$/.test(file) && !/\/paraglide\//.test(file));
}

/** One circle of each knot, as the files on the way; empty when there is none. */
function circles(graph: Graph): string[][] {
	const done = new Set<string>();
	const way: string[] = [];
	const on = new Set<string>();
	const found: string[][] = [];
	const walk = (file: string) => {
		if (on.has(file)) found.push([...way.slice(way.indexOf(file)), file]);
		if (done.has(file)) return;
		done.add(file);
		on.add(file);
		way.push(file);
		for (const next of graph.get(file) ?? []) walk(next);
		way.pop();
		on.delete(file);
	};
	for (const file of graph.keys()) walk(file);
	return found;
}

describe('imports', () => {
	it('of types alone are told from those of code', () => {
		const text = [
			"import type { A } from './a';",
			"import { type B, type C } from './b';",
			"import {\n\ttype D,\n\tdoD\n} from './d';",
			"export { e } from './e';",
			"import './f';",
			"export type { G } from './g';"
		].join('\n');
		expect(importsOf(text)).toEqual(['./d', './e', './f']);
	});

	it('that lead back are found', () => {
		const graph: Graph = new Map([
			['a', ['b', 'd']],
			['b', ['c']],
			['c', ['a']],
			['d', []]
		]);
		expect(circles(graph)).toEqual([['a', 'b', 'c', 'a']]);
	});

	it('never go round in a circle', () => {
		const graph: Graph = new Map();
		for (const file of filesIn(source)) {
			const paths = importsOf(
				readFileSync(file, 'utf8').replace(/^\s+(?=(?:import|export)\s)/gm, '')
			);
			graph.set(
				file,
				paths.map((path) => fileOf(path, file)).filter((found) => found !== null)
			);
		}
		expect(graph.size).toBeGreaterThan(500);
		expect([...graph.values()].flat().length).toBeGreaterThan(2000);
		const named = circles(graph).map((way) =>
			way.map((file) => relative(source, file)).join(' → ')
		);
		expect(named).toEqual([]);
	});
});
