/*
 * Nothing acknowledged is lost: the built server is killed without warning while students save
 * answers, started again, and everything it had acknowledged is there. The bench does twenty rounds.
 */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { newFolder } from './built';
import { killRounds } from './killing';

const rounds = 3;
const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a server that is killed under load', () => {
	it('has kept everything it acknowledged', async () => {
		let done = 0;
		for await (const killed of killRounds(folder, rounds)) {
			expect(killed.acknowledged).toBeGreaterThan(0);
			expect(killed).toMatchObject({ lost: 0, unasked: 0, integrity: 'ok' });
			done++;
		}
		expect(done).toBe(rounds);
	});
});
