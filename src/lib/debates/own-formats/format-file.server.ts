/*
 * A debate format as a file: plain JSON of ours that says what it is, or the XML of the public format
 * collections for timekeepers. Whatever is something else is refused with the place at which it is.
 */
import { hasLostCharacters } from '$lib/forms/words';
import type { FormatBody } from '../format';
import {
	formatEnvelope,
	formatFileVersion,
	formatFormat,
	formatInFile
} from './body.schema.server';
import { looksLikeXml, readTimekeeper } from './timekeeper.server';
import type { XmlFault } from './timekeeper-times.server';
import type { FaultKind } from './shape';

/** Bytes; the fullest format that can be written has fewer. */
export const largestFormatFile = 200_000;

export type FormatFileFault =
	| { reason: 'empty' | 'too-large' | 'not-text' | 'not-json' | 'foreign' | 'newer' }
	/** Of XML: a document type, too deep, too many parts. */
	| { reason: 'hostile' }
	/** `phases/2/seconds` */
	| { reason: 'shape'; place: string }
	| { reason: 'shape'; at: XmlFault }
	| { reason: 'fault'; place: string; kind: FaultKind };

export type FormatRead = { ok: true; body: FormatBody } | ({ ok: false } & FormatFileFault);

export function writeFormat(debate: FormatBody): string {
	const whole = { format: formatFormat, version: formatFileVersion, debate };
	return `${JSON.stringify(whole, null, '\t')}\n`;
}

export async function readFormatFile(file: File | undefined): Promise<FormatRead> {
	if (!file || file.size === 0) return { ok: false, reason: 'empty' };
	if (file.size > largestFormatFile) return { ok: false, reason: 'too-large' };
	const text = textOf(new Uint8Array(await file.arrayBuffer()));
	return text === null ? { ok: false, reason: 'not-text' } : readFormat(text);
}

/** By its byte order mark, else by what an XML declaration says, else UTF-8. Null: it is no text. */
function textOf(bytes: Uint8Array): string | null {
	const [a, b] = bytes;
	const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
	const [, said = 'utf-8'] =
		/^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(start) ?? [];
	const isMarked = (first: number, second: number) => a === first && b === second;
	try {
		if (isMarked(0xff, 0xfe) || isMarked(0x3c, 0)) return decoded('utf-16le', bytes);
		if (isMarked(0xfe, 0xff) || isMarked(0, 0x3c)) return decoded('utf-16be', bytes);
		// Says UTF-16 in letters of one byte: an editor changed the one and not the other.
		return decoded(/^utf-?16/i.test(said) ? 'utf-8' : said, bytes);
	} catch {
		return null;
	}
}

const decoded = (encoding: string, bytes: Uint8Array) =>
	new TextDecoder(encoding, { fatal: true }).decode(bytes);

export function readFormat(text: string): FormatRead {
	if (text.length > largestFormatFile) return { ok: false, reason: 'too-large' };
	if (text.trim() === '') return { ok: false, reason: 'empty' };
	if (hasLostCharacters(text)) return { ok: false, reason: 'not-text' };
	if (!looksLikeXml(text)) return readOurs(text);
	const read = readTimekeeper(text);
	return read.ok ? checked(read.body) : read;
}

function readOurs(text: string): FormatRead {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { ok: false, reason: 'not-json' };
	}
	const outer = formatEnvelope.safeParse(json);
	if (!outer.success) return { ok: false, reason: 'foreign' };
	if (outer.data.version !== formatFileVersion) return { ok: false, reason: 'newer' };
	return checked(outer.data.debate);
}

function checked(body: unknown): FormatRead {
	const read = formatInFile.safeParse(body);
	if (read.success) return { ok: true, body: read.data };
	const [issue] = read.error.issues;
	const place = issue?.path.map(String).join('/') ?? '';
	return issue?.code === 'custom' && issue.message !== 'Invalid input'
		? { ok: false, reason: 'fault', place, kind: issue.message as FaultKind }
		: { ok: false, reason: 'shape', place };
}
