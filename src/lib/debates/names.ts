/* What roles, sides, kinds of phases, relations and refusals are called. Messages only. */
import { locales, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Refusal, Relation, Role } from './debate';
import type { Mode, PhaseKind, Stance } from './format';

/** A room that was only numbered is numbered in the reader's language; a name stays as it was given. */
export function roomName(room: string, given: { locale?: Locale } = {}): string {
	const n = Number(/ (\d+)$/.exec(room)?.[1]);
	const isNumbered = locales.some((locale) => m.rounds_room({ n }, { locale }) === room);
	return isNumbered ? m.rounds_room({ n }, given) : room;
}

export const roleName: Record<Role, () => string> = {
	chair: m.debates_role_chair,
	judge: m.debates_role_judge,
	speaker: m.debates_role_speaker,
	audience: m.debates_role_audience
};

/** What a team argues, in full: `For the motion`. */
export const stanceName: Record<Stance, () => string> = {
	for: m.debates_stance_for,
	against: m.debates_stance_against
};

export const modeName: Record<Mode, () => string> = {
	spoken: m.debates_mode_spoken,
	written: m.debates_mode_written
};

/** Between two arguments: `A supports B`. */
export const relationName: Record<Relation, () => string> = {
	supports: m.debates_relation_supports,
	attacks: m.debates_relation_attacks,
	undercuts: m.debates_relation_undercuts
};

export const kindName: Record<PhaseKind, () => string> = {
	vote: m.debates_kind_vote,
	coin: m.debates_kind_coin,
	prepare: m.debates_kind_prepare,
	speech: m.debates_kind_speech,
	cross: m.debates_kind_cross,
	crossfire: m.debates_kind_crossfire,
	floor: m.debates_kind_floor,
	discussion: m.debates_kind_discussion,
	restate: m.debates_kind_restate,
	switch: m.debates_kind_switch,
	statement: m.debates_kind_statement,
	circle: m.debates_kind_circle,
	choose: m.debates_kind_choose,
	gather: m.debates_kind_gather,
	spokesperson: m.debates_kind_spokesperson,
	debrief: m.debates_kind_debrief
};

export const refusalText: Record<Refusal, () => string> = {
	'not-opened': m.debates_refused_not_opened,
	ended: m.debates_refused_ended,
	stale: m.debates_refused_stale,
	'not-chair': m.debates_refused_not_chair,
	'not-yours': m.debates_refused_not_yours,
	'not-now': m.debates_refused_not_now,
	'not-your-turn': m.debates_refused_not_your_turn,
	'other-side': m.debates_refused_other_side,
	protected: m.debates_refused_protected,
	twice: m.debates_refused_twice,
	'too-late': m.debates_refused_too_late,
	'too-long': m.debates_refused_too_long,
	'pool-empty': m.debates_refused_pool_empty,
	muted: m.debates_refused_muted,
	removed: m.debates_refused_removed,
	unknown: m.debates_refused_unknown,
	full: m.debates_refused_full,
	running: m.debates_refused_running,
	last: m.debates_refused_last
};
