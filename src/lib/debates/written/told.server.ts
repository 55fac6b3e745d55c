/*
 * What a notice about a written debate is still worth: a turn only while it is that person's, with the
 * end it has by now, a missed turn only while it is missed.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { db } from '$lib/server/db/client';
import { debate } from '$lib/server/db/schema';
import type { Room } from '../room/cache.server';
import { roomById } from '../room/moving.server';
import { calledUpon } from './going-on';
import { gracesIn } from './grace.server';

export const debateKinds = ['debate.turn', 'debate.reminder', 'debate.missed'] as const;

export interface AskedNotice {
	id: string;
	kind: string;
	payload: Record<string, string>;
}

/** By the id of the notice: until when there is time. Those that are not true any more are absent. */
export async function debateNotices(
	courseId: string,
	asked: readonly AskedNotice[]
): Promise<Map<string, { dueAt: Date | null }>> {
	const told = new Map<string, { dueAt: Date | null }>();
	const ids = [...new Set(asked.flatMap(({ payload }) => payload.id ?? []))];
	if (ids.length === 0) return told;
	const open = await db()
		.select({ id: debate.id })
		.from(debate)
		.where(and(eq(debate.courseId, courseId), inArray(debate.id, ids), eq(debate.state, 'open')));
	for (const { id } of open) {
		const room = await roomById(courseId, id);
		if (!room) continue;
		const about = asked.filter(({ payload }) => payload.id === id);
		const graces = await gracesIn(
			courseId,
			id,
			about.map(({ payload }) => Number(payload.who ?? -1))
		);
		for (const one of about) {
			const grace = graces.get(Number(one.payload.who ?? -1)) ?? 0;
			const found = one.kind === 'debate.missed' ? missedIn(room, one) : turnIn(room, one, grace);
			if (found) told.set(one.id, found);
		}
		// Whoever was reminded need not be told as well that it is their turn.
		const reminded = about.filter(({ id: of, kind }) => kind === 'debate.reminder' && told.has(of));
		for (const { id: of, kind, payload } of about)
			if (kind === 'debate.turn' && reminded.some((one) => one.payload.who === payload.who))
				told.delete(of);
	}
	return told;
}

function turnIn({ rules, state }: Room, { payload }: AskedNotice, grace: number) {
	const call = calledUpon(rules, state);
	const isTheirs =
		call !== null &&
		String(state.turns.length - 1) === payload.nth &&
		call.as === payload.as &&
		String(call.to ?? '') === payload.to &&
		call.who.includes(Number(payload.who)) &&
		state.turns.at(-1)?.missed === false &&
		(payload.due === undefined || payload.due === String(state.dueAt));
	if (!isTheirs) return null;
	return { dueAt: state.dueAt === null ? null : new Date(state.dueAt + grace) };
}

function missedIn({ state }: Room, { payload }: AskedNotice) {
	const nth = Number(payload.nth);
	const isNow = payload.skipped !== undefined || nth === state.turns.length - 1;
	return isNow && state.turns[nth]?.missed ? { dueAt: null } : null;
}
