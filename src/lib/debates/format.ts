/*
 * What a debate format is: data with a source and a version. Who stands where, which phases follow
 * each other, how long each lasts, when bells ring, and how it is decided. A format says nothing of
 * people, and a debate keeps its own copy, so that a changed format never changes a debate. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';

/** The side of a motion that a team argues; colours mean these and nothing else. */
export type Stance = 'for' | 'against';
export type Mode = 'spoken' | 'written';

export interface FormatSpeaker {
	/** Within the team: `1`, `2`, `pm` … */
	key: string;
	title: LocalText;
}

export interface FormatTeam {
	/** `for`, `against`; British Parliamentary has `og`, `oo`, `cg`, `co`; pairs have `a`, `b`. */
	key: string;
	title: LocalText;
	/** What it argues at first; a coin or a switch of sides may change it. */
	stance: Stance;
	speakers: FormatSpeaker[];
}

/**
 * vote: secret, before or after · coin: who picks side or order · prepare: silent, all teams ·
 * speech · cross: one asks, one answers · crossfire: both ask and answer · floor: the audience, by
 * the queue · discussion: everybody of the teams · restate: `team` restates until the other accepts ·
 * switch: teams change sides · statement: one joint text, signed by all · circle: fishbowl · choose:
 * a corner, privately · gather: corners agree on reasons · spokesperson: one for a corner, after
 * which anybody may walk · debrief: about what happened
 */
export const phaseKinds = [
	'vote',
	'coin',
	'prepare',
	'speech',
	'cross',
	'crossfire',
	'floor',
	'discussion',
	'restate',
	'switch',
	'statement',
	'circle',
	'choose',
	'gather',
	'spokesperson',
	'debrief'
] as const;
export type PhaseKind = (typeof phaseKinds)[number];

/** Who may speak: one of these places of a team. */
export interface Place {
	team: string;
	/** Keys of its speakers, any one of them; empty: anybody of the team. */
	speakers: string[];
}

export interface Bell {
	/** Seconds from the start of the phase. */
	at: number;
	times: 1 | 2 | 3;
}

export interface Phase {
	/** Unique within the format. */
	key: string;
	kind: PhaseKind;
	title: LocalText;
	/** Seconds; null: as long as it takes. */
	seconds: number | null;
	/** Who speaks, answers (cross), restates, or, in a crossfire, asks first; null: nobody in particular. */
	who: Place | null;
	/** The other one: who asks (cross), answers first (crossfire), or accepts a restatement. */
	other: Place | null;
	/** Of a vote. */
	moment: 'before' | 'after' | null;
	/** Of a spokesperson: the key of the corner. */
	corner: string | null;
	bells: Bell[];
	/** Points of information are open from … until, in seconds from the start; null: none here. */
	points: { from: number; until: number } | null;
	/** False in rebuttals and summaries, where rules allow no new argument. */
	newArguments: boolean;
	/** Teams that may spend their pool of preparation time before it begins. */
	pools: string[];
	/** When written: hours to answer, letters at most, and how many questions a cross-examination has. */
	written: { hours: number; letters: number; exchanges: number };
}

export interface FormatCorner {
	key: string;
	title: LocalText;
	/** −2 strongly disagree … +2 strongly agree. */
	leaning: number;
}

export interface SpeakerPoints {
	least: number;
	most: number;
	step: number;
	/** The share of it that a reply speech is worth; null: replies are not scored. */
	reply: number | null;
}

/**
 * movement: more votes moved · ballot: judges name a winning team · ranking: judges rank all teams,
 * 3, 2, 1, 0 points · statement: a joint text, nobody wins · moves: who walked, and why, nobody wins ·
 * none: nobody wins
 */
export type ResultKind = 'movement' | 'ballot' | 'ranking' | 'statement' | 'moves' | 'none';

export interface FormatBody {
	title: LocalText;
	summary: LocalText;
	/** Published rules that it follows, and their year. */
	source: { title: string; url: string; year: string };
	/** Counts up when this site's data of the format changes. */
	version: number;
	teams: FormatTeam[];
	phases: Phase[];
	/** Seconds of preparation per team that may be spent in parts before its own speeches; null: none. */
	pool: number | null;
	/** Minutes of preparation before the debate, after the motion is known; null: prepared at home. */
	before: number | null;
	corners: FormatCorner[];
	/** Of a fishbowl: seats of the inner circle; one of them stays free in an open one. */
	circle: { kind: 'open' | 'closed'; seats: number } | null;
	result: ResultKind;
	points: SpeakerPoints | null;
	/** Rules that everybody reads before it begins. */
	rules: LocalText[];
}

/** Where a format comes from: this site's own data, or a course's changed copy. */
export interface FormatName {
	/** Of the site's data: `oxford`, `lincoln-douglas`, `public-forum`, `karl-popper`,
	 * `british-parliamentary`, `world-schools`, `asian-parliamentary`, `academic-controversy`,
	 * `fishbowl-open`, `fishbowl-closed`, `four-corners`. */
	key: string;
	/** Of a course's copy; null: as the site ships it. */
	id: string | null;
	version: number;
}

/** Seconds of all timed phases together, as rule books count it: votes and preparation left out. */
export function speakingSeconds({ phases }: Pick<FormatBody, 'phases'>): number {
	const silent: readonly PhaseKind[] = ['vote', 'coin', 'prepare', 'choose', 'switch', 'debrief'];
	return phases.reduce(
		(sum, { kind, seconds }) => sum + (silent.includes(kind) ? 0 : (seconds ?? 0)),
		0
	);
}
