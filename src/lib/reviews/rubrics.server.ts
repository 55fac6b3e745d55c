/*
 * The rubric of a module as its authors change it. A version by which somebody has judged is never
 * changed: a change makes a new one for positions that nobody has begun to mark, sheets keep theirs,
 * and every version can be looked at.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { stampOf } from '$lib/forms/stamp.server';
import { moduleFor } from '$lib/modules/modules.server';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { gradeItem, positionTask, review, rubric, rubricVersion } from '$lib/server/db/schema';
import { gradePositions } from './grading.server';
import { mostPoints, type RubricBody } from './review';
import { rubricChanges, type RubricChanges } from './rubric';
import { isHeldByAnchors, sheetsBy } from './rubric-uses.server';
import { currentIn, type Current, type InModule } from './rubric-current.server';

/** Where the rubric of a module is written; needs `module.edit`. */
export async function rubricToEditAt(actor: Actor, moduleSlug: string): Promise<InModule> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.edit', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	return { courseId, moduleId };
}

export interface RubricToEdit {
	/** Null while the module has none. */
	body: RubricBody | null;

	/** What a save builds on. */
	stamp: string;
	/** How many sheets were begun by it as it is. */
	sheets: number;
	/** The newest first. */
	versions: { version: number; createdAt: Date; sheets: number; most: number }[];
}

/** Needs `module.edit`, as everything here. */
export async function rubricToEdit(actor: Actor, moduleSlug: string): Promise<RubricToEdit> {
	const at = await rubricToEditAt(actor, moduleSlug);
	const current = await currentIn(db(), at);
	if (!current) return { body: null, stamp: stampOf(null), sheets: 0, versions: [] };
	const { body, version, rubricId } = current;
	const [rows, sheets] = await Promise.all([
		db()
			.select()
			.from(rubricVersion)
			.where(and(eq(rubricVersion.courseId, at.courseId), eq(rubricVersion.rubricId, rubricId)))
			.orderBy(asc(rubricVersion.version)),
		sheetsBy(db(), at.courseId, rubricId)
	]);
	return {
		body,
		stamp: stampOf(body),
		sheets: sheets.get(version) ?? 0,
		versions: rows
			.map((row) => ({
				version: row.version,
				createdAt: row.createdAt,
				sheets: sheets.get(row.version) ?? 0,
				most: mostPoints(row.body)
			}))
			.reverse()
	};
}

export interface RubricVersionHere {
	body: RubricBody;
	version: number;
	createdAt: Date;
	isCurrent: boolean;
	/** Since the version before; null of the first. */
	changes: RubricChanges | null;
}

/** One version, to be read; 404 when there is none of that number. */
export async function rubricVersionFor(
	actor: Actor,
	moduleSlug: string,
	version: number
): Promise<RubricVersionHere> {
	const at = await rubricToEditAt(actor, moduleSlug);
	const current = (await currentIn(db(), at)) ?? notFound();
	const rows = await db()
		.select()
		.from(rubricVersion)
		.where(
			and(
				eq(rubricVersion.courseId, at.courseId),
				eq(rubricVersion.rubricId, current.rubricId),
				inArray(rubricVersion.version, [version, version - 1])
			)
		);
	const { body, createdAt } = rows.find((row) => row.version === version) ?? notFound();
	const before = rows.find((row) => row.version === version - 1);
	return {
		body,
		version,
		createdAt,
		isCurrent: version === current.version,
		changes: before ? rubricChanges(before.body, body) : null
	};
}

export type RubricSaved =
	/** `stays`: how many sheets stay with the version before, where there is a new one. */
	| { ok: true; version: number; isNew: boolean; stays: number }
	/** Somebody changed it in between: what is kept now, and its stamp. */
	| { ok: false; reason: 'conflict'; kept: RubricBody | null; stamp: string };

/**
 * Where a rubric came from stays with it while it is changed.
 * @param stamp of what the form was filled in over
 */
export async function saveRubric(
	actor: Actor,
	moduleSlug: string,
	{ body: written, stamp }: { body: RubricBody; stamp: string },
	now: Date
): Promise<RubricSaved> {
	const at = await rubricToEditAt(actor, moduleSlug);
	const { courseId } = at;
	return transaction(async (tx): Promise<RubricSaved> => {
		await holdClass(tx, courseId);
		const kept = await currentIn(tx, at);
		const before = stampOf(kept?.body ?? null);
		const origin = written.origin ?? kept?.body.origin;
		const body: RubricBody = { ...written, ...(origin ? { origin } : {}) };
		if (kept && before === stampOf(body))
			return { ok: true, version: kept.version, isNew: false, stays: 0 };
		if (before !== stamp)
			return { ok: false, reason: 'conflict', kept: kept?.body ?? null, stamp: before };
		if (!kept) return begin(tx, actor, at, body, now);
		const { rubricId, taskId } = kept;
		const stays = (await sheetsBy(tx, courseId, rubricId)).get(kept.version) ?? 0;
		const isNew = stays > 0 || (await isHeldByAnchors(tx, courseId, kept, body));
		const version = isNew ? await fork(tx, courseId, kept, body, now) : kept.version;
		if (!isNew)
			await tx
				.update(rubricVersion)
				.set({ body })
				.where(
					and(
						eq(rubricVersion.courseId, courseId),
						eq(rubricVersion.rubricId, rubricId),
						eq(rubricVersion.version, version)
					)
				);
		if (taskId !== null) await rescale(tx, actor, courseId, taskId, mostPoints(body), now);
		const act = { act: 'rubric.change', subjectKind: 'rubric', subjectId: rubricId };
		await recordAct(actor, { ...act, detail: { version, forked: isNew } }, now, tx);
		return { ok: true, version, isNew, stays };
	});
}

/** The first rubric of a module that was written here. */
async function begin(
	tx: Transaction,
	actor: Actor,
	{ courseId, moduleId }: InModule,
	body: RubricBody,
	now: Date
): Promise<RubricSaved> {
	const id = newId();
	await tx.insert(rubric).values({ courseId, id, moduleId, key: 'position' });
	await tx
		.insert(rubricVersion)
		.values({ courseId, rubricId: id, version: 1, body, createdAt: now });
	const act = { act: 'rubric.make', subjectKind: 'rubric', subjectId: id };
	await recordAct(actor, act, now, tx);
	return { ok: true, version: 1, isNew: false, stays: 0 };
}

/** A new version for the task, and for sheets that were opened and not written on. */
async function fork(
	tx: Transaction,
	courseId: string,
	{ rubricId, taskId, version: before }: Current,
	body: RubricBody,
	now: Date
): Promise<number> {
	const version = before + 1;
	await tx.insert(rubricVersion).values({ courseId, rubricId, version, body, createdAt: now });
	await tx
		.update(rubric)
		.set({ currentVersion: version })
		.where(and(eq(rubric.courseId, courseId), eq(rubric.id, rubricId)));
	if (taskId !== null)
		await tx
			.update(positionTask)
			.set({ rubricVersion: version })
			.where(and(eq(positionTask.courseId, courseId), eq(positionTask.id, taskId)));
	await tx
		.update(review)
		.set({ rubricVersion: version })
		.where(
			and(
				eq(review.courseId, courseId),
				eq(review.rubricId, rubricId),
				eq(review.rubricVersion, before),
				eq(review.state, 'unmarked'),
				eq(review.version, 0)
			)
		);
	return version;
}

/** What the position is worth now; grades that were given count in proportion. */
async function rescale(
	tx: Transaction,
	actor: Actor,
	courseId: string,
	taskId: string,
	max: number,
	now: Date
): Promise<void> {
	const isItem = and(
		eq(gradeItem.courseId, courseId),
		eq(gradeItem.kind, 'position'),
		eq(gradeItem.subjectId, taskId)
	);
	const [kept] = await tx.select().from(gradeItem).where(isItem);
	if (!kept || kept.max === max) return;
	await tx.update(gradeItem).set({ max }).where(isItem);
	await gradePositions(tx, { courseId, taskId }, null, personOf(actor).id, now);
}
