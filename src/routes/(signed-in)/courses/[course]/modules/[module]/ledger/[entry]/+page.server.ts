import { fail } from '@sveltejs/kit';
import {
	checkSchema,
	hideSchema,
	removeCheckSchema,
	showSchema
} from '$lib/annotations/ledger.schema.server';
import { ledgerEntryFor } from '$lib/annotations/ledger.server';
import {
	hideCheck,
	removeCheck,
	showCheck,
	writeCheck,
	type CheckSaved
} from '$lib/annotations/ledger-checking.server';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { inLanguage } from '$lib/i18n/in-language';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params }) => {
	const edition = { kind: 'study', lang: locale } as const;
	const entry = await ledgerEntryFor(actor, params.module, params.entry, edition, now);
	return { entry: inLanguage(entry, locale) };
};

/** The next save builds on what is kept now. */
function conflict(form: FormState, { kept }: Extract<CheckSaved, { ok: false }>) {
	const values = { ...form.values, base: String(kept?.version ?? 0) };
	return fail(409, { form: { ...form, id: 'check', values }, kept });
}

export const actions: Actions = {
	check: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, checkSchema, 'check');
		if (!read.ok) return refuseForm(read.form);
		const saved = await writeCheck(actor, params.module, params.entry, read.data, locale, now);
		return saved.ok ? acceptForm(read.form, m.ledger_saved()) : conflict(read.form, saved);
	},
	remove: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, removeCheckSchema, 'remove');
		if (!read.ok) return refuseForm(read.form);
		const gone = await removeCheck(actor, params.module, params.entry, read.data.base, now);
		if (gone.ok) return acceptForm(read.form, m.ledger_deleted());
		return conflict({ ...read.form, values: {} }, gone);
	},
	hide: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, hideSchema, 'hide');
		if (!read.ok) return refuseForm(read.form);
		const at = { moduleSlug: params.module, key: params.entry };
		await hideCheck(actor, at, read.data, now);
		return acceptForm(read.form, m.ledger_is_hidden());
	},
	show: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, showSchema, 'show');
		if (!read.ok) return refuseForm(read.form);
		const at = { moduleSlug: params.module, key: params.entry };
		await showCheck(actor, at, read.data.ref, now);
		return acceptForm(read.form, m.ledger_is_shown());
	}
};
