/*
 * Editing the text of a study edition in one language: as one piece of writing with a blank line
 * between paragraphs, looked at before it is published, and published as a new version. Nothing is
 * kept before that; versions that were cited stay as they are.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { reading } from '$lib/server/db/schema';
import {
	matchParagraphs,
	mergedOrder,
	newParagraphIds,
	splitParagraphs,
	type MatchedParagraph
} from './matching';
import type { VersionParagraph } from './placing';
import {
	holdReading,
	pointingAt,
	summaryOf,
	type PointedAt,
	type Pointing
} from './pointing.server';
import type { PreparedParagraph } from './prose.server';
import { publishVersion } from './publishing.server';
import type { ContentNote, ParagraphMap } from './reading';
import { renumberParagraphs } from './renumbering.server';
import {
	currentOf,
	idsEverUsed,
	namesOf,
	paragraphsElsewhere,
	proseWithTerms,
	sourceOf,
	termsFor,
	titlesOf,
	type Current,
	type Term
} from './sources.server';
import { markTerm } from './terms';

export const mostParagraphs = 300;
export const longestParagraph = 10_000;

export interface TextAddress {
	moduleSlug: string;
	readingSlug: string;
	lang: Locale;
}

/** A text as its author wrote it. */
export interface TypedText {
	title: string;
	standfirst: string;
	/** Paragraphs in the small Markdown of prose.server.ts, a blank line between them. */
	source: string;
	/** Which paragraph each one is, where the author said so: an id, `new`, or empty. */
	to: string[];
	/** Mark glossary terms that the text does not carry yet. */
	mark: boolean;
	/** The number of the version it was built on; 0 for the first. */
	base: number;
}

export interface TextToEdit {
	reading: { slug: string; title: LocalText; isRetired: boolean };
	lang: Locale;
	title: string;
	standfirst: string;
	source: string;
	base: number;
	pointedAt: PointedAt;
	/** Keys that a link to the glossary may name. */
	terms: string[];
}

export interface PreviewedParagraph {
	/** Empty for a new one. */
	id: string;
	number: number;
	html: string;
	change: 'same' | 'changed' | 'new' | 'merged' | 'divided';
	/** The numbers of the paragraphs it came from. */
	from: number[];
}

export interface TextPreview {
	paragraphs: PreviewedParagraph[];
	/** Paragraphs that this text had and has no more. */
	gone: { number: number; begins: string; citations: number; asked: string[] }[];
	pointedAt: PointedAt;
	/** What a paragraph may be said to be. */
	choices: { id: string; number: number; begins: string }[];
	words: number;
	/** Numbers of paragraphs that only the other language has. */
	onlyElsewhere: number[];
	/** Keys that links name and the glossary does not have. */
	unknownTerms: string[];
}

export type TextRefusal = 'empty' | 'too-many' | 'too-long' | 'claimed-twice' | 'unchanged';

/** Needs `module.edit`; 404 for the background note, which has a page of its own. */
export async function textToEdit(actor: Actor, address: TextAddress): Promise<TextToEdit> {
	const { courseId, found } = await foundReading(actor, address);
	const [current, titles, pointing, terms] = await Promise.all([
		currentOf(db(), courseId, found.id, address.lang),
		titlesOf(db(), courseId, found.id),
		pointingAt(db(), courseId, found),
		termsFor(db(), courseId, found.moduleId)
	]);
	return {
		reading: { slug: found.slug, title: titles, isRetired: found.retiredAt !== null },
		lang: address.lang,
		title: current.title,
		standfirst: current.standfirst,
		source: sourceOf(current),
		base: current.number,
		pointedAt: summaryOf(pointing),
		terms: terms.map((t) => t.key)
	};
}

/** A version that is not published yet, beside the one that it would follow. */
export interface ProposedVersion {
	courseId: string;
	readingId: string;
	/** Null for the first version of a text. */
	baseId: string | null;
	before: { id: string; number: number; text: string }[];
	paragraphs: (VersionParagraph & { number: number })[];
	/** What asks about each paragraph. */
	asked: Pointing['asked'];
}

/** What the text would be, paragraph by paragraph; keeps nothing. Needs `module.edit`. */
export async function previewText(
	actor: Actor,
	address: TextAddress,
	typed: TypedText
): Promise<
	{ ok: true; preview: TextPreview; proposed: ProposedVersion } | { ok: false; reason: TextRefusal }
> {
	const { courseId, found } = await foundReading(actor, address);
	const worked = await workOut(db(), courseId, found, address.lang, typed);
	if (!worked.ok) return worked;
	const { preview, pieces, order, current, pointing } = worked;
	const proposed: ProposedVersion = {
		courseId,
		readingId: found.id,
		baseId: current.versionId,
		before: current.paragraphs,
		paragraphs: pieces.map(({ id, match, prepared }) => ({
			id,
			number: order.indexOf(id) + 1,
			text: prepared.text,
			predecessors: match.predecessors
		})),
		asked: pointing.asked
	};
	return { ok: true, preview, proposed };
}

/** What goes with a text into its new version, in the same transaction. */
export type Also = (
	tx: Transaction,
	published: { courseId: string; readingId: string; versionId: string }
) => Promise<void>;

export type PublishedText =
	| { ok: true; number: number }
	| { ok: false; reason: TextRefusal }
	/** Somebody published in between: what stands there now. */
	| { ok: false; reason: 'conflict'; theirs: { title: string; source: string; base: number } }
	/** A question or a motion points at a paragraph that would go. */
	| { ok: false; reason: 'asked'; preview: TextPreview };

/** Needs `module.edit`. Publishes a new version; the paragraphs of the other editions are renumbered. */
export async function publishText(
	actor: Actor,
	address: TextAddress,
	typed: TypedText,
	now: Date,
	also?: Also
): Promise<PublishedText> {
	const { courseId, found: seen } = await foundReading(actor, address);
	const { lang } = address;
	return transaction(async (tx): Promise<PublishedText> => {
		const found = (await holdReading(tx, courseId, seen)) ?? notFound();
		const current = await currentOf(tx, courseId, found.id, lang);
		if (current.number !== typed.base) {
			const { title, number } = current;
			const theirs = { title, source: sourceOf(current), base: number };
			return { ok: false, reason: 'conflict', theirs };
		}
		const worked = await workOut(tx, courseId, found, lang, typed, current);
		if (!worked.ok) return worked;
		if (worked.preview.gone.some((p) => p.asked.length > 0))
			return { ok: false, reason: 'asked', preview: worked.preview };
		if (isSame(current, typed, worked)) return { ok: false, reason: 'unchanged' };
		const versionId = await publishWorked(tx, courseId, found, lang, typed, worked, now);
		await also?.(tx, { courseId, readingId: found.id, versionId });
		const number = current.number + 1;
		await recordAct(
			actor,
			{
				act: 'reading.publish',
				subjectKind: 'reading',
				subjectId: found.id,
				detail: { lang, version: number, paragraphs: worked.pieces.length }
			},
			now,
			tx
		);
		return { ok: true, number };
	});
}

interface Worked {
	ok: true;
	preview: TextPreview;
	pieces: { id: string; match: MatchedParagraph; prepared: PreparedParagraph }[];
	/** Of the whole reading, in order. */
	order: string[];
	current: Current;
	pointing: Pointing;
}

type Row = typeof reading.$inferSelect;

/** Which paragraph is which, what each would look like, and what would go. */
async function workOut(
	on: Executor,
	courseId: string,
	found: Pick<Row, 'id' | 'key' | 'moduleId' | 'paragraphMap'>,
	lang: Locale,
	typed: TypedText,
	known?: Current
): Promise<Worked | { ok: false; reason: TextRefusal }> {
	const sources = splitParagraphs(typed.source);
	if (sources.length === 0) return { ok: false, reason: 'empty' };
	if (sources.length > mostParagraphs) return { ok: false, reason: 'too-many' };
	if (sources.some((s) => s.length > longestParagraph)) return { ok: false, reason: 'too-long' };
	const current = known ?? (await currentOf(on, courseId, found.id, lang));
	const inOthers = await paragraphsElsewhere(on, courseId, found.id, current.versionId);
	const all = found.paragraphMap.paragraphs.map((p) => p.id);
	const own = new Set(current.paragraphs.map((p) => p.id));
	const elsewhere = all.filter((id) => inOthers.has(id) && !own.has(id));
	const chosen = chosenIds(typed.to, sources.length, new Set([...own, ...elsewhere]));
	if (!chosen) return { ok: false, reason: 'claimed-twice' };

	const terms = await termsFor(on, courseId, found.moduleId);
	const { prepared, unknown } = marked(sources, lang, typed.mark, found.key, terms);
	const matches = matchParagraphs(
		current.paragraphs,
		prepared.map((p) => p.text),
		elsewhere,
		chosen
	);
	const everUsed = [...all, ...(await idsEverUsed(on, courseId, found.id))];
	const fresh = newParagraphIds(everUsed, matches.filter((x) => x.id === null).length);
	const pieces = matches.flatMap((match, i) => {
		const words = prepared[i];
		return words ? [{ id: match.id ?? fresh.shift() ?? '', match, prepared: words }] : [];
	});
	const order = mergedOrder(
		all,
		pieces.map((p) => p.id),
		inOthers
	);
	const pointing = await pointingAt(on, courseId, found);
	const numberOf = new Map(current.paragraphs.map((p) => [p.id, p.number]));
	const textOf = new Map(current.paragraphs.map((p) => [p.id, p.text]));
	const kept = new Set(pieces.map((p) => p.id));
	const preview: TextPreview = {
		paragraphs: pieces.map(({ id, match, prepared: words }) => ({
			id: match.id ?? '',
			number: order.indexOf(id) + 1,
			html: words.html,
			change: changeOf(match, textOf.get(id) === words.text, own.has(id)),
			from: match.predecessors.flatMap((from) => numberOf.get(from) ?? [])
		})),
		gone: current.paragraphs
			.filter((p) => !kept.has(p.id))
			.map((p) => ({
				number: p.number,
				begins: beginning(p.text),
				citations: pointing.citations.get(p.id) ?? 0,
				asked: [...(pointing.asked.get(p.id) ?? [])]
			})),
		pointedAt: summaryOf(pointing),
		choices: found.paragraphMap.paragraphs
			.filter((p) => own.has(p.id) || elsewhere.includes(p.id))
			.map((p) => ({ ...p, begins: beginning(textOf.get(p.id) ?? p.begins ?? '') })),
		words: prepared.reduce((sum, p) => sum + p.words, 0),
		unknownTerms: unknown,
		onlyElsewhere: order.flatMap((id, i) => (kept.has(id) ? [] : [i + 1]))
	};
	return { ok: true, preview, pieces, order, current, pointing };
}

async function publishWorked(
	tx: Transaction,
	courseId: string,
	found: Row,
	lang: Locale,
	{ title, standfirst }: TypedText,
	{ pieces, order }: Worked,
	now: Date
): Promise<string> {
	const versionId = await publishVersion(
		tx,
		{
			courseId,
			readingId: found.id,
			kind: 'study',
			lang,
			title,
			standfirst,
			paragraphs: pieces.map(({ id, match, prepared }) => ({
				id,
				number: order.indexOf(id) + 1,
				prepared,
				predecessors: match.predecessors
			}))
		},
		now
	);
	const { paragraphs, leftOut } = found.paragraphMap;
	const map: ParagraphMap = {
		paragraphs: order.map((id, i) => {
			const before = paragraphs.find((p) => p.id === id);
			return { original: [], ...before, id, number: i + 1 };
		}),
		leftOut
	};
	await tx
		.update(reading)
		.set({
			paragraphMap: map,
			contentNotes: notesKept(
				found.contentNotes,
				paragraphs.map((p) => p.id),
				order
			)
		})
		.where(and(eq(reading.courseId, courseId), eq(reading.id, found.id)));
	await renumberParagraphs(tx, courseId, found.id, order);
	return versionId;
}

/** A content note never goes with its paragraph: it stands before the next one that is left. */
function notesKept(notes: ContentNote[], before: string[], order: string[]): ContentNote[] {
	return notes.map((note) => {
		if (order.includes(note.before)) return note;
		const later = before.slice(before.indexOf(note.before)).find((id) => order.includes(id));
		return { ...note, before: later ?? order.at(-1) ?? note.before };
	});
}

function isSame(current: Current, typed: TypedText, { pieces }: Worked): boolean {
	return (
		current.title === typed.title &&
		current.standfirst === typed.standfirst &&
		current.paragraphs.length === pieces.length &&
		current.paragraphs.every((p, i) => pieces[i]?.id === p.id && pieces[i].prepared.html === p.html)
	);
}

function changeOf(
	{ id, predecessors }: MatchedParagraph,
	isSameText: boolean,
	wasThere: boolean
): PreviewedParagraph['change'] {
	if (predecessors.length > 1) return 'merged';
	if (predecessors.length === 1) return 'divided';
	if (id === null || !wasThere) return 'new';
	return isSameText ? 'same' : 'changed';
}

/** What the author said of each paragraph; null when two are said to be the same one. */
function chosenIds(
	to: string[],
	count: number,
	known: ReadonlySet<string>
): (string | null | undefined)[] | null {
	if (to.length !== count) return [];
	const ids = to.filter((id) => known.has(id));
	if (new Set(ids).size !== ids.length) return null;
	return to.map((id) => (id === 'new' ? null : known.has(id) ? id : undefined));
}

/** The words as they will stand, with the marks that are asked for. */
function marked(
	sources: string[],
	lang: Locale,
	marksTerms: boolean,
	readingKey: string,
	terms: Term[]
): { prepared: PreparedParagraph[]; unknown: string[] } {
	const { prepared, unknown } = proseWithTerms(sources, lang, terms);
	let htmls = prepared.map((p) => p.html);
	if (marksTerms)
		for (const term of terms.filter((t) => t.readings.includes(readingKey)))
			htmls = markTerm(htmls, { key: term.key, names: namesOf(term, lang) });
	return { prepared: prepared.map((p, i) => ({ ...p, html: htmls[i] ?? p.html })), unknown };
}

function beginning(text: string): string {
	const short = text.slice(0, 60);
	return short === text ? text : `${short.replace(/\s\S*$/, '')} …`;
}

async function foundReading(actor: Actor, { moduleSlug, readingSlug }: TextAddress) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const [found] = await db()
		.select()
		.from(reading)
		.where(
			and(
				eq(reading.courseId, courseId),
				eq(reading.moduleId, moduleId),
				eq(reading.slug, readingSlug),
				eq(reading.kind, 'op-ed')
			)
		);
	return { courseId, found: found ?? notFound() };
}
