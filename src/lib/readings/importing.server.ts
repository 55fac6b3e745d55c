/*
 * Bringing a text in: the pieces for approval, then one transaction that publishes what was
 * approved. Until then nothing of it is kept.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { edition, editionVersion, reading } from '$lib/server/db/schema';
import type { ImportedPieces, ImportedText } from './import.schema.server';
import { rightNote } from './import-words';
import { proposePieces, titleOf, type Block, type Piece, type PieceUse } from './import';
import {
	approvePieces,
	splitPiece,
	type ApprovedParagraph,
	type PieceRefusal
} from './import-pieces';
import { readingSlugOf, slugOf } from '$lib/modules/module';
import { preparePlain } from './prose.server';
import type { ProposedVersion } from './editing.server';
import { publishVersion } from './publishing.server';
import { currentOf } from './sources.server';
import type { ParagraphMap, ReadingDate } from './reading';
import { readingIndex } from './readings.server';

export interface ImportTarget {
	id: string;
	number: number;
	title: LocalText;
	paragraphs: { id: string; number: number }[];
}

/** The readings of a module that an original can be brought in for. Needs `reading.import`. */
export async function importTargets(actor: Actor, moduleId: string): Promise<ImportTarget[]> {
	authorize(actor, 'reading.import', { courseId: membershipOf(actor).courseId });
	const index = await readingIndex(actor, moduleId);
	return index.flatMap(({ id, number, title, paragraphs }) =>
		number === null ? [] : [{ id, number, title, paragraphs }]
	);
}

/** Where a text is to stand. */
export type ImportAs = { kind: 'original'; readingId: string } | { kind: 'new' };

export interface TextToPlace {
	moduleId: string;
	lang: Locale;
	as: ImportAs;
}

export interface TextToImport {
	moduleId: string;
	lang: Locale;
	/** As they were shown, parted by whoever looked at them. */
	pieces: Block[];
	title: string;
	/** By what right it may be shown, and for an original where this copy was found. */
	right: string;
	/** The reading that this is the original of, or what a new reading needs to be known by. */
	as:
		| { kind: 'original'; readingId: string }
		| {
				kind: 'new';
				author: string;
				outlet: string;
				date: string;
				basis: ReadingDate['basis'];
				genre: string;
				found: string;
		  };
}

type NoReading = { ok: false; reason: 'no-reading' };

/** A proposal for each block of a text. Needs `reading.import`; keeps nothing. */
export async function previewImport(
	actor: Actor,
	place: TextToPlace,
	blocks: Block[]
): Promise<{ ok: true; pieces: Piece[] } | NoReading> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'reading.import', { courseId });
	const target = await targetOf(db(), courseId, place);
	return target.ok ? { ok: true, pieces: proposePieces(blocks, target.map) } : target;
}

export interface ReviewedImport {
	ok: true;
	title: string;
	/** Null for a reading that is not there yet. */
	proposed: ProposedVersion | null;
}

/** Whether the pieces can be published as they were chosen. Needs `reading.import`; keeps nothing. */
export async function reviewImport(
	actor: Actor,
	place: TextToPlace,
	pieces: Piece[]
): Promise<ReviewedImport | { ok: false; reason: PieceRefusal | 'no-reading' }> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'reading.import', { courseId });
	const target = await targetOf(db(), courseId, place);
	if (!target.ok) return target;
	const approved = approvePieces(pieces, pieces, target.map);
	if (!approved.ok) return approved;
	const { lang } = place;
	const title = titleOf(pieces) || target.title;
	const readingId = target.into?.id;
	if (readingId === undefined) return { ok: true, title, proposed: null };
	const current = await currentOf(db(), courseId, readingId, lang, 'original');
	const proposed: ProposedVersion = {
		courseId,
		readingId,
		baseId: current.versionId,
		before: current.paragraphs,
		paragraphs: approved.paragraphs.map(({ id, number, text }) => ({
			...{ id, number, predecessors: [] },
			text: preparePlain(text, lang).text
		})),
		// Questions and motions are about the study text.
		asked: new Map()
	};
	return { ok: true, title, proposed };
}

export type ImportAnswer =
	| { ok: true; slug: string; paragraphs: number }
	| { ok: false; reason: PieceRefusal | 'no-reading' };

/** The version that was just published, for who has something to do with it in the same transaction. */
export interface PublishedText {
	courseId: string;
	readingId: string;
	versionId: string;
}

/**
 * Needs `reading.import`. Publishes a new edition, or a new version of one that is there already.
 * @param also is done in the same transaction: what belongs to the version and this room may not know
 */
export async function publishImport(
	actor: Actor,
	wanted: TextToImport,
	choices: { use: PieceUse; to: string }[],
	now: Date,
	also?: (tx: Transaction, published: PublishedText) => Promise<void>
): Promise<ImportAnswer> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'reading.import', { courseId });
	return transaction(async (tx) => {
		const target = await targetOf(tx, courseId, wanted);
		if (!target.ok) return target;
		const approved = approvePieces(wanted.pieces, choices, target.map);
		if (!approved.ok) return approved;
		const { paragraphs } = approved;
		const title = wanted.title || titleOf(wanted.pieces) || target.title;
		const into = target.into ?? (await addReading(tx, courseId, wanted, title, paragraphs));
		const { lang } = wanted;
		const versionId = await publishVersion(
			tx,
			{
				courseId,
				readingId: into.id,
				kind: 'original',
				lang,
				title: title || into.slug,
				standfirst: '',
				paragraphs: paragraphs.map(({ id, number, text }) => ({
					id,
					number,
					prepared: preparePlain(text, lang)
				})),
				importedBy: enrolmentId,
				importNote: wanted.right
			},
			now
		);
		await also?.(tx, { courseId, readingId: into.id, versionId });
		const detail = { as: wanted.as.kind, lang, paragraphs: paragraphs.length };
		const act = { act: 'reading.import', subjectKind: 'reading', subjectId: into.id, detail };
		await recordAct(actor, act, now, tx);
		return { ok: true as const, slug: into.slug, paragraphs: paragraphs.length };
	});
}

type Target =
	| {
			ok: true;
			map: ParagraphMap | null;
			into: { id: string; slug: string } | null;
			/** What the course calls it, for an original that prints no title. */
			title: string;
	  }
	| NoReading;

/** The reading an original belongs to, with the map of its paragraphs; neither for a new one. */
async function targetOf(
	on: Pick<Transaction, 'select'>,
	courseId: string,
	{ as, moduleId, lang }: TextToPlace
): Promise<Target> {
	if (as.kind === 'new') return { ok: true, map: null, into: null, title: '' };
	const [found] = await on
		.select({ id: reading.id, slug: reading.slug, map: reading.paragraphMap })
		.from(reading)
		.where(
			and(
				eq(reading.courseId, courseId),
				eq(reading.moduleId, moduleId),
				eq(reading.kind, 'op-ed'),
				eq(reading.id, as.readingId)
			)
		);
	if (!found) return { ok: false, reason: 'no-reading' };
	const titles = await on
		.select({ lang: edition.lang, title: editionVersion.title })
		.from(edition)
		.innerJoin(
			editionVersion,
			and(
				eq(editionVersion.courseId, edition.courseId),
				eq(editionVersion.id, edition.currentVersionId)
			)
		)
		.where(
			and(
				eq(edition.courseId, courseId),
				eq(edition.readingId, found.id),
				eq(edition.kind, 'study')
			)
		);
	const title = titles.find((t) => t.lang === lang) ?? titles[0];
	const into = { id: found.id, slug: found.slug };
	return { ok: true, map: found.map, into, title: title?.title ?? '' };
}

async function addReading(
	tx: Transaction,
	courseId: string,
	{ moduleId, lang, as }: TextToImport,
	title: string,
	paragraphs: ApprovedParagraph[]
): Promise<{ id: string; slug: string }> {
	if (as.kind !== 'new') throw new Error('Only a new reading is added.');
	const ofModule = and(eq(reading.courseId, courseId), eq(reading.moduleId, moduleId));
	const there = await tx
		.select({ slug: reading.slug, position: reading.position })
		.from(reading)
		.where(ofModule);
	const position = Math.max(0, ...there.map((r) => r.position)) + 1;
	const id = newId();
	const slug = readingSlugOf(slugOf(title), new Set(there.map((r) => r.slug)));
	const inLang = (words: string): LocalText => ({ [lang]: words });
	await tx.insert(reading).values({
		courseId,
		id,
		moduleId,
		slug,
		key: `imported-${position}`,
		kind: 'op-ed',
		position,
		genre: inLang(as.genre),
		author: inLang(as.author),
		outlet: inLang(as.outlet),
		date: {
			value: as.date,
			precision: as.date.length === 4 ? 'year' : as.date.length === 7 ? 'month' : 'day',
			basis: as.basis
		},
		provenance: { printed: {}, inferred: {}, found: inLang(as.found) },
		underText: null,
		contentNotes: [],
		paragraphMap: {
			paragraphs: paragraphs.map(({ id, number }) => ({ id, number, original: [number] })),
			leftOut: []
		}
	});
	return { id, slug };
}

/** The pieces as a form has them; null where its lists do not belong together. */
export function chosenPieces({ piece, why, use, to }: ImportedPieces): Piece[] | null {
	if (use.length !== piece.length || why.length > piece.length || to.length > piece.length)
		return null;
	return piece.map((text, i) => ({
		text,
		why: why[i] || null,
		use: use[i] ?? 'leave',
		to: to[i] ?? ''
	}));
}

/** Parts each piece where the form says so. Needs `reading.import`; keeps nothing. */
export function partPieces(actor: Actor, pieces: Piece[], fields: ImportedPieces): Piece[] {
	authorize(actor, 'reading.import', { courseId: membershipOf(actor).courseId });
	let parted = pieces;
	// From the last to the first, so that the places of the others stay what they are.
	for (let i = pieces.length - 1; i >= 0; i--)
		parted = splitPiece(parted, i, Number(fields.split[i] ?? ''), fields.as === 'original');
	return parted;
}

/** What the first fields of the form mean. */
export function textToPlace(
	moduleId: string,
	{ as, reading, lang }: Pick<ImportedText, 'as' | 'reading' | 'lang'>
): TextToPlace {
	return {
		moduleId,
		lang,
		as: as === 'original' ? { kind: 'original', readingId: reading } : { kind: 'new' }
	};
}

/** What all of the form's fields mean. */
export function textToImport(
	moduleId: string,
	pieces: Block[],
	fields: ImportedText
): TextToImport {
	const { lang, title, author, outlet, date, basis, genre, found } = fields;
	return {
		moduleId,
		lang,
		pieces,
		title,
		right: rightNote(fields),
		as:
			fields.as === 'original'
				? { kind: 'original', readingId: fields.reading }
				: { kind: 'new', author, outlet, date, basis, genre, found }
	};
}
