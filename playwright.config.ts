/*
 * Journeys in a real Chromium against the built server, which runs on a fresh demo class in a
 * temporary folder. Workers read this file too: what must be the same for all goes through the
 * environment.
 */
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

process.env.E2E_FOLDER ??= mkdtempSync(join(tmpdir(), 'standpoint-journeys-'));
process.env.E2E_PORT ??= String(await freePort());
const origin = `http://127.0.0.1:${process.env.E2E_PORT}`;

export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results',
	forbidOnly: true,
	retries: 0,
	// They wait for browsers as much as they work.
	workers: 3,
	timeout: 45_000,
	expect: { timeout: 10_000 },
	globalTeardown: './tests/support/e2e-teardown.ts',
	use: {
		baseURL: origin,
		locale: 'en-GB',
		timezoneId: 'Asia/Karachi',
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-background-networking',
				'--disable-quic',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run'
			]
		}
	},
	// A test that runs without scripts says so itself: `test.use({ javaScriptEnabled: false })`.
	projects: [{ name: 'scripts-on' }],
	webServer: {
		command: 'node tests/support/e2e-server.mjs',
		url: `${origin}/healthz`,
		reuseExistingServer: false,
		gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
		timeout: 120_000,
		stdout: 'ignore',
		stderr: 'pipe'
	}
});

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}
