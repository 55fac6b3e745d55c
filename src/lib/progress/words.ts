/*
 * The words for steps and their states: one exhaustive place.
 */
import { localText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { momentName } from '$lib/stances/names';
import type { DebateAct, PathStage, Step, StepState } from './path';

export const stageName: Record<PathStage, () => string> = {
	before: m.progress_stage_before,
	reading: m.progress_stage_reading,
	across: m.progress_stage_across,
	position: m.progress_stage_position,
	debate: m.rounds_title,
	after: m.progress_stage_after
};

export const stateName: Record<StepState, () => string> = {
	waiting: m.progress_state_waiting,
	open: m.progress_state_open,
	begun: m.progress_state_begun,
	running: m.progress_state_running,
	done: m.progress_state_done,
	returned: m.progress_state_returned,
	closed: m.progress_state_closed
};

const actName: Record<DebateAct, () => string> = {
	turn: m.progress_debate_turn,
	vote: m.progress_debate_vote,
	reflect: m.progress_debate_reflect
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
		case 'debate':
			return m.progress_step_debate({ title: localText(step.motion, locale).text });
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
		case 'debate':
			return [step.place, step.act && actName[step.act]()].filter(Boolean).join(' · ') || null;
	}
}

/** What to press to go on with it. */
export function stepAction(step: Step): string {
	if (step.state === 'returned') return m.progress_revise();
	return step.state === 'begun' || step.kind === 'debate'
		? m.progress_continue()
		: m.progress_begin();
}
