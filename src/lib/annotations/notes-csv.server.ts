/*
 * The notes of a module as a table for staff to keep: marks, notes and replies, by the names that
 * staff see, and never a private one. What an assistant of one section gets is of that section. A
 * cell that a table might take for a formula gets a sign before it.
 */
import { stringify } from 'csv-stringify/sync';
import { and, asc, eq, ne } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { studentName } from '$lib/courses/wording';
import { localText, type LocalText, type Locale } from '$lib/i18n/local-text';
import { nameOfGroup } from '$lib/modules/groups-words';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { groupedBy } from '$lib/readings/grouped';
import { db } from '$lib/server/db/client';
import {
	edition,
	editionVersion,
	enrolment,
	note,
	noteReply,
	paragraph,
	reading,
	readingGroup,
	section,
	user
} from '$lib/server/db/schema';
import { itsEdition, itsVersion, placeAtHome, placedIn } from './joining.server';
import { audienceName } from './names';
import { tagsIn } from './tags.server';
import { replyVisibleTo, standingIn, visibleTo } from './visible.server';
import type { Viewer } from './visibility';

/** In UTF-8 with the mark that tables know it by; needs `note.exportAll`. */
export async function notesCsv(
	actor: Actor,
	moduleSlug: string,
	{ locale, timeZone }: { locale: Locale; timeZone: string },
	now: Date
): Promise<string> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'note.exportAll', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const { viewer } = await standingIn(actor, moduleId);
	const [notes, replies, tags] = await Promise.all([
		sharedNotes(courseId, moduleId, viewer),
		repliesTo(courseId, moduleId, viewer),
		tagsIn(courseId, moduleId)
	]);
	const under = groupedBy(replies, (reply) => reply.noteId);
	const moment = new Intl.DateTimeFormat('sv-SE', {
		dateStyle: 'short',
		timeStyle: 'short',
		timeZone
	});
	const at = (when: Date | null) => (when ? moment.format(when) : '');
	const who = (one: { name: string | null; shownAs: LocalText; section: string | null }) => [
		studentName(one.name),
		localText(one.shownAs, locale).text,
		one.section ?? ''
	];
	const labels = new Map(tags.map(({ id, label }) => [id, localText(label, locale).text]));
	const rows = notes.flatMap((one) => {
		const answers = under.get(one.id) ?? [];
		const group =
			one.groupName === null
				? ''
				: nameOfGroup({ name: one.groupName, position: one.groupPosition ?? 1 });
		const place = [one.title, one.number ?? '', one.exact];
		const kind = one.body === '' ? m.standards_csv_kind_mark() : m.standards_csv_kind_note();
		const audience = audienceName[one.audience]();
		const own = [
			...[kind, ...who(one), group, ...place, one.body],
			one.tags.map((id) => labels.get(id) ?? id).join(', '),
			...[audience, at(one.createdAt), at(one.editedAt), answers.length],
			one.resolvedAt ? m.standards_csv_yes() : ''
		];
		return [
			...(one.deletedAt ? [] : [own]),
			...answers.map((reply) => [
				...[m.standards_csv_kind_reply(), ...who(reply), group, ...place, reply.body, ''],
				...[audience, at(reply.createdAt), at(reply.editedAt), '', '']
			])
		];
	});
	return stringify([head(), ...rows], {
		bom: true,
		escape_formulas: true,
		record_delimiter: '\r\n'
	});
}

const head = () => [
	m.standards_csv_kind(),
	m.standards_csv_name(),
	m.standards_csv_shown_as(),
	m.standards_csv_section(),
	m.standards_csv_group(),
	m.standards_csv_reading(),
	m.standards_csv_paragraph(),
	m.standards_csv_passage(),
	m.standards_csv_words(),
	m.standards_csv_tags(),
	m.standards_csv_audience(),
	m.standards_csv_created(),
	m.standards_csv_edited(),
	m.standards_csv_replies(),
	m.standards_csv_resolved()
];

function sharedNotes(courseId: string, moduleId: string, viewer: Viewer) {
	return db()
		.select({
			id: note.id,
			name: user.name,
			section: section.name,
			shownAs: note.shownAs,
			groupName: readingGroup.name,
			groupPosition: readingGroup.position,
			title: editionVersion.title,
			number: paragraph.number,
			exact: note.exact,
			body: note.body,
			tags: note.tags,
			audience: note.audience,
			createdAt: note.createdAt,
			editedAt: note.editedAt,
			deletedAt: note.deletedAt,
			resolvedAt: note.resolvedAt
		})
		.from(note)
		.innerJoin(reading, and(eq(reading.courseId, note.courseId), eq(reading.id, note.readingId)))
		.innerJoin(editionVersion, itsVersion)
		.innerJoin(edition, itsEdition)
		.leftJoin(placeAtHome, placedIn(edition.currentVersionId, placeAtHome))
		.leftJoin(
			paragraph,
			and(
				eq(paragraph.courseId, note.courseId),
				eq(paragraph.versionId, placeAtHome.versionId),
				eq(paragraph.paragraphId, placeAtHome.paragraphId)
			)
		)
		.leftJoin(
			enrolment,
			and(eq(enrolment.courseId, note.courseId), eq(enrolment.id, note.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, note.courseId), eq(section.id, enrolment.sectionId))
		)
		.leftJoin(
			readingGroup,
			and(eq(readingGroup.courseId, note.courseId), eq(readingGroup.id, note.groupId))
		)
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.moduleId, moduleId),
				ne(note.audience, 'private'),
				visibleTo(viewer)
			)
		)
		.orderBy(asc(reading.position), asc(paragraph.position), asc(note.start), asc(note.id));
}

function repliesTo(courseId: string, moduleId: string, viewer: Viewer) {
	return db()
		.select({
			noteId: noteReply.noteId,
			name: user.name,
			section: section.name,
			shownAs: noteReply.shownAs,
			body: noteReply.body,
			createdAt: noteReply.createdAt,
			editedAt: noteReply.editedAt
		})
		.from(noteReply)
		.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
		.leftJoin(
			enrolment,
			and(eq(enrolment.courseId, noteReply.courseId), eq(enrolment.id, noteReply.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, noteReply.courseId), eq(section.id, enrolment.sectionId))
		)
		.where(
			and(
				eq(noteReply.courseId, courseId),
				eq(note.moduleId, moduleId),
				ne(note.audience, 'private'),
				visibleTo(viewer),
				replyVisibleTo(viewer)
			)
		)
		.orderBy(asc(noteReply.id));
}
