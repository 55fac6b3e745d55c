/* What the form that brings in notes may contain; what is wrong with a file is judged where it is read. */
import { z } from 'zod';
import { file } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';

const pasted = () => z.string({ error: () => m.forms_sent_twice() }).default('');

export const bringInSchema = z.object({ file: file(), text: pasted() });
export const applySchema = z.object({ text: pasted() });

export type SentFile =
	{ ok: true; text: string } | { ok: false; reason: 'both' | 'nothing' | 'encoding' | 'too-large' };

/** A file or what was pasted, as text. */
export async function sentFile(
	{ file, text }: z.output<typeof bringInSchema>,
	most: number
): Promise<SentFile> {
	const isSent = file !== undefined && (file.size > 0 || file.name !== '');
	if (isSent && text.trim() !== '') return { ok: false, reason: 'both' };
	if (!isSent) return text.trim() === '' ? { ok: false, reason: 'nothing' } : { ok: true, text };
	if (file.size > most) return { ok: false, reason: 'too-large' };
	try {
		const bytes = new Uint8Array(await file.arrayBuffer());
		const isWide =
			(bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
		const encoding = isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
		return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
	} catch {
		return { ok: false, reason: 'encoding' };
	}
}
