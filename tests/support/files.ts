/*
 * Files as staff bring them in, made here byte by byte: Word files of a few parts, and PDFs with a
 * text layer. The words in them are our own.
 */
import { strToU8, zipSync } from 'fflate';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

export const escaped = (words: string) =>
	words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One paragraph of a Word file, in a style such as `Heading1`. */
export const wordParagraph = (words: string, style = '') =>
	`<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}<w:r><w:t xml:space="preserve">${escaped(words)}</w:t></w:r></w:p>`;

/** The parts of a Word file around what stands in its body. */
export function wordParts(body: string, before = ''): Record<string, string> {
	return {
		'[Content_Types].xml': `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		'_rels/.rels': `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
		'word/styles.xml': `${head}<w:styles xmlns:w="${main}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style></w:styles>`,
		'word/_rels/document.xml.rels': `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${office}/footnotes" Target="footnotes.xml"/></Relationships>`,
		'word/footnotes.xml': `${head}<w:footnotes xmlns:w="${main}"><w:footnote w:id="2"><w:p><w:r><w:t>The council's own figures.</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		'word/document.xml': `${head}${before}<w:document xmlns:w="${main}" xmlns:r="${office}"><w:body>${body}</w:body></w:document>`
	};
}

export function zipOf(parts: Record<string, string | Uint8Array>, level: 0 | 6 | 9 = 6) {
	const entries = Object.entries(parts).map(
		([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part] as const
	);
	return zipSync(Object.fromEntries(entries), { level, mtime: new Date(2026, 0, 2) });
}

export const wordFile = (body: string) => zipOf(wordParts(body));

/** A line of a page: what stands there, where it begins, in which size. */
export interface PrintedLine {
	text: string;
	x?: number;
	y: number;
	size?: number;
}

/** Objects by their number, from 1; the first is the catalogue. */
export function pdfOf(objects: string[], more = ''): Uint8Array {
	let file = '%PDF-1.7\n';
	const offsets = objects.map((object, i) => {
		const at = Buffer.byteLength(file, 'latin1');
		file += `${i + 1} 0 obj\n${object}\nendobj\n`;
		return at;
	});
	const at = Buffer.byteLength(file, 'latin1');
	const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
	file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
	file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${more}>>\nstartxref\n${at}\n%%EOF\n`;
	return new Uint8Array(Buffer.from(file, 'latin1'));
}

/** A PDF of Latin text in one of the fonts that every reader has. */
export function pdfFile(pages: PrintedLine[][]): Uint8Array {
	return pdfPages(
		pages.map((lines) =>
			lines
				.map(({ text, x = 72, y, size = 11 }) => {
					const words = text.replace(/[\\()]/g, (sign) => `\\${sign}`);
					return `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${words}) Tj ET`;
				})
				.join('\n')
		),
		['<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>']
	);
}

/** @param font its first object is the font; later ones are counted on from 4 */
export function pdfPages(contents: string[], font: string[]): Uint8Array {
	const first = 3 + font.length;
	const kids = contents.map((_, i) => `${first + i * 2} 0 R`).join(' ');
	return pdfOf([
		'<< /Type /Catalog /Pages 2 0 R >>',
		`<< /Type /Pages /Count ${contents.length} /Kids [${kids}] >>`,
		...font,
		...contents.flatMap((content, i) => [
			`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${first + i * 2 + 1} 0 R >>`,
			`<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`
		])
	]);
}

/** A PDF whose one font says by a table which letter each of its signs is, as word processors make them. */
export function urduPdf(lines: { words: string; y: number }[]): Uint8Array {
	const letters = [...new Set(lines.flatMap(({ words }) => [...words]))];
	const hex = (n: number) => n.toString(16).padStart(4, '0');
	const table = letters
		.map((letter, i) => `<${hex(i + 1)}> <${hex(letter.codePointAt(0) ?? 0)}>`)
		.join('\n');
	const cmap = `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Own def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n${letters.length} beginbfchar\n${table}\nendbfchar\nendcmap\nend\nend`;
	// From left to right as they are printed: the last letter comes first, numbers run on.
	const content = lines
		.map(({ words, y }) => {
			const printed = words.replace(/\d+/g, (number) => [...number].toReversed().join(''));
			const signs = [...printed].toReversed().map((letter) => hex(letters.indexOf(letter) + 1));
			return `BT /F1 14 Tf 1 0 0 1 ${500 - words.length * 7} ${y} Tm <${signs.join('')}> Tj ET`;
		})
		.join('\n');
	return pdfPages(
		[content],
		[
			'<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>',
			'<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /DW 500 >>',
			'<< /Type /FontDescriptor /FontName /Own /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
			`<< /Length ${cmap.length} >>\nstream\n${cmap}\nendstream`
		]
	);
}
