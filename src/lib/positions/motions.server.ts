/*
 * Motions as their authors make and change them. Words on which somebody has begun to write or to debate
 * are never changed: a change adds a new version, which is a row of its own; the task names it for everybody
 * who has not begun, and whoever has keeps theirs.
 */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { moved } from '$lib/forms/rows';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { debate, gradeItem, motion, position, positionTask } from '$lib/server/db/schema';
import type { MotionBody } from './position';

type Row = typeof motion.$inferSelect;
type Reader = Pick<Executor, 'select'>;

async function moduleToEdit(actor: Actor, moduleSlug: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

type In = Awaited<ReturnType<typeof moduleToEdit>>;

/** What the versions of one motion share. */
function keyOf(row: Pick<Row, 'id' | 'packKey'>): string {
	return row.packKey ?? row.id;
}

/** The newest version of each motion, in order. */
async function newestIn(on: Reader, { courseId, moduleId }: In): Promise<Row[]> {
	const rows = await on
		.select()
		.from(motion)
		.where(and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId)))
		.orderBy(asc(motion.position), asc(motion.version));
	const newest = new Map<string, Row>();
	for (const row of rows)
		if (row.version >= (newest.get(keyOf(row))?.version ?? 0)) newest.set(keyOf(row), row);
	return [...newest.values()].sort((a, b) => a.position - b.position);
}

async function taskIn(on: Reader, { courseId, moduleId }: In) {
	const [task] = await on
		.select()
		.from(positionTask)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	return task ?? null;
}

/** How many have begun to write on a version. */
async function positionsOn(on: Reader, row: Row): Promise<number> {
	const [counted] = await on
		.select({ n: sql<number>`count(*)`.mapWith(Number) })
		.from(position)
		.where(
			and(
				eq(position.courseId, row.courseId),
				eq(position.motionId, row.id),
				gt(position.version, 0)
			)
		);
	return counted?.n ?? 0;
}

/** Whether a debate in these words has begun; those that are only planned take new ones. */
async function isDebated(on: Reader, { courseId, id }: Row): Promise<boolean> {
	const [begun] = await on
		.select({ id: debate.id })
		.from(debate)
		.where(and(eq(debate.courseId, courseId), eq(debate.motionId, id), gt(debate.seq, 0)))
		.limit(1);
	return begun !== undefined;
}

export interface MotionInList {
	key: string;
	text: LocalText;
	lead: boolean;
	/** The position task names it. */
	isAsked: boolean;
	isRetired: boolean;
}

/** Needs `module.edit`, as everything here. */
export async function motionsToEdit(actor: Actor, moduleSlug: string): Promise<MotionInList[]> {
	const at = await moduleToEdit(actor, moduleSlug);
	const [rows, task] = await Promise.all([newestIn(db(), at), taskIn(db(), at)]);
	return rows.map((row) => ({
		key: keyOf(row),
		text: row.body.text,
		lead: row.lead,
		isAsked: row.id === task?.motionId,
		isRetired: row.retiredAt !== null
	}));
}

export interface MotionToEdit {
	key: string;
	body: MotionBody;
	isRetired: boolean;
	isAsked: boolean;
	/** What a save builds on. */
	stamp: string;
	/** How many have begun to write on the words as they are. */
	positions: number;
}

export async function motionToEdit(
	actor: Actor,
	moduleSlug: string,
	key: string
): Promise<MotionToEdit> {
	const at = await moduleToEdit(actor, moduleSlug);
	const [rows, task] = await Promise.all([newestIn(db(), at), taskIn(db(), at)]);
	const row = rows.find((r) => keyOf(r) === key) ?? notFound();
	return {
		key,
		body: row.body,
		isRetired: row.retiredAt !== null,
		isAsked: row.id === task?.motionId,
		stamp: stampOf(row.body),
		positions: await positionsOn(db(), row)
	};
}

function act(name: string, id: string, detail: Record<string, unknown> = {}) {
	return { act: name, subjectKind: 'motion', subjectId: id, detail };
}

/** At the end of the module's motions; the first one leads. Returns its key. */
export async function makeMotion(
	actor: Actor,
	moduleSlug: string,
	body: MotionBody,
	now: Date
): Promise<string> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx) => {
		await holdClass(tx, at.courseId);
		const others = await newestIn(tx, at);
		const numbers = others.map((row) => Number(/^M(\d+)$/.exec(keyOf(row))?.[1] ?? 0));
		const packKey = `M${Math.max(0, ...numbers) + 1}`;
		const id = newId();
		await tx.insert(motion).values({
			...at,
			id,
			packKey,
			position: Math.max(0, ...others.map((row) => row.position)) + 1,
			lead: !others.some((row) => row.lead && row.retiredAt === null),
			body
		});
		await recordAct(actor, act('motion.make', id), now, tx);
		return packKey;
	});
}

export type MotionSaved =
	/** `stays`: how many positions stay with the words before. */
	| { ok: true; stays: number }
	/** Somebody changed it in between: what is kept now, and its stamp. */
	| { ok: false; reason: 'conflict'; kept: MotionBody; stamp: string };

/** @param stamp of what the form was filled in over */
export async function saveMotion(
	actor: Actor,
	moduleSlug: string,
	key: string,
	{ body, stamp }: { body: MotionBody; stamp: string },
	now: Date
): Promise<MotionSaved> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<MotionSaved> => {
		await holdClass(tx, at.courseId);
		const row = (await newestIn(tx, at)).find((r) => keyOf(r) === key) ?? notFound();
		const kept = stampOf(row.body);
		if (kept === stampOf(body)) return { ok: true, stays: 0 };
		if (kept !== stamp) return { ok: false, reason: 'conflict', kept: row.body, stamp: kept };
		const positions = await positionsOn(tx, row);
		// Where the ground lies is a help for staff, and no part of the words that people answer.
		const isSameToRead = stampOf({ ...row.body, ground: 0 }) === stampOf({ ...body, ground: 0 });
		if (isSameToRead) await tx.update(motion).set({ body }).where(isMotion(row));
		else {
			const isUsed = positions > 0 || (await isDebated(tx, row));
			await reword(tx, at, row, body, isUsed, now);
		}
		const stays = isSameToRead ? 0 : positions;
		await recordAct(actor, act('motion.change', row.id, { forked: stays > 0 }), now, tx);
		return { ok: true, stays };
	});
}

function isMotion({ courseId, id }: Pick<Row, 'courseId' | 'id'>) {
	return and(eq(motion.courseId, courseId), eq(motion.id, id));
}

/** The new words: in the same row while nobody has begun, else in a row of their own. */
async function reword(
	tx: Transaction,
	at: In,
	row: Row,
	body: MotionBody,
	isForked: boolean,
	now: Date
): Promise<void> {
	const { courseId } = at;
	const version = row.version + 1;
	const id = isForked ? newId() : row.id;
	if (isForked) {
		await tx.insert(motion).values({ ...row, id, version, body });
		await tx
			.update(motion)
			.set({ retiredAt: row.retiredAt ?? now, lead: false })
			.where(isMotion(row));
	} else await tx.update(motion).set({ body, version }).where(isMotion(row));
	// Sides that were assigned to people who have not begun go along.
	await tx
		.update(position)
		.set({ motionId: id, motionVersion: version })
		.where(
			and(eq(position.courseId, courseId), eq(position.motionId, row.id), eq(position.version, 0))
		);
	await tx
		.update(debate)
		.set({ motionId: id, motionVersion: version })
		.where(and(eq(debate.courseId, courseId), eq(debate.motionId, row.id), eq(debate.seq, 0)));
	const task = await taskIn(tx, at);
	if (task?.motionId !== row.id) return;
	await tx
		.update(positionTask)
		.set({ motionId: id })
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.id, task.id)));
	await tx
		.update(gradeItem)
		.set({ title: body.text })
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				eq(gradeItem.kind, 'position'),
				eq(gradeItem.subjectId, task.id)
			)
		);
}

/** One place up (-1) or down (1) among the motions that are in the module. */
export async function moveMotion(
	actor: Actor,
	moduleSlug: string,
	key: string,
	by: -1 | 1,
	now: Date
): Promise<void> {
	const at = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await holdClass(tx, at.courseId);
		const rows = await newestIn(tx, at);
		const here = rows.find((r) => keyOf(r) === key) ?? notFound();
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
					.update(motion)
					.set({ position: i + 1 })
					.where(isMotion(row));
		await recordAct(actor, act('motion.move', here.id), now, tx);
	});
}

/** The motion that stands first wherever one is needed. */
export async function leadMotion(
	actor: Actor,
	moduleSlug: string,
	key: string,
	now: Date
): Promise<void> {
	const at = await moduleToEdit(actor, moduleSlug);
	const { courseId, moduleId } = at;
	await transaction(async (tx) => {
		await holdClass(tx, courseId);
		const here = (await newestIn(tx, at)).find((r) => keyOf(r) === key) ?? notFound();
		if (here.retiredAt) notFound();
		await tx
			.update(motion)
			.set({ lead: false })
			.where(and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId)));
		await tx.update(motion).set({ lead: true }).where(isMotion(here));
		await recordAct(actor, act('motion.lead', here.id), now, tx);
	});
}

export type MotionRetired = { ok: true } | { ok: false; reason: 'asked' };

/** Takes a motion out, or brings it back; the one that the position task names has to stay. */
export async function retireMotion(
	actor: Actor,
	moduleSlug: string,
	key: string,
	isRetired: boolean,
	now: Date
): Promise<MotionRetired> {
	const at = await moduleToEdit(actor, moduleSlug);
	return transaction(async (tx): Promise<MotionRetired> => {
		await holdClass(tx, at.courseId);
		const rows = await newestIn(tx, at);
		const here = rows.find((r) => keyOf(r) === key) ?? notFound();
		if (isRetired && (await taskIn(tx, at))?.motionId === here.id)
			return { ok: false, reason: 'asked' };
		const others = rows.filter((row) => row.id !== here.id && row.retiredAt === null);
		const leads = isRetired ? false : !others.some((row) => row.lead);
		await tx
			.update(motion)
			.set({ retiredAt: isRetired ? now : null, lead: leads })
			.where(isMotion(here));
		const [next] = others;
		if (isRetired && here.lead && next)
			await tx.update(motion).set({ lead: true }).where(isMotion(next));
		await recordAct(
			actor,
			{
				act: isRetired ? 'motion.retire' : 'motion.restore',
				subjectKind: 'motion',
				subjectId: here.id
			},
			now,
			tx
		);
		return { ok: true };
	});
}
