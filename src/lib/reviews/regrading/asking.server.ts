/*
 * A student's side of regrade requests: the page of one of their grades, asking about a criterion or
 * the whole, adding to what they asked, and taking it back.
 */
import { and, asc, eq } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import type { Locale, LocalText } from '$lib/i18n/local-text';
import type { LateSum } from '$lib/modules/late';
import { isOpenTo } from '$lib/modules/opening';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { regradeRequest } from '$lib/server/db/schema';
import { judged, type JudgedCriterion } from '../judged';
import { factsOf, type ItemFacts, type PointsThen } from './facts.server';
import { whole, windowOf, type Outcome, type RequestState, type Window } from './regrade';
import { addEntry, entriesOf, holdRequest, type Entry } from './threads.server';

export interface OwnEntry extends Omit<Entry, 'authorId' | 'authorName'> {
	/** Else staff wrote it. */
	isOwn: boolean;
}

export interface OwnRequest {
	id: string;
	/** `''` for the whole. */
	criterionKey: string;
	/** Null for the whole, and for a criterion that is no more. */
	criterion: LocalText | null;
	state: RequestState;
	outcome: Outcome | null;
	entries: OwnEntry[];
}

export interface OwnItem {
	id: string;
	kind: ItemFacts['item']['kind'];
	title: LocalText;
	most: number;
	isDropped: boolean;
	isExcused: boolean;
	module: { slug: string; title: LocalText };
	/** Of a question set. */
	set: string | null;
	/** All of these only once released. */
	grade: {
		points: number | null;
		late: LateSum | null;
		isByHand: boolean;
		releasedAt: Date | null;
		history: Omit<PointsThen, 'isReleased'>[];
	} | null;
	/** By the released sheet of a position. */
	criteria: JudgedCriterion[];
	window: Window;
	/** What may still be asked about: keys of criteria, `''` for the whole. */
	toAsk: string[];
	requests: OwnRequest[];
	mayAsk: boolean;
}

type OwnPlace = { courseId: string; enrolmentId: string };

async function ownFacts(actor: Actor, on: Executor, itemId: string, now: Date): Promise<ItemFacts> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	if (roleOf(actor) !== 'student') notFound();
	const facts = (await factsOf(on, courseId, itemId, enrolmentId)) ?? notFound();
	return isOpenTo(facts.module, actor, now) ? facts : notFound();
}

/** One of the actor's own grades; 404 for whoever is no student, and for items of hidden modules. */
export async function ownItemFor(actor: Actor, itemId: string, now: Date): Promise<OwnItem> {
	const place = membershipOf(actor);
	const facts = await ownFacts(actor, db(), itemId, now);
	const { item, module, grade, history, asking, sheet } = facts;
	const released = grade?.isReleased === true;
	const { courseId, enrolmentId } = place;
	const isSeen = released && may(actor, 'grade.read', { courseId, enrolmentId, released });
	const criteria = sheet && isSeen ? judged(sheet.rubric, sheet.row.levels) : [];
	const requests = await ownRequests(place, itemId, facts, isSeen);
	const asked = new Set(
		requests.flatMap(({ state, criterionKey }) => (state === 'withdrawn' ? [] : [criterionKey]))
	);
	const { id, kind, title, most, isDropped } = item;
	return {
		id,
		kind,
		title,
		most,
		isDropped,
		isExcused: grade?.isExcused ?? false,
		module: { slug: module.slug, title: module.title },
		set: facts.set,
		grade: isSeen
			? {
					points: grade.points,
					late: grade.late,
					isByHand: grade.isOverridden,
					releasedAt: asking.releasedAt,
					history: releasedAmong(history)
				}
			: null,
		criteria,
		window: windowOf(asking, now),
		toAsk: [whole, ...criteria.map((c) => c.key)].filter((key) => !asked.has(key)),
		requests,
		mayAsk: may(actor, 'regrade.ask', { courseId, enrolmentId })
	};
}

/** Every number that was out, each once. */
function releasedAmong(history: readonly PointsThen[]): Omit<PointsThen, 'isReleased'>[] {
	return history
		.filter((one) => one.isReleased)
		.filter((one, i, all) => one.points !== all[i - 1]?.points)
		.map(({ points, at, why }) => ({ points, at, why }));
}

async function ownRequests(
	{ courseId, enrolmentId }: OwnPlace,
	itemId: string,
	{ sheet }: ItemFacts,
	isSeen: boolean
): Promise<OwnRequest[]> {
	const rows = await db()
		.select()
		.from(regradeRequest)
		.where(
			and(
				eq(regradeRequest.courseId, courseId),
				eq(regradeRequest.itemId, itemId),
				eq(regradeRequest.enrolmentId, enrolmentId)
			)
		)
		.orderBy(asc(regradeRequest.createdAt), asc(regradeRequest.id));
	const entries = await entriesOf(
		db(),
		courseId,
		rows.map((row) => row.id)
	);
	return rows.map(({ id, criterionKey, state, outcome }) => ({
		id,
		criterionKey,
		criterion: sheet?.rubric.criteria.find((c) => c.key === criterionKey)?.title ?? null,
		state,
		outcome,
		entries: (entries.get(id) ?? []).map(({ authorId, authorName: _name, ...entry }) => ({
			...entry,
			// What is not released is not said here either.
			pointsBefore: isSeen ? entry.pointsBefore : null,
			pointsAfter: isSeen ? entry.pointsAfter : null,
			isOwn: authorId === enrolmentId
		}))
	}));
}

export interface Asked {
	/** `''` for the whole. */
	criterionKey: string;
	reason: string;
}

export type AskResult =
	| { ok: true; id: string }
	| { ok: false; reason: 'never' | 'over' | 'not-yet' | 'asked-before' | 'no-criterion' };

/** Needs `regrade.ask`; what was taken back may be asked again while the window is open. */
export async function askRegrade(
	actor: Actor,
	itemId: string,
	{ criterionKey, reason }: Asked,
	lang: Locale,
	now: Date
): Promise<AskResult> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'regrade.ask', { courseId, enrolmentId });
	return transaction(async (tx): Promise<AskResult> => {
		const facts = await ownFacts(actor, tx, itemId, now);
		const window = windowOf(facts.asking, now);
		if (!window.isOpen) return { ok: false, reason: window.why };
		const criteria = facts.grade?.isReleased ? (facts.sheet?.rubric.criteria ?? []) : [];
		if (criterionKey !== whole && !criteria.some((c) => c.key === criterionKey))
			return { ok: false, reason: 'no-criterion' };
		const about = facts.sheet
			? { positionId: facts.sheet.row.positionId, positionNumber: facts.sheet.row.positionNumber }
			: { positionId: facts.position?.id ?? null, positionNumber: facts.position?.number ?? null };
		await tx
			.insert(regradeRequest)
			.values({
				courseId,
				id: newId(),
				itemId,
				enrolmentId,
				...about,
				criterionKey,
				// Until there is an entry it is nobody's: of two sent at once the second finds the first's.
				state: 'withdrawn',
				createdAt: now,
				changedAt: now
			})
			.onConflictDoNothing();
		const [row] = await tx
			.update(regradeRequest)
			.set({ courseId })
			.where(
				and(
					eq(regradeRequest.courseId, courseId),
					eq(regradeRequest.itemId, itemId),
					eq(regradeRequest.enrolmentId, enrolmentId),
					eq(regradeRequest.criterionKey, criterionKey)
				)
			)
			.returning();
		if (!row) notFound();
		if (row.state !== 'withdrawn') return { ok: false, reason: 'asked-before' };
		await tx
			.update(regradeRequest)
			.set(about)
			.where(and(eq(regradeRequest.courseId, courseId), eq(regradeRequest.id, row.id)));
		const entry = { kind: 'asked', authorId: enrolmentId, body: reason, lang } as const;
		await addEntry(tx, row, entry, { state: 'open', outcome: null }, now);
		return { ok: true, id: row.id };
	});
}

export type OwnChange = { ok: true } | { ok: false; reason: 'settled' | 'withdrawn' };

/** Takes back one of the actor's own requests, as long as it is open. Needs `regrade.ask`. */
export function withdrawRegrade(
	actor: Actor,
	itemId: string,
	requestId: string,
	lang: Locale,
	now: Date
): Promise<OwnChange> {
	return addOwn(actor, itemId, requestId, { kind: 'withdrawn', lang }, now);
}

/** Says more about one of the actor's own open requests. Needs `regrade.ask`. */
export function addToRegrade(
	actor: Actor,
	itemId: string,
	requestId: string,
	body: string,
	lang: Locale,
	now: Date
): Promise<OwnChange> {
	return addOwn(actor, itemId, requestId, { kind: 'reply', body, lang }, now);
}

async function addOwn(
	actor: Actor,
	itemId: string,
	requestId: string,
	entry: { kind: 'withdrawn' | 'reply'; body?: string; lang: Locale },
	now: Date
): Promise<OwnChange> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'regrade.ask', { courseId, enrolmentId });
	return transaction(async (tx): Promise<OwnChange> => {
		const row = await holdRequest(tx, courseId, requestId);
		if (row.enrolmentId !== enrolmentId || row.itemId !== itemId) notFound();
		if (row.state !== 'open') return { ok: false, reason: row.state };
		const to = entry.kind === 'withdrawn' ? ({ state: 'withdrawn' } as const) : {};
		await addEntry(tx, row, { ...entry, authorId: enrolmentId }, to, now);
		return { ok: true };
	});
}
