/*
 * A judge's ballot: which team won or how all rank, points for whoever spoke, and words for every
 * speech. What is to be judged follows from the format and from who stood where; what a panel decided
 * follows from its ballots. Pure.
 */
import type { DebateState, Rules, Who } from '../debate';
import type { FormatBody, Phase, SpeakerPoints } from '../format';
import { holdersOf, teamHere } from '../standing';

export interface BallotLine {
	/** The phase of the speech. */
	phaseKey: string;
	/** Who spoke. */
	about: Who;
	/** Null where this speech has none of its own, or none yet. */
	points: number | null;
	feedback: string;
}

export interface BallotWriting {
	/** By team; 1 is first. Teams without a rank are still to be judged. */
	ranks: Record<string, number>;
	/** Why it was decided so, for everybody who spoke. */
	overall: string;
	lines: BallotLine[];
}

/** One speech as a ballot asks about it. */
export interface JudgedSpeech {
	phase: Phase;
	team: string;
	about: Who;
	/** What its points may be; null: they were given with an earlier speech of the same person. */
	scale: Scale | null;
}

export interface Scale {
	least: number;
	most: number;
	step: number;
}

export const longestFeedback = 3000;

export function scaleOf({ least, most, step }: SpeakerPoints, share = 1): Scale {
	return { least: least * share, most: most * share, step: step * share };
}

export function isOnScale(points: number, { least, most, step }: Scale): boolean {
	const steps = (points - least) / step;
	return points >= least && points <= most && Math.abs(steps - Math.round(steps)) < 1e-9;
}

/**
 * Where replies are scored apart, they are the speeches that may bring no new argument, of people who
 * have spoken before: a last speaker may bring none either, and has whole points.
 */
export function isReply(
	{ points, phases }: Pick<FormatBody, 'points' | 'phases'>,
	phase: Phase
): boolean {
	const { who } = phase;
	if (points?.reply == null || phase.kind !== 'speech' || phase.newArguments || !who) return false;
	const before = phases
		.slice(0, phases.indexOf(phase))
		.flatMap((one) => (one.kind === 'speech' && one.who?.team === who.team ? [one.who] : []));
	if (before.length === 0) return false;
	const spoke = before.flatMap(({ speakers }) => speakers);
	return who.speakers.every((speaker) => spoke.includes(speaker));
}

/**
 * Speeches in their order, each with who gave it, or who would. A person has points once, with the
 * first speech, and once more for a reply.
 */
export function speechesToJudge({ format }: Rules, state: DebateState): JudgedSpeech[] {
	const { points } = format;
	const scored = new Set<Who>();
	return format.phases.flatMap((phase, index): JudgedSpeech[] => {
		if (phase.kind !== 'speech' || !phase.who) return [];
		const team = teamHere(state, phase.who.team);
		const turn = state.turns.findLast((one) => one.index === index);
		const here = turn && turn.who.length > 0 ? turn.who : holdersOf(state, phase.who);
		const about = here[0];
		if (about === undefined) return [];
		const reply = isReply(format, phase);
		const isScored = points !== null && (reply || !scored.has(about));
		if (!reply) scored.add(about);
		const scale = isScored ? scaleOf(points, reply ? (points.reply ?? 1) : 1) : null;
		return [{ phase, team, about, scale }];
	});
}

export function decidesTeams({ result }: Pick<FormatBody, 'result'>): 'winner' | 'ranks' | null {
	return result === 'ballot' ? 'winner' : result === 'ranking' ? 'ranks' : null;
}

/** Whether judges of this format fill in a ballot. */
export function hasBallots(format: Pick<FormatBody, 'result' | 'points'>): boolean {
	return decidesTeams(format) !== null || format.points !== null;
}

export function pointsField({ phaseKey, about }: Pick<BallotLine, 'phaseKey' | 'about'>): string {
	return `points-${phaseKey}-${about}`;
}

export function feedbackField({ phaseKey, about }: Pick<BallotLine, 'phaseKey' | 'about'>): string {
	return `feedback-${phaseKey}-${about}`;
}

export function rankField(team: string): string {
	return `rank-${team}`;
}

type Fields = Record<string, string | undefined>;

/** What the fields of the form say; what is no number is left out. */
export function ballotWrittenIn(
	fields: Fields,
	format: FormatBody,
	speeches: readonly JudgedSpeech[]
): BallotWriting {
	const ranks: Record<string, number> = {};
	const winner = fields.winner;
	for (const { key } of format.teams) {
		const typed = Number(fields[rankField(key)] ?? '');
		if (decidesTeams(format) === 'winner' && winner) ranks[key] = key === winner ? 1 : 2;
		if (decidesTeams(format) === 'ranks' && typed > 0) ranks[key] = typed;
	}
	return {
		ranks,
		overall: fields.overall ?? '',
		lines: speeches.map(({ phase, about, scale }) => {
			const line = { phaseKey: phase.key, about };
			const typed = fields[pointsField(line)]?.trim() ?? '';
			const points = scale && typed !== '' && Number.isFinite(Number(typed)) ? Number(typed) : null;
			return { ...line, points, feedback: fields[feedbackField(line)] ?? '' };
		})
	};
}

export function fieldsOfBallot(
	{ ranks, overall, lines }: BallotWriting,
	format: FormatBody,
	speeches: readonly JudgedSpeech[]
): Record<string, string> {
	const fields: Record<string, string> = { overall };
	const kind = decidesTeams(format);
	if (kind === 'winner')
		fields.winner = format.teams.find(({ key }) => ranks[key] === 1)?.key ?? '';
	if (kind === 'ranks')
		for (const { key } of format.teams) fields[rankField(key)] = String(ranks[key] ?? '');
	for (const { phase, about, scale } of speeches) {
		const name = { phaseKey: phase.key, about };
		const line = lines.find((one) => one.phaseKey === phase.key && one.about === about);
		if (scale) fields[pointsField(name)] = line?.points == null ? '' : String(line.points);
		fields[feedbackField(name)] = line?.feedback ?? '';
	}
	return fields;
}

export interface BallotFault {
	field: string;
	what: 'winner' | 'rank' | 'rank-twice' | 'points' | 'overall' | 'low-point';
}

/** What is missing before a ballot can be given. */
export function missingIn(
	{ ranks, overall, lines }: BallotWriting,
	format: FormatBody,
	speeches: readonly JudgedSpeech[]
): BallotFault[] {
	const faults: BallotFault[] = [];
	const kind = decidesTeams(format);
	if (kind === 'winner' && format.teams.every(({ key }) => ranks[key] !== 1))
		faults.push({ field: 'winner', what: 'winner' });
	if (kind === 'ranks') {
		const seen = new Set<number>();
		for (const { key } of format.teams) {
			const rank = ranks[key];
			const isRank = rank !== undefined && rank >= 1 && rank <= format.teams.length;
			if (!isRank) faults.push({ field: rankField(key), what: 'rank' });
			else if (seen.has(rank)) faults.push({ field: rankField(key), what: 'rank-twice' });
			if (rank !== undefined) seen.add(rank);
		}
	}
	for (const { phase, about, scale } of speeches) {
		const name = { phaseKey: phase.key, about };
		const line = lines.find((one) => one.phaseKey === phase.key && one.about === about);
		if (scale && line?.points == null) faults.push({ field: pointsField(name), what: 'points' });
	}
	if (overall.trim() === '') faults.push({ field: 'overall', what: 'overall' });
	return faults;
}

/** Speaker points of each team together. */
export function teamTotals(
	lines: readonly BallotLine[],
	speeches: readonly JudgedSpeech[]
): Record<string, number> {
	const totals: Record<string, number> = {};
	for (const { phase, about, team, scale } of speeches) {
		const line = lines.find((one) => one.phaseKey === phase.key && one.about === about);
		if (scale) totals[team] = (totals[team] ?? 0) + (line?.points ?? 0);
	}
	return totals;
}

/** Whether a team stands before one whose speakers have more points: allowed, and seldom meant. */
export function isLowPointWin(
	{ ranks, lines }: Pick<BallotWriting, 'ranks' | 'lines'>,
	speeches: readonly JudgedSpeech[]
): boolean {
	const totals = teamTotals(lines, speeches);
	const teams = Object.keys(totals).filter((team) => ranks[team] !== undefined);
	return teams.some((one) =>
		teams.some(
			(other) =>
				(ranks[one] ?? 0) < (ranks[other] ?? 0) && (totals[one] ?? 0) < (totals[other] ?? 0)
		)
	);
}

export interface TeamResult {
	team: string;
	/** Ballots that have it first. */
	firsts: number;
	/** Three for a first place of four, two for a second …, of all ballots together. */
	points: number;
	/** Speaker points of its speakers, of one ballot on average; null where there are none. */
	speakerPoints: number | null;
}

export interface PanelDecision {
	ballots: number;
	/** The best first. */
	teams: TeamResult[];
	/** Null: the panel was split evenly, or the format names no winner. */
	winner: string | null;
}

/**
 * What a panel decided. `ballot`: the team with the majority of the ballots. `ranking`: the sum of
 * 3, 2, 1, 0 points; at the same sum, more first places, then more speaker points.
 */
export function panelDecision(
	format: FormatBody,
	ballots: readonly Pick<BallotWriting, 'ranks' | 'lines'>[],
	speeches: readonly JudgedSpeech[]
): PanelDecision {
	const totals = ballots.map(({ lines }) => teamTotals(lines, speeches));
	const teams = format.teams.map(({ key: team }): TeamResult => {
		const ranks = ballots.flatMap((ballot) => ballot.ranks[team] ?? []);
		const sum = totals.reduce((all, one) => all + (one[team] ?? 0), 0);
		return {
			team,
			firsts: ranks.filter((rank) => rank === 1).length,
			points: ranks.reduce((all, rank) => all + format.teams.length - rank, 0),
			speakerPoints: format.points && ballots.length > 0 ? sum / ballots.length : null
		};
	});
	const kind = decidesTeams(format);
	if (!kind || ballots.length === 0) return { ballots: ballots.length, teams, winner: null };
	const better =
		kind === 'winner'
			? (a: TeamResult, b: TeamResult) => b.firsts - a.firsts
			: (a: TeamResult, b: TeamResult) =>
					b.points - a.points ||
					b.firsts - a.firsts ||
					(b.speakerPoints ?? 0) - (a.speakerPoints ?? 0);
	const sorted = teams.toSorted(better);
	const [first, second] = sorted;
	const isSplit = first && second ? better(first, second) === 0 : false;
	return { ballots: ballots.length, teams: sorted, winner: isSplit ? null : (first?.team ?? null) };
}
