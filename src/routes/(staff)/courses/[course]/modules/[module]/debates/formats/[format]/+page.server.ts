import { fail, redirect } from '@sveltejs/kit';
import { copyFormat, retireFormat, saveFormat } from '$lib/debates/own-formats/copying.server';
import { formatFor } from '$lib/debates/own-formats/formats.server';
import {
	formatSchema,
	pressSchema,
	retireSchema,
	writtenOver
} from '$lib/debates/own-formats/formats.schema.server';
import { most } from '$lib/debates/own-formats/shape';
import { faultText } from '$lib/debates/own-formats/words';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { changeRows } from '$lib/forms/rows';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	format: await formatFor(actor, params.format)
});

export const actions: Actions = {
	copy: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, pressSchema, 'copy');
		const copied = await copyFormat(actor, params.module, params.format, now);
		if (!copied.ok) return refuseForm(read.form, m.formats_too_many(), 409);
		redirect(303, url.pathname.replace(/[^/]+$/, copied.ref));
	},
	arrange: async ({ locals: { actor }, params, request }) => {
		await formatFor(actor, params.format);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw.rows, most.phases);
		const message = m.authoring_rows_changed();
		return { form: { id: 'format', values, errors: {}, message, tone: 'info' as const } };
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		const { body } = await formatFor(actor, params.format);
		const read = await readForm(request, formatSchema, 'format');
		if (!read.ok) return refuseForm(read.form);
		const wanted = { body: writtenOver(body, read.data), stamp: read.data.stamp };
		const saved = await saveFormat(actor, params.module, params.format, wanted, now);
		if (saved.ok)
			return acceptForm(read.form, saved.forked ? m.formats_saved_forked() : m.formats_saved());
		if (saved.reason === 'faulty')
			return refuseForm(read.form, saved.faults.map(faultText).join(' '));
		const values = { ...read.form.values, stamp: saved.stamp };
		return fail(409, { form: { ...read.form, values }, kept: saved.kept });
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		await retireFormat(actor, params.module, params.format, read.data.retired === 'yes', now);
	}
};
