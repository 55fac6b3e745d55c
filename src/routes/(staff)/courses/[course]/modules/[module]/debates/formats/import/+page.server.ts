import { redirect } from '@sveltejs/kit';
import { bringFormat } from '$lib/debates/own-formats/copying.server';
import {
	readFormat,
	readFormatFile,
	writeFormat
} from '$lib/debates/own-formats/format-file.server';
import { formatsFor } from '$lib/debates/own-formats/formats.server';
import { bringSchema, fileSchema } from '$lib/debates/own-formats/formats.schema.server';
import { fileFault } from '$lib/debates/own-formats/words';
import type { FormState } from '$lib/forms/form';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => {
	await formatsFor(actor);
};

export const actions: Actions = {
	preview: async ({ locals: { actor }, request }) => {
		await formatsFor(actor);
		const read = await readForm(request, fileSchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const found = await readFormatFile(read.data.file);
		if (!found.ok) {
			read.form.errors.file = fileFault(found);
			return refuseForm(read.form);
		}
		const values = { format: writeFormat(found.body) };
		const form: FormState = { ...read.form, id: 'seen', values };
		return { form, seen: found.body };
	},
	apply: async ({ locals: { actor, now }, params, request, url }) => {
		await formatsFor(actor);
		const read = await readForm(request, bringSchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const found = readFormat(read.data.format);
		if (!found.ok) return refuseForm(read.form, fileFault(found));
		const brought = await bringFormat(actor, params.module, found.body, now);
		if (!brought.ok) return refuseForm(read.form, m.formats_too_many(), 409);
		redirect(303, url.pathname.replace(/import$/, brought.ref));
	}
};
