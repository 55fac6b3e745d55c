/*
 * Loads two servers in turn, in short rounds, so that whatever else the machine does meets both
 * alike. Only the ratio within one run says something; a figure by itself says what machine it was.
 */
import autocannon from 'autocannon';
import { cpuOf, type Measured } from './processes';

export interface Contender {
	name: string;
	server: Measured;
	/**
	 * What one connection asks for, in order and again; connections count from 0.
	 * @param each how many of them it will send, where that is settled
	 */
	requests: (connection: number, each: number) => autocannon.Request[];
	/** Whether an answer is the one that was asked for; without it the status decides. */
	accepts?: (status: number, body: string) => boolean;
}

/** A round ends after some seconds, or when each connection has sent so many requests. */
export interface Extent {
	connections: number;
	rounds: number;
	/** Of each round. */
	seconds?: number;
	each?: number;
}

export interface Figures {
	name: string;
	connections: number;
	requests: number;
	perSecond: number;
	/** Milliseconds. */
	p50: number;
	p99: number;
	/** Milliseconds of processor time of the server for each request; null where unknown. */
	cpu: number | null;
	/** Of one answer, headers included. */
	bytes: number;
	/** Answers that were not what was asked for. */
	failed: number;
}

interface Sum {
	latencies: number[];
	seconds: number;
	cpu: number | null;
	bytes: number;
	failed: number;
}

/** Programs are slow until they have done a thing some hundred times. */
const warm = 4;

/** In turn, `rounds` times each, after a longer round that does not count. */
export async function compare(contenders: Contender[], extent: Extent): Promise<Figures[]> {
	const { connections, rounds } = extent;
	const sums = contenders.map((): Sum => ({
		latencies: [],
		seconds: 0,
		cpu: 0,
		bytes: 0,
		failed: 0
	}));
	const { seconds = 0 } = extent;
	for (const contender of contenders)
		await round(contender, { ...extent, seconds: Math.max(seconds, warm) }, null);
	for (let n = 0; n < rounds; n++)
		for (const [i, contender] of contenders.entries())
			await round(contender, extent, sums[i] ?? null);
	return contenders.map(({ name }, i) => figures(name, connections, sums[i]));
}

function figures(name: string, connections: number, sum: Sum | undefined): Figures {
	if (!sum || sum.latencies.length === 0) throw new Error(`${name} answered nothing`);
	const sorted = sum.latencies.sort((a, b) => a - b);
	const at = (part: number) =>
		sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
	const requests = sorted.length;
	return {
		name,
		connections,
		requests,
		perSecond: requests / sum.seconds,
		p50: at(0.5),
		p99: at(0.99),
		cpu: sum.cpu === null ? null : sum.cpu / requests,
		bytes: Math.round(sum.bytes / requests),
		failed: sum.failed
	};
}

async function round(
	{ server, requests, accepts = (status) => status < 400 }: Contender,
	{ connections, seconds, each = 0 }: Extent,
	sum: Sum | null
): Promise<void> {
	const cpu = cpuOf(server.pid);
	const began = performance.now();
	let connection = 0;
	let last = began;
	let failed = 0;
	let bytes = 0;
	const latencies: number[] = [];
	const onResponse = (status: number, body: string) => {
		if (!accepts(status, body)) failed++;
	};
	const setupClient = (client: autocannon.Client) => {
		client.setRequests(requests(connection++, each).map((request) => ({ ...request, onResponse })));
	};
	await new Promise<void>((resolve, reject) => {
		const run = autocannon(
			{
				url: server.origin,
				connections,
				...(each > 0 ? { amount: each * connections } : { duration: seconds ?? 1 }),
				timeout: 30,
				setupClient
			},
			(error: Error | null) => (error ? reject(error) : resolve())
		);
		run.on('response', (_client, _status, size, latency) => {
			latencies.push(latency);
			bytes += size;
			last = performance.now();
		});
		run.on('reqError', () => failed++);
	});
	if (!sum) return;
	for (const latency of latencies) sum.latencies.push(latency);
	sum.seconds += (last - began) / 1000;
	const after = cpuOf(server.pid);
	sum.cpu = sum.cpu === null || cpu === null || after === null ? null : sum.cpu + after - cpu;
	sum.bytes += bytes;
	sum.failed += failed;
}

/** What the site did beside the bare server. */
export interface Compared {
	what: string;
	connections: number;
	site: Figures;
	bare: Figures;
	/** Requests per second against the bare server's, and what it has to reach. */
	ratio: number;
	least: number;
}

/** The site is the first contender, the bare server the second. */
export async function against(
	what: string,
	least: number,
	contenders: Contender[],
	extent: Extent
): Promise<Compared> {
	const [site, bare] = await compare(contenders, extent);
	if (!site || !bare) throw new Error('two are compared');
	const ratio = site.perSecond / bare.perSecond;
	const { connections } = extent;
	console.log(`  ${what.padEnd(14)} ${String(connections).padStart(2)}  ${ratio.toFixed(3)}`);
	return { what, connections, site, bare, ratio, least };
}
