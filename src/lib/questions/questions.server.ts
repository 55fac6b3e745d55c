/*
 * Guided questions as people find them: one set with its questions, own answers, and whatever else
 * may be shown by now. Guides are for staff; what is
 * right comes when feedback is due (feedback.ts).
 */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { Hidden } from '$lib/courses/moderation';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { closesFor, dueFor, isClosed, lateMinutes } from '$lib/modules/deadline';
import { prepared, shared } from '$lib/server/db/client';
import {
	answer,
	answerMark,
	courseModule,
	gradeItem,
	grade,
	question,
	questionSet
} from '$lib/server/db/schema';
import { feedbackDue, feedbackOn, type Feedback } from './feedback';
import { hiddenAnswersOf } from './hidden.server';
import {
	askedOf,
	isEmpty,
	progressOf,
	type AnswerProgress,
	type AnswerValue,
	type AskedQuestion,
	type QuestionBody,
	type QuestionStage
} from './question';
import { stateOf, type SetState } from './set-list.server';
import {
	askedNow,
	findSet,
	submittedIn,
	versionsAsked,
	workIn,
	type FoundQuestion,
	type FoundSet,
	type OwnWork,
	type SetAddress
} from './sets.server';

/** What only staff see of a question. */
export type QuestionGuide = Pick<
	QuestionBody,
	'guide' | 'background' | 'options' | 'items' | 'parts' | 'find'
>;

export interface QuestionHere {
	id: string;
	key: string;
	/** Its place in the set, from 1. */
	number: number;
	asked: AskedQuestion;
	answer: { value: AnswerValue; version: number; savedAt: Date | null; lang: Locale } | null;
	progress: AnswerProgress;
	/** The version that is shown; an answer names it. */
	version: number;
	/** The question was changed after the answer was written. */
	isChanged: boolean;
	/** The answer as it was written, where the question of now has no place for all of it. */
	earlier: { asked: AskedQuestion; value: AnswerValue; lang: Locale } | null;
	/** Taken out of the set: what was answered is shown, and does not count. */
	isRetired: boolean;
	/** Own earlier answers that the question names by their keys ("your answer to B1"). */
	recalls: { key: string; text: string; lang: Locale }[];
	/** May this be checked before submission? */
	canCheck: boolean;
	feedback: Feedback | null;
	mark: { points: number; comment: string } | null;
	/** A discussion question: whether classmates' answers are open to the actor. */
	classmates: 'none' | 'own-first' | 'open';
	/** Staff hid the own answer from classmates; it counts as before. */
	hidden: Hidden | null;
	guide: QuestionGuide | null;
}

export interface SetHere {
	slug: string;
	stage: QuestionStage;
	title: LocalText;
	intro: LocalText;
	readingId: string | null;
	dueAt: Date | null;
	closesAt: Date | null;
	isClosed: boolean;
	/** How late a submission would be now. */
	lateMinutes: number;
	state: SetState;
	submission: {
		receipt: string;
		number: number;
		submittedAt: Date;
		lateMinutes: number;
		lateWaived: boolean;
	} | null;
	/** The actor is a student of the course, in their own name. */
	answers: boolean;
	/** And the set still takes answers from them. */
	isOpen: boolean;
	/** Taken out of the module; what was answered stays to be read. */
	isRetired: boolean;
	/** To be sent along when it is handed in. */
	versionsAsked: string;
	isReleased: boolean;
	/** Own points, once released. */
	points: number | null;
	most: number;
	questions: QuestionHere[];
}

/** One set with everything that may be shown of it now. */
export async function questionSetFor(
	actor: Actor,
	address: SetAddress,
	now: Date
): Promise<SetHere> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const set = await findSet(actor, address, now);
	const work = await workIn(set, enrolmentId);
	const closed = isClosed(set.deadline, now);
	const answers = may(actor, 'answer.write', { courseId, enrolmentId });
	const released = may(actor, 'answer.marks', {
		courseId,
		enrolmentId,
		released: set.releasedAt !== null
	});
	const isRead = answers && work.submission && work.questions.some((q) => q.body.discussion);
	const [handedIn, marks, points, earlier, hidden] = await Promise.all([
		work.submission ? submittedIn(courseId, work.submission.id) : null,
		released && answers ? marksOf(set, enrolmentId) : [],
		released && answers ? gradeOf(set, enrolmentId) : null,
		answers ? earlierAnswers(set, work, enrolmentId) : [],
		isRead ? hiddenAnswersOf(set, enrolmentId) : null
	]);
	const { submission } = work;
	return {
		slug: set.slug,
		stage: set.stage,
		title: set.title,
		intro: set.intro,
		readingId: set.readingId,
		dueAt: dueFor(set.deadline),
		closesAt: closesFor(set.deadline),
		isClosed: closed,
		lateMinutes: lateMinutes(set.deadline, now),
		state: stateOf(
			submission,
			work.questions.some((q) => q.answer && !isEmpty(q.answer.value))
		),
		submission: submission && {
			receipt: submission.receipt,
			number: submission.number,
			submittedAt: submission.submittedAt,
			lateMinutes: submission.lateMinutes,
			lateWaived: submission.lateWaivedBy !== null
		},
		answers,
		isOpen: answers && !closed && !work.isSubmitted && set.retiredAt === null,
		isRetired: set.retiredAt !== null,
		versionsAsked: versionsAsked(work),
		isReleased: set.releasedAt !== null,
		points,
		most: askedNow(work).reduce((sum, q) => sum + q.most, 0),
		questions: work.questions.map((q, i) => {
			const own = ownAnswer(q, work, handedIn);
			const asked = askedOf(q.body);
			const mark = marks.find((mark) => mark.questionId === q.id);
			return {
				id: q.id,
				key: q.key,
				number: i + 1,
				asked,
				answer: own,
				version: q.version,
				isChanged: q.isChanged,
				earlier: q.earlier && {
					asked: askedOf(q.earlier.body),
					value: q.earlier.value,
					lang: q.answer?.lang ?? 'en'
				},
				isRetired: q.isRetired,
				progress: progressOf(asked, own?.value ?? null),
				recalls: earlier.filter((e) => namesKey(q.body, e.key)),
				canCheck: !q.isRetired && canCheck(q.body, set, work),
				feedback: answers ? feedbackFor(q, own, { set, work, closed }) : null,
				mark: mark ? { points: mark.points, comment: mark.comment } : null,
				classmates: classmatesState(actor, q, handedIn?.get(q.id)?.value ?? null),
				hidden: hidden?.get(q.id) ?? null,
				guide: may(actor, 'question.guide', { courseId }) ? guideOf(q.body) : null
			};
		})
	};
}

/** The words of a question, worked out once for each body that is kept. */
const wordsOf = new WeakMap<QuestionBody, ReadonlySet<string>>();

function namesKey(body: QuestionBody, key: string): boolean {
	let words = wordsOf.get(body);
	if (!words) {
		const { prompt } = body;
		words = new Set((prompt.en ?? prompt.ur ?? '').match(/\w+/g));
		wordsOf.set(body, words);
	}
	return words.has(key);
}

const keysInModule = shared('question_keys_in_module', [question, questionSet], (db) =>
	db
		.select({ key: question.key, setId: question.setId })
		.from(question)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.where(
			and(
				eq(question.courseId, sql.placeholder('courseId')),
				eq(questionSet.moduleId, sql.placeholder('moduleId'))
			)
		)
);

const answersInModule = prepared('own_answers_in_module', (db) =>
	db
		.select({ key: question.key, setId: question.setId, value: answer.value, lang: answer.lang })
		.from(answer)
		.innerJoin(
			question,
			and(eq(question.courseId, answer.courseId), eq(question.id, answer.questionId))
		)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.where(
			and(
				eq(answer.courseId, sql.placeholder('courseId')),
				eq(answer.enrolmentId, sql.placeholder('enrolmentId')),
				eq(questionSet.moduleId, sql.placeholder('moduleId'))
			)
		)
);

/** Own written answers, of other sets of the module, that a question here returns to by name. */
async function earlierAnswers(set: FoundSet, work: OwnWork, enrolmentId: string) {
	const { courseId, moduleId } = set;
	const keys = await keysInModule({ courseId, moduleId });
	const named = new Set(
		keys
			.filter(
				({ key, setId }) => setId !== set.id && work.questions.some((q) => namesKey(q.body, key))
			)
			.map(({ key }) => key)
	);
	if (named.size === 0) return [];
	const rows = await answersInModule({ courseId, moduleId, enrolmentId });
	return rows.flatMap(({ key, setId, value, lang }) =>
		setId !== set.id && named.has(key) && value.text ? [{ key, text: value.text, lang }] : []
	);
}

/** After submission what was handed in, before it what is kept. */
function ownAnswer(
	{ id, answer: kept, isRetired }: FoundQuestion,
	{ isSubmitted, submission }: OwnWork,
	handedIn: Awaited<ReturnType<typeof submittedIn>> | null
): QuestionHere['answer'] {
	if (!isSubmitted || isRetired)
		return (
			kept && { value: kept.value, version: kept.version, savedAt: kept.savedAt, lang: kept.lang }
		);
	const sent = handedIn?.get(id);
	return sent
		? {
				value: sent.value,
				version: kept?.version ?? 0,
				savedAt: submission?.submittedAt ?? null,
				lang: sent.lang
			}
		: null;
}

function canCheck(body: QuestionBody, set: FoundSet, work: OwnWork): boolean {
	return body.feedback === 'at-once' && set.feedbackAtOnce && !work.isSubmitted;
}

function feedbackFor(
	{ body }: FoundQuestion,
	own: QuestionHere['answer'],
	facts: { set: FoundSet; work: OwnWork; closed: boolean }
): Feedback | null {
	const hasAnswer = own !== null && !isEmpty(own.value);
	const extent = feedbackDue({
		body,
		atOnceInSet: facts.set.feedbackAtOnce,
		hasAnswer,
		isSubmitted: facts.work.isSubmitted,
		isReleased: facts.set.releasedAt !== null,
		isClosed: facts.closed
	});
	// Before submission feedback is asked for (`checkAnswer`), never thrown at somebody.
	return extent === 'part' ? null : feedbackOn(body, own?.value ?? null, extent);
}

function classmatesState(
	actor: Actor,
	{ body }: FoundQuestion,
	handedIn: AnswerValue | null
): QuestionHere['classmates'] {
	if (!body.discussion) return 'none';
	const { courseId } = membershipOf(actor);
	const committed = isCommitted(body, handedIn);
	return may(actor, 'answer.readPeers', { courseId, committed }) ? 'open' : 'own-first';
}

/**
 * Commit before reveal: whoever has handed in a full answer of their own may read those of others.
 * What was handed in is kept for ever, so an answer rewritten after reading leaves its trace.
 */
export function isCommitted(body: QuestionBody, handedIn: AnswerValue | null): boolean {
	return handedIn !== null && progressOf(askedOf(body), handedIn) === 'complete';
}

export function guideOf({
	guide,
	background,
	options,
	items,
	parts,
	find
}: QuestionBody): QuestionGuide {
	return {
		guide,
		background,
		...(options && { options }),
		...(items && { items }),
		...(parts && { parts }),
		...(find && { find })
	};
}

const marksInSet = prepared('own_marks_in_set', (db) =>
	db
		.select({
			questionId: answerMark.questionId,
			points: answerMark.points,
			comment: answerMark.comment
		})
		.from(answerMark)
		.innerJoin(
			question,
			and(eq(question.courseId, answerMark.courseId), eq(question.id, answerMark.questionId))
		)
		.where(
			and(
				eq(answerMark.courseId, sql.placeholder('courseId')),
				eq(answerMark.enrolmentId, sql.placeholder('enrolmentId')),
				eq(question.setId, sql.placeholder('setId'))
			)
		)
);

function marksOf({ courseId, id: setId }: FoundSet, enrolmentId: string) {
	return marksInSet({ courseId, setId, enrolmentId });
}

const gradeOfSet = prepared('own_grade_of_set', (db) =>
	db
		.select({ points: grade.points })
		.from(grade)
		.innerJoin(
			gradeItem,
			and(eq(gradeItem.courseId, grade.courseId), eq(gradeItem.id, grade.itemId))
		)
		.where(
			and(
				eq(grade.courseId, sql.placeholder('courseId')),
				eq(grade.enrolmentId, sql.placeholder('enrolmentId')),
				eq(grade.state, 'released'),
				eq(gradeItem.kind, 'set'),
				eq(gradeItem.subjectId, sql.placeholder('setId'))
			)
		)
);

async function gradeOf(
	{ courseId, id: setId }: FoundSet,
	enrolmentId: string
): Promise<number | null> {
	const [found] = await gradeOfSet({ courseId, setId, enrolmentId });
	return found?.points ?? null;
}

const setsOfReading = shared('question_sets_of_reading', [questionSet, courseModule], (db) =>
	db
		.select({ slug: questionSet.slug })
		.from(questionSet)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, questionSet.courseId),
				eq(courseModule.id, questionSet.moduleId)
			)
		)
		.where(
			and(
				eq(questionSet.courseId, sql.placeholder('courseId')),
				eq(courseModule.slug, sql.placeholder('moduleSlug')),
				eq(questionSet.readingId, sql.placeholder('readingId')),
				isNull(questionSet.retiredAt)
			)
		)
		.orderBy(asc(questionSet.position))
		.limit(1)
);

/** The questions that point at a reading, for its page: by set, in order. */
export async function questionsBeside(
	actor: Actor,
	moduleSlug: string,
	readingId: string,
	now: Date
): Promise<SetHere | null> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const [row] = await setsOfReading({ courseId, moduleSlug, readingId });
	return row ? questionSetFor(actor, { moduleSlug, setSlug: row.slug }, now) : null;
}
