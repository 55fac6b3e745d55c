/*
 * Figures of a class that are kept with a module as they stood when they were last made, so that what
 * is shown changes in steps. They lie among its documents and are none to read.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { db, transaction } from '$lib/server/db/client';
import { moduleDocument } from '$lib/server/db/schema';

/**
 * The figures as they are to be shown now. Two who look at once: the first one's stay, and both see
 * those. In a course that was put away they are only read.
 *
 * @param renew what to keep, from what is kept (null: nothing yet); the same object when nothing changes
 */
export async function keptFigures<Figures>(
	actor: Actor,
	{ moduleId, key, now }: { moduleId: string; key: string; now: Date },
	renew: (kept: Figures | null) => Figures
): Promise<Figures> {
	const { courseId, courseState } = membershipOf(actor);
	const name = `figures:${key}`;
	const isKept = and(
		eq(moduleDocument.courseId, courseId),
		eq(moduleDocument.moduleId, moduleId),
		eq(moduleDocument.key, name)
	);
	const [row] = await db()
		.select({ body: moduleDocument.body, at: moduleDocument.updatedAt })
		.from(moduleDocument)
		.where(isKept);
	const kept = (row?.body as Figures | undefined) ?? null;
	const next = renew(kept);
	if (next === null || next === kept || courseState === 'archived') return next;
	const written = await transaction(async (tx) =>
		row
			? tx
					.update(moduleDocument)
					.set({ body: next, updatedAt: now })
					.where(and(isKept, eq(moduleDocument.updatedAt, row.at)))
					.returning({ key: moduleDocument.key })
			: tx
					.insert(moduleDocument)
					.values({ courseId, moduleId, key: name, body: next, updatedAt: now })
					.onConflictDoNothing()
					.returning({ key: moduleDocument.key })
	);
	if (written.length > 0) return next;
	const [first] = await db()
		.select({ body: moduleDocument.body })
		.from(moduleDocument)
		.where(isKept);
	return (first?.body as Figures | undefined) ?? next;
}
