/*
 * Sides and speakers, guessed from what speeches and their kinds are called: "2nd Negative", "Prime
 * Minister", "Opposition Whip", "1AR". Where the names say nothing, the sides take turns. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { FormatTeam, PhaseKind, Place, Stance } from '../format';
import { most } from './shape';

export interface NamedSpeech {
	title: LocalText;
	/** What its kind is called: `reply`, `pm rebuttal`. */
	type: string;
}

export interface GuessedPlace {
	kind: PhaseKind;
	who: Place | null;
	other: Place | null;
	/** A reply or a summary, which brings no new arguments. */
	isReply: boolean;
}

export interface GuessedTeams {
	teams: FormatTeam[];
	/** By speech. */
	places: GuessedPlace[];
	/** Four teams, which are ranked. */
	isRanked: boolean;
}

/** Words of each side, and what leagues shorten them to: `DPM`, `MO`, `OG1`, `1AC`, `N2`. */
const sideWords: Record<Stance, readonly RegExp[]> = {
	for: [
		/\b(affirm|aff\b|go[vb]|gouv|regier|crown|prop|pro\b|prime minister|primer ministro|viceprimer|supporting|in favou?r|a favor|^for\b(?!\s+the)|team (a|1|one)\b)|حامی|حکومت|حق میں/i,
		/\b(D?PM|MG|GW|[OC]G[12]?|[1-3]?A[CR]|[1-3]A|A[1-3])\b/
	],
	against: [
		/\b(neg|opp|opos|opoz|con\b|[ck]ontra\b|opposing|against\b|team (b|2|two)\b)|مخالف|حزب|خلاف/i,
		/\b(D?LO|MO|OW|[OC]O[12]?|[1-3]?N[CR]|[1-3]N|N[1-3])\b/
	]
};
const replyWords =
	/\b(repl(y|ies)|rebuttal|summary|summaries|final focus|clos(e|ing)|conclu|[1-3]?[AN]R\b)|جوابی/i;
const personWords = /\b(speaker|member|minister|whip)\b|مقرر/i;
const whipWords = /\bwhip\b|\b[GO]W\b|وہپ/i;

/** Of the first that fits; whatever fits none is a speech. */
const kindWords: readonly [PhaseKind, RegExp][] = [
	['prepare', /\bprep\b|\bpreparation\b|\b(break|pause|recess|interval)\b|تیاری|وقفہ/i],
	['floor', /\b(non-?aligned|floor|audience|q ?& ?a)\b|سامعین/i],
	['crossfire', /\bcross-?fire\b/i],
	['cross', /\b(cross|interpellation|question|cx\b)|جرح/i],
	['discussion', /\b(discussion|aussprache|(free|open|general) (debate|exchange))\b|آزاد بحث/i],
	[
		'debrief',
		/\b(deliberation|adjudicat\w*|judges?|jury|verdict|decision|results?|feedback|debrief\w*)\b|منصف|فیصل/i
	]
];
/** Kinds that belong to nobody's side, so that a side in the name makes them speeches. */
const sideless: readonly PhaseKind[] = ['discussion', 'debrief'];

const notOfSpeakers =
	'(?!\\s*(?:refut|rebut|repl|constr|speech|summ|cross|question|closing|opening))';
const ordinals: readonly RegExp[] = [
	['1st|first', 'پہل'],
	['2nd|second', 'دوسر'],
	['3rd|third', 'تیسر'],
	['4th|fourth', 'چوتھ'],
	['5th|fifth', 'پانچو'],
	['6th|sixth', 'چھٹ']
].map(([en, ur]) => new RegExp(`\\b(?:${en})\\b${notOfSpeakers}|${ur}`, 'i'));

const nameOf = ({ title }: NamedSpeech) => `${title.en ?? ''} ${title.ur ?? ''}`.trim();

function kindOf({ title, type }: NamedSpeech): PhaseKind {
	const name = nameOf({ title, type });
	const said = stanceOf(name);
	const [kind] = kindWords.find(
		([kind, words]) => words.test(name) && !(said && sideless.includes(kind))
	) ?? [null];
	return kind ?? (/^prep(aration)?( time)?$/i.test(type) ? 'prepare' : 'speech');
}

/** The side that a name says first: "Leader of the Opposition" is against. */
function stanceOf(name: string): Stance | null {
	const [supports, against] = (['for', 'against'] as const).map((side) =>
		Math.min(...sideWords[side].map((words) => words.exec(name)?.index ?? Infinity))
	) as [number, number];
	if (supports === against) return null;
	return supports < against ? 'for' : 'against';
}

const titles: Record<Stance, LocalText> = {
	for: { en: 'For', ur: 'حق میں' },
	against: { en: 'Against', ur: 'خلاف' }
};

const parliament = [
	{ key: 'og', stance: 'for', title: { en: 'Opening government', ur: 'ابتدائی حکومت' } },
	{ key: 'oo', stance: 'against', title: { en: 'Opening opposition', ur: 'ابتدائی اپوزیشن' } },
	{ key: 'cg', stance: 'for', title: { en: 'Closing government', ur: 'اختتامی حکومت' } },
	{ key: 'co', stance: 'against', title: { en: 'Closing opposition', ur: 'اختتامی اپوزیشن' } }
] as const;

const nobody = { who: null, other: null, isReply: false };

export function teamsFrom(all: readonly NamedSpeech[]): GuessedTeams {
	const kinds = all.map(kindOf);
	const speeches = all.filter((_, i) => kinds[i] === 'speech');
	return isParliament(speeches) ? fourTeams(speeches, kinds) : twoTeams(all, kinds);
}

/** Eight speeches in turns: the last two by whips, or four by opening and four by closing teams. */
function isParliament(speeches: readonly NamedSpeech[]): boolean {
	const count = (words: RegExp) => speeches.filter((speech) => words.test(nameOf(speech))).length;
	if (speeches.length !== 8) return false;
	return (
		speeches.slice(-2).every((speech) => whipWords.test(nameOf(speech))) ||
		(count(/\bopening (gov|opp|prop)|\bO[GO][12]?\b/i) === 4 &&
			count(/\bclosing (gov|opp|prop)|\bC[GO][12]?\b/i) === 4)
	);
}

function fourTeams(speeches: readonly NamedSpeech[], kinds: readonly PhaseKind[]): GuessedTeams {
	const teams = parliament.map(({ key, stance, title }, i): FormatTeam => ({
		key,
		stance,
		title,
		speakers: [0, 1].map((n) => ({
			key: String(n + 1),
			title: speeches[(i < 2 ? 0 : 4) + (i % 2) + n * 2]?.title ?? {}
		}))
	}));
	let spoken = 0;
	const places = kinds.map((kind): GuessedPlace => {
		if (kind !== 'speech') return { ...nobody, kind };
		const i = spoken++;
		const team = parliament[(i < 4 ? 0 : 2) + (i % 2)]?.key ?? 'og';
		const speaker = String((Math.floor(i / 2) % 2) + 1);
		return { ...nobody, kind, who: { team, speakers: [speaker] } };
	});
	return { teams, places, isRanked: true };
}

function twoTeams(speeches: readonly NamedSpeech[], kinds: readonly PhaseKind[]): GuessedTeams {
	const speakers: Record<Stance, FormatTeam['speakers']> = { for: [], against: [] };
	let last: Stance = 'against';
	const places = speeches.map((speech, i): GuessedPlace => {
		const kind = kinds[i] ?? 'speech';
		const name = nameOf(speech);
		if (kind === 'crossfire')
			return { ...nobody, kind, who: anyOf('for'), other: anyOf('against') };
		if (kind === 'cross') {
			const answers = whoAnswers(name, last);
			return { ...nobody, kind, who: anyOf(answers), other: anyOf(otherOf(answers)) };
		}
		if (kind !== 'speech') return { ...nobody, kind };
		const said = stanceOf(name);
		const isReply = replyWords.test(name) || replyWords.test(speech.type);
		last = said ?? otherOf(last);
		const place = { team: last, speakers: speakerOf(speech, said, isReply, speakers[last]) };
		return { kind, who: place, other: null, isReply };
	});
	const teams = (['for', 'against'] as const).map((stance): FormatTeam => ({
		key: stance,
		stance,
		title: titles[stance],
		speakers:
			speakers[stance].length > 0
				? speakers[stance].toSorted((a, b) => Number(a.key) - Number(b.key))
				: [{ key: '1', title: { en: '1', ur: '1' } }]
	}));
	return { teams, places, isRanked: false };
}

const anyOf = (team: Stance): Place => ({ team, speakers: [] });
const otherOf = (stance: Stance): Stance => (stance === 'for' ? 'against' : 'for');

/** "… by the Negative" asks, "… of the Negative" answers; else it is who has just spoken. */
function whoAnswers(name: string, last: Stance): Stance {
	const [, asking = ''] = /\bby\b(.*)$/i.exec(name) ?? [];
	const asks = stanceOf(asking);
	if (asks) return otherOf(asks);
	const [, answering = ''] = /\b(?:of|answers?)\b(.*)$/i.exec(name) ?? [];
	return stanceOf(answering) ?? last;
}

/**
 * Whoever has a number, or is named as before, has the word again; a reply is given by any of the
 * team; else it is the next one.
 */
function speakerOf(
	speech: NamedSpeech,
	said: Stance | null,
	isReply: boolean,
	known: FormatTeam['speakers']
): string[] {
	const name = nameOf(speech);
	const number = said ? numberIn(name) : null;
	const before = known.find(({ title }) => isSame(title, personIn(speech.title)));
	if (number === null && before) return [before.key];
	const isKnown = (key: number) => known.some((one) => one.key === String(key));
	let key = number ?? 1;
	while (number === null && isKnown(key)) key++;
	if (isKnown(key)) return [String(key)];
	const isOfAny = isReply && (!personWords.test(name) || /\brepl/i.test(name));
	if (known.length >= most.speakers || (isOfAny && known.length > 0)) return [];
	known.push({ key: String(key), title: personIn(speech.title) });
	return [String(key)];
}

/** The number of a speaker: of "Team 1" and "first refutation" it is none. */
function numberIn(name: string): number | null {
	const words = name.replace(/\b(team|side|party)\s+\d+/gi, '');
	const [, short] = /\b[AN]?([1-3])(?:[AN][CR]?)?\b(?!\s*min)/.exec(words) ?? [];
	if (short) return Number(short);
	const ordinal = ordinals.findIndex((word) => word.test(words));
	if (ordinal >= 0) return ordinal + 1;
	const [, digit] = /(?:^|[\s(#])([4-8])(?=$|[\s),])(?!\s*min)/.exec(words) ?? [];
	return digit ? Number(digit) : null;
}

/** "Prime Minister's Rebuttal" is the prime minister's. */
function personIn({ en, ur }: LocalText): LocalText {
	const person = en?.replace(/['’]s?\s.*$/u, '').trim();
	return { ...(person ? { en: person } : {}), ...(ur ? { ur } : {}) };
}

function isSame(a: LocalText, b: LocalText): boolean {
	return a.en !== undefined && b.en !== undefined
		? a.en.toLowerCase() === b.en.toLowerCase()
		: a.ur !== undefined && a.ur === b.ur;
}
