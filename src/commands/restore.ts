/*
 * `npm run restore -- FILE`: puts a backup in the place of the database of a stopped site. The
 * database that was there stays under another name; until the last step nothing is touched.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { command, namedDatabase, prepareGround } from './ground';
import { Stop, say, seconds } from './run/say.mjs';

await command(async () => {
	const [given, ...rest] = process.argv.slice(2);
	if (!given || given.startsWith('-') || rest.length > 0)
		throw new Stop('npm run restore -- FILE.db    (a file that “npm run backup” made)');
	const file = resolve(process.env.INIT_CWD ?? '', given);
	const { dataDir, url } = namedDatabase('standpoint.db');
	const onPostgres = /^postgres(ql)?:/.test(url);
	const live = onPostgres
		? join(dataDir, 'standpoint.db')
		: resolve(url.replace(/^file:(\/\/)?/, ''));
	if (file === live) throw new Stop('This is the database itself, not a backup of it.');
	const hadSecret = Boolean(process.env.BETTER_AUTH_SECRET) || existsSync(join(dataDir, 'secret'));
	prepareGround('standpoint.db');

	// All work is done on a file beside the database, so that the last step is a rename.
	const [copy, ready] = ['restoring', 'restored'].map((what) => `${live}.${what}`) as [
		string,
		string
	];
	process.env.DATABASE_URL = `file:${copy}`;
	const db = await import('$lib/server/db/restoring');
	const { removeDatabase } = await import('$lib/server/db/sqlite-file');
	const { closeDatabase, openDatabase } = await import('$lib/server/db/client');
	const { eraseAgain } = await import('$lib/archive/erasing.server');

	const started = performance.now();
	const now = new Date();
	const stamp = now
		.toISOString()
		.replace(/[-:]|\.\d+Z/g, '')
		.replace('T', '-');
	const replaced = onPostgres ? await db.readReplacedPostgres(url) : await db.readReplaced(live);
	if (replaced.state === 'unreadable')
		say(
			'The present database cannot be read: what was erased since the backup is known from erasures.log alone.'
		);
	try {
		say(`Checking ${basename(file)} …`);
		const inBackup = await db.prepareCopy(file, copy, replaced, now);
		const erased = db.erasuresToRepeat(
			replaced.since,
			inBackup,
			db.readErasureLog(join(dataDir, 'erasures.log'))
		);
		say(`Erasing again what was erased since (${erased.length} on record) …`);
		await openDatabase(`file:${copy}`);
		const again = await eraseAgain(erased, now);
		await closeDatabase();
		say(`${again} of them were in the backup.`);
		say('Writing the new file …');
		db.finishCopy(copy, ready);
		say('Putting it in place …');
		if (onPostgres) {
			const kept = await db.swapPostgres(
				ready,
				url,
				`before_restore_${stamp.replace('-', '_')}`,
				replaced
			);
			removeDatabase(ready);
			if (kept) console.log(`The tables that were there are in the schema ${kept} now.`);
		} else {
			const aside = join(dirname(live), `${basename(live, '.db')}-before-restore-${stamp}.db`);
			db.swap(ready, live, aside, replaced);
			if (replaced.state !== 'none') console.log(`The database that was there is ${aside} now.`);
		}
	} finally {
		removeDatabase(copy);
	}
	console.log(`Restored from ${basename(file)} in ${seconds(started)}. Start the site: npm start`);
	if (!hadSecret)
		console.log(
			'There was no secret in the data folder: a new one was made, so everybody signs in again.'
		);
});
