/*
 * What a panel decided and what its judges wrote: staff read every ballot, one at a time; when they
 * are published everybody sees the decision, and whoever spoke the words about their own speeches.
 * Nobody but staff is told which judge wrote what.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize } from '$lib/access/refuse';
import { studentName } from '$lib/courses/wording';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { enrolment, user } from '$lib/server/db/schema';
import type { DebateState, Who } from '../debate';
import type { DebateHere } from '../room/finding.server';
import { areSpeechesOver } from '../standing';
import {
	panelDecision,
	speechesToJudge,
	type BallotWriting,
	type JudgedSpeech,
	type PanelDecision
} from './ballot';
import { givenBallots, namesIn } from './ballots.server';

export interface PanelView {
	/** How many ballots there are to leaf through. */
	of: number;
	/** Counts from 1. */
	nth: number;
	judge: string;
	ballot: BallotWriting & { lang: Locale };
	speeches: JudgedSpeech[];
	names: Record<Who, LocalText>;
	decision: PanelDecision;
}

/** One ballot of the panel; null where none was given. Needs `debate.figures`. */
export async function panelFor(
	actor: Actor,
	here: DebateHere,
	state: DebateState,
	wanted: number
): Promise<PanelView | null> {
	authorize(actor, 'debate.figures', here.facts);
	const ballots = await givenBallots(here);
	const nth = Math.min(Math.max(1, wanted), ballots.length);
	const found = ballots[nth - 1];
	if (!found) return null;
	const { enrolmentId, ...ballot } = found;
	const speeches = speechesToJudge(here.rules, state);
	const [names, [judge]] = await Promise.all([
		namesIn(here),
		db()
			.select({ name: user.name })
			.from(enrolment)
			.leftJoin(user, eq(user.id, enrolment.userId))
			.where(and(eq(enrolment.courseId, here.courseId), eq(enrolment.id, enrolmentId)))
	]);
	return {
		of: ballots.length,
		nth,
		judge: studentName(judge?.name ?? null),
		ballot,
		speeches,
		names,
		decision: panelDecision(here.rules.format, ballots, speeches)
	};
}

/** What a screen in the room may show, whoever is signed in on it; null before it is published. */
export async function decisionForScreen(
	here: Pick<DebateHere, 'courseId' | 'debate' | 'rules'>,
	state: DebateState
): Promise<PanelDecision | null> {
	if (!state.published.ballots || !areSpeechesOver(here.rules, state)) return null;
	const ballots = await givenBallots(here);
	return panelDecision(here.rules.format, ballots, speechesToJudge(here.rules, state));
}

export interface Feedback {
	speech: LocalText;
	/** Which of the judges, from 1; the order says nothing of who they are. */
	judge: number;
	points: number | null;
	feedback: string;
	lang: Locale;
}

export interface BallotResult {
	decision: PanelDecision;
	/** About the actor's own speeches. */
	own: Feedback[];
	/** Why each judge decided so, for whoever spoke and for staff. */
	overall: { judge: number; words: string; lang: Locale }[];
}

/** Null until the ballots are published. */
export async function ballotResultFor(
	actor: Actor,
	here: DebateHere,
	state: DebateState
): Promise<BallotResult | null> {
	const { rules, me, facts } = here;
	if (!state.published.ballots || !areSpeechesOver(rules, state)) return null;
	const ballots = await givenBallots(here);
	const speeches = speechesToJudge(rules, state);
	const own = ballots.flatMap(({ lines, lang }, i) =>
		lines
			.filter(({ about }) => about === me?.number)
			.map(({ phaseKey, points, feedback }) => ({
				phaseKey,
				judge: i + 1,
				points,
				feedback,
				lang
			}))
	);
	const { phases } = rules.format;
	const place = (key: string) => phases.findIndex((phase) => phase.key === key);
	const mayReadWhy =
		may(actor, 'debate.figures', facts) || (me !== null && state.people[me.number]?.team != null);
	return {
		decision: panelDecision(rules.format, ballots, speeches),
		own: own
			.toSorted((a, b) => place(a.phaseKey) - place(b.phaseKey) || a.judge - b.judge)
			.map(({ phaseKey, ...line }) => ({
				...line,
				speech: phases.find(({ key }) => key === phaseKey)?.title ?? {}
			})),
		overall: mayReadWhy
			? ballots.map(({ overall, lang }, i) => ({ judge: i + 1, words: overall, lang }))
			: []
	};
}
