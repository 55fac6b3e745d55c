/*
 * Which address a request comes from. Without a proxy it is the connection's, whatever headers say.
 * Behind one it is what the proxy wrote: proxies append on the right, so it is counted from there,
 * and what a client wrote itself, further to the left, is never reached. When the header does not
 * hold what was promised, the connection's own address counts: limits then get stricter, not looser.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { ProxyTrust } from '$lib/server/env';

export function clientAddress(
	{ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
	proxy: ProxyTrust | null
): string {
	const own = socket.remoteAddress ?? '';
	if (!proxy) return own;
	// A header that came twice stands joined by a comma, in the order it came.
	const written = [headers[proxy.header] ?? []].flat().join(',').split(',');
	return plainAddress(written.at(-proxy.depth)) ?? own;
}

/** Without a port and brackets; null for what is no address. */
function plainAddress(written = ''): string | null {
	const text = written.trim();
	const bare =
		/^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ??
		/^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ??
		text;
	return isIP(bare) ? bare : null;
}
