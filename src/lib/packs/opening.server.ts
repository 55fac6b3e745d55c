/*
 * Opens a course from a pack: everything in the pack is copied into rows that the course owns, with
 * the pack's name, version and hash, in one transaction. Nothing in a course points back at a pack.
 */
import { eq } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Actor } from '$lib/access/actor';
import { authorize } from '$lib/access/refuse';
import { openLedger } from '$lib/annotations/ledger-packing.server';
import { foundCourse } from '$lib/courses/courses.server';
import { type LocalText } from '$lib/i18n/local-text';
import type { ParagraphPointer, QuestionBody } from '$lib/questions/question';
import { beginTask } from '$lib/reviews/asking.server';
import { openComments } from '$lib/reviews/bank/packing.server';
import { openAnchors } from '$lib/reviews/calibrating/packing.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	axis,
	courseModule,
	glossaryEntry,
	gradeItem,
	moduleDocument,
	motion,
	question,
	questionSet,
	questionVersion,
	rubric,
	rubricVersion,
	stanceMoment,
	timelineEntry
} from '$lib/server/db/schema';
import { stanceMoments } from '$lib/stances/stance';
import { copyReadings } from './copying-readings.server';
import { packNamed } from './packs.server';
import type { Pack } from './reading-packs.server';

export interface NewCourse {
	title: LocalText;
	timeZone: string;
	packSlug: string;
}

export type OpenedCourse =
	| { ok: true; courseId: string; courseSlug: string; moduleSlug: string }
	| { ok: false; reason: 'no-such-pack' };

/** Needs `course.open`. A pack that does not exist is a refusal; nothing is made then. */
export async function openCourseFromPack(
	actor: Actor,
	wanted: NewCourse,
	now: Date
): Promise<OpenedCourse> {
	authorize(actor, 'course.open');
	const pack = await packNamed(wanted.packSlug);
	if (!pack) return { ok: false, reason: 'no-such-pack' };
	return transaction(async (tx) => {
		const course = await foundCourse(tx, actor, wanted, now);
		const moduleSlug = await openModule(tx, course.courseId, pack, now);
		return {
			ok: true as const,
			courseId: course.courseId,
			courseSlug: course.slug,
			moduleSlug
		};
	});
}

/** A course that begins without a module: one is written in it, or brought in. Needs `course.open`. */
export async function openEmptyCourse(
	actor: Actor,
	wanted: { title: LocalText; timeZone: string },
	now: Date
): Promise<{ courseId: string; courseSlug: string }> {
	const course = await transaction((tx) => foundCourse(tx, actor, wanted, now));
	return { courseId: course.courseId, courseSlug: course.slug };
}

/** Copies a pack into a course as its last module; answers the module's slug, which is free there. */
export async function openModule(
	tx: Transaction,
	courseId: string,
	pack: Pack,
	now: Date
): Promise<string> {
	const there = await tx
		.select({ slug: courseModule.slug, position: courseModule.position })
		.from(courseModule)
		.where(eq(courseModule.courseId, courseId));
	// The last two are pages beside the modules.
	const taken = new Set([...there.map((m) => m.slug), 'new', 'bring-in']);
	let slug = pack.slug;
	for (let n = 2; taken.has(slug); n++) slug = `${pack.slug}-${n}`;
	const moduleId = newId();
	await tx.insert(courseModule).values({
		courseId,
		id: moduleId,
		slug,
		position: Math.max(0, ...there.map((m) => m.position)) + 1,
		title: pack.about.title,
		summary: pack.about.summary,
		pack: pack.slug,
		packVersion: pack.about.version,
		packHash: pack.hash,
		createdAt: now
	});
	await copyApparatus(tx, courseId, moduleId, pack, now);
	const readings = await copyReadings(tx, courseId, moduleId, pack, now);
	await openLedger(tx, { courseId, moduleId }, pack.ledger, readings, now);
	await copyQuestions(tx, courseId, moduleId, pack, readings, now);
	await insertAll(
		tx,
		axis,
		pack.axes.map(({ key, ...body }, i) => ({
			courseId,
			id: newId(),
			moduleId,
			key,
			position: i + 1,
			body
		}))
	);
	await tx.insert(stanceMoment).values(
		stanceMoments.map((moment) => ({
			courseId,
			moduleId,
			moment,
			state: moment === 'before' ? ('open' as const) : ('waiting' as const)
		}))
	);
	const rubrics = await copyPositionTask(tx, courseId, moduleId, pack, now);
	await openComments(tx, { courseId, moduleId }, pack.comments, now);
	await openAnchors(tx, { courseId, moduleId }, pack.anchors, readings, rubrics, now);
	return slug;
}

/** Drizzle refuses an empty list; a pack may have none of something. */
async function insertAll<T extends SQLiteTable>(
	tx: Transaction,
	into: T,
	rows: T['$inferInsert'][]
): Promise<void> {
	if (rows.length > 0) await tx.insert(into).values(rows);
}

async function copyApparatus(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<void> {
	const documents: Record<string, unknown> = {
		...(pack.about.studyEdition ? { 'study-edition': pack.about.studyEdition } : {}),
		...(pack.background?.cases ? { cases: pack.background.cases } : {}),
		'instructor-notes': pack.instructorNotes,
		sources: pack.sources,
		'sides-notice': { notice: pack.debates.notice, noticeByLot: pack.debates.noticeByLot },
		about: {
			licence: pack.about.licence,
			licenceText: pack.licenceText,
			hours: pack.about.hours
		}
	};
	await tx.insert(moduleDocument).values(
		Object.entries(documents).map(([key, body]) => ({
			courseId,
			moduleId,
			key,
			body,
			updatedAt: now
		}))
	);
	await insertAll(
		tx,
		glossaryEntry,
		pack.glossary.map((g, i) => ({ courseId, moduleId, position: i + 1, ...g }))
	);
	await insertAll(
		tx,
		timelineEntry,
		pack.timeline.map((t, i) => ({ courseId, moduleId, position: i + 1, ...t }))
	);
}

function pointerFrom(pointer: string): ParagraphPointer {
	const [reading = '', id = ''] = pointer.split(':');
	return { reading, id };
}

async function copyQuestions(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	readings: Map<string, string>,
	now: Date
): Promise<void> {
	const { sets, questions } = pack.questions;
	const setIds = new Map(sets.map((s) => [s.key, newId()]));
	await insertAll(
		tx,
		questionSet,
		sets.map((s, i) => ({
			courseId,
			id: setIds.get(s.key) ?? '',
			moduleId,
			slug: pack.about.readings.find((r) => r.key === s.key)?.slug ?? s.key,
			position: i + 1,
			stage: s.stage,
			readingId: s.reading ? (readings.get(s.reading) ?? null) : null,
			title: s.title,
			intro: s.intro
		}))
	);
	const rows = questions.map(({ key, set, paragraphs, find, ...rest }, i) => {
		const body: QuestionBody = {
			...rest,
			paragraphs: paragraphs.map(pointerFrom),
			...(find ? { find: { ...find, targets: find.targets.map(pointerFrom) } } : {})
		};
		return { id: newId(), key, setId: setIds.get(set) ?? '', position: i + 1, body };
	});
	await insertAll(
		tx,
		question,
		rows.map(({ id, key, setId, position }) => ({ courseId, id, key, setId, position }))
	);
	await insertAll(
		tx,
		questionVersion,
		rows.map(({ id, body }) => ({ courseId, questionId: id, version: 1, body, createdAt: now }))
	);
	await insertAll(
		tx,
		gradeItem,
		sets.map((s, i) => ({
			courseId,
			id: newId(),
			moduleId,
			kind: 'set' as const,
			subjectId: setIds.get(s.key) ?? '',
			title: s.title,
			position: i + 1,
			max: rows
				.filter((r) => r.setId === setIds.get(s.key))
				.reduce((sum, r) => sum + r.body.points, 0)
		}))
	);
}

/** The ids of the rubrics by their keys. */
async function copyPositionTask(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<Map<string, string>> {
	const motions = pack.debates.motions.map((m, i) => ({
		courseId,
		id: newId(),
		moduleId,
		packKey: m.key,
		position: i + 1,
		lead: m.lead,
		body: { text: m.text, clarification: m.clarification, ground: m.ground }
	}));
	await insertAll(tx, motion, motions);
	const rubrics = pack.rubrics.map(({ key, ...body }) => ({ id: newId(), key, body }));
	await insertAll(
		tx,
		rubric,
		rubrics.map(({ id, key }) => ({ courseId, id, moduleId, key }))
	);
	await insertAll(
		tx,
		rubricVersion,
		rubrics.map(({ id, body }) => ({ courseId, rubricId: id, version: 1, body, createdAt: now }))
	);
	const ids = new Map(rubrics.map(({ id, key }) => [key, id]));
	const lead = motions.find((m) => m.lead) ?? motions[0];
	const rubricOfTask = rubrics[0];
	if (!lead || !rubricOfTask) return ids;
	await beginTask(
		tx,
		{ courseId, moduleId },
		{
			motion: { id: lead.id, text: lead.body.text },
			rubric: { ...rubricOfTask, version: 1 }
		}
	);
	return ids;
}
