/*
 * The cards of a board: everybody of the team writes on each of them, a change names the version it
 * builds on, and whoever comes second sees both texts.
 */
import { and, asc, eq, max } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { debatePerson, prepCard } from '$lib/server/db/schema';
import type { Passage } from '../debate';
import type { DebateAddress, DebateHere } from '../room/finding.server';
import { mostPassages } from '../room/passages.server';
import { isSamePassage } from '../written/passages';
import { mostCards, moved, speechesOf, type Card } from './board';
import { boardToWrite, ownTeam, standingOf, type BoardHere } from './whose.server';

type Here = Pick<DebateHere, 'courseId' | 'debate' | 'me'>;
type Writable = BoardHere & { team: string };

function onBoard({ courseId, debate }: Pick<DebateHere, 'courseId' | 'debate'>, team: string) {
	return and(
		eq(prepCard.courseId, courseId),
		eq(prepCard.debateId, debate.id),
		eq(prepCard.team, team)
	);
}

/** Of a team whose board the caller has been allowed to see. */
export async function cardsOf(here: Here, team: string): Promise<Card[]> {
	const rows = await db()
		.select({ card: prepCard, by: debatePerson.shownAs, number: debatePerson.number })
		.from(prepCard)
		.leftJoin(
			debatePerson,
			and(
				eq(debatePerson.courseId, prepCard.courseId),
				eq(debatePerson.debateId, prepCard.debateId),
				eq(debatePerson.enrolmentId, prepCard.enrolmentId)
			)
		)
		.where(onBoard(here, team))
		.orderBy(asc(prepCard.order), asc(prepCard.id));
	return rows.map(({ card, by, number }) => ({
		id: card.id,
		claim: card.claim,
		warrant: card.warrant,
		lang: card.lang,
		passages: card.passages,
		phaseKey: card.phaseKey,
		version: card.version,
		by: by ?? {},
		isOwn: number !== null && number === here.me?.number
	}));
}

/** The cards of the actor's own team, for the flow; none for whoever has no team. */
export async function cardsFor(actor: Actor, here: DebateHere): Promise<Card[]> {
	const { team } = ownTeam(here, await standingOf(here));
	if (team === null) return [];
	authorize(actor, 'debate.board', { ...here.facts, onTeam: true });
	return cardsOf(here, team);
}

export interface CardWords {
	claim: string;
	warrant: string;
	lang: Locale;
	passages: Passage[];
	phaseKey: string | null;
}

export type CardAdded = { ok: true; id: string } | { ok: false; reason: 'full' };

/** 404 for a speech that is not the team's. */
function checkSpeech({ rules, standing, team }: Writable, phaseKey: string | null): void {
	if (phaseKey === null) return;
	if (!speechesOf(rules, standing, team).some(({ key }) => key === phaseKey)) notFound();
}

/** Needs `debate.prepare`. */
export async function addCard(
	actor: Actor,
	address: DebateAddress,
	words: CardWords,
	now: Date
): Promise<CardAdded> {
	return keepCard(actor, await boardToWrite(actor, address, now), words, now);
}

/** On a board that the actor has been allowed to write on. */
export async function keepCard(
	actor: Actor,
	board: Writable,
	words: CardWords,
	now: Date
): Promise<CardAdded> {
	const { courseId, debate, team } = board;
	const { enrolmentId } = membershipOf(actor);
	checkSpeech(board, words.phaseKey);
	return transaction(async (tx): Promise<CardAdded> => {
		const there = await orderedIds(tx, board);
		if (there.length >= mostCards) return { ok: false, reason: 'full' };
		const id = newId();
		const order = await nextOrder(tx, board);
		await tx.insert(prepCard).values({
			courseId,
			id,
			debateId: debate.id,
			team,
			enrolmentId,
			...words,
			order,
			savedAt: now
		});
		return { ok: true, id };
	});
}

async function nextOrder(tx: Transaction, board: Writable): Promise<number> {
	const [last] = await tx
		.select({ order: max(prepCard.order) })
		.from(prepCard)
		.where(onBoard(board, board.team));
	return (last?.order ?? 0) + 1;
}

async function orderedIds(tx: Transaction, board: Writable) {
	return tx
		.select({ id: prepCard.id, order: prepCard.order, phaseKey: prepCard.phaseKey })
		.from(prepCard)
		.where(onBoard(board, board.team))
		.orderBy(asc(prepCard.order), asc(prepCard.id));
}

export type CardSaved =
	| { ok: true; version: number }
	/** Somebody of the team changed it in between: as it is now. */
	| { ok: false; reason: 'conflict'; kept: { claim: string; warrant: string; version: number } };

/** Needs `debate.prepare`; 404 for a card that is not on the board. */
export async function saveCard(
	actor: Actor,
	address: DebateAddress,
	{ id, version, ...words }: { id: string; version: number } & Omit<CardWords, 'passages'>,
	now: Date
): Promise<CardSaved> {
	const board = await boardToWrite(actor, address, now);
	checkSpeech(board, words.phaseKey);
	return transaction(async (tx): Promise<CardSaved> => {
		const its = and(onBoard(board, board.team), eq(prepCard.id, id));
		const [found] = await tx.select().from(prepCard).where(its);
		if (!found) notFound();
		const isMoved = found.phaseKey !== words.phaseKey;
		const order = isMoved ? { order: await nextOrder(tx, board) } : {};
		const [saved] = await tx
			.update(prepCard)
			.set({ ...words, ...order, version: version + 1, savedAt: now })
			.where(and(its, eq(prepCard.version, version)))
			.returning({ version: prepCard.version });
		if (saved) return { ok: true, version: saved.version };
		const [kept] = await tx
			.select({ claim: prepCard.claim, warrant: prepCard.warrant, version: prepCard.version })
			.from(prepCard)
			.where(its);
		return { ok: false, reason: 'conflict', kept: kept ?? notFound() };
	});
}

/** One step within its speech, or among the cards that have none. Needs `debate.prepare`. */
export async function moveCard(
	actor: Actor,
	address: DebateAddress,
	{ id, to }: { id: string; to: 'up' | 'down' },
	now: Date
): Promise<void> {
	const board = await boardToWrite(actor, address, now);
	await transaction(async (tx) => {
		const all = await orderedIds(tx, board);
		const card = all.find((one) => one.id === id) ?? notFound();
		const keys = speechesOf(board.rules, board.standing, board.team).map(({ key }) => key);
		const listOf = ({ phaseKey }: { phaseKey: string | null }) =>
			phaseKey !== null && keys.includes(phaseKey) ? phaseKey : null;
		const list = all.filter((one) => listOf(one) === listOf(card));
		const next = moved(
			list.map((one) => one.id),
			id,
			to
		);
		// The places of the list stay; equal ones, of cards made at the same moment, move apart.
		const places = list.map(({ order }) => order);
		for (let i = 1; i < places.length; i++)
			places[i] = Math.max(places[i] ?? 0, (places[i - 1] ?? 0) + 1);
		const changed = next
			.map((one, i) => ({ id: one, order: places[i] ?? i }))
			.filter((one) => list.find((before) => before.id === one.id)?.order !== one.order)
			// Always in the same order, so that two who move at once wait instead of blocking each other.
			.sort((a, b) => (a.id < b.id ? -1 : 1));
		for (const one of changed)
			await tx
				.update(prepCard)
				.set({ order: one.order })
				.where(and(onBoard(board, board.team), eq(prepCard.id, one.id)));
	});
}

/** One that is gone already is no error. Needs `debate.prepare`. */
export async function removeCard(
	actor: Actor,
	address: DebateAddress,
	id: string,
	now: Date
): Promise<void> {
	const board = await boardToWrite(actor, address, now);
	await db()
		.delete(prepCard)
		.where(and(onBoard(board, board.team), eq(prepCard.id, id)));
}

/** Adds a passage that was checked; 404 for a card that is not on the board. */
export async function addPassage(
	board: Writable,
	id: string,
	passage: Passage,
	now: Date
): Promise<{ ok: true } | { ok: false; reason: 'too-many' }> {
	return changePassages(board, id, now, (passages) =>
		passages.some((one) => isSamePassage(one, passage)) ? passages : [...passages, passage]
	);
}

export function passageName(p: Pick<Passage, 'versionId' | 'paragraphId' | 'start' | 'end'>) {
	return `${p.versionId}/${p.paragraphId}/${p.start}-${p.end}`;
}

/** Takes a passage off a card; one that is not there is no error. Needs `debate.prepare`. */
export async function dropPassage(
	actor: Actor,
	address: DebateAddress,
	{ id, passage }: { id: string; passage: string },
	now: Date
): Promise<void> {
	const board = await boardToWrite(actor, address, now);
	await changePassages(board, id, now, (passages) =>
		passages.filter((one) => passageName(one) !== passage)
	);
}

async function changePassages(
	board: Writable,
	id: string,
	now: Date,
	change: (passages: Passage[]) => Passage[]
): Promise<{ ok: true } | { ok: false; reason: 'too-many' }> {
	return transaction(async (tx) => {
		const its = and(onBoard(board, board.team), eq(prepCard.id, id));
		// Taken before it is read, so that two passages that come at once both stay.
		const [held] = await tx
			.update(prepCard)
			.set({ savedAt: now })
			.where(its)
			.returning({ passages: prepCard.passages });
		if (!held) notFound();
		const passages = change(held.passages);
		if (passages.length > mostPassages) return { ok: false as const, reason: 'too-many' as const };
		if (passages.length !== held.passages.length)
			await tx.update(prepCard).set({ passages }).where(its);
		return { ok: true as const };
	});
}
