/*
 * Whether a format holds together, and how its times, bells and places are typed: `7:30`, `1:00, 7:00 x2`,
 * `for:1`. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import {
	speakingSeconds,
	type Bell,
	type FormatBody,
	type Phase,
	type PhaseKind,
	type Place
} from '../format';

export const most = {
	teams: 8,
	speakers: 8,
	phases: 60,
	bells: 12,
	corners: 8,
	rules: 20,
	/** Seconds of one phase. */
	seconds: 4 * 60 * 60,
	/** Seconds of a pool. */
	pool: 60 * 60,
	/** Minutes of preparation beforehand. */
	before: 24 * 60,
	hours: 24 * 30,
	letters: 20_000,
	exchanges: 20,
	seats: 12
} as const;

export const longest = { title: 120, summary: 600, rule: 500, source: 200, url: 300 } as const;

export type FaultKind =
	| 'no-phases'
	| 'twice'
	| 'no-title'
	| 'unknown-team'
	| 'unknown-speaker'
	| 'needs-who'
	| 'needs-other'
	| 'needs-moment'
	| 'needs-corner'
	| 'needs-circle'
	| 'one-side'
	| 'points';

/** What is wrong, and where: `phases/3`, `teams/0`. */
export interface Fault {
	kind: FaultKind;
	place: string;
}

const needsWho: readonly PhaseKind[] = ['speech', 'cross', 'restate'];
const needsOther: readonly PhaseKind[] = ['cross', 'restate'];
const needsCorners: readonly PhaseKind[] = ['choose', 'gather', 'spokesperson'];

/** Everything that is wrong, in the order of the format; none: it can be run. */
export function faultsOf(body: FormatBody): Fault[] {
	const faults: Fault[] = [];
	const add = (kind: FaultKind, place: string) => faults.push({ kind, place });
	if (isEmpty(body.title)) add('no-title', 'title');
	if (body.phases.length === 0) add('no-phases', 'phases');
	for (const [i, key] of repeated(body.teams)) if (key) add('twice', `teams/${i}`);
	for (const [i, key] of repeated(body.phases)) if (key) add('twice', `phases/${i}`);
	for (const [i, key] of repeated(body.corners)) if (key) add('twice', `corners/${i}`);
	body.teams.forEach((team, i) => {
		for (const [n, key] of repeated(team.speakers))
			if (key) add('twice', `teams/${i}/speakers/${n}`);
	});
	if (body.teams.length > 1 && new Set(body.teams.map(({ stance }) => stance)).size === 1)
		add('one-side', 'teams');
	body.phases.forEach((phase, i) => {
		for (const kind of faultsOfPhase(phase, body)) add(kind, `phases/${i}`);
	});
	return faults;
}

function faultsOfPhase(phase: Phase, body: FormatBody): FaultKind[] {
	const { kind, who, other, moment, corner, points, seconds, pools } = phase;
	const faults: FaultKind[] = [];
	if (isEmpty(phase.title)) faults.push('no-title');
	for (const place of [who, other])
		if (place !== null) {
			const team = body.teams.find(({ key }) => key === place.team);
			if (!team) faults.push('unknown-team');
			else if (place.speakers.some((one) => !team.speakers.some(({ key }) => key === one)))
				faults.push('unknown-speaker');
		}
	if (pools.some((one) => !body.teams.some(({ key }) => key === one))) faults.push('unknown-team');
	if (who === null && needsWho.includes(kind)) faults.push('needs-who');
	if (other === null && needsOther.includes(kind)) faults.push('needs-other');
	if ((kind === 'vote') !== (moment !== null)) faults.push('needs-moment');
	if (kind === 'circle' && body.circle === null) faults.push('needs-circle');
	if (needsCorners.includes(kind) && body.corners.length === 0) faults.push('needs-corner');
	if (kind === 'spokesperson' && !body.corners.some(({ key }) => key === corner))
		faults.push('needs-corner');
	if (points && (points.from >= points.until || (seconds !== null && points.until > seconds)))
		faults.push('points');
	return [...new Set(faults)];
}

function isEmpty(text: LocalText): boolean {
	return !text.en && !text.ur;
}

function repeated(things: readonly { key: string }[]): [number, boolean][] {
	return things.map(({ key }, i) => [i, things.findIndex((one) => one.key === key) !== i]);
}

export interface Lengths {
	/** Seconds that are spoken. */
	speaking: number;
	/** Seconds of preparation: all of it, and what of it comes before the debate and its clock. */
	preparing: number;
	beforehand: number;
	/** Seconds of a team's pool. */
	pool: number;
	/** Seconds of everything that the clock runs for: what is spoken, and what is waited for. */
	clock: number;
}

export function lengthsOf(body: Pick<FormatBody, 'phases' | 'pool' | 'before'>): Lengths {
	const prepared = body.phases.reduce(
		(sum, { kind, seconds }) => sum + (kind === 'prepare' ? (seconds ?? 0) : 0),
		0
	);
	const beforehand = Math.round((body.before ?? 0) * 60);
	return {
		speaking: speakingSeconds(body),
		preparing: prepared + beforehand,
		beforehand,
		pool: body.pool ?? 0,
		clock: body.phases.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0)
	};
}

/** `7:30`; hours are minutes: `90:00`. */
export function timeText(seconds: number | null): string {
	if (seconds === null) return '';
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `66`, and `7:30` only where there are seconds: how long something is, followed by the word for minutes. */
export function lengthText(seconds: number): string {
	return seconds % 60 === 0 ? String(seconds / 60) : timeText(seconds);
}

/** Of `7:30` or `7` (minutes). Undefined where it is no time; null where there is none. */
export function secondsOf(text: string): number | null | undefined {
	const typed = text.trim();
	if (typed === '') return null;
	const [, minutes, seconds = '0'] = /^(\d{1,4})(?::([0-5]\d))?$/.exec(typed) ?? [];
	return minutes === undefined ? undefined : Number(minutes) * 60 + Number(seconds);
}

export function bellsText(bells: readonly Bell[]): string {
	return bells.map(({ at, times }) => timeText(at) + (times > 1 ? ` x${times}` : '')).join(', ');
}

/** Of `1:00, 7:00 x2`; undefined where one cannot be read. */
export function bellsOf(text: string): Bell[] | undefined {
	const bells: Bell[] = [];
	for (const part of text.split(/[,،;\n]/)) {
		if (part.trim() === '') continue;
		const [, time = '', count = '1'] = /^\s*([\d:]+)\s*(?:[x×*]\s*([123]))?\s*$/i.exec(part) ?? [];
		const at = secondsOf(time);
		if (at === undefined || at === null) return undefined;
		bells.push({ at, times: Number(count) as Bell['times'] });
	}
	return bells.sort((a, b) => a.at - b.at);
}

/** `for:1+2`, `for`, or empty for nobody in particular. */
export function placeText(place: Place | null): string {
	if (place === null) return '';
	return place.speakers.length === 0 ? place.team : `${place.team}:${place.speakers.join('+')}`;
}

export function placeOf(text: string): Place | null {
	const [team = '', speakers = ''] = text.split(':');
	if (team === '') return null;
	return { team, speakers: speakers === '' ? [] : speakers.split('+') };
}

/** A key that none of the others has: `speech-4`. */
export function freeKey(kind: string, taken: ReadonlySet<string>): string {
	let n = taken.size + 1;
	while (taken.has(`${kind}-${n}`)) n++;
	return `${kind}-${n}`;
}

/** What a phase has of its written form when nobody says otherwise. */
export const usualWritten = { hours: 24, letters: 4000, exchanges: 3 } as const;
