/*
 * Bringing in notes that were written elsewhere, from a file of Web Annotations: all that can be found
 * in the text become one's own private notes, whoever wrote them; the rest is told with its reason.
 * All of them or none; the same file a second time adds nothing.
 */
import { createHash } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import sanitizeHtml from 'sanitize-html';
import { isStaff, type Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { holdPlace } from '$lib/courses/holding.server';
import { shownAsOf } from '$lib/courses/shown-as.server';
import { cleanWords } from '$lib/forms/words';
import type { Locale } from '$lib/i18n/local-text';
import type { Quote } from '$lib/readings/anchor';
import { paragraphsFor } from '$lib/readings/passages.server';
import type { EditionName } from '$lib/readings/reading';
import { readingFor } from '$lib/readings/readings.server';
import { transaction, type Executor, db } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import { edition, note, notePlace } from '$lib/server/db/schema';
import type { NotesAddress } from './finding.server';
import { indexNewNotes } from './indexing.server';
import { longestNote, mostNotes, mostTags, type Tag } from './note';
import { tagsIn } from './tags.server';
import { refOf } from './web-annotation';
import { readAnnotations, type ReadAnnotation, type ReadFile } from './web-annotation-reading';
import {
	findPassage,
	wholeText,
	type FoundPassage,
	type Meant,
	type MeantRefusal,
	type WholeText
} from './whole-text';

export interface Brought {
	/** From 1 on, as it stands in the file. */
	at: number;
	/** The words of the text that it will stand on. */
	exact: string;
	textLang: Locale;
	paragraph: number;
	/** Only nearly the words that the file has. */
	isNear: boolean;
	words: string;
	tags: string[];
	lang: Locale;
}

export type NotBrought = { at: number; exact: string; words: string } & {
	reason: MeantRefusal | 'reply' | 'too-long-note';
};

export interface BringingIn {
	found: Brought[];
	/** Here already, or twice in the file. */
	known: number;
	refused: NotBrought[];
}

export type FileRefusal = Extract<ReadFile, { ok: false }>['reason'];

export type BringRefusal = FileRefusal | 'taken-out' | 'too-many-notes' | 'text-changed';

interface Wish extends NotesAddress {
	/** The edition that is looked in first. */
	edition: EditionName;
	file: string;
}

/** The text that notes are brought in to; needs `note.write`. */
export async function textToBringTo(
	actor: Actor,
	{ moduleSlug, readingSlug, edition: asked }: Omit<Wish, 'file'>,
	now: Date
): Promise<EditionName & { title: string }> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const { edition: shown } = await readingFor(actor, { moduleSlug, readingSlug, ...asked }, now);
	const { kind, lang, title } = shown;
	return { kind, lang, title };
}

/** What would become of a file; needs `note.write`, and writes nothing. */
export async function previewAnnotations(
	actor: Actor,
	wish: Wish,
	now: Date
): Promise<({ ok: true } & BringingIn) | { ok: false; reason: BringRefusal }> {
	const judged = await judge(actor, wish, now);
	if (!judged.ok) return judged;
	const { ready, known, refused, own } = judged;
	if (own + ready.length > mostNotes) return { ok: false, reason: 'too-many-notes' };
	return { ok: true, found: ready.map(({ shown }) => shown), known, refused };
}

/** Needs `note.write`. */
export async function bringInAnnotations(
	actor: Actor,
	wish: Wish,
	now: Date
): Promise<{ ok: true; added: number; known: number } | { ok: false; reason: BringRefusal }> {
	const judged = await judge(actor, wish, now);
	if (!judged.ok) return judged;
	const { courseId, enrolmentId } = membershipOf(actor);
	const { moduleId, readingId } = judged;
	const shownAs = await shownAsOf(actor);
	return transaction(async (tx) => {
		await holdPlace(tx, courseId, enrolmentId);
		const before = await ownIn(tx, actor, readingId);
		const ready = judged.ready.filter(({ source }) => !before.sources.has(source));
		if (before.count + ready.length > mostNotes) return { ok: false, reason: 'too-many-notes' };
		const versions = [...new Set(ready.map(({ versionId }) => versionId))];
		if (!(await areCurrent(tx, courseId, versions))) return { ok: false, reason: 'text-changed' };
		const rows = ready.map(({ source, versionId, paragraphId, quote, tags, shown }) => ({
			...{ courseId, id: newId(), ref: newRef(), moduleId, readingId, enrolmentId },
			...{ byStaff: isStaff(actor), audience: 'private' as const, groupId: null },
			...{ versionId, paragraphId, ...quote, tags, body: shown.words, lang: shown.lang },
			...{ shownAs, createdAt: now, changedAt: now, source }
		}));
		for (let from = 0; from < rows.length; from += rowsAtOnce) {
			const some = rows.slice(from, from + rowsAtOnce);
			await tx.insert(note).values(some);
			await tx.insert(notePlace).values(
				some.map(({ id, versionId, paragraphId, start, end }) => ({
					...{ courseId, noteId: id, versionId, state: 'exact' as const, paragraphId, start, end }
				}))
			);
			await indexNewNotes(
				tx,
				some.map(({ id, body }) => ({ courseId, moduleId, noteId: id, body }))
			);
		}
		const known = judged.known + judged.ready.length - ready.length;
		return { ok: true, added: ready.length, known };
	});
}

const rowsAtOnce = 200;

interface Ready {
	source: string;
	versionId: string;
	paragraphId: string;
	quote: Quote;
	tags: string[];
	shown: Brought;
}

type Judged =
	| { ok: false; reason: BringRefusal }
	| {
			ok: true;
			moduleId: string;
			readingId: string;
			ready: Ready[];
			known: number;
			refused: NotBrought[];
			/** Notes that one has on the reading already. */
			own: number;
	  };

/** So many passages are looked for with nearly their words: it takes much longer. */
const mostNear = 40;
/** Everybody else gets a turn after so many. */
const atOnce = 5;

async function judge(actor: Actor, wish: Wish, now: Date): Promise<Judged> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'note.write', { courseId, enrolmentId });
	const { moduleSlug, readingSlug } = wish;
	const text = await readingFor(actor, { moduleSlug, readingSlug, ...wish.edition }, now);
	if (text.isRetired) return { ok: false, reason: 'taken-out' };
	const file = readAnnotations(wish.file, htmlToWords);
	if (!file.ok) return file;
	const places = await placesIn(actor, text, now);
	const known = await tagsIn(courseId, text.moduleId);
	const before = await ownIn(db(), actor, text.id);
	const ready = new Map<string, Ready>();
	const refused: NotBrought[] = [];
	let again = 0;
	let near = 0;
	for (const [i, one] of file.annotations.entries()) {
		if (i % atOnce === atOnce - 1) await new Promise(setImmediate);
		const words = clean(one.words);
		const { tags, rest } = wornTags(known, one.tags.map(clean));
		const body = [words, rest.map((tag) => `#${tag}`).join(' ')].filter(Boolean).join('\n\n');
		for (const [n, meant] of (one.targets.length > 0 ? one.targets : [noTarget]).entries()) {
			const exact = clean(meant.quotes.at(-1)?.exact ?? '').slice(0, 300);
			const refuse = (reason: NotBrought['reason']) =>
				refused.push({ at: one.at, exact, words: words.slice(0, 300), reason });
			const source = sourceOf(one, n);
			if (ready.has(source) || before.sources.has(source)) {
				again++;
				continue;
			}
			if (one.isReply) {
				refuse('reply');
				continue;
			}
			if (body.length > longestNote) {
				refuse('too-long-note');
				continue;
			}
			const found = findIn(places, meant, near < mostNear);
			if (found.wasNear) near++;
			if (!found.ok) {
				refuse(found.reason);
				continue;
			}
			const { versionId, lang: textLang, paragraphId, number, quote, isNear } = found;
			const shown: Brought = {
				...{ at: one.at, exact: quote.exact, textLang, paragraph: number, isNear },
				...{ words: body, tags, lang: one.lang ?? languageOf(body) ?? textLang }
			};
			ready.set(source, { source, versionId, paragraphId, quote, tags, shown });
		}
	}
	const own = before.count;
	const { id: readingId, moduleId } = text;
	return { ok: true, moduleId, readingId, ready: [...ready.values()], known: again, refused, own };
}

const noTarget = { quotes: [], position: null, paragraphId: null, within: null };

interface PlaceToLook {
	versionId: string;
	lang: Locale;
	whole: WholeText;
}

type FoundIn = { wasNear: boolean } & (
	| (Extract<FoundPassage, { ok: true }> & Pick<PlaceToLook, 'versionId' | 'lang'>)
	| { ok: false; reason: MeantRefusal }
);

/** The words themselves, in any of the places; else, in any of them, nearly the words. */
function findIn(places: readonly PlaceToLook[], meant: Meant, withNear: boolean): FoundIn {
	let reason: MeantRefusal = 'not-found';
	for (const isNear of [false, true]) {
		if (isNear && (!withNear || reason !== 'not-found' || meant.quotes.length === 0)) break;
		for (const { versionId, lang, whole } of places) {
			const found = findPassage(whole, meant, isNear);
			if (found.ok) return { ...found, versionId, lang, wasNear: isNear };
			if (reason === 'not-found') ({ reason } = found);
		}
	}
	return { ok: false, reason, wasNear: withNear && reason === 'not-found' };
}

/** What readers see now: the edition shown, then the others. */
async function placesIn(
	actor: Actor,
	text: { id: string; edition: EditionName; editions: readonly EditionName[] },
	now: Date
): Promise<PlaceToLook[]> {
	const isShown = (one: EditionName) =>
		one.kind === text.edition.kind && one.lang === text.edition.lang;
	const editions = [...text.editions].sort((a, b) => Number(isShown(b)) - Number(isShown(a)));
	const places: PlaceToLook[] = [];
	for (const one of editions) {
		const there = await paragraphsFor(actor, text.id, one, now);
		if (there)
			places.push({
				versionId: there.versionId,
				lang: one.lang,
				whole: wholeText(there.paragraphs)
			});
	}
	return places;
}

/** How many notes one has on a reading, and what they are known by outside. */
async function ownIn(
	on: Executor,
	actor: Actor,
	readingId: string
): Promise<{ count: number; sources: Set<string> }> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const own = and(
		eq(note.courseId, courseId),
		eq(note.enrolmentId, enrolmentId),
		eq(note.readingId, readingId),
		isNull(note.deletedAt)
	);
	const rows = await on.select({ ref: note.ref, source: note.source }).from(note).where(own);
	return {
		count: rows.length,
		sources: new Set(
			rows.flatMap(({ ref, source }) => [refSource(ref), ...(source ? [source] : [])])
		)
	};
}

const refSource = (ref: string) => `note:${ref}`;

/** What an annotation is known by: its id, one's own note that it was, or all that it says. */
function sourceOf(one: ReadAnnotation, n: number): string {
	const ref = one.id === null ? null : refOf(one.id);
	const { words, tags, targets } = one;
	const said = () =>
		createHash('sha256')
			.update(JSON.stringify([words, tags, targets]))
			.digest('hex');
	const name = ref === null ? clean(one.id ?? '') || `sha256:${said()}` : refSource(ref);
	return n === 0 ? name : `${name} ${n + 1}`;
}

async function areCurrent(
	on: Executor,
	courseId: string,
	versions: readonly string[]
): Promise<boolean> {
	if (versions.length === 0) return true;
	const rows = await on
		.select({ id: edition.id })
		.from(edition)
		.where(and(eq(edition.courseId, courseId), inArray(edition.currentVersionId, [...versions])));
	return rows.length === versions.length;
}

/** Tags of the module by their names in either language; the others stay as words. */
function wornTags(
	known: readonly Tag[],
	labels: readonly string[]
): { tags: string[]; rest: string[] } {
	const tags = new Set<string>();
	const rest: string[] = [];
	for (const label of labels) {
		const same = (name: string | undefined) => name?.toLowerCase() === label.toLowerCase();
		const tag = known.find(
			({ id, label: { en, ur }, isRetired }) => !isRetired && (same(id) || same(en) || same(ur))
		);
		if (tag && (tags.has(tag.id) || tags.size < mostTags)) tags.add(tag.id);
		else if (label !== '') rest.push(label);
	}
	return { tags: [...tags], rest };
}

/** Halves of characters, and what stands for lost ones, are left out: nobody is here to be asked. */
const clean = (text: string) =>
	cleanWords(text.toWellFormed().replaceAll('\uFFFD', '').replaceAll('\0', '')).trim();

function languageOf(words: string): Locale | null {
	const arabic = words.match(/\p{Script=Arabic}/gu)?.length ?? 0;
	const latin = words.match(/\p{Script=Latin}/gu)?.length ?? 0;
	return arabic + latin === 0 ? null : arabic > latin ? 'ur' : 'en';
}

/** The words of a marked-up text, a line for each of its blocks. */
export function htmlToWords(html: string): string {
	const lines = html.replace(
		/<(?:br|\/p|\/div|\/li|\/h[1-6]|\/blockquote)\b[^>]{0,200}>/gi,
		'$&\n'
	);
	const words = sanitizeHtml(lines, { allowedTags: [], allowedAttributes: {} });
	return words
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&amp;', '&')
		.replace(/[ \t]+/g, ' ')
		.replace(/\s*\n\s*/g, '\n')
		.trim();
}
