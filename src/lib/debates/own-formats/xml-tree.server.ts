/*
 * XML as a small tree, read with suspicion: no document types, no depth, and what a lenient reader
 * would mend (a tag that is not closed, one that is closed twice) is refused with its line.
 */
import { Parser } from 'htmlparser2';

const deepest = 8;
const mostElements = 1500;

export interface Element {
	/** Without prefix and hyphens, small: `speechtype`. */
	name: string;
	attributes: Record<string, string>;
	children: Element[];
	text: string;
	/** Of the file, from 1. */
	line: number;
}

export type Tree =
	| { ok: true; root: Element }
	| { ok: false; reason: 'hostile' | 'foreign' }
	| { ok: false; reason: 'broken'; line: number };

/** `speech-type` and `speechtype`, `dk:speech-type`: one name. */
function plain(name: string): string {
	return name.replace(/^.*:/, '').replace(/[-_]/g, '').toLowerCase();
}

/** Its outermost element has this name, else it is foreign. */
export function treeOf(text: string, rootName: string): Tree {
	if (/<!(doctype|entity|element|attlist)/i.test(text)) return { ok: false, reason: 'hostile' };
	const fault = faultIn(text, rootName);
	if (fault) return { ok: false, ...fault };
	const root = parsed(text);
	return root ? { ok: true, root } : { ok: false, reason: 'foreign' };
}

const pieces =
	/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/"'=!?]+)((?:"[^"]*"|'[^']*'|[^"'<>])*)>|</g;

type TreeFault = { reason: 'hostile' | 'foreign' } | { reason: 'broken'; line: number };

/** Whether every tag is closed where it should be. */
function faultIn(text: string, rootName: string): TreeFault | null {
	const open: { name: string; at: number }[] = [];
	const broken = (at: number) => ({ reason: 'broken', line: lineAt(text, at) }) as const;
	let count = 0;
	for (const { 0: piece, 1: slash, 2: name, 3: rest, index } of text.matchAll(pieces)) {
		if (piece === '<') return count === 0 ? { reason: 'foreign' } : broken(index);
		if (name === undefined) continue;
		if (slash) {
			if (open.pop()?.name !== name) return broken(index);
			continue;
		}
		if (count === 0 && plain(name) !== rootName) return { reason: 'foreign' };
		const isSecondRoot = count > 0 && open.length === 0;
		if (isSecondRoot || ++count > mostElements || open.length >= deepest)
			return { reason: 'hostile' };
		if (!rest?.endsWith('/')) open.push({ name, at: index });
	}
	const left = open.at(-1);
	if (left) return broken(left.at);
	return count === 0 ? { reason: 'foreign' } : null;
}

function lineAt(text: string, at: number): number {
	return text.slice(0, at).split('\n').length;
}

function parsed(text: string): Element | null {
	const found: { root: Element | null } = { root: null };
	const open: Element[] = [];
	let [line, counted] = [1, 0];
	const parser = new Parser(
		{
			onopentag(tag, given) {
				const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
				for (const [key, value] of Object.entries(given)) attributes[plain(key)] ??= value;
				for (; counted < parser.startIndex; counted++) if (text[counted] === '\n') line++;
				const element: Element = { name: plain(tag), attributes, children: [], text: '', line };
				const parent = open.at(-1);
				if (parent) parent.children.push(element);
				else found.root ??= element;
				open.push(element);
			},
			ontext(data) {
				const here = open.at(-1);
				if (here && here.text.length < 2000) here.text += data;
			},
			onclosetag() {
				open.pop();
			}
		},
		{ xmlMode: true, decodeEntities: true }
	);
	parser.end(text);
	return found.root;
}

export const named = (element: Element, name: string) =>
	element.children.filter((child) => child.name === name);

export const first = (element: Element, name: string) =>
	element.children.find((child) => child.name === name);

/** Of an attribute, or of an element inside: its words, or what it refers to. */
export function said(element: Element, name: string): string | undefined {
	const child = first(element, name);
	return element.attributes[name] ?? (child?.text.trim() || child?.attributes.ref);
}
