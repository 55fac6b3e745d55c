/*
 * The words for steps and their states: one exhaustive place.
 */
import { localText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { momentName } from '$lib/stances/names';
import type { PathStage, Step, StepState } from './path';

export const stageName: Record<PathStage, () => string> = {
	before: m.progress_stage_before,
	reading: m.progress_stage_reading,
	across: m.progress_stage_across,
	position: m.progress_stage_position,
	after: m.progress_stage_after
};

export const stateName: Record<StepState, () => string> = {
	waiting: m.progress_state_waiting,
	open: m.progress_state_open,
	begun: m.progress_state_begun,
	done: m.progress_state_done,
	returned: m.progress_state_returned,
	closed: m.progress_state_closed
};

export function stepTitle(step: Step, locale: Locale): string {
	switch (step.kind) {
		case 'stance':
			return m.progress_step_stance();
		case 'reading': {
			const title = localText(step.title, locale).text;
			return step.number === null ? title : m.progress_step_reading({ n: step.number, title });
		}
		case 'questions':
			return m.progress_step_questions({ title: localText(step.title, locale).text });
		case 'position':
			return m.progress_step_position();
		case 'reviews':
			return m.peers_step();
	}
}

/** What stands beside a step besides its state. */
export function stepDetail(step: Step): string | null {
	switch (step.kind) {
		case 'stance':
			return momentName[step.moment]();
		case 'reading':
			return m.progress_minutes({ n: step.minutes });
		case 'questions':
			return m.progress_answered({ n: step.complete, total: step.questions });
		case 'position':
			return step.released ? m.progress_released() : null;
		case 'reviews':
			return m.peers_step_detail({ gave: step.gave, asked: step.asked });
	}
}

/** What to press to go on with it. */
export function stepAction(step: Step): string {
	if (step.state === 'returned') return m.progress_revise();
	return step.state === 'begun' ? m.progress_continue() : m.progress_begin();
}
