/*
 * What the keys do on the page of one sheet. Digits of every script count; a letter that is not Latin
 * counts as the one printed beside it, so that an Urdu keyboard needs no change. Pure.
 */
import { commandOf as commandInText } from '$lib/annotations/keys';

export type Act =
	| 'next'
	| 'previous'
	| 'ready'
	| 'ready-stay'
	| 'return'
	| 'raise'
	| 'lower'
	| 'leave-out'
	| 'back'
	| 'jump'
	| 'comment'
	| 'part'
	| 'pin'
	| 'bank'
	| 'leave'
	| 'list';
export type Unit = 'field' | 'sentence' | 'word';
export type Command =
	| { act: Act }
	| { act: 'digit'; digit: number }
	| { act: 'move'; unit: Unit; to: 1 | -1 }
	| { act: 'grow'; unit: 'sentence' | 'word'; to: 1 | -1 };

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const acts: Record<string, Act> = {
	j: 'next',
	n: 'next',
	k: 'previous',
	p: 'previous',
	r: 'ready',
	v: 'return',
	'.': 'raise',
	'۔': 'raise',
	',': 'lower',
	'،': 'lower',
	'٫': 'lower',
	x: 'leave-out',
	backspace: 'back',
	g: 'jump',
	c: 'comment',
	t: 'part',
	m: 'pin',
	i: 'bank',
	escape: 'leave',
	'?': 'list',
	'؟': 'list'
};

/** 0 to 9, typed in any script, or by its place where a layout has signs there. */
export function digitOf({ key, code, shiftKey }: Pick<Press, 'key' | 'code' | 'shiftKey'>) {
	for (const zero of ['0', '٠', '۰']) {
		const digit = key.length === 1 ? key.charCodeAt(0) - zero.charCodeAt(0) : -1;
		if (digit >= 0 && digit <= 9) return digit;
	}
	const [, place] = /^(?:Digit|Numpad)(\d)$/.exec(code) ?? [];
	return place === undefined || shiftKey || /^\p{L}$|^.{2,}$/u.test(key) ? null : Number(place);
}

function letterOf({ key, code }: Press): string {
	const [, place] = /^Key(.)$/.exec(code) ?? [];
	return (place && !/^[a-z]$/i.test(key) ? place : key).toLowerCase();
}

/** @param isChosen words are selected: until then the arrows scroll, as they always do */
export function commandOf(press: Press, isRtl: boolean, isChosen: boolean): Command | null {
	if (press.ctrlKey || press.metaKey || press.altKey) return null;
	const digit = digitOf(press);
	if (digit !== null) return { act: 'digit', digit };
	const letter = letterOf(press);
	const to = press.shiftKey ? -1 : 1;
	if (letter === 'f') return { act: 'move', unit: 'field', to };
	if (letter === 'r' && press.shiftKey) return { act: 'ready-stay' };
	const act = acts[letter];
	if (act) return { act };
	const inText = commandInText(press, isRtl, isChosen);
	return inText?.act === 'move' || inText?.act === 'grow' ? inText : null;
}

/** Inserting from the comment bank, which also works while one writes: Ctrl or ⌘ with the full stop. */
export function isBankKey({ key, code, ctrlKey, metaKey, altKey }: Press): boolean {
	return (ctrlKey || metaKey) && !altKey && (key === '.' || code === 'Period');
}

const choosing = new Set(['radio', 'checkbox', 'button', 'submit', 'reset']);

/** Whether a key is meant for a field, so that a page with keys of its own leaves it alone. */
export function isTyping({ target }: Event): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
	if (target instanceof HTMLSelectElement) return true;
	return target instanceof HTMLInputElement && !choosing.has(target.type);
}
