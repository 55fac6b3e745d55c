/* The words of setting debates up: places, reasons, wishes, states, and why something was not done. */
import { plainText, type Locale, type LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { FormatTeam } from '../format';
import type { ListedDebate, OwnPlace } from './debates.server';
import type { Planned, Redrawn } from './planning.server';
import type { SectionWay, SideWish, Why } from './proposing';
import type { Placed } from './seating.server';
import type { RoomsOpened } from './starting.server';

export const whyName: Record<Why, () => string> = {
	wish: m.rounds_why_wish,
	'other-side': m.rounds_why_other_side,
	turn: m.rounds_why_turn,
	number: m.rounds_why_number,
	drawn: m.rounds_why_drawn,
	rest: m.rounds_why_rest,
	everybody: m.rounds_why_everybody,
	'stand-in': m.rounds_why_stand_in,
	hand: m.rounds_why_hand
};

export const wishName: Record<SideWish, () => string> = {
	none: m.rounds_wish_none,
	own: m.rounds_wish_own,
	other: m.rounds_wish_other
};

export const sectionWayName: Record<SectionWay, () => string> = {
	mixed: m.rounds_sections_mixed,
	apart: m.rounds_sections_apart
};

export const stateName: Record<ListedDebate['state'], () => string> = {
	planned: m.rounds_state_planned,
	open: m.rounds_state_open,
	ended: m.rounds_state_ended,
	cancelled: m.rounds_state_cancelled
};

export const planRefusal: Record<Extract<Planned, { ok: false }>['reason'], () => string> = {
	nobody: m.rounds_refused_nobody,
	'no-motion': m.rounds_refused_motion,
	'no-format': m.rounds_refused_format
};

export const redrawRefusal: Record<Extract<Redrawn, { ok: false }>['reason'], () => string> = {
	changed: m.rounds_refused_changed,
	opened: m.rounds_refused_opened,
	prepared: m.rounds_refused_prepared,
	nobody: m.rounds_refused_nobody
};

export function placeRefusal({ reason }: Extract<Placed, { ok: false }>): string {
	if (reason === 'changed') return m.rounds_refused_changed();
	if (reason === 'ended') return m.rounds_refused_ended();
	if (reason === 'last') return m.rounds_refused_last();
	return m.rounds_refused_place();
}

export const openRefusal: Record<Extract<RoomsOpened, { ok: false }>['reason'], () => string> = {
	nobody: m.rounds_refused_empty,
	'open-already': m.rounds_refused_open,
	cancelled: m.rounds_refused_cancelled
};

/** What a reader's own place is: "You speak for the motion: first speaker". */
export function ownPlace({ role, team, speaker, notes }: OwnPlace, locale: Locale): string {
	const words = (text: LocalText) => plainText(text, locale);
	if (role === 'chair') return m.rounds_own_chair();
	if (role === 'judge') return m.rounds_own_judge();
	if (role === 'audience') return notes ? m.rounds_own_notes() : m.rounds_own_audience();
	if (!team) return m.rounds_own_everybody();
	return speaker
		? m.rounds_own_speaker({ team: words(team), speaker: words(speaker) })
		: m.rounds_own_team({ team: words(team) });
}

/** A place of a room, as a choice. */
export function placeName(
	{ team, speaker }: { team: FormatTeam | null; speaker: string | null },
	locale: Locale
): string {
	if (!team) return m.rounds_place_everybody();
	const found = team.speakers.find(({ key }) => key === speaker);
	const title = plainText(team.title, locale);
	return found
		? `${title}: ${plainText(found.title, locale)}`
		: m.rounds_place_team({ team: title });
}

/** `4:30`, of milliseconds, rounded down. */
export function minutesText(ms: number): string {
	const seconds = Math.floor(Math.abs(ms) / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
