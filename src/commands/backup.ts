/*
 * `npm run backup`: a checked copy of the running database in one file, from which `npm run restore`
 * brings the site back.
 */
import { join, resolve } from 'node:path';
import { command, namedDatabase } from './ground';
import { Stop, seconds } from './run/say.mjs';

const help = `npm run backup                       into DATA_DIR/backups
npm run backup -- FOLDER             into another folder
npm run backup -- FILE.db            under this name
npm run backup -- FOLDER --keep N    and removes older backups of its own there, all but the N newest`;

await command(async () => {
	const { target, keep } = read(process.argv.slice(2));
	const { dataDir, url } = namedDatabase('standpoint.db');
	const { backUp, keepNewest } = await import('$lib/server/db/backup');
	const started = performance.now();
	const place = target === null ? join(dataDir, 'backups') : fromCaller(target);
	const { path, bytes, rows } = await backUp(url, place, new Date());
	const all = rows.reduce((sum, table) => sum + table.rows, 0);
	console.log(
		`${path}: ${(bytes / 1024 / 1024).toFixed(1)} MB, ${all} rows in ${rows.length} tables, checked, ${seconds(started)}.`
	);
	if (keep !== null) {
		const removed = keepNewest(resolve(path, '..'), keep);
		if (removed.length > 0) console.log(`Removed: ${removed.join(', ')}`);
	}
	if (!process.env.BETTER_AUTH_SECRET)
		console.log(
			`Keep beside it, away from this machine: ${join(dataDir, 'secret')} (with another one everybody signs in again) and ${join(dataDir, 'erasures.log')} (what was erased later stays erased).`
		);
});

function read(words: string[]): { target: string | null; keep: number | null } {
	let target: string | null = null;
	let keep: number | null = null;
	for (let at = 0; at < words.length; at++) {
		const word = words[at] ?? '';
		if (word === '--keep') {
			keep = Number(words[++at]);
			if (!Number.isInteger(keep) || keep < 1)
				throw new Stop('--keep needs a number from 1: how many of the newest backups stay.');
		} else if (word.startsWith('-') || target !== null) throw new Stop(help);
		else target = word;
	}
	return { target, keep };
}

/** As the person typed it, where they typed it: npm itself moves to the folder of the project. */
function fromCaller(path: string): string {
	const full = resolve(process.env.INIT_CWD ?? '', path);
	return /[\\/]$/.test(path) ? `${full}/` : full;
}
