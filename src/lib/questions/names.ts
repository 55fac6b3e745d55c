/* What states, stages and refusals of questions are called. Each has its words in one place. */
import { clock, number, shortDateTime } from '$lib/i18n/format';
import { countWords } from '$lib/forms/words';
import { m } from '$lib/paraglide/messages';
import type { AnswersSaved } from './answering.server';
import type { AnswerProgress, QuestionKind, QuestionStage } from './question';
import type { SetState } from './set-list.server';
import type { SetSubmitted } from './submitting.server';

export const stageName: Record<QuestionStage, () => string> = {
	before: m.questions_stage_before,
	reading: m.questions_stage_reading,
	across: m.questions_stage_across,
	after: m.questions_stage_after
};

export const kindName: Record<QuestionKind, () => string> = {
	short: m.authoring_questions_kind_short,
	long: m.authoring_questions_kind_long,
	choice: m.authoring_questions_kind_choice,
	multiple: m.authoring_questions_kind_multiple,
	scale: m.authoring_questions_kind_scale,
	passage: m.authoring_questions_kind_passage,
	order: m.authoring_questions_kind_order,
	arithmetic: m.authoring_questions_kind_arithmetic
};

export const stateName: Record<SetState, () => string> = {
	'not-begun': m.questions_state_not_begun,
	begun: m.questions_state_begun,
	submitted: m.questions_state_submitted,
	reopened: m.questions_state_reopened
};

type Refusal =
	Extract<AnswersSaved, { ok: false }>['reason'] | Extract<SetSubmitted, { ok: false }>['reason'];

export const refusal: Record<Refusal, () => string> = {
	submitted: m.questions_refused_submitted,
	closed: m.questions_refused_closed,
	nothing: m.questions_refused_nothing,
	conflict: m.questions_conflict_page,
	changed: m.questions_refused_changed,
	retired: m.questions_refused_retired
};

/** The largest unit that is not below one: minutes, hours, days. */
export function lateness(minutes: number): string {
	if (minutes < 120) return m.questions_late_minutes({ n: minutes });
	if (minutes < 48 * 60) return m.questions_late_hours({ n: Math.floor(minutes / 60) });
	return m.questions_late_days({ n: Math.floor(minutes / (24 * 60)) });
}

/** How late a set came, or that staff let it pass. */
export function lateWords({
	lateMinutes,
	lateWaived
}: {
	lateMinutes: number;
	lateWaived: boolean;
}): string {
	const time = lateness(lateMinutes);
	return lateWaived ? m.questions_late_waived({ time }) : m.questions_late({ time });
}

/** @param asked with the number of words it wants, if it does */
export function progressName(
	progress: AnswerProgress,
	asked: { words: { least: number } | null },
	text: string
): string {
	if (progress === 'complete') return m.questions_progress_complete();
	if (progress === 'empty') return m.questions_progress_empty();
	return asked.words
		? m.questions_progress_short({ n: countWords(text), least: asked.words.least })
		: m.questions_progress_begun();
}

export function points(given: number, most: number): string {
	return m.questions_result({ points: number(given), most: number(most) });
}

/** "Saved 10:42" for what was saved on this page, with the day for what was there before. */
export function savedWords(
	at: Date | null,
	isFresh: boolean,
	timeZone: string
): string | undefined {
	if (!at) return undefined;
	return m.questions_saved_at({ time: (isFresh ? clock : shortDateTime)(at, timeZone) });
}
