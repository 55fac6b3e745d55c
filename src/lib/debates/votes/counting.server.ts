/*
 * Votes are counted once, when they are published, and what was counted is kept with the debate:
 * whoever is erased afterwards takes their vote along, and no figure that was shown moves by one.
 * Why people changed their vote is theirs and goes with them.
 */
import { and, eq, ne, sql } from 'drizzle-orm';
import { prepared, type Transaction } from '$lib/server/db/client';
import { debate, debateVote } from '$lib/server/db/schema';
import type { RoomName } from '../room/cache.server';
import { movementOf, type VoteFigures, type Voter } from './movement';

/** For whoever writes the event that says so, in its transaction and with the debate held. */
export async function freezeVotes(
	tx: Transaction,
	{ courseId, debateId }: RoomName
): Promise<void> {
	const rows = await tx
		.select({
			enrolmentId: debateVote.enrolmentId,
			moment: debateVote.moment,
			choice: debateVote.choice
		})
		.from(debateVote)
		.where(and(eq(debateVote.courseId, courseId), eq(debateVote.debateId, debateId)));
	const by = new Map<string, Voter>();
	for (const { enrolmentId, moment, choice } of rows)
		by.set(enrolmentId, {
			...(by.get(enrolmentId) ?? { before: null, after: null }),
			[moment]: choice
		});
	const { matrix, once } = movementOf([...by.values()]);
	const voteFigures: VoteFigures = { matrix, once };
	await tx
		.update(debate)
		.set({ voteFigures })
		.where(and(eq(debate.courseId, courseId), eq(debate.id, debateId)));
}

const figures = prepared('debate_vote_figures', (db) =>
	db
		.select({ voteFigures: debate.voteFigures })
		.from(debate)
		.where(
			and(
				eq(debate.courseId, sql.placeholder('courseId')),
				eq(debate.id, sql.placeholder('debateId'))
			)
		)
		.limit(1)
);

/** Null before they are published. */
export async function frozenFigures({ courseId, debateId }: RoomName): Promise<VoteFigures | null> {
	const [found] = await figures({ courseId, debateId });
	return found?.voteFigures ?? null;
}

const given = prepared('debate_vote_reasons', (db) =>
	db
		.select({ reason: debateVote.reason })
		.from(debateVote)
		.where(
			and(
				eq(debateVote.courseId, sql.placeholder('courseId')),
				eq(debateVote.debateId, sql.placeholder('debateId')),
				ne(debateVote.reason, '')
			)
		)
);

/** Why people changed, without whose they are, in the order of their letters. */
export async function reasonsIn({ courseId, debateId }: RoomName): Promise<string[]> {
	const rows = await given({ courseId, debateId });
	return rows.map(({ reason }) => reason).sort((a, b) => a.localeCompare(b));
}
