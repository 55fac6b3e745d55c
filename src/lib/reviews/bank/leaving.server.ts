/* What the comment bank keeps of people: who put a comment into it. The comment is the course's own. */
import { and, asc, eq } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { bankComment } from '$lib/server/db/schema';

export interface BankMine {
	/** Comments that one put into the bank, as they stand now. */
	bankComments: { body: LocalText; at: Date }[];
}

export const bankLeaving: Leaving<BankMine> = {
	people: [],
	content: [bankComment],

	async mine({ courseId, userId }) {
		const bankComments = await db()
			.select({ body: bankComment.body, at: bankComment.createdAt })
			.from(bankComment)
			.where(and(eq(bankComment.courseId, courseId), eq(bankComment.createdBy, userId)))
			.orderBy(asc(bankComment.createdAt), asc(bankComment.id));
		return { bankComments };
	},

	async erase(tx, place) {
		await unsign(tx, place, bankComment, ['createdBy']);
	},

	async purge(tx, courseId, extent) {
		if (extent === 'all') await emptyTables(tx, courseId, [bankComment]);
	}
};
