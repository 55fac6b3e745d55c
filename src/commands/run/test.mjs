/*
 * `npm test`: every layer of tests, one after the other, counted. Nothing is left out in silence: a
 * skipped test, a layer that ran no test and a run that broke off all count as failures. The last
 * line is `N passed, N failed`.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build, isBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { root, run, runInstalled } from './child.mjs';
import { startPostgres } from './postgres.mjs';
import { Stop, heading, say, seconds } from './say.mjs';

/**
 * What a layer came to; `title` names the engine that ran.
 * @typedef {{ title: string, passed: number, failed: number, skipped: number, note?: string }} Count
 */

const folder = mkdtempSync(join(tmpdir(), 'standpoint-test-'));
/** Both engines run what touches the database: the features and who may see what. */
const onBothEngines = ['tests/features', 'tests/access'];
/**
 * What asks no database anything of its own, and takes long: forms that are refused before one is asked,
 * the enumeration of routes, passwords, files that are taken apart.
 */
const onOneEngine = [
	'tests/features/bad-input.test.ts',
	'tests/access/archived.test.ts',
	'tests/access/routes.test.ts',
	'tests/features/class-accounts.test.ts',
	'tests/features/importing-process.test.ts',
	'tests/features/importing-files.test.ts'
];
const onServer = ['--project', 'node', '--project', 'apart'];
/** Each file has a database of its own: as many at once as there are processors. */
const sideBySide = `--maxWorkers=${availableParallelism()}`;
/** What PGlite can bear: it is slow, and has one session. */
const smoke = [
	'tests/features/opening.test.ts',
	'tests/features/modules.test.ts',
	'--no-file-parallelism',
	'--testTimeout=120000',
	'--hookTimeout=120000'
];
/** Several processes need a database that they can share. */
const severalProcesses = 'tests/reliability/processes.test.ts';
const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined };

/** @type {Record<string, () => Promise<Count>>} */
const layers = {
	node: () =>
		vitest('Rules, content, access and features on SQLite', [...onServer, sideBySide], {
			DATABASE_URL: undefined
		}),
	postgres: onPostgres,
	browser: () => vitest('Components in Chromium', ['--project', 'browser']),
	e2e: journeys,
	reliability: async () => {
		await buildIfNeeded();
		const postgres = await startPostgres();
		const files = filesIn(['tests/reliability'], postgres.isWhole ? [] : [severalProcesses]);
		try {
			return {
				...(await vitest(
					'Reliability of the built server',
					['--project', 'reliability', ...files],
					{ DATABASE_URL: undefined, SECOND_DATABASE_URL: postgres.url }
				)),
				note: postgres.isWhole ? undefined : 'no PostgreSQL was found: one process only'
			};
		} finally {
			await postgres.stop();
		}
	},
	words: ownWords
};

/**
 * @param {string[]} args names of layers, all when none is named
 * @returns {Promise<number>} the exit code
 */
export async function test(args) {
	const chosen = args.length > 0 ? args : Object.keys(layers);
	const unknown = chosen.find((name) => !(name in layers));
	if (unknown)
		throw new Stop(`“${unknown}” is no layer; there is ${Object.keys(layers).join(', ')}.`);
	try {
		if (chosen.some((name) => ['browser', 'e2e', 'reliability'].includes(name)))
			process.env.CHROMIUM_PATH = await findChromium();
		await prepare();

		/** @type {Count[]} */
		const counts = [];
		for (const name of chosen) {
			const started = performance.now();
			const count = await layers[name]();
			counts.push(count);
			say(`${line(count)} (${seconds(started)})`);
		}
		return summary(counts);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Messages and the types of routes are generated; a layer must not run on yesterday's. */
async function prepare() {
	heading('Preparing');
	const strategy = ['--strategy', 'cookie', 'preferredLanguage', 'baseLocale'];
	const paths = ['--project', './src/messages/project.inlang', '--outdir', './src/lib/paraglide'];
	const messages = await runInstalled(
		'@inlang/paraglide-js/bin/run.js',
		['compile', ...paths, ...strategy, '--emit-ts-declarations', '--silent'],
		{ env: colour }
	);
	const types = await runInstalled('@sveltejs/kit/svelte-kit.js', ['sync']);
	if (messages.code !== 0 || types.code !== 0)
		throw new Stop('The messages or the types of the routes could not be generated.');
}

async function onPostgres() {
	const postgres = await startPostgres();
	const title = `Features and access on ${postgres.engine}`;
	const paths = postgres.isWhole ? [...filesIn(onBothEngines, onOneEngine), sideBySide] : smoke;
	try {
		return {
			...(await vitest(title, [...onServer, ...paths], { DATABASE_URL: postgres.url })),
			note: postgres.note
		};
	} finally {
		await postgres.stop();
	}
}

/**
 * Named one by one: what a command line leaves out it leaves out of no project.
 * @param {string[]} folders
 * @param {string[]} without
 */
function filesIn(folders, without) {
	return folders
		.flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
		.filter((file) => file.endsWith('.test.ts') && !without.includes(file));
}

async function journeys() {
	const title = 'Journeys in Chromium against the built server on SQLite';
	await buildIfNeeded();
	heading(title);
	const report = join(folder, 'journeys.json');
	const { code } = await runInstalled(
		'@playwright/test/cli.js',
		['test', '--forbid-only', '--reporter=list,json'],
		{
			env: {
				...colour,
				DATABASE_URL: undefined,
				ORIGIN: undefined,
				PLAYWRIGHT_JSON_OUTPUT_FILE: report
			}
		}
	);
	const { stats, errors } = read(report);
	if (!stats) return brokenOff(title);
	return whole(
		{
			title,
			passed: stats.expected,
			failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
			skipped: stats.skipped
		},
		code
	);
}

/**
 * @param {string} title
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Count>}
 */
async function vitest(title, args, env) {
	heading(title);
	const report = join(folder, `${title.replace(/\W+/g, '-')}.json`);
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	const { code } = await runInstalled(
		'vitest/vitest.mjs',
		['run', '--allowOnly=false', ...reporters, ...args],
		{ env: { ...colour, ORIGIN: undefined, ...env } }
	);
	const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
		read(report);
	if (numPassedTests === undefined) return brokenOff(title);
	// A file that cannot even be loaded has no tests to count.
	const brokenFiles = testResults.filter(
		(/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
			file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')
	);
	return whole(
		{
			title,
			passed: numPassedTests,
			failed: numFailedTests + brokenFiles.length,
			skipped: numPendingTests + numTodoTests
		},
		code
	);
}

/** No sentence of the five originals may stand in this repository; they are not part of it. */
async function ownWords() {
	const title = 'Own words';
	heading(title);
	const script = join(root, '../shared/check-own-words.mjs');
	if (!existsSync(script)) {
		const note = '5 originals not present';
		say(`${note}: nothing to compare with.`);
		return { title, passed: 0, failed: 0, skipped: 0, note };
	}
	const { code } = await run(process.execPath, [script, root]);
	return { title, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function buildIfNeeded() {
	if (isBuilt()) return;
	heading('Build');
	await build();
}

/** @param {string} file */
function read(file) {
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * @param {string} title
 * @returns {Count}
 */
function brokenOff(title) {
	return { title, passed: 0, failed: 1, skipped: 0, note: 'broke off before it could report' };
}

/**
 * Adds the failures that no single test shows: an error beside the tests, or no test at all.
 * @param {Count} count
 * @param {number} code
 * @returns {Count}
 */
function whole(count, code) {
	if (count.passed + count.failed === 0) return { ...count, failed: 1, note: 'ran no test' };
	if (code !== 0 && count.failed === 0)
		return { ...count, failed: 1, note: 'an error beside the tests, see above' };
	return count;
}

/** @param {Count} count */
function line({ title, passed, failed, skipped, note }) {
	const left = skipped > 0 ? `, ${skipped} skipped (counted as failed)` : '';
	return `${title}: ${passed} passed, ${failed} failed${left}${note ? ` — ${note}` : ''}`;
}

/** @param {Count[]} counts */
function summary(counts) {
	heading('Summary');
	let passed = 0;
	let failed = 0;
	for (const count of counts) {
		console.log(line(count));
		passed += count.passed;
		failed += count.failed + count.skipped;
	}
	console.log(`${passed} passed, ${failed} failed`);
	return failed === 0 && passed > 0 ? 0 : 1;
}
