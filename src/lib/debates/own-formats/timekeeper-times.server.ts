/*
 * Times of a timekeeper's file: lengths, bells, and the periods in which points of information may be
 * offered. What cannot be read is thrown with its place, and caught where the file is read.
 */
import { cleanWords } from '$lib/forms/words';
import type { Bell, Phase } from '../format';
import { longest, most } from './shape';
import { first, named, said, type Element } from './xml-tree.server';

/** What cannot be read of it: tags that do not fit, a length, a bell, a kind that is not there … */
export interface XmlFault {
	what: 'broken' | 'no-speeches' | 'too-many' | 'kind' | 'length' | 'bell' | 'preparation';
	/** Of the file, from 1. */
	line: number;
	/** Of the speech, or of the kind of speech. */
	name: string;
}

export class WrongPlace extends Error {
	at: XmlFault;

	constructor(what: XmlFault['what'], { line }: Element, name = '') {
		super(what);
		this.at = { what, line, name: clean(name, longest.title) };
	}
}

export function clean(text: string, letters: number): string {
	const words = cleanWords(text).replace(/\s+/g, ' ').trim();
	return words.slice(0, letters).replace(/[\uD800-\uDBFF]$/, '');
}

/** `7:30`; without a colon it is seconds. Undefined where it is no time. */
export function secondsFrom(text: string | undefined, greatest: number = most.seconds) {
	const [, minutes, seconds] = /^\s*(?:(\d{1,4}):)?(\d{1,5})\s*$/.exec(text ?? '') ?? [];
	const sum = Number(minutes ?? 0) * 60 + Number(seconds);
	return seconds === undefined || sum > greatest ? undefined : sum;
}

export interface Timed {
	seconds: number;
	bells: Bell[];
	points: Phase['points'];
}

/** Whether points of information may be offered in a period; null: nothing is known of it. */
type Allows = (period: string) => boolean | null;

/** A kind of speech or of preparation: its length, bells, and when points may be offered. */
export function timedFrom(element: Element, allows: Allows, parts: Element[]): Timed {
	const name = element.attributes.ref ?? '';
	const seconds = secondsFrom(said(element, 'length'));
	const isPreparation = element.name === 'preptimecontrolled';
	if (seconds === undefined)
		throw new WrongPlace(isPreparation ? 'preparation' : 'length', element, name);
	const signals = parts
		.filter((part) => part.name === 'bell')
		.map((bell) => {
			const at = momentOf(bell, seconds);
			if (at === undefined) throw new WrongPlace('bell', bell, name);
			return { at, times: timesOf(bell), next: said(bell, 'nextperiod') ?? null };
		})
		.sort((a, b) => a.at - b.at);
	const bells = signals
		.filter(({ at, times }) => times >= 1 && (at > 0 || seconds > 0))
		.map(({ at, times }) => ({ at, times: Math.min(3, times) as Bell['times'] }))
		.slice(-most.bells);
	return { seconds, bells, points: windowOf(element, signals, seconds, allows) };
}

/** From the start; an early draft of such files also counts back from the end. */
function momentOf(bell: Element, seconds: number): number | undefined {
	const time = said(bell, 'time');
	if (time === 'finish') return seconds;
	if (first(bell, 'time')?.attributes.from !== 'finish') return secondsFrom(time);
	const early = secondsFrom(time?.replace('-', ''));
	return early === undefined ? undefined : Math.max(0, seconds - early);
}

/** Once, where nothing is said; a number below one only changes the period. */
function timesOf(bell: Element): number {
	const times = Number(said(bell, 'number') ?? 1);
	return Number.isFinite(times) ? Math.floor(times) : 1;
}

function windowOf(
	element: Element,
	signals: { at: number; next: string | null }[],
	seconds: number,
	allows: Allows
): Phase['points'] {
	const windows: { from: number; until: number }[] = [];
	let since: number | null = allows(said(element, 'firstperiod') ?? '') ? 0 : null;
	for (const { at, next } of signals) {
		const isOpen = next === null ? null : allows(next);
		if (isOpen === true) since ??= at;
		else if (isOpen === false && since !== null) {
			windows.push({ from: since, until: Math.min(at, seconds) });
			since = null;
		}
	}
	if (since !== null) windows.push({ from: since, until: seconds });
	// A format has one window in a speech: of several, the longest.
	const [longestOne] = windows
		.filter(({ from, until }) => until > from)
		.sort((a, b) => b.until - b.from - (a.until - a.from));
	return longestOne ?? null;
}

const builtIn: Record<string, boolean> = {
	normal: false,
	'pois-allowed': true,
	warning: false,
	overtime: false
};

/** The ready-made periods, those of the whole file, and those of one kind of speech. */
export function allowing(root: Element, parts: readonly Element[]): Allows {
	const known = new Map(Object.entries(builtIn));
	for (const types of named(root, 'periodtypes'))
		for (const { attributes } of types.children)
			known.set(attributes.ref ?? '', attributes.poisallowed?.toLowerCase() === 'true');
	for (const { name, attributes } of parts)
		if (name === 'period' && attributes.ref) {
			const given = attributes.poisallowed?.toLowerCase();
			// The oldest files say it by the name alone.
			known.set(
				attributes.ref,
				given === undefined ? isOpenByName(attributes.ref) : given === 'true'
			);
		}
	return (period) => known.get(period) ?? (isOpenByName(period) ? true : null);
}

function isOpenByName(period: string): boolean {
	return /^(?!.*(\bno\b|not|without|closed|protected)).*poi/i.test(period.replace(/^.*\./, ''));
}
