/*
 * The five originals, where they lie beside the project: they are brought in as an instructor
 * would, and every paragraph finds the number that its study edition gives it. The project itself
 * holds none of their sentences.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packNamed } from '$lib/packs/packs.server';
import { plainBlocks, proposePieces, readBytes } from '$lib/readings/import';
import { approvePieces } from '$lib/readings/import-pieces';

const shared = join(process.cwd(), '..', 'shared');
const folder = join(shared, 'readings');
const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.txt')) : [];
const paragraphs: Record<string, number> = { '000': 9, '001': 12, '002': 7, '003': 10, '004': 16 };

if (files.length === 0)
	test('5 originals not present', () => {
		expect(files).toEqual([]);
	});
else
	describe('the originals', () => {
		test.each(Object.entries(paragraphs))('%s maps to %i paragraphs', async (key, expected) => {
			const name = files.find((f) => f.startsWith(key)) ?? '';
			const pack = await packNamed('hard-state-soft-state');
			const reading = pack?.about.readings.find((r) => r.key === key);
			if (!reading) throw new Error(`no reading ${key}`);
			const map = { paragraphs: reading.paragraphs, leftOut: reading.leftOut };
			const read = readBytes(new Uint8Array(readFileSync(join(folder, name))));
			if (!read.ok) throw new Error(read.reason);
			const pieces = proposePieces(plainBlocks(read.text), map);
			const approved = approvePieces(pieces, pieces, map);
			if (!approved.ok) throw new Error(approved.reason);
			expect(approved.paragraphs.map((p) => p.number)).toEqual(
				Array.from({ length: expected }, (_, i) => i + 1)
			);
			for (const { id, text } of approved.paragraphs) {
				const begins = reading.paragraphs.find((p) => p.id === id)?.begins;
				if (begins) expect(text.replaceAll('’', "'").startsWith(begins)).toBe(true);
				expect(text).not.toMatch(/leave a reply|e-?mail|@|can be reached/i);
			}
		});

		test('share no run of eight words with any file of the project', () => {
			const checker = join(shared, 'check-own-words.mjs');
			const said = execFileSync(process.execPath, [checker, process.cwd()], { encoding: 'utf8' });
			expect(said).toMatch(/^0 shared runs/m);
		});
	});
