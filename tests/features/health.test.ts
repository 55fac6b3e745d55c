import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import { health } from '$lib/server/health';
import { testDatabase } from '../support/database';

testDatabase();

const engine = isPostgres ? 'postgresql' : 'sqlite';

describe('whoever watches the site', () => {
	it('hears that it is well, on which schema, and nothing else', async () => {
		expect(await health()).toEqual({
			ok: true,
			engine,
			schema: expect.stringMatching(/^\d{4}_[a-z_]+$/) as string,
			uptime: expect.any(Number) as number
		});
	});

	// The last one here: it leaves the test's own database.
	it('hears the kind of trouble and not its words', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'standpoint-health-'));
		await openDatabase(
			isPostgres ? 'postgres://somebody:hush@127.0.0.1:1/nothing' : `file:${join(folder, 'x.db')}`
		);
		const found = await health();
		expect(found).toEqual({
			ok: false,
			engine,
			reason: isPostgres ? 'unreachable' : 'no-schema',
			uptime: expect.any(Number) as number
		});
		rmSync(folder, { recursive: true });
	});
});
