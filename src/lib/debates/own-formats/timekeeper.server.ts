/*
 * Formats of debate timekeepers: XML that names kinds of speeches with their lengths, bells and
 * periods, and then the speeches in order (`debate-format`, schema 2.x; `debateformat`, schema 1.x; the
 * two write the same names with and without hyphens). Such a file knows nothing of teams, so sides and
 * speakers are read from what the speeches are called; staff look at them before they are kept.
 */
import { Parser } from 'htmlparser2';
import { cleanWords } from '$lib/forms/words';
import type { LocalText } from '$lib/i18n/local-text';
import type { Bell, FormatBody, Phase } from '../format';
import { teamsFrom, type NamedSpeech } from './guessing';
import { longest, most, usualWritten } from './shape';

const deepest = 8;
const mostElements = 1500;

interface Element {
	name: string;
	attributes: Record<string, string>;
	children: Element[];
	text: string;
}

export type TimekeeperRead =
	| { ok: true; body: FormatBody }
	| { ok: false; reason: 'hostile' | 'foreign' }
	| { ok: false; reason: 'shape'; place: string };

export function looksLikeXml(text: string): boolean {
	return /^\uFEFF?\s*</.test(text);
}

export function readTimekeeper(text: string): TimekeeperRead {
	const root = treeOf(text);
	if (root === 'hostile') return { ok: false, reason: 'hostile' };
	if (root?.name !== 'debateformat') return { ok: false, reason: 'foreign' };
	try {
		return { ok: true, body: formatFrom(root) };
	} catch (cause) {
		if (cause instanceof WrongPlace) return { ok: false, reason: 'shape', place: cause.message };
		throw cause;
	}
}

/** Where something is missing or cannot be read. */
class WrongPlace extends Error {}

/** `speech-type` and `speechtype`, `dk:speech-type`: one name. */
function plain(name: string): string {
	return name.replace(/^.*:/, '').replace(/[-_]/g, '').toLowerCase();
}

/** Null for a text without an element; `hostile` for what no such file needs. */
function treeOf(text: string): Element | 'hostile' | null {
	const found: { root: Element | null; isHostile: boolean } = { root: null, isHostile: false };
	let count = 0;
	const open: Element[] = [];
	const parser = new Parser(
		{
			onopentag(name, given) {
				count++;
				if (found.isHostile) return;
				if (count > mostElements || open.length >= deepest || (found.root && open.length === 0)) {
					found.isHostile = true;
					return;
				}
				const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
				for (const [key, value] of Object.entries(given))
					attributes[key === 'xml:lang' ? 'lang' : plain(key)] = value;
				const element: Element = { name: plain(name), attributes, children: [], text: '' };
				const parent = open.at(-1);
				if (parent) parent.children.push(element);
				else found.root ??= element;
				open.push(element);
			},
			ontext(data) {
				const here = open.at(-1);
				if (here && here.text.length < 2000) here.text += data;
			},
			onclosetag() {
				if (!found.isHostile) open.pop();
			},
			onprocessinginstruction(name) {
				if (name.startsWith('!')) found.isHostile = true;
			}
		},
		{ xmlMode: true, decodeEntities: true }
	);
	if (/<!(doctype|entity|element|attlist)/i.test(text)) return 'hostile';
	parser.end(text);
	return found.isHostile ? 'hostile' : found.root;
}

const named = (element: Element, name: string) =>
	element.children.filter((child) => child.name === name);
const first = (element: Element, name: string) =>
	element.children.find((child) => child.name === name);

function clean(text: string, letters: number): string {
	return cleanWords(text).replace(/\s+/g, ' ').trim().slice(0, letters);
}

/** From an attribute `name`, or elements `name` in one or several languages. */
function titleOf(element: Element, tag: string, letters: number): LocalText {
	const title: LocalText = {};
	const all = [
		...(element.attributes[tag] ? [{ lang: '', text: element.attributes[tag] ?? '' }] : []),
		...named(element, tag).map((one) => ({ lang: one.attributes.lang ?? '', text: one.text }))
	];
	for (const { lang, text } of all) {
		const side = lang.toLowerCase().startsWith('ur') ? 'ur' : 'en';
		const isFirst = lang === '' || lang.toLowerCase().startsWith(side);
		const words = clean(text, letters);
		if (words && isFirst) title[side] ??= words;
	}
	const [other] = all;
	if (!title.en && !title.ur && other) {
		const words = clean(other.text, letters);
		if (words) title.en = words;
	}
	return title;
}

/** `7:30`; without a colon it is seconds. */
function secondsFrom(text: string | undefined, place: string): number {
	const [, minutes, seconds] = /^\s*(?:(\d{1,4}):)?(\d{1,5})\s*$/.exec(text ?? '') ?? [];
	if (seconds === undefined) throw new WrongPlace(place);
	const sum = Number(minutes ?? 0) * 60 + Number(seconds);
	if (sum > most.seconds) throw new WrongPlace(place);
	return sum;
}

interface Timed {
	seconds: number;
	bells: Bell[];
	points: Phase['points'];
}

/** A kind of speech or of preparation: its length, bells, and when points may be offered. */
function timedFrom(element: Element, allows: (period: string) => boolean, parts: Element[]): Timed {
	const place = `${element.name} ${element.attributes.ref ?? ''}`.trim();
	const seconds = secondsFrom(element.attributes.length, place);
	const signals = parts
		.filter(({ name }) => name === 'bell')
		.map(({ attributes }) => ({
			at: attributes.time === 'finish' ? seconds : secondsFrom(attributes.time, `${place} bell`),
			times: attributes.number === undefined ? 1 : Number(attributes.number),
			next: attributes.nextperiod ?? null
		}))
		.sort((a, b) => a.at - b.at);
	const bells = signals
		.filter(({ times }) => times >= 1)
		.map(({ at, times }) => ({ at, times: Math.min(3, Math.floor(times)) as Bell['times'] }))
		.slice(0, most.bells);
	return { seconds, bells, points: windowOf(element, signals, seconds, allows) };
}

function windowOf(
	{ attributes }: Element,
	signals: { at: number; next: string | null }[],
	seconds: number,
	allows: (period: string) => boolean
): Phase['points'] {
	const windows: { from: number; until: number }[] = [];
	let since: number | null = allows(attributes.firstperiod ?? '') ? 0 : null;
	for (const { at, next } of signals) {
		if (next === null) continue;
		if (allows(next)) since ??= at;
		else if (since !== null) {
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

function formatFrom(root: Element): FormatBody {
	const allows = allowingPeriods(root);
	const resources = new Map(named(root, 'resource').map((one) => [one.attributes.ref ?? '', one]));
	const partsOf = (element: Element): Element[] => [
		...(resources.get('#all')?.children ?? []),
		...named(element, 'include').flatMap(
			({ attributes }) => resources.get(attributes.resource ?? '')?.children ?? []
		),
		...element.children
	];
	const kinds = new Map<string, Timed>();
	const typed = [
		...named(root, 'speechtypes').flatMap(({ children }) => children),
		...root.children
	];
	for (const type of typed)
		if (type.name === 'speechtype' || type.name === 'speechformat')
			kinds.set(type.attributes.ref ?? '', timedFrom(type, allows(partsOf(type)), partsOf(type)));
	const speeches = first(root, 'speeches');
	const listed = speeches ? named(speeches, 'speech') : [];
	if (listed.length === 0) throw new WrongPlace('speeches');
	const named_ = listed.map((speech, i): NamedSpeech & Timed => {
		const kind = kinds.get(speech.attributes.type ?? speech.attributes.format ?? '');
		if (!kind) throw new WrongPlace(`speeches/${i + 1}`);
		const title = titleOf(speech, 'name', longest.title);
		return { ...kind, title: title.en || title.ur ? title : { en: `${i + 1}` } };
	});
	return bodyFrom(root, named_, allows([]));
}

/** The ready-made periods and those of the file in which points of information are open. */
function allowingPeriods(root: Element) {
	const own = new Map<string, boolean>();
	const note = (periods: Element[]) => {
		for (const { attributes } of periods)
			if (attributes.ref && attributes.poisallowed !== undefined)
				own.set(attributes.ref, attributes.poisallowed.toLowerCase() === 'true');
	};
	note(named(root, 'periodtypes').flatMap((types) => named(types, 'periodtype')));
	return (parts: Element[]) => {
		note(parts.filter(({ name }) => name === 'period'));
		return (period: string) =>
			own.get(period) ?? /^(?!.*(\bno\b|not|without)).*poi/i.test(period.replace(/^.*\./, ''));
	};
}

function bodyFrom(
	root: Element,
	speeches: (NamedSpeech & Timed)[],
	allows: (period: string) => boolean
): FormatBody {
	const simple = first(root, 'preptime');
	const controlled = first(root, 'preptimecontrolled');
	const before = simple ? secondsFrom(simple.attributes.length, 'prep-time') / 60 : 0;
	const { teams, places, isRanked } = teamsFrom(speeches);
	const title = titleOf(root, 'name', longest.title);
	const info = first(root, 'info');
	const summary = info
		? titleOf(
				info,
				info.children.some((c) => c.name === 'desc') ? 'desc' : 'description',
				longest.summary
			)
		: {};
	const phases: Phase[] = speeches.map(({ title, seconds, bells, points }, i) => ({
		...emptyPhase,
		key: `speech-${i + 1}`,
		kind: places[i]?.kind ?? 'speech',
		title,
		seconds: Math.max(1, seconds),
		who: places[i]?.who ?? null,
		other: places[i]?.other ?? null,
		bells,
		points,
		newArguments: !places[i]?.isReply
	}));
	if (controlled) {
		const { seconds, bells } = timedFrom(controlled, allows, controlled.children);
		phases.unshift({
			...emptyPhase,
			key: 'prepare',
			kind: 'prepare',
			title: prepare,
			seconds,
			bells
		});
	}
	return {
		title: title.en || title.ur ? title : { en: 'Debate' },
		summary,
		source: { title: sourceOf(info), url: '', year: '' },
		version: 1,
		teams,
		phases,
		pool: null,
		before: before > 0 ? before : null,
		corners: [],
		circle: null,
		result: isRanked ? 'ranking' : 'ballot',
		points: null,
		rules: []
	};
}

const prepare: LocalText = { en: 'Preparation', ur: 'تیاری' };

const emptyPhase = {
	who: null,
	other: null,
	moment: null,
	corner: null,
	bells: [],
	points: null,
	newArguments: true,
	pools: [],
	written: usualWritten
};

function sourceOf(info: Element | undefined): string {
	if (!info) return '';
	const used = [...named(info, 'usedat'), ...named(info, 'region')];
	return clean(used.map(({ text }) => text).join(' · '), longest.source);
}
