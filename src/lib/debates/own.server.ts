/*
 * What one person did in debates, for their download: their places, words, cards, votes and choices,
 * what they wrote as a judge and afterwards, and what judges told them. Nobody else's name is in it.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { OwnPlace } from '$lib/accounts/leaving.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import {
	ballotLine,
	contribution,
	cornerChoice,
	courseModule,
	debate,
	debateBallot,
	debateEvent,
	debatePerson,
	debateVote,
	motion,
	prepCard,
	reflection
} from '$lib/server/db/schema';
import type { Passage, Role } from './debate';
import type { FormatBody } from './format';

export interface OwnDebate {
	module: LocalText;
	motion: LocalText;
	format: LocalText;
	role: Role | null;
	/** What one was called in it. */
	shownAs: LocalText;
	team: LocalText | null;
	agreedAt: Date | null;
	/** Words that everybody could read; `hidden`: why the chair or staff hid them. */
	said: (OwnWords & { kind: string; passages: OwnPassage[]; at: Date; hidden: string | null })[];
	cards: {
		claim: string;
		warrant: string;
		lang: Locale;
		speech: LocalText | null;
		passages: OwnPassage[];
		at: Date;
	}[];
	votes: { moment: string; choice: string; reason: string; lang: Locale; at: Date }[];
	corner: { title: LocalText; reason: string; lang: Locale; at: Date } | null;
	/** Written as a judge: on teams by rank, and on speeches, by whom is not in it. */
	ballot: {
		ranks: { team: LocalText; rank: number }[];
		overall: string;
		lines: { speech: LocalText; points: number | null; feedback: string }[];
		at: Date;
	} | null;
	/** What judges wrote about one's own speeches, once staff have published it. */
	feedback: { speech: LocalText; points: number | null; feedback: string }[];
	reflection: (OwnWords & { at: Date }) | null;
}

interface OwnWords {
	body: string;
	lang: Locale;
}

interface OwnPassage {
	reading: string;
	paragraph: number;
	exact: string;
	lang: Locale;
}

export interface DebatesMine {
	debates: OwnDebate[];
}

const passagesOf = (passages: Passage[]): OwnPassage[] =>
	passages.map(({ reading, number, exact, lang }) => ({ reading, paragraph: number, exact, lang }));

export async function ownDebates({ courseId, enrolmentId }: OwnPlace): Promise<OwnDebate[]> {
	const places = await db()
		.select()
		.from(debatePerson)
		.where(and(eq(debatePerson.courseId, courseId), eq(debatePerson.enrolmentId, enrolmentId)));
	const said = await db()
		.select()
		.from(contribution)
		.where(and(eq(contribution.courseId, courseId), eq(contribution.enrolmentId, enrolmentId)))
		.orderBy(asc(contribution.number));
	const cards = await db()
		.select()
		.from(prepCard)
		.where(and(eq(prepCard.courseId, courseId), eq(prepCard.enrolmentId, enrolmentId)))
		.orderBy(asc(prepCard.order));
	const votes = await db()
		.select()
		.from(debateVote)
		.where(and(eq(debateVote.courseId, courseId), eq(debateVote.enrolmentId, enrolmentId)))
		.orderBy(asc(debateVote.savedAt));
	const corners = await db()
		.select()
		.from(cornerChoice)
		.where(and(eq(cornerChoice.courseId, courseId), eq(cornerChoice.enrolmentId, enrolmentId)));
	const ballots = await db()
		.select()
		.from(debateBallot)
		.where(and(eq(debateBallot.courseId, courseId), eq(debateBallot.enrolmentId, enrolmentId)));
	const reflections = await db()
		.select()
		.from(reflection)
		.where(and(eq(reflection.courseId, courseId), eq(reflection.enrolmentId, enrolmentId)));
	const ids = [places, said, cards, votes, corners, ballots, reflections]
		.flat()
		.map(({ debateId }) => debateId);
	if (ids.length === 0) return [];
	const here = await db()
		.select({
			id: debate.id,
			format: debate.format,
			module: courseModule.title,
			motion: motion.body
		})
		.from(debate)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, debate.courseId), eq(courseModule.id, debate.moduleId))
		)
		.innerJoin(motion, and(eq(motion.courseId, debate.courseId), eq(motion.id, debate.motionId)))
		.where(and(eq(debate.courseId, courseId), inArray(debate.id, ids)))
		.orderBy(asc(debate.createdAt), asc(debate.order));
	const lines = await db()
		.select({ line: ballotLine, state: debateBallot.state })
		.from(ballotLine)
		.innerJoin(
			debateBallot,
			and(
				eq(debateBallot.courseId, ballotLine.courseId),
				eq(debateBallot.debateId, ballotLine.debateId),
				eq(debateBallot.enrolmentId, ballotLine.enrolmentId)
			)
		)
		.where(and(eq(ballotLine.courseId, courseId), inArray(ballotLine.debateId, ids)));
	const published = await publishedBallots(courseId, ids);

	return here.map(({ id, format, module, motion: { text } }) => {
		const its = (row: { debateId: string }) => row.debateId === id;
		const place = places.find(its);
		const corner = corners.find(its);
		const ballot = ballots.find(its);
		const wrote = reflections.find(its);
		const line = ({ line: { phaseKey, points, feedback } }: (typeof lines)[number]) => ({
			speech: phaseTitle(format, phaseKey) ?? {},
			points,
			feedback
		});
		return {
			module,
			motion: text,
			format: format.title,
			role: place?.role ?? null,
			shownAs: place?.shownAs ?? {},
			team: place?.team ? teamTitle(format, place.team) : null,
			agreedAt: place?.agreedAt ?? null,
			said: said.filter(its).map((row) => ({
				kind: row.kind,
				body: row.body,
				lang: row.lang,
				passages: passagesOf(row.passages),
				at: row.createdAt,
				hidden: row.hiddenAt ? row.hiddenWhy : null
			})),
			cards: cards.filter(its).map((row) => ({
				claim: row.claim,
				warrant: row.warrant,
				lang: row.lang,
				speech: row.phaseKey === null ? null : phaseTitle(format, row.phaseKey),
				passages: passagesOf(row.passages),
				at: row.savedAt
			})),
			votes: votes.filter(its).map(({ moment, choice, reason, lang, savedAt }) => ({
				moment,
				choice,
				reason,
				lang,
				at: savedAt
			})),
			corner: corner
				? {
						title: format.corners.find(({ key }) => key === corner.corner)?.title ?? {},
						reason: corner.reason,
						lang: corner.lang,
						at: corner.savedAt
					}
				: null,
			ballot: ballot
				? {
						ranks: Object.entries(ballot.ranks).map(([team, rank]) => ({
							team: teamTitle(format, team),
							rank
						})),
						overall: ballot.overall,
						lines: lines
							.filter((one) => its(one.line) && one.line.enrolmentId === enrolmentId)
							.map(line),
						at: ballot.savedAt
					}
				: null,
			feedback: lines
				.filter(
					(one) =>
						its(one.line) &&
						one.line.about === place?.number &&
						one.state === 'given' &&
						published.has(id)
				)
				.map(line),
			reflection: wrote ? { body: wrote.body, lang: wrote.lang, at: wrote.savedAt } : null
		};
	});
}

async function publishedBallots(courseId: string, ids: string[]): Promise<Set<string>> {
	const rows = await db()
		.select({ debateId: debateEvent.debateId, data: debateEvent.data })
		.from(debateEvent)
		.where(
			and(
				eq(debateEvent.courseId, courseId),
				inArray(debateEvent.debateId, ids),
				eq(debateEvent.kind, 'published')
			)
		);
	const ballots = rows.filter(({ data }) => 'what' in data && data.what === 'ballots');
	return new Set(ballots.map(({ debateId }) => debateId));
}

function teamTitle({ teams }: FormatBody, key: string): LocalText {
	return teams.find((team) => team.key === key)?.title ?? {};
}

function phaseTitle({ phases }: FormatBody, key: string): LocalText | null {
	return phases.find((phase) => phase.key === key)?.title ?? null;
}
