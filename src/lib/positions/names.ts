/* What sides, parts, checks, lateness and refusals are called. Messages only. */
import { localText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { AssignResult, TermsResult } from './assigning.server';
import type { EditionName } from '$lib/readings/reading';
import type { CitedPassage, CiteResult } from './citing.server';
import {
	reasonPart,
	type Check,
	type ChecklistItem,
	type PositionBody,
	type PositionPart,
	type PositionState,
	type Side,
	type SideOrigin
} from './position';

export const sideName: Record<Side, () => string> = {
	for: m.positions_side_for,
	against: m.positions_side_against,
	between: m.positions_side_between
};

export const sideText: Record<Side, () => string> = {
	for: m.positions_side_for_text,
	against: m.positions_side_against_text,
	between: m.positions_side_between_text
};

/** An assigned side is always called so. */
export function sideShown(side: Side, origin: SideOrigin): string {
	const name = sideName[side]();
	return origin === 'assigned' ? m.positions_side_assigned({ side: name }) : name;
}

export const stateName: Record<PositionState, () => string> = {
	draft: m.positions_state_draft,
	submitted: m.positions_state_submitted,
	returned: m.positions_state_returned
};

export function partName(part: PositionPart, body: PositionBody): string {
	switch (part) {
		case 'thesis':
			return m.positions_thesis();
		case 'against':
			return m.positions_against();
		case 'reply':
			return m.positions_reply();
		case 'change':
			return m.positions_change();
		default:
			return m.positions_reason({
				n: body.reasons.findIndex((r) => reasonPart(r.id) === part) + 1
			});
	}
}

const checkNames: Record<Check, (given: { n: number }) => string> = {
	side: m.positions_check_side,
	thesis: m.positions_check_thesis,
	claim: m.positions_check_claim,
	citation: m.positions_check_citation,
	warrant: m.positions_check_warrant,
	against: m.positions_check_against,
	'against-citation': m.positions_check_against_citation,
	reply: m.positions_check_reply,
	change: m.positions_check_change
};

const missingNames: Record<Check, (given: { n: number }) => string> = {
	side: m.positions_missing_side,
	thesis: m.positions_missing_thesis,
	claim: m.positions_missing_claim,
	citation: m.positions_missing_citation,
	warrant: m.positions_missing_warrant,
	against: m.positions_missing_against,
	'against-citation': m.positions_missing_against_citation,
	reply: m.positions_missing_reply,
	change: m.positions_missing_change
};

export function checkName({ check, reason }: ChecklistItem): string {
	return checkNames[check]({ n: reason ?? 0 });
}

/** What to do about it. */
export function missingName({ check, reason }: ChecklistItem): string {
	return missingNames[check]({ n: reason ?? 0 });
}

/** `Reading 2, paragraph 5`; what is no numbered reading goes by its title. */
export function placeName(
	{ reading, paragraph }: Pick<CitedPassage, 'reading' | 'paragraph'>,
	locale: Locale
): string {
	return reading.number === null
		? m.positions_place_titled({
				title: localText(reading.title, locale).text,
				paragraph: paragraph.number
			})
		: m.positions_place({ reading: reading.number, paragraph: paragraph.number });
}

const hour = 60;
const day = 24 * hour;

/** In the largest unit that has passed whole. @param isWaived staff let it pass */
export function latenessName(minutes: number, isWaived = false): string {
	if (minutes <= 0) return m.positions_on_time();
	const time =
		minutes < hour
			? m.positions_minutes({ n: minutes })
			: minutes < day
				? m.positions_hours({ n: Math.floor(minutes / hour) })
				: m.positions_days({ n: Math.floor(minutes / day) });
	return isWaived ? m.positions_late_waived({ time }) : m.positions_late_by({ time });
}

export const citeRefusal: Record<Extract<CiteResult, { ok: false }>['reason'], () => string> = {
	empty: m.positions_cite_no_words,
	'out-of-range': m.positions_cite_out_of_range,
	'too-long': m.positions_cite_too_long,
	'not-the-words': m.positions_cite_not_the_words,
	'splits-character': m.positions_cite_splits_character,
	'too-many': m.positions_cite_too_many,
	submitted: m.positions_cite_submitted
};

const languageName: Record<Locale, () => string> = {
	en: m.positions_language_en,
	ur: m.positions_language_ur
};

export function editionName({ kind, lang }: EditionName): string {
	const language = languageName[lang]();
	return kind === 'study'
		? m.positions_edition_study({ language })
		: m.positions_edition_original({ language });
}

export const termsRefusal: Record<Extract<TermsResult, { ok: false }>['reason'], () => string> = {
	'motion-in-use': m.positions_settings_motion_in_use,
	'closes-before-due': m.positions_settings_closes_first
};

export const assignRefusal: Record<Extract<AssignResult, { ok: false }>['reason'], () => string> = {
	submitted: m.positions_settings_student_submitted
};
