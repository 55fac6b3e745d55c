/*
 * The kinds of notices. Whoever writes one uses one of these; each has its words in words.ts. Pure.
 */
export const noticeKinds = [
	'position.returned',
	'position.released',
	'slip_made',
	'slip_used'
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export function isNoticeKind(kind: string): kind is NoticeKind {
	return noticeKinds.some((known) => known === kind);
}
