/*
 * Formats of debate timekeepers: XML that names kinds of speeches with their lengths, bells and
 * periods, and then the speeches in order (`debate-format`, schema 2.x; `debateformat`, schema 1.x; the
 * two write the same names with and without hyphens). Such a file knows nothing of teams, so sides and
 * speakers are read from what the speeches are called; staff look at them before they are kept.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { FormatBody, Phase } from '../format';
import { teamsFrom, type NamedSpeech } from './guessing';
import { longest, most, usualWritten } from './shape';
import {
	allowing,
	clean,
	secondsFrom,
	timedFrom,
	WrongPlace,
	type Timed,
	type XmlFault
} from './timekeeper-times.server';
import { first, named, said, treeOf, type Element } from './xml-tree.server';

export type TimekeeperRead =
	| { ok: true; body: FormatBody }
	| { ok: false; reason: 'hostile' | 'foreign' }
	| { ok: false; reason: 'shape'; at: XmlFault };

export function looksLikeXml(text: string): boolean {
	return /^\uFEFF?\s*</.test(text);
}

export function readTimekeeper(text: string): TimekeeperRead {
	const tree = treeOf(text, 'debateformat');
	if (!tree.ok && tree.reason === 'broken')
		return { ok: false, reason: 'shape', at: { what: 'broken', line: tree.line, name: '' } };
	if (!tree.ok) return { ok: false, reason: tree.reason };
	try {
		return { ok: true, body: formatFrom(tree.root) };
	} catch (cause) {
		if (cause instanceof WrongPlace) return { ok: false, reason: 'shape', at: cause.at };
		throw cause;
	}
}

interface Worded {
	/** Empty: of no language in particular. */
	lang: string;
	text: string;
}

/** In Urdu and in English where it has them; in a file of other languages, the first of them. */
function textIn(all: readonly Worded[], letters: number): LocalText {
	const title: LocalText = {};
	const full = all
		.map(({ lang, text }) => ({ lang: lang.toLowerCase(), text: clean(text, letters) }))
		.filter(({ text }) => text !== '');
	for (const { lang, text } of full)
		if (/^ur\b/.test(lang)) title.ur ??= text;
		else if (lang === '' || /^en\b/.test(lang)) title.en ??= text;
	if (!title.en && !title.ur && full[0]) title.en = full[0].text;
	return title;
}

/** From an attribute `name`, or elements `name` in one or several languages. */
function titleOf(element: Element, letters: number): LocalText {
	const { name } = element.attributes;
	const all = named(element, 'name').map((one) => ({
		lang: one.attributes.lang ?? '',
		text: one.text
	}));
	return textIn(name ? [{ lang: '', text: name }, ...all] : all, letters);
}

function formatFrom(root: Element): FormatBody {
	const resources = new Map(named(root, 'resource').map((one) => [one.attributes.ref ?? '', one]));
	const partsOf = (element: Element): Element[] => [
		...(resources.get('#all')?.children ?? []),
		...named(element, 'include').flatMap(
			({ attributes }) => resources.get(attributes.resource ?? '')?.children ?? []
		),
		...element.children
	];
	const kinds = new Map<string, Timed & { type: string }>();
	const typed = [
		...named(root, 'speechtypes').flatMap(({ children }) => children),
		...root.children
	];
	for (const kind of typed)
		if (kind.name === 'speechtype' || kind.name === 'speechformat') {
			const ref = kind.attributes.ref ?? '';
			const parts = partsOf(kind);
			const type = `${ref} ${titleOf(kind, longest.title).en ?? ''}`.replace(/[-_.]/g, ' ').trim();
			kinds.set(ref, { ...timedFrom(kind, allowing(root, parts), parts), type });
		}
	const speeches = first(root, 'speeches');
	const listed = speeches ? named(speeches, 'speech') : [];
	if (listed.length === 0) throw new WrongPlace('no-speeches', speeches ?? root);
	if (listed.length + named(root, 'preptimecontrolled').length > most.phases)
		throw new WrongPlace('too-many', speeches ?? root);
	const read = listed.map((speech, i): NamedSpeech & Timed => {
		const own = titleOf(speech, longest.title);
		const title = own.en || own.ur ? own : { en: `${i + 1}` };
		const kind = kinds.get(said(speech, 'type') ?? said(speech, 'format') ?? '');
		if (!kind) throw new WrongPlace('kind', speech, title.en ?? title.ur);
		return { ...kind, title };
	});
	return bodyFrom(root, read, partsOf);
}

function bodyFrom(
	root: Element,
	speeches: (NamedSpeech & Timed)[],
	partsOf: (element: Element) => Element[]
): FormatBody {
	const simple = first(root, 'preptime');
	const controlled = first(root, 'preptimecontrolled');
	const before = simple ? secondsFrom(said(simple, 'length'), most.before * 60) : 0;
	if (simple && before === undefined) throw new WrongPlace('preparation', simple);
	const { teams, places, isRanked } = teamsFrom(speeches);
	const title = titleOf(root, longest.title);
	const phases: Phase[] = speeches.map(({ title, seconds, bells, points }, i) => ({
		...emptyPhase,
		key: `speech-${i + 1}`,
		kind: places[i]?.kind ?? 'speech',
		title,
		// A speech of no length has no limit, and adds nothing to the whole.
		seconds: seconds || null,
		who: places[i]?.who ?? null,
		other: places[i]?.other ?? null,
		bells,
		points,
		newArguments: !places[i]?.isReply
	}));
	if (controlled) {
		const parts = partsOf(controlled);
		const { seconds, bells } = timedFrom(controlled, allowing(root, parts), parts);
		const phase = { ...emptyPhase, key: 'prepare', kind: 'prepare', title: prepare } as const;
		if (seconds > 0) phases.unshift({ ...phase, seconds, bells });
	}
	return {
		title: title.en || title.ur ? title : { en: 'Debate', ur: 'بحث' },
		...aboutOf(named(root, 'info')),
		version: 1,
		teams,
		phases,
		pool: null,
		before: before ? before / 60 : null,
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

/** What it is for and where it is used, from `info` in one or several languages. */
function aboutOf(infos: readonly Element[]): Pick<FormatBody, 'summary' | 'source'> {
	const summary = infos.flatMap((info) =>
		[...named(info, 'description'), ...named(info, 'desc')].map(({ text, attributes }) => ({
			lang: attributes.lang ?? info.attributes.lang ?? '',
			text
		}))
	);
	const info = infos.find(({ attributes }) => /^en\b/i.test(attributes.lang ?? 'en')) ?? infos[0];
	const used = info ? [...named(info, 'usedat'), ...named(info, 'region')] : [];
	const title = clean(used.map(({ text }) => text).join(' · '), longest.source);
	return { summary: textIn(summary, longest.summary), source: { title, url: '', year: '' } };
}
