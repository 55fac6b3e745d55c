/*
 * `npm start`: migrates the database and serves the site. On a site without accounts it prints the
 * one link that makes the first administrator.
 */
import { command, prepareGround } from './ground';
import { serve } from './server';

await command(async () => {
	const ground = prepareGround('standpoint.db');
	const { closeDatabase, migrate } = await import('$lib/server/db/client');
	const { setUpLink } = await import('$lib/accounts/setup.server');
	await migrate();
	const link = await setUpLink(ground.origin, new Date());
	await closeDatabase();

	await serve(ground, new URL('../handler.js', import.meta.url), 'npm start');
	console.log(`\nStandpoint is at ${ground.origin}`);
	if (link)
		console.log(
			`\nNobody has an account yet. This link makes the first administrator, once:\n\n  ${link}\n`
		);
});
