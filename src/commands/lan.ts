/*
 * A class around one laptop (`npm start -- --lan`): the addresses by which the laptop is reached,
 * which of them a request may name, and the poster with a QR code that the class scans.
 */
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * The addresses of this machine that others can type, IPv4 first, IPv6 in brackets. Addresses that
 * hold for one cable only (fe80::) need the cable's name, which browsers do not take.
 */
export function lanHosts(interfaces: Interfaces = networkInterfaces()): string[] {
	const reachable = Object.values(interfaces)
		.flatMap((addresses) => addresses ?? [])
		.filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address));
	const of = (family: 'IPv4' | 'IPv6') =>
		reachable.filter((one) => one.family === family).map(({ address }) => address);
	return [...new Set([...of('IPv4'), ...of('IPv6').map((address) => `[${address}]`)])];
}

/** What a request's Host may be: the machine itself, its addresses now, and the host of ORIGIN. */
export class OwnNames {
	readonly #port: number;
	readonly #origin: string;
	readonly #interfaces: () => Interfaces;
	#known: ReadonlySet<string>;

	constructor(port: number, origin: string, interfaces: () => Interfaces = networkInterfaces) {
		this.#port = port;
		this.#origin = origin;
		this.#interfaces = interfaces;
		this.#known = this.#read();
	}

	/** The host as our own pages may use it, or null for a name that is not ours. */
	hostOf(header: string | undefined): string | null {
		const asked = `http://${header ?? ''}`;
		if (!header || /[/\\?#@\s]/.test(header) || !URL.canParse(asked)) return null;
		const { host } = new URL(asked);
		if (this.#known.has(host)) return host;
		// The laptop may have moved to another network since.
		this.#known = this.#read();
		return this.#known.has(host) ? host : null;
	}

	#read(): ReadonlySet<string> {
		const hosts = ['localhost', '127.0.0.1', '[::1]', ...lanHosts(this.#interfaces())];
		return new Set([
			...hosts.map((host) => new URL(`http://${host}:${this.#port}`).host),
			new URL(this.#origin).host
		]);
	}
}

/** Width and height of the quiet edge and the code are in characters; two rows share one line. */
function qrCode(address: string): string[] {
	return renderUnicodeCompact(address, { border: 2 }).split('\n');
}

/**
 * What is printed for the class: every address, each with its code where the terminal has room.
 * @param columns of the terminal, 0 when the output is none
 */
export function poster(addresses: string[], columns: number): string {
	if (addresses.length === 0)
		return 'This machine is in no network yet: connect it, and start again to see its address.';
	const parts = addresses.map((address) => {
		const rows = qrCode(address);
		if (Math.max(...rows.map((row) => row.length)) + 2 > columns) return `  ${address}`;
		// White on black whatever the terminal's colours are: a code the other way round is not read everywhere.
		const code = rows.map((row) => `  \x1b[97;40m${row}\x1b[0m`).join('\n');
		return `${code}\n\n  ${address}`;
	});
	return `For the class, in the same network:\n\n${parts.join('\n\n')}`;
}
