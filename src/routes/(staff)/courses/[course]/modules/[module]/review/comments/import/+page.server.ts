import { fail } from '@sveltejs/kit';
import { sentRoster } from '$lib/courses/roster-file.server';
import { unreadableRoster } from '$lib/courses/roster-words';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { importSchema, tableSchema } from '$lib/reviews/bank/bank.schema.server';
import { importBank, previewBank } from '$lib/reviews/bank/bank-csv.server';
import { bankToWrite } from '$lib/reviews/bank/comments.server';
import { unreadableBank } from '$lib/reviews/bank/words';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	await bankToWrite(locals.actor, params.module);
};

const seen = (form: FormState): FormState => ({ ...form, id: 'seen' });

export const actions: Actions = {
	preview: async ({ locals: { actor }, params, request }) => {
		await bankToWrite(actor, params.module);
		const read = await readForm(request, tableSchema, 'table');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const field = data.list.trim() === '' ? 'file' : 'list';
		const sent = await sentRoster(data.file, data.list);
		if (!sent.ok) {
			form.errors[field] = unreadableRoster(sent);
			return refuseForm(form);
		}
		const shown = await previewBank(actor, params.module, sent.text);
		if (!shown.ok) {
			form.errors[field] = unreadableBank(shown);
			return refuseForm(form);
		}
		form.values.list = sent.text;
		return { form: seen(form), preview: shown.preview };
	},
	apply: async ({ locals: { actor, now }, params, request }) => {
		await bankToWrite(actor, params.module);
		const read = await readForm(request, importSchema, 'table');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const sent = await sentRoster(undefined, data.list);
		if (!sent.ok) return refuseForm(form, unreadableRoster(sent));
		form.values.list = sent.text;
		const wish = { text: sent.text, stamp: data.stamp };
		const done = await importBank(actor, params.module, wish, now);
		if (done.ok) return acceptForm(form, m.bank_import_done({ n: done.added + done.back }));
		if (done.reason !== 'moved') return refuseForm(form, unreadableBank(done));
		const shown: FormState = { ...seen(form), message: m.bank_import_moved(), tone: 'alert' };
		return fail(409, { form: shown, preview: done.preview });
	}
};
