/*
 * The only place that knows `FormData`. A form is read against one hand-written schema; unknown
 * fields are ignored, a field sent twice where one is meant is an error, files never come back.
 */
import { error, fail, type ActionFailure } from '@sveltejs/kit';
import type { z } from 'zod';
import { saidOf } from '$lib/access/refuse';
import { m } from '$lib/paraglide/messages';
import type { FormState } from './form';
import { fieldAt, nested } from './nested';

export type FormRead<Out> =
	{ ok: true; data: Out; form: FormState } | { ok: false; form: FormState };

/** @param id names the form when a page has several */
export async function readForm<Schema extends z.ZodType>(
	request: Request,
	schema: Schema,
	id = 'form'
): Promise<FormRead<z.output<Schema>>> {
	const raw = await fieldsOf(request);
	const form: FormState = { id, values: typedValues(raw), errors: {} };
	const parsed = schema.safeParse(nested(raw));
	if (parsed.success) return { ok: true, data: parsed.data, form };
	for (const issue of parsed.error.issues) {
		const field = fieldAt(issue.path, raw);
		form.errors[field] ??= issue.message;
	}
	form.message = m.forms_check_fields();
	form.tone = 'alert';
	return { ok: false, form };
}

/** What was typed, as a page may show it again: no passwords, no files. */
export function typedValues(raw: Record<string, unknown>): FormState['values'] {
	const values: FormState['values'] = {};
	for (const [name, value] of Object.entries(raw)) {
		const texts = (Array.isArray(value) ? value : [value]).filter((v) => typeof v === 'string');
		if (texts.length > 0 && !name.startsWith('password'))
			values[name] = Array.isArray(value) ? texts : (texts[0] ?? '');
	}
	return values;
}

/** What a request sent, for who has to give it back after somebody else has read it. */
const sent = new WeakMap<Request, Record<string, unknown>>();

/** Every field as it was sent; one that came several times is a list. */
export async function fieldsOf(request: Request): Promise<Record<string, unknown>> {
	const known = sent.get(request);
	if (known) return known;
	let data: FormData;
	try {
		data = await request.formData();
	} catch (cause) {
		if (isTooLarge(cause))
			error(413, { message: 'too large', ...saidOf(413), detail: m.forms_too_large() });
		error(400, { message: 'bad request', detail: m.forms_unreadable() });
	}
	const raw: Record<string, unknown> = {};
	for (const name of new Set(data.keys())) {
		if (name === '__proto__') continue;
		const all = data.getAll(name);
		raw[name] = all.length === 1 ? all[0] : all;
	}
	sent.set(request, raw);
	return raw;
}

function isTooLarge(cause: unknown): boolean {
	return typeof cause === 'object' && cause !== null && 'status' in cause && cause.status === 413;
}

/** The form comes back with a message above it; 400 unless another status says it better. */
export function refuseForm(
	form: FormState,
	message?: string,
	status = 400
): ActionFailure<{ form: FormState }> {
	return fail(status, { form: message ? { ...form, message, tone: 'alert' as const } : form });
}

/** It worked: the page says so; values are dropped so that the fields show what is kept. */
export function acceptForm(form: FormState, message: string): { form: FormState } {
	return { form: { id: form.id, values: {}, errors: {}, message, tone: 'good' } };
}
