import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './address';

const proxy = '10.0.0.1';
const client = '203.0.113.7';

function from(headers: Record<string, string>, trust: Parameters<typeof clientAddress>[1]): string {
	const request = { headers, socket: { remoteAddress: proxy } };
	return clientAddress(request as unknown as Parameters<typeof clientAddress>[0], trust);
}

const chain = (depth: number) => ({ header: 'x-forwarded-for', depth });

describe('the address of a client', () => {
	it('is the connection’s when no proxy was configured, whatever the headers say', () => {
		const lies = { 'x-forwarded-for': client, 'x-real-ip': client, forwarded: `for=${client}` };
		expect(from(lies, null)).toBe(proxy);
	});

	it('is counted from the right, so that a client cannot choose it', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())),
				fc.integer({ min: 1, max: 4 }),
				(lies, depth) => {
					const later = Array.from({ length: depth - 1 }, (_, n) => `10.0.1.${n}`);
					const value = [...lies, client, ...later].join(', ');
					expect(from({ 'x-forwarded-for': value }, chain(depth))).toBe(client);
				}
			)
		);
	});

	it.each([
		['the header is missing', {}, 1],
		['it is empty', { 'x-forwarded-for': '' }, 1],
		['it has fewer hops than there should be', { 'x-forwarded-for': client }, 2],
		['it holds words', { 'x-forwarded-for': 'unknown' }, 1],
		['it holds a host name', { 'x-forwarded-for': 'class.example.org' }, 1]
	])('is the connection’s when %s', (_why, headers, depth) => {
		expect(from(headers as Record<string, string>, chain(depth))).toBe(proxy);
	});

	it.each([
		[`${client}:4711`, client],
		['[2001:db8::7]:4711', '2001:db8::7'],
		['2001:db8::7', '2001:db8::7'],
		[` ${client} `, client]
	])('is read from %s', (value, address) => {
		expect(from({ 'x-real-ip': value }, { header: 'x-real-ip', depth: 1 })).toBe(address);
	});

	it('is the last of several where the proxy added its own to the client’s', () => {
		const headers = { 'x-real-ip': `198.51.100.9, ${client}` };
		expect(from(headers, { header: 'x-real-ip', depth: 1 })).toBe(client);
	});
});
