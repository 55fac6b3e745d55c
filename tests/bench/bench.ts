/*
 * `npm run bench`: how fast the built site is, measured against what bare Node can do on the same
 * machine in the same minutes. Bounded, on loopback, and it ends by itself.
 *
 *   npm run bench                  every part, about a quarter of an hour
 *   npm run bench -- pages writes  only these
 *   npm run bench -- --quick       fewer courses, fewer and shorter rounds: for a first look
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { killRounds, type Killed } from '../reliability/killing';
import { measureAnchoring } from './anchoring';
import { measureHall, measureReplay, measureRooms, measureShared } from './debate';
import { measureGrowth } from './growth';
import { few, many, measureNotes, measureNoteWrites } from './notes';
import { measurePages } from './pages';
import { measurePhone } from './phone';
import {
	fillGradebook,
	gradebookWeight,
	large,
	measureAllocation,
	measureSheetSaves,
	reviewKinds,
	small
} from './review';
import { forgetCopy, ownFolder, seededCopy } from './seed';
import {
	anchoredTable,
	comparedTable,
	growthTable,
	heardTable,
	killedTable,
	notesTable,
	phoneTable,
	scriptsLine
} from './tables';
import { measureWrites } from './writes';

const given = process.argv.slice(2);
const words = given.filter((word) => !word.startsWith('--'));
const isQuick = given.includes('--quick');
const only = given.find((flag) => flag.startsWith('--only='))?.slice(7) ?? null;
const file = 'bench-results.json';

const extent = isQuick
	? { courses: 4, rounds: 2, seconds: 2, connections: [8], writes: 160, loads: 1, kills: 3 }
	: {
			courses: 20,
			rounds: 3,
			seconds: 3,
			connections: [1, 8, 32],
			writes: 320,
			loads: 3,
			kills: 20
		};

async function onCopy<T>(name: string, measure: (data: string) => Promise<T>): Promise<T> {
	const data = await seededCopy(extent.courses, name);
	try {
		return await measure(data);
	} finally {
		forgetCopy(data);
	}
}

const parts: Record<string, () => Promise<unknown>> = {
	pages: () =>
		onCopy('pages', async (data) => {
			const results = await measurePages(data, extent, only);
			console.log(comparedTable(results));
			return results;
		}),
	writes: () =>
		onCopy('writes', async (data) => {
			const { rounds, connections, writes: each } = extent;
			const results = await measureWrites(data, { rounds, connections, each });
			console.log(comparedTable(results));
			return results;
		}),
	notes: () =>
		onCopy('with-few', async (small) => {
			const large = await seededCopy(extent.courses, 'with-many');
			try {
				const { rounds, connections, writes } = extent;
				const results = await measureNotes(small, large, { rounds: rounds + 2, seconds: 2 });
				console.log(notesTable(results, few, many));
				const written = await measureNoteWrites(small, { rounds, connections, each: writes });
				console.log(comparedTable(written));
				return { results, written };
			} finally {
				forgetCopy(large);
			}
		}),
	async review() {
		const few = await seededCopy(2, 'small-class', 'once', small);
		const many = await seededCopy(2, 'large-class', 'once', large);
		try {
			const { rounds, seconds, connections, writes: each } = extent;
			for (const data of [few, many]) fillGradebook(data);
			const pages = await measurePages(many, { rounds, seconds, connections }, only, reviewKinds);
			console.log(comparedTable(pages));
			const weight = await gradebookWeight(many);
			console.log(`  gradebook of ${large}: ${(weight / 1000).toFixed(1)} KB compressed (150)`);
			const lasting = { rounds: rounds + 2, seconds: 2 };
			const growth = await measureGrowth(few, many, lasting, reviewKinds);
			console.log(growthTable(growth, `${small} people`, `${large} people`));
			const saved = await measureSheetSaves(many, { rounds, connections, each });
			console.log(comparedTable(saved));
			const { reviews, ms } = await measureAllocation(many);
			console.log(`  ${reviews} reviews given out in ${ms.toFixed(0)} ms (1000 in 1000)`);
			return { pages, weight, growth, saved, allocated: { reviews, ms } };
		} finally {
			for (const data of [few, many]) forgetCopy(data);
		}
	},
	debate: () =>
		onCopy('debate', async (data) => {
			const { seconds } = extent;
			const long = isQuick ? seconds * 6 : 60;
			const hall = await measureHall(data, { lines: 1000, seconds: long });
			console.log(heardTable(hall, 2));
			const rooms = await measureRooms(data, { rooms: 50, people: 30, seconds: long / 2 });
			console.log(heardTable([rooms], null));
			const replayed = await measureReplay(data, 2000);
			console.log(`  ${replayed.events} events are read in ${replayed.ms.toFixed(0)} ms (100)`);
			const shared = await measureShared(isQuick ? seconds * 2 : 30);
			if (shared) console.log(heardTable([shared[1], shared[0]], 3));
			else console.log('  no PostgreSQL: two processes were not measured');
			return { hall, rooms, replayed, shared };
		}),
	growth: () =>
		onCopy('few', async (few) => {
			const many = await seededCopy(extent.courses * 10, 'many', 'once');
			try {
				const { rounds } = extent;
				const results = await measureGrowth(few, many, { rounds: rounds + 2, seconds: 2 });
				console.log(
					growthTable(results, `${extent.courses} courses`, `${extent.courses * 10} courses`)
				);
				return results;
			} finally {
				forgetCopy(many);
			}
		}),
	phone: () =>
		onCopy('phone', async (data) => {
			const results = await measurePhone(data, extent.loads);
			console.log(phoneTable(results.pages));
			console.log(scriptsLine(results.scripts));
			return results;
		}),
	async anchoring() {
		const results = await Promise.resolve(measureAnchoring(extent.rounds + 1));
		console.log(anchoredTable(results));
		return results;
	},
	async killed() {
		const data = ownFolder('killed');
		const rounds: Killed[] = [];
		for await (const round of killRounds(data, extent.kills)) rounds.push(round);
		console.log(killedTable(rounds));
		return rounds;
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
	courses: extent.courses,
	quick: isQuick
};
for (const name of chosen) {
	const [busy = 0] = loadavg();
	console.log(`\n━━ ${name} (load of the machine before it: ${busy.toFixed(1)})`);
	const started = performance.now();
	const measured = await parts[name]?.();
	const seconds = Math.round((performance.now() - started) / 1000);
	report[name] = { loadBefore: busy, seconds, measured };
	writeFileSync(file, `${JSON.stringify(report, null, '\t')}\n`);
}
console.log(
	`\nMeasured in ${((performance.now() - began) / 1000).toFixed(0)} s on ${String(report.machine)}; everything is in ${file}.`
);
process.exit(0);
