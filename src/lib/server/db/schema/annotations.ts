/*
 * What people write beside a text: notes on passages with their replies, the words they are tagged
 * with, when classmates' notes appear; and the ledger of what the readings of a module say alike
 * or against each other.
 */
import type { LocalText } from '$lib/i18n/local-text';
import {
	bigint,
	bool,
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
import { enrolment } from './courses';
import { courseModule } from './modules';
import { editionVersion, paragraph, reading } from './readings';

/** When classmates' notes on a reading appear; without a row after the first own one. */
export const noteRule = table(
	'note_rule',
	{
		courseId: text().notNull(),
		readingId: text().notNull(),
		/** So many own notes with words; 0: at once. */
		revealAfter: integer().notNull(),
		updatedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.readingId] }),
		foreignKey({
			columns: [t.courseId, t.readingId],
			foreignColumns: [reading.courseId, reading.id],
			name: 'note_rule_reading'
		}).onDelete('cascade')
	]
);

/** A tag of a module that its staff added or changed; the first ones are known without a row. */
export const noteTag = table(
	'note_tag',
	{
		courseId: text().notNull(),
		moduleId: text().notNull(),
		/** `claim` and the like for the first ones, else a random short word. */
		id: text().notNull(),
		label: json<LocalText>().notNull(),
		position: integer().notNull(),
		/** Not offered any more; notes that carry it keep it. */
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.moduleId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'note_tag_module'
		}).onDelete('cascade')
	]
);

/**
 * A highlight (no words) or a note on a passage. The passage is kept as it was chosen, with the
 * version it was chosen in; where it stands in other versions is said by `notePlace`.
 */
export const note = table(
	'note',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		/** An opaque id for everybody outside; never the row's own, which tells the time. */
		ref: text().notNull(),
		moduleId: text().notNull(),
		readingId: text().notNull(),
		/** Null once its author has left and only replies of others keep the note. */
		enrolmentId: text(),
		/** By staff: shown to students before their own notes. */
		byStaff: bool().notNull().default(false),
		audience: enumText(['private', 'group', 'class']).notNull(),
		/** The group it was written in; null where there was none. */
		groupId: text(),
		versionId: text().notNull(),
		paragraphId: text().notNull(),
		start: integer().notNull(),
		end: integer().notNull(),
		exact: text().notNull(),
		prefix: text().notNull(),
		suffix: text().notNull(),
		/** Ids of tags of the module. */
		tags: json<string[]>().notNull(),
		/** Empty for a highlight. */
		body: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		/** What classmates see as the author, stored when written. */
		shownAs: json<LocalText>().notNull(),
		/** Counts up with every change; a change names the version it builds on. */
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		editedAt: instant(),
		/** Of the note, its replies or its state: what a page that listens asks for. */
		changedAt: instant().notNull(),
		/** The words are gone; the row stays while others' replies need it. */
		deletedAt: instant(),
		resolvedAt: instant(),
		/** An enrolment of the course. */
		resolvedBy: text(),
		/** Where it came from when it was imported, such as the `id` of a Web Annotation. */
		source: text()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('note_ref').on(t.courseId, t.ref),
		foreignKey({
			columns: [t.courseId, t.readingId],
			foreignColumns: [reading.courseId, reading.id],
			name: 'note_reading'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.versionId, t.paragraphId],
			foreignColumns: [paragraph.courseId, paragraph.versionId, paragraph.paragraphId],
			name: 'note_paragraph'
		}),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'note_enrolment'
		}),
		index('note_by_reading').on(t.courseId, t.readingId, t.audience),
		index('note_by_person').on(t.courseId, t.enrolmentId, t.readingId)
	]
);

/**
 * Where a note stands in one version of its edition: one row for the version it was written in, and
 * one for each version published since. Rows are added, never overwritten by a later version.
 */
export const notePlace = table(
	'note_place',
	{
		courseId: text().notNull(),
		noteId: text().notNull(),
		versionId: text().notNull(),
		/** `exact`, `moved` and `changed` as resolved; `attached` by a person; `orphaned`: nowhere. */
		state: enumText(['exact', 'moved', 'changed', 'attached', 'orphaned']).notNull(),
		/** Null when orphaned. */
		paragraphId: text(),
		start: integer().notNull(),
		end: integer().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.noteId, t.versionId] }),
		foreignKey({
			columns: [t.courseId, t.noteId],
			foreignColumns: [note.courseId, note.id],
			name: 'note_place_note'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.versionId],
			foreignColumns: [editionVersion.courseId, editionVersion.id],
			name: 'note_place_version'
		}).onDelete('cascade'),
		index('note_place_paragraph').on(t.courseId, t.versionId, t.paragraphId)
	]
);

export const noteReply = table(
	'note_reply',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		ref: text().notNull(),
		noteId: text().notNull(),
		enrolmentId: text().notNull(),
		byStaff: bool().notNull().default(false),
		body: text().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		shownAs: json<LocalText>().notNull(),
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		editedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('note_reply_ref').on(t.courseId, t.ref),
		foreignKey({
			columns: [t.courseId, t.noteId],
			foreignColumns: [note.courseId, note.id],
			name: 'note_reply_note'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'note_reply_enrolment'
		}).onDelete('cascade'),
		index('note_reply_note').on(t.courseId, t.noteId)
	]
);

/**
 * A claim, a figure or an event that readings of a module speak of. With passages in two readings it
 * joins them in the compare view; claims and figures stand in the ledger.
 */
export const ledgerEntry = table(
	'ledger_entry',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		/** The pack's key; unique in the module. */
		key: text().notNull(),
		kind: enumText(['claim', 'figure', 'event']).notNull(),
		position: integer().notNull(),
		text: json<LocalText>().notNull(),
		status: enumText(['unchecked', 'holds', 'partly', 'disputed', 'wrong', 'uncheckable'])
			.notNull()
			.default('unchecked'),
		/** Why staff put it so. */
		finding: json<LocalText>().notNull(),
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		updatedAt: instant().notNull(),
		retiredAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('ledger_entry_key').on(t.courseId, t.moduleId, t.key),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'ledger_entry_module'
		}).onDelete('cascade')
	]
);

/** One reading's passage on an entry: who says so there, and on what source. */
export const ledgerPlace = table(
	'ledger_place',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		entryId: text().notNull(),
		readingId: text().notNull(),
		position: integer().notNull(),
		paragraphId: text().notNull(),
		/** The version the passage was chosen in; null where the paragraph as a whole is meant. */
		versionId: text(),
		start: integer().notNull().default(0),
		end: integer().notNull().default(0),
		exact: text().notNull().default(''),
		prefix: text().notNull().default(''),
		suffix: text().notNull().default(''),
		/** Who says so. */
		who: json<LocalText>().notNull(),
		/** On what source, as the reading names it. */
		source: json<LocalText>().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.entryId],
			foreignColumns: [ledgerEntry.courseId, ledgerEntry.id],
			name: 'ledger_place_entry'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.readingId],
			foreignColumns: [reading.courseId, reading.id],
			name: 'ledger_place_reading'
		}).onDelete('cascade'),
		index('ledger_place_entry').on(t.courseId, t.entryId)
	]
);

/** What somebody found when they checked an entry. */
export const ledgerCheck = table(
	'ledger_check',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		ref: text().notNull(),
		entryId: text().notNull(),
		enrolmentId: text().notNull(),
		byStaff: bool().notNull().default(false),
		verdict: enumText(['holds', 'partly', 'wrong', 'unclear']).notNull(),
		finding: text().notNull(),
		/** Where they looked: a name, a title, an address. */
		source: text().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		shownAs: json<LocalText>().notNull(),
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		editedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('ledger_check_ref').on(t.courseId, t.ref),
		unique('ledger_check_person').on(t.courseId, t.entryId, t.enrolmentId),
		foreignKey({
			columns: [t.courseId, t.entryId],
			foreignColumns: [ledgerEntry.courseId, ledgerEntry.id],
			name: 'ledger_check_entry'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'ledger_check_enrolment'
		}).onDelete('cascade')
	]
);

/**
 * What can be searched, folded for comparison (readings/folding.ts): paragraphs of the versions that
 * readers see, notes and replies. Snippets come from the originals. Each engine has its full-text
 * index over `folded`: `search_words` on SQLite, an expression index on PostgreSQL.
 */
export const searchEntry = table(
	'search_entry',
	{
		courseId: text().notNull(),
		/** A random whole number: the row of the full-text index. */
		doc: bigint().notNull(),
		moduleId: text().notNull(),
		kind: enumText(['paragraph', 'note', 'reply']).notNull(),
		/** Of a paragraph. */
		versionId: text(),
		paragraphId: text(),
		/** Of a note or a reply. */
		noteId: text(),
		replyId: text(),
		folded: text().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.doc] }),
		foreignKey({
			columns: [t.courseId, t.versionId, t.paragraphId],
			foreignColumns: [paragraph.courseId, paragraph.versionId, paragraph.paragraphId],
			name: 'search_entry_paragraph'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.noteId],
			foreignColumns: [note.courseId, note.id],
			name: 'search_entry_note'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.replyId],
			foreignColumns: [noteReply.courseId, noteReply.id],
			name: 'search_entry_reply'
		}).onDelete('cascade'),
		index('search_entry_version').on(t.courseId, t.versionId, t.paragraphId),
		index('search_entry_note').on(t.courseId, t.noteId)
	]
);
