/*
 * A server that is killed without warning while students write, again and again, and what is found
 * in the file afterwards: the tests do a few rounds, the bench does more.
 */
import { join } from 'node:path';
import { read, Served, studentsOf, type Student } from './built';

export interface Killed {
	/** Saves that the server had acknowledged in this round. */
	acknowledged: number;
	/** Acknowledged saves that are not in the file. */
	lost: number;
	/** Saves in the file beyond the one that each student had under way. */
	unasked: number;
	/** What the engine says to the file. */
	integrity: string;
}

/** Writes until the line breaks; anything else that goes wrong is thrown. */
async function write(student: Student, acknowledged: () => void): Promise<void> {
	try {
		for (;;) {
			await student.save();
			acknowledged();
		}
	} catch (cause) {
		if (!(cause instanceof TypeError)) throw cause;
	}
}

/**
 * Kills the built demo in a folder of its own, once a round, when so many saves were acknowledged.
 * The clock is no part of it: the kill falls wherever the others' saves happen to be.
 * @param most students who write at the same time
 */
export async function* killRounds(
	folder: string,
	rounds: number,
	most = Infinity
): AsyncGenerator<Killed> {
	const file = join(folder, 'demo.db');
	let server = await Served.start({ DATA_DIR: folder });
	try {
		const students = studentsOf(file, server.url).slice(0, most);
		if (students.length === 0) throw new Error('nobody writes');
		for (const student of students) await student.signIn();
		for (let round = 1; round <= rounds; round++) {
			let acknowledged = 0;
			let enough: () => void = () => undefined;
			const reached = new Promise<void>((resolve) => (enough = resolve));
			const writing = students.map((student) =>
				write(student, () => {
					if (++acknowledged >= 20 + ((round * 17) % 60)) enough();
				})
			);
			await Promise.race([reached, Promise.all(writing)]);
			await server.kill();
			await Promise.all(writing);
			server = await Served.start({ DATA_DIR: folder });

			let [lost, unasked] = [0, 0];
			for (const student of students) {
				const kept = student.kept(file);
				lost += Math.max(0, student.acknowledged - kept.attempt);
				// At most the one save that was under way is there without having been acknowledged.
				unasked += Math.max(0, kept.attempt - student.acknowledged - 1);
				Object.assign(student, {
					url: server.url,
					acknowledged: kept.attempt,
					version: kept.version
				});
			}
			const { integrity_check: integrity } = read(file, 'PRAGMA integrity_check') as {
				integrity_check: string;
			};
			yield { acknowledged, lost, unasked, integrity };
		}
	} finally {
		await server.kill();
	}
}
