/*
 * What regrade requests keep of people: what students asked about their grades, and what they and staff
 * said about it. A request belongs to the record of its student; it goes with their work.
 */
import { and, asc, eq, inArray, or } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { groupedBy } from '$lib/readings/grouped';
import { db } from '$lib/server/db/client';
import { gradeItem, regradeEntry, regradeRequest } from '$lib/server/db/schema';
import type { EntryKind, Outcome, RequestState } from './regrade';

export interface RegradingMine {
	/** With what was answered, by "staff". */
	regradesAsked: {
		item: LocalText;
		state: RequestState;
		outcome: Outcome | null;
		said: { kind: EntryKind; isOwn: boolean; words: string; at: Date }[];
	}[];
	/** What one answered and decided as staff; whose request it was is not in it. */
	regradesAnswered: { item: LocalText; kind: EntryKind; words: string; at: Date }[];
}

export const regradingLeaving: Leaving<RegradingMine> = {
	people: [regradeEntry, regradeRequest],
	content: [],

	async mine({ courseId, enrolmentId }) {
		const rows = await db()
			.select({ request: regradeRequest, item: gradeItem.title, entry: regradeEntry })
			.from(regradeEntry)
			.innerJoin(
				regradeRequest,
				and(
					eq(regradeRequest.courseId, regradeEntry.courseId),
					eq(regradeRequest.id, regradeEntry.requestId)
				)
			)
			.innerJoin(
				gradeItem,
				and(
					eq(gradeItem.courseId, regradeRequest.courseId),
					eq(gradeItem.id, regradeRequest.itemId)
				)
			)
			.where(
				and(
					eq(regradeEntry.courseId, courseId),
					or(eq(regradeRequest.enrolmentId, enrolmentId), eq(regradeEntry.authorId, enrolmentId))
				)
			)
			.orderBy(asc(regradeRequest.createdAt), asc(regradeRequest.id), asc(regradeEntry.number));
		const own = rows.filter(({ request }) => request.enrolmentId === enrolmentId);
		return {
			regradesAsked: Array.from(
				groupedBy(own, ({ request }) => request.id),
				([, thread]) => thread
			).flatMap((thread) => {
				const [first] = thread;
				if (!first) return [];
				const { state, outcome } = first.request;
				const said = thread.map(({ entry: { kind, authorId, body, at } }) => ({
					kind,
					isOwn: authorId === enrolmentId,
					words: body,
					at
				}));
				return [{ item: first.item, state, outcome, said }];
			}),
			regradesAnswered: rows.flatMap(({ request, item, entry: { kind, authorId, body, at } }) =>
				authorId === enrolmentId && request.enrolmentId !== enrolmentId
					? [{ item, kind, words: body, at }]
					: []
			)
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		if (!keepsWork) {
			const own = and(
				eq(regradeRequest.courseId, courseId),
				eq(regradeRequest.enrolmentId, enrolmentId)
			);
			const ids = tx.select({ id: regradeRequest.id }).from(regradeRequest).where(own);
			await tx
				.delete(regradeEntry)
				.where(and(eq(regradeEntry.courseId, courseId), inArray(regradeEntry.requestId, ids)));
			await tx.delete(regradeRequest).where(own);
		}
		await unsign(tx, place, regradeEntry, ['authorId']);
	},

	async purge(tx, courseId) {
		await emptyTables(tx, courseId, [regradeEntry, regradeRequest]);
	}
};
