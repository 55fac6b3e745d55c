/*
 * Anchor positions as their authors write them. What somebody has rated is never changed under them:
 * another text, other passages or another reference make a new anchor in its place, which everybody
 * rates again, and the old one is taken out with its ratings. Its title, who rates it and the words of
 * the reasons are changed where it stands.
 */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { moved } from '$lib/forms/rows';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { anchorPosition, anchorRating } from '$lib/server/db/schema';
import type { RubricBody } from '../review';
import { currentIn, type InModule } from '../rubric-current.server';
import { asksTheSame, mostAnchors, nextKey, type AnchorWriting, type Audience } from './anchor';

type Row = typeof anchorPosition.$inferSelect;
type Reader = Pick<Executor, 'select'>;

/** Needs `anchor.edit`, as everything here. */
async function moduleToEdit(actor: Actor, moduleSlug: string): Promise<InModule> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'anchor.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

function everyIn(on: Reader, { courseId, moduleId }: InModule): Promise<Row[]> {
	return on
		.select()
		.from(anchorPosition)
		.where(and(eq(anchorPosition.courseId, courseId), eq(anchorPosition.moduleId, moduleId)))
		.orderBy(asc(anchorPosition.order), asc(anchorPosition.id));
}

/** How many have rated each anchor. */
async function ratersOf(on: Reader, { courseId }: InModule): Promise<Map<string, number>> {
	const rows = await on
		.select({ id: anchorRating.anchorId, n: sql<number>`count(*)`.mapWith(Number) })
		.from(anchorRating)
		.where(eq(anchorRating.courseId, courseId))
		.groupBy(anchorRating.anchorId);
	return new Map(rows.map(({ id, n }) => [id, n]));
}

export interface AnchorToOrder {
	id: string;
	title: LocalText;
	audience: Audience;
	isRetired: boolean;
	/** Somebody has rated it; how many is no figure for a list. */
	isRated: boolean;
}

export async function anchorsToEdit(actor: Actor, moduleSlug: string): Promise<AnchorToOrder[]> {
	const at = await moduleToEdit(actor, moduleSlug);
	const [rows, raters] = await Promise.all([everyIn(db(), at), ratersOf(db(), at)]);
	return rows.map(({ id, title, audience, retiredAt }) => ({
		id,
		title,
		audience,
		isRetired: retiredAt !== null,
		isRated: raters.has(id)
	}));
}

export interface AnchorToEdit {
	moduleId: string;
	/** The one that positions are marked by now; null while the module has none. */
	rubric: RubricBody | null;
	/** Null for one that is still to be written. */
	anchor:
		| (AnchorWriting & {
				id: string;
				version: number;
				isRetired: boolean;
				isRated: boolean;
				/** It was judged by an earlier rubric than the present one. */
				isOutdated: boolean;
		  })
		| null;
}

/** @param id null for one that is still to be written */
export async function anchorToEdit(
	actor: Actor,
	moduleSlug: string,
	id: string | null
): Promise<AnchorToEdit> {
	const at = await moduleToEdit(actor, moduleSlug);
	const current = await currentIn(db(), at);
	const about = { moduleId: at.moduleId, rubric: current?.body ?? null };
	if (id === null) return { ...about, anchor: null };
	const row = (await everyIn(db(), at)).find((r) => r.id === id) ?? notFound();
	const raters = await ratersOf(db(), at);
	return {
		...about,
		anchor: {
			...writingOf(row),
			id,
			version: row.version,
			isRetired: row.retiredAt !== null,
			isRated: raters.has(id),
			isOutdated: row.rubricId !== current?.rubricId || row.rubricVersion !== current.version
		}
	};
}

function writingOf(row: Row): AnchorWriting {
	const { title, audience, bodies, citations, levels, reasons } = row;
	return { title, audience, bodies, citations, levels, reasons };
}

function act(name: string, id: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'anchor', subjectId: id, detail };
}

export type AnchorMade = { ok: true; id: string } | { ok: false; reason: 'no-rubric' | 'too-many' };

/** At the end of the module's anchors. */
export async function makeAnchor(
	actor: Actor,
	moduleSlug: string,
	writing: AnchorWriting,
	now: Date
): Promise<AnchorMade> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<AnchorMade> => {
		const current = await currentIn(tx, at);
		if (!current) return { ok: false, reason: 'no-rubric' };
		const others = await everyIn(tx, at);
		if (others.filter((row) => row.retiredAt === null).length >= mostAnchors)
			return { ok: false, reason: 'too-many' };
		const numbers = others.map((row) => Number(/^A(\d+)/.exec(row.key)?.[1] ?? 0));
		const id = newId();
		await tx.insert(anchorPosition).values({
			...at,
			id,
			key: `A${Math.max(0, ...numbers) + 1}`,
			...writing,
			rubricId: current.rubricId,
			rubricVersion: current.version,
			order: Math.max(0, ...others.map((row) => row.order)) + 1,
			createdAt: now
		});
		await recordAct(actor, act('anchor.make', id), now, tx);
		return { ok: true, id };
	});
}

export type AnchorSaved =
	/** `id` is another one where a rated anchor was replaced. */
	| { ok: true; id: string; isReplaced: boolean }
	| { ok: false; reason: 'no-rubric' }
	/** Taken out, or replaced, in between: nothing is changed any more. */
	| { ok: false; reason: 'retired' }
	/** Somebody changed it in between: what is kept now, and its version. */
	| { ok: false; reason: 'conflict'; kept: AnchorWriting; version: number };

/** @param version of what the form was filled in over */
export async function saveAnchor(
	actor: Actor,
	moduleSlug: string,
	id: string,
	{ version, ...writing }: AnchorWriting & { version: number },
	now: Date
): Promise<AnchorSaved> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<AnchorSaved> => {
		const row = (await hold(tx, at, id)) ?? notFound();
		if (row.retiredAt !== null) return { ok: false, reason: 'retired' };
		if (row.version !== version)
			return { ok: false, reason: 'conflict', kept: writingOf(row), version: row.version };
		const current = await currentIn(tx, at);
		if (!current) return { ok: false, reason: 'no-rubric' };
		const by = { rubricId: current.rubricId, rubricVersion: current.version };
		const isSame =
			asksTheSame(row, writing) &&
			row.rubricId === by.rubricId &&
			row.rubricVersion === by.rubricVersion;
		const isReplaced = !isSame && (await ratersOf(tx, at)).has(id);
		if (isReplaced) {
			const fresh = await replace(tx, row, { ...writing, ...by }, now);
			await recordAct(actor, act('anchor.change', fresh, { replaced: id }), now, tx);
			return { ok: true, id: fresh, isReplaced };
		}
		await tx
			.update(anchorPosition)
			.set({ ...writing, ...by, version: version + 1 })
			.where(isAnchor(row));
		await recordAct(actor, act('anchor.change', id), now, tx);
		return { ok: true, id, isReplaced };
	});
}

function isAnchor({ courseId, id }: Pick<Row, 'courseId' | 'id'>) {
	return and(eq(anchorPosition.courseId, courseId), eq(anchorPosition.id, id));
}

/** Until the transaction ends, nobody else changes or rates it. */
async function hold(
	tx: Transaction,
	{ courseId, moduleId }: InModule,
	id: string
): Promise<Row | null> {
	const [row] = await tx
		.update(anchorPosition)
		.set({ courseId })
		.where(and(isAnchor({ courseId, id }), eq(anchorPosition.moduleId, moduleId)))
		.returning();
	return row ?? null;
}

async function replace(
	tx: Transaction,
	row: Row,
	writing: Partial<Row>,
	now: Date
): Promise<string> {
	const keys = (await everyIn(tx, row)).map(({ key }) => key);
	const id = newId();
	await tx.update(anchorPosition).set({ retiredAt: now }).where(isAnchor(row));
	await tx
		.insert(anchorPosition)
		.values({ ...row, ...writing, id, key: nextKey(row.key, keys), version: 1, createdAt: now });
	return id;
}

/** One place up (-1) or down (1) among the anchors in use. */
export async function moveAnchor(
	actor: Actor,
	moduleSlug: string,
	id: string,
	by: -1 | 1,
	now: Date
): Promise<void> {
	const at = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		if (!(await hold(tx, at, id))) notFound();
		const rows = (await everyIn(tx, at)).filter((row) => row.retiredAt === null);
		for (const [i, row] of moved(rows, id, by).entries())
			if (row.order !== i + 1)
				await tx
					.update(anchorPosition)
					.set({ order: i + 1 })
					.where(isAnchor(row));
		await recordAct(actor, act('anchor.move', id), now, tx);
	});
}

export type AnchorRetired = { ok: true } | { ok: false; reason: 'too-many' };

/** Takes an anchor out, or brings it back; the ratings of it stay. */
export async function retireAnchor(
	actor: Actor,
	moduleSlug: string,
	id: string,
	isRetired: boolean,
	now: Date
): Promise<AnchorRetired> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<AnchorRetired> => {
		const row = (await hold(tx, at, id)) ?? notFound();
		if (!isRetired) {
			const inUse = await tx
				.select({ id: anchorPosition.id })
				.from(anchorPosition)
				.where(
					and(
						eq(anchorPosition.courseId, at.courseId),
						eq(anchorPosition.moduleId, at.moduleId),
						isNull(anchorPosition.retiredAt)
					)
				);
			if (row.retiredAt !== null && inUse.length >= mostAnchors)
				return { ok: false, reason: 'too-many' };
		}
		await tx
			.update(anchorPosition)
			.set({ retiredAt: isRetired ? now : null })
			.where(isAnchor(row));
		await recordAct(actor, act(isRetired ? 'anchor.retire' : 'anchor.restore', id), now, tx);
		return { ok: true };
	});
}
