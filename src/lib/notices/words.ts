/*
 * What a notice says, in the site and in a mail, and where it leads below the course's address.
 */
import { dateTime, day, zoneName } from '$lib/i18n/format';
import { plainText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { MessageSent } from './messages.server';
import { mostADay, type NoticeKind, type ToldNotice } from './notice';

/** Whose reader it is for: times are in the zone of the course. */
export interface Telling {
	timeZone: string;
	locale: Locale;
}

type Words = (told: ToldNotice, telling: Telling) => string;

const whenDue = ({ dueAt }: ToldNotice, { timeZone, locale }: Telling) => ({
	time: dueAt ? dateTime(dueAt, timeZone, locale) : '',
	zone: zoneName(timeZone, locale)
});

const count = (text: string | undefined) => Number(text ?? 0);

const waiting: Words = ({ payload }, { locale }) =>
	[
		count(payload.positions) > 0
			? m.notices_waiting_positions({ n: count(payload.positions) }, { locale })
			: '',
		count(payload.reports) > 0
			? m.notices_waiting_reports({ n: count(payload.reports) }, { locale })
			: '',
		count(payload.regrades) > 0
			? m.notices_waiting_regrades({ n: count(payload.regrades) }, { locale })
			: ''
	]
		.filter(Boolean)
		.join(' ');

const debateTurn: Words = (told, telling) => {
	const { locale } = telling;
	if (!told.dueAt) return m.written_notice_turn_open({}, { locale });
	const when = whenDue(told, telling);
	const isVote = told.payload.as === 'vote';
	return isVote ? m.written_notice_vote(when, { locale }) : m.written_notice_turn(when, { locale });
};

const debateReminder: Words = (told, telling) =>
	told.dueAt
		? m.written_notice_reminder(whenDue(told, telling), { locale: telling.locale })
		: m.written_notice_turn_open({}, { locale: telling.locale });

const debateMissed: Words = ({ payload }, { locale }) => {
	if (payload.as === 'own') return m.written_notice_missed_own({}, { locale });
	return payload.skipped
		? m.written_notice_missed_skip({}, { locale })
		: m.written_notice_missed({}, { locale });
};

const words: Record<NoticeKind, Words> = {
	'position.returned': (_, { locale }) => m.notices_position_returned({}, { locale }),
	'position.released': (_, { locale }) => m.notices_position_released({}, { locale }),
	'regrade.reply': (_, { locale }) => m.notices_regrade_reply({}, { locale }),
	'regrade.settled': (_, { locale }) => m.notices_regrade_settled({}, { locale }),
	slip_made: ({ payload }, { locale }) =>
		m.notices_slip_made({ name: payload.by || m.courses_former_staff({}, { locale }) }, { locale }),
	slip_used: (_, { locale }) => m.notices_slip_used({}, { locale }),
	code_made: ({ payload }, { locale }) =>
		m.notices_code_made({ name: payload.by || m.courses_former_staff({}, { locale }) }, { locale }),
	due: (told, telling) => {
		const title = told.title ? plainText(told.title, telling.locale) : '';
		const when = whenDue(told, telling);
		return title
			? m.notices_due_set({ title, ...when }, { locale: telling.locale })
			: m.notices_due_position(when, { locale: telling.locale });
	},
	message: ({ title }, { locale }) =>
		m.notices_message({ subject: title ? plainText(title, locale) : '' }, { locale }),
	'content.hidden': ({ payload }, { locale }) =>
		payload.debate
			? m.conduct_notice_hidden({}, { locale })
			: payload.review
				? m.peers_notice_hidden({}, { locale })
				: payload.entry
					? m.ledger_notice_hidden({}, { locale })
					: payload.reading
						? m.notices_note_hidden({}, { locale })
						: m.notices_content_hidden({}, { locale }),
	'content.shown': ({ payload }, { locale }) =>
		payload.debate
			? m.conduct_notice_shown({}, { locale })
			: payload.review
				? m.peers_notice_shown({}, { locale })
				: payload.reading
					? m.notices_note_shown({}, { locale })
					: m.notices_content_shown({}, { locale }),
	'note.orphaned': (_, { locale }) => m.notices_note_orphaned({}, { locale }),
	report: (_, { locale }) => m.notices_report({}, { locale }),
	'peer.open': (_, { locale }) => m.peers_notice_open({}, { locale }),
	'peer.waiting': (_, { locale }) => m.peers_notice_waiting({}, { locale }),
	'peer.received': (_, { locale }) => m.peers_notice_received({}, { locale }),
	'peer.released': (_, { locale }) => m.peers_notice_released({}, { locale }),
	'debate.planned': (_, { locale }) => m.rounds_notice_planned({}, { locale }),
	'debate.place': (_, { locale }) => m.rounds_notice_place({}, { locale }),
	'debate.turn': debateTurn,
	'debate.reminder': debateReminder,
	'debate.missed': debateMissed,
	waiting,
	'course.ending': ({ payload }, { locale, timeZone }) =>
		m.notices_course_ending(
			{ day: day(new Date(payload.until ?? 0), timeZone, locale) },
			{ locale }
		),
	'course.forgotten': (_, { locale }) => m.notices_course_forgotten({}, { locale })
};

/** Mails lie on screens and in other people's hands: no titles, and nothing of what was written. */
const mailWords: Partial<Record<NoticeKind, Words>> = {
	due: (told, telling) => m.notices_mail_due(whenDue(told, telling), { locale: telling.locale }),
	message: (_, { locale }) => m.notices_mail_message({}, { locale })
};

export function noticeText(told: ToldNotice, telling: Telling): string {
	return words[told.kind](told, telling);
}

export function mailText(told: ToldNotice, telling: Telling): string {
	return (mailWords[told.kind] ?? words[told.kind])(told, telling);
}

const inModule = (payload: Record<string, string>, path: string) =>
	payload.module ? `/modules/${payload.module}${path}` : null;

/** Where its author finds what staff hid. */
function moderatedAt(payload: Record<string, string>): string {
	if (payload.debate) return `/debates/${payload.debate}/conduct`;
	if (payload.review) return `/reviews/${payload.review}`;
	if (payload.entry) return `/ledger/${payload.entry}`;
	return payload.reading ? `/readings/${payload.reading}/notes` : `/questions/${payload.set}`;
}

/** Where one votes, chairs, or writes. */
function debateAt(payload: Record<string, string>): string | null {
	const page = payload.as === 'vote' ? '/vote' : payload.as === 'chair' ? '/chair' : '';
	return inModule(payload, `/debates/${payload.debate}${page}`);
}

/** To what there is most of at once; the module is of the first of it. */
function waitingAt(payload: Record<string, string>): string | null {
	if (count(payload.positions) > 0) return inModule(payload, '/review');
	if (count(payload.regrades) > 0) return inModule(payload, '/review/regrades');
	return '/reports';
}

const paths: Record<NoticeKind, (payload: Record<string, string>) => string | null> = {
	'position.returned': (payload) => inModule(payload, '/position'),
	'position.released': (payload) => inModule(payload, '/position'),
	'regrade.reply': ({ item }) => (item ? `/grades/${item}` : null),
	'regrade.settled': ({ item }) => (item ? `/grades/${item}` : null),
	slip_made: () => null,
	slip_used: () => null,
	code_made: () => null,
	due: (payload) =>
		inModule(payload, payload.subject === 'set' ? `/questions/${payload.set}` : '/position'),
	message: ({ message }) => (message ? `/messages/${message}` : null),
	'content.hidden': (payload) => inModule(payload, moderatedAt(payload)),
	'content.shown': (payload) => inModule(payload, moderatedAt(payload)),
	'note.orphaned': (payload) => inModule(payload, `/readings/${payload.reading}/notes`),
	report: () => '/reports',
	'peer.open': (payload) => inModule(payload, '/reviews'),
	'peer.waiting': (payload) => inModule(payload, '/reviews'),
	'peer.received': (payload) => inModule(payload, '/reviews'),
	'peer.released': () => '/grades',
	'debate.planned': debateAt,
	'debate.place': debateAt,
	'debate.turn': debateAt,
	'debate.reminder': debateAt,
	'debate.missed': debateAt,
	waiting: waitingAt,
	'course.ending': () => '/settings/leaving',
	'course.forgotten': () => '/settings/leaving'
};

/** Below the address of the course; null where it leads nowhere. */
export function noticePath({ kind, payload }: Pick<ToldNotice, 'kind' | 'payload'>): string | null {
	return paths[kind](payload);
}

export const messageRefusal: Record<Extract<MessageSent, { ok: false }>['reason'], () => string> = {
	nobody: m.notices_messages_nobody,
	'too-many': () => m.notices_messages_too_many({ most: mostADay }),
	'already-sent': m.notices_messages_already
};
