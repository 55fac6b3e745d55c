/*
 * Every word that a page shows is a message, and every message is there in both languages with the
 * same blanks to fill.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '$lib/i18n/local-text';

const source = join(process.cwd(), 'src');
const folder = join(source, 'messages');

interface Variants {
	declarations: string[];
	selectors: string[];
	match: Record<string, string>;
}
type Message = string | Variants[];

function messagesIn(lang: Locale, file: string): Record<string, Message> {
	const all = JSON.parse(readFileSync(join(folder, lang, file), 'utf8')) as Record<string, Message>;
	return Object.fromEntries(Object.entries(all).filter(([key]) => key !== '$schema'));
}

const textsOf = (message: Message) =>
	typeof message === 'string' ? [message] : message.flatMap((v) => Object.values(v.match));

/** Names to fill in: those that stand in the words and those that only choose between them. */
function blanksOf(message: Message): string[] {
	const inputs =
		typeof message === 'string'
			? []
			: message.flatMap((v) => v.declarations.flatMap((d) => /^input (\w+)$/.exec(d)?.[1] ?? []));
	const shown = textsOf(message).flatMap((text) =>
		[...text.matchAll(/(?<!\\)\{(\w+)\}/g)].map((m) => m[1] ?? '')
	);
	return [...new Set([...inputs, ...shown])].toSorted();
}

const files = readdirSync(join(folder, 'en')).toSorted();

describe('messages', () => {
	test('are kept in the same files, and each of them is read', () => {
		expect(readdirSync(join(folder, 'ur')).toSorted()).toEqual(files);
		const settings = readFileSync(join(folder, 'project.inlang', 'settings.json'), 'utf8');
		for (const file of files) expect(settings).toContain(`./{locale}/${file}`);
	});

	test.each(files)('%s says as much in Urdu as in English', (file) => {
		const [en, ur] = locales.map((lang) => messagesIn(lang, file));
		expect(Object.keys(ur ?? {}).toSorted()).toEqual(Object.keys(en ?? {}).toSorted());
		const feature = file.replace('.json', '');
		for (const [key, message] of Object.entries(en ?? {})) {
			expect(key.startsWith(`${feature}_`), key).toBe(true);
			expect(blanksOf(ur?.[key] ?? ''), key).toEqual(blanksOf(message));
			for (const text of [...textsOf(message), ...textsOf(ur?.[key] ?? '')])
				expect(text.trim(), key).not.toBe('');
		}
	});

	test.each(files)('%s is written with Urdu letters and Latin digits', (file) => {
		for (const [key, message] of Object.entries(messagesIn('ur', file)))
			for (const text of textsOf(message)) {
				expect(text, key).not.toMatch(/[\u0643\u064A\u0660-\u0669\u06F0-\u06F9\u0629]/u);
				expect(text.normalize('NFC'), key).toBe(text);
			}
	});

	test('that count are worded for one and for more', () => {
		for (const lang of locales)
			for (const file of files)
				for (const [key, message] of Object.entries(messagesIn(lang, file)))
					if (typeof message !== 'string')
						for (const { match, selectors } of message)
							if (selectors.some((s) => s.endsWith('Plural')))
								expect(Object.keys(match).join(' '), `${lang} ${key}`).toMatch(/=other|=\*/);
	});
});

/** Attributes whose value a reader sees or hears. */
const spoken = new Set([
	'title',
	'alt',
	'placeholder',
	'aria-label',
	'label',
	'summary',
	'caption'
]);
/** Elements whose text is no language: code, and the names of keys. */
const wordless = new Set(['style', 'script', 'kbd', 'Kbd']);

type Node = AST.Fragment['nodes'][number];

/** The raw words of a template: text outside of expressions, and static attributes that are spoken. */
function rawWords(fragment: AST.Fragment): string[] {
	const found: string[] = [];
	const visit = (node: unknown): void => {
		if (typeof node !== 'object' || node === null) return;
		if (Array.isArray(node)) {
			node.forEach(visit);
			return;
		}
		const { type } = node as { type?: string };
		// A measure and its unit.
		if (type === 'StyleDirective') return;
		if (type === 'Text') found.push((node as AST.Text).data);
		if (type === 'Attribute') {
			const attribute = node as AST.Attribute;
			if (!spoken.has(attribute.name)) return;
		}
		if ('name' in node && 'fragment' in node && wordless.has(String(node.name))) return;
		// Only markup is walked: expressions hold messages and data.
		for (const part of [
			'nodes',
			'fragment',
			'attributes',
			'value',
			'body',
			'fallback',
			'consequent',
			'alternate',
			'pending',
			'then',
			'catch'
		])
			if (part in node) visit((node as Record<string, unknown>)[part]);
	};
	visit(fragment.nodes satisfies Node[]);
	return found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text));
}

describe('templates', () => {
	const components = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith('.svelte')
	);

	test('are found', () => {
		expect(components.length).toBeGreaterThan(50);
	});

	test('hold no words of their own', () => {
		const raw = components.flatMap((name) => {
			const { fragment } = parse(readFileSync(join(source, name), 'utf8'), { modern: true });
			return rawWords(fragment).map((words) => `${name}: ${words}`);
		});
		expect(raw).toEqual([]);
	});

	test('words are noticed where they stand raw', () => {
		const { fragment } = parse(
			'{#if x}<p title="Raw title" class="soft">{a} raw words</p>{:else}<b>more</b>{/if}{#each y as z}<Field label="Name" name="name" />{/each}',
			{ modern: true }
		);
		expect(new Set(rawWords(fragment))).toEqual(
			new Set(['Raw title', 'raw words', 'more', 'Name'])
		);
	});

	test('html is put in raw in one place only', () => {
		const places = components.filter((name) =>
			readFileSync(join(source, name), 'utf8').includes('{@html')
		);
		expect(places).toEqual([join('lib', 'readings', 'Prose.svelte')]);
	});
});

describe('the fixed pages', () => {
	test('error.html, which has no messages, speaks both languages', () => {
		const page = readFileSync(join(source, 'error.html'), 'utf8');
		expect(page).toMatch(/lang="ur"/);
		expect(page).toMatch(/\p{Script=Arabic}/u);
	});
});
