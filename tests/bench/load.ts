/*
 * Loads two servers in turn, in short rounds, so that whatever else the machine does meets both
 * alike. Only the ratio within one run says something; a figure by itself says what machine it was.
 */
import autocannon from 'autocannon';
import { cpuOf, type Measured } from './processes';

export interface Contender {
	name: string;
	server: Measured;
	/** What one connection asks for, in order and again; connections count from 0. */
	requests: (connection: number) => autocannon.Request[];
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

/** In turn, `rounds` times each, after a warm-up that does not count. */
export async function compare(
	contenders: Contender[],
	{ connections, rounds, seconds }: { connections: number; rounds: number; seconds: number }
): Promise<Figures[]> {
	const sums = contenders.map((): Sum => ({
		latencies: [],
		seconds: 0,
		cpu: 0,
		bytes: 0,
		failed: 0
	}));
	for (const contender of contenders) await round(contender, connections, 1, null);
	for (let n = 0; n < rounds; n++)
		for (const [i, contender] of contenders.entries())
			await round(contender, connections, seconds, sums[i] ?? null);
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
	{ server, requests }: Contender,
	connections: number,
	seconds: number,
	sum: Sum | null
): Promise<void> {
	const cpu = cpuOf(server.pid);
	const began = performance.now();
	let connection = 0;
	let last = began;
	let failed = 0;
	let bytes = 0;
	const latencies: number[] = [];
	await new Promise<void>((resolve, reject) => {
		const run = autocannon(
			{
				url: server.origin,
				connections,
				duration: seconds,
				timeout: 30,
				setupClient: (client) => client.setRequests(requests(connection++))
			},
			(error: Error | null) => (error ? reject(error) : resolve())
		);
		run.on('response', (_client, status, size, latency) => {
			latencies.push(latency);
			bytes += size;
			last = performance.now();
			if (status >= 400) failed++;
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
