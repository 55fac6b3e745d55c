import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { OwnNames, lanHosts, poster } from './lan';

function at(address: string, internal = false): NetworkInterfaceInfo {
	const family = address.includes(':') ? 'IPv6' : 'IPv4';
	return { address, family, internal } as NetworkInterfaceInfo;
}

const laptop = {
	lo: [at('127.0.0.1', true), at('::1', true)],
	wifi: [at('fe80::1'), at('2001:db8::5'), at('192.168.1.5')],
	cable: [at('10.0.0.9'), at('169.254.3.3')]
};

describe('the addresses of a laptop', () => {
	it('are those that others can type', () => {
		expect(lanHosts(laptop)).toEqual(['192.168.1.5', '10.0.0.9', '[2001:db8::5]']);
	});

	const names = new OwnNames(3000, 'http://class.local:3000', () => laptop);

	it.each([
		'localhost:3000',
		'127.0.0.1:3000',
		'[::1]:3000',
		'192.168.1.5:3000',
		'[2001:db8::5]:3000',
		'[2001:0db8:0:0::5]:3000',
		'class.local:3000',
		'CLASS.local:3000'
	])('may be asked for as %s', (host) => {
		expect(names.hostOf(host)).toBe(new URL(`http://${host}`).host);
	});

	it.each([
		undefined,
		'',
		'evil.example',
		'evil.example:3000',
		'192.168.1.5',
		'192.168.1.5:80',
		'192.168.1.6:3000',
		'localhost',
		'fe80::1',
		'class.local',
		'192.168.1.5:3000@evil.example',
		'evil.example/192.168.1.5:3000',
		'192.168.1.5:3000, evil.example',
		'192.168.1.5:3000?',
		'192.168.1.5:99999'
	])('may not be asked for as %s', (host) => {
		expect(names.hostOf(host)).toBeNull();
	});

	it('are looked up again when the laptop has moved to another network', () => {
		let now: Record<string, NetworkInterfaceInfo[]> = laptop;
		const moving = new OwnNames(3000, 'http://localhost:3000', () => now);
		expect(moving.hostOf('172.20.1.4:3000')).toBeNull();
		now = { wifi: [at('172.20.1.4')] };
		expect(moving.hostOf('172.20.1.4:3000')).toBe('172.20.1.4:3000');
	});

	it('are known without the port where it is the one of http', () => {
		expect(new OwnNames(80, 'http://localhost', () => laptop).hostOf('192.168.1.5')).toBe(
			'192.168.1.5'
		);
	});
});

describe('the poster for the class', () => {
	const addresses = ['http://192.168.1.5:3000', 'http://10.0.0.9:3000'];

	it('has every address, with a code where there is room', () => {
		const wide = poster(addresses, 100);
		for (const address of addresses) expect(wide).toContain(`  ${address}`);
		expect(wide.match(/█/g)?.length).toBeGreaterThan(100);
	});

	it.each([0, 20])('has the plain addresses on a terminal of %i columns', (columns) => {
		const narrow = poster(addresses, columns);
		for (const address of addresses) expect(narrow).toContain(`  ${address}`);
		expect(narrow).not.toContain('█');
	});

	it('says so when there is no network', () => {
		expect(poster([], 100)).toContain('no network');
	});
});
