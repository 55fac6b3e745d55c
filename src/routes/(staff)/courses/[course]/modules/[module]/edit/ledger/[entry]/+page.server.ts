import { fail, redirect } from '@sveltejs/kit';
import { mostPlaces } from '$lib/annotations/ledger';
import { entrySchema, retireSchema } from '$lib/annotations/ledger.schema.server';
import {
	editingHelp,
	entryToEdit,
	retireEntry,
	saveEntry
} from '$lib/annotations/ledger-editing.server';
import { begunEntry, placesWritten } from '$lib/annotations/ledger-form';
import { placeErrors } from '$lib/annotations/ledger-words';
import type { FormState } from '$lib/forms/form';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { changeRows, rowChange } from '$lib/forms/rows';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

/** `new` in the address is an entry that is not there yet; its query may say how it begins. */
export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const entry =
		params.entry === 'new' ? null : await entryToEdit(actor, params.module, params.entry);
	const begun = entry ?? begunEntry(url.searchParams);
	const places = begun.places.map((place) => place.at);
	return { entry, begun, help: await editingHelp(actor, params.module, places, now) };
};

export const actions: Actions = {
	arrange: async ({ locals: { actor, now }, params, request }) => {
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw[rowChange], mostPlaces);
		const form: FormState = { id: 'entry', values, errors: {} };
		return { form, help: await editingHelp(actor, params.module, placesWritten(values), now) };
	},
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const key = params.entry === 'new' ? null : params.entry;
		const raw = await fieldsOf(request);
		const written = placesWritten(typedValues(raw));
		const help = await editingHelp(actor, params.module, written, now);
		if (key !== null) await entryToEdit(actor, params.module, key);
		const read = await readForm(request, entrySchema, 'entry');
		if (!read.ok) return fail(400, { form: read.form, help });
		const saved = await saveEntry(actor, params.module, key, read.data, now);
		if (saved.ok && key === null) redirect(303, url.pathname.replace(/\/new$/, ''));
		if (saved.ok) return acceptForm(read.form, m.authoring_saved());
		if (saved.reason === 'too-many') return refuseForm(read.form, m.ledger_too_many());
		if (saved.reason === 'places') {
			const wrong = { message: m.forms_check_fields(), tone: 'alert' as const };
			return fail(400, {
				form: { ...read.form, errors: placeErrors(saved.faults), ...wrong },
				help
			});
		}
		const values = { ...read.form.values, base: String(saved.kept.version) };
		return fail(409, { form: { ...read.form, values }, kept: saved.kept, help });
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		await retireEntry(actor, params.module, params.entry, read.data.retired === 'yes', now);
	}
};
