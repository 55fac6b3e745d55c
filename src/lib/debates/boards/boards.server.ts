/* A board as its team and staff see it: the cards in the speeches they are for, and one speech to say. */
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { notFound } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import type { DebateAddress } from '../room/finding.server';
import { arranged, type Card, type Speech } from './board';
import { cardsOf } from './cards.server';
import { boardHere, type BoardHere } from './whose.server';

export interface Board {
	team: { key: string; title: LocalText } | null;
	/** Every team, for staff, who read one board after the other. */
	teams: { key: string; title: LocalText }[];
	speeches: Speech[];
	loose: Card[];
	mayPrepare: boolean;
	mode: 'spoken' | 'written';
}

export async function boardFor(actor: Actor, here: BoardHere): Promise<Board> {
	const { team, rules, standing, facts, debate } = here;
	const { teams } = rules.format;
	const cards = team === null ? [] : await cardsOf(here, team);
	const parts =
		team === null ? { speeches: [], loose: cards } : arranged(rules, standing, team, cards);
	const readsAll = may(actor, 'debate.board', { ...facts, onTeam: false });
	return {
		team: teams.find(({ key }) => key === team) ?? null,
		teams: readsAll ? teams.map(({ key, title }) => ({ key, title })) : [],
		...parts,
		mayPrepare: here.mayPrepare,
		mode: standing.seq === 0 ? debate.mode : standing.mode
	};
}

/** One speech in its order, for whoever says it. 404 for one that is not the team's. */
export async function speechFor(
	actor: Actor,
	address: DebateAddress,
	{ team, phaseKey }: { team: string | null; phaseKey: string },
	now: Date
): Promise<{ here: BoardHere; speech: Speech }> {
	const first = await boardHere(actor, address, team, now);
	const readsAll = may(actor, 'debate.board', { ...first.facts, onTeam: false });
	const others = team === null && readsAll ? first.rules.format.teams.map(({ key }) => key) : [];
	for (const key of [first.team, ...others]) {
		const here = key === first.team ? first : await boardHere(actor, address, key, now);
		const { speeches } = await boardFor(actor, here);
		const speech = speeches.find(({ phase }) => phase.key === phaseKey);
		if (speech) return { here, speech };
	}
	return notFound();
}
