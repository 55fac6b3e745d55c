/*
 * Sides and speakers, guessed from what speeches are called: "2nd Negative", "Prime Minister",
 * "Opposition Whip". Where the names say nothing, the sides take turns. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { FormatTeam, PhaseKind, Place, Stance } from '../format';

export interface NamedSpeech {
	title: LocalText;
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

const forWords =
	/\b(affirm|aff\b|gov|crown|prop|pro\b|prime|deputy prime|supporting|for the motion|team (a|1|one)\b)|حامی|حکومت|حق میں/i;
const againstWords =
	/\b(neg|opp|con\b|contra|opposing|against the motion|team (b|2|two)\b)|مخالف|حزب/i;
const replyWords = /\b(repl(y|ies)|rebuttal|summary|final focus|clos(e|ing)|conclu)/i;
const openWords = /\b(non-?aligned|floor|audience|free|open discussion)\b/i;
const crossfireWords = /\bcross-?fire\b/i;
const crossWords = /\b(cross|interpellation|question)/i;
const ordinals: readonly RegExp[] = [
	/\b(1st|first|1)\b|پہل/i,
	/\b(2nd|second|2)\b|دوسر/i,
	/\b(3rd|third|3)\b|تیسر/i,
	/\b(4th|fourth|4)\b|چوتھ/i
];

const nameOf = ({ title }: NamedSpeech) => `${title.en ?? ''} ${title.ur ?? ''}`;

function stanceOf(name: string): Stance | null {
	// "Leader of the Opposition", and not "the Prime Minister is opposed".
	const against = againstWords.exec(name)?.index ?? -1;
	const supports = forWords.exec(name)?.index ?? -1;
	if (against < 0 && supports < 0) return null;
	if (against < 0 || supports < 0) return supports >= 0 ? 'for' : 'against';
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

export function teamsFrom(speeches: readonly NamedSpeech[]): GuessedTeams {
	return isParliament(speeches) ? fourTeams(speeches) : twoTeams(speeches);
}

/** Eight speeches in turns, the last two by whips. */
function isParliament(speeches: readonly NamedSpeech[]): boolean {
	const whips = speeches.filter((speech) => /\bwhip\b|چیف وہپ|وہپ/i.test(nameOf(speech)));
	return speeches.length === 8 && whips.length === 2;
}

function fourTeams(speeches: readonly NamedSpeech[]): GuessedTeams {
	const teams = parliament.map(({ key, stance, title }, i): FormatTeam => ({
		key,
		stance,
		title,
		speakers: [0, 1].map((n) => ({
			key: String(n + 1),
			title: speeches[(i < 2 ? 0 : 4) + (i % 2) + n * 2]?.title ?? {}
		}))
	}));
	const places = speeches.map((_, i): GuessedPlace => {
		const team = parliament[(i < 4 ? 0 : 2) + (i % 2)]?.key ?? 'og';
		const speaker = String((Math.floor(i / 2) % 2) + 1);
		return { kind: 'speech', who: { team, speakers: [speaker] }, other: null, isReply: false };
	});
	return { teams, places, isRanked: true };
}

function twoTeams(speeches: readonly NamedSpeech[]): GuessedTeams {
	const speakers: Record<Stance, FormatTeam['speakers']> = { for: [], against: [] };
	let last: Stance = 'against';
	const places = speeches.map((speech): GuessedPlace => {
		const name = nameOf(speech);
		const isReply = replyWords.test(name);
		if (openWords.test(name)) return { kind: 'floor', who: null, other: null, isReply };
		const said = stanceOf(name);
		if (crossfireWords.test(name))
			return { kind: 'crossfire', who: anyOf('for'), other: anyOf('against'), isReply };
		if (crossWords.test(name)) {
			const answers = said ?? last;
			return { kind: 'cross', who: anyOf(answers), other: anyOf(otherOf(answers)), isReply };
		}
		const stance = said ?? otherOf(last);
		last = stance;
		const place: Place = {
			team: stance,
			speakers: speakerOf(name, isReply, speakers[stance], speech)
		};
		return { kind: 'speech', who: place, other: null, isReply };
	});
	const teams = (['for', 'against'] as const).map((stance): FormatTeam => ({
		key: stance,
		stance,
		title: titles[stance],
		speakers:
			speakers[stance].length > 0 ? speakers[stance] : [{ key: '1', title: { en: '1', ur: '1' } }]
	}));
	return { teams, places, isRanked: false };
}

const anyOf = (team: Stance): Place => ({ team, speakers: [] });
const otherOf = (stance: Stance): Stance => (stance === 'for' ? 'against' : 'for');

/** A reply is given by any of the team; whoever has a number has it again; else it is the next one. */
function speakerOf(
	name: string,
	isReply: boolean,
	known: FormatTeam['speakers'],
	{ title }: NamedSpeech
): string[] {
	if (isReply && known.length > 0) return [];
	const ordinal = ordinals.findIndex((word) => word.test(name));
	const key = ordinal >= 0 ? String(ordinal + 1) : String(known.length + 1);
	if (!known.some((one) => one.key === key)) known.push({ key, title });
	return [key];
}
