/*
 * What a card can be made of: the reasons of one's own position with what they cite, single citations,
 * and one's own notes on the readings of the module. Nobody else's.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf, notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { citationsOfPosition } from '$lib/positions/citing.server';
import { reasonPart } from '$lib/positions/position';
import { taskIfAny } from '$lib/positions/task.server';
import { db } from '$lib/server/db/client';
import { edition, editionVersion, note, paragraph, reading } from '$lib/server/db/schema';
import type { Passage } from '../debate';
import type { DebateAddress, DebateHere } from '../room/finding.server';
import { longestClaim, longestWarrant } from './board';
import { keepCard, type CardAdded } from './cards.server';
import { boardToWrite } from './whose.server';

export type SourceKind = 'reason' | 'citation' | 'note';

export interface Source {
	of: SourceKind;
	id: string;
	/** What the card will say. */
	claim: string;
	warrant: string;
	lang: Locale;
	passages: Passage[];
}

const mostNotes = 200;

const passageColumns = {
	readingId: reading.id,
	reading: reading.slug,
	number: paragraph.number,
	versionId: paragraph.versionId,
	paragraphId: paragraph.paragraphId,
	lang: edition.lang
};

/** Reasons first, as the position has them now; then what it cites; then notes, in order of the texts. */
export async function sourcesFor(
	actor: Actor,
	{ moduleSlug, moduleId }: Pick<DebateHere, 'moduleSlug' | 'moduleId'>,
	now: Date
): Promise<Source[]> {
	const [own, notes] = await Promise.all([
		positionSources(actor, moduleSlug, now),
		noteSources(actor, moduleId)
	]);
	return [...own, ...notes];
}

async function positionSources(actor: Actor, moduleSlug: string, now: Date): Promise<Source[]> {
	const { courseId } = membershipOf(actor);
	const own = (await taskIfAny(actor, moduleSlug, now))?.own;
	if (!own) return [];
	const rows = await citationsOfPosition({ courseId, positionId: own.id, number: 0 });
	const cited = rows.map(({ id, part, slug, readingId, number, versionId, ...row }) => {
		const { paragraphId, start, end, exact, lang } = row;
		const at = { readingId, reading: slug, number, versionId, paragraphId };
		return { id, part, passage: { ...at, start, end, exact, lang } };
	});
	const reasons = own.body.reasons
		.filter(({ claim, warrant }) => claim.trim() !== '' || warrant.trim() !== '')
		.map(({ id, claim, warrant }): Source => {
			const passages = cited.filter(({ part }) => part === reasonPart(id));
			return {
				of: 'reason',
				id,
				claim,
				warrant,
				lang: own.lang,
				passages: passages.map(({ passage }) => passage)
			};
		});
	const citations = cited.map(({ id, passage }): Source => ({
		of: 'citation',
		id,
		claim: '',
		warrant: '',
		lang: own.lang,
		passages: [passage]
	}));
	return [...reasons, ...citations];
}

async function noteSources(actor: Actor, moduleId: string): Promise<Source[]> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const rows = await db()
		.select({
			id: note.ref,
			body: note.body,
			bodyLang: note.lang,
			passage: { ...passageColumns, start: note.start, end: note.end, exact: note.exact }
		})
		.from(note)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, note.courseId),
				eq(paragraph.versionId, note.versionId),
				eq(paragraph.paragraphId, note.paragraphId)
			)
		)
		.innerJoin(
			editionVersion,
			and(eq(editionVersion.courseId, note.courseId), eq(editionVersion.id, note.versionId))
		)
		.innerJoin(
			edition,
			and(eq(edition.courseId, editionVersion.courseId), eq(edition.id, editionVersion.editionId))
		)
		.innerJoin(reading, and(eq(reading.courseId, note.courseId), eq(reading.id, note.readingId)))
		.where(
			and(
				eq(note.courseId, courseId),
				eq(note.moduleId, moduleId),
				eq(note.enrolmentId, enrolmentId),
				isNull(note.deletedAt)
			)
		)
		.orderBy(asc(reading.position), asc(paragraph.position), asc(note.start))
		.limit(mostNotes);
	return rows.map(({ id, body, bodyLang, passage }): Source => {
		const isShort = body.length <= longestClaim;
		return {
			of: 'note',
			id,
			claim: isShort ? body : '',
			warrant: isShort ? '' : body.slice(0, longestWarrant),
			lang: bodyLang,
			passages: [passage]
		};
	});
}

/** Makes a card in one touch. Needs `debate.prepare`; 404 for what is not the actor's own. */
export async function addFromSource(
	actor: Actor,
	address: DebateAddress,
	{ of, source }: { of: SourceKind; source: string },
	now: Date
): Promise<CardAdded> {
	const board = await boardToWrite(actor, address, now);
	const all = await sourcesFor(actor, board, now);
	const found = all.find((one) => one.of === of && one.id === source) ?? notFound();
	const { claim, warrant, lang, passages } = found;
	return keepCard(actor, board, { claim, warrant, lang, passages, phaseKey: null }, now);
}
