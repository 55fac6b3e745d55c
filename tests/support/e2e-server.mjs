/*
 * The server of the journeys: the built demo command on a temporary folder and a free port, both
 * chosen by playwright.config.ts.
 */
import process from 'node:process';

const { E2E_FOLDER, E2E_PORT } = process.env;
if (!E2E_FOLDER || !E2E_PORT) throw new Error('playwright.config.ts starts this server');
delete process.env.DATABASE_URL;
delete process.env.ORIGIN;
Object.assign(process.env, {
	NODE_ENV: 'production',
	DATA_DIR: E2E_FOLDER,
	HOST: '127.0.0.1',
	PORT: E2E_PORT,
	LOG_LEVEL: process.env.LOG_LEVEL || 'error'
});
await import(new URL('../../build/commands/demo.js', import.meta.url).href);
