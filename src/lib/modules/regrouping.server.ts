/*
 * Groups as staff change them by hand: one person, one name, one group at a time. Every change waits
 * for the class (holdClass), so that two made at once come one after the other, and the later is told
 * when the page they looked at is no longer true.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { enrolment, groupMember, readingGroup } from '$lib/server/db/schema';
import { groupsThere, inModule, studentsThere, type InModule } from './groups.server';

/** Needs `group.manage`, as everything here. */
export async function toManage(actor: Actor, slug: string, now: Date): Promise<InModule> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'group.manage', { courseId });
	return inModule(actor, slug, now);
}

export async function put(
	tx: Transaction,
	at: InModule,
	enrolmentId: string,
	groupId: string,
	now: Date
): Promise<void> {
	await tx
		.insert(groupMember)
		.values({ ...at, enrolmentId, groupId, joinedAt: now })
		.onConflictDoUpdate({
			target: [groupMember.courseId, groupMember.moduleId, groupMember.enrolmentId],
			set: { groupId, joinedAt: now }
		});
}

/** `changed`: the person or the group is not where the page showed them. */
export type Changed =
	| { ok: true }
	| { ok: false; reason: 'changed' | 'gone' | 'other-section' | 'name-taken' | 'not-empty' };

/**
 * One person from where the page showed them (null: without a group) to a group, or out of any. Their
 * notes stay in the group they were written in.
 */
export async function movePerson(
	actor: Actor,
	slug: string,
	{ enrolmentId, from, to }: { enrolmentId: string; from: string | null; to: string | null },
	now: Date
): Promise<Changed> {
	const at = await toManage(actor, slug, now);
	return transaction(async (tx): Promise<Changed> => {
		await holdClass(tx, at.courseId);
		const person = (await studentsThere(tx, at)).find(({ id }) => id === enrolmentId);
		if (!person) return whyGone(tx, at, enrolmentId);
		if (person.groupId !== from) return { ok: false, reason: 'changed' };
		if (to === null)
			await tx
				.delete(groupMember)
				.where(
					and(
						eq(groupMember.courseId, at.courseId),
						eq(groupMember.moduleId, at.moduleId),
						eq(groupMember.enrolmentId, enrolmentId)
					)
				);
		else {
			const group = await groupIn(tx, at, to);
			if (group.retiredAt) return { ok: false, reason: 'changed' };
			if (group.sectionId !== null && group.sectionId !== person.sectionId)
				return { ok: false, reason: 'other-section' };
			await put(tx, at, enrolmentId, to, now);
		}
		await recordAct(
			actor,
			{ act: 'group.move', subjectKind: 'enrolment', subjectId: enrolmentId, detail: { to } },
			now,
			tx
		);
		return { ok: true };
	});
}

/** A group of another module or course is not there. */
async function groupIn(tx: Transaction, { courseId, moduleId }: InModule, groupId: string) {
	const [found] = await tx
		.select({ sectionId: readingGroup.sectionId, retiredAt: readingGroup.retiredAt })
		.from(readingGroup)
		.where(
			and(
				eq(readingGroup.courseId, courseId),
				eq(readingGroup.moduleId, moduleId),
				eq(readingGroup.id, groupId)
			)
		);
	return found ?? notFound();
}

/** Somebody who was a student here when the page was made, or who never was in the course. */
async function whyGone(
	tx: Transaction,
	{ courseId }: InModule,
	enrolmentId: string
): Promise<Changed> {
	const [known] = await tx
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
	return known ? { ok: false, reason: 'gone' } : notFound();
}

/** An empty name gives the number back. */
export async function renameGroup(
	actor: Actor,
	slug: string,
	groupId: string,
	name: string,
	now: Date
): Promise<Changed> {
	const at = await toManage(actor, slug, now);
	return transaction(async (tx): Promise<Changed> => {
		await holdClass(tx, at.courseId);
		if ((await groupIn(tx, at, groupId)).retiredAt) return { ok: false, reason: 'changed' };
		if (isTaken(await groupsThere(tx, at), name, groupId))
			return { ok: false, reason: 'name-taken' };
		await tx
			.update(readingGroup)
			.set({ name })
			.where(and(eq(readingGroup.courseId, at.courseId), eq(readingGroup.id, groupId)));
		await recordAct(
			actor,
			{ act: 'group.rename', subjectKind: 'group', subjectId: groupId },
			now,
			tx
		);
		return { ok: true };
	});
}

function isTaken(
	groups: readonly { id: string; name: string }[],
	name: string,
	own: string | null
): boolean {
	const same = (other: string) => other.toLocaleLowerCase() === name.toLocaleLowerCase();
	return name !== '' && groups.some((group) => group.id !== own && same(group.name));
}

/** An empty group after the others, to be filled by hand. */
export async function addGroup(
	actor: Actor,
	slug: string,
	name: string,
	now: Date
): Promise<Changed> {
	const at = await toManage(actor, slug, now);
	return transaction(async (tx): Promise<Changed> => {
		await holdClass(tx, at.courseId);
		const groups = await groupsThere(tx, at);
		if (isTaken(groups, name, null)) return { ok: false, reason: 'name-taken' };
		const id = newId();
		const position = Math.max(0, ...groups.map((group) => group.position)) + 1;
		await tx.insert(readingGroup).values({ ...at, id, name, position, createdAt: now });
		await recordAct(actor, { act: 'group.add', subjectKind: 'group', subjectId: id }, now, tx);
		return { ok: true };
	});
}

/** Only an empty one: its notes stay with their authors and staff. */
export async function retireGroup(
	actor: Actor,
	slug: string,
	groupId: string,
	now: Date
): Promise<Changed> {
	const at = await toManage(actor, slug, now);
	return transaction(async (tx): Promise<Changed> => {
		await holdClass(tx, at.courseId);
		if ((await groupIn(tx, at, groupId)).retiredAt) return { ok: false, reason: 'changed' };
		if ((await studentsThere(tx, at)).some((person) => person.groupId === groupId))
			return { ok: false, reason: 'not-empty' };
		await tx
			.update(readingGroup)
			.set({ retiredAt: now })
			.where(and(eq(readingGroup.courseId, at.courseId), eq(readingGroup.id, groupId)));
		await recordAct(
			actor,
			{ act: 'group.retire', subjectKind: 'group', subjectId: groupId },
			now,
			tx
		);
		return { ok: true };
	});
}
