/*
 * Built servers in processes of their own: started with exactly the environment that is given, heard,
 * and ended by their own id.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';

export async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	await once(probe, 'close');
	return typeof address === 'object' && address ? address.port : 0;
}

export class BuiltServer {
	/** Everything it has said, on both ways. */
	output = '';
	readonly url: string;

	private constructor(
		private readonly child: ChildProcessByStdio<null, Readable, Readable>,
		readonly port: number
	) {
		this.url = `http://127.0.0.1:${port}`;
		const hear = (chunk: Buffer) => (this.output += chunk.toString());
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
	}

	/** Resolves when it says its address. */
	static async start(
		command: 'start' | 'demo',
		env: NodeJS.ProcessEnv & { DATA_DIR: string },
		args: string[] = []
	): Promise<BuiltServer> {
		const server = await BuiltServer.run(command, env, args);
		await server.says(/Standpoint is at/);
		return server;
	}

	/** Only begins it: what it says and how it ends is the matter. */
	static async run(
		command: 'start' | 'demo',
		env: NodeJS.ProcessEnv & { DATA_DIR: string },
		args: string[] = []
	): Promise<BuiltServer> {
		const program = `build/commands/${command}.js`;
		if (!existsSync(program)) throw new Error('Build the site first: npm run build');
		const port = env.PORT ? Number(env.PORT) : await freePort();
		const child = spawn(process.execPath, [program, ...args], {
			env: {
				PATH: process.env.PATH,
				NODE_ENV: 'production',
				LOG_LEVEL: 'error',
				...env,
				PORT: String(port)
			},
			stdio: ['ignore', 'pipe', 'pipe']
		});
		return new BuiltServer(child, port);
	}

	/** Waits until it has printed this; what it printed. */
	says(words: RegExp): Promise<string> {
		return new Promise((resolve, reject) => {
			const look = () => {
				const [said] = words.exec(this.output) ?? [];
				if (said !== undefined) resolve(said);
			};
			this.child.stdout.on('data', look);
			this.child.once('exit', (code) =>
				reject(new Error(`the server ended with ${code}: ${this.output}`))
			);
			look();
		});
	}

	tell(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void {
		this.child.kill(signal);
	}

	/** The exit code; null when a signal ended it. */
	async ended(): Promise<number | null> {
		if (this.child.exitCode === null && this.child.signalCode === null)
			await once(this.child, 'exit');
		return this.child.exitCode;
	}

	async kill(): Promise<void> {
		this.tell('SIGKILL');
		await this.ended();
	}
}

/** A form as a browser without scripts sends it. */
export function sendForm(
	url: string,
	fields: Record<string, string>,
	headers: Record<string, string> = {}
): Promise<Response> {
	return fetch(url, {
		method: 'POST',
		headers: { origin: new URL(url).origin, accept: 'text/html', ...headers },
		body: new URLSearchParams(fields),
		redirect: 'manual'
	});
}

/** What a browser would send back of the cookies that were set. */
export function cookiesOf(response: Response): string {
	return response.headers
		.getSetCookie()
		.map((cookie) => cookie.split(';')[0] ?? '')
		.join('; ');
}
