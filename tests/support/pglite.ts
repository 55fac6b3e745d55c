/*
 * PostgreSQL inside the test's own process, for machines without a PostgreSQL: PGlite behind a small
 * server that speaks its protocol. PGlite has one session, so a connection that began something
 * (a query, a transaction) keeps it until PGlite says that it is idle again; the others wait.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { PGlite } from '@electric-sql/pglite';

const sslRequest = 80877103;

export async function startPglite(): Promise<{ url: string; stop(): Promise<void> }> {
	const pglite = await PGlite.create();
	const sockets = new Set<Socket>();
	let holder: Socket | null = null;
	const waiting: (() => void)[] = [];

	async function hold(socket: Socket): Promise<void> {
		while (holder && holder !== socket) await new Promise<void>((next) => waiting.push(next));
		holder = socket;
	}

	function release(): void {
		holder = null;
		for (const next of waiting.splice(0)) next();
	}

	const server = createServer((socket) => {
		sockets.add(socket);
		let rest: Buffer = Buffer.alloc(0);
		let hasStarted = false;
		let work = Promise.resolve();

		async function answer(message: Buffer): Promise<void> {
			if (hasStarted && message[0] === 'X'.charCodeAt(0)) {
				socket.end();
				return;
			}
			if (!hasStarted && message.readInt32BE(4) === sslRequest) {
				socket.write('N');
				return;
			}
			hasStarted = true;
			await hold(socket);
			const reply = Buffer.from(await pglite.execProtocolRaw(message));
			socket.write(reply);
			if (isIdle(reply)) release();
		}

		socket.on('data', (chunk) => {
			rest = Buffer.concat([rest, chunk]);
			for (;;) {
				// Only the messages before a session starts have no letter in front of their length.
				const letter = hasStarted || startsWithLetter(rest) ? 1 : 0;
				if (rest.length < letter + 4) return;
				const length = letter + rest.readInt32BE(letter);
				if (rest.length < length) return;
				const message = rest.subarray(0, length);
				rest = rest.subarray(length);
				work = work.then(() => answer(message));
			}
		});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			sockets.delete(socket);
			work = work.then(async () => {
				if (holder !== socket) return;
				await pglite.exec('ROLLBACK');
				release();
			});
		});
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const { port } = server.address() as AddressInfo;
	return {
		url: `postgres://postgres@127.0.0.1:${port}/postgres`,
		async stop() {
			for (const socket of sockets) socket.destroy();
			await new Promise((closed) => server.close(closed));
			await pglite.close();
		}
	};
}

/** The first byte of a length is zero: nothing that short has sixteen megabytes. */
function startsWithLetter(bytes: Buffer): boolean {
	return (bytes[0] ?? 0) !== 0;
}

/** Whether the last thing said is that the session is ready and in no transaction. */
function isIdle(reply: Buffer): boolean {
	return reply.length >= 6 && reply.subarray(-6).equals(Buffer.from('Z\0\0\0\x05I', 'latin1'));
}
