/*
 * Regrade requests as staff find them: those of a module, the open ones first, and one with its
 * thread, its grade, and for a position the sheet beside the words. Names are shown unless the task
 * hides them and nothing of the position is released.
 */
import { and, asc, count, desc, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { peopleShownTo } from '$lib/courses/people.server';
import { staffName, studentName } from '$lib/courses/wording';
import type { LocalText } from '$lib/i18n/local-text';
import type { GradeKind } from '$lib/modules/grades.server';
import { moduleFor } from '$lib/modules/modules.server';
import { versionFor, type VersionForStaff } from '$lib/positions/positions.server';
import { db } from '$lib/server/db/client';
import {
	enrolment,
	gradeItem,
	grade,
	positionTask,
	regradeRequest,
	rubricVersion,
	user
} from '$lib/server/db/schema';
import { judged, type JudgedCriterion } from '../judged';
import { pointsOf, type RubricBody, type SheetComments, type SheetLevels } from '../review';
import { factsOf, type GradeNow } from './facts.server';
import { requestsOnPage, type Outcome, type RequestFilter, type RequestState } from './regrade';
import { entriesOf, type Entry } from './threads.server';

export interface ListedRequest {
	id: string;
	kind: GradeKind;
	item: LocalText;
	/** Null for the whole. */
	criterion: LocalText | null;
	/** Null while names are hidden. */
	name: string | null;
	state: RequestState;
	outcome: Outcome | null;
	askedAt: Date;
	changedAt: Date;
}

export interface RequestList {
	requests: ListedRequest[];
	counts: Record<RequestState, number>;
	pages: number;
}

/** Needs `regrade.read`; of people in the actor's sections only. */
export async function requestsFor(
	actor: Actor,
	moduleSlug: string,
	filter: RequestFilter
): Promise<RequestList> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'regrade.read', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const among = and(
		eq(regradeRequest.courseId, courseId),
		eq(gradeItem.moduleId, moduleId),
		peopleShownTo(actor),
		filter.sectionId === null ? undefined : eq(enrolment.sectionId, filter.sectionId)
	);
	const ofItem = and(
		eq(gradeItem.courseId, regradeRequest.courseId),
		eq(gradeItem.id, regradeRequest.itemId)
	);
	const ofPerson = and(
		eq(enrolment.courseId, regradeRequest.courseId),
		eq(enrolment.id, regradeRequest.enrolmentId)
	);
	const isOpen = sql`case when ${regradeRequest.state} = 'open' then 0 else 1 end`;
	const [counted, rows, criteria] = await Promise.all([
		db()
			.select({ state: regradeRequest.state, n: count() })
			.from(regradeRequest)
			.innerJoin(gradeItem, ofItem)
			.innerJoin(enrolment, ofPerson)
			.where(among)
			.groupBy(regradeRequest.state),
		db()
			.select({
				request: regradeRequest,
				kind: gradeItem.kind,
				item: gradeItem.title,
				name: user.name,
				grade: grade.state,
				hides: positionTask.hideWhileMarking
			})
			.from(regradeRequest)
			.innerJoin(gradeItem, ofItem)
			.innerJoin(enrolment, ofPerson)
			.leftJoin(user, eq(user.id, enrolment.userId))
			.leftJoin(
				grade,
				and(
					eq(grade.courseId, regradeRequest.courseId),
					eq(grade.itemId, regradeRequest.itemId),
					eq(grade.enrolmentId, regradeRequest.enrolmentId)
				)
			)
			.leftJoin(
				positionTask,
				and(
					eq(gradeItem.kind, 'position'),
					eq(positionTask.courseId, gradeItem.courseId),
					eq(positionTask.id, gradeItem.subjectId)
				)
			)
			.where(and(among, filter.state === null ? undefined : eq(regradeRequest.state, filter.state)))
			.orderBy(asc(isOpen), desc(regradeRequest.changedAt), asc(regradeRequest.id))
			.limit(requestsOnPage)
			.offset((filter.page - 1) * requestsOnPage),
		criteriaIn(courseId, moduleId)
	]);
	const counts = { open: 0, settled: 0, withdrawn: 0 };
	for (const { state, n } of counted) counts[state] = n;
	const shown =
		filter.state === null ? counts.open + counts.settled + counts.withdrawn : counts[filter.state];
	return {
		requests: rows.map(({ request, kind, item, name, ...row }) => ({
			id: request.id,
			kind,
			item,
			criterion: criteria.get(request.criterionKey) ?? null,
			name: row.hides && row.grade !== 'released' ? null : studentName(name),
			state: request.state,
			outcome: request.outcome,
			askedAt: request.createdAt,
			changedAt: request.changedAt
		})),
		counts,
		pages: Math.max(1, Math.ceil(shown / requestsOnPage))
	};
}

/** Titles by key, of the rubric as it is now. */
async function criteriaIn(courseId: string, moduleId: string): Promise<Map<string, LocalText>> {
	const [found] = await db()
		.select({ body: rubricVersion.body })
		.from(positionTask)
		.innerJoin(
			rubricVersion,
			and(
				eq(rubricVersion.courseId, positionTask.courseId),
				eq(rubricVersion.rubricId, positionTask.rubricId),
				eq(rubricVersion.version, positionTask.rubricVersion)
			)
		)
		.where(and(eq(positionTask.courseId, courseId), eq(positionTask.moduleId, moduleId)));
	return new Map(found?.body.criteria.map((c) => [c.key, c.title]));
}

export interface ShownEntry extends Omit<Entry, 'authorId' | 'authorName'> {
	/** Null while names are hidden. */
	name: string | null;
	isStudents: boolean;
}

/** A criterion with the points that may be given for it. */
export interface SettledCriterion extends JudgedCriterion {
	choices: number[];
	mayLeaveOut: boolean;
}

export interface RequestPage {
	id: string;
	version: number;
	state: RequestState;
	outcome: Outcome | null;
	item: { kind: GradeKind; title: LocalText; most: number };
	criterionKey: string;
	/** Null for the whole. */
	criterion: LocalText | null;
	name: string | null;
	/** Null where the person's place cannot be led to while names are hidden. */
	enrolmentId: string | null;
	/** Of a question set. */
	set: string | null;
	grade: GradeNow | null;
	entries: ShownEntry[];
	/** The released sheet; what can be changed is what the request is about. */
	sheet: {
		rubric: RubricBody;
		levels: SheetLevels;
		comments: SheetComments;
		overall: string;
		criteria: JudgedCriterion[];
		toChange: SettledCriterion[];
	} | null;
	/** The submitted version it is about. */
	text: VersionForStaff['text'] | null;
	positionId: string | null;
	mayAnswer: boolean;
	maySettle: boolean;
}

/** Needs `regrade.read` for the section of whoever asked; 404 otherwise. */
export async function requestFor(
	actor: Actor,
	moduleSlug: string,
	requestId: string
): Promise<RequestPage> {
	const { request, person, facts } = await foundRequest(actor, moduleSlug, requestId);
	const { courseId, criterionKey, id, version, state, outcome } = request;
	const { item, grade: now, sheet, set } = facts;
	const { enrolmentId, sectionId } = person;
	const { positionId, positionNumber } = request;
	const [entries, text] = await Promise.all([
		entriesOf(db(), courseId, [id]),
		positionId !== null && positionNumber !== null
			? versionFor(actor, positionId, positionNumber)
			: null
	]);
	const hides = facts.hidesNames && !now?.isReleased;
	const name = hides ? null : studentName(person.name);
	const who = { courseId, enrolmentId, sectionId };
	const criteria = sheet ? judged(sheet.rubric, sheet.row.levels) : [];
	return {
		id,
		version,
		state,
		outcome,
		item: { kind: item.kind, title: item.title, most: item.most },
		criterionKey,
		criterion: criteria.find((c) => c.key === criterionKey)?.title ?? null,
		name,
		enrolmentId: hides ? null : enrolmentId,
		set,
		grade: now,
		entries: (entries.get(id) ?? []).map(({ authorId, authorName, ...entry }) => {
			// Of somebody who left, only what kind of entry it is still says whose it was.
			const isStudents =
				authorId === enrolmentId || entry.kind === 'asked' || entry.kind === 'withdrawn';
			return { ...entry, isStudents, name: isStudents ? name : staffName(authorId, authorName) };
		}),
		sheet: sheet && {
			rubric: sheet.rubric,
			levels: sheet.row.levels,
			comments: sheet.row.comments,
			overall: sheet.row.overall,
			criteria,
			toChange: sheet.rubric.criteria.flatMap((criterion, i) => {
				const one = criteria[i];
				if (!one || (criterionKey !== '' && criterion.key !== criterionKey)) return [];
				const choices = pointsOf(sheet.rubric, criterion);
				return [{ ...one, choices, mayLeaveOut: sheet.rubric.mayLeaveOut ?? false }];
			})
		},
		text: text?.text ?? null,
		positionId,
		mayAnswer: may(actor, 'regrade.answer', who),
		maySettle: may(actor, 'regrade.settle', who)
	};
}

/** What every act of staff on a request starts from; 404 for what the actor may not read. */
export async function foundRequest(actor: Actor, moduleSlug: string, requestId: string) {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'regrade.read', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug);
	const [found] = await db()
		.select({
			request: regradeRequest,
			enrolmentId: enrolment.id,
			sectionId: enrolment.sectionId,
			name: user.name
		})
		.from(regradeRequest)
		.innerJoin(
			gradeItem,
			and(
				eq(gradeItem.courseId, regradeRequest.courseId),
				eq(gradeItem.id, regradeRequest.itemId),
				eq(gradeItem.moduleId, moduleId)
			)
		)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, regradeRequest.courseId),
				eq(enrolment.id, regradeRequest.enrolmentId)
			)
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(and(eq(regradeRequest.courseId, courseId), eq(regradeRequest.id, requestId)));
	if (!found) notFound();
	const { request, ...person } = found;
	const { enrolmentId, sectionId } = person;
	if (!may(actor, 'regrade.read', { courseId, enrolmentId, sectionId })) notFound();
	const facts = (await factsOf(db(), courseId, request.itemId, enrolmentId)) ?? notFound();
	return { request, person, facts };
}
