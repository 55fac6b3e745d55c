/*
 * What the keys do while the focus is in a text. Letters are found by their place on the keyboard
 * when it does not write Latin; arrows ahead and back follow the direction of the text. Pure.
 */
import type { Unit } from './steps';

export type Act = 'note' | 'highlight' | 'cite' | 'link' | 'notes' | 'leave' | 'help';
export type Command =
	| { act: Act }
	| { act: 'paragraph'; to: 1 | -1 }
	| { act: 'move' | 'grow'; unit: Unit; to: 1 | -1 };

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const acts: Record<string, Act> = {
	n: 'note',
	h: 'highlight',
	c: 'cite',
	l: 'link',
	m: 'notes',
	escape: 'leave',
	'?': 'help',
	'؟': 'help'
};

/** @param isChosen something is selected: until then the arrows scroll, as they always do */
export function commandOf(press: Press, isRtl: boolean, isChosen: boolean): Command | null {
	if (press.ctrlKey || press.metaKey || press.altKey) return null;
	const [, letter] = /^Key(.)$/.exec(press.code) ?? [];
	// Every letter that is not Latin counts as the one printed beside it.
	const key = (letter && !/^[a-z]$/i.test(press.key) ? letter : press.key).toLowerCase();
	const act = acts[key];
	if (act) return { act };
	if (key === 'j' || key === 'k') return { act: 'paragraph', to: key === 'j' ? 1 : -1 };
	if (key === 's' || key === 'w')
		return {
			act: 'move',
			unit: key === 's' ? 'sentence' : 'word',
			to: press.shiftKey ? -1 : 1
		};
	const [, arrow] = /^arrow(.+)$/.exec(key) ?? [];
	if (!arrow || !isChosen) return null;
	const isAlong = arrow === 'left' || arrow === 'right';
	const isAhead = isAlong ? (arrow === 'right') !== isRtl : arrow === 'down';
	return {
		act: press.shiftKey ? 'grow' : 'move',
		unit: isAlong ? 'word' : 'sentence',
		to: isAhead ? 1 : -1
	};
}
