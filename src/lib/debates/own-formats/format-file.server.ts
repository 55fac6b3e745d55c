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
import type { FaultKind } from './shape';

/** Bytes; the largest format that can be written has less than half. */
export const largestFormatFile = 60_000;

export type FormatFileFault =
	| { reason: 'empty' | 'too-large' | 'not-text' | 'not-json' | 'foreign' | 'newer' }
	/** Of XML: a document type, too deep, too many parts. */
	| { reason: 'hostile' }
	/** `phases/2/seconds` */
	| { reason: 'shape'; place: string }
	| { reason: 'fault'; place: string; kind: FaultKind };

export type FormatRead = { ok: true; body: FormatBody } | ({ ok: false } & FormatFileFault);

export function writeFormat(debate: FormatBody): string {
	const whole = { format: formatFormat, version: formatFileVersion, debate };
	return `${JSON.stringify(whole, null, '\t')}\n`;
}

export async function readFormatFile(file: File | undefined): Promise<FormatRead> {
	if (!file || file.size === 0) return { ok: false, reason: 'empty' };
	if (file.size > largestFormatFile) return { ok: false, reason: 'too-large' };
	try {
		const decoder = new TextDecoder('utf-8', { fatal: true });
		return readFormat(decoder.decode(await file.arrayBuffer()));
	} catch {
		return { ok: false, reason: 'not-text' };
	}
}

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
