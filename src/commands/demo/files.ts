/*
 * The demo class as it lies in data files beside this one: who is in it and what each wrote. Days
 * are relative to the day the demo is made: `-5d 21:14` is that time of day, five days ago.
 */
import type { CourseRole } from '$lib/access/actor';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import type { Preference } from '$lib/modules/groups';
import type { Side, SideOrigin } from '$lib/positions/position';
import type { AnswerValue } from '$lib/questions/question';
import type { StanceAnswer, StanceMoment } from '$lib/stances/stance';
import answersFile from './answers.json';
import classFile from './class.json';
import groupsFile from './groups.json';
import positionsFile from './positions.json';
import readingFile from './reading.json';
import stancesFile from './stances.json';

export interface DemoPerson {
	key: string;
	name: string;
	email: string;
	locale: Locale;
}
export interface DemoStaff extends DemoPerson {
	role: Exclude<CourseRole, 'student'>;
	section?: number;
}
export interface DemoStudent extends DemoPerson {
	section: number;
	diligence: number;
}
export interface DemoClass {
	course: { title: LocalText; timeZone: string };
	sections: string[];
	positionTask: { due: string; closes: string; graceMinutes: number };
	staff: DemoStaff[];
	students: DemoStudent[];
}

export interface DemoCitation {
	reading: string;
	lang: Locale;
	paragraph: string;
	quote: string;
}
export interface DemoBody {
	thesis: string;
	reasons: { id: string; claim: string; warrant: string; citations: DemoCitation[] }[];
	against: { text: string; citations: DemoCitation[] };
	reply: string;
	change: string;
}
export interface DemoReview {
	/** Which submitted version it is on. */
	version: number;
	at: string;
	by: 'assistant' | 'instructor';
	state: 'marking' | 'marked' | 'ready' | 'released' | 'returned';
	levels: Record<string, number>;
	comments: Record<string, string>;
	overall: string;
}
export interface DemoPosition {
	student: string;
	side: Side;
	sideOrigin: SideOrigin;
	lang: Locale;
	state: 'draft' | 'submitted' | 'returned';
	/** The oldest first; a draft has no `submitted`. */
	versions: { submitted: string | null; body: DemoBody }[];
	review: DemoReview | null;
}

export interface DemoAnswer extends AnswerValue {
	student: string;
	lang?: Locale;
}
export interface DemoAnswers {
	/** By question key. */
	answers: Record<string, DemoAnswer[]>;
	/** By set key: who handed it in. */
	submitted: Record<string, string[]>;
}

export type DemoStances = Record<
	Exclude<StanceMoment, 'after-debate'>,
	Record<
		string,
		Record<string, { answer: StanceAnswer; confidence: number | null; reason: string }>
	>
>;

/** By student: how much of each reading (by key) was read, 0 to 1. */
export type DemoReading = Record<string, Record<string, number>>;

export interface DemoGroups {
	/** About so many in each. */
	size: number;
	made: string;
	/** By student; whoever is not there did not say. */
	prefers: Record<string, Preference>;
}

export const demoClass = classFile as unknown as DemoClass;
export const demoPositions = positionsFile as unknown as DemoPosition[];
export const demoAnswers = answersFile as unknown as DemoAnswers;
export const demoStances = stancesFile as unknown as DemoStances;
export const demoReading = readingFile as unknown as DemoReading;
export const demoGroups = groupsFile as unknown as DemoGroups;
