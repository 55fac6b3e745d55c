/*
 * `npm run bench`: how fast the built site is, measured against what bare Node can do on the same
 * machine in the same minutes. Bounded, on loopback, and it ends by itself.
 *
 *   npm run bench                  every part
 *   npm run bench -- pages writes  only these
 *   npm run bench -- --short       shorter rounds, for a first look
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { measurePages } from './pages';
import { forgetCopy, seededCopy } from './seed';
import { pagesTable } from './tables';

const [words, flags] = [
	process.argv.slice(2).filter((word) => !word.startsWith('--')),
	process.argv.slice(2).filter((word) => word.startsWith('--'))
];
const isShort = flags.includes('--short');
const only = flags.find((flag) => flag.startsWith('--only='))?.slice(7) ?? null;
const courses = 20;

const parts: Record<string, () => Promise<unknown>> = {
	async pages() {
		const data = await seededCopy(courses, 'pages');
		try {
			const how = isShort
				? { rounds: 2, seconds: 1, connections: [8] }
				: { rounds: 3, seconds: 2, connections: [1, 8, 32] };
			const results = await measurePages(data, how, only);
			console.log(pagesTable(results));
			return results;
		} finally {
			forgetCopy(data);
		}
	}
};

const chosen = words.length > 0 ? words : Object.keys(parts);
const unknown = chosen.find((name) => !(name in parts));
if (unknown) {
	console.error(`“${unknown}” is no part; there is ${Object.keys(parts).join(', ')}.`);
	process.exit(1);
}

const began = performance.now();
const report: Record<string, unknown> = {
	at: new Date().toISOString(),
	machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`,
	short: isShort
};
for (const name of chosen) {
	console.log(`\n━━ ${name}`);
	report[name] = await parts[name]?.();
}
mkdirSync('bench-results', { recursive: true });
const file = `bench-results/${new Date().toISOString().replace(/[:.]/g, '-')}.json`;
writeFileSync(file, JSON.stringify(report, null, '\t'));
console.log(
	`\nMeasured in ${((performance.now() - began) / 1000).toFixed(0)} s; everything is in ${file}.`
);
process.exit(0);
