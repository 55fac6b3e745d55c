/*
 * Which side of the lead motion somebody would rather argue. Asked where staff want to mix groups by
 * it; read by its owner and by the lot that makes the groups, and shown to nobody else.
 */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass, holdPlace } from '$lib/courses/holding.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { moduleDocument, motion, sidePreference } from '$lib/server/db/schema';
import type { Preference } from './groups';
import { currentGroupOf, groupOf, inModule, termsOfGroups, type InModule } from './groups.server';
import type { DocumentBodies } from './module';

async function leadMotionOf(
	on: Pick<Executor, 'select'>,
	{ courseId, moduleId }: InModule
): Promise<LocalText | null> {
	const [found] = await on
		.select({ body: motion.body })
		.from(motion)
		.where(
			and(
				eq(motion.courseId, courseId),
				eq(motion.moduleId, moduleId),
				eq(motion.lead, true),
				isNull(motion.retiredAt)
			)
		)
		.orderBy(desc(motion.version))
		.limit(1);
	return found?.body.text ?? null;
}

export interface SideQuestion {
	motion: LocalText;
	/** The actor's own answer. */
	own: Preference | null;
	/** Until they are in a group. */
	isOpen: boolean;
}

/** The question as it stands for the actor; null where it is not asked of them. */
export async function sideQuestionFor(
	actor: Actor,
	slug: string,
	now: Date
): Promise<SideQuestion | null> {
	const at = await inModule(actor, slug, now);
	const { courseId, enrolmentId } = membershipOf(actor);
	if (!may(actor, 'side.prefer', { courseId, enrolmentId })) return null;
	const [terms, text, group, [own]] = await Promise.all([
		termsOfGroups(db(), at),
		leadMotionOf(db(), at),
		groupOf(actor, at.moduleId),
		db().select({ side: sidePreference.side }).from(sidePreference).where(isOwn(at, enrolmentId))
	]);
	if (!terms.asksSide || text === null) return null;
	return { motion: text, own: own?.side ?? null, isOpen: group === null };
}

/** Whether there is anything for the actor on the page of their group. */
export async function hasGroupPage(actor: Actor, slug: string, now: Date): Promise<boolean> {
	const { moduleId } = await inModule(actor, slug, now);
	if ((await groupOf(actor, moduleId)) !== null) return true;
	return (await sideQuestionFor(actor, slug, now)) !== null;
}

function isOwn({ courseId, moduleId }: InModule, enrolmentId: string) {
	return and(
		eq(sidePreference.courseId, courseId),
		eq(sidePreference.moduleId, moduleId),
		eq(sidePreference.enrolmentId, enrolmentId)
	);
}

/** `grouped`: once somebody is in a group, what they said has been used. */
export type Preferred = { ok: true } | { ok: false; reason: 'not-asked' | 'grouped' };

/** Null takes the answer back. */
export async function preferSide(
	actor: Actor,
	slug: string,
	side: Preference | null,
	now: Date
): Promise<Preferred> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'side.prefer', { courseId, enrolmentId });
	const at = await inModule(actor, slug, now);
	return transaction(async (tx): Promise<Preferred> => {
		// Whoever makes the groups waits for this, and this for them.
		await holdPlace(tx, courseId, enrolmentId);
		const terms = await termsOfGroups(tx, at);
		if (!terms.asksSide || (await leadMotionOf(tx, at)) === null)
			return { ok: false, reason: 'not-asked' };
		if ((await currentGroupOf(tx, at, enrolmentId)) !== null)
			return { ok: false, reason: 'grouped' };
		if (side === null) await tx.delete(sidePreference).where(isOwn(at, enrolmentId));
		else
			await tx
				.insert(sidePreference)
				.values({ ...at, enrolmentId, side, at: now })
				.onConflictDoUpdate({
					target: [sidePreference.courseId, sidePreference.moduleId, sidePreference.enrolmentId],
					set: { side, at: now }
				});
		return { ok: true };
	});
}

/** Begins or ends asking; what was said stays. Needs `group.manage`. */
export async function askForSides(
	actor: Actor,
	slug: string,
	asksSide: boolean,
	now: Date
): Promise<{ ok: true } | { ok: false; reason: 'no-motion' }> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'group.manage', { courseId });
	const at = await inModule(actor, slug, now);
	return transaction(async (tx) => {
		await holdClass(tx, courseId);
		if (asksSide && (await leadMotionOf(tx, at)) === null)
			return { ok: false as const, reason: 'no-motion' as const };
		await keepTerms(tx, at, { ...(await termsOfGroups(tx, at)), asksSide }, now);
		await recordAct(
			actor,
			{
				act: asksSide ? 'group.ask' : 'group.stopAsking',
				subjectKind: 'module',
				subjectId: at.moduleId
			},
			now,
			tx
		);
		return { ok: true as const };
	});
}

export async function keepTerms(
	tx: Transaction,
	at: InModule,
	body: DocumentBodies['groups'],
	now: Date
): Promise<void> {
	await tx
		.insert(moduleDocument)
		.values({ ...at, key: 'groups', body, updatedAt: now })
		.onConflictDoUpdate({
			target: [moduleDocument.courseId, moduleDocument.moduleId, moduleDocument.key],
			set: { body, updatedAt: now }
		});
}
