/*
 * `npm run demo`: a believable class on a database of its own, ready to be looked at. It fills an
 * empty database and keeps a filled one; it never touches a database that holds anything else.
 */
import { rmSync } from 'node:fs';
import { command, prepareGround } from './ground';
import { Stop, say, seconds } from './run/say.mjs';
import { serve } from './server';
import type { DemoAccount } from './demo/seed';

await command(async () => {
	const ground = prepareGround('demo.db');
	const { closeDatabase, migrate } = await import('$lib/server/db/client');
	const { keepDemoAccounts, markSeeding, stateOfDemo } = await import('./demo/mark');
	const { seedDemo } = await import('./demo/seed');
	const now = new Date();

	await migrate();
	let state = await stateOfDemo();
	if (state.is === 'broken-off' && ground.ownDatabase) {
		say('The demo class was left half made the last time; starting over.');
		await closeDatabase();
		for (const suffix of ['', '-wal', '-shm']) rmSync(ground.ownDatabase + suffix, { force: true });
		await migrate();
		state = await stateOfDemo();
	}
	if (state.is === 'broken-off')
		throw new Stop(
			'The demo class in this database was left half made. Empty the database and run the demo again.'
		);
	if (state.is === 'in-use')
		throw new Stop(
			'DATABASE_URL names a database that is in use and is no demo. The demo needs an empty one.'
		);

	let accounts: DemoAccount[] = state.is === 'ready' ? state.accounts : [];
	if (state.is === 'empty') {
		const started = performance.now();
		say('Making the demo class …');
		await markSeeding(now);
		accounts = (await seedDemo({ now, log: say })).accounts;
		await keepDemoAccounts(accounts, now);
		say(`The demo class is ready (${seconds(started)}).`);
	}
	await closeDatabase();

	await serve(ground, new URL('../handler.js', import.meta.url), 'npm run demo');
	console.log(`\nStandpoint is at ${ground.origin}\n`);
	const width = Math.max(...accounts.map(({ email }) => email.length));
	for (const { role, name, email, password } of accounts)
		console.log(`  ${role.padEnd(10)}  ${email.padEnd(width)}  ${password}  ${name}`);
	console.log('\nCtrl-C stops it; the class is kept for the next time.');
});
