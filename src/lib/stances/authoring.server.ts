/*
 * Axes as their authors make and change them. Words on which somebody has placed themselves are never
 * changed: a change adds a new version, which is a row of its own, and the one before is put away.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { moved } from '$lib/forms/rows';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { axis, stance } from '$lib/server/db/schema';
import type { AxisBody } from './stance';

type Row = typeof axis.$inferSelect;

async function moduleToEdit(actor: Actor, moduleSlug: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

type In = Awaited<ReturnType<typeof moduleToEdit>>;

/** The newest version of each axis, in order. */
async function newestIn(on: Pick<Executor, 'select'>, { courseId, moduleId }: In): Promise<Row[]> {
	const rows = await on
		.select()
		.from(axis)
		.where(and(eq(axis.courseId, courseId), eq(axis.moduleId, moduleId)))
		.orderBy(asc(axis.position), asc(axis.version));
	const newest = new Map<string, Row>();
	for (const row of rows)
		if (row.version >= (newest.get(row.key)?.version ?? 0)) newest.set(row.key, row);
	return [...newest.values()].sort((a, b) => a.position - b.position);
}

/** How many people have placed themselves on a version, at any moment; never where. */
async function peopleOn(on: Pick<Executor, 'select'>, row: Row): Promise<number> {
	const [counted] = await on
		.select({ n: sql<number>`count(distinct ${stance.enrolmentId})`.mapWith(Number) })
		.from(stance)
		.where(and(eq(stance.courseId, row.courseId), eq(stance.axisId, row.id)));
	return counted?.n ?? 0;
}

export interface AxisInList {
	key: string;
	title: LocalText;
	isRetired: boolean;
}

/** Needs `module.edit`, as everything here. */
export async function axesToEdit(actor: Actor, moduleSlug: string): Promise<AxisInList[]> {
	const rows = await newestIn(db(), await moduleToEdit(actor, moduleSlug));
	return rows.map(({ key, body, retiredAt }) => ({
		key,
		title: body.title,
		isRetired: retiredAt !== null
	}));
}

export interface AxisToEdit {
	key: string;
	body: AxisBody;
	isRetired: boolean;
	/** What a save builds on. */
	stamp: string;
	/** How many have placed themselves on the words as they are. */
	people: number;
}

export async function axisToEdit(
	actor: Actor,
	moduleSlug: string,
	key: string
): Promise<AxisToEdit> {
	const rows = await newestIn(db(), await moduleToEdit(actor, moduleSlug));
	const row = rows.find((r) => r.key === key) ?? notFound();
	return {
		key,
		body: row.body,
		isRetired: row.retiredAt !== null,
		stamp: stampOf(row.body),
		people: await peopleOn(db(), row)
	};
}

function act(name: string, id: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'axis', subjectId: id, detail };
}

/** At the end of the module's axes. Returns its key. */
export async function makeAxis(
	actor: Actor,
	moduleSlug: string,
	body: AxisBody,
	now: Date
): Promise<string> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx) => {
		await holdClass(tx, at.courseId);
		const others = await newestIn(tx, at);
		const numbers = others.map(({ key }) => Number(/^axis-(\d+)$/.exec(key)?.[1] ?? 0));
		const key = `axis-${Math.max(others.length, ...numbers) + 1}`;
		const position = Math.max(0, ...others.map((row) => row.position)) + 1;
		const id = newId();
		await tx.insert(axis).values({ ...at, id, key, position, body });
		await recordAct(actor, act('axis.make', id), now, tx);
		return key;
	});
}

export type AxisSaved =
	/** `stays`: how many people's stances stay with the words before. */
	| { ok: true; stays: number }
	/** Somebody changed it in between: what is kept now, and its stamp. */
	| { ok: false; reason: 'conflict'; kept: AxisBody; stamp: string };

/** @param stamp of what the form was filled in over */
export async function saveAxis(
	actor: Actor,
	moduleSlug: string,
	key: string,
	{ body, stamp }: { body: AxisBody; stamp: string },
	now: Date
): Promise<AxisSaved> {
	const at = await moduleToEdit(actor, moduleSlug);
	const { courseId } = at;
	return transaction(async (tx): Promise<AxisSaved> => {
		await holdClass(tx, courseId);
		const row = (await newestIn(tx, at)).find((r) => r.key === key) ?? notFound();
		const kept = stampOf(row.body);
		if (kept === stampOf(body)) return { ok: true, stays: 0 };
		if (kept !== stamp) return { ok: false, reason: 'conflict', kept: row.body, stamp: kept };
		const isRow = and(eq(axis.courseId, courseId), eq(axis.id, row.id));
		const version = row.version + 1;
		const people = await peopleOn(tx, row);
		// What only staff see is no part of the words that people answered.
		const isSameToRead =
			stampOf({ ...row.body, staffKey: [] }) === stampOf({ ...body, staffKey: [] });
		if (isSameToRead) await tx.update(axis).set({ body }).where(isRow);
		else if (people === 0) await tx.update(axis).set({ body, version }).where(isRow);
		else {
			await tx
				.update(axis)
				.set({ retiredAt: row.retiredAt ?? now })
				.where(isRow);
			await tx.insert(axis).values({ ...row, id: newId(), version, body });
		}
		const stays = isSameToRead ? 0 : people;
		await recordAct(actor, act('axis.change', row.id, { version, forked: stays > 0 }), now, tx);
		return { ok: true, stays };
	});
}

/** One place up (-1) or down (1) among the axes that are asked. */
export async function moveAxis(
	actor: Actor,
	moduleSlug: string,
	key: string,
	by: -1 | 1,
	now: Date
): Promise<void> {
	const at = await moduleToEdit(actor, moduleSlug);
	const { courseId, moduleId } = at;
	await transaction(async (tx) => {
		await holdClass(tx, courseId);
		const rows = await newestIn(tx, at);
		const here = rows.find((r) => r.key === key) ?? notFound();
		const order = [
			...moved(
				rows.filter((row) => row.retiredAt === null),
				here.id,
				by
			),
			...rows.filter((row) => row.retiredAt !== null)
		];
		for (const [i, row] of order.entries())
			if (row.position !== i + 1)
				await tx
					.update(axis)
					.set({ position: i + 1 })
					.where(
						and(eq(axis.courseId, courseId), eq(axis.moduleId, moduleId), eq(axis.key, row.key))
					);
		await recordAct(actor, act('axis.move', here.id), now, tx);
	});
}

/** Takes an axis out of the module, or brings its newest version back. */
export async function retireAxis(
	actor: Actor,
	moduleSlug: string,
	key: string,
	isRetired: boolean,
	now: Date
): Promise<void> {
	const at = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdClass(tx, at.courseId);
		const row = (await newestIn(tx, at)).find((r) => r.key === key) ?? notFound();
		await tx
			.update(axis)
			.set({ retiredAt: isRetired ? now : null })
			.where(and(eq(axis.courseId, at.courseId), eq(axis.id, row.id)));
		await recordAct(
			actor,
			{ act: isRetired ? 'axis.retire' : 'axis.restore', subjectKind: 'axis', subjectId: row.id },
			now,
			tx
		);
	});
}
