/* What a notice of long ago is called in the download: no name, and nothing that must be looked up. */
import { isNoticeKind } from '$lib/notices/notice';
import { noticeText, type Telling } from '$lib/notices/words';
import { m } from '$lib/paraglide/messages';

const plain: Record<string, () => string> = {
	due: m.archive_doc_notice_due,
	message: m.archive_doc_notice_message,
	waiting: m.archive_doc_notice_waiting,
	slip_made: m.archive_doc_notice_slip,
	code_made: m.archive_doc_notice_code
};

export function noticeName(
	{ kind, payload }: { kind: string; payload: Record<string, string> },
	telling: Telling
): string {
	const simply = plain[kind];
	if (simply) return simply();
	return isNoticeKind(kind)
		? noticeText({ kind, payload, title: null, dueAt: null }, telling)
		: kind;
}
