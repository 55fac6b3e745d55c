/*
 * How a control is tied to the words about it: its hint and its error carry ids made from the control's own, and the
 * control points at those that exist.
 */
export interface Wiring {
	id: string;
	name: string;
	'aria-describedby': string | undefined;
	'aria-invalid': 'true' | undefined;
}

export function hintId(id: string): string {
	return `${id}-hint`;
}

export function errorId(id: string): string {
	return `${id}-error`;
}

export function countId(id: string): string {
	return `${id}-count`;
}

export function wiring(
	id: string,
	name: string,
	has: { hint?: boolean; error?: string | undefined; count?: boolean }
): Wiring {
	const described = [
		has.hint ? hintId(id) : '',
		has.error ? errorId(id) : '',
		has.count ? countId(id) : ''
	].filter(Boolean);
	return {
		id,
		name,
		'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
		'aria-invalid': has.error ? 'true' : undefined
	};
}
