/* What kinds, states, verdicts and places of the ledger are called. Messages only. */
import { plainText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { EntryKind, ShownPlace, Status, Verdict } from './ledger';
import type { PlaceFault } from './ledger-editing.server';

export const kindName: Record<EntryKind, () => string> = {
	claim: m.ledger_kind_claim,
	figure: m.ledger_kind_figure,
	event: m.ledger_kind_event
};

export const statusName: Record<Status, () => string> = {
	unchecked: m.ledger_status_unchecked,
	holds: m.ledger_status_holds,
	partly: m.ledger_status_partly,
	disputed: m.ledger_status_disputed,
	wrong: m.ledger_status_wrong,
	uncheckable: m.ledger_status_uncheckable
};

export const verdictName: Record<Verdict, () => string> = {
	holds: m.ledger_verdict_holds,
	partly: m.ledger_verdict_partly,
	wrong: m.ledger_verdict_wrong,
	unclear: m.ledger_verdict_unclear
};

/** `Reading 2, paragraph 5`; what is no numbered reading goes by its title. */
export function placeName(
	{ reading, paragraph }: Pick<ShownPlace, 'reading' | 'paragraph'>,
	locale: Locale
): string {
	const title = plainText(reading.title, locale);
	if (!paragraph) return reading.number === null ? title : m.readings_number({ n: reading.number });
	return reading.number === null
		? m.readings_place_note({ title, paragraph: paragraph.number })
		: m.readings_place({ reading: reading.number, paragraph: paragraph.number });
}

const faultNames: Record<PlaceFault['reason'], () => string> = {
	'no-such-paragraph': m.ledger_fault_at,
	'not-the-words': m.ledger_fault_words,
	'too-long': m.ledger_fault_long,
	'no-such-text': m.ledger_fault_text
};

/** What is wrong beside each field of the form, by the field's name. */
export function placeErrors(faults: readonly PlaceFault[]): Record<string, string> {
	return Object.fromEntries(
		faults.map(({ place, field, reason }) => [
			`places.${place}.${field === 'at' ? 'at' : `words.${field}`}`,
			faultNames[reason]()
		])
	);
}
