/*
 * The argument map as files. What was hidden or struck is not in them, and whose words they are is said
 * as team and speech, never by name.
 */
import type { Actor } from '$lib/access/actor';
import { plainText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { reduce, emptyState } from '../reduce';
import { debateHere, type DebateAddress } from '../room/finding.server';
import { toldAfter } from '../room/reading.server';
import { aifOf } from './aif';
import { argdownOf } from './argdown';
import { flowOf } from './flow';
import { linksOf, type MapLink, type Said } from './map';
import { momentsTold, wordsTold } from './told';

interface MapTold {
	motion: string;
	at: Date;
	speeches: { title: string; said: Said[] }[];
	links: MapLink[];
}

/** Needs `debate.read`. */
export async function argdownFor(
	actor: Actor,
	address: DebateAddress,
	locale: Locale,
	now: Date
): Promise<string> {
	return argdownOf(await mapTold(actor, address, locale, now));
}

/** Needs `debate.read`. */
export async function aifFor(
	actor: Actor,
	address: DebateAddress,
	locale: Locale,
	now: Date
): Promise<string> {
	return JSON.stringify(aifOf(await mapTold(actor, address, locale, now)), null, '\t');
}

async function mapTold(
	actor: Actor,
	address: DebateAddress,
	locale: Locale,
	now: Date
): Promise<MapTold> {
	const here = await debateHere(actor, address, now);
	const { rules, motion, debate } = here;
	// State and words of one moment.
	const told = await toldAfter(here, 0);
	const state = told.reduce((before, event) => reduce(rules, before, event), emptyState());
	const flow = flowOf(rules, state);
	const words = wordsTold(told);
	const moments = momentsTold(told);
	const at = debate.openedAt ?? now;
	const teams = new Map(rules.format.teams.map(({ key, title }) => [key, title]));
	const speeches = flow.columns.flatMap((column, index) => {
		const inColumn = flow.entries.filter((entry) => entry.column === index);
		const ofTeam = (team: string | null) =>
			inColumn.filter(({ argument }) => argument.team === team);
		return [...new Set(inColumn.map(({ argument }) => argument.team))].map((team) => {
			const title = team === null ? undefined : teams.get(team);
			const speech = plainText(column.title, locale);
			return {
				title: title ? m.flow_of_team({ team: plainText(title, locale), speech }) : speech,
				said: ofTeam(team).map(({ c }) => ({
					c,
					words: words[c]?.body ?? m.flow_erased(),
					at: new Date(moments.get(c) ?? at)
				}))
			};
		});
	});
	return { motion: plainText(motion.text, locale), at, speeches, links: linksOf(flow) };
}
