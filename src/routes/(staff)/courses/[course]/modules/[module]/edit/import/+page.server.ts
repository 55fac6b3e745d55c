import { fail, redirect } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { pieceRefusal, unreadableText } from '$lib/readings/import-words';
import { piecesSchema, textSchema, type ImportedText } from '$lib/readings/import.schema.server';
import {
	importTargets,
	previewImport,
	publishImport,
	sentText,
	textToImport,
	type TextToImport
} from '$lib/readings/importing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { id } = await moduleFor(locals.actor, params.module);
	return { targets: await importTargets(locals.actor, id) };
};

/** The text that came, or the form again with a sentence about the field that it came in. */
async function textOf(
	actor: App.Locals['actor'],
	moduleSlug: string,
	fields: ImportedText,
	form: FormState
): Promise<{ ok: true; wanted: TextToImport } | { ok: false; form: FormState }> {
	const { id } = await moduleFor(actor, moduleSlug);
	const sent = await sentText(fields.file, fields.source);
	if (sent.ok) {
		form.values.source = sent.text;
		return { ok: true, wanted: textToImport(id, sent.text, fields) };
	}
	const message = sent.reason === 'both' ? m.readings_import_both() : unreadableText[sent.reason]();
	const field = fields.source.trim() === '' ? 'file' : 'source';
	return { ok: false, form: { ...form, errors: { [field]: message } } };
}

export const actions: Actions = {
	preview: async ({ locals: { actor }, params, request }) => {
		const read = await readForm(request, textSchema, 'text');
		if (!read.ok) return refuseForm(read.form);
		const text = await textOf(actor, params.module, read.data, read.form);
		if (!text.ok) return refuseForm(text.form);
		const shown = await previewImport(actor, text.wanted);
		if (!shown.ok) return refuseForm(read.form, pieceRefusal[shown.reason]());
		return { form: { ...read.form, id: 'pieces' }, preview: shown.preview };
	},
	publish: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, piecesSchema, 'pieces');
		if (!read.ok) return refuseForm({ ...read.form, id: 'text' });
		const text = await textOf(actor, params.module, read.data, read.form);
		if (!text.ok) return refuseForm({ ...text.form, id: 'text' });
		const { use, to } = read.data;
		const choices = use.map((chosen, i) => ({ use: chosen, to: to[i] ?? '' }));
		const published = await publishImport(actor, text.wanted, choices, now);
		if (published.ok) {
			const readings = url.pathname.replace(/edit\/import$/, 'readings');
			redirect(303, `${readings}/${published.slug}?edition=original-${read.data.lang}`);
		}
		const message = pieceRefusal[published.reason]();
		const shown = await previewImport(actor, text.wanted);
		if (!shown.ok) return refuseForm({ ...read.form, id: 'text' }, message, 409);
		const form: FormState = { ...read.form, message, tone: 'alert' };
		return fail(published.reason === 'moved' ? 409 : 400, { form, preview: shown.preview });
	}
};
