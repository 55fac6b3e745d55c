/*
 * Guided questions in sets, their versions, what people answered, what they submitted, and marks.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { AnswerValue, QuestionBody } from '$lib/questions/question';
import {
	bool,
	enumText,
	foreignKey,
	index,
	instant,
	integer,
	json,
	primaryKey,
	real,
	table,
	text,
	unique
} from '../dialect';
import { enrolment } from './courses';
import { courseModule } from './modules';

export const questionSet = table(
	'question_set',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		slug: text().notNull(),
		position: integer().notNull(),
		stage: enumText(['before', 'reading', 'across', 'after']).notNull(),
		readingId: text(),
		title: json<LocalText>().notNull(),
		intro: json<LocalText>().notNull(),
		dueAt: instant(),
		closesAt: instant(),
		/** Feedback at once where a question offers it; the instructor may switch it off. */
		feedbackAtOnce: bool().notNull().default(true),
		/** Marks of the set are shown to students from then on. */
		releasedAt: instant(),
		/** Taken out of the module by its authors; what was answered stays. */
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('question_set_slug').on(t.courseId, t.moduleId, t.slug),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'question_set_module'
		}).onDelete('cascade')
	]
);

export const question = table(
	'question',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		setId: text().notNull(),
		/** The pack's key (`Q02a`); unique in its set. */
		key: text().notNull(),
		position: integer().notNull(),
		/** The version that new answers name. */
		currentVersion: integer().notNull().default(1),
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('question_key').on(t.courseId, t.setId, t.key),
		foreignKey({
			columns: [t.courseId, t.setId],
			foreignColumns: [questionSet.courseId, questionSet.id],
			name: 'question_set'
		}).onDelete('cascade')
	]
);

export const questionVersion = table(
	'question_version',
	{
		courseId: text().notNull(),
		questionId: text().notNull(),
		version: integer().notNull(),
		body: json<QuestionBody>().notNull(),
		createdAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.questionId, t.version] }),
		foreignKey({
			columns: [t.courseId, t.questionId],
			foreignColumns: [question.courseId, question.id],
			name: 'question_version_question'
		}).onDelete('cascade')
	]
);

/** The working answer: saved as it is typed, one row per question and person. */
export const answer = table(
	'answer',
	{
		courseId: text().notNull(),
		questionId: text().notNull(),
		enrolmentId: text().notNull(),
		questionVersion: integer().notNull(),
		value: json<AnswerValue>().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		/** Counts up with every save; a save names the version it builds on. */
		version: integer().notNull().default(1),
		/** What classmates see as the author, stored when first written. */
		shownAs: json<LocalText>().notNull(),
		/** An opaque id for classmates; never the person's or the enrolment's. */
		peerRef: text().notNull(),
		/** The device's own clock for an answer typed offline; shown to staff only. */
		deviceAt: instant(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.questionId, t.enrolmentId] }),
		unique('answer_peer_ref').on(t.courseId, t.peerRef),
		foreignKey({
			columns: [t.courseId, t.questionId],
			foreignColumns: [question.courseId, question.id],
			name: 'answer_question'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'answer_enrolment'
		}).onDelete('cascade'),
		index('answer_enrolment').on(t.courseId, t.enrolmentId)
	]
);

/** One submission of a set; the newest counts, unless staff reopened it. */
export const setSubmission = table(
	'set_submission',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		setId: text().notNull(),
		enrolmentId: text().notNull(),
		number: integer().notNull(),
		/** Short code on the receipt. */
		receipt: text().notNull(),
		submittedAt: instant().notNull(),
		lateMinutes: integer().notNull().default(0),
		/** The device's own clock when it was handed in without a line; shown to staff only. */
		deviceAt: instant(),
		/** Who of the staff let the lateness pass. */
		lateWaivedBy: text(),
		reopenedAt: instant(),
		reopenedBy: text()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('set_submission_number').on(t.courseId, t.setId, t.enrolmentId, t.number),
		foreignKey({
			columns: [t.courseId, t.setId],
			foreignColumns: [questionSet.courseId, questionSet.id],
			name: 'set_submission_set'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'set_submission_enrolment'
		}).onDelete('cascade')
	]
);

/** The answers as they were submitted: immutable. */
export const submittedAnswer = table(
	'submitted_answer',
	{
		courseId: text().notNull(),
		submissionId: text().notNull(),
		questionId: text().notNull(),
		questionVersion: integer().notNull(),
		value: json<AnswerValue>().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		/** Points the machine gave (choice, order, arithmetic, passage); null for open answers. */
		machinePoints: real()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.submissionId, t.questionId] }),
		foreignKey({
			columns: [t.courseId, t.submissionId],
			foreignColumns: [setSubmission.courseId, setSubmission.id],
			name: 'submitted_answer_submission'
		}).onDelete('cascade')
	]
);

/** A marker's points for one open answer of one person; the history keeps every version. */
export const answerMark = table(
	'answer_mark',
	{
		courseId: text().notNull(),
		questionId: text().notNull(),
		enrolmentId: text().notNull(),
		points: real().notNull(),
		comment: text().notNull().default(''),
		markedBy: text().notNull(),
		version: integer().notNull().default(1),
		markedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.questionId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.questionId],
			foreignColumns: [question.courseId, question.id],
			name: 'answer_mark_question'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'answer_mark_enrolment'
		}).onDelete('cascade')
	]
);

export const answerMarkHistory = table(
	'answer_mark_history',
	{
		courseId: text().notNull(),
		questionId: text().notNull(),
		enrolmentId: text().notNull(),
		version: integer().notNull(),
		points: real().notNull(),
		comment: text().notNull(),
		markedBy: text().notNull(),
		markedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.questionId, t.enrolmentId, t.version] }),
		foreignKey({
			columns: [t.courseId, t.questionId, t.enrolmentId],
			foreignColumns: [answerMark.courseId, answerMark.questionId, answerMark.enrolmentId],
			name: 'answer_mark_history_mark'
		}).onDelete('cascade')
	]
);
