/*
 * Compresses text on its way out, at quick levels. What has an encoding already (assets compressed
 * by the build), event streams, partial answers and tiny ones pass as they are. A page that streams
 * stays a stream: each piece is flushed when it is written.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import {
	constants,
	createBrotliCompress,
	createGzip,
	type BrotliCompress,
	type Gzip
} from 'node:zlib';

const smallest = 1024;
const compressible =
	/^(?:text\/(?!event-stream)|application\/(?:javascript|json|manifest\+json|xml|xhtml\+xml|ld\+json)|image\/svg\+xml)/;

type Ending = (error?: Error | null) => void;

/** Wraps the response; call it before anything is written. */
export function compress(request: IncomingMessage, response: ServerResponse): void {
	const encoding = chooseEncoding(request.headers['accept-encoding'] ?? '');
	const plain = {
		writeHead: response.writeHead.bind(response),
		write: response.write.bind(response),
		end: response.end.bind(response) as (...args: unknown[]) => ServerResponse
	};
	let through: Gzip | BrotliCompress | null = null;
	let isDecided = false;

	function decide(): void {
		if (isDecided) return;
		isDecided = true;
		if (!isCompressibleType(response)) return;
		addVary(response);
		if (!encoding || !isWorthIt(request, response)) return;
		const isStreamed = !response.hasHeader('content-length');
		response.removeHeader('content-length');
		response.removeHeader('accept-ranges');
		response.setHeader('content-encoding', encoding);
		weakenEtag(response);
		through = compressor(encoding, isStreamed);
		through.on('data', (chunk) => {
			if (!plain.write(chunk)) through?.pause();
		});
		through.on('end', () => plain.end());
		through.on('drain', () => response.emit('drain'));
		response.on('drain', () => through?.resume());
		response.on('close', () => through?.destroy());
	}

	response.writeHead = (status: number, ...rest: unknown[]) => {
		if (!response.headersSent) {
			response.statusCode = status;
			if (typeof rest[0] === 'string') response.statusMessage = rest.shift() as string;
			setAll(response, rest[0] as OutgoingHttpHeaders | undefined);
			decide();
		}
		return plain.writeHead(response.statusCode);
	};

	response.write = ((chunk: unknown, second?: BufferEncoding | Ending, third?: Ending) => {
		decide();
		if (!through) return plain.write(chunk);
		const done = typeof second === 'function' ? second : third;
		return through.write(bytes(chunk, second), done);
	}) as ServerResponse['write'];

	response.end = ((chunk?: unknown, second?: BufferEncoding | Ending, third?: Ending) => {
		decide();
		if (!through) return plain.end(chunk, second, third);
		const done = [chunk, second, third].find((argument) => typeof argument === 'function');
		if (done) response.once('finish', done as () => void);
		if (chunk === undefined || chunk === null || chunk === done) through.end();
		else through.end(bytes(chunk, second));
		return response;
	}) as ServerResponse['end'];
}

function chooseEncoding(accepted: string): 'br' | 'gzip' | null {
	const offers = accepted
		.toLowerCase()
		.split(',')
		.map((offer) => offer.trim())
		.filter((offer) => !/;\s*q=0(?:\.0*)?$/.test(offer))
		.map((offer) => offer.split(';')[0]);
	if (offers.includes('br')) return 'br';
	return offers.includes('gzip') ? 'gzip' : null;
}

function compressor(encoding: 'br' | 'gzip', isStreamed: boolean): Gzip | BrotliCompress {
	if (encoding === 'gzip')
		return createGzip({
			level: 2,
			flush: isStreamed ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH
		});
	return createBrotliCompress({
		flush: isStreamed ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_PROCESS,
		params: {
			[constants.BROTLI_PARAM_QUALITY]: 3,
			[constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT
		}
	});
}

function isCompressibleType(response: ServerResponse): boolean {
	return compressible.test(String(response.getHeader('content-type') ?? ''));
}

function isWorthIt(request: IncomingMessage, response: ServerResponse): boolean {
	const length = response.getHeader('content-length');
	return (
		request.method !== 'HEAD' &&
		![204, 206, 304].includes(response.statusCode) &&
		!response.hasHeader('content-encoding') &&
		!response.hasHeader('content-range') &&
		!/no-transform/.test(String(response.getHeader('cache-control') ?? '')) &&
		(length === undefined || Number(length) >= smallest)
	);
}

function addVary(response: ServerResponse): void {
	const vary = response.getHeader('vary');
	const names = [vary ?? []].flat().join(', ');
	if (/(?:^|,)\s*(?:accept-encoding|\*)\s*(?:,|$)/i.test(names)) return;
	response.setHeader('vary', names ? `${names}, Accept-Encoding` : 'Accept-Encoding');
}

/** The compressed bytes are another representation: only a weak tag may name both. */
function weakenEtag(response: ServerResponse): void {
	const tag = response.getHeader('etag');
	if (typeof tag === 'string' && !tag.startsWith('W/')) response.setHeader('etag', `W/${tag}`);
}

function setAll(response: ServerResponse, headers: OutgoingHttpHeaders | undefined): void {
	for (const [name, value] of Object.entries(headers ?? {}))
		if (value !== undefined) response.setHeader(name, value);
}

function bytes(chunk: unknown, encoding: unknown): Uint8Array {
	return typeof chunk === 'string'
		? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
		: (chunk as Uint8Array);
}
