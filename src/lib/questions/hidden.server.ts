/* What staff hid of a person's own answers: shown to them as hidden, with the reason. */
import { and, eq, sql } from 'drizzle-orm';
import type { Hidden } from '$lib/courses/moderation';
import { hiddenColumns, hiddenOf } from '$lib/courses/moderation.server';
import { prepared } from '$lib/server/db/client';
import { answer, hiddenContent, question } from '$lib/server/db/schema';

const hiddenInSet = prepared('hidden_answers_in_set', (db) =>
	db
		.select({ questionId: answer.questionId, ...hiddenColumns })
		.from(hiddenContent)
		.innerJoin(answer, hiddenOf('answer', answer.courseId, answer.peerRef))
		.innerJoin(
			question,
			and(eq(question.courseId, answer.courseId), eq(question.id, answer.questionId))
		)
		.where(
			and(
				eq(hiddenContent.courseId, sql.placeholder('courseId')),
				eq(answer.enrolmentId, sql.placeholder('enrolmentId')),
				eq(question.setId, sql.placeholder('setId'))
			)
		)
);

/** By question id. */
export async function hiddenAnswersOf(
	{ courseId, id: setId }: { courseId: string; id: string },
	enrolmentId: string
): Promise<Map<string, Hidden>> {
	const rows = await hiddenInSet({ courseId, setId, enrolmentId });
	return new Map(rows.map(({ questionId, ...hidden }) => [questionId, hidden]));
}
