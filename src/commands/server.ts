/*
 * The server of `npm start` and `npm run demo`: a plain HTTP server around the built site. It
 * compresses, keeps connections open for proxies, and stops cleanly: no new requests, the running
 * ones finish, then the site closes its database.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { compress } from './compress';
import type { Ground } from './ground';
import { Stop, portTaken } from './run/say.mjs';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
/** How long running requests may take once the server was told to stop. */
const patience = 10_000;

/**
 * Answers requests until the process is told to stop.
 * @param handler the built site, imported only now: it reads the environment when it is loaded
 */
export async function serve(ground: Ground, handler: URL, command: string): Promise<void> {
	const site = (await import(/* @vite-ignore */ handler.href)) as { handler: Handler };
	const server = createServer((request, response) => {
		// Only the site itself may say whose request it is.
		delete request.headers['x-client-ip'];
		const elsewhere = otherLoopbackName(request, ground.origin);
		if (elsewhere) {
			response.writeHead(307, { location: elsewhere }).end();
			return;
		}
		compress(request, response);
		site.handler(request, response, () => {
			response.writeHead(404).end();
		});
	});
	// Longer than the minute that proxies keep theirs, so that it is never us who closes first.
	server.keepAliveTimeout = 65_000;
	server.headersTimeout = 66_000;
	await listen(server, ground, command);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) stopOn(signal, server);
}

/**
 * Forms are accepted from one origin only. Who typed the machine's other name (localhost for
 * 127.0.0.1) is sent to the right one instead of being refused at the first form.
 */
function otherLoopbackName(request: IncomingMessage, origin: string): string | null {
	const { host } = request.headers;
	const asked = `http://${host ?? ''}`;
	if (!host || request.method !== 'GET' || !URL.canParse(asked)) return null;
	const here = new URL(origin);
	const there = new URL(asked);
	const isSameMachine = loopback.has(here.hostname) && loopback.has(there.hostname);
	if (!isSameMachine || there.hostname === here.hostname || there.port !== here.port) return null;
	return `${here.origin}${request.url ?? '/'}`;
}

function listen(server: Server, { host, port }: Ground, command: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			reject(new Stop(error.code === 'EADDRINUSE' ? portTaken(port, command) : error.message));
		});
		server.listen(port, host, resolve);
	});
}

let isStopping = false;

function stopOn(signal: 'SIGINT' | 'SIGTERM', server: Server): void {
	process.on(signal, () => {
		if (isStopping) return;
		isStopping = true;
		const impatient = setTimeout(() => server.closeAllConnections(), patience);
		server.on('request', (_request, response) => response.setHeader('connection', 'close'));
		server.close(() => {
			clearTimeout(impatient);
			void closeSite(signal).finally(() => process.exit(0));
		});
		server.closeIdleConnections();
	});
}

/** The site listens for the adapter's own event; whatever it does then is waited for. */
async function closeSite(reason: string): Promise<void> {
	const listeners = process.listeners('sveltekit:shutdown' as never) as unknown as ((
		reason: string
	) => unknown)[];
	await Promise.allSettled(listeners.map(async (listener) => listener(reason)));
}
