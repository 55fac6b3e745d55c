/*
 * Peer review: how a task's positions are given to classmates, and what classmates wrote. Peers know
 * each other's reviews by `ref` alone.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { SheetLevels } from '$lib/reviews/review';
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
import { position, positionTask, positionVersion } from './positions';
import { rubricVersion } from './rubrics';

export const peerPlan = table(
	'peer_plan',
	{
		courseId: text().notNull(),
		taskId: text().notNull(),
		state: enumText(['off', 'open', 'closed']).notNull().default('off'),
		/** How many each person is asked to give, and how many each position is to receive. */
		gives: integer().notNull().default(2),
		receives: integer().notNull().default(2),
		/** A position taken and not reviewed within so many hours goes to somebody else. */
		leaseHours: integer().notNull().default(48),
		/** Reviews are taken up to and including this moment; null: until closed by hand. */
		closesAt: instant(),
		/** Whoever has given nothing yet sees what they received only after so many days; null: never before giving. */
		waitDays: integer(),
		calibrateFirst: bool().notNull().default(false),
		/** What reviewing is worth; null: it is not graded. */
		worth: real(),
		rubricId: text().notNull(),
		rubricVersion: integer().notNull(),
		version: integer().notNull().default(1)
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.taskId] }),
		foreignKey({
			columns: [t.courseId, t.taskId],
			foreignColumns: [positionTask.courseId, positionTask.id],
			name: 'peer_plan_task'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.rubricId, t.rubricVersion],
			foreignColumns: [rubricVersion.courseId, rubricVersion.rubricId, rubricVersion.version],
			name: 'peer_plan_rubric'
		})
	]
);

export const peerReview = table(
	'peer_review',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		/** Random: what peers and addresses know it by. */
		ref: text().notNull(),
		taskId: text().notNull(),
		positionId: text().notNull(),
		positionNumber: integer().notNull(),
		/** The reviewer's. */
		enrolmentId: text().notNull(),
		/** `held`: being written; `lapsed`: its time passed and somebody else may have it. */
		state: enumText(['held', 'given', 'lapsed', 'withdrawn']).notNull().default('held'),
		heldAt: instant().notNull(),
		heldUntil: instant().notNull(),
		/** Beyond what the position was to receive, so that its reviewer could give at all. */
		isExtra: bool().notNull().default(false),
		/** What each is called to the other; of this review only. */
		reviewerShownAs: json<LocalText>().notNull(),
		writerShownAs: json<LocalText>().notNull(),
		rubricId: text().notNull(),
		rubricVersion: integer().notNull(),
		levels: json<SheetLevels>().notNull(),
		/** Why, by criterion. */
		reasons: json<Record<string, string>>().notNull(),
		overall: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		version: integer().notNull().default(0),
		savedAt: instant(),
		givenAt: instant(),
		/** 1 to 5, by the author. */
		usefulness: integer(),
		usefulnessWhy: text().notNull().default(''),
		ratedAt: instant(),
		/** By staff: the author does not see it, nor does it count. */
		hiddenBy: text(),
		hiddenAt: instant(),
		hiddenWhy: text().notNull().default('')
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('peer_review_ref').on(t.courseId, t.ref),
		unique('peer_review_once').on(t.courseId, t.positionId, t.enrolmentId),
		foreignKey({
			columns: [t.courseId, t.taskId],
			foreignColumns: [positionTask.courseId, positionTask.id],
			name: 'peer_review_task'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.positionId],
			foreignColumns: [position.courseId, position.id],
			name: 'peer_review_position'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.positionId, t.positionNumber],
			foreignColumns: [
				positionVersion.courseId,
				positionVersion.positionId,
				positionVersion.number
			],
			name: 'peer_review_version'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'peer_review_reviewer'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.rubricId, t.rubricVersion],
			foreignColumns: [rubricVersion.courseId, rubricVersion.rubricId, rubricVersion.version],
			name: 'peer_review_rubric'
		}),
		index('peer_review_task_state').on(t.courseId, t.taskId, t.state),
		index('peer_review_by').on(t.courseId, t.enrolmentId)
	]
);
