/*
 * The words for moments, steps and degrees of confidence: one exhaustive place.
 */
import { m } from '$lib/paraglide/messages';
import type { MomentState, StanceAnswer, StanceMoment, Step } from './stance';
import type { PlaceResult } from './stances.server';

export const momentName: Record<StanceMoment, () => string> = {
	before: m.stances_moment_before,
	'after-reading': m.stances_moment_after_reading,
	'after-debate': m.stances_moment_after_debate
};

export const momentStateName: Record<MomentState, () => string> = {
	waiting: m.stances_state_waiting,
	open: m.stances_state_open,
	closed: m.stances_state_closed
};

export const confidenceNames = [
	m.stances_confidence_1,
	m.stances_confidence_2,
	m.stances_confidence_3,
	m.stances_confidence_4,
	m.stances_confidence_5
];

/** What one point of the line means, told from the statement that stands first. */
export function stepName(step: Step, first: 'a' | 'b'): string {
	if (step === 'middle') return m.stances_step_middle();
	const [pole, how] = step.split('-');
	const degree =
		how === 'full'
			? m.stances_step_full()
			: how === 'mostly'
				? m.stances_step_mostly()
				: m.stances_step_rather();
	return pole === first ? m.stances_step_first({ degree }) : m.stances_step_second({ degree });
}

export function answerName(answer: StanceAnswer, first: 'a' | 'b'): string {
	if (answer === 'unknown') return m.stances_unknown();
	if (answer === 'private') return m.stances_private();
	return stepName(answer, first);
}

export const placeRefusal: Record<Extract<PlaceResult, { ok: false }>['reason'], () => string> = {
	'not-open': m.stances_not_open,
	changed: m.stances_changed
};
