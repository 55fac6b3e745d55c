/* What states and refusals of peer review are called. Messages only. */
import type { Locale } from '$lib/i18n/local-text';
import { localText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { levelName } from '../names';
import { levelOf, type Criterion, type SheetLevels } from '../review';
import { fewestWords, type Missing, type PeerPlanState, type PeerState } from './peer';
import type { Named } from './class.server';
import type { GivenByHand, Reopened } from './giving-out.server';
import type { PeerView } from './overseeing.server';
import type { Taken } from './taking.server';
import type { PeerRefusal } from './writing.server';

export const peerStateName: Record<PeerState, () => string> = {
	held: m.peers_state_held,
	given: m.peers_state_given,
	lapsed: m.peers_state_lapsed,
	withdrawn: m.peers_state_withdrawn
};

export const planStateName: Record<PeerPlanState, () => string> = {
	off: m.peers_plan_off,
	open: m.peers_plan_open,
	closed: m.peers_plan_closed
};

export const takeRefusal: Record<Extract<Taken, { ok: false }>['reason'], () => string> = {
	closed: m.peers_refused_closed,
	'not-submitted': m.peers_refused_not_submitted,
	calibrate: m.peers_refused_calibrate,
	enough: m.peers_refused_enough,
	nothing: m.peers_refused_nothing
};

export const writeRefusal: Record<PeerRefusal['reason'], () => string> = {
	conflict: m.peers_refused_conflict,
	closed: m.peers_refused_closed,
	given: m.peers_refused_given,
	lapsed: m.peers_refused_lapsed
};

/** Beside each field that still needs something. */
export function missingErrors(missing: readonly Missing[]): Record<string, string> {
	const said = {
		level: m.peers_missing_level,
		reason: () => m.peers_missing_reason({ n: fewestWords })
	};
	return Object.fromEntries(missing.map(({ field, what }) => [field, said[what]()]));
}

/** What was judged, in words: `3 Secure`, `7.5 of 10`, or that it was not assessed. */
export function judgedName(criterion: Criterion, levels: SheetLevels, locale: Locale): string {
	const points = levels[criterion.key];
	if (points === undefined) return '';
	if (points === null) return m.peers_not_assessed();
	if (criterion.most !== undefined) return m.peers_of({ n: points, of: criterion.most });
	const level = levelOf(criterion, levels);
	if (!level) return String(points);
	return level.points === points
		? levelName(level, locale)
		: `${points} · ${localText(level.label, locale).text}`;
}

/** `Amna Tariq`, `Position 4`, or that it is somebody of another section. */
export function personName({ name, place }: Named): string {
	if (place === null) return m.peers_person_other();
	return name ?? m.peers_person_place({ place });
}

export const handRefusal: Record<Extract<GivenByHand, { ok: false }>['reason'], () => string> = {
	closed: m.peers_by_hand_closed,
	own: m.peers_by_hand_own,
	had: m.peers_by_hand_had,
	holds: m.peers_by_hand_holds,
	nothing: m.peers_by_hand_nothing
};

export const reopenRefusal: Record<Extract<Reopened, { ok: false }>['reason'], () => string> = {
	closed: m.peers_reopen_closed,
	holds: m.peers_reopen_holds,
	'not-lapsed': m.peers_reopen_not
};

export const viewName: Record<PeerView | 'all', () => string> = {
	all: m.peers_list_all,
	held: m.peers_list_held,
	given: m.peers_list_given,
	lapsed: m.peers_list_lapsed,
	withdrawn: m.peers_list_withdrawn,
	hidden: m.peers_list_hidden
};
