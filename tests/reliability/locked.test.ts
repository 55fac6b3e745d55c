/*
 * Another program keeps the database locked. Who writes waits for it, a few seconds; everybody else
 * goes on meanwhile; and who waited in vain is told, with the text still there.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder, question, Served, studentsOf, type Student } from './built';

const folder = newFolder();
const demo = join(folder, 'demo.db');
let server: Served;
let student: Student;
let other: InstanceType<typeof Database>;

beforeAll(async () => {
	server = await Served.start({ DATA_DIR: folder });
	const [first] = studentsOf(demo, server.url);
	if (!first) throw new Error('nobody is there');
	student = first;
	await student.signIn();
	await student.save();
	other = new Database(demo, { timeout: 10_000 });
});

afterAll(async () => {
	await server.kill();
	rmSync(folder, { recursive: true, force: true });
});

describe('a database that another program has locked', () => {
	it('for a moment is waited for', async () => {
		other.exec('BEGIN IMMEDIATE');
		const saving = student.save();
		for (let visits = 0; visits < 3; visits++) expect((await student.get()).status).toBe(200);
		expect(student.acknowledged).toBe(1);
		other.exec('ROLLBACK');
		await saving;
		expect(student.kept(demo).attempt).toBe(2);
	});

	it('for too long is said with 503 and the text, while everybody else goes on reading', async () => {
		other.exec('BEGIN IMMEDIATE');
		const answered: string[] = [];
		const words = 'Words that had to wait in vain, and are not to be typed again.';
		const saving = Promise.all(
			['application/json', 'text/html', 'text/html'].map(async (accept) => {
				const response = await student.send(words, accept);
				answered.push('save');
				return response;
			})
		);
		for (let visits = 0; visits < 3; visits++) {
			expect((await student.get()).status).toBe(200);
			answered.push('page');
		}
		const responses = await saving;
		// The pages did not queue up behind those who wait.
		expect(answered.slice(0, 3)).toEqual(['page', 'page', 'page']);
		expect(responses.map(({ status }) => status)).toEqual([503, 503, 503]);
		const texts = await Promise.all(responses.map((response) => response.text()));
		for (const text of texts) expect(text).toContain(words);
		expect(texts[1]).toMatch(new RegExp(`<textarea[^>]* name="${question}\\.text"`));
		other.exec('ROLLBACK');
	});

	it('is written to as before once it is free, with nothing lost and nothing doubled', async () => {
		expect(server.isRunning).toBe(true);
		expect(student.kept(demo)).toEqual({ attempt: 2, version: student.version });
		await student.save();
		expect(student.kept(demo).attempt).toBe(3);
		expect(server.log).toContain('"trouble":"busy"');
		expect(server.log).not.toContain('Words that had to wait');
	});
});
