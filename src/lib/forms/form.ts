/*
 * What an action gives back to its page: every value as typed, a message beside each field that was
 * wrong, and one for the whole. Pages hand it to the fields; nothing typed is ever lost.
 */
export interface FormState {
	/** Which form on the page, when it has several. */
	id: string;
	values: Record<string, string | string[]>;
	errors: Record<string, string>;
	/** Said above the form: a refusal, a conflict, or that it worked. */
	message?: string;
	tone?: 'good' | 'alert' | 'info';
}

/** The value to show in a field: what was typed if this form came back, else what is kept. */
export function typed(form: FormState | null | undefined, field: string, kept = ''): string {
	const value = form?.values[field];
	return value === undefined ? kept : Array.isArray(value) ? (value[0] ?? '') : value;
}

export function typedList(
	form: FormState | null | undefined,
	field: string,
	kept: readonly string[] = []
): string[] {
	const value = form?.values[field];
	if (form && value === undefined && Object.keys(form.values).length > 0) return [];
	return value === undefined ? [...kept] : Array.isArray(value) ? value : [value];
}

/** The state of one of several forms on a page. */
export function formNamed(
	data: { form?: FormState } | null | undefined,
	id: string
): FormState | null {
	return data?.form?.id === id ? data.form : null;
}
