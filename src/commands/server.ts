/*
 * The server of `npm start` and `npm run demo`: a plain HTTP server around the built site. It says
 * for each request where it came from and which address it asked for, in headers that outside
 * requests cannot set; it compresses; and it stops cleanly: no new connections, streams end, the
 * running requests get their answers, then the site closes its database.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { m } from '$lib/paraglide/messages';
import { environment } from '$lib/server/env';
import { log } from '$lib/server/log';
import { clientAddress } from './address';
import { compress } from './compress';
import type { Ground } from './ground';
import { OwnNames } from './lan';
import { Stop, portTaken } from './run/say.mjs';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Only this server may set them: what comes from outside under these names is dropped. */
const own = {
	address: 'x-standpoint-address',
	protocol: 'x-standpoint-protocol',
	host: 'x-standpoint-host'
} as const;
/** The sign-in library reads it; only the site itself may say whose request it is. */
const forLibrary = 'x-client-ip';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
/** How long running requests may take once the server was told to stop. */
const patience = 10_000;
/** How long the site may take to close its database after that. */
const closing = 10_000;

/**
 * Answers requests until the process is told to stop.
 * @param handler the built site, imported only now: it reads the environment when it is loaded
 */
export async function serve(ground: Ground, handler: URL, command: string): Promise<void> {
	const { proxy, secure } = environment();
	const names = ground.lan ? new OwnNames(ground.port, ground.origin) : null;
	crashWithoutWords();
	const site = await load(ground, handler);

	const server = createServer((request, response) => {
		const { headers } = request;
		for (const name of [forLibrary, ...Object.values(own)]) Reflect.deleteProperty(headers, name);
		response.setHeader('x-content-type-options', 'nosniff');
		if (secure) response.setHeader('strict-transport-security', 'max-age=31536000');
		// The site's addresses are composed of the host and this: it must not reach into the host.
		if (!request.url?.startsWith('/')) return refuse(response, 400, '');
		if (names) {
			const host = names.hostOf(headers.host);
			if (!host) return refuse(response, 421, wrongAddress(ground.origin));
			headers[own.protocol] = 'http';
			headers[own.host] = host;
		} else {
			const elsewhere = otherLoopbackName(request, ground.origin);
			if (elsewhere) {
				response.writeHead(307, { location: elsewhere }).end();
				return;
			}
		}
		// A browser that holds on to an old one would go on answering from an old build.
		if (request.url === '/service-worker.js') response.setHeader('cache-control', 'no-cache');
		headers[own.address] = clientAddress(request, proxy);
		compress(request, response);
		site.handler(request, response, () => {
			response.writeHead(404).end();
		});
	});
	// Longer than the minute that proxies keep theirs, so that it is never us who closes first.
	server.keepAliveTimeout = 65_000;
	server.headersTimeout = 66_000;
	const stop = stopper(server);
	await listen(server, ground, command);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
		process.on(signal, () => stop(signal));
}

/** The adapter reads from the environment which headers to believe: ours alone. */
async function load(ground: Ground, handler: URL): Promise<{ handler: Handler }> {
	const { env } = process;
	env.ADDRESS_HEADER = own.address;
	delete env.XFF_DEPTH;
	delete env.PORT_HEADER;
	env.PROTOCOL_HEADER = own.protocol;
	env.HOST_HEADER = own.host;
	if (ground.lan) {
		// With ORIGIN every request would count as one to that address.
		delete env.ORIGIN;
		env.SITE_ORIGIN = ground.origin;
	}
	return (await import(/* @vite-ignore */ handler.href)) as { handler: Handler };
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

function wrongAddress(origin: string): string {
	return (['en', 'ur'] as const)
		.map((locale) => `${m.site_wrong_address({ origin }, { locale })}\n`)
		.join('');
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
	response
		.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
		.end(sentence);
}

function listen(server: Server, { host, port }: Ground, command: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE') reject(new Stop(portTaken(port, command)));
			else if (error.code === 'EACCES')
				reject(
					new Stop(`Port ${port} is for the system: choose one above 1023, PORT=3000 ${command}`)
				);
			else reject(new Stop(error.message));
		});
		server.listen(port, host, resolve);
	});
}

/** Counts what is under way, so that stopping cuts nobody off who is being answered. */
function stopper(server: Server): (signal: string) => void {
	const sockets = new Set<Socket>();
	const underWay = new Map<ServerResponse, Socket>();
	let isStopping = false;

	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	// Before the site's own listener: what it answers goes out at once.
	server.prependListener('request', (request, response) => {
		underWay.set(response, request.socket);
		if (isStopping) response.setHeader('connection', 'close');
		response.once('close', () => {
			underWay.delete(response);
			if (isStopping) request.socket.destroySoon();
		});
	});

	return (signal) => {
		if (isStopping) {
			server.closeAllConnections();
			return;
		}
		isStopping = true;
		const impatient = setTimeout(() => server.closeAllConnections(), patience);
		server.close(() => {
			clearTimeout(impatient);
			setTimeout(() => process.exit(1), closing).unref();
			void closeSite(signal).finally(() => process.exit(0));
		});
		for (const response of underWay.keys())
			if (isStream(response)) response.end();
			else if (!response.headersSent) response.setHeader('connection', 'close');
		// Browsers open connections before they need them; those would be waited for.
		const busy = new Set(underWay.values());
		for (const socket of sockets) if (!busy.has(socket)) socket.destroySoon();
	};
}

/** It would never end by itself; whoever reads it comes back, to the next process. */
function isStream(response: ServerResponse): boolean {
	return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}

/** The site listens for the adapter's own event; whatever it does then is waited for. */
async function closeSite(reason: string): Promise<void> {
	const listeners = process.listeners('sveltekit:shutdown' as never) as unknown as ((
		reason: string
	) => unknown)[];
	await Promise.allSettled(listeners.map(async (listener) => listener(reason)));
}

/** What nobody caught ends the process, as it would anyway, but what Node prints may hold words. */
function crashWithoutWords(): void {
	const crash = (cause: unknown) => {
		log.fatal({ err: cause }, 'the process ends');
		process.exit(1);
	};
	process.on('uncaughtException', crash);
	process.on('unhandledRejection', crash);
}
