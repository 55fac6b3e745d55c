/* Why a passage is not taken onto a card. */
import { m } from '$lib/paraglide/messages';
import { citeRefusal } from '$lib/positions/names';
import type { PassageAdded } from './citing.server';

const {
	empty,
	'out-of-range': outOfRange,
	'too-long': tooLong,
	'not-the-words': notTheWords,
	'splits-character': splitsCharacter
} = citeRefusal;

export const passageRefusal: Record<Extract<PassageAdded, { ok: false }>['reason'], () => string> =
	{
		empty,
		'out-of-range': outOfRange,
		'too-long': tooLong,
		'not-the-words': notTheWords,
		'splits-character': splitsCharacter,
		unknown: m.boards_passage_unknown,
		'too-many': m.boards_passages_full,
		full: m.boards_full
	};
