/*
 * What peer review keeps of people: what they wrote about classmates, and what classmates wrote about
 * them. Words go with whoever wrote them, and with the position they are about; where a course keeps
 * somebody's work for a while, both stay without a name.
 */
import { and, eq, inArray, or } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { courseModule, peerPlan, peerReview, position, positionTask } from '$lib/server/db/schema';
import { hasWaited, type PeerWriting } from './peer';

export interface PeersMine {
	/** Whose text it was about is not in it. */
	peerReviewsGiven: (PeerWriting & { module: LocalText; state: string; at: Date | null })[];
	/** Those that can be read; by whom is not in it. */
	peerReviewsReceived: (PeerWriting & {
		module: LocalText;
		number: number;
		usefulness: number | null;
		usefulnessWhy: string;
	})[];
}

export const peersLeaving: Leaving<PeersMine> = {
	people: [peerReview],
	content: [peerPlan],

	async mine({ courseId, enrolmentId }) {
		const rows = await db()
			.select({
				row: peerReview,
				module: courseModule.title,
				writer: position.enrolmentId,
				gives: peerPlan.gives,
				waitDays: peerPlan.waitDays
			})
			.from(peerReview)
			.innerJoin(
				position,
				and(eq(position.courseId, peerReview.courseId), eq(position.id, peerReview.positionId))
			)
			.innerJoin(
				positionTask,
				and(eq(positionTask.courseId, peerReview.courseId), eq(positionTask.id, peerReview.taskId))
			)
			.innerJoin(
				courseModule,
				and(
					eq(courseModule.courseId, positionTask.courseId),
					eq(courseModule.id, positionTask.moduleId)
				)
			)
			.leftJoin(
				peerPlan,
				and(eq(peerPlan.courseId, peerReview.courseId), eq(peerPlan.taskId, peerReview.taskId))
			)
			.where(
				and(
					eq(peerReview.courseId, courseId),
					or(eq(peerReview.enrolmentId, enrolmentId), eq(position.enrolmentId, enrolmentId))
				)
			)
			.orderBy(peerReview.ref);
		const words = ({ levels, reasons, overall }: PeerWriting) => ({ levels, reasons, overall });
		const own = rows.filter(({ row }) => row.enrolmentId === enrolmentId);
		const gave = (taskId: string) =>
			own.filter(({ row }) => row.taskId === taskId && row.state === 'given').length;
		const now = new Date();
		const received = rows.filter(
			({ row, writer, gives, waitDays }) =>
				writer === enrolmentId &&
				row.state === 'given' &&
				!row.hiddenAt &&
				(row.usefulness !== null ||
					gave(row.taskId) >= (gives ?? 1) ||
					hasWaited(waitDays, row.givenAt ?? row.heldAt, now))
		);
		return {
			peerReviewsGiven: own.map(({ row, module }) => ({
				module,
				state: row.state,
				...words(row),
				at: row.givenAt ?? row.savedAt
			})),
			peerReviewsReceived: received.map(({ row, module }) => ({
				module,
				number: row.positionNumber,
				...words(row),
				usefulness: row.usefulness,
				usefulnessWhy: row.usefulnessWhy
			}))
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		if (!keepsWork) {
			const own = tx
				.select({ id: position.id })
				.from(position)
				.where(and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId)));
			await tx
				.delete(peerReview)
				.where(
					and(
						eq(peerReview.courseId, courseId),
						or(eq(peerReview.enrolmentId, enrolmentId), inArray(peerReview.positionId, own))
					)
				);
		}
		await unsign(tx, place, peerReview, ['hiddenBy']);
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, extent === 'all' ? [peerReview, peerPlan] : [peerReview]);
	}
};
