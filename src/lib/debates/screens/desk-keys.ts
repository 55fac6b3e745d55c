/*
 * What the keys do on the chair's page. A letter that is not Latin counts as the one printed beside it;
 * whatever is meant for a field, a button or a link is left to it. Pure.
 */
type Press = Pick<
	KeyboardEvent,
	'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented' | 'isComposing'
> & { target: EventTarget | null };

export type DeskAct = 'clock' | 'next' | 'undo';

const taking = 'input, textarea, select, [contenteditable], dialog';
/** These answer to the space bar themselves. */
const pressable = `${taking}, button, a, summary`;

export function deskKey(press: Press): DeskAct | null {
	const { key, code, ctrlKey, metaKey, altKey, repeat, target } = press;
	// A key that is held down would start and pause many times a second.
	if (ctrlKey || metaKey || altKey || repeat || press.defaultPrevented || press.isComposing)
		return null;
	const within = (selector: string) =>
		target !== null && 'closest' in target && (target as Element).closest(selector) !== null;
	if (key === ' ') return within(pressable) ? null : 'clock';
	if (within(taking)) return null;
	const [, place] = /^Key(.)$/.exec(code) ?? [];
	const letter = (place && !/^[a-z]$/i.test(key) ? place : key).toLowerCase();
	return letter === 'n' ? 'next' : letter === 'z' ? 'undo' : null;
}
