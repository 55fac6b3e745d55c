/*
 * What a file is, by what it holds and not by what it is called; Markdown alone looks like plain
 * text, so that there the name or the person decides. Looks at the beginning only: nothing is
 * unpacked here.
 */
import type { ConvertRefusal, FileKind, ReadAs } from './converted';

/** Pictures, by their first bytes as latin-1. */
const pictures = [/^\u0089PNG/, /^\u00FF\u00D8\u00FF/, /^GIF8/, /^BM.{4}\0{4}/s, /^II\*\0|^MM\0\*/];
const webp = /^RIFF.{4}WEBP|^.{4}ftyp(?:heic|heix|mif1|avif)/s;
const html =
	/^(?:\s|<\?xml[^>]{0,200}>|<!--[^>]{0,2000}-->)*<(?:!doctype\s+html|(?:html|head|body|meta|title|link|base|script|style|main|article|section|header|div|p|h[1-6]|table|span|center|font|blockquote|ul|ol)[\s/>])/i;

export function kindOf(
	bytes: Uint8Array,
	name: string,
	as: ReadAs
): { ok: true; kind: FileKind } | { ok: false; reason: ConvertRefusal } {
	const refused = (reason: ConvertRefusal) => ({ ok: false as const, reason });
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const head = buffer.subarray(0, 4096).toString('latin1');
	if (pictures.some((picture) => picture.test(head)) || webp.test(head)) return refused('image');
	if (head.startsWith('{\\rtf')) return refused('other-office');
	if (head.startsWith('\u00D0\u00CF\u0011\u00E0')) return refused(insideOld(buffer));
	if (head.startsWith('bplist00') || isMailed(head)) return refused('web-archive');
	if (/^(?:\u00EF\u00BB\u00BF)?\s*%PDF-/.test(head)) return { ok: true, kind: 'pdf' };
	// Mailers and servers leave lines of their own in front, which readers of PDFs pass over.
	const isBehind = head.slice(0, 1024).includes('%PDF-') && buffer.includes('\n%%EOF');
	if (isBehind && buffer.includes(' 0 obj')) return { ok: true, kind: 'pdf' };
	// Whether it is a Word file is seen where it is unpacked.
	if (head.startsWith('PK\u0003\u0004') || head.startsWith('PK\u0005\u0006'))
		return { ok: true, kind: 'word' };
	if (as === 'plain' || as === 'markdown' || as === 'html') return { ok: true, kind: as };
	if (
		html.test(
			head.replace(/^(?:\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/, '').replaceAll('\0', '')
		)
	)
		return { ok: true, kind: 'html' };
	return { ok: true, kind: /\.(?:md|mdown|markdown)$/i.test(name) ? 'markdown' : 'plain' };
}

/** The old container of Office: its names are in UTF-16. */
function insideOld(buffer: Buffer): ConvertRefusal {
	const holds = (name: string) => buffer.includes(Buffer.from(name, 'utf16le'));
	if (holds('EncryptedPackage')) return 'locked';
	return holds('WordDocument') ? 'old-word' : 'not-text';
}

/** A page saved as one file with its pictures is a mail with parts. */
function isMailed(head: string): boolean {
	return (
		/^(?:from|mime-version|snapshot-content-location|subject|content-type):/i.test(head) &&
		/content-type:\s*multipart\/related/i.test(head)
	);
}
