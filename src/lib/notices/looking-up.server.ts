/*
 * What stored notices need before they can be told: a reminder only while it is still true, the
 * subject of a message, and nothing of a module that is not open to the class.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { debateKinds, debateNotices } from '$lib/debates/written/told.server';
import { isOpenModule } from '$lib/modules/opening.server';
import { db } from '$lib/server/db/client';
import { classMessage, courseModule, type notice } from '$lib/server/db/schema';
import { isNoticeKind, type ToldNotice } from './notice';
import { outstandingIn, outstandingKey } from './outstanding.server';

export type StoredNotice = Pick<
	typeof notice.$inferSelect,
	'id' | 'enrolmentId' | 'kind' | 'payload' | 'at'
>;

/** How far ahead a reminder looks. */
export const aheadBy = 24 * 60 * 60 * 1000;

/** By id; those that are not to be told any more are absent. All are of one course. */
export async function toldAmong(
	courseId: string,
	rows: readonly StoredNotice[],
	now: Date
): Promise<Map<string, ToldNotice>> {
	const due = rows.filter((row) => row.kind === 'due');
	const messages = rows.flatMap((row) =>
		row.kind === 'message' ? (row.payload.message ?? []) : []
	);
	const modules = rows.flatMap((row) => row.payload.module ?? []);
	const debates = rows.filter(isOfDebate);
	const [outstanding, subjects, open, turns] = await Promise.all([
		outstandingIn(
			courseId,
			{ from: now, until: new Date(now.getTime() + aheadBy) },
			[...new Set(due.map((row) => row.enrolmentId))],
			now
		),
		subjectsOf(courseId, messages),
		openAmong(courseId, modules, now),
		debateNotices(courseId, debates)
	]);
	const still = new Map(
		outstanding.map((one) => [outstandingKey({ ...one, due: one.dueAt.toISOString() }), one])
	);
	const told = new Map<string, ToldNotice>();
	for (const row of rows) {
		const { id, kind, payload, enrolmentId } = row;
		if (!isNoticeKind(kind)) continue;
		const isForStaff = kind === 'waiting' || kind === 'report';
		if (payload.module && !isForStaff && !open.has(payload.module)) continue;
		const { subject = '', id: subjectId = '', due: dueText = '' } = payload;
		const reminded =
			kind === 'due'
				? still.get(outstandingKey({ enrolmentId, subject, subjectId, due: dueText }))
				: undefined;
		if (kind === 'due' && !reminded) continue;
		const turn = turns.get(id);
		if (isOfDebate(row) && !turn) continue;
		const message = kind === 'message' ? subjects.get(payload.message ?? '') : undefined;
		if (kind === 'message' && !message) continue;
		told.set(id, {
			kind,
			payload,
			title: reminded?.title ?? message ?? null,
			dueAt: reminded?.dueAt ?? turn?.dueAt ?? null
		});
	}
	return told;
}

function isOfDebate({ kind }: { kind: string }): boolean {
	return debateKinds.some((one) => one === kind);
}

async function subjectsOf(courseId: string, ids: string[]) {
	if (ids.length === 0) return new Map<string, { en?: string; ur?: string }>();
	const rows = await db()
		.select({ id: classMessage.id, subject: classMessage.subject, lang: classMessage.lang })
		.from(classMessage)
		.where(and(eq(classMessage.courseId, courseId), inArray(classMessage.id, [...new Set(ids)])));
	return new Map(rows.map(({ id, subject, lang }) => [id, { [lang]: subject }]));
}

async function openAmong(courseId: string, slugs: string[], now: Date): Promise<Set<string>> {
	if (slugs.length === 0) return new Set();
	const rows = await db()
		.select({ slug: courseModule.slug })
		.from(courseModule)
		.where(
			and(
				eq(courseModule.courseId, courseId),
				inArray(courseModule.slug, [...new Set(slugs)]),
				isOpenModule(now)
			)
		);
	return new Set(rows.map((row) => row.slug));
}
