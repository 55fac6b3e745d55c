/*
 * A module of a course as a pack: the same files that packs lie in the project as. Only what the
 * module's authors wrote leaves: study editions, questions, apparatus; never an imported original,
 * never anything that anybody did with it.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { stringify as stringifyYaml } from 'yaml';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { packedLedger } from '$lib/annotations/ledger-packing.server';
import { recordAct } from '$lib/courses/acts.server';
import { locales, type Locale, type LocalText } from '$lib/i18n/local-text';
import type { DocumentBodies } from '$lib/modules/module';
import { moduleFor } from '$lib/modules/modules.server';
import type { ParagraphPointer } from '$lib/questions/question';
import type { NoteLayout } from '$lib/readings/reading';
import { proseSource } from '$lib/readings/prose.server';
import { packedComments } from '$lib/reviews/bank/packing.server';
import { packedAnchors } from '$lib/reviews/calibrating/packing.server';
import { db } from '$lib/server/db/client';
import {
	axis,
	courseModule,
	edition,
	editionVersion,
	glossaryEntry,
	moduleDocument,
	motion,
	paragraph,
	question,
	questionSet,
	questionVersion,
	reading,
	rubric,
	rubricVersion,
	timelineEntry
} from '$lib/server/db/schema';
import { readPack, type PackFault } from './reading-packs.server';
import { zipPack } from './zip.server';

export interface ExportWish {
	version: string;
	licence: string;
}

export interface ExportOffer extends ExportWish {
	/** What keeps the module from being a pack; null when nothing does. */
	fault: PackFault | null;
}

/** What the export page proposes. Needs `pack.export`. */
export async function exportOffer(actor: Actor, slug: string): Promise<ExportOffer> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'pack.export', { courseId });
	const module = await moduleFor(actor, slug);
	const [found] = await db()
		.select({ version: courseModule.packVersion })
		.from(courseModule)
		.where(and(eq(courseModule.courseId, courseId), eq(courseModule.id, module.id)));
	const { about } = await documentsOf(courseId, module.id);
	const wish = { version: found?.version ?? '1.0.0', licence: about?.licence ?? 'CC-BY-4.0' };
	const read = readPack(await filesOf(courseId, module, wish));
	return { ...wish, fault: read.ok ? null : read.fault };
}

export type Exported =
	| { ok: true; name: string; zip: Uint8Array }
	/** The module has a gap that a pack may not have, such as a question without its right answer. */
	| { ok: false; fault: PackFault };

/** Needs `pack.export`. What is exported can be brought in again: that is checked here. */
export async function exportModule(
	actor: Actor,
	slug: string,
	wish: ExportWish,
	now: Date
): Promise<Exported> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'pack.export', { courseId });
	const found = await moduleFor(actor, slug);
	const files = await filesOf(courseId, found, wish);
	const read = readPack(files);
	if (!read.ok) return read;
	await recordAct(
		actor,
		{
			act: 'module.export',
			subjectKind: 'module',
			subjectId: found.id,
			detail: { version: wish.version }
		},
		now
	);
	return { ok: true, name: `${found.slug}-${wish.version}.zip`, zip: zipPack(files) };
}

type Files = Map<string, string>;
/** A pointer as it stands in the pack; null when what it names stays behind. */
type InPack = (pointer: string) => string | null;
interface Of {
	courseId: string;
	moduleId: string;
}

async function filesOf(
	courseId: string,
	module: { id: string; slug: string; title: LocalText; summary: LocalText },
	wish: ExportWish
): Promise<Files> {
	const of = { courseId, moduleId: module.id };
	const files: Files = new Map();
	const put = (name: string, value: unknown) =>
		files.set(name, `${JSON.stringify(value, null, '\t')}\n`);
	const documents = await documentsOf(courseId, module.id);
	const readings = await readingsOf(of);
	const opEds = readings.filter((r) => r.kind === 'op-ed');
	put('pack.json', {
		slug: module.slug,
		version: wish.version,
		title: module.title,
		summary: module.summary,
		licence: wish.licence,
		languages: locales.filter((l) => readings.some((r) => r.texts[l]) || module.title[l]),
		hours: documents.about?.hours ?? 0,
		studyEdition: documents['study-edition'] ?? null,
		readings: opEds.map(({ paragraphMap, ...r }) => ({
			key: r.key,
			slug: r.slug,
			date: r.date,
			genre: r.genre,
			author: r.author,
			outlet: r.outlet,
			provenance: r.provenance,
			underText: r.underText,
			contentNotes: r.contentNotes,
			paragraphs: numbered({ ...r, paragraphMap }).map(({ id, number }) => {
				const mapped = paragraphMap.paragraphs.find((p) => p.id === id);
				const begins = mapped?.begins ? { begins: mapped.begins } : {};
				return { id, number, original: mapped?.original ?? [], ...begins };
			}),
			leftOut: paragraphMap.leftOut
		}))
	});
	for (const r of opEds)
		for (const lang of locales) {
			const text = r.texts[lang];
			if (text) files.set(`readings/${r.slug}.${lang}.md`, markdownOf(text));
		}
	const note = readings.find((r) => r.kind === 'note');
	if (note || documents.cases) put('background.json', backgroundOf(note, documents.cases));
	const inPack = pointersIn(readings, note);
	await putApparatus(of, put, inPack);
	const keyOf = (id: string) => readings.find((r) => r.id === id)?.key;
	put('ledger.json', await packedLedger(of, keyOf, inPack));
	put('anchors.json', await packedAnchors(of, keyOf, inPack));
	put('comments.json', await packedComments(of));
	put('questions.json', await questionsOf(of, readings, inPack));
	put('sources.json', documents.sources ?? []);
	const sides = documents['sides-notice'];
	put('debates.json', {
		notice: sides?.notice ?? {},
		noticeByLot: sides?.noticeByLot ?? {},
		motions: await motionsOf(of, inPack)
	});
	for (const lang of locales) {
		const notes = documents['instructor-notes']?.[lang];
		if (notes) files.set(`instructor-notes.${lang}.md`, notes);
	}
	const words = documents.about?.licenceText;
	if (words && documents.about?.licence === wish.licence) files.set('LICENCE.md', words);
	return files;
}

async function documentsOf(courseId: string, moduleId: string): Promise<Partial<DocumentBodies>> {
	const rows = await db()
		.select({ key: moduleDocument.key, body: moduleDocument.body })
		.from(moduleDocument)
		.where(and(eq(moduleDocument.courseId, courseId), eq(moduleDocument.moduleId, moduleId)));
	return Object.fromEntries(rows.map((r) => [r.key, r.body]));
}

interface TextOut {
	title: string;
	standfirst: string;
	paragraphs: { id: string; number: number; html: string; source: string | null }[];
}

type ReadingOut = Pick<
	typeof reading.$inferSelect,
	| 'key'
	| 'slug'
	| 'kind'
	| 'id'
	| 'date'
	| 'genre'
	| 'author'
	| 'outlet'
	| 'provenance'
	| 'underText'
	| 'contentNotes'
	| 'paragraphMap'
	| 'layout'
> & { texts: Partial<Record<Locale, TextOut>> };

/** The study editions as they are published now; imported originals stay behind. */
async function readingsOf({ courseId, moduleId }: Of): Promise<ReadingOut[]> {
	const inModule = and(
		eq(reading.courseId, courseId),
		eq(reading.moduleId, moduleId),
		isNull(reading.retiredAt)
	);
	const [rows, lines] = await Promise.all([
		db().select().from(reading).where(inModule).orderBy(asc(reading.position)),
		db()
			.select({
				readingId: reading.id,
				lang: edition.lang,
				title: editionVersion.title,
				standfirst: editionVersion.standfirst,
				id: paragraph.paragraphId,
				number: paragraph.number,
				html: paragraph.html,
				source: paragraph.source
			})
			.from(reading)
			.innerJoin(
				edition,
				and(
					eq(edition.courseId, reading.courseId),
					eq(edition.readingId, reading.id),
					eq(edition.kind, 'study')
				)
			)
			.innerJoin(
				editionVersion,
				and(
					eq(editionVersion.courseId, edition.courseId),
					eq(editionVersion.id, edition.currentVersionId)
				)
			)
			.innerJoin(
				paragraph,
				and(
					eq(paragraph.courseId, editionVersion.courseId),
					eq(paragraph.versionId, editionVersion.id)
				)
			)
			.where(inModule)
			.orderBy(asc(paragraph.position))
	]);
	const out = rows.map((row) => {
		const texts: ReadingOut['texts'] = {};
		for (const { readingId, lang, title, standfirst, ...line } of lines)
			if (readingId === row.id)
				(texts[lang] ??= { title, standfirst, paragraphs: [] }).paragraphs.push(line);
		return { ...row, texts };
	});
	// A reading that was only brought in has no words of the authors' own.
	return out.filter((r) => r.texts.en ?? r.texts.ur);
}

/** The paragraphs of either language, in the order of the reading. */
function numbered({
	texts,
	paragraphMap
}: Pick<ReadingOut, 'texts' | 'paragraphMap'>): { id: string; number: number }[] {
	const written = new Map(
		locales.flatMap((lang) => texts[lang]?.paragraphs ?? []).map((p) => [p.id, p.number])
	);
	return paragraphMap.paragraphs.flatMap(({ id }) => {
		const number = written.get(id);
		return number === undefined ? [] : [{ id, number }];
	});
}

/** The paragraphs of the note are named anew by their places when it is brought in. */
function pointersIn(readings: readonly ReadingOut[], note: ReadingOut | undefined): InPack {
	const keys = new Set(readings.map((r) => r.key));
	const places = new Map(
		Object.entries(note?.layout ?? {}).flatMap(([part, ids]) =>
			(ids as string[]).map((id, i) => [id, `${part}-${i + 1}`] as const)
		)
	);
	return (pointer) => {
		const [key = '', id] = pointer.split(':');
		if (!keys.has(key)) return null;
		if (key !== note?.key || id === undefined) return pointer;
		const place = places.get(id);
		return place === undefined ? null : `${key}:${place}`;
	};
}

function those(pointers: readonly string[], inPack: InPack): string[] {
	return pointers.flatMap((pointer) => inPack(pointer) ?? []);
}

function markdownOf({ title, standfirst, paragraphs }: TextOut): string {
	const front = stringifyYaml({ title, standfirst }, { lineWidth: 0 });
	const body = paragraphs.map(({ id, html }) => `{${id}}\n${proseSource(html)}\n`);
	return `---\n${front}---\n\n${body.join('\n')}`;
}

function backgroundOf(note: ReadingOut | undefined, cases: DocumentBodies['cases'] | undefined) {
	const layout = (note?.layout ?? {}) as Partial<NoteLayout>;
	const part = (name: keyof NoteLayout) =>
		(layout[name] ?? []).map((id) => {
			const text: Partial<Record<Locale, string>> = {};
			const source: Partial<Record<Locale, string>> = {};
			for (const lang of locales) {
				const found = note?.texts[lang]?.paragraphs.find((p) => p.id === id);
				if (!found) continue;
				text[lang] = proseSource(found.html);
				if (found.source) source[lang] = found.source;
			}
			return { text, source };
		});
	const title: Partial<Record<Locale, string>> = {};
	for (const lang of locales) {
		const found = note?.texts[lang]?.title;
		if (found) title[lang] = found;
	}
	return {
		label: note?.genre ?? {},
		title,
		frame: part('frame').map(({ text }) => text),
		term: part('term').map(({ text }) => text),
		evidence: { firm: part('firm'), softer: part('softer'), limits: part('limits') },
		cases: cases ?? null
	};
}

async function putApparatus(
	{ courseId, moduleId }: Of,
	put: (name: string, value: unknown) => void,
	inPack: InPack
): Promise<void> {
	const terms = await db()
		.select()
		.from(glossaryEntry)
		.where(and(eq(glossaryEntry.courseId, courseId), eq(glossaryEntry.moduleId, moduleId)))
		.orderBy(asc(glossaryEntry.position));
	put(
		'glossary.json',
		terms.map(({ key, term, short, aliases, readings }) => ({
			key,
			term,
			short,
			aliases,
			readings: those(readings, inPack)
		}))
	);
	const dates = await db()
		.select()
		.from(timelineEntry)
		.where(and(eq(timelineEntry.courseId, courseId), eq(timelineEntry.moduleId, moduleId)))
		.orderBy(asc(timelineEntry.position));
	put(
		'timeline.json',
		dates.map(({ key, date, text, source, paragraphs }) => ({
			key,
			date,
			text,
			source,
			paragraphs: those(paragraphs, inPack)
		}))
	);
	const axes = await db()
		.select()
		.from(axis)
		.where(and(eq(axis.courseId, courseId), eq(axis.moduleId, moduleId), isNull(axis.retiredAt)))
		.orderBy(asc(axis.position), asc(axis.version));
	// Of a forked axis the newest version leaves.
	const newest = new Map(axes.map((a) => [a.key, a]));
	put(
		'axes.json',
		[...newest.values()].map(({ key, body }) => ({ key, ...body }))
	);
	const rubrics = await db()
		.select({ key: rubric.key, body: rubricVersion.body })
		.from(rubric)
		.innerJoin(
			rubricVersion,
			and(
				eq(rubricVersion.courseId, rubric.courseId),
				eq(rubricVersion.rubricId, rubric.id),
				eq(rubricVersion.version, rubric.currentVersion)
			)
		)
		.where(and(eq(rubric.courseId, courseId), eq(rubric.moduleId, moduleId)))
		.orderBy(asc(rubric.id));
	put(
		'rubrics.json',
		// Where a rubric was brought over from is nobody's elsewhere.
		rubrics.map(({ key, body: { origin: _origin, ...body } }) => ({ key, ...body }))
	);
}

async function motionsOf({ courseId, moduleId }: Of, inPack: InPack) {
	const rows = await db()
		.select()
		.from(motion)
		.where(
			and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId), isNull(motion.retiredAt))
		)
		.orderBy(asc(motion.position), asc(motion.id));
	return rows.map(({ packKey, position, lead, body }) => ({
		key: packKey ?? `M${position}`,
		text: body.text,
		lead,
		clarification: body.clarification,
		ground: {
			for: those(body.ground.for, inPack),
			against: those(body.ground.against, inPack)
		}
	}));
}

function pointerOf({ reading: key, id }: ParagraphPointer): string {
	return id === '' ? key : `${key}:${id}`;
}

async function questionsOf({ courseId, moduleId }: Of, readings: ReadingOut[], inPack: InPack) {
	const inModule = and(
		eq(questionSet.courseId, courseId),
		eq(questionSet.moduleId, moduleId),
		isNull(questionSet.retiredAt)
	);
	const sets = await db()
		.select()
		.from(questionSet)
		.where(inModule)
		.orderBy(asc(questionSet.position));
	const rows = await db()
		.select({ key: question.key, setId: question.setId, body: questionVersion.body })
		.from(questionSet)
		.innerJoin(
			question,
			and(eq(question.courseId, questionSet.courseId), eq(question.setId, questionSet.id))
		)
		.innerJoin(
			questionVersion,
			and(
				eq(questionVersion.courseId, question.courseId),
				eq(questionVersion.questionId, question.id),
				eq(questionVersion.version, question.currentVersion)
			)
		)
		.where(and(inModule, isNull(question.retiredAt)))
		.orderBy(asc(questionSet.position), asc(question.position));
	const keys = new Map(
		sets.map((s) => {
			const about = readings.find((r) => r.id === s.readingId);
			// A set named after its reading takes the reading's name again when it is brought in.
			return [s.id, about?.slug === s.slug ? about.key : s.slug];
		})
	);
	return {
		sets: sets.map((s) => ({
			key: keys.get(s.id),
			title: s.title,
			stage: s.stage,
			reading: readings.find((r) => r.id === s.readingId)?.key ?? null,
			intro: s.intro
		})),
		questions: rows.map(({ key, setId, body: { paragraphs, find, ...body } }) => ({
			key,
			set: keys.get(setId),
			...body,
			paragraphs: those(paragraphs.map(pointerOf), inPack),
			...(find ? { find: { ...find, targets: those(find.targets.map(pointerOf), inPack) } } : {})
		}))
	};
}
