import { fail, redirect } from '@sveltejs/kit';
import { notFound } from '$lib/access/refuse';
import { previewMoving, publishMoving } from '$lib/annotations/publishing.server';
import type { FormState } from '$lib/forms/form';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { isLocale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { editedTextSchema } from '$lib/readings/authoring.schema.server';
import { textRefusal } from '$lib/readings/authoring-words';
import { textToEdit, type TextAddress } from '$lib/readings/editing.server';
import type { Actions, PageServerLoad, RouteParams } from './$types';

function addressed({ module, reading, lang }: RouteParams): TextAddress {
	return { moduleSlug: module, readingSlug: reading, lang: isLocale(lang) ? lang : notFound() };
}

export const load: PageServerLoad = async ({ locals, params }) => ({
	text: await textToEdit(locals.actor, addressed(params))
});

/** The words come back to be written on. */
const toWrite = (form: FormState): FormState => ({ ...form, id: 'text' });
const toLookAt = (form: FormState): FormState => ({ ...form, id: 'preview' });

export const actions: Actions = {
	preview: async ({ locals, params, request }) => {
		const read = await readForm(request, editedTextSchema, 'text');
		if (!read.ok) return refuseForm(read.form);
		const { page, ...written } = read.data;
		const shown = await previewMoving(locals.actor, addressed(params), written, page);
		const form = toLookAt(read.form);
		if (shown.ok) return { form, preview: shown.preview, moving: shown.moving };
		return refuseForm({ ...read.form, errors: { source: textRefusal[shown.reason]() } });
	},
	/** Back from the preview. */
	write: async ({ locals, params, request }) => {
		await textToEdit(locals.actor, addressed(params));
		const read = await readForm(request, editedTextSchema, 'text');
		return read.ok ? { form: toWrite(read.form) } : refuseForm(read.form);
	},
	publish: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, editedTextSchema, 'text');
		if (!read.ok) return refuseForm(read.form);
		const published = await publishMoving(actor, addressed(params), read.data, now);
		if (published.ok)
			redirect(303, `${url.pathname.replace(/\/\w+$/, '')}?published=${params.lang}`);
		if (published.reason === 'conflict') {
			const form = { ...toWrite(read.form), values: { ...read.form.values } };
			form.values.base = String(published.theirs.base);
			return fail(409, { form, theirs: published.theirs });
		}
		if (published.reason === 'asked')
			return fail(409, {
				form: { ...toLookAt(read.form), message: m.authoring_text_asked(), tone: 'alert' as const },
				preview: published.preview,
				moving: published.moving
			});
		if (published.reason === 'unchanged') return refuseForm(read.form, m.authoring_unchanged());
		return refuseForm({ ...read.form, errors: { source: textRefusal[published.reason]() } });
	}
};
