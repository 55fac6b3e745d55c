/*
 * `npm run move -- TARGET`: every row of the site into another, empty database, of the same or the
 * other engine, compared at the end. The source stays as it is.
 */
import { resolve } from 'node:path';
import { command, namedDatabase } from './ground';
import { Stop, say, seconds } from './run/say.mjs';

await command(async () => {
	const [given, ...rest] = process.argv.slice(2);
	if (!given || rest.length > 0 || !/^(postgres(ql)?:\/\/|file:)/.test(given))
		throw new Stop(
			'npm run move -- postgres://user:password@host/database\nnpm run move -- file:data/standpoint.db'
		);
	const { url } = namedDatabase('standpoint.db');
	const target = given.startsWith('file:')
		? `file:${resolve(process.env.INIT_CWD ?? '', given.replace(/^file:(\/\/)?/, ''))}`
		: given;
	const { moveDatabase } = await import('$lib/server/db/moving');
	const started = performance.now();
	const { rows, tables } = await moveDatabase(url, target, say);
	console.log(
		`${rows} rows in ${tables} tables moved and compared in ${seconds(started)}. The source is as it was. Set DATABASE_URL to the new database and start the site.`
	);
});
