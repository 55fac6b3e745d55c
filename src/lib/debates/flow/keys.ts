/*
 * What the keys do in the flow while the focus is on an argument, or on nothing to write in. A letter
 * that is not Latin counts as the one printed beside it. They can be switched off. Pure.
 */
export type FlowAct =
	{ act: 'new' | 'answer' | 'change' } | { act: 'go'; to: 'before' | 'after' | 'up' | 'down' };

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const letters: Record<string, 'new' | 'answer' | 'change'> = {
	n: 'new',
	a: 'answer',
	c: 'change'
};

/** @param isOn the focus is on an argument */
export function flowActOf(press: Press, isRtl: boolean, isOn: boolean): FlowAct | null {
	if (press.ctrlKey || press.metaKey || press.altKey) return null;
	const [, printed] = /^Key(.)$/.exec(press.code) ?? [];
	const key = (printed && !/^[a-z]$/i.test(press.key) ? printed : press.key).toLowerCase();
	const act = letters[key];
	if (act) return act === 'new' || isOn ? { act } : null;
	if (!isOn || press.shiftKey) return null;
	if (key === 'arrowup' || key === 'arrowdown')
		return { act: 'go', to: key === 'arrowup' ? 'up' : 'down' };
	if (key === 'arrowleft' || key === 'arrowright')
		return { act: 'go', to: (key === 'arrowright') === isRtl ? 'before' : 'after' };
	return null;
}

interface Cells {
	cells: unknown[];
}

/** The next cell with an argument that way; null at the edge. */
export function nextCell(
	lines: readonly Cells[],
	from: { line: number; column: number },
	to: 'before' | 'after' | 'up' | 'down'
): { line: number; column: number } | null {
	const [line, column] =
		to === 'up' ? [-1, 0] : to === 'down' ? [1, 0] : to === 'before' ? [0, -1] : [0, 1];
	let at = { line: from.line + line, column: from.column + column };
	while (lines[at.line]?.cells[at.column] !== undefined) {
		if (lines[at.line]?.cells[at.column] !== null) return at;
		at = { line: at.line + line, column: at.column + column };
	}
	return null;
}
