/*
 * What a note is: a passage with or without words, for oneself, a group or the class; its tags,
 * replies and state; and when classmates' notes appear. Pure.
 */
import type { LocalText, Locale } from '$lib/i18n/local-text';

export const audiences = ['private', 'group', 'class'] as const;
export type Audience = (typeof audiences)[number];

/** Said before it is reached; counted in UTF-16 units after cleaning. */
export const longestNote = 5000;
export const longestReply = 3000;
export const mostTags = 4;
/** Offered in a module at once. */
export const mostTagsOfModule = 20;
export const longestTag = 40;
/** Own notes on one reading, highlights included. */
export const mostNotes = 1000;
export const mostReplies = 200;
/** What a rule may ask for. */
export const mostToReveal = 10;
/** Without a rule of its own a reading reveals after so many. */
export const usualReveal = 1;

/** The tags that every module begins with, in their order; staff may rename, retire or add to them. */
export const firstTags = [
	'claim',
	'evidence',
	'assumption',
	'loaded-language',
	'missing-voice',
	'question'
] as const;

export interface Tag {
	id: string;
	label: LocalText;
	/** Not offered any more; shown where it is worn. */
	isRetired: boolean;
}

/**
 * How a note stands in the text that is shown. `elsewhere`: written in another edition of the
 * reading, so that only its paragraph carries over; `orphaned`: its words are nowhere in the newest
 * version.
 */
export type Standing = 'exact' | 'moved' | 'changed' | 'attached' | 'elsewhere' | 'orphaned';

export interface ReplyHere {
	ref: string;
	body: string;
	lang: Locale;
	by: LocalText;
	isOwn: boolean;
	byStaff: boolean;
	/** ISO: a moment for one's own and for staff, a day for everybody else. */
	at: string;
	isEdited: boolean;
	version: number;
	/** Why staff hid it; for its author and staff alone. */
	hidden: string | null;
}

/** A note as one person may see it, in the text that they look at. */
export interface NoteHere {
	ref: string;
	/** Null when it stands nowhere. */
	paragraphId: string | null;
	/** Half-open offsets into the shown paragraph's words, in UTF-16 units; both 0 when `elsewhere` or `orphaned`. */
	start: number;
	end: number;
	standing: Standing;
	/** The words as they were chosen. */
	exact: string;
	audience: Audience;
	tags: string[];
	/** Empty for a highlight, and for a note that was deleted under its replies. */
	body: string;
	lang: Locale;
	by: LocalText;
	isOwn: boolean;
	byStaff: boolean;
	isDeleted: boolean;
	at: string;
	isEdited: boolean;
	isResolved: boolean;
	version: number;
	mayResolve: boolean;
	hidden: string | null;
	replies: ReplyHere[];
}

/** What the rule of a reading means for one person, now. */
export interface Reveal {
	/** So many own notes with words are asked for; 0: none. */
	after: number;
	own: number;
	/** Classmates' notes are shown. */
	isOpen: boolean;
}

/** All that a page needs to show the notes on one text. */
export interface NotesHere {
	versionId: string;
	notes: NoteHere[];
	tags: Tag[];
	reveal: Reveal;
	/** The group that one's group notes go to; null: none, and nothing to offer. */
	group: { id: string; name: string } | null;
	/** May write here at all (observers, archived courses and the student view may not). */
	mayWrite: boolean;
	/** The newest change among what is shown, in ms since 1970; 0 without notes. */
	changed: number;
}

/** How many notes stand at each paragraph that has any, for the page itself. */
export type NoteCounts = Record<string, number>;

/** Classmates' notes open after `after` own ones with words; nobody waits who is not a student. */
export function revealOf(after: number, own: number, waits: boolean): Reveal {
	return { after, own, isOpen: !waits || own >= after };
}
