/*
 * Reviews of submitted positions: one sheet per reviewer's slot, with every saved version kept.
 */
import type { SheetComments, SheetLevels } from '$lib/reviews/review';
import {
	enumText,
	foreignKey,
	index,
	instant,
	integer,
	json,
	primaryKey,
	table,
	text,
	unique
} from '../dialect';
import { position, positionVersion } from './positions';

export const review = table(
	'review',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		positionId: text().notNull(),
		positionNumber: integer().notNull(),
		kind: enumText(['staff']).notNull().default('staff'),
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
		releasedBy: text()
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
