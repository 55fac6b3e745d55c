/*
 * What staff send, a file or pasted words, becomes blocks of text. Plain text is read here; anything
 * else is taken apart by a process of its own. Nothing is kept, whatever comes of it.
 */
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import {
	knowsNothing,
	largestFile,
	type ConvertAnswer,
	type FileKind,
	type ReadAs
} from './converting/converted';
import { convertFile } from './converting/converting.server';
import { kindOf } from './converting/kinds.server';
import { plainBlocks, readBytes, readText, type TextRead } from './import';

export interface SentText {
	file: File | undefined;
	pasted: string;
	readAs: ReadAs;
	lang: Locale;
}

/** Needs `reading.import`. The text of the form, from its file or as pasted: one of them. */
export async function broughtText(
	actor: Actor,
	{ file, pasted, readAs, lang }: SentText
): Promise<ConvertAnswer | { ok: false; reason: 'both' }> {
	authorize(actor, 'reading.import', { courseId: membershipOf(actor).courseId });
	const isSent = file !== undefined && (file.size > 0 || file.name !== '');
	if (isSent && pasted.trim() !== '') return { ok: false, reason: 'both' };
	if (!isSent) return fromWords(pasted, readAs, lang);
	if (file.size > largestFile) return { ok: false, reason: 'file-too-large' };
	const bytes = new Uint8Array(await file.arrayBuffer());
	if (bytes.length === 0) return { ok: false, reason: 'empty' };
	const known = kindOf(bytes, file.name, readAs);
	if (!known.ok) return known;
	return fromBytes(bytes, known.kind, lang);
}

async function fromWords(pasted: string, readAs: ReadAs, lang: Locale): Promise<ConvertAnswer> {
	const read = readText(pasted);
	if (readAs === 'auto' || readAs === 'plain') return plain(read);
	// A page may have more lines than a text may have paragraphs.
	if (!read.ok && read.reason !== 'too-many') return read;
	return convertFile({ kind: readAs, bytes: new TextEncoder().encode(pasted), lang });
}

async function fromBytes(bytes: Uint8Array, kind: FileKind, lang: Locale): Promise<ConvertAnswer> {
	return kind === 'plain' ? plain(readBytes(bytes)) : convertFile({ kind, bytes, lang });
}

function plain(read: TextRead): ConvertAnswer {
	if (!read.ok) return read;
	return {
		ok: true,
		converted: { blocks: plainBlocks(read.text), about: knowsNothing, remarks: [] }
	};
}
