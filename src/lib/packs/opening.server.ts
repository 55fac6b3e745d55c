/*
 * Opens a course from a pack: everything in the pack is copied into rows that the course owns, with
 * the pack's name, version and hash, in one transaction. Nothing in a course points back at a pack.
 */
import type { Actor } from '$lib/access/actor';
import { authorize } from '$lib/access/refuse';
import { foundCourse } from '$lib/courses/courses.server';
import { locales, type LocalText } from '$lib/i18n/local-text';
import type { ParagraphPointer, QuestionBody } from '$lib/questions/question';
import { prepareProse } from '$lib/readings/prose.server';
import { publishVersion, type VersionToPublish } from '$lib/readings/publishing.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	axis,
	courseModule,
	glossaryEntry,
	gradeItem,
	moduleDocument,
	motion,
	positionTask,
	question,
	questionSet,
	questionVersion,
	reading,
	rubric,
	rubricVersion,
	stanceMoment,
	timelineEntry
} from '$lib/server/db/schema';
import { stanceMoments } from '$lib/stances/stance';
import { packNamed, type Pack } from './packs.server';

export const noteKey = 'note';
export const noteSlug = 'background-note';

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
		await copyPack(tx, course.courseId, pack, now);
		return {
			ok: true as const,
			courseId: course.courseId,
			courseSlug: course.slug,
			moduleSlug: pack.slug
		};
	});
}

async function copyPack(tx: Transaction, courseId: string, pack: Pack, now: Date): Promise<void> {
	const moduleId = newId();
	await tx.insert(courseModule).values({
		courseId,
		id: moduleId,
		slug: pack.slug,
		position: 1,
		title: pack.about.title,
		summary: pack.about.summary,
		pack: pack.slug,
		packVersion: pack.about.version,
		packHash: pack.hash,
		createdAt: now
	});
	await copyApparatus(tx, courseId, moduleId, pack, now);
	const readings = await copyReadings(tx, courseId, moduleId, pack, now);
	await copyQuestions(tx, courseId, moduleId, pack, readings, now);
	await tx.insert(axis).values(
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
	await copyPositionTask(tx, courseId, moduleId, pack, now);
}

async function copyApparatus(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<void> {
	const documents: Record<string, unknown> = {
		'study-edition': pack.about.studyEdition,
		cases: pack.background.cases,
		'instructor-notes': pack.instructorNotes,
		sources: pack.sources,
		'sides-notice': { notice: pack.debates.notice, noticeByLot: pack.debates.noticeByLot }
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
	await tx
		.insert(glossaryEntry)
		.values(pack.glossary.map((g, i) => ({ courseId, moduleId, position: i + 1, ...g })));
	await tx
		.insert(timelineEntry)
		.values(pack.timeline.map((t, i) => ({ courseId, moduleId, position: i + 1, ...t })));
}

/** Reading ids by the pack's keys. */
async function copyReadings(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	for (const [i, r] of pack.about.readings.entries()) {
		const id = newId();
		ids.set(r.key, id);
		await tx.insert(reading).values({
			courseId,
			id,
			moduleId,
			slug: r.slug,
			key: r.key,
			position: i + 1,
			genre: r.genre,
			author: r.author,
			outlet: r.outlet,
			date: r.date,
			provenance: r.provenance,
			underText: r.underText,
			contentNotes: r.contentNotes,
			paragraphMap: { paragraphs: r.paragraphs, leftOut: r.leftOut }
		});
		for (const lang of locales) {
			const text = pack.texts.get(r.key)?.[lang];
			if (!text) throw new Error(`${pack.slug}: no ${lang} text of ${r.key}`);
			const paragraphs = r.paragraphs.map((p) => {
				const markdown = text.paragraphs.get(p.id);
				if (!markdown) throw new Error(`${pack.slug}: ${r.key}.${lang} has no paragraph ${p.id}`);
				return { id: p.id, number: p.number, prepared: prepareProse(markdown, lang) };
			});
			await publishVersion(
				tx,
				{
					courseId,
					readingId: id,
					kind: 'study',
					lang,
					title: text.title,
					standfirst: text.standfirst,
					paragraphs
				},
				now
			);
		}
	}
	ids.set(noteKey, await copyNote(tx, courseId, moduleId, pack, now));
	return ids;
}

/**
 * The background note is a reading of its own kind, so that it can be cited like one. Its layout
 * names the paragraphs of the frame, the term and the three columns.
 */
async function copyNote(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<string> {
	const { background } = pack;
	const parts: { id: string; text: LocalText; source?: LocalText }[] = [];
	const layout: Record<string, string[]> = {};
	const add = (column: string, items: { text: LocalText; source?: LocalText }[]) => {
		layout[column] = items.map((item, i) => {
			const id = `${column}-${i + 1}`;
			parts.push({ id, ...item });
			return id;
		});
	};
	add(
		'frame',
		background.frame.map((text) => ({ text }))
	);
	add(
		'term',
		background.term.map((text) => ({ text }))
	);
	add('firm', background.evidence.firm);
	add('softer', background.evidence.softer);
	add('limits', background.evidence.limits);

	const id = newId();
	const none: LocalText = { en: '', ur: '' };
	await tx.insert(reading).values({
		courseId,
		id,
		moduleId,
		slug: noteSlug,
		key: noteKey,
		kind: 'note',
		position: pack.about.readings.length + 1,
		genre: background.label,
		author: none,
		outlet: none,
		date: null,
		provenance: { printed: none, inferred: none, found: none },
		underText: null,
		contentNotes: [],
		paragraphMap: {
			paragraphs: parts.map((p, i) => ({ id: p.id, number: i + 1, original: [] })),
			leftOut: []
		},
		layout
	});
	for (const lang of locales) {
		const version: VersionToPublish = {
			courseId,
			readingId: id,
			kind: 'study',
			lang,
			title: background.title[lang],
			standfirst: background.label[lang],
			paragraphs: parts.map((p, i) => ({
				id: p.id,
				number: i + 1,
				prepared: prepareProse(p.text[lang] ?? '', lang),
				source: p.source?.[lang] ?? null
			}))
		};
		await publishVersion(tx, version, now);
	}
	return id;
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
	await tx.insert(questionSet).values(
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
	await tx
		.insert(question)
		.values(rows.map(({ id, key, setId, position }) => ({ courseId, id, key, setId, position })));
	await tx
		.insert(questionVersion)
		.values(
			rows.map(({ id, body }) => ({ courseId, questionId: id, version: 1, body, createdAt: now }))
		);
	await tx.insert(gradeItem).values(
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

async function copyPositionTask(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<void> {
	const motions = pack.debates.motions.map((m, i) => ({
		courseId,
		id: newId(),
		moduleId,
		packKey: m.key,
		position: i + 1,
		lead: m.lead,
		body: { text: m.text, clarification: m.clarification, ground: m.ground }
	}));
	await tx.insert(motion).values(motions);
	const rubrics = pack.rubrics.map(({ key, ...body }) => ({ id: newId(), key, body }));
	await tx.insert(rubric).values(rubrics.map(({ id, key }) => ({ courseId, id, moduleId, key })));
	await tx
		.insert(rubricVersion)
		.values(
			rubrics.map(({ id, body }) => ({ courseId, rubricId: id, version: 1, body, createdAt: now }))
		);
	const lead = motions.find((m) => m.lead) ?? motions[0];
	const rubricOfTask = rubrics[0];
	if (!lead || !rubricOfTask) return;
	const taskId = newId();
	await tx.insert(positionTask).values({
		courseId,
		id: taskId,
		moduleId,
		motionId: lead.id,
		rubricId: rubricOfTask.id,
		rubricVersion: 1
	});
	await tx.insert(gradeItem).values({
		courseId,
		id: newId(),
		moduleId,
		kind: 'position',
		subjectId: taskId,
		title: lead.body.text,
		position: 100,
		max: rubricOfTask.body.criteria.reduce(
			(sum, c) => sum + Math.max(...c.levels.map((l) => l.points)),
			0
		)
	});
}
