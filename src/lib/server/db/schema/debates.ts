/*
 * Debates: formats that a course changed, rounds of debates held at once, who stands where, the log of
 * public events, the words they stand for, and what is private: cards, votes, ballots, choices.
 */
import type { DebateSettings, EventBody, Passage, SaidAs } from '$lib/debates/debate';
import type { FormatBody } from '$lib/debates/format';
import type { Drawn } from '$lib/debates/rounds/drawn';
import type { VoteFigures } from '$lib/debates/votes/movement';
import type { LocalText } from '$lib/i18n/local-text';
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
import { courseModule, motion } from './modules';

/** A format that an instructor copied and changed; a used version is never changed, a new one is added. */
export const debateFormat = table(
	'debate_format',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		version: integer().notNull(),
		/** Of the site's own data that it was copied from. */
		key: text().notNull(),
		body: json<FormatBody>().notNull(),
		createdBy: text().notNull(),
		createdAt: instant().notNull(),
		/** When a debate first took it; from then on it stands. */
		usedAt: instant(),
		retiredAt: instant()
	},
	(t) => [primaryKey({ columns: [t.courseId, t.id, t.version] })]
);

/** Debates that are set up together: a class as five rooms, or one debate alone. */
export const debateRound = table(
	'debate_round',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		title: text().notNull(),
		/** Everybody of one section, or of the course. */
		sectionId: text(),
		/** What the machine's proposal was drawn with, so that it can be shown again. */
		drawn: json<Drawn>().notNull(),
		/** Since when the class knows of it; until then it is a draft, which only staff see. */
		toldAt: instant(),
		createdBy: text().notNull(),
		createdAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'debate_round_module'
		}).onDelete('cascade')
	]
);

export const debate = table(
	'debate',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		moduleId: text().notNull(),
		roundId: text().notNull(),
		slug: text().notNull(),
		/** Its name among the rooms of its round. */
		room: text().notNull(),
		order: integer().notNull(),
		motionId: text().notNull(),
		motionVersion: integer().notNull(),
		/** The debate's own copy, with where it came from. */
		format: json<FormatBody>().notNull(),
		formatKey: text().notNull(),
		formatId: text(),
		formatVersion: integer().notNull(),
		settings: json<DebateSettings>().notNull(),
		mode: enumText(['spoken', 'written']).notNull(),
		/** For lists; events decide. */
		state: enumText(['planned', 'open', 'ended', 'cancelled']).notNull().default('planned'),
		startsAt: instant(),
		/** Of the newest event; locked while one is added. */
		seq: integer().notNull().default(0),
		/** Numbers given so far, to people and to contributions. */
		people: integer().notNull().default(0),
		contributions: integer().notNull().default(0),
		openedAt: instant(),
		endedAt: instant(),
		/** What was counted when votes were published; it stands, whoever is erased afterwards. */
		voteFigures: json<VoteFigures>(),
		createdAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('debate_slug').on(t.courseId, t.moduleId, t.slug),
		foreignKey({
			columns: [t.courseId, t.moduleId],
			foreignColumns: [courseModule.courseId, courseModule.id],
			name: 'debate_module'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.roundId],
			foreignColumns: [debateRound.courseId, debateRound.id],
			name: 'debate_round_ref'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.motionId],
			foreignColumns: [motion.courseId, motion.id],
			name: 'debate_motion'
		}),
		index('debate_of_round').on(t.courseId, t.roundId, t.order)
	]
);

/** Everybody of a debate; before it opens the places are here, afterwards events say them. */
export const debatePerson = table(
	'debate_person',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		/** What events call them. */
		number: integer().notNull(),
		enrolmentId: text().notNull(),
		role: enumText(['chair', 'judge', 'speaker', 'audience']).notNull(),
		team: text(),
		speaker: text(),
		takesNotes: bool().notNull().default(false),
		/** Why the machine put them here: words of the proposal, without any view of theirs. */
		why: text().notNull().default(''),
		/** Not there on the day; somebody else may have the place. */
		isAbsent: bool().notNull().default(false),
		shownAs: json<LocalText>().notNull(),
		/** When they accepted the code of conduct. */
		agreedAt: instant(),
		joinedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.number] }),
		unique('debate_person_once').on(t.courseId, t.debateId, t.enrolmentId),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'debate_person_debate'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'debate_person_enrolment'
		}).onDelete('cascade'),
		index('debate_person_by').on(t.courseId, t.enrolmentId)
	]
);

/** Public events, append-only, without words; `by` is the number of a person, 0 the machine. */
export const debateEvent = table(
	'debate_event',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		seq: integer().notNull(),
		kind: text().$type<EventBody['kind']>().notNull(),
		at: instant().notNull(),
		by: integer().notNull(),
		data: json<EventBody['data']>().notNull(),
		/** Made by the browser: a move that is sent again is acknowledged, not done again. */
		key: text()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.seq] }),
		unique('debate_event_key').on(t.courseId, t.debateId, t.key),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'debate_event_debate'
		}).onDelete('cascade')
	]
);

/** The words that events stand for. */
export const contribution = table(
	'contribution',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		debateId: text().notNull(),
		/** What events call it. */
		number: integer().notNull(),
		/** Null once its writer was erased, and for a joint statement. */
		enrolmentId: text(),
		kind: enumText([
			'speech',
			'question',
			'answer',
			'restatement',
			'floor',
			'reason',
			'argument',
			'statement'
		])
			.$type<SaidAs | 'argument' | 'statement'>()
			.notNull(),
		body: text().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		passages: json<Passage[]>().notNull(),
		version: integer().notNull().default(1),
		createdAt: instant().notNull(),
		hiddenBy: text(),
		hiddenAt: instant(),
		hiddenWhy: text().notNull().default(''),
		erasedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('contribution_number').on(t.courseId, t.debateId, t.number),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'contribution_debate'
		}).onDelete('cascade'),
		index('contribution_by').on(t.courseId, t.enrolmentId)
	]
);

/** Earlier wordings of what several people write: nothing that was saved is lost. */
export const contributionVersion = table(
	'contribution_version',
	{
		courseId: text().notNull(),
		contributionId: text().notNull(),
		version: integer().notNull(),
		enrolmentId: text(),
		body: text().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		passages: json<Passage[]>().notNull(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.contributionId, t.version] }),
		foreignKey({
			columns: [t.courseId, t.contributionId],
			foreignColumns: [contribution.courseId, contribution.id],
			name: 'contribution_version_of'
		}).onDelete('cascade'),
		index('contribution_version_by').on(t.courseId, t.enrolmentId)
	]
);

/** A card on the board of one side; seen by that side and staff only. */
export const prepCard = table(
	'prep_card',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		debateId: text().notNull(),
		team: text().notNull(),
		/** Who made it. */
		enrolmentId: text().notNull(),
		claim: text().notNull(),
		warrant: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		passages: json<Passage[]>().notNull(),
		/** The phase in whose speech it is to be said; null: on the board only. */
		phaseKey: text(),
		order: integer().notNull(),
		version: integer().notNull().default(1),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'prep_card_debate'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'prep_card_enrolment'
		}).onDelete('cascade'),
		index('prep_card_board').on(t.courseId, t.debateId, t.team, t.order)
	]
);

/** A secret vote, seen by its voter only. */
export const debateVote = table(
	'debate_vote',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		enrolmentId: text().notNull(),
		moment: enumText(['before', 'after']).notNull(),
		choice: enumText(['for', 'against', 'undecided']).notNull(),
		/** Why it changed. */
		reason: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.enrolmentId, t.moment] }),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'debate_vote_debate'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'debate_vote_enrolment'
		}).onDelete('cascade')
	]
);

/** What one judge decided. */
export const debateBallot = table(
	'debate_ballot',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		/** The judge's. */
		enrolmentId: text().notNull(),
		state: enumText(['draft', 'given']).notNull().default('draft'),
		/** Rank by team: 1 is first. */
		ranks: json<Record<string, number>>().notNull(),
		overall: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		version: integer().notNull().default(0),
		savedAt: instant().notNull(),
		givenAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'debate_ballot_debate'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'debate_ballot_judge'
		}).onDelete('cascade')
	]
);

/** Of a ballot: one speech, its points and what its speaker is told. */
export const ballotLine = table(
	'ballot_line',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		/** The judge's. */
		enrolmentId: text().notNull(),
		/** The phase of the speech. */
		phaseKey: text().notNull(),
		/** The number of who spoke. */
		about: integer().notNull(),
		points: real(),
		feedback: text().notNull().default('')
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.enrolmentId, t.phaseKey, t.about] }),
		foreignKey({
			columns: [t.courseId, t.debateId, t.enrolmentId],
			foreignColumns: [debateBallot.courseId, debateBallot.debateId, debateBallot.enrolmentId],
			name: 'ballot_line_ballot'
		}).onDelete('cascade')
	]
);

/** The corner that somebody chose privately, before anybody walked. */
export const cornerChoice = table(
	'corner_choice',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		enrolmentId: text().notNull(),
		corner: text().notNull(),
		reason: text().notNull().default(''),
		lang: enumText(['en', 'ur']).notNull(),
		savedAt: instant().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'corner_choice_debate'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'corner_choice_enrolment'
		}).onDelete('cascade')
	]
);

/** What somebody wrote about the debate afterwards; for themselves and staff. */
export const reflection = table(
	'reflection',
	{
		courseId: text().notNull(),
		debateId: text().notNull(),
		enrolmentId: text().notNull(),
		body: text().notNull(),
		lang: enumText(['en', 'ur']).notNull(),
		version: integer().notNull().default(1),
		savedAt: instant().notNull(),
		/** Handed in; counts as taking part. */
		givenAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.debateId, t.enrolmentId] }),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'reflection_debate'
		}).onDelete('cascade'),
		foreignKey({
			columns: [t.courseId, t.enrolmentId],
			foreignColumns: [enrolment.courseId, enrolment.id],
			name: 'reflection_enrolment'
		}).onDelete('cascade')
	]
);

/** A link that shows a debate on a screen to whoever has it: read-only, until it expires. */
export const screenLink = table(
	'screen_link',
	{
		courseId: text().notNull(),
		id: text().notNull(),
		debateId: text().notNull(),
		tokenHash: text().notNull(),
		createdBy: text().notNull(),
		createdAt: instant().notNull(),
		expiresAt: instant().notNull(),
		revokedAt: instant()
	},
	(t) => [
		primaryKey({ columns: [t.courseId, t.id] }),
		unique('screen_link_token').on(t.courseId, t.tokenHash),
		foreignKey({
			columns: [t.courseId, t.debateId],
			foreignColumns: [debate.courseId, debate.id],
			name: 'screen_link_debate'
		}).onDelete('cascade')
	]
);
