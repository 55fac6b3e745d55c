/* A mail server for tests, on a port of its own, and the mails that it was given. */
import { createServer, type Server, type Socket } from 'node:net';
import { desc } from 'drizzle-orm';
import { db } from '$lib/server/db/client';
import { outbox } from '$lib/server/db/schema';
import { forgetEnvironment } from '$lib/server/env';

export class MailServer {
	readonly received: string[] = [];
	/** Refuses what comes, as a server that is out of order. */
	isBroken = false;
	private readonly sockets = new Set<Socket>();
	private port = 0;
	private constructor(private readonly server: Server) {}

	static async start(): Promise<MailServer> {
		const server = createServer();
		const mail = new MailServer(server);
		server.on('connection', (socket) => mail.talk(socket));
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const address = server.address();
		if (typeof address !== 'object' || !address) throw new Error('no port');
		mail.port = address.port;
		process.env.SMTP_URL = `smtp://127.0.0.1:${address.port}`;
		forgetEnvironment();
		return mail;
	}

	/** Nobody listens there any more, until it is back. */
	async goDown(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((done) => this.server.close(done));
	}

	async comeBack(): Promise<void> {
		await new Promise<void>((done) => this.server.listen(this.port, '127.0.0.1', done));
	}

	async stop(): Promise<void> {
		delete process.env.SMTP_URL;
		forgetEnvironment();
		for (const socket of this.sockets) socket.destroy();
		await new Promise((done) => this.server.close(done));
	}

	private talk(socket: Socket): void {
		this.sockets.add(socket);
		let inData = false;
		let text = '';
		socket.setEncoding('utf8');
		socket.on('error', () => undefined);
		socket.write('220 test\r\n');
		socket.on('data', (chunk: string) => {
			text += chunk;
			for (;;) {
				const end = inData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
				if (end < 0) return;
				const said = text.slice(0, end);
				text = text.slice(end + (inData ? 5 : 2));
				if (inData) {
					inData = false;
					this.received.push(said);
					socket.write('250 kept\r\n');
				} else if (/^MAIL/i.test(said) && this.isBroken) socket.write('451 try later\r\n');
				else if (/^DATA/i.test(said)) {
					inData = true;
					socket.write('354 go on\r\n');
				} else if (/^QUIT/i.test(said)) socket.end('221 bye\r\n');
				else socket.write('250 ok\r\n');
			}
		});
	}
}

/** The latest mail in the outbox to this address. */
export async function latestMail(to: string): Promise<typeof outbox.$inferSelect | undefined> {
	const mails = await db().select().from(outbox).orderBy(desc(outbox.id));
	return mails.find((mail) => mail.recipient === to);
}

/** The secret inside the link of a mail. */
export function tokenIn(body: string | null | undefined): string {
	return body?.match(/token=([\w-]+)/)?.[1] ?? '';
}
