/*
 * Reviews of submitted positions: one sheet per reviewer's slot, with every saved version kept; who
 * marks what and what is marked twice; the comment bank; anchor positions to calibrate by; regrade
 * requests.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { AnchorBodies, AnchorCitation } from '$lib/reviews/calibrating/anchor';
import type { Pin, SheetComments, SheetLevels } from '$lib/reviews/review';
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
import { gradeItem } from './gradebook';
import { courseModule } from './modules';
import { position, positionTask, positionVersion } from './positions';
import { rubricVersion } from './rubrics';

export const review = table(
	'review',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		positionId: text().notNull(),
		positionNumber: integer().notNull(),
		/** `agreed`: the one sheet that counts after a second marking was settled. */
		kind: enumText(['staff', 'agreed']).notNull().default('staff'),
		/** 1 for the first marker; further markers take further slots. */
		slot: integer().notNull().default(1),
		state: enumText(['unmarked', 'marking', 'marked', 'moderation', 'ready', 'released'])
			.notNull()
			.default('unmarked'),
		rubricId: text().notNull(),
		rubricVersion: integer().notNull(),
		levels: json<SheetLevels>().notNull(),
		comments: json<SheetComments>().notNull(),
		overall: text().notNull().default(''),
		/** Comments on passages of the student's own words, by place and never by copy. */
		pins: json<Pin[]>().notNull().default([]),
		/** Counts up with every save; a save names the version it builds on. */
		version: integer().notNull().default(0),
		savedBy: text(),
		savedAt: instant(),
		/** Who has the sheet open, so that a second reviewer is told. */
		openedBy: text(),
		openedAt: instant(),
		/** Set when the position went back for revision with this sheet. */
		returnedAt: instant(),
		releasedAt: instant(),
		releasedBy: text(),
		/** When its student first opened what was released or returned. */
		seenAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('review_slot').on(t.courseId, t.positionId, t.positionNumber, t.kind, t.slot),
		foreignKey({
			columns: [t.courseId, t.positionId],
			foreignColumns: [position.courseId, position.id],
			name: 'review_position'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.positionId, t.positionNumber],
			foreignColumns: [
				positionVersion.courseId,
				positionVersion.positionId,
				positionVersion.number
			],
			name: 'review_position_version'
		}).onDelete('cascade'),
		index('review_state').on(t.courseId, t.state)
	]
);

export const reviewHistory = table(
	'review_history',
	{
		courseId: text().notNull(),
		reviewId: text().notNull(),
		version: integer().notNull(),
		state: text().notNull(),
		levels: json<SheetLevels>().notNull(),
		comments: json<SheetComments>().notNull(),
		overall: text().notNull(),
		pins: json<Pin[]>().notNull().default([]),
		savedBy: text().notNull(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.reviewId, t.version] }),
		foreignKey({
			columns: [t.courseId, t.reviewId],
			foreignColumns: [review.courseId, review.id],
			name: 'review_history_review'
		}).onDelete('cascade')
	]
);

/** How the positions of a task are marked. Without a row: as the columns' defaults say. */
export const markingPlan = table(
	'marking_plan',
	{
		courseId: text().notNull(),
		taskId: text().notNull(),
		/** Which positions get a second, blind marker; `some`: those that the next three columns name. */
		second: enumText(['none', 'all', 'some']).notNull().default('none'),
		/** Percent of the positions, drawn by `seed`. */
		samplePercent: real().notNull().default(0),
		/** Percent of the points; whoever is below it is marked twice. Null: nobody for that reason. */
		passPercent: real(),
		/** Percentage points around the pass mark within which a position is marked twice. */
		edgePercent: real().notNull().default(0),
		seed: text().notNull(),
		/** Percent of the points by which two markers may differ. */
		tolerancePercent: real().notNull().default(10),
		settle: enumText(['agreed', 'mean', 'third']).notNull().default('agreed'),
		/** Who may declare a sheet ready for release. */
		finish: enumText(['marker', 'instructor']).notNull().default('marker'),
		/** Markers rate the anchor positions before they see a sheet. */
		calibrateFirst: bool().notNull().default(false),
		/** Days after release within which a regrade may be asked for; 0: never. */
		regradeDays: integer().notNull().default(7),
		version: integer().notNull().default(1)
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.taskId] }),
		foreignKey({
			columns: [t.courseId, t.taskId],
			foreignColumns: [positionTask.courseId, positionTask.id],
			name: 'marking_plan_task'
		}).onDelete('cascade')
	]
);

/** Which marker a position is given to, by slot; it stays with them over its revisions. */
export const markerAllocation = table(
	'marker_allocation',
	{
		courseId: text().notNull(),
		positionId: text().notNull(),
		slot: integer().notNull(),
		/** The marker's own. */
		enrolmentId: text().notNull(),
		/** `taken`: the marker began to write while it was nobody's. */
		way: enumText(['section', 'even', 'hand', 'taken']).notNull(),
		changedBy: text(),
		changedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.positionId, t.slot] }),
		unique('marker_allocation_marker').on(t.courseId, t.positionId, t.enrolmentId),
		foreignKey({
			columns: [t.courseId, t.positionId],
			foreignColumns: [position.courseId, position.id],
			name: 'marker_allocation_position'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'marker_allocation_enrolment'
		}).onDelete('cascade'),
		index('marker_allocation_of').on(t.courseId, t.enrolmentId)
	]
);

/** A submitted version that is marked twice, why, and how it was settled. */
export const secondMarking = table(
	'second_marking',
	{
		courseId: text().notNull(),
		positionId: text().notNull(),
		positionNumber: integer().notNull(),
		/** `again`: somebody of the staff wanted it marked once more, blind. */
		reason: enumText(['all', 'sample', 'edge', 'failing', 'again']).notNull(),
		/** Null: by the marking plan. */
		createdBy: text(),
		createdAt: instant().notNull(),
		/** Null until settled. */
		settled: enumText(['first', 'mean', 'agreed', 'third']),
		decidedBy: text(),
		decidedAt: instant(),
		note: text().notNull().default('')
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.positionId, t.positionNumber] }),
		foreignKey({
			columns: [t.courseId, t.positionId, t.positionNumber],
			foreignColumns: [
				positionVersion.courseId,
				positionVersion.positionId,
				positionVersion.number
			],
			name: 'second_marking_version'
		}).onDelete('cascade')
	]
);

/** Comments that markers use again; never a student's words. */
export const bankComment = table(
	'bank_comment',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		/** Null: for anything in the course. */
		moduleId: text(),
		/** A criterion of the module's rubric; null for any. */
		criterionKey: text(),
		body: json<LocalText>().notNull(),
		/** How often it was put into a sheet, and when last. */
		usedTimes: integer().notNull().default(0),
		usedAt: instant(),
		createdBy: text().notNull(),
		createdAt: instant().notNull(),
		version: integer().notNull().default(1),
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'bank_comment_module'
		}).onDelete('cascade')
	]
);

/** A position written to be rated by everybody who is to rate others, with reference marks. */
export const anchorPosition = table(
	'anchor_position',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		key: text().notNull(),
		title: json<LocalText>().notNull(),
		audience: enumText(['everybody', 'markers', 'peers']).notNull().default('everybody'),
		bodies: json<AnchorBodies>().notNull(),
		citations: json<AnchorCitation[]>().notNull(),
		rubricId: text().notNull(),
		rubricVersion: integer().notNull(),
		/** The reference: levels per criterion and why. */
		levels: json<SheetLevels>().notNull(),
		reasons: json<Record<string, LocalText>>().notNull(),
		order: integer().notNull().default(0),
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('anchor_position_key').on(t.courseId, t.moduleId, t.key),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'anchor_position_module'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.rubricId, t.rubricVersion],
			foreignColumns: [rubricVersion.courseId, rubricVersion.rubricId, rubricVersion.version],
			name: 'anchor_position_rubric'
		})
	]
);

export const anchorRating = table(
	'anchor_rating',
	{
		courseId: text().notNull(),
		anchorId: text().notNull(),
		enrolmentId: text().notNull(),
		levels: json<SheetLevels>().notNull(),
		reasons: json<Record<string, string>>().notNull(),
		ratedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.anchorId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.anchorId],
			foreignColumns: [anchorPosition.courseId, anchorPosition.id],
			name: 'anchor_rating_anchor'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'anchor_rating_enrolment'
		}).onDelete('cascade')
	]
);

/** A student's wish to have a grade looked at again: one open request per criterion of an item. */
export const regradeRequest = table(
	'regrade_request',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		itemId: text().notNull(),
		enrolmentId: text().notNull(),
		/** The sheet it is about; null for an item that has none. */
		positionId: text(),
		positionNumber: integer(),
		/** Empty: the whole. */
		criterionKey: text().notNull().default(''),
		state: enumText(['open', 'settled', 'withdrawn']).notNull().default('open'),
		outcome: enumText(['changed', 'unchanged']),
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		changedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('regrade_once').on(t.courseId, t.itemId, t.enrolmentId, t.criterionKey),
		foreignKey({
			columns: [t.courseId, t.itemId],
			foreignColumns: [gradeItem.courseId, gradeItem.id],
			name: 'regrade_item'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'regrade_enrolment'
		}).onDelete('cascade'),
		index('regrade_state').on(t.courseId, t.state)
	]
);

/** What was said and done about a request, in order: nothing of it is overwritten. */
export const regradeEntry = table(
	'regrade_entry',
	{
		courseId: text().notNull(),
		requestId: text().notNull(),
		number: integer().notNull(),
		kind: enumText(['asked', 'reply', 'settled', 'reopened', 'withdrawn']).notNull(),
		/** The enrolment of whoever wrote it. */
		authorId: text().notNull(),
		body: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		/** Of an outcome: the points of the item before and after. */
		pointsBefore: real(),
		pointsAfter: real(),
		at: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.requestId, t.number] }),
		foreignKey({
			columns: [t.courseId, t.requestId],
			foreignColumns: [regradeRequest.courseId, regradeRequest.id],
			name: 'regrade_entry_request'
		}).onDelete('cascade')
	]
);
