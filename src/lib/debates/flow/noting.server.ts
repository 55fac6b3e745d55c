/*
 * Writing the flow: every act is a move of the debate, so that it is told to everybody and refused as
 * every other one. What is added here is the row that it gets, the passages of a card or of an earlier
 * wording, and both wordings when two reword at once.
 */
import type { Actor } from '$lib/access/actor';
import { authorize } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { cardsFor } from '../boards/cards.server';
import type { Passage, Relation, Words } from '../debate';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { move, type Moved } from '../room/moving.server';
import { stateOf, toldAfter } from '../room/reading.server';
import { flowOf, rowBelow, rowMoved } from './flow';
import { wordsTold } from './told';

export interface NewArgument {
	body: string;
	lang: Locale;
	passages: Passage[];
	/** Index into the format's phases. */
	phase: number;
	/** Right beneath this one; null: beneath all of its column. */
	below: number | null;
	/** What it answers. */
	answers: { c: number; relation: Relation } | null;
	/** Made by the browser: sent again, it is done once. */
	key: string | null;
}

/** Needs `debate.take`; what else writing the flow needs, `decide` knows. */
async function toWrite(actor: Actor, address: DebateAddress, now: Date): Promise<DebateHere> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.take', here.facts);
	return here;
}

export async function addArgument(
	actor: Actor,
	address: DebateAddress,
	{ body, lang, passages, phase, below, answers, key }: NewArgument,
	now: Date
): Promise<Moved> {
	const state = await stateOf(await toWrite(actor, address, now));
	const row = rowBelow(state, phase, below);
	const words = { body, lang, passages };
	const done = await move(actor, address, { kind: 'argue', c: 0, phase, row }, { key, words }, now);
	if (!done.ok || done.c === null || !answers) return done;
	const { c: to, relation } = answers;
	const linkKey = key && `${key}.link`;
	const link = { kind: 'link', c: done.c, to, relation } as const;
	// What it answers may have been struck just now: the argument itself stands.
	const linked = await move(actor, address, link, { key: linkKey }, now);
	return linked.ok ? { ...linked, c: done.c } : done;
}

/** With one touch: what a card of one's own side says, and the passages that it rests on. */
export async function addFromCard(
	actor: Actor,
	address: DebateAddress,
	{ card, phase, key }: { card: string; phase: number; key: string | null },
	now: Date
): Promise<Moved | { ok: false; reason: 'gone' }> {
	const cards = await cardsFor(actor, await toWrite(actor, address, now));
	const found = cards.find(({ id }) => id === card);
	if (!found) return { ok: false, reason: 'gone' };
	const { claim, warrant, lang, passages } = found;
	const body = warrant === '' ? claim : `${claim}\n${warrant}`;
	const wanted = { body, lang, passages, phase, below: null, answers: null, key };
	return addArgument(actor, address, wanted, now);
}

export type Reworded = Moved | { ok: false; reason: 'conflict'; kept: Words };

export interface NewWording {
	c: number;
	/** That it builds on. */
	version: number;
	body: string;
	lang: Locale;
	key: string | null;
}

/** Two who reword at once: the slower one is refused and gets the other wording. */
export async function rewordArgument(
	actor: Actor,
	address: DebateAddress,
	{ c, version, body, lang, key }: NewWording,
	now: Date
): Promise<Reworded> {
	const here = await toWrite(actor, address, now);
	const before = await wordsNow(here, c);
	const words = { body, lang, passages: before?.passages ?? [] };
	const wanted = { kind: 'reword', c, version: version + 1 } as const;
	const done = await move(actor, address, wanted, { key, words }, now);
	if (done.ok || done.reason !== 'stale') return done;
	const kept = await wordsNow(await debateHere(actor, address, now), c);
	return kept ? { ok: false, reason: 'conflict', kept } : done;
}

async function wordsNow(here: DebateHere, c: number): Promise<Words | null> {
	return wordsTold(await toldAfter(here, 0))[c] ?? null;
}

/** Into another column, where it stands beneath all others, or one place up or down in its own. */
export async function placeArgument(
	actor: Actor,
	address: DebateAddress,
	{ c, to }: { c: number; to: number | 'up' | 'down' },
	now: Date
): Promise<Moved> {
	const here = await toWrite(actor, address, now);
	const state = await stateOf(here);
	const isNear = to === 'up' || to === 'down';
	const phase = isNear ? state.arguments.find((argument) => argument.c === c)?.phase : to;
	const row = isNear
		? rowMoved(flowOf(here.rules, state), c, to === 'up' ? -1 : 1)
		: rowBelow(state, to, null);
	if (phase === undefined) return { ok: false, reason: 'unknown' };
	if (row === null) return { ok: false, reason: 'last' };
	return move(actor, address, { kind: 'place', c, phase, row }, {}, now);
}
