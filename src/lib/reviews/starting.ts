/* The rubric that an author who has none begins with, in both languages; nothing of it is kept until it is saved. */
import { locales, type LocalText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { RubricBody } from './review';

type Words = (inputs?: Record<string, never>, options?: { locale?: Locale }) => string;

function inBoth(words: Words): LocalText {
	const text: LocalText = {};
	for (const locale of locales) text[locale] = words({}, { locale });
	return text;
}

export function rubricToBeginWith(): RubricBody {
	const levels = [
		m.authoring_rubric_start_1,
		m.authoring_rubric_start_2,
		m.authoring_rubric_start_3,
		m.authoring_rubric_start_4
	];
	const criteria = {
		claim: m.authoring_rubric_start_claim,
		evidence: m.authoring_rubric_start_evidence,
		reasoning: m.authoring_rubric_start_reasoning,
		other: m.authoring_rubric_start_other
	};
	return {
		title: inBoth(m.authoring_rubric_start_title),
		rule: {},
		notes: {},
		criteria: Object.entries(criteria).map(([key, title]) => ({
			key,
			title: inBoth(title),
			levels: levels.map((label, i) => ({ points: i + 1, label: inBoth(label), text: {} }))
		}))
	};
}
