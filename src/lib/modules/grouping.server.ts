/*
 * Groups made by lot: everybody anew, or those who came later into the ones there are. A note keeps
 * the group it was written in, so groups are never deleted: those not used any more are retired.
 */
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { fewest } from '$lib/access/aggregate';
import type { Actor } from '$lib/access/actor';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { groupMember, readingGroup, sidePreference } from '$lib/server/db/schema';
import {
	leastMixed,
	makeGroups,
	mostDraws,
	placeLater,
	type GroupedPerson,
	type GroupWish,
	type Lot
} from './groups';
import {
	answersIn,
	groupsThere,
	stampOfGroups,
	studentsThere,
	termsOfGroups,
	type InModule
} from './groups.server';
import { put, toManage } from './regrouping.server';
import { keepTerms } from './side-preference.server';

/** A new draw each time. */
function freshLot(): Lot {
	const seed = randomBytes(16).toString('hex');
	return (name) =>
		createHash('sha256').update(`${seed}:${name}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

async function peopleToGroup(
	tx: Transaction,
	at: InModule
): Promise<(GroupedPerson & { groupId: string | null })[]> {
	const students = await studentsThere(tx, at);
	const said = await tx
		.select({ id: sidePreference.enrolmentId, side: sidePreference.side })
		.from(sidePreference)
		.where(and(eq(sidePreference.courseId, at.courseId), eq(sidePreference.moduleId, at.moduleId)));
	const sides = new Map(said.map(({ id, side }) => [id, side]));
	return students.map(({ id, sectionId, groupId }) => ({
		id,
		sectionId,
		groupId,
		prefers: sides.get(id) ?? null
	}));
}

export type Formed =
	| { ok: true; groups: number; people: number }
	| {
			ok: false;
			reason: 'nobody' | 'unsure' | 'changed' | 'few-answers' | 'too-small' | 'drawn-enough';
	  };

/**
 * Everybody into new groups. The groups there are retired with the notes written in them.
 * @param given.stamp of the groups that the page showed
 * @param given.isSure they may go
 */
export async function formGroups(
	actor: Actor,
	slug: string,
	given: GroupWish & { stamp: string; isSure: boolean },
	now: Date
): Promise<Formed> {
	const at = await toManage(actor, slug, now);
	const { size, bySection, mixed } = given;
	if (mixed && size < leastMixed) return { ok: false, reason: 'too-small' };
	return transaction(async (tx): Promise<Formed> => {
		await holdClass(tx, at.courseId);
		const there = await groupsThere(tx, at);
		const people = await peopleToGroup(tx, at);
		if (stampOfGroups(there, people) !== given.stamp) return { ok: false, reason: 'changed' };
		if (people.length === 0) return { ok: false, reason: 'nobody' };
		if (there.length > 0 && !given.isSure) return { ok: false, reason: 'unsure' };
		if (mixed) {
			const refused = await countDraw(tx, at, now);
			if (refused) return { ok: false, reason: refused };
		}
		const made = makeGroups(people, { size, bySection, mixed }, freshLot());
		await retireAll(tx, at, now);
		const rows = made.map((group, i) => ({ ...group, id: newId(), position: i + 1 }));
		await tx.insert(readingGroup).values(
			rows.map(({ id, position, sectionId }) => ({
				...at,
				id,
				name: '',
				position,
				sectionId,
				createdAt: now
			}))
		);
		await tx
			.insert(groupMember)
			.values(
				rows.flatMap(({ id: groupId, people: ids }) =>
					ids.map((enrolmentId) => ({ ...at, enrolmentId, groupId, joinedAt: now }))
				)
			);
		// How they were made is no part of the record: it would say what mixed whom.
		await recordAct(
			actor,
			{
				act: 'group.make',
				subjectKind: 'module',
				subjectId: at.moduleId,
				detail: { groups: rows.length, people: people.length }
			},
			now,
			tx
		);
		return { ok: true, groups: rows.length, people: people.length };
	});
}

/** Why groups cannot be drawn by preference once more; null when they can, and it is counted. */
export async function countDraw(
	tx: Transaction,
	at: InModule,
	now: Date
): Promise<'few-answers' | 'drawn-enough' | null> {
	const [said] = await answersIn(tx, at);
	if ((said?.n ?? 0) < fewest) return 'few-answers';
	const terms = await termsOfGroups(tx, at);
	if (terms.draws >= mostDraws) return 'drawn-enough';
	await keepTerms(tx, at, { ...terms, draws: terms.draws + 1 }, now);
	return null;
}

async function retireAll(tx: Transaction, at: InModule, now: Date): Promise<void> {
	await tx
		.delete(groupMember)
		.where(and(eq(groupMember.courseId, at.courseId), eq(groupMember.moduleId, at.moduleId)));
	await tx
		.update(readingGroup)
		.set({ retiredAt: now })
		.where(
			and(
				eq(readingGroup.courseId, at.courseId),
				eq(readingGroup.moduleId, at.moduleId),
				isNull(readingGroup.retiredAt)
			)
		);
}

/**
 * Those without a group go to the smallest ones. Where groups have not been drawn by preference too
 * often, equal ones are told apart by the mix. Whoever has no group of their section stays without.
 */
export async function placeTheRest(
	actor: Actor,
	slug: string,
	now: Date
): Promise<{ placed: number; left: number }> {
	const at = await toManage(actor, slug, now);
	return transaction(async (tx) => {
		await holdClass(tx, at.courseId);
		const groups = await groupsThere(tx, at);
		const people = await peopleToGroup(tx, at);
		const rest = people.filter(({ groupId }) => groupId === null);
		const mixes = rest.some(({ prefers }) => prefers) && (await countDraw(tx, at, now)) === null;
		const filled = groups.map(({ id, sectionId }) => ({
			id,
			sectionId,
			people: people.filter(({ groupId }) => groupId === id)
		}));
		const places = placeLater(filled, rest, mixes, freshLot());
		for (const [enrolmentId, groupId] of places) await put(tx, at, enrolmentId, groupId, now);
		if (places.size > 0)
			await recordAct(
				actor,
				{
					act: 'group.place',
					subjectKind: 'module',
					subjectId: at.moduleId,
					detail: { people: places.size }
				},
				now,
				tx
			);
		return { placed: places.size, left: rest.length - places.size };
	});
}
