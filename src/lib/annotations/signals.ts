/*
 * What two texts may have in common and say plainly: proper names, dates and figures, found in
 * English and in Urdu. Offsets are those of the text itself: folding keeps its length. Pure.
 */
import type { Locale } from '$lib/i18n/local-text';

export type SignalKind = 'name' | 'date' | 'figure';

export interface Signal {
	kind: SignalKind;
	/** Signals of one bucket may be the same; `isSame` says whether they are. */
	bucket: string;
	/** As the text has it. */
	words: string;
	date?: CalendarDate;
	figure?: Figure;
}

/** `null` where the text does not say. */
export interface CalendarDate {
	year: number | null;
	month: number | null;
	day: number | null;
}

export interface Figure {
	value: number;
	/** The noun that is counted, folded; empty where none follows. */
	unit: string;
	lang: Locale;
}

/** A name that is known in several forms, such as a term of the glossary. */
export interface KnownName {
	key: string;
	names: readonly string[];
}

const letters: Record<string, string> = { ي: 'ی', ى: 'ی', ك: 'ک', ۀ: 'ہ', ة: 'ہ', ھ: 'ہ' };

/** Digits of every script as Latin ones, letters of one sound as one; as long as it was. */
export function evened(text: string): string {
	return text
		.replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
		.replace(/[\u06F0-\u06F9]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
		.replace(/[٬٫]/g, (sign) => (sign === '٬' ? ',' : '.'))
		.replace(/[يىكۀةھ]/g, (letter) => letters[letter] ?? letter)
		.replace(/[\u00A0\u200B-\u200F\u202A-\u202E]/g, ' ')
		.replace(/’/g, "'");
}

const vowelSigns = '\\u0610-\\u061A\\u064B-\\u065F\\u0670';

/** For comparing words: small letters, one space, no vowel signs. */
function folded(words: string): string {
	return evened(words.normalize('NFC'))
		.replace(new RegExp(`[${vowelSigns}]`, 'g'), '')
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.trim();
}

const boundary = { before: '(?<![\\p{L}\\p{M}\\p{N}])', after: '(?![\\p{L}\\p{M}\\p{N}])' };

function escaped(words: string): string {
	return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const months: Record<Locale, readonly string[]> = {
	en: 'January February March April May June July August September October November December'.split(
		' '
	),
	ur: 'جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر'.split(' ')
};
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const anyMonth = [...months.en, ...months.ur].join('|');

const monthOf = (word: string) =>
	(months.en.indexOf(word) === -1 ? months.ur.indexOf(word) : months.en.indexOf(word)) + 1;

const dateForms: { form: RegExp; read: (m: RegExpExecArray) => CalendarDate }[] = [
	{
		form: /(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)/gu,
		read: ([, year, month, day]) => dateOf(year, month, day)
	},
	{
		form: new RegExp(
			`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?\\s+(${anyMonth})${boundary.after}(?:[,،]?\\s+(\\d{4})(?!\\d))?`,
			'gu'
		),
		read: ([, day, month = '', year]) => dateOf(year, String(monthOf(month)), day)
	},
	{
		form: new RegExp(
			`${boundary.before}(${anyMonth})\\s+(\\d{1,2})(?!\\d)(?:[,،]?\\s+(\\d{4})(?!\\d))?`,
			'gu'
		),
		read: ([, month = '', day, year]) => dateOf(year, String(monthOf(month)), day)
	},
	{
		form: new RegExp(`${boundary.before}(${anyMonth})[,،]?\\s+(\\d{4})(?!\\d)`, 'gu'),
		read: ([, month = '', year]) => dateOf(year, String(monthOf(month)), undefined)
	},
	{
		form: new RegExp(`${boundary.before}(${anyMonth})${boundary.after}`, 'gu'),
		read: ([, month = '']) => dateOf(undefined, String(monthOf(month)), undefined)
	},
	{
		form: /(?<![\d.,])((?:19|20)\d\d)(?![\d.,]*\d)/gu,
		read: ([, year]) => dateOf(year, undefined, undefined)
	}
];

function dateOf(year?: string, month?: string, day?: string): CalendarDate {
	const part = (written: string | undefined) => (written === undefined ? null : Number(written));
	return { year: part(year), month: part(month), day: part(day) };
}

function isDate({ month, day }: CalendarDate): boolean {
	return (month === null || (month >= 1 && month <= 12)) && (day === null || (day > 0 && day < 32));
}

/** A month that is also another word counts only where a date is meant. */
function isMeantAsMonth(text: string, at: number, words: string): boolean {
	if (!/^(?:May|March)$/.test(words)) return true;
	const before = /(\p{L}+)\s+$/u.exec(text.slice(0, at))?.[1]?.toLowerCase() ?? '';
	return /^(?:in|of|since|by|until|from|last|this|early|late|mid|during|and|to)$/.test(before);
}

const numbers: Record<Locale, readonly string[]> = {
	en: 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
		' '
	),
	ur: 'ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس'.split(
		' '
	)
};
const times: Record<string, number> = {
	hundred: 100,
	thousand: 1000,
	million: 1e6,
	billion: 1e9,
	lakh: 1e5,
	crore: 1e7,
	سو: 100,
	ہزار: 1000,
	لاکہ: 1e5,
	کروڑ: 1e7,
	ملین: 1e6,
	ارب: 1e9
};
const moneyBefore = /Rs\.?\s*$/u;

/** Between a number and what it counts. */
const between = new Set(
	'more than other others another further different main of from the least in a per about over سے مزید زیادہ زائد کم اور بہی ہی'.split(
		' '
	)
);

const numberWords = [...numbers.en, ...numbers.ur].join('|');
const numberForm = new RegExp(
	`${boundary.before}(?:(\\d[\\d,]*(?:\\.\\d+)?)|(${evened(numberWords)})${boundary.after})`,
	'giu'
);

function valueOf(digits: string | undefined, word: string | undefined): number {
	if (digits !== undefined) return Number(digits.replaceAll(',', ''));
	const small = (word ?? '').toLowerCase();
	const at = numbers.en.indexOf(small);
	if (at !== -1) return at + 1;
	const urdu = numbers.ur.findIndex((n) => evened(n) === small);
	return urdu === -1 ? NaN : urdu + 1;
}

function singular(noun: string): string {
	return noun.length > 3 ? noun.replace(/(?<!s)s$/, '') : noun;
}

interface Found {
	at: number;
	signal: Signal;
}

/** @param knownAt the known name that begins there, with where it ends */
function figuresIn(
	text: string,
	lang: Locale,
	isTaken: Taken,
	knownAt: (at: number) => { key: string; end: number } | null
): Found[] {
	const found: Found[] = [];
	for (const match of text.matchAll(numberForm)) {
		const [written, digits, word] = match;
		const at = match.index;
		let value = valueOf(digits, word);
		let end = at + written.length;
		// "One" and its like are articles as often as numbers.
		if (!Number.isFinite(value) || isTaken(at, end) || (word && value < 2)) continue;
		const rest = () => text.slice(end);
		for (;;) {
			const [piece = '', next = ''] = /^[\s-]+(\p{L}+)/u.exec(rest()) ?? [];
			const factor = times[next.toLowerCase()];
			if (factor === undefined) break;
			value *= factor;
			end += piece.length;
		}
		let unit = '';
		const share = /^\s*(?:%|percent|per cent|فیصد)/iu.exec(rest())?.[0];
		if (share !== undefined) {
			unit = '%';
			end += share.length;
		} else if (moneyBefore.test(text.slice(0, at)) || /^\s*(?:rupees|روپے)/iu.test(rest())) {
			unit = 'rs';
		} else {
			let skipped = '';
			for (const step of rest().matchAll(/[\s-]+(\p{L}[\p{L}\p{M}']*)/guy)) {
				const next = folded(step[1] ?? '');
				skipped += step[0];
				if (between.has(next)) continue;
				const known = knownAt(end + skipped.length - (step[1] ?? '').length);
				unit = known?.key ?? singular(next);
				end = known?.end ?? end + skipped.length;
				break;
			}
		}
		const start = unit === 'rs' ? (moneyBefore.exec(text.slice(0, at))?.index ?? at) : at;
		const figure = { value, unit, lang };
		const bucket = `figure:${value}`;
		found.push({
			at: start,
			signal: { kind: 'figure', bucket, words: text.slice(start, end), figure }
		});
	}
	return found;
}

type Taken = (start: number, end: number) => boolean;

/** Before a name, but no part of it. */
const titles = new Set(
	'field marshal general gen major maj lt lieutenant colonel captain director prime minister president professor prof dr mr mrs ms defence defense interior foreign former army chief speaker emir deputy secretary senator retired retd'.split(
		' '
	)
);
const openers = new Set(
	'the a an in on at by for from of to and but or if as it its this that these those his her their he she they we i no not yet so such some many most all each every early late even when while where who what why how under over after before since during within with without talks force like led'.split(
		' '
	)
);

const joins = /^(?:of|for|on)$/;
const capital = "\\p{Lu}[\\p{L}\\p{M}]*(?:[-'][\\p{L}\\p{M}]+)*";
const nameForm = new RegExp(
	`${boundary.before}${capital}(?:\\s+(?:(?:of|for|on)\\s+)?${capital})*`,
	'gu'
);

function isAtStart(text: string, at: number): boolean {
	return /(?:^|[.!?:;"“”‘(«]|\n)\s*$/u.test(text.slice(0, at));
}

interface Capitals {
	at: number;
	name: string;
	/** One word at the head of a sentence, where every word has a capital. */
	opens: boolean;
}

function capitalsIn(text: string, isTaken: Taken): Capitals[] {
	const found: Capitals[] = [];
	for (const match of text.matchAll(nameForm)) {
		let words = match[0].replace(/'s?$/, '').split(/\s+/);
		let opens = isAtStart(text, match.index);
		while (words.length > 0) {
			const first = (words[0] ?? '').toLowerCase().replace(/'s$/, '');
			const isDropped = (opens && openers.has(first)) || titles.has(first) || joins.test(first);
			if (!isDropped) break;
			opens = false;
			words = words.slice(1);
		}
		const name = words.join(' ').replace(/'s(?=\s|$)/g, '');
		const isTime = [...months.en, ...weekdays].includes(name);
		const at = match.index + match[0].indexOf(words[0] ?? '');
		if (name.length < 2 || isTime || isTaken(at, at + name.length)) continue;
		found.push({ at, name, opens: opens && words.length === 1 });
	}
	return found;
}

/** Urdu is written with vowel signs or without them. */
function formOf(name: string): string {
	const isUrdu = /\p{Script=Arabic}/u.test(name);
	return isUrdu ? Array.from(name, escaped).join(`[${vowelSigns}]*`) : escaped(name);
}

/** Finds what a text names; made once for all the texts that are compared. */
export function signalFinder(
	known: readonly KnownName[],
	texts: readonly { text: string; lang: Locale }[]
): (text: string, lang: Locale) => Signal[] {
	const keyOf = new Map<string, string>();
	for (const { key, names } of known)
		for (const name of names) if (folded(name).length > 1) keyOf.set(folded(name), key);
	const forms = [...keyOf.keys()].sort((a, b) => b.length - a.length).map(formOf);
	const form = `${boundary.before}(?:${forms.join('|')})${boundary.after}`;
	const knownForm = forms.length > 0 ? new RegExp(form, 'giu') : null;
	const knownHere = forms.length > 0 ? new RegExp(form, 'iuy') : null;
	const knownIn = (text: string) => (at: number) => {
		if (!knownHere) return null;
		knownHere.lastIndex = at;
		const [words = ''] = knownHere.exec(text) ?? [];
		const key = keyOf.get(folded(words));
		return key === undefined ? null : { key, end: at + words.length };
	};
	// A word that stands at the head of a sentence is a name only if it is one elsewhere.
	const names = new Set<string>();
	for (const { text, lang } of texts)
		if (lang === 'en')
			for (const { name, opens } of capitalsIn(evened(text), () => false))
				if (!opens) names.add(folded(name));

	return (original, lang) => {
		const text = evened(original);
		const taken: [number, number][] = [];
		const isTaken: Taken = (start, end) => taken.some(([from, to]) => start < to && end > from);
		const signals: Found[] = [];
		for (const { form, read } of dateForms)
			for (const match of text.matchAll(form)) {
				const [words] = match;
				const start = match.index;
				const end = start + words.length;
				const date = read(match);
				if (isTaken(start, end) || !isDate(date) || !isMeantAsMonth(text, start, words)) continue;
				taken.push([start, end]);
				const bucket = date.month === null ? `year:${date.year}` : `month:${date.month}`;
				signals.push({ at: start, signal: { kind: 'date', bucket, words, date } });
			}
		signals.push(...figuresIn(text, lang, isTaken, knownIn(text)));
		if (knownForm)
			for (const match of text.matchAll(knownForm)) {
				const [words] = match;
				const start = match.index;
				const key = keyOf.get(folded(words));
				if (key === undefined || isTaken(start, start + words.length)) continue;
				taken.push([start, start + words.length]);
				signals.push({ at: start, signal: { kind: 'name', bucket: `known:${key}`, words } });
			}
		if (lang === 'en')
			for (const { at, name, opens } of capitalsIn(text, isTaken)) {
				if (opens && !names.has(folded(name))) continue;
				const signal = { kind: 'name' as const, bucket: `name:${folded(name)}`, words: name };
				signals.push({ at, signal });
			}
		return signals
			.sort((a, b) => a.at - b.at)
			.map(({ at, signal }) => ({
				...signal,
				words: original.slice(at, at + signal.words.length) || signal.words
			}));
	};
}

/** Whether two signals of one bucket speak of the same. */
export function isSame(a: Signal, b: Signal): boolean {
	if (a.bucket !== b.bucket) return false;
	if (a.date && b.date) {
		const fits = (x: number | null, y: number | null) => x === null || y === null || x === y;
		return fits(a.date.year, b.date.year) && fits(a.date.day, b.date.day);
	}
	if (a.figure && b.figure) {
		const { value, unit, lang } = a.figure;
		if (unit === b.figure.unit) return unit !== '' || isTelling(value);
		const isOpen = unit === '' || b.figure.unit === '' || lang !== b.figure.lang;
		return isOpen && isTelling(value);
	}
	return true;
}

/** A number that two texts hardly share by chance. */
function isTelling(value: number): boolean {
	return value > 20 || !Number.isInteger(value);
}
