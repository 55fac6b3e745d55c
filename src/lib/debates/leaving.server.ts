/*
 * What debates keep of people: places, words, cards, votes, ballots, choices and what they wrote
 * afterwards. Events say numbers only and stay; the words they stand for go with whoever wrote them.
 * Where a course keeps somebody's work for a while, what they said in front of everybody and what they
 * handed in stay without a name, and what was private goes at once.
 */
import { and, desc, eq, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving, type LeftPlace } from '$lib/accounts/leaving.server';
import { publish } from '$lib/live/bus.server';
import type { Transaction } from '$lib/server/db/client';
import {
	ballotLine,
	contribution,
	contributionVersion,
	cornerChoice,
	debate,
	debateBallot,
	debateEvent,
	debateFormat,
	debatePerson,
	debateRound,
	debateVote,
	prepCard,
	reflection,
	screenLink
} from '$lib/server/db/schema';
import { ownDebates, type DebatesMine } from './own.server';

export const debatesLeaving: Leaving<DebatesMine> = {
	people: [
		reflection,
		cornerChoice,
		ballotLine,
		debateBallot,
		debateVote,
		prepCard,
		contributionVersion,
		contribution,
		debatePerson
	],
	content: [screenLink, debateEvent, debate, debateRound, debateFormat],

	mine: async (place) => ({ debates: await ownDebates(place) }),

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		for (const table of [prepCard, debateVote, cornerChoice])
			await tx
				.delete(table)
				.where(and(eq(table.courseId, courseId), eq(table.enrolmentId, enrolmentId)));
		await eraseBallots(tx, place);
		await tx
			.delete(reflection)
			.where(
				and(
					eq(reflection.courseId, courseId),
					eq(reflection.enrolmentId, enrolmentId),
					keepsWork ? isNull(reflection.givenAt) : undefined
				)
			);
		if (!keepsWork) await eraseWords(tx, place);
		await leaveDebates(tx, place);
		await unsign(tx, place, contribution, ['hiddenBy']);
		for (const table of [debateFormat, debateRound, screenLink])
			await unsign(tx, place, table, ['createdBy']);
	},

	async purge(tx, courseId, extent) {
		// Debates without their people say nothing to those who come after them.
		await emptyTables(tx, courseId, [
			reflection,
			cornerChoice,
			ballotLine,
			debateBallot,
			debateVote,
			prepCard,
			contributionVersion,
			contribution,
			debatePerson,
			screenLink,
			debateEvent,
			debate,
			debateRound
		]);
		if (extent === 'all') await emptyTables(tx, courseId, [debateFormat]);
	}
};

/** A ballot goes with its judge; what other judges wrote about a speech goes with its speaker. */
async function eraseBallots(tx: Transaction, place: LeftPlace): Promise<void> {
	const { courseId, enrolmentId, keepsWork } = place;
	const own = and(
		eq(debateBallot.courseId, courseId),
		eq(debateBallot.enrolmentId, enrolmentId),
		keepsWork ? eq(debateBallot.state, 'draft') : undefined
	);
	const gone = await tx.select({ debateId: debateBallot.debateId }).from(debateBallot).where(own);
	if (gone.length > 0) {
		const ids = gone.map(({ debateId }) => debateId);
		await tx
			.delete(ballotLine)
			.where(
				and(
					eq(ballotLine.courseId, courseId),
					eq(ballotLine.enrolmentId, enrolmentId),
					inArray(ballotLine.debateId, ids)
				)
			);
		await tx.delete(debateBallot).where(own);
	}
	if (keepsWork) return;
	const places = await tx
		.select({ debateId: debatePerson.debateId, number: debatePerson.number })
		.from(debatePerson)
		.where(and(eq(debatePerson.courseId, courseId), eq(debatePerson.enrolmentId, enrolmentId)));
	for (const { debateId, number } of places)
		await tx
			.delete(ballotLine)
			.where(
				and(
					eq(ballotLine.courseId, courseId),
					eq(ballotLine.debateId, debateId),
					eq(ballotLine.about, number)
				)
			);
}

/**
 * Every wording of theirs goes. What somebody else has worded anew is that person's; a joint statement
 * as it stands is everybody's, whoever saved it last.
 */
async function eraseWords(tx: Transaction, { courseId, enrolmentId }: LeftPlace): Promise<void> {
	const versions = contributionVersion;
	const saved = await tx
		.selectDistinct({ id: versions.contributionId })
		.from(versions)
		.where(and(eq(versions.courseId, courseId), eq(versions.enrolmentId, enrolmentId)));
	const rows = await tx
		.select({
			id: contribution.id,
			kind: contribution.kind,
			version: contribution.version,
			enrolmentId: contribution.enrolmentId
		})
		.from(contribution)
		.where(
			and(
				eq(contribution.courseId, courseId),
				or(
					eq(contribution.enrolmentId, enrolmentId),
					inArray(
						contribution.id,
						saved.map(({ id }) => id)
					)
				)
			)
		);
	const nothing = { body: '', passages: [] };
	for (const row of rows) {
		const its = and(eq(contribution.courseId, courseId), eq(contribution.id, row.id));
		const wordings = and(eq(versions.courseId, courseId), eq(versions.contributionId, row.id));
		const [byOthers] = await tx
			.select()
			.from(versions)
			.where(and(wordings, or(isNull(versions.enrolmentId), ne(versions.enrolmentId, enrolmentId))))
			.orderBy(desc(versions.version))
			.limit(1);
		const isTheirs = row.enrolmentId === enrolmentId;
		if (row.kind !== 'statement') {
			const left = byOthers
				? { body: byOthers.body, lang: byOthers.lang, passages: byOthers.passages }
				: { ...nothing, hiddenWhy: '', erasedAt: new Date() };
			await tx
				.update(contribution)
				.set({ ...left, ...(isTheirs ? { enrolmentId: null } : {}) })
				.where(its);
		} else if (isTheirs) await tx.update(contribution).set({ enrolmentId: null }).where(its);
		const own = and(wordings, eq(versions.enrolmentId, enrolmentId));
		if (byOthers || row.kind === 'statement')
			await tx
				.update(versions)
				.set({ ...nothing, enrolmentId: null })
				.where(own);
		else await tx.delete(versions).where(own);
	}
}

/** Their places become free, and whoever follows an open debate hears that they are gone. */
async function leaveDebates(tx: Transaction, place: LeftPlace): Promise<void> {
	const { courseId, enrolmentId, keepsWork } = place;
	const own = and(eq(debatePerson.courseId, courseId), eq(debatePerson.enrolmentId, enrolmentId));
	const places = await tx
		.select({ debateId: debatePerson.debateId, number: debatePerson.number })
		.from(debatePerson)
		.where(own);
	if (keepsWork) await tx.update(debatePerson).set({ shownAs: {}, why: '' }).where(own);
	else await tx.delete(debatePerson).where(own);
	for (const { debateId, number } of places) {
		const [next] = await tx
			.update(debate)
			.set({ seq: sql`${debate.seq} + 1` })
			.where(and(eq(debate.courseId, courseId), eq(debate.id, debateId), gt(debate.seq, 0)))
			.returning({ seq: debate.seq });
		// Before a debate opens nobody is told who is in it.
		if (!next) continue;
		await tx.insert(debateEvent).values({
			courseId,
			debateId,
			seq: next.seq,
			kind: 'erased',
			at: new Date(),
			by: 0,
			data: { who: number }
		});
		publish(`debate:${debateId}`, next.seq);
	}
}
