/* The texts of something that authors write, in their order, to be shown beside what was typed. Pure. */
import type { LocalText } from '$lib/i18n/local-text';

export function textsIn(value: unknown): LocalText[] {
	if (Array.isArray(value)) return value.flatMap(textsIn);
	if (typeof value !== 'object' || value === null) return [];
	const keys = Object.keys(value);
	const isText =
		keys.length > 0 &&
		keys.every((key) => key === 'en' || key === 'ur') &&
		Object.values(value).every((words) => typeof words === 'string');
	return isText ? [value] : Object.values(value).flatMap(textsIn);
}
