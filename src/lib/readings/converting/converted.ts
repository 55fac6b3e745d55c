/*
 * What becomes of a file that staff bring in: blocks of words with what is known of them, and what
 * the file says of itself; or the name of the reason why not. Pure; shared by the process that
 * converts and the one that asks.
 */
import type { Locale } from '$lib/i18n/local-text';
import type { Block, UnreadableText } from '../import';

export type { Block } from '../import';

/** Bytes of an upload. */
export const largestFile = 5 * 1024 * 1024;
export const mostPages = 200;

/** What is converted in a process of its own; plain text needs none. */
export type ConvertedKind = 'markdown' | 'html' | 'word' | 'pdf';
export type FileKind = 'plain' | ConvertedKind;

/** How to read it; `auto` goes by what it holds. */
export const readings = ['auto', 'plain', 'markdown', 'html'] as const;
export type ReadAs = (typeof readings)[number];

/** Said above the pieces: what a person has to look at. */
export const remarks = ['whole-page', 'broken', 'rejoined'] as const;
export type Remark = (typeof remarks)[number];

/** As the file says it; empty where it does not. */
export interface About {
	title: string;
	author: string;
	outlet: string;
	/** A year, a month or a day. */
	date: string;
	/** An address of the web. */
	found: string;
}

export interface Converted {
	blocks: Block[];
	about: About;
	remarks: Remark[];
}

export type ConvertRefusal =
	| UnreadableText
	| 'file-too-large'
	| 'old-word'
	| 'other-office'
	| 'not-text'
	| 'image'
	| 'web-archive'
	| 'locked'
	| 'scanned'
	| 'unnamed-letters'
	| 'too-many-pages'
	| 'bomb'
	| 'entities'
	| 'damaged'
	| 'too-long'
	| 'too-much'
	| 'busy';

export type ConvertAnswer =
	{ ok: true; converted: Converted } | { ok: false; reason: ConvertRefusal };

export interface ToConvert {
	kind: ConvertedKind;
	bytes: Uint8Array;
	lang: Locale;
}

export const knowsNothing: About = { title: '', author: '', outlet: '', date: '', found: '' };

/** Thrown by a converter that finds the file to be none; its reason is the answer. */
export class Refused extends Error {
	constructor(readonly reason: ConvertRefusal) {
		super(reason);
	}
}
