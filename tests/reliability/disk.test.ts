/*
 * The disk fills up under a running server, or cannot be written to: people are told and keep their
 * text, nothing acknowledged is lost, reading goes on, and once there is room again so does writing,
 * without a restart. Small disks of its own are mounted where that may be done; elsewhere the process
 * may write no file beyond a size, which SQLite meets at the same place.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	freePort,
	newFolder,
	question,
	read,
	runCommand,
	Served,
	studentsOf,
	type Student
} from './built';

const folder = newFolder();
const disk = join(folder, 'disk');
mkdirSync(disk);
const run = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const isMounted = run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk);
const demo = join(disk, 'demo.db');
const ballast = join(disk, 'ballast');

let server: Served;
let student: Student;

/** Takes the last room there is. */
function fill(): void {
	if (!isMounted) {
		const largest = Math.max(...['', '-wal'].map((end) => statSync(demo + end).size));
		run('prlimit', `--pid=${server.pid}`, `--fsize=${largest}:`);
		return;
	}
	const some = Buffer.alloc(4096, 1);
	for (let size = 1024; ;) {
		try {
			writeFileSync(ballast, size > 1 ? Buffer.alloc(size * 1024, 1) : some, { flag: 'a' });
		} catch {
			if (size <= 4) return;
			size /= 4;
		}
	}
}

function makeRoom(): void {
	if (isMounted) rmSync(ballast);
	else run('prlimit', `--pid=${server.pid}`, '--fsize=unlimited:');
}

/** Saves until the disk is full to the last page of the log; answers how that was said. */
async function saveUntilRefused(): Promise<Response> {
	for (let tries = 0; tries < 2_000; tries++) {
		const response = await student.send();
		const { type, status } = (await response.clone().json()) as { type: string; status: number };
		if (type !== 'success') {
			expect(status).toBe(503);
			return response;
		}
		student.acknowledged += 1;
		student.version += 1;
	}
	throw new Error('the disk never filled up');
}

beforeAll(async () => {
	server = await Served.start({ DATA_DIR: disk });
	const [first] = studentsOf(demo, server.url);
	if (!first) throw new Error('nobody is there');
	student = first;
	await student.signIn();
	await student.save();
});

afterAll(async () => {
	await server.kill();
	// What this process itself has read keeps its file open for a while.
	if (isMounted) run('umount', '-l', disk);
	rmSync(folder, { recursive: true, force: true });
});

describe('a disk that is full', () => {
	it('is said to scripts as a failure that leaves the words in the form', async () => {
		fill();
		const response = await saveUntilRefused();
		expect(response.status).toBe(503);
		expect(response.headers.get('retry-after')).not.toBeNull();
		const { type, data } = (await response.json()) as { type: string; data: string };
		expect(type).toBe('failure');
		expect(data).toContain(student.text(student.acknowledged + 1));
	});

	it('is said to everybody else by a page that holds what they wrote, ready to be sent again', async () => {
		const words = `A long answer that nobody wants to write twice. <b>${'x'.repeat(60)}</b>`;
		const response = await student.send(words, 'text/html');
		const html = await response.text();
		expect(response.status).toBe(503);
		expect(html).toContain(words.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
		expect(html).toMatch(new RegExp(`<textarea[^>]* name="${question}\\.text"`));
		expect(html).toContain('/questions/after?/save"');
	});

	it('keeps nobody from reading, and loses nothing', async () => {
		const page = await student.get();
		expect(page.status).toBe(200);
		expect(await page.text()).toContain(student.text(student.acknowledged));
		expect(student.kept(demo).attempt).toBe(student.acknowledged);
		expect(server.isRunning).toBe(true);
		expect(server.log).toContain('"trouble":"full"');
		expect(server.log).not.toContain('What changed for me');
	});

	it('leaves no half of a backup', async () => {
		if (!isMounted) return expect(isMounted).toBe(false);
		const ran = await runCommand('backup', [join(disk, 'backups')], {
			DATA_DIR: disk,
			DATABASE_URL: `file:${demo}`
		});
		expect(ran.code).toBe(1);
		expect(ran.err).toMatch(/not enough room/);
	});

	it('that has room again is written to at once, without a restart', async () => {
		makeRoom();
		await student.save();
		expect(student.kept(demo).attempt).toBe(student.acknowledged);
		expect(read(demo, 'PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
	});

	it('has lost nothing when the server is killed on it', async () => {
		fill();
		await saveUntilRefused();
		await server.kill();
		makeRoom();
		server = await Served.start({ DATA_DIR: disk });
		expect(student.kept(demo).attempt).toBe(student.acknowledged);
		student.url = server.url;
		await student.save();
	});
});

describe('a disk that cannot be written to', () => {
	it('is said in a sentence when the site is started on it', async () => {
		if (!isMounted) return expect(isMounted).toBe(false);
		await server.stop();
		// A disk of its own, on which nothing is open.
		const other = join(folder, 'other');
		mkdirSync(other);
		expect(run('mount', '-t', 'tmpfs', 'tmpfs', other)).toBe(true);
		try {
			cpSync(disk, other, { recursive: true });
			expect(run('mount', '-o', 'remount,ro', other)).toBe(true);
			const ran = await runCommand('start', [], {
				DATA_DIR: other,
				PORT: String(await freePort())
			});
			expect(ran.code).toBe(1);
			expect(ran.err.trim()).toMatch(/^The folder .* cannot be written to\. .*$/);
			expect(ran.err.trim().split('\n')).toHaveLength(1);

			// The data elsewhere, the database on it.
			const elsewhere = join(folder, 'elsewhere');
			const url = `file:${join(other, 'demo.db')}`;
			const second = await runCommand('start', [], {
				DATA_DIR: elsewhere,
				DATABASE_URL: url,
				PORT: String(await freePort())
			});
			expect(second.code).toBe(1);
			expect(second.err.trim()).toMatch(/^The file of the database cannot be .*$/);

			// It can still be read, and taken away from there.
			const saved = await runCommand('backup', [join(elsewhere, 'saved.db')], {
				DATA_DIR: elsewhere,
				DATABASE_URL: url
			});
			expect(saved.err).toBe('');
			expect(student.kept(join(elsewhere, 'saved.db')).attempt).toBe(student.acknowledged);
		} finally {
			run('umount', '-l', other);
		}
	});
});

describe('a disk that turns read-only under a running server, as a failing one does', () => {
	const other = join(folder, 'failing');
	const image = join(folder, 'failing.img');
	const file = join(other, 'demo.db');
	let isFailing = false;

	/** A disk in a file: the kernel gives it up on demand as it gives up a real one. */
	beforeAll(async () => {
		if (!isMounted) return;
		await server.stop();
		mkdirSync(other);
		writeFileSync(image, '');
		truncateSync(image, 64 * 1024 * 1024);
		isFailing = run('mkfs.ext4', '-q', '-F', image) && run('mount', '-o', 'loop', image, other);
		if (!isFailing) return;
		cpSync(disk, other, { recursive: true });
		server = await Served.start({ DATA_DIR: other });
		student.url = server.url;
		await student.save();
	});

	afterAll(async () => {
		await server.kill();
		if (isFailing) run('umount', '-l', other);
	});

	it('is said with 503 and the words, and reading goes on', async () => {
		// Where no disk may be mounted there is none to fail.
		if (!isFailing) return expect(isFailing).toBe(false);
		expect(run('mount', '-o', 'remount,abort', other)).toBe(true);
		const asData = await student.send();
		expect(asData.status).toBe(503);
		expect(await asData.text()).toContain(student.text(student.acknowledged + 1));
		const words = `Nobody wants to write this twice. ${'y'.repeat(60)}`;
		const asPage = await student.send(words, 'text/html');
		expect(asPage.status).toBe(503);
		expect(await asPage.text()).toContain(words);
		for (let visits = 0; visits < 3; visits++) {
			const page = await student.get();
			expect(page.status).toBe(200);
			expect(await page.text()).toContain(student.text(student.acknowledged));
		}
		expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
		expect(server.isRunning).toBe(true);
		expect(server.log).toMatch(/"trouble":"(?:full|read-only|gone)"/);
		expect(server.log).not.toContain('Nobody wants to write');
	});

	it('has kept what it acknowledged once it is mended and the site started again', async () => {
		if (!isFailing) return expect(isFailing).toBe(false);
		await server.stop();
		expect(run('umount', other)).toBe(true);
		// What the administrator does: the file system is checked, then mounted.
		spawnSync('fsck.ext4', ['-p', '-f', image]);
		expect(run('mount', '-o', 'loop', image, other)).toBe(true);
		server = await Served.start({ DATA_DIR: other });
		expect(read(file, 'PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
		expect(student.kept(file)).toEqual({
			attempt: student.acknowledged,
			version: student.version
		});
		student.url = server.url;
		await student.save();
		expect(student.kept(file).attempt).toBe(student.acknowledged);
	});
});
