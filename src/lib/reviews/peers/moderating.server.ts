/*
 * A review as staff read it, and hiding it: its author does not see it any more and it does not
 * count, whoever wrote it is told and reads why, and it can be shown again.
 */
import { and, desc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { tell } from '$lib/courses/telling.server';
import { peopleShownTo } from '$lib/courses/people.server';
import { studentName } from '$lib/courses/wording';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { citationsIn } from '$lib/positions/citing.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import {
	contentReport,
	courseModule,
	enrolment,
	peerReview,
	positionTask,
	positionVersion,
	user
} from '$lib/server/db/schema';
import type { RubricBody } from '../review';
import { keptRubric, taskToReview } from '../sheets.server';
import { classOf, namedAs, type Named } from './class.server';
import type { PeerState, PeerWriting } from './peer';
import type { TextToReview } from './reading.server';
import { stateOf } from './unlocking.server';

export interface PeerToRead {
	ref: string;
	reviewer: Named;
	about: Named;
	number: number;
	text: TextToReview;
	rubric: RubricBody;
	writing: PeerWriting;
	lang: Locale;
	state: PeerState;
	heldUntil: Date;
	givenAt: Date | null;
	isExtra: boolean;
	usefulness: number | null;
	usefulnessWhy: string;
	hidden: string | null;
	timeZone: string;
	mayHide: boolean;
	mayReopen: boolean;
}

/** 404 for a review of somebody whom the actor may not read. */
export async function peerToRead(
	actor: Actor,
	moduleSlug: string,
	ref: string,
	now: Date
): Promise<PeerToRead> {
	const task = await taskToReview(actor, moduleSlug);
	const { courseId, taskId, moduleId, timeZone } = task;
	authorize(actor, 'peer.readAll', { courseId });
	const [[row], everybody] = await Promise.all([
		db()
			.select()
			.from(peerReview)
			.where(
				and(
					eq(peerReview.courseId, courseId),
					eq(peerReview.ref, ref),
					eq(peerReview.taskId, taskId)
				)
			),
		classOf(actor, task)
	]);
	const about = everybody.find((one) => one.id === row?.positionId);
	if (!row || !about?.isSeen) notFound();
	const { positionId, positionNumber: number } = row;
	const reviewer = everybody.find((one) => one.enrolmentId === row.enrolmentId);
	const [index, rubric, [version]] = await Promise.all([
		readingIndex(actor, moduleId),
		keptRubric(row),
		db()
			.select({ body: positionVersion.body, lang: positionVersion.lang })
			.from(positionVersion)
			.where(
				and(
					eq(positionVersion.courseId, courseId),
					eq(positionVersion.positionId, positionId),
					eq(positionVersion.number, number)
				)
			)
	]);
	const { levels, reasons, overall } = row;
	const sectionId = reviewer?.sectionId ?? null;
	return {
		ref,
		reviewer: namedAs(reviewer),
		about: namedAs(about),
		number,
		text: {
			...(version ?? notFound()),
			citations: await citationsIn(courseId, positionId, number, index)
		},
		rubric,
		writing: { levels, reasons, overall },
		lang: row.lang,
		state: stateOf(row, now),
		heldUntil: row.heldUntil,
		givenAt: row.givenAt,
		isExtra: row.isExtra,
		usefulness: row.usefulness,
		usefulnessWhy: row.usefulnessWhy,
		hidden: row.hiddenAt && row.hiddenWhy,
		timeZone,
		mayHide: row.state === 'given' && may(actor, 'content.hide', { courseId, sectionId }),
		mayReopen: row.state !== 'given' && may(actor, 'peer.plan', { courseId })
	};
}

/** Where a review is, and whose words it has. */
async function toModerate(actor: Actor, ref: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const [found] = await db()
		.select({
			courseId: peerReview.courseId,
			id: peerReview.id,
			authorId: peerReview.enrolmentId,
			sectionId: enrolment.sectionId,
			module: courseModule.slug
		})
		.from(peerReview)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, peerReview.courseId), eq(enrolment.id, peerReview.enrolmentId))
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
		.where(and(eq(peerReview.courseId, courseId), eq(peerReview.ref, ref)));
	if (!found) notFound();
	const { sectionId } = found;
	authorize(actor, 'content.hide', { courseId, sectionId });
	return found;
}

function reportsOn(courseId: string, ref: string) {
	return and(
		eq(contentReport.courseId, courseId),
		eq(contentReport.subjectKind, 'peer'),
		eq(contentReport.subjectId, ref)
	);
}

/** Needs `content.hide` for the section of its reviewer. A second time changes nothing. */
export async function hidePeer(
	actor: Actor,
	ref: string,
	reason: string,
	now: Date
): Promise<void> {
	const { courseId, id, authorId, module } = await toModerate(actor, ref);
	const by = personOf(actor).id;
	await transaction(async (tx) => {
		const [hidden] = await tx
			.update(peerReview)
			.set({ hiddenBy: by, hiddenAt: now, hiddenWhy: reason })
			.where(
				and(
					eq(peerReview.courseId, courseId),
					eq(peerReview.id, id),
					eq(peerReview.state, 'given'),
					isNull(peerReview.hiddenAt)
				)
			)
			.returning({ id: peerReview.id });
		await tx
			.update(contentReport)
			.set({ state: 'hidden', decidedBy: by, decidedAt: now })
			.where(and(reportsOn(courseId, ref), eq(contentReport.state, 'open')));
		if (!hidden) return;
		const told = { enrolmentId: authorId, kind: 'content.hidden' };
		await tell(tx, courseId, [{ ...told, payload: { module, review: ref } }], now);
		await recordAct(actor, { act: 'content.hide', subjectKind: 'peer', subjectId: ref }, now, tx);
	});
}

/** Its author reads it again. */
export async function showPeer(actor: Actor, ref: string, now: Date): Promise<void> {
	const { courseId, id, authorId, module } = await toModerate(actor, ref);
	await transaction(async (tx) => {
		const [shown] = await tx
			.update(peerReview)
			.set({ hiddenBy: null, hiddenAt: null, hiddenWhy: '' })
			.where(
				and(
					eq(peerReview.courseId, courseId),
					eq(peerReview.id, id),
					isNotNull(peerReview.hiddenAt)
				)
			)
			.returning({ id: peerReview.id });
		if (!shown) return;
		await tx
			.update(contentReport)
			.set({ state: 'kept', decidedBy: personOf(actor).id, decidedAt: now })
			.where(and(reportsOn(courseId, ref), eq(contentReport.state, 'hidden')));
		const told = { enrolmentId: authorId, kind: 'content.shown' };
		await tell(tx, courseId, [{ ...told, payload: { module, review: ref } }], now);
		await recordAct(actor, { act: 'content.show', subjectKind: 'peer', subjectId: ref }, now, tx);
	});
}

export interface ModeratedPeer {
	ref: string;
	authorId: string;
	author: string;
	shownAs: LocalText;
	text: string;
	lang: Locale;
	module: string;
	moduleTitle: LocalText;
	hidden: { reason: string; at: Date } | null;
}

/** Reported or hidden ones, by people whom the actor sees: for the page of reports. */
export async function moderatedPeers(
	actor: Actor,
	refs: readonly string[]
): Promise<ModeratedPeer[]> {
	const { courseId } = membershipOf(actor);
	const rows = await db()
		.select({
			ref: peerReview.ref,
			authorId: peerReview.enrolmentId,
			author: user.name,
			shownAs: peerReview.reviewerShownAs,
			reasons: peerReview.reasons,
			overall: peerReview.overall,
			lang: peerReview.lang,
			module: courseModule.slug,
			moduleTitle: courseModule.title,
			hiddenAt: peerReview.hiddenAt,
			hiddenWhy: peerReview.hiddenWhy
		})
		.from(peerReview)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, peerReview.courseId), eq(enrolment.id, peerReview.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
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
		.where(
			and(
				eq(peerReview.courseId, courseId),
				or(
					isNotNull(peerReview.hiddenAt),
					refs.length > 0 ? inArray(peerReview.ref, [...refs]) : undefined
				),
				peopleShownTo(actor)
			)
		)
		.orderBy(desc(peerReview.hiddenAt));
	return rows.map(({ reasons, overall, hiddenAt, hiddenWhy, author, ...row }) => ({
		...row,
		author: studentName(author),
		text: [...Object.values(reasons), overall].filter(Boolean).join('\n\n'),
		hidden: hiddenAt && { reason: hiddenWhy, at: hiddenAt }
	}));
}
