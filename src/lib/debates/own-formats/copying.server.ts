/*
 * A course's own formats: copied from the site's or brought from a file, and changed. A version that a
 * debate has taken is never changed: a change makes the next one, and debates keep theirs.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { stampOf } from '$lib/forms/stamp.server';
import { moduleFor } from '$lib/modules/modules.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newRef } from '$lib/server/db/id';
import { debateFormat } from '$lib/server/db/schema';
import type { FormatBody } from '../format';
import { formatIn } from './formats.server';
import { faultsOf, type Fault } from './shape';

/** Copies of a course. */
export const mostCopies = 60;

function toPlan(actor: Actor): string {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	return courseId;
}

export type Copied = { ok: true; ref: string } | { ok: false; reason: 'too-many' };

async function add(
	tx: Transaction,
	actor: Actor,
	{ key, body, act }: { key: string; body: FormatBody; act: string },
	now: Date
): Promise<Copied> {
	const { courseId } = membershipOf(actor);
	const there = await tx
		.selectDistinct({ id: debateFormat.id })
		.from(debateFormat)
		.where(eq(debateFormat.courseId, courseId));
	if (there.length >= mostCopies) return { ok: false, reason: 'too-many' };
	const id = newRef();
	await tx.insert(debateFormat).values({
		courseId,
		id,
		version: 1,
		key,
		body: { ...body, version: 1 },
		createdBy: personOf(actor).id,
		createdAt: now
	});
	await recordAct(actor, { act, subjectKind: 'debateFormat', subjectId: id }, now, tx);
	return { ok: true, ref: id };
}

/** A copy to change; of one of the site's formats or of a copy. */
export async function copyFormat(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<Copied> {
	const courseId = toPlan(actor);
	await moduleFor(actor, moduleSlug, now);
	return transaction(async (tx) => {
		await holdClass(tx, courseId);
		const { name, body } = (await formatIn(tx, courseId, ref)) ?? notFound();
		return add(tx, actor, { key: name.key, body, act: 'debate.copyFormat' }, now);
	});
}

/** One that was read from a file. */
export async function bringFormat(
	actor: Actor,
	moduleSlug: string,
	body: FormatBody,
	now: Date
): Promise<Copied> {
	const courseId = toPlan(actor);
	await moduleFor(actor, moduleSlug, now);
	return transaction(async (tx) => {
		await holdClass(tx, courseId);
		return add(tx, actor, { key: 'file', body, act: 'debate.bringFormat' }, now);
	});
}

export type FormatSaved =
	/** `forked`: debates had taken it, and keep it as it was. */
	| { ok: true; forked: boolean }
	| { ok: false; reason: 'conflict'; kept: FormatBody; stamp: string }
	| { ok: false; reason: 'faulty'; faults: Fault[] };

/** @param stamp of what the form was filled in over */
export async function saveFormat(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	{ body, stamp }: { body: FormatBody; stamp: string },
	now: Date
): Promise<FormatSaved> {
	const courseId = toPlan(actor);
	await moduleFor(actor, moduleSlug, now);
	const faults = faultsOf(body);
	if (faults.length > 0) return { ok: false, reason: 'faulty', faults };
	return transaction(async (tx): Promise<FormatSaved> => {
		await holdClass(tx, courseId);
		const kept = (await formatIn(tx, courseId, ref)) ?? notFound();
		if (kept.name.id === null) notFound();
		const { key, version } = kept.name;
		if (stampOf({ ...body, version }) === stampOf({ ...kept.body, version }))
			return { ok: true, forked: false };
		if (kept.stamp !== stamp)
			return { ok: false, reason: 'conflict', kept: kept.body, stamp: kept.stamp };
		if (kept.isUsed)
			await tx.insert(debateFormat).values({
				courseId,
				id: ref,
				version: version + 1,
				key,
				body: { ...body, version: version + 1 },
				createdBy: personOf(actor).id,
				createdAt: now,
				retiredAt: kept.isRetired ? now : null
			});
		else
			await tx
				.update(debateFormat)
				.set({ body: { ...body, version } })
				.where(isVersion(courseId, ref, version));
		await recordAct(
			actor,
			{
				act: 'debate.changeFormat',
				subjectKind: 'debateFormat',
				subjectId: ref,
				detail: { forked: kept.isUsed }
			},
			now,
			tx
		);
		return { ok: true, forked: kept.isUsed };
	});
}

function isVersion(courseId: string, id: string, version: number) {
	return and(
		eq(debateFormat.courseId, courseId),
		eq(debateFormat.id, id),
		eq(debateFormat.version, version)
	);
}

/** Takes a copy out of the list, or brings it back; debates in it go on. */
export async function retireFormat(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	isRetired: boolean,
	now: Date
): Promise<void> {
	const courseId = toPlan(actor);
	await moduleFor(actor, moduleSlug, now);
	await transaction(async (tx) => {
		const changed = await tx
			.update(debateFormat)
			.set({ retiredAt: isRetired ? now : null })
			.where(and(eq(debateFormat.courseId, courseId), eq(debateFormat.id, ref)))
			.returning({ id: debateFormat.id });
		if (changed.length === 0) notFound();
		const act = isRetired ? 'debate.retireFormat' : 'debate.restoreFormat';
		await recordAct(actor, { act, subjectKind: 'debateFormat', subjectId: ref }, now, tx);
	});
}

/** A debate takes it: from now on this version stands. */
export async function useFormat(
	tx: Transaction,
	courseId: string,
	{ id, version }: { id: string | null; version: number },
	now: Date
): Promise<void> {
	if (id === null) return;
	await tx
		.update(debateFormat)
		.set({ usedAt: now })
		.where(and(isVersion(courseId, id, version), isNull(debateFormat.usedAt)));
}
