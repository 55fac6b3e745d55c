/*
 * `npm start`: migrates the database and serves the site, with `--lan` to everybody in the room. On
 * a site without accounts it prints the one link that makes the first administrator.
 */
import { command, prepareGround } from './ground';
import { lanHosts, poster } from './lan';
import { readStartOptions, startHelp } from './run/start-options.mjs';
import { serve } from './server';

await command(async () => {
	const { lan, help } = readStartOptions(process.argv.slice(2));
	if (help) {
		console.log(startHelp);
		return;
	}
	const ground = prepareGround('standpoint.db', { lan });
	// Whoever reads the terminal sits at this machine.
	const here = lan ? `http://localhost:${ground.port}` : ground.origin;
	const { closeDatabase, migrate } = await import('$lib/server/db/client');
	const { setUpLink } = await import('$lib/accounts/setup.server');
	await migrate();
	const link = await setUpLink(here, new Date());
	await closeDatabase();

	await serve(ground, new URL('../handler.js', import.meta.url), 'npm start');
	if (lan) {
		const hosts = lanHosts().map((host) => `http://${host}:${ground.port}`);
		const addresses = new Set([ground.origin, ...hosts]);
		addresses.delete(here);
		const columns = process.stdout.isTTY ? process.stdout.columns : 0;
		console.log(`\n${poster([...addresses], columns)}`);
	}
	console.log(`\nStandpoint is at ${here}`);
	if (link)
		console.log(
			`\nNobody has an account yet. This link makes the first administrator, once:\n\n  ${link}\n`
		);
});
