/*
 * A debate as everybody sees it: public events, what they add up to, and what may be asked of it.
 * Events carry ids and numbers, never words: words stand in contributions and are joined when events
 * are read (`Told`), so that hiding and erasing act at once. `reduce` (reduce.ts) makes the state out
 * of events, `decide` (decide.ts) an event or a refusal out of a move; server and browser share
 * both. Moments are milliseconds since 1970 by the server's clock. Pure.
 */
import type { Locale, LocalText } from '$lib/i18n/local-text';
import type { FormatBody, Mode, Stance } from './format';

/** A person within one debate; what everybody is called in events. 0: the machine. */
export type Who = number;

export const roles = ['chair', 'judge', 'speaker', 'audience'] as const;
export type Role = (typeof roles)[number];

/** A place that somebody has. A chair, a judge and the audience have no team. */
export interface Seat {
	who: Who;
	role: Role;
	team: string | null;
	/** The key of the place within the team; null: of the team, without a speech of their own. */
	speaker: string | null;
	/** Writes the flow; whoever has a team, and staff, may anyway. */
	notes: boolean;
}

export type Relation = 'supports' | 'attacks' | 'undercuts';

/**
 * What happened. `c` is the number of a contribution, `phase` an index into the format's phases.
 * phase: a phase has come, its clock stands still until `started`. adjusted: the limit of the phase is
 * `ms` longer. undone: all of the chair's acts from event `seq` on never were.
 */
export type EventBody =
	| { kind: 'opened'; data: { mode: Mode; seats: Seat[] } }
	| { kind: 'seated'; data: Seat }
	| { kind: 'left'; data: { who: Who } }
	| { kind: 'phase'; data: { index: number; dueAt: number | null } }
	| { kind: 'started'; data: Record<string, never> }
	| { kind: 'paused'; data: Record<string, never> }
	| { kind: 'resumed'; data: Record<string, never> }
	| { kind: 'adjusted'; data: { ms: number } }
	| { kind: 'extended'; data: { dueAt: number } }
	| { kind: 'undone'; data: { seq: number } }
	| { kind: 'mode'; data: { mode: Mode } }
	/** `drawn` by the server, or else a real coin whose winner the chair has entered. */
	| { kind: 'coin'; data: { team: string; drawn: boolean } }
	| {
			kind: 'picked';
			data: { team: string; side: Stance | null; order: 'first' | 'second' | null };
	  }
	| { kind: 'pool'; data: { team: string; runs: boolean } }
	| { kind: 'asked-floor'; data: { who: Who } }
	| { kind: 'left-floor'; data: { who: Who } }
	| { kind: 'called'; data: { who: Who } }
	| { kind: 'yielded'; data: { who: Who } }
	| { kind: 'point'; data: { who: Who; what: 'offered' | 'taken' | 'declined' | 'withdrawn' } }
	/** A written turn, question, answer, restatement or word from the floor. */
	| { kind: 'said'; data: { c: number; as: SaidAs; to: number | null } }
	| { kind: 'missed'; data: { index: number; team: string | null } }
	| { kind: 'accepted'; data: { c: number | null } }
	| { kind: 'sent-back'; data: { c: number | null } }
	| { kind: 'drafted'; data: { c: number; version: number } }
	| { kind: 'signed'; data: { version: number } }
	| { kind: 'sat'; data: { who: Who } }
	| { kind: 'stood'; data: { who: Who } }
	| { kind: 'rotated'; data: { inner: Who[] } }
	| { kind: 'walked'; data: { who: Who; corner: string } }
	| { kind: 'spokesperson'; data: { who: Who; corner: string } }
	/** An argument in the flow, in the column of a phase; `row` decides the order within it. */
	| {
			kind: 'argued';
			data: { c: number; phase: number; team: string | null; row: number };
	  }
	| { kind: 'reworded'; data: { c: number; version: number } }
	| { kind: 'placed'; data: { c: number; phase: number; row: number } }
	| { kind: 'linked'; data: { c: number; to: number; relation: Relation } }
	| { kind: 'unlinked'; data: { c: number; to: number } }
	/** Struck out, or brought back. */
	| { kind: 'struck'; data: { c: number; on: boolean } }
	| { kind: 'hidden'; data: { c: number } }
	| { kind: 'shown'; data: { c: number } }
	| { kind: 'muted'; data: { who: Who; on: boolean } }
	| { kind: 'removed'; data: { who: Who; on: boolean } }
	| { kind: 'erased'; data: { who: Who } }
	| { kind: 'ended'; data: Record<string, never> }
	/** What was counted may be shown: votes after the last one closed, ballots when staff say so. */
	| { kind: 'published'; data: { what: 'votes' | 'ballots' } };

export const saidAs = ['speech', 'question', 'answer', 'restatement', 'floor', 'reason'] as const;
export type SaidAs = (typeof saidAs)[number];

export type EventKind = EventBody['kind'];

export type PublicEvent = EventBody & {
	/** 1, 2, 3 … without a gap. */
	seq: number;
	at: number;
	by: Who;
};

/** The words that an event stands for, joined when it is read. Absent when hidden or erased. */
export interface Words {
	body: string;
	lang: Locale;
	/** Passages that it points at. */
	passages: Passage[];
	version: number;
}

/** A cited passage, as in a position. */
export interface Passage {
	readingId: string;
	/** The reading's slug, and its paragraph's number as shown. */
	reading: string;
	number: number;
	versionId: string;
	paragraphId: string;
	start: number;
	end: number;
	exact: string;
	lang: Locale;
}

/** What is sent: an event with the names and words that it needs. */
export type Told = PublicEvent & {
	/** By the number of the contribution. */
	words?: Record<number, Words>;
	/** By the number of the person; what they are called here. */
	names?: Record<number, LocalText>;
};

/** Elapsed = (pausedAt ?? now) − startedAt − pausedMs; see clock.ts. */
export interface Clock {
	/** Null: the first word has not been spoken. */
	startedAt: number | null;
	pausedAt: number | null;
	pausedMs: number;
	/** Milliseconds; null: untimed. */
	limit: number | null;
}

export interface Person extends Seat {
	muted: boolean;
	/** Sent out by the chair; sees the debate and does nothing in it. */
	removed: boolean;
	/** No longer here, or erased. */
	gone: boolean;
}

/** One phase that has come: what became of it. */
export interface Turn {
	index: number;
	/** Who had the word, longest first known: whoever's place it was, or who was called. */
	who: Who[];
	beganAt: number;
	/** Milliseconds spoken, pauses left out; 0 while it runs. */
	ms: number;
	said: { c: number; by: Who; as: SaidAs; to: number | null; at: number }[];
	missed: boolean;
}

export interface Argument {
	c: number;
	by: Who;
	phase: number;
	team: string | null;
	row: number;
	version: number;
	struck: boolean;
}

export interface Link {
	c: number;
	to: number;
	relation: Relation;
	by: Who;
}

export interface DebateState {
	/** Of the last event; 0: not opened. */
	seq: number;
	openedAt: number | null;
	endedAt: number | null;
	mode: Mode;
	people: Record<Who, Person>;
	/** What each team argues now. */
	stances: Record<string, Stance>;
	/** Which team speaks where the format says so: by the key in the format. Changed by a coin. */
	order: Record<string, string>;
	/** Index of the current phase; −1 before the first. */
	phase: number;
	/** Of the last event that moved phase or clock: what a chair's move must have seen. */
	chairSeq: number;
	clock: Clock;
	/** Of a written turn. */
	dueAt: number | null;
	/** Preparation time that was spent, and since when it runs. */
	pools: Record<string, { usedMs: number; since: number | null }>;
	coin: { winner: string; drawn: boolean; picked: 'side' | 'order' | null; done: boolean } | null;
	turns: Turn[];
	/** Who asked for the floor, in order. */
	floor: Who[];
	/** Who was called and has the floor. */
	called: Who | null;
	/** Milliseconds on the clock when whoever has the word now got it. */
	wordFrom: number;
	/** Points of information: who offers one now, and whose is being heard. */
	points: { offered: Who[]; taken: Who | null };
	/** Of the current phase of restating: what lies before the other side. */
	restated: { c: number | null; state: 'wanted' | 'given' | 'accepted' | 'sent-back' } | null;
	statement: { c: number; version: number; signed: Who[] } | null;
	/** Of a fishbowl: who sits inside, who waits for the free chair, and who ever sat, latest last. */
	circle: { inner: Who[]; waiting: Who[]; been: Who[] };
	corners: Record<Who, string>;
	spokespeople: Record<string, Who>;
	moves: { who: Who; from: string; to: string; at: number }[];
	arguments: Argument[];
	links: Link[];
	hidden: number[];
	/** Milliseconds in which each had the word, finished turns only. */
	airtime: Record<Who, number>;
	published: { votes: boolean; ballots: boolean };
	/** What the chair can take back, newest last; at most 20. */
	undo: { seq: number; before: ClockPoint }[];
}

/** What `undone` brings back. */
export interface ClockPoint {
	phase: number;
	clock: Clock;
	dueAt: number | null;
	mode: Mode;
	stances: Record<string, Stance>;
	order: Record<string, string>;
	coin: DebateState['coin'];
	turns: Turn[];
	floor: Who[];
	called: Who | null;
	wordFrom: number;
	airtime: Record<Who, number>;
	restated: DebateState['restated'];
	endedAt: number | null;
}

/** What somebody wants to do: an event without what the server adds. Words are checked apart. */
export type Move =
	/** The chair's; `seen` is the `chairSeq` that was on their screen. */
	| { kind: 'next'; seen: number }
	| { kind: 'go'; index: number; seen: number }
	| { kind: 'start'; seen: number }
	| { kind: 'pause'; seen: number }
	| { kind: 'resume'; seen: number }
	| { kind: 'adjust'; ms: number; seen: number }
	| { kind: 'extend'; dueAt: number; seen: number }
	| { kind: 'undo'; seen: number }
	| { kind: 'mode'; mode: Mode; seen: number }
	| { kind: 'end'; seen: number }
	/** Without a team the server draws one. */
	| { kind: 'toss'; team: string | null; drawn?: string; seen: number }
	| { kind: 'miss'; index: number }
	| { kind: 'call'; who: Who }
	| { kind: 'seat'; seat: Seat }
	| { kind: 'mute'; who: Who; on: boolean }
	| { kind: 'remove'; who: Who; on: boolean }
	| { kind: 'hide'; c: number; on: boolean }
	| { kind: 'spokesperson'; who: Who; corner: string }
	| { kind: 'rotate'; inner: Who[] }
	| { kind: 'publish'; what: 'votes' | 'ballots' }
	/** Of whoever it is. */
	| { kind: 'pick'; side: Stance | null; order: 'first' | 'second' | null }
	| { kind: 'pool'; team: string; runs: boolean }
	| { kind: 'ask-floor' }
	| { kind: 'leave-floor' }
	| { kind: 'yield' }
	| { kind: 'point'; what: 'offer' | 'withdraw' }
	/** Of whoever speaks. */
	| { kind: 'answer-point'; who: Who; take: boolean }
	| { kind: 'say'; as: SaidAs; to: number | null; c: number; letters: number }
	| { kind: 'accept'; on: boolean }
	| { kind: 'draft'; c: number; version: number; builtOn: number }
	| { kind: 'sign'; version: number }
	| { kind: 'sit' }
	| { kind: 'stand' }
	| { kind: 'walk'; corner: string }
	| { kind: 'argue'; c: number; phase: number; row: number }
	| { kind: 'reword'; c: number; version: number }
	| { kind: 'place'; c: number; phase: number; row: number }
	| { kind: 'link'; c: number; to: number; relation: Relation }
	| { kind: 'unlink'; c: number; to: number }
	| { kind: 'strike'; c: number; on: boolean };

export type Refusal =
	| 'not-opened'
	| 'ended'
	| 'stale'
	| 'not-chair'
	| 'not-yours'
	| 'not-now'
	| 'not-your-turn'
	| 'other-side'
	| 'protected'
	| 'twice'
	| 'too-late'
	| 'too-long'
	| 'pool-empty'
	| 'muted'
	| 'removed'
	| 'unknown'
	| 'full'
	| 'running'
	| 'last';

export type Decided = { ok: true; event: EventBody } | { ok: false; reason: Refusal };

/** How a debate is held, beyond its format. */
export interface DebateSettings {
	/** Who may vote: whoever listens, or speakers too. */
	voters: 'audience' | 'everybody';
	/** What people are called in it; real names are said beforehand. */
	shows: 'names' | 'pseudonyms';
	/** The next phase comes by itself when the time is over. */
	goesOn: boolean;
	/** A written turn that was missed: the debate goes on, or waits for the chair. */
	whenMissed: 'skip' | 'wait';
	/** Instead of the format's, in every written phase; null: as the format says. */
	hours: number | null;
	letters: number | null;
	/** Hours before the end of a written turn at which whoever's turn it is is reminded. */
	remindHours: number;
	/** Points for taking part; null: not graded. */
	worth: number | null;
	/** What people are asked afterwards, instead of the usual question. */
	prompt: LocalText | null;
}

export const usualSettings: DebateSettings = {
	voters: 'audience',
	shows: 'names',
	goesOn: false,
	whenMissed: 'wait',
	hours: null,
	letters: null,
	remindHours: 6,
	worth: null,
	prompt: null
};

/** What both reduce and decide need beside state: the debate's own copy of its format, and how it is held. */
export interface Rules {
	format: FormatBody;
	settings: DebateSettings;
}
