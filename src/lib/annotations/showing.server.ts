/*
 * What becomes of the rows of notes and replies that somebody may see: moments for their authors and
 * staff, days for classmates; no words of what was deleted; why something is hidden for those alone
 * who are told.
 */
import { isStaff, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import type { note, notePlace, noteReply } from '$lib/server/db/schema';
import type { NoteHere, ReplyHere, Standing } from './note';

type Place = Pick<
	typeof notePlace.$inferSelect,
	'noteId' | 'state' | 'paragraphId' | 'start' | 'end'
> | null;

type ShownOfNote = Pick<
	typeof note.$inferSelect,
	| 'ref'
	| 'enrolmentId'
	| 'byStaff'
	| 'audience'
	| 'exact'
	| 'tags'
	| 'body'
	| 'lang'
	| 'shownAs'
	| 'version'
	| 'createdAt'
	| 'editedAt'
	| 'deletedAt'
	| 'resolvedAt'
> & { hidden: string | null };

type ShownOfReply = Pick<
	typeof noteReply.$inferSelect,
	| 'ref'
	| 'enrolmentId'
	| 'byStaff'
	| 'body'
	| 'lang'
	| 'shownAs'
	| 'version'
	| 'createdAt'
	| 'editedAt'
> & { hidden: string | null };

/**
 * The newest change among what somebody sees, told apart from the same with a note taken away or
 * hidden: to be compared for equality.
 */
export function changeOf(newest: number, shown: number): number {
	return shown === 0 ? 0 : newest + shown;
}

export interface NotePlaceHere {
	paragraphId: string | null;
	start: number;
	end: number;
	standing: Standing;
}

/** @param known the paragraphs of the text that is shown */
export function placed(
	row: { paragraphId: string; here: Place; home: Place },
	known: ReadonlyMap<string, unknown>
): NotePlaceHere {
	const { here, home } = row;
	if (here) {
		const { state, start, end, paragraphId } = here;
		return state === 'orphaned' || paragraphId === null
			? { paragraphId: null, start: 0, end: 0, standing: 'orphaned' }
			: { paragraphId, start, end, standing: state };
	}
	const at = home ? home.paragraphId : row.paragraphId;
	if (at === null || !known.has(at))
		return { paragraphId: null, start: 0, end: 0, standing: 'orphaned' };
	return { paragraphId: at, start: 0, end: 0, standing: 'elsewhere' };
}

/** A moment for one's own and for staff, a day of the course for everybody else. */
export function timer(actor: Actor, timeZone: string): (at: Date, isOwn: boolean) => string {
	const days = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
	const seesMoments = isStaff(actor);
	return (at, isOwn) => (isOwn || seesMoments ? at.toISOString() : days.format(at));
}

export function noteWriter(
	actor: Actor,
	timeZone: string
): (row: ShownOfNote, place: NotePlaceHere, under: ReplyHere[]) => NoteHere {
	const { enrolmentId, courseId } = membershipOf(actor);
	const when = timer(actor, timeZone);
	const seesHidden = isStaff(actor);
	const resolvesOwn = may(actor, 'note.resolve', { courseId, enrolmentId });
	const resolvesAll = may(actor, 'note.resolve', { courseId });
	return (row, place, under) => {
		const isDeleted = row.deletedAt !== null;
		const isOwn = row.enrolmentId === enrolmentId && !isDeleted;
		return {
			ref: row.ref,
			...place,
			exact: row.exact,
			audience: row.audience,
			tags: isDeleted ? [] : row.tags,
			body: isDeleted ? '' : row.body,
			lang: row.lang,
			by: isDeleted ? {} : row.shownAs,
			isOwn,
			byStaff: row.byStaff,
			isDeleted,
			at: when(row.createdAt, isOwn),
			isEdited: row.editedAt !== null && !isDeleted,
			isResolved: row.resolvedAt !== null,
			version: row.version,
			mayResolve: !isDeleted && (isOwn ? resolvesOwn : resolvesAll),
			hidden: isOwn || seesHidden ? row.hidden : null,
			replies: under
		};
	};
}

export function replyWriter(actor: Actor, timeZone: string): (row: ShownOfReply) => ReplyHere {
	const { enrolmentId } = membershipOf(actor);
	const when = timer(actor, timeZone);
	const seesHidden = isStaff(actor);
	return (row) => {
		const isOwn = row.enrolmentId === enrolmentId;
		return {
			ref: row.ref,
			body: row.body,
			lang: row.lang,
			by: row.shownAs,
			isOwn,
			byStaff: row.byStaff,
			at: when(row.createdAt, isOwn),
			isEdited: row.editedAt !== null,
			version: row.version,
			hidden: isOwn || seesHidden ? row.hidden : null
		};
	};
}
