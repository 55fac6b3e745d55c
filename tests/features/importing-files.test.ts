/*
 * Files that staff bring in, of every kind that is read and of many that are not: what becomes of
 * their words, and that the hostile ones cost no more than a sentence. Converted in the test's own
 * process, which is faster and guards nothing; that it is another one otherwise, and what that one
 * is held to, is tested in importing-process.test.ts.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Locale } from '$lib/i18n/local-text';
import { broughtText } from '$lib/readings/bringing.server';
import type { Converted, ReadAs } from '$lib/readings/converting/converted';
import { aCourse, type BuiltCourse } from '../support/builders';
import { testDatabase } from '../support/database';
import {
	pdfFile,
	pdfOf,
	urduPdf,
	wordFile,
	wordParagraph,
	wordParts,
	zipOf,
	type PrintedLine
} from '../support/files';

vi.mock('$lib/readings/converting/converting.server', async () => {
	const { convert } = await import('$lib/readings/converting/convert.server');
	return { convertFile: convert };
});

testDatabase();

let course: BuiltCourse;
let outside: Server;
let asked = 0;
let address = '';

beforeAll(async () => {
	course = await aCourse();
	outside = createServer((_, response) => {
		asked++;
		response.end('Words from outside.');
	});
	await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
	address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});

afterAll(() => {
	outside.close();
	expect(asked).toBe(0);
});

type Bytes = string | Uint8Array;
interface Way {
	name?: string;
	readAs?: ReadAs;
	lang?: Locale;
}

/** As the form brings it. */
function bring(content: Bytes, { name = 'file', readAs = 'auto', lang = 'en' }: Way = {}) {
	const part = typeof content === 'string' ? content : new Uint8Array(content);
	const file = new File([part], name);
	return broughtText(course.instructor, { file, pasted: '', readAs, lang });
}

async function converted(content: Bytes, way?: Way): Promise<Converted> {
	const answer = await bring(content, way);
	if (!answer.ok) throw new Error(answer.reason);
	return answer.converted;
}

/** Each block, with what it seems to be before it where it is no paragraph. */
async function blocks(content: Bytes, way?: Way): Promise<string[]> {
	const { blocks: found } = await converted(content, way);
	return found.map(({ text, why }) => (why ? `${why}: ${text}` : text));
}

async function refusal(content: Bytes, way?: Way): Promise<string> {
	const answer = await bring(content, way);
	return answer.ok ? 'taken' : answer.reason;
}

const one = 'The council has said for years that the bridge over the river will be mended soon.';
const two = 'People who cross it every morning have learnt where the planks are loose by now.';
const urdu = 'دریا پر بنا ہوا پل برسوں سے مرمت کا انتظار کر رہا ہے۔';
const pageAround = (inside: string, head = '') =>
	`<!doctype html><html><head><title>x</title>${head}</head><body>${inside}</body></html>`;
const article = (inside: string, head = '') =>
	pageAround(`<nav>Home</nav><article>${inside}</article><footer>All rights</footer>`, head);

describe('Markdown', () => {
	const source = [
		'---',
		'title: "The bridge that waits"',
		'author: Amina Sample',
		'date: 2026-11-03',
		'url: https://example.org/bridge',
		'---',
		'# The bridge',
		'',
		one.replace('years', '*years*'),
		'goes on.',
		'',
		'## What is left',
		'',
		'- One plank',
		'- [Two](https://example.org) planks',
		'',
		'| Year | Planks |',
		'| ---- | ------ |',
		'| 2025 | 12 |',
		'',
		'<script>bad()</script>',
		'',
		'`let x` and <b onclick="bad()">bold</b> words.'
	].join('\n');

	test('is known by its name, and becomes plain words with what it says of itself', async () => {
		expect(await blocks(source, { name: 'bridge.md' })).toEqual([
			'title: The bridge',
			`${one} goes on.`,
			'heading: What is left',
			'One plank',
			'Two planks',
			'Year · Planks',
			'2025 · 12',
			'let x and bold words.'
		]);
		expect((await converted(source, { name: 'bridge.md' })).about).toEqual({
			title: 'The bridge that waits',
			author: 'Amina Sample',
			outlet: '',
			date: '2026-11-03',
			found: 'https://example.org/bridge'
		});
	});

	test('is what a person says it is; else its signs are words', async () => {
		const said = await blocks('*One* is.', { name: 'a.txt', readAs: 'markdown' });
		expect(said).toEqual(['One is.']);
		expect(await blocks('*One* is.', { name: 'a.txt' })).toEqual(['*One* is.']);
		const { instructor } = course;
		const sent = { file: undefined, pasted: '# One\n\n*Two*', lang: 'en' } as const;
		expect(await broughtText(instructor, { ...sent, readAs: 'markdown' })).toMatchObject({
			converted: { blocks: [{ text: 'One' }, { text: 'Two' }] }
		});
	});
});

describe('a web page', () => {
	test('gives its article, and what it says of who wrote it, where and when', async () => {
		const head = [
			'<meta property="og:site_name" content="Sample Gazette">',
			'<meta property="og:title" content="The bridge that waits | Sample Gazette">',
			'<meta name="author" content="Amina Sample">',
			'<meta property="article:published_time" content="2026-11-03T08:00:00Z">',
			'<link rel="canonical" href="https://example.org/bridge">'
		].join('');
		const page = article(`<h2>A heading</h2><p>${one}</p><p>${two}</p>`, head);
		expect(await blocks(page)).toEqual(['title: A heading', one, two]);
		expect(await converted(page)).toMatchObject({
			about: {
				title: 'The bridge that waits',
				author: 'Amina Sample',
				outlet: 'Sample Gazette',
				date: '2026-11-03',
				found: 'https://example.org/bridge'
			},
			remarks: []
		});
	});

	test('loses what runs, what is embedded and what is hidden', async () => {
		const page = article(`<p onclick="bad()">${one}</p>
			<script>document.write('bad')</script><style>p::after { content: 'bad' }</style>
			<noscript>bad</noscript><template><p>bad</p></template>
			<iframe src="${address}">bad</iframe><object data="${address}">bad</object>
			<img src="${address}/x.png" onerror="bad()"><link rel="stylesheet" href="${address}/x.css">
			<svg><text>bad</text></svg><form><p>bad</p><button>bad</button></form>
			<p style="display: none">bad</p><p hidden>bad</p><p aria-hidden="true">bad</p>
			<p><a href="javascript:bad()">Two</a> is <b>here</b>, and it is long enough to be read.</p>`);
		expect(await blocks(page)).toEqual([one, 'Two is here, and it is long enough to be read.']);
	});

	test('without an article gives all its words and says so', async () => {
		// Deeper than any page with an article.
		const page = pageAround(
			`${'<div>'.repeat(400)}<p>One.</p><p>Two<br>goes on.<br><br>Three.</p><pre>Four\nis.\n\nFive.</pre>`
		);
		const whole = await converted(page);
		expect(whole.remarks).toEqual(['whole-page']);
		expect(whole.blocks.map(({ text }) => text)).toEqual([
			'One.',
			'Two goes on.',
			'Three.',
			'Four is.',
			'Five.'
		]);
	});

	test.each([
		['utf-8 that says nothing', '', 'utf-8', `Café ${one}`],
		['utf-8 that says it is something else', 'windows-1252', 'utf-8', `Café ${one}`],
		['windows-1252', 'windows-1252', 'windows-1252', `Café “${one}”`],
		['windows-1252 that says it is utf-8', 'utf-8', 'windows-1252', `Café “${one}”`],
		['windows-1256', 'windows-1256', 'windows-1256', 'پل پرانا ہے اور کب کا بند ہے'],
		['Urdu that says nothing', '', 'windows-1256', 'پل پرانا ہے اور کب کا بند ہے']
	])('in %s is read as what it is', async (_, said, encoding, words) => {
		const page = article(`<p>${words}</p>`, said && `<meta charset="${said}">`);
		const lang = encoding === 'windows-1256' ? 'ur' : 'en';
		expect(await blocks(encodedIn(encoding, page), { lang })).toEqual([words]);
	});

	test('in letters that nobody knows is refused', async () => {
		const page = article('<p>Caf\u00E9</p>', '<meta charset="x-unheard-of">');
		expect(await refusal(Buffer.from(page, 'latin1'))).toBe('encoding');
	});

	test('is known by what it holds, whatever its name; pasted words are not', async () => {
		expect(await blocks(article(`<p>${one}</p>`), { name: 'page.docx' })).toEqual([one]);
		const sent = { file: undefined, pasted: '<p>One.</p>', lang: 'en' } as const;
		const pasted = await broughtText(course.instructor, { ...sent, readAs: 'auto' });
		expect(pasted).toMatchObject({ converted: { blocks: [{ text: '<p>One.</p>' }] } });
		const chosen = await broughtText(course.instructor, { ...sent, readAs: 'html' });
		expect(chosen).toMatchObject({ converted: { blocks: [{ text: 'One.' }] } });
	});

	test.each([
		['nested ten thousand deep', `${'<div>'.repeat(10_000)}${one}${'</div>'.repeat(10_000)}`],
		['nested in one line', `<p>${'<b>'.repeat(10_000)}${one}</p>`],
		['with a hundred thousand attributes', `<p ${'a="1" '.repeat(100_000)}>${one}</p>`],
		['that never ends', `<p>${one}</p>${'<!--'.repeat(100_000)}`]
	])('%s is read', async (_, inside) => {
		expect(await blocks(`<html><body>${inside}`)).toEqual([one]);
	});

	test('of nothing but scripts holds no text, one of ten thousand paragraphs too much', async () => {
		expect(await refusal(pageAround('<script>bad()</script>'))).toBe('empty');
		expect(await refusal(pageAround('<p>One.</p>'.repeat(10_000)))).toBe('too-many');
		expect(await refusal(pageAround(`<p>${'One is here. '.repeat(100_000)}</p>`))).toBe(
			'too-large'
		);
	});
});

/** Bytes in an old encoding, by trying what each byte stands for. */
function encodedIn(encoding: string, text: string): Uint8Array {
	if (encoding === 'utf-8') return new TextEncoder().encode(text);
	const decoder = new TextDecoder(encoding);
	const signs = new Map(
		Array.from({ length: 256 }, (_, byte) => [decoder.decode(new Uint8Array([byte])), byte])
	);
	if (encoding === 'windows-1252') signs.set('“', 0x93).set('”', 0x94);
	return new Uint8Array([...text].map((letter) => signs.get(letter) ?? 63));
}

describe('a Word file', () => {
	test('gives headings, paragraphs, rows of tables, and footnotes at the end', async () => {
		const row = (...cells: string[]) =>
			`<w:tr>${cells.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('')}</w:tr>`;
		const body = [
			wordParagraph('The bridge that waits', 'Heading1'),
			wordParagraph(one),
			wordParagraph('What is left', 'Heading2'),
			`<w:p><w:r><w:t>Two</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t xml:space="preserve"> is &lt;here&gt;.</w:t></w:r></w:p>`,
			`<w:tbl>${row('Year', 'Planks')}${row('2025', '12')}</w:tbl>`,
			wordParagraph(urdu)
		];
		expect(await blocks(wordFile(body.join('')), { name: 'bridge.pdf' })).toEqual([
			'title: The bridge that waits',
			one,
			'heading: What is left',
			'Two is <here>.',
			'Year · Planks',
			'2025 · 12',
			urdu,
			"note: The council's own figures."
		]);
	});

	test('with macros, pictures from outside and files in it gives its words alone', async () => {
		const picture = `<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
		const parts = wordParts(wordParagraph(one) + picture);
		const rels = parts['word/_rels/document.xml.rels'] ?? '';
		const file = zipOf({
			...parts,
			'word/_rels/document.xml.rels': rels.replace(
				'</Relationships>',
				`<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="${address}/x.png" TargetMode="External"/></Relationships>`
			),
			'word/vbaProject.bin': new Uint8Array(2000).fill(7),
			'word/embeddings/inside.docx': wordFile(wordParagraph('bad'))
		});
		expect(await blocks(file)).toEqual([one]);
	});

	test.each([
		['an entity from outside', `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>`, '&x;'],
		['an entity from the web', `<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">`, 'One'],
		[
			'entities that multiply',
			`<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`,
			'&b;'
		]
	])('that declares %s is refused', async (_, before, inside) => {
		const body = `<w:p><w:r><w:t>${inside}</w:t></w:r></w:p>`;
		expect(await refusal(zipOf(wordParts(body, before)))).toBe('entities');
	});

	test.each([
		['one part that unpacks to much', { 'word/document.xml': 'a'.repeat(20_000_000) }],
		['a picture that does', { 'word/media/a.png': new Uint8Array(30_000_000) }],
		[
			'many parts that do together',
			Object.fromEntries(
				Array.from({ length: 80 }, (_, i) => [`word/media/${i}.bin`, new Uint8Array(1_000_000)])
			)
		],
		[
			'thousands of parts',
			Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`word/media/${i}.bin`, 'a']))
		]
	])('with %s is refused before it is unpacked', async (_, more) => {
		const parts: Record<string, Bytes> = { ...wordParts(wordParagraph(one)), ...more };
		expect(await refusal(zipOf(parts, 9))).toBe('bomb');
	});

	test('with a zip in a zip in a zip opens none of them', async () => {
		let inner = zipOf({ 'a.bin': new Uint8Array(4_000_000) }, 9);
		for (let depth = 0; depth < 5; depth++) inner = zipOf({ 'inner.zip': inner }, 9);
		const file = zipOf({ ...wordParts(wordParagraph(one)), 'word/embeddings/inner.zip': inner });
		expect(await blocks(file)).toEqual([one]);
	});

	test('whose directory lies about a size is damaged', async () => {
		const file = zipOf(wordParts(wordParagraph(one)));
		const view = new DataView(file.buffer, file.byteOffset);
		const buffer = Buffer.from(file.buffer, file.byteOffset, file.length);
		for (let at = 0; (at = buffer.indexOf('PK\u0001\u0002', at, 'latin1')) >= 0; at += 46) {
			const name = buffer.toString('latin1', at + 46, at + 46 + view.getUint16(at + 28, true));
			if (name === 'word/document.xml') view.setUint32(at + 24, 60, true);
		}
		expect(await refusal(file)).toBe('damaged');
	});

	test('nested without end, cut off, or with letters that are none is damaged', async () => {
		const nested = `<w:p>${'<w:ins w:id="1">'.repeat(20_000)}${'</w:ins>'.repeat(20_000)}</w:p>`;
		const whole = wordFile(wordParagraph(one));
		const parts = wordParts(wordParagraph(one));
		expect(await refusal(wordFile(nested))).toBe('damaged');
		expect(await refusal(whole.subarray(0, whole.length - 200))).toBe('damaged');
		expect(await refusal(whole.subarray(0, 60))).toBe('damaged');
		expect(await refusal(zipOf({ ...parts, 'word/document.xml': '<w:document' }))).toBe('damaged');
	});

	test('of more than a megabyte of words is too large, one of two thousand paragraphs too many', async () => {
		const long = Array.from({ length: 390 }, (_, i) =>
			wordParagraph(Array.from({ length: 600 }, (__, j) => `w${(i * 600 + j) % 7919}`).join(' '))
		);
		expect(await refusal(wordFile(long.join('')))).toBe('too-large');
		const many = Array.from({ length: 2000 }, (_, i) => wordParagraph(`${i} is here.`));
		expect(await refusal(wordFile(many.join('')))).toBe('too-many');
	});
});

describe('a PDF', () => {
	/** Lines of one page, from the top down. */
	const page = (lines: string[], more: PrintedLine[] = []): PrintedLine[] => [
		...lines.map((text, i) => ({ text, y: 740 - i * 14 })),
		...more
	];

	test('gives paragraphs, its title by its size, and joins words broken at the end of a line', async () => {
		const file = pdfFile([
			[
				{ text: 'The bridge that waits', y: 780, size: 20 },
				{ text: 'The council has said for years that the old bridge over our riv-', y: 740 },
				{ text: 'er will be mended, and for years nothing at all has happened. A', y: 726 },
				{ text: 'well-known story, it is told in all the towns. It is a well-', y: 712 },
				{ text: 'known story.', y: 698 },
				{ text: 'People who cross it every morning have learnt where the planks', y: 670 },
				{ text: 'are loose.', y: 656 },
				{ text: 'Their children know it too, and so does everybody else who has', x: 90, y: 642 },
				{ text: 'crossed it since.', y: 628 }
			]
		]);
		expect(await blocks(file)).toEqual([
			'title: The bridge that waits',
			'The council has said for years that the old bridge over our river will be mended, and for years nothing at all has happened. A well-known story, it is told in all the towns. It is a well-known story.',
			'People who cross it every morning have learnt where the planks are loose.',
			'Their children know it too, and so does everybody else who has crossed it since.'
		]);
		expect((await converted(file)).remarks).toEqual(['rejoined']);
	});

	test('sets aside what stands on every page, and runs paragraphs over the page', async () => {
		const file = pdfFile(
			['first', 'second', 'third', 'fourth'].map((n, i) =>
				page(
					[
						`On the ${n} page a sentence begins that is as wide as the page and does`,
						`not end in ${n}`
					],
					[
						{ text: 'The Sample Gazette', y: 810, size: 8 },
						{ text: `Page ${i + 1} of 4`, y: 30, size: 8 }
					]
				)
			)
		);
		const found = await blocks(file);
		expect(found).toHaveLength(3);
		expect(found[0]).toMatch(/^On the first page .* in first On the second page .* in fourth$/);
		expect(found.slice(1)).toEqual([
			'running: The Sample Gazette',
			'running: Page 1 of 4 · Page 2 of 4 · Page 3 of 4 · Page 4 of 4'
		]);
	});

	test('is known behind lines that a mailer left in front of it', async () => {
		const file = Buffer.concat([Buffer.from('X-Sent-By: a mailer\n\n'), pdfFile([page([one])])]);
		expect(await blocks(file, { name: 'a.txt' })).toEqual([one]);
		expect(await blocks('A PDF begins with %PDF-1.7 and ends with %%EOF.')).toHaveLength(1);
	});

	test('keeps columns in the order in which the file has them', async () => {
		const left = ['The left column comes first and', 'is as wide as this.'];
		const right = ['The right column comes after', 'it.'];
		const column = (lines: string[], x: number) =>
			lines.map((text, i) => ({ text, x, y: 700 - i * 14 }));
		const file = pdfFile([[...column(left, 72), ...column(right, 320)]]);
		expect((await blocks(file)).join(' ')).toBe([...left, ...right].join(' '));
	});

	test('in Urdu comes out in the order in which it is read, its shapes as letters', async () => {
		const words = `${urdu} یہ 2025 سے بند ہے۔`;
		expect(await blocks(urduPdf([{ words, y: 700 }]), { lang: 'ur' })).toEqual([words]);
		// The shapes of print: initial beh, final alef, the ligature of lam and alef.
		const shapes = '\uFE91\uFE8E\uFEFB '.repeat(8).trim();
		expect(await blocks(urduPdf([{ words: shapes, y: 700 }]), { lang: 'ur' })).toEqual([
			'بالا '.repeat(8).trim()
		]);
	});

	test('whose letters look broken says so; one of hardly any letters is refused', async () => {
		const some = urduPdf([{ words: `${urdu} ${'\uE001'.repeat(2)} ${urdu}`, y: 700 }]);
		expect((await converted(some, { lang: 'ur' })).remarks).toEqual(['broken']);
		const apart = urduPdf([{ words: 'د ر ی ا پ ر ب ن ا ہ و ا پ ل ب ر س و ں س ے م ر م ت', y: 700 }]);
		expect((await converted(apart, { lang: 'ur' })).remarks).toEqual(['broken']);
		const none = urduPdf([{ words: `${'پل \uFFFD\uFFFD\uFFFD '.repeat(5)}${urdu}`, y: 700 }]);
		expect(await refusal(none, { lang: 'ur' })).toBe('unnamed-letters');
	});

	test('of two hundred pages is read, one of more is refused', async () => {
		const named = (n: number) =>
			[...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
		const pages = (n: number) =>
			pdfFile(Array.from({ length: n }, (_, i) => page([`${named(i)} is here.`])));
		expect((await blocks(pages(200))).join(' ')).toMatch(/^a is here\..* bjj is here\.$/);
		expect(await refusal(pages(201))).toBe('too-many-pages');
		expect(await refusal(pages(500))).toBe('too-many-pages');
	});

	const tree = (kids: string, count: number, ...more: string[]) =>
		pdfOf([
			'<< /Type /Catalog /Pages 2 0 R >>',
			`<< /Type /Pages /Count ${count} /Kids [${kids}] >>`,
			...more
		]);
	const loop = '<< /Length 14 >>\nstream\n/X Do /X Do /X Do\nendstream';

	test.each([
		['no words, only pictures of them', pdfFile([[], [], []]), 'scanned'],
		['pages that hold themselves', tree('2 0 R 2 0 R', 2), 'damaged'],
		['a count of pages that is none', tree('', -3), 'scanned'],
		['a count of pages without end', tree('', 2_000_000_000), 'scanned'],
		[
			'a drawing that draws itself',
			tree(
				'3 0 R',
				1,
				'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>',
				loop,
				loop.replace(
					'<<',
					'<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>'
				)
			),
			'scanned'
		],
		[
			'a length that is its own',
			tree(
				'3 0 R',
				1,
				'<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>',
				'<< /Length 4 0 R >>\nstream\nBT ET\nendstream'
			),
			'scanned'
		],
		[
			'a password',
			pdfOf(
				[
					'<< /Type /Catalog /Pages 2 0 R >>',
					'<< /Type /Pages /Count 0 /Kids [] >>',
					`<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`
				],
				'/Encrypt 3 0 R /ID [<00112233> <00112233>] '
			),
			'locked'
		],
		['half of it', pdfFile([page([one])]).subarray(0, 300), 'damaged'],
		['its first line alone', '%PDF-1.7\n', 'damaged']
	])('with %s is refused', async (_, file, reason) => {
		expect(await refusal(file)).toBe(reason);
	});
});

describe('what it is goes by what it holds', () => {
	const old = (name: string) =>
		Buffer.concat([
			Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
			Buffer.alloc(600),
			Buffer.from(name, 'utf16le')
		]);
	const zip = (name: string, more: Record<string, string> = {}) => zipOf({ [name]: 'x', ...more });
	const bytes = (...head: number[]) => new Uint8Array([...head, ...Array<number>(40).fill(1)]);

	test.each([
		['an old Word file', old('WordDocument'), 'old-word'],
		['an old spreadsheet', old('Workbook'), 'not-text'],
		['a Word file with a password', old('EncryptedPackage'), 'locked'],
		['an OpenDocument text', zip('content.xml', { mimetype: 'application/x' }), 'other-office'],
		['rich text', '{\\rtf1 words}', 'other-office'],
		['a spreadsheet', zip('xl/workbook.xml'), 'not-text'],
		['slides', zip('ppt/presentation.xml'), 'not-text'],
		['a zip of a text', zip('text.txt'), 'not-text'],
		['an empty zip', zipOf({}), 'not-text'],
		[
			'a page with its pictures',
			'MIME-Version: 1.0\nContent-Type: multipart/related;\n\n',
			'web-archive'
		],
		['a page as a Mac keeps it', 'bplist00 words', 'web-archive'],
		['a PNG', bytes(0x89, 0x50, 0x4e, 0x47), 'image'],
		['a JPEG', bytes(0xff, 0xd8, 0xff), 'image'],
		['a GIF', 'GIF89a words', 'image'],
		['nothing', '', 'empty'],
		['a program', new Uint8Array([127, 69, 76, 70, 0, 1, 2]), 'binary'],
		['six megabytes', new Uint8Array(6 * 1024 * 1024).fill(97), 'file-too-large'],
		[
			'a PDF in front of a Word file',
			Buffer.concat([Buffer.from('%PDF-1.7\n'), wordFile(wordParagraph(one))]),
			'damaged'
		]
	])('%s is refused by name', async (_, file, reason) => {
		for (const name of ['a.docx', 'a.pdf', 'a.html', 'a.txt', 'a.md'])
			expect(await refusal(file, { name })).toBe(reason);
	});

	test('a web page in front of a Word file is a web page, whose other bytes do no harm', async () => {
		const file = Buffer.concat([
			Buffer.from(article(`<p>${one}</p>`)),
			wordFile(wordParagraph('bad'))
		]);
		const answer = await bring(file);
		expect(answer.ok ? answer.converted.blocks[0]?.text : answer.reason).toMatch(
			new RegExp(`^(lost|${one})`)
		);
	});

	test('any bytes behind any beginning are read or refused, never an accident', async () => {
		const noise = new Uint8Array(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251));
		for (const head of ['%PDF-1.4\n', 'PK\u0003\u0004', '<html><p>', '# '])
			expect(
				await refusal(Buffer.concat([Buffer.from(head, 'latin1'), noise]), { name: 'a.md' })
			).toMatch(/^[a-z-]+$/);
	});
});
