/*
 * A Word file. Its directory is judged before a byte is unpacked; then only the parts that hold
 * words are, and a new container of just these is what the library gets: no macros, pictures,
 * embedded files. Parts that declare entities are refused, for Word writes none.
 */
import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { knowsNothing, Refused, type Block, type Converted } from './converted';
import { blocksOfMarkup } from './html.server';

/** Bytes unpacked: of all there is, and of one part with words. A text of 1 MB stays far below. */
const largest = { all: 64 * 1024 * 1024, part: 12 * 1024 * 1024, parts: 24 * 1024 * 1024 };
const mostEntries = 2000;
/** How many times larger a part may be than it is packed, from a megabyte on. */
const mostRatio = 150;

const withWords =
	/^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/[\w-]{1,60}\.xml|word\/_rels\/[\w-]{1,60}\.xml\.rels|docProps\/core\.xml)$/;
const body = /^word\/document\d*\.xml$/;

export async function fromWord(bytes: Uint8Array): Promise<Converted> {
	const parts = partsOf(bytes);
	const clean = zipSync(parts, { level: 0 });
	const { default: mammoth } = await import('mammoth');
	const { value } = await mammoth.convertToHtml(
		{ buffer: Buffer.from(clean) },
		{
			styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"],
			convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
			externalFileAccess: false
		}
	);
	const blocks = await blocksOfMarkup(value);
	const title = titleIn(parts['docProps/core.xml']);
	return { blocks: withoutArrows(blocks), about: { ...knowsNothing, title }, remarks: [] };
}

function partsOf(bytes: Uint8Array): Record<string, Uint8Array> {
	const names = new Set<string>();
	const sums = { all: 0, parts: 0 };
	const mayUnpack = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
		if (names.has(name)) throw new Refused('damaged');
		names.add(name);
		sums.all += originalSize;
		if (names.size > mostEntries || sums.all > largest.all) throw new Refused('bomb');
		if (originalSize > 1024 * 1024 && originalSize > size * mostRatio) throw new Refused('bomb');
		if (!withWords.test(name)) return false;
		sums.parts += originalSize;
		if (originalSize > largest.part || sums.parts > largest.parts) throw new Refused('bomb');
		return true;
	};
	let parts: Record<string, Uint8Array>;
	try {
		parts = unzipSync(bytes, { filter: mayUnpack });
	} catch (cause) {
		throw cause instanceof Refused ? cause : new Refused('damaged');
	}
	if (![...names].some((name) => body.test(name))) throw new Refused(otherKind(names));
	for (const part of Object.values(parts)) {
		const words = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
		if (words.includes('<!DOCTYPE') || words.includes('<!ENTITY')) throw new Refused('entities');
	}
	return parts;
}

function otherKind(names: ReadonlySet<string>): 'other-office' | 'not-text' {
	// An OpenDocument text; spreadsheets and slides of that kind look the same from outside.
	return names.has('content.xml') && names.has('mimetype') ? 'other-office' : 'not-text';
}

/** The library ends each note with a link back to where it was called. */
function withoutArrows(blocks: Block[]): Block[] {
	return blocks.map((block) =>
		block.why === 'note' ? { ...block, text: block.text.replace(/\s*↑$/u, '') } : block
	);
}

const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function titleIn(core: Uint8Array | undefined): string {
	const said = /<dc:title>([^<]{1,300})<\/dc:title>/.exec(new TextDecoder().decode(core))?.[1];
	return (said ?? '')
		.replace(/&(lt|gt|quot|apos|amp);/g, (_, sign: string) => signs[sign] ?? '')
		.trim();
}
