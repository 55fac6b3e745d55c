/*
 * A pack as one zip. Coming in, the directory is judged before a byte is unpacked: how many entries,
 * how large, what they are called. Only the names that a pack has are read; their words must be
 * UTF-8 and match the sums that the zip itself states.
 */
import { crc32 } from 'node:zlib';
import { strToU8, unzipSync, zipSync, type UnzipFileInfo } from 'fflate';

/** Bytes: of one file, and of all files together, unpacked. */
const largest = { file: 2 * 1024 * 1024, all: 12 * 1024 * 1024 };
const mostEntries = 400;

const known =
	/^(?:pack|background|glossary|timeline|ledger|anchors|comments|axes|debates|rubrics|questions|sources)\.json$|^LICENCE\.md$|^instructor-notes\.(?:en|ur)\.md$|^readings\/[a-z0-9-]{1,80}\.(?:en|ur)\.md$/;

export type Unzipped =
	| { ok: true; files: Map<string, string> }
	| { ok: false; reason: 'not-a-zip' | 'too-large' | 'bad-name' | 'damaged' };

class Refused extends Error {
	constructor(readonly reason: 'too-large' | 'bad-name') {
		super(reason);
	}
}

/** A folder around everything, as most tools make one, is taken off. */
export function unzipPack(bytes: Uint8Array): Unzipped {
	const sums = sumsIn(bytes);
	if (!sums) return { ok: false, reason: 'not-a-zip' };
	const names = new Set<string>();
	let total = 0;
	const mayUnpack = ({ name, originalSize }: UnzipFileInfo): boolean => {
		if (names.has(name) || /^\/|\\|(^|\/)\.\.(\/|$)|^[a-z]:|\0/i.test(name))
			throw new Refused('bad-name');
		names.add(name);
		total += originalSize;
		if (names.size > mostEntries || originalSize > largest.file || total > largest.all)
			throw new Refused('too-large');
		return known.test(withoutFolder(name));
	};
	try {
		const files = new Map<string, string>();
		const words = new TextDecoder('utf-8', { fatal: true });
		for (const [path, content] of Object.entries(unzipSync(bytes, { filter: mayUnpack }))) {
			const name = withoutFolder(path);
			if (files.has(name)) return { ok: false, reason: 'bad-name' };
			if (crc32(content) !== sums.get(path)) return { ok: false, reason: 'damaged' };
			files.set(name, words.decode(content));
		}
		return { ok: true, files };
	} catch (cause) {
		return { ok: false, reason: cause instanceof Refused ? cause.reason : 'damaged' };
	}
}

function withoutFolder(path: string): string {
	const parts = path.split('/');
	const isInside = parts.length > 1 && parts[0] !== 'readings';
	return isInside ? parts.slice(1).join('/') : path;
}

/** The sum of each entry, from the zip's directory; null when there is no directory to read. */
function sumsIn(bytes: Uint8Array): Map<string, number> | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let end = bytes.length - 22;
	while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
	if (end < 0) return null;
	const sums = new Map<string, number>();
	const names = new TextDecoder();
	let at = view.getUint32(end + 16, true);
	for (let n = view.getUint16(end + 10, true); n > 0; n--) {
		if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null;
		const length = view.getUint16(at + 28, true);
		const name = names.decode(bytes.subarray(at + 46, at + 46 + length));
		sums.set(name, view.getUint32(at + 16, true));
		at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
	}
	return sums;
}

/** The same files give the same bytes. */
export function zipPack(files: ReadonlyMap<string, string>): Uint8Array {
	const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
	return zipSync(Object.fromEntries(entries.map(([name, words]) => [name, strToU8(words)])), {
		mtime: new Date(1980, 0, 2),
		level: 6
	});
}
