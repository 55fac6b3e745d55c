/*
 * The heat of a reading: what its class marked and cited, as figures that are kept with the module and
 * made again, by the rule of heat.ts, when somebody looks. Private notes, staff's own and whatever was
 * hidden or deleted are in no figure.
 */
import { and, eq, gt, inArray, isNull, ne, not, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import type { Reveal } from '$lib/annotations/note';
import { readingHere, type NotesAddress, type ReadingHere } from '$lib/annotations/finding.server';
import { itsEdition, itsVersion, placedIn } from '$lib/annotations/joining.server';
import { tagsIn } from '$lib/annotations/tags.server';
import { standingIn } from '$lib/annotations/visible.server';
import { isHidden } from '$lib/courses/moderation.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import { db, transaction } from '$lib/server/db/client';
import {
	citation,
	edition,
	editionVersion,
	enrolment,
	moduleDocument,
	note,
	notePlace,
	paragraph,
	position,
	positionTask,
	positionVersion
} from '$lib/server/db/schema';
import {
	renewed,
	shownCiting,
	shownMarks,
	type Cell,
	type CitingFigures,
	type Contribution,
	type Figure
} from './heat';

/** The figures of a reading as they were last made: the body of its document `heat:<reading>`. */
interface Kept extends CitingFigures {
	marks: Figure | null;
}

export interface HeatParagraph {
	id: string;
	number: number;
	text: string;
	/** How many people marked it; null: hidden. */
	marked: Cell;
	/** Cited by each side, or by all together; empty where nothing is shown. */
	cited: Cell[];
}

export interface HeatPage {
	title: string;
	lang: Locale;
	paragraphs: HeatParagraph[];
	/** How many people marked something; null while they are too few. */
	marked: number | null;
	/** Shown only after one's own notes. */
	reveal: Reveal;
	tags: { label: LocalText; people: Cell; at: { number: number; people: number }[] }[];
	/** Whether the module asks for positions at all. */
	asksPosition: boolean;
	/** Students see it once they have handed in their own. */
	mayCiting: boolean;
	citing: { by: 'sides'; for: number; against: number } | { by: 'all'; people: number } | null;
}

export async function heatFor(
	actor: Actor,
	address: NotesAddress,
	lang: Locale,
	now: Date
): Promise<HeatPage> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const here = await readingHere(actor, address, now);
	const [text, standing, tags, task] = await Promise.all([
		paragraphsFor(actor, here.readingId, { kind: 'study', lang }, now),
		standingIn(actor, here.moduleId),
		tagsIn(courseId, here.moduleId),
		taskIn(here, enrolmentId)
	]);
	const reveal = standing.reveal.get(here.readingId) ?? { after: 0, own: 0, isOpen: false };
	const mayMarks = may(actor, 'note.figures', { courseId, committed: reveal.isOpen });
	const hasOwn = !actor.seesAsStudent && task.hasSubmitted;
	const mayCiting = may(actor, 'note.figures', { courseId, committed: hasOwn });
	const kept = text && (mayMarks || mayCiting) ? await figuresNow(actor, here, text, now) : null;
	const marks = mayMarks && kept ? shownMarks(kept.marks) : null;
	const citing = mayCiting && kept ? shownCiting(kept) : null;
	const paragraphs = (text?.paragraphs ?? []).map((p): HeatParagraph => ({
		id: p.id,
		number: p.number,
		text: p.text,
		marked: marks ? marks.of(p.id) : null,
		cited: citing ? citing.of(p.id) : []
	}));
	return {
		title: text?.title ?? '',
		lang: text?.lang ?? lang,
		paragraphs,
		marked: marks?.people ?? null,
		reveal: { ...reveal, isOpen: mayMarks },
		tags: tags.flatMap(({ id, label }) => {
			const found = marks?.tags.find((tag) => tag.id === id);
			if (!found) return [];
			const at = paragraphs.flatMap(({ id: at, number }) => {
				const people = found.of(at);
				return people ? [{ number, people }] : [];
			});
			return [{ label, people: found.people, at }];
		}),
		asksPosition: task.isAsked,
		mayCiting,
		citing:
			citing?.by === 'sides'
				? { by: 'sides', ...citing.people }
				: citing && { by: 'all', people: citing.people }
	};
}

async function taskIn(
	{ courseId, moduleId }: ReadingHere,
	enrolmentId: string
): Promise<{ isAsked: boolean; hasSubmitted: boolean }> {
	const rows = await db()
		.select({ taskId: positionTask.id, submitted: position.submittedNumber })
		.from(positionTask)
		.leftJoin(
			position,
			and(
				eq(position.courseId, positionTask.courseId),
				eq(position.taskId, positionTask.id),
				eq(position.enrolmentId, enrolmentId)
			)
		)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	return { isAsked: rows.length > 0, hasSubmitted: rows.some((row) => (row.submitted ?? 0) > 0) };
}

const isKept = ({ courseId, moduleId, readingId }: ReadingHere) =>
	and(
		eq(moduleDocument.courseId, courseId),
		eq(moduleDocument.moduleId, moduleId),
		eq(moduleDocument.key, `heat:${readingId}`)
	);

/** Two who look at once: the first one's figures stay, and both see those. */
async function figuresNow(
	actor: Actor,
	here: ReadingHere,
	text: CitableText,
	now: Date
): Promise<Kept> {
	const [row] = await db()
		.select({ body: moduleDocument.body, at: moduleDocument.updatedAt })
		.from(moduleDocument)
		.where(isKept(here));
	const nothing: Kept = { marks: null, for: null, against: null, all: null };
	const kept = (row?.body as Kept | undefined) ?? nothing;
	const standsAt = await placesOf(here, text);
	const [marks, positions] = await Promise.all([marksOn(here, standsAt), citingOn(here, standsAt)]);
	const at = now.getTime();
	const ofSide = (side: 'for' | 'against') => positions.filter((p) => p.side === side);
	const next: Kept = {
		marks: renewed(marks, kept.marks, at),
		for: renewed(ofSide('for'), kept.for, at),
		against: renewed(ofSide('against'), kept.against, at),
		all: renewed(positions, kept.all, at)
	};
	const isSame = (Object.keys(next) as (keyof Kept)[]).every((key) => next[key] === kept[key]);
	// What was put away is only read: its figures cannot change any more.
	if (isSame || membershipOf(actor).courseState === 'archived') return next;
	const { courseId, moduleId, readingId } = here;
	const written = await transaction(async (tx) =>
		row
			? tx
					.update(moduleDocument)
					.set({ body: next, updatedAt: now })
					.where(and(isKept(here), eq(moduleDocument.updatedAt, row.at)))
					.returning({ key: moduleDocument.key })
			: tx
					.insert(moduleDocument)
					.values({ courseId, moduleId, key: `heat:${readingId}`, body: next, updatedAt: now })
					.onConflictDoNothing()
					.returning({ key: moduleDocument.key })
	);
	if (written.length > 0) return next;
	const [first] = await db()
		.select({ body: moduleDocument.body })
		.from(moduleDocument)
		.where(isKept(here));
	return (first?.body as Kept | undefined) ?? nothing;
}

/** Where a paragraph of any version stands in the text that is read now; null: nowhere. */
type StandsAt = (paragraphId: string | null) => string | null;

async function placesOf({ courseId }: ReadingHere, text: CitableText): Promise<StandsAt> {
	const rows = await db()
		.select({ id: paragraph.paragraphId, predecessors: paragraph.predecessors })
		.from(paragraph)
		.where(and(eq(paragraph.courseId, courseId), eq(paragraph.versionId, text.versionId)));
	const now = new Map(rows.flatMap(({ id, predecessors }) => predecessors.map((old) => [old, id])));
	const there = new Set(rows.map(({ id }) => id));
	return (id) => (id === null ? null : there.has(id) ? id : (now.get(id) ?? null));
}

/** Of students of the course, what they share: highlights as well as notes. */
async function marksOn(here: ReadingHere, standsAt: StandsAt): Promise<Contribution[]> {
	const rows = await db()
		.select({
			person: note.enrolmentId,
			at: note.createdAt,
			tags: note.tags,
			paragraphId: sql<string | null>`case when ${notePlace.noteId} is not null
				then ${notePlace.paragraphId} else ${note.paragraphId} end`
		})
		.from(note)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, note.courseId),
				eq(enrolment.id, note.enrolmentId),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.innerJoin(editionVersion, itsVersion)
		.innerJoin(edition, itsEdition)
		.leftJoin(notePlace, placedIn(edition.currentVersionId))
		.where(
			and(
				eq(note.courseId, here.courseId),
				eq(note.readingId, here.readingId),
				ne(note.audience, 'private'),
				eq(note.byStaff, false),
				isNull(note.deletedAt),
				not(isHidden('note', note.courseId, note.ref))
			)
		);
	const people = new Map<string, Contribution>();
	for (const row of rows) {
		if (row.person === null) continue;
		const at = row.at.getTime();
		const theirs = people.get(row.person) ?? {
			person: row.person,
			first: at,
			last: at,
			paragraphs: [],
			byTag: {}
		};
		people.set(row.person, theirs);
		theirs.first = Math.min(theirs.first, at);
		theirs.last = Math.max(theirs.last, at);
		const place = standsAt(row.paragraphId);
		if (place !== null) theirs.paragraphs.push(place);
		for (const tag of row.tags) (theirs.byTag[tag] ??= []).push(...(place === null ? [] : [place]));
	}
	return [...people.values()];
}

/** Of each submitted position its newest version, with what it cites of this reading. */
async function citingOn(
	here: ReadingHere,
	standsAt: StandsAt
): Promise<(Contribution & { side: 'for' | 'against' | 'between' })[]> {
	const { courseId, moduleId, readingId } = here;
	const versions = await db()
		.select({
			positionId: positionVersion.positionId,
			number: positionVersion.number,
			newest: position.submittedNumber,
			side: positionVersion.side,
			at: positionVersion.submittedAt
		})
		.from(positionTask)
		.innerJoin(
			position,
			and(
				eq(position.courseId, positionTask.courseId),
				eq(position.taskId, positionTask.id),
				gt(position.submittedNumber, 0),
				not(isHidden('position', position.courseId, position.id))
			)
		)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, position.courseId),
				eq(enrolment.id, position.enrolmentId),
				eq(enrolment.role, 'student'),
				eq(enrolment.state, 'active')
			)
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, position.courseId),
				eq(positionVersion.positionId, position.id)
			)
		)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	const newest = versions.filter((version) => version.number === version.newest);
	if (newest.length === 0) return [];
	const cited = await db()
		.select({
			positionId: citation.positionId,
			number: citation.number,
			paragraphId: citation.paragraphId
		})
		.from(citation)
		.where(
			and(
				eq(citation.courseId, courseId),
				eq(citation.readingId, readingId),
				inArray(
					citation.positionId,
					newest.map((version) => version.positionId)
				)
			)
		);
	return newest.map(({ positionId, number, side, at }) => ({
		person: positionId,
		side,
		first: Math.min(
			...versions.filter((v) => v.positionId === positionId).map((v) => v.at.getTime())
		),
		last: at.getTime(),
		paragraphs: cited
			.filter((c) => c.positionId === positionId && c.number === number)
			.flatMap((c) => standsAt(c.paragraphId) ?? []),
		byTag: {}
	}));
}
