/*
 * Ballots of judges: each writes alone, saves drafts that name the version they build on, and gives
 * the ballot, which they may take back until the chair publishes what the panel decided.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { ballotLine, debateBallot, debatePerson } from '$lib/server/db/schema';
import type { DebateState, Who } from '../debate';
import { holdDebate } from '../room/appending.server';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { roomHere } from '../room/reading.server';
import { areSpeechesOver, currentPhase } from '../standing';
import {
	hasBallots,
	isLowPointWin,
	missingIn,
	speechesToJudge,
	type BallotFault,
	type BallotLine,
	type BallotWriting,
	type JudgedSpeech
} from './ballot';

export interface KeptBallot extends BallotWriting {
	version: number;
}

export interface BallotPage {
	ballot: KeptBallot & { state: 'draft' | 'given'; lang: Locale };
	speeches: JudgedSpeech[];
	names: Record<Who, LocalText>;
	/** The last speech has begun: the ballot may be given. */
	isTime: boolean;
	isPublished: boolean;
	/** Of drafts kept in the browser. */
	draftKey: string;
}

type Here = Pick<DebateHere, 'courseId' | 'debate'>;

const ofDebate = ({ courseId, debate }: Here) =>
	and(eq(debateBallot.courseId, courseId), eq(debateBallot.debateId, debate.id));

const linesOfDebate = ({ courseId, debate }: Here) =>
	and(eq(ballotLine.courseId, courseId), eq(ballotLine.debateId, debate.id));

/** What everybody of a debate is called in it. */
export async function namesIn({ courseId, debate }: Here): Promise<Record<Who, LocalText>> {
	const rows = await db()
		.select({ number: debatePerson.number, shownAs: debatePerson.shownAs })
		.from(debatePerson)
		.where(and(eq(debatePerson.courseId, courseId), eq(debatePerson.debateId, debate.id)));
	return Object.fromEntries(rows.map(({ number, shownAs }) => [number, shownAs]));
}

/** The judge's own; needs `debate.judge`. Nobody else's ballot is in it. */
export async function ballotFor(
	actor: Actor,
	here: DebateHere,
	state: DebateState
): Promise<BallotPage> {
	authorize(actor, 'debate.judge', here.facts);
	if (!hasBallots(here.rules.format)) notFound();
	const { enrolmentId } = membershipOf(actor);
	const [ballot, names] = await Promise.all([ownBallot(db(), here, enrolmentId), namesIn(here)]);
	return {
		ballot,
		speeches: speechesToJudge(here.rules, state),
		names,
		isTime: isTimeToGive(here, state),
		isPublished: state.published.ballots,
		draftKey: `ballot/${enrolmentId}/${here.debate.id}`
	};
}

/** From the last speech on. */
function isTimeToGive({ rules }: Pick<DebateHere, 'rules'>, state: DebateState): boolean {
	const speeches = rules.format.phases.filter(({ kind }) => kind === 'speech');
	return (
		areSpeechesOver(rules, state) ||
		(state.openedAt !== null && currentPhase(rules, state)?.key === speeches.at(-1)?.key)
	);
}

async function ownBallot(
	on: Pick<Executor, 'select'>,
	here: Here,
	enrolmentId: string
): Promise<BallotPage['ballot']> {
	const [row] = await on
		.select()
		.from(debateBallot)
		.where(and(ofDebate(here), eq(debateBallot.enrolmentId, enrolmentId)));
	const lines = await on
		.select()
		.from(ballotLine)
		.where(and(linesOfDebate(here), eq(ballotLine.enrolmentId, enrolmentId)));
	return {
		ranks: row?.ranks ?? {},
		overall: row?.overall ?? '',
		lines: lines.map(lineOf),
		state: row?.state ?? 'draft',
		version: row?.version ?? 0,
		lang: row?.lang ?? 'en'
	};
}

export function lineOf({ phaseKey, about, points, feedback }: BallotLine): BallotLine {
	return { phaseKey, about, points, feedback };
}

export type BallotRefusal =
	| { ok: false; reason: 'conflict'; kept: KeptBallot }
	/** `given`: it is to be taken back first; `published`: it stays. */
	| { ok: false; reason: 'given' | 'published' };
export type BallotSaved = { ok: true; version: number } | BallotRefusal;
/** What was written is kept; `faults` say what is still to be done or confirmed. */
export type BallotGiven =
	| BallotSaved
	| { ok: false; reason: 'too-early'; version: number }
	| { ok: false; reason: 'incomplete'; version: number; faults: BallotFault[] };

/** Needs `debate.judge`. */
export async function saveBallot(
	actor: Actor,
	address: DebateAddress,
	written: KeptBallot,
	lang: Locale,
	now: Date
): Promise<BallotSaved> {
	return inDebate(actor, address, now, async (tx, here, state): Promise<BallotSaved> => {
		const done = await write(tx, actor, here, state, written, lang, now);
		return done.ok ? { ok: true, version: done.ballot.version } : done;
	});
}

/** @param confirmed the judge means it, although the winner has fewer points */
export async function giveBallot(
	actor: Actor,
	address: DebateAddress,
	written: KeptBallot,
	confirmed: boolean,
	lang: Locale,
	now: Date
): Promise<BallotGiven> {
	return inDebate(actor, address, now, async (tx, here, state): Promise<BallotGiven> => {
		const done = await write(tx, actor, here, state, written, lang, now);
		if (!done.ok) return done;
		const { ballot } = done;
		if (ballot.state === 'given') return { ok: true, version: ballot.version };
		const { version } = ballot;
		if (!isTimeToGive(here, state)) return { ok: false, reason: 'too-early', version };
		const speeches = speechesToJudge(here.rules, state);
		const faults = missingIn(ballot, here.rules.format, speeches);
		if (faults.length === 0 && !confirmed && isLowPointWin(ballot, speeches))
			faults.push({ field: 'confirm', what: 'low-point' });
		if (faults.length > 0) return { ok: false, reason: 'incomplete', version, faults };
		await tx
			.update(debateBallot)
			.set({ state: 'given', givenAt: now, version: version + 1 })
			.where(and(ofDebate(here), eq(debateBallot.enrolmentId, membershipOf(actor).enrolmentId)));
		return { ok: true, version: version + 1 };
	});
}

/** Until it is published a judge may write on. */
export async function takeBallotBack(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<{ ok: true } | { ok: false; reason: 'published' }> {
	return inDebate(actor, address, now, async (tx, here, state) => {
		if (state.published.ballots) return { ok: false as const, reason: 'published' as const };
		await tx
			.update(debateBallot)
			.set({ state: 'draft', givenAt: null })
			.where(and(ofDebate(here), eq(debateBallot.enrolmentId, membershipOf(actor).enrolmentId)));
		return { ok: true as const };
	});
}

/** With the debate's row taken, as whoever publishes does. */
async function inDebate<Done>(
	actor: Actor,
	address: DebateAddress,
	now: Date,
	work: (tx: Transaction, here: DebateHere, state: DebateState) => Promise<Done>
): Promise<Done> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.judge', here.facts);
	if (!hasBallots(here.rules.format)) notFound();
	const room = await roomHere(here);
	return transaction(async (tx) => {
		const held = (await holdDebate(tx, room)) ?? notFound();
		return work(tx, here, held.state);
	});
}

type Written = { ok: true; ballot: BallotPage['ballot'] } | BallotRefusal;

async function write(
	tx: Transaction,
	actor: Actor,
	here: DebateHere,
	state: DebateState,
	{ version, ranks, overall, lines }: KeptBallot,
	lang: Locale,
	now: Date
): Promise<Written> {
	const { courseId, debate } = here;
	const { enrolmentId } = membershipOf(actor);
	const kept = await ownBallot(tx, here, enrolmentId);
	const isSame =
		JSON.stringify(comparable(kept)) === JSON.stringify(comparable({ ranks, overall, lines }));
	// The same words again are no conflict: a browser cannot know whether its first try arrived.
	if (isSame && kept.version > 0) return { ok: true, ballot: kept };
	if (state.published.ballots) return { ok: false, reason: 'published' };
	if (kept.state === 'given') return { ok: false, reason: 'given' };
	if (kept.version !== version) {
		const { state: _state, lang: _lang, ...theirs } = kept;
		return { ok: false, reason: 'conflict', kept: theirs };
	}
	const row = { ranks, overall, lang, version: version + 1, savedAt: now };
	await tx
		.insert(debateBallot)
		.values({ courseId, debateId: debate.id, enrolmentId, ...row })
		.onConflictDoUpdate({
			target: [debateBallot.courseId, debateBallot.debateId, debateBallot.enrolmentId],
			set: row
		});
	await tx
		.delete(ballotLine)
		.where(and(linesOfDebate(here), eq(ballotLine.enrolmentId, enrolmentId)));
	const said = lines.filter(({ points, feedback }) => points !== null || feedback !== '');
	if (said.length > 0)
		await tx
			.insert(ballotLine)
			.values(said.map((line) => ({ courseId, debateId: debate.id, enrolmentId, ...line })));
	return { ok: true, ballot: { ...row, lines: said, state: 'draft' } };
}

/** In one order, without what says nothing. */
function comparable({ ranks, overall, lines }: BallotWriting) {
	return {
		ranks: Object.entries(ranks).toSorted(),
		overall,
		lines: lines
			.filter(({ points, feedback }) => points !== null || feedback !== '')
			.map(lineOf)
			.toSorted((a, b) => a.phaseKey.localeCompare(b.phaseKey) || a.about - b.about)
	};
}

/** How many judges have given theirs, for whoever may publish. */
export interface PanelCount {
	judges: number;
	given: number;
}

/** Needs `debate.chair`. */
export async function panelCount(actor: Actor, here: DebateHere): Promise<PanelCount> {
	authorize(actor, 'debate.chair', here.facts);
	const { courseId, debate } = here;
	const [judges, given] = await Promise.all([
		db()
			.select({ enrolmentId: debatePerson.enrolmentId })
			.from(debatePerson)
			.where(
				and(
					eq(debatePerson.courseId, courseId),
					eq(debatePerson.debateId, debate.id),
					eq(debatePerson.role, 'judge'),
					eq(debatePerson.isAbsent, false)
				)
			),
		db()
			.select({ enrolmentId: debateBallot.enrolmentId })
			.from(debateBallot)
			.where(and(ofDebate(here), eq(debateBallot.state, 'given')))
	]);
	return { judges: Math.max(judges.length, given.length), given: given.length };
}

export interface GivenBallot extends BallotWriting {
	enrolmentId: string;
	lang: Locale;
}

/** Of the whole panel, in an order that says nothing; only for panels.server.ts. */
export async function givenBallots(here: Here): Promise<GivenBallot[]> {
	const [rows, lines] = await Promise.all([
		db()
			.select()
			.from(debateBallot)
			.where(and(ofDebate(here), eq(debateBallot.state, 'given')))
			.orderBy(asc(debateBallot.overall)),
		db().select().from(ballotLine).where(linesOfDebate(here))
	]);
	return rows.map(({ enrolmentId, ranks, overall, lang }) => ({
		enrolmentId,
		ranks,
		overall,
		lang,
		lines: lines.filter((line) => line.enrolmentId === enrolmentId).map(lineOf)
	}));
}
