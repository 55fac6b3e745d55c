/*
 * Web Annotations as other tools write them, read for what a note can hold: words, tags, a passage.
 * Liberal in form (one or many, text or object, older names, what some programs' interfaces give out),
 * exact in meaning. What is not known is passed over. Pure; nothing is ever fetched.
 */
import type { Locale } from '$lib/i18n/local-text';
import type { Meant, MeantQuote } from './whole-text';

export const mostAnnotations = 1000;
/** Characters of a file. */
export const longestFile = 5 * 1024 * 1024;
const deepest = 12;
const longestId = 300;

export interface ReadAnnotation {
	/** From 1 on, as it stands in the file. */
	at: number;
	/** What it is known by, to be told from itself when it comes again. */
	id: string | null;
	words: string;
	lang: Locale | null;
	tags: string[];
	/** One for each passage that it is about. */
	targets: Meant[];
	isReply: boolean;
}

export type ReadFile =
	| { ok: true; annotations: ReadAnnotation[] }
	| { ok: false; reason: 'not-json' | 'no-annotations' | 'too-many' | 'too-large' };

type Thing = Record<string, unknown>;

/** @param toWords makes words of a text that is marked up as HTML */
export function readAnnotations(file: string, toWords: (html: string) => string): ReadFile {
	if (file.length > longestFile) return { ok: false, reason: 'too-large' };
	let data: unknown;
	try {
		data = JSON.parse(file.replace(/^\uFEFF/, ''));
	} catch {
		return { ok: false, reason: 'not-json' };
	}
	const found: Thing[] = [];
	collect(data, found, 0);
	if (found.length === 0) return { ok: false, reason: 'no-annotations' };
	if (found.length > mostAnnotations) return { ok: false, reason: 'too-many' };
	return { ok: true, annotations: found.map((one, i) => readOne(one, i + 1, toWords)) };
}

const older: Record<string, string> = {
	hasTarget: 'target',
	hasBody: 'body',
	hasSelector: 'selector',
	hasSource: 'source',
	hasPurpose: 'purpose',
	motivatedBy: 'motivation',
	chars: 'value',
	annotatedBy: 'creator'
};

/** `oa:hasTarget`, `http://www.w3.org/ns/oa#hasTarget` and `@type` by the names they have now. */
function nameOf(key: string): string {
	const bare = key.replace(/^@/, '').replace(/^.*[#/:]/, '');
	return older[bare] ?? bare;
}

function thing(value: unknown): Thing | null {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
	const named = new Map<string, unknown>();
	for (const [key, inside] of Object.entries(value)) {
		const name = nameOf(key);
		// The plain name counts more than one that only comes to the same.
		if (!named.has(name) || name === key) named.set(name, inside);
	}
	return Object.fromEntries(named);
}

/** One or many, also as an ordered list of JSON-LD. */
function all(value: unknown): unknown[] {
	if (value === undefined || value === null) return [];
	if (Array.isArray(value)) return value as unknown[];
	const list = (value as Thing)['@list'] ?? (value as Thing)['@set'];
	return Array.isArray(list) ? (list as unknown[]) : [value];
}

/** Plain text, also where it comes with its language. */
function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	const [first] = all(value);
	if (first !== value && first !== undefined) return textOf(first);
	const inside = thing(value)?.value;
	return typeof inside === 'string' ? inside : '';
}

/** What is named by its address, or by a word for it. */
function namesIn(value: unknown): string[] {
	return all(value).map((one) => nameOf(textOf(one) || textOf(thing(one)?.id)));
}

const typesOf = (one: Thing) => namesIn(one.type);

/** Annotations wherever they stand: alone, in a list, on pages, in what an interface gave out. */
function collect(value: unknown, into: Thing[], depth: number): void {
	if (depth > deepest || into.length > mostAnnotations) return;
	if (Array.isArray(value)) {
		for (const one of value) collect(one, into, depth + 1);
		return;
	}
	const one = thing(value);
	if (!one) return;
	const types = typesOf(one);
	if (types.includes('Annotation') || (one.target !== undefined && one.items === undefined)) {
		into.push(one);
		return;
	}
	for (const key of ['items', 'first', 'graph', 'rows', 'annotations', 'resources', 'next'])
		for (const inside of all(one[key])) collect(inside, into, depth + 1);
}

function readOne(one: Thing, at: number, toWords: (html: string) => string): ReadAnnotation {
	const said: Said = { words: [], tags: [], lang: null };
	// The body may also stand as one text, or as what the interface of a known tool calls `text`.
	for (const body of all(one.body)) readBody(body, said, toWords, 0);
	for (const key of ['bodyValue', 'text'])
		if (said.words.length === 0 && typeof one[key] === 'string') said.words.push(one[key]);
	if (said.words.length === 0) readResources(one, said);
	for (const tag of all(one.tags)) addTag(textOf(tag), said);
	const id = textOf(one.id).trim();
	const motivations = namesIn(one.motivation);
	const references = all(one.references).length > 0;
	return {
		at,
		id: id === '' || id.length > longestId ? null : id,
		words: [...new Set(said.words.map((words) => words.trim()).filter(Boolean))].join('\n\n'),
		lang: said.lang,
		tags: said.tags,
		targets: all(one.target).map(readTarget),
		isReply: motivations.includes('replying') || references
	};
}

interface Said {
	words: string[];
	tags: string[];
	lang: Locale | null;
}

function readBody(body: unknown, said: Said, toWords: (html: string) => string, depth: number) {
	if (depth > deepest) return;
	// An address of something elsewhere: it is not fetched, but said.
	if (typeof body === 'string') {
		said.words.push(body);
		return;
	}
	const one = thing(body);
	if (!one) return;
	const types = typesOf(one);
	const purposes = namesIn(one.purpose);
	const items = all(one.items ?? one.item);
	if (items.length > 0) {
		// Of a choice one is meant, the first unless told otherwise.
		for (const item of types.includes('Choice') ? items.slice(0, 1) : items)
			readBody(item, said, toWords, depth + 1);
		return;
	}
	const given = textOf(one.value ?? one.content ?? one.text ?? '');
	const isTag =
		purposes.some((why) => ['tagging', 'classifying'].includes(why)) ||
		types.some((type) => ['Tag', 'SemanticTag'].includes(type));
	const value = isHtml(one, given) ? toWords(given) : given;
	if (isTag) {
		const label = value || textOf(one.label ?? one.name ?? one.id);
		addTag(label, said);
		return;
	}
	if (value.trim() !== '') {
		said.words.push(value);
		said.lang ??= languageOf(one.language) ?? languageOf(languageInside(one.value));
		return;
	}
	if (one.source !== undefined) {
		readBody(one.source, said, toWords, depth + 1);
		return;
	}
	const address = textOf(one.id);
	if (/^(https?|urn|doi):/i.test(address)) said.words.push(address);
}

/** Of tools that write marked-up text and say so. */
function isHtml({ format }: Thing, given: string): boolean {
	return (
		all(format).some((one) => /^(text\/html|application\/xhtml)/i.test(textOf(one))) &&
		/[<&]/.test(given)
	);
}

const languageInside = (value: unknown) => thing(all(value)[0])?.language;

function languageOf(value: unknown): Locale | null {
	for (const one of all(value)) {
		const [, tag] = /^(en|ur)(?:$|[-_])/i.exec(textOf(one).trim()) ?? [];
		if (tag) return tag.toLowerCase() as Locale;
	}
	return null;
}

/** The older form in which `resource` stood for a body. */
function readResources(one: Thing, said: Said): void {
	for (const resource of all(one.resource)) {
		const inside = thing(resource);
		if (inside && typeof inside.value === 'string') said.words.push(inside.value);
	}
}

function addTag(label: string, said: Said): void {
	const tag = label.replace(/\s+/g, ' ').trim();
	if (tag !== '' && !said.tags.includes(tag)) said.tags.push(tag);
}

const nothing: Meant = { quotes: [], position: null, paragraphId: null, within: null };

function readTarget(target: unknown): Meant {
	if (typeof target === 'string') return { ...nothing, paragraphId: fragmentOf(target) };
	const one = thing(target);
	if (!one) return nothing;
	const meant: Collected = { quotes: [], position: null, paragraphId: null, within: null };
	for (const selector of all(one.selector)) readSelector(selector, meant, null, 0);
	if (meant.quotes.length === 0 && !meant.position && meant.paragraphId === null) {
		const source = thing(one.source);
		meant.paragraphId = fragmentOf(textOf(source ? source.id : one.source) || textOf(one.id));
	}
	return meant;
}

interface Collected extends Meant {
	quotes: MeantQuote[];
	position: Meant['position'];
	paragraphId: string | null;
	within: Meant['within'];
}

/** @param inside what this selector is a refinement of */
function readSelector(
	selector: unknown,
	meant: Collected,
	inside: 'quote' | 'fragment' | 'other' | null,
	depth: number
): void {
	if (depth > deepest) return;
	const one = thing(selector);
	if (!one) return;
	const types = typesOf(one);
	const items = all(one.items ?? one.item);
	for (const item of items) readSelector(item, meant, inside, depth + 1);
	let is: 'quote' | 'fragment' | 'other' = 'other';
	if (types.includes('TextQuoteSelector') || typeof one.exact === 'string') {
		is = 'quote';
		const exact = textOf(one.exact);
		// Several that are no refinements say the same in other words: the first counts.
		if (exact !== '' && (meant.quotes.length === 0 || inside === 'quote'))
			meant.quotes.push({ exact, prefix: textOf(one.prefix), suffix: textOf(one.suffix) });
	} else if (types.includes('TextPositionSelector')) {
		const position = { start: numberOf(one.start), end: numberOf(one.end) };
		if (inside === null) meant.position ??= position;
		else if (inside === 'fragment') meant.within ??= position;
	} else if (types.includes('FragmentSelector')) {
		is = 'fragment';
		meant.paragraphId ??= textOf(one.value).replace(/^#/, '').trim() || null;
	}
	for (const refined of all(one.refinedBy)) readSelector(refined, meant, is, depth + 1);
}

function numberOf(value: unknown): number {
	const text = textOf(value).trim();
	return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** The part after `#`, where it may be the id of a paragraph. */
function fragmentOf(address: string): string | null {
	const [, fragment = ''] = address.split('#', 2);
	return /^[\w-]{1,40}$/.test(fragment) ? fragment : null;
}
