/*
 * A process dies in the middle of a job: the lease of the dead holds it up no longer than it lasts,
 * then another run does it again, and the letter goes out once.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, expect, it } from 'vitest';
import { MailServer } from '../support/mail';
import { newFolder, read, Served } from './built';

const folder = newFolder();
const demo = join(folder, 'demo.db');
let server: Served | undefined;
afterAll(async () => {
	await server?.kill();
	rmSync(folder, { recursive: true, force: true });
});

it('a job that dies half-way is done again, and only once', async () => {
	// Takes the connection and says nothing more: whoever sends waits.
	const silent = createServer();
	const called = once(silent, 'connection');
	silent.listen(0, '127.0.0.1');
	await once(silent, 'listening');
	const mute = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
	server = await Served.start({ DATA_DIR: folder });
	await server.stop();
	const prepared = new Database(demo);
	prepared.exec(
		`INSERT INTO outbox (id, recipient, subject, body, state, attempts, created_at) VALUES ('letter', 'a@school.example', 'Hello', 'Words', 'waiting', 0, ${Date.now()});
		 INSERT INTO job (id, kind, key, payload, run_at, attempts, created_at) VALUES ('job', 'mail.send', 'mail.send:letter', '{"id":"letter"}', 0, 0, 0)`
	);
	prepared.close();

	server = await Served.start({ DATA_DIR: folder, SMTP_URL: mute });
	const [socket] = (await called) as [{ destroy(): void }];
	await expect
		.poll(() => read(demo, "SELECT attempts FROM job WHERE id = 'job'"), { timeout: 30_000 })
		.toMatchObject({ attempts: 1 });
	await server.kill();
	socket.destroy();
	silent.close();
	const left = read(
		demo,
		"SELECT leased_until, done_at, attempts FROM job WHERE id = 'job'"
	) as Record<string, number | null>;
	expect(left).toMatchObject({ done_at: null, attempts: 1 });
	expect(left.leased_until).toBeGreaterThan(Date.now() - 1000);

	const mail = await MailServer.start();
	const { SMTP_URL } = process.env;
	// The lease runs out.
	const later = new Database(demo);
	later.exec("UPDATE job SET leased_until = 1 WHERE id = 'job'");
	later.close();
	try {
		server = await Served.start({ DATA_DIR: folder, SMTP_URL });
		await expect
			.poll(() => read(demo, "SELECT state FROM outbox WHERE id = 'letter'"), { timeout: 30_000 })
			.toMatchObject({ state: 'sent' });
		await server.stop();
		server = await Served.start({ DATA_DIR: folder, SMTP_URL });
		await server.stop();
		expect(mail.received.filter((text) => text.includes('Subject: Hello'))).toHaveLength(1);
		expect(read(demo, "SELECT attempts, leased_until FROM job WHERE id = 'job'")).toMatchObject({
			attempts: 2,
			leased_until: null
		});
	} finally {
		await mail.stop();
	}
});
