/*
 * Converts one file that staff bring in, in a process of its own: without network, without writing,
 * with bounded room and time. Its parent kills it when it is slow; the watcher below ends it when it
 * grows, and when there is no parent any more to do the other.
 */
import dns from 'node:dns';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import type { ToConvert } from '$lib/readings/converting/converted';
import { convert } from '$lib/readings/converting/convert.server';

const [room = '', time = ''] = process.argv.slice(2);

// A thread of its own: the other may be busy for as long as it runs.
new Worker(
	`const end = Date.now() + ${Number(time) * 2};
	setInterval(() => {
		if (process.memoryUsage.rss() > ${Number(room)} || Date.now() > end)
			process.kill(process.pid, 'SIGKILL');
	}, 20);`,
	{ eval: true }
).unref();

const never = (): never => {
	throw new Error('Nothing is fetched while a file is converted.');
};
net.Socket.prototype.connect = never;
dns.lookup = never as never;
globalThis.fetch = never;

process.once('message', (asked: ToConvert) => {
	void convert(asked).then((answer) => {
		process.send?.(answer, () => process.exit());
	});
});
process.once('disconnect', () => process.exit());
