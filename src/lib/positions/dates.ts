/*
 * All dates of a module as one form holds them, and how they are moved to another term. Pure.
 */
import type { FormState } from '$lib/forms/form';

/** Days that dates may be moved by at once, either way. */
export const mostDays = 800;

/** A `datetime-local` value so many days later, at the same time of day; null when it is none. */
export function daysLater(value: string, days: number): string | null {
	const [, date, time] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d)(?::\d\d)?$/.exec(value.trim()) ?? [];
	if (date === undefined || time === undefined) return null;
	const at = new Date(`${date}T00:00:00Z`);
	if (Number.isNaN(at.getTime())) return null;
	at.setUTCDate(at.getUTCDate() + days);
	const year = at.getUTCFullYear();
	return year < 1000 || year > 9999 ? null : at.toISOString().slice(0, 10) + time;
}

/** Every date of the form so many days later; what is empty or no date stays as it is. */
export function moveDates(values: FormState['values'], days: number): FormState['values'] {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const isDate = /\.(dueAt|closesAt)$/.test(name) && typeof value === 'string';
			return [name, isDate ? (daysLater(value, days) ?? value) : value];
		})
	);
}
