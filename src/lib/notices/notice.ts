/*
 * The kinds of notices. Whoever writes one uses one of these; each has its words in words.ts. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

export const noticeKinds = [
	'position.returned',
	'position.released',
	'regrade.reply',
	'regrade.settled',
	'slip_made',
	'slip_used',
	'code_made',
	'due',
	'message',
	'content.hidden',
	'content.shown',
	'note.orphaned',
	'report',
	'peer.open',
	'peer.waiting',
	'peer.received',
	'peer.released',
	'debate.planned',
	'debate.place',
	'debate.turn',
	'debate.reminder',
	'debate.missed',
	'waiting',
	'course.ending',
	'course.forgotten'
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export function isNoticeKind(kind: string): kind is NoticeKind {
	return noticeKinds.some((known) => known === kind);
}

/** Messages of one person in a course and a day: a class is told things, not flooded. */
export const mostADay = 20;

/** A notice with what had to be looked up for its words. */
export interface ToldNotice {
	kind: NoticeKind;
	payload: Record<string, string>;
	/** The name of what it is about, where it has one. */
	title: LocalText | null;
	/** Of a reminder. */
	dueAt: Date | null;
}
