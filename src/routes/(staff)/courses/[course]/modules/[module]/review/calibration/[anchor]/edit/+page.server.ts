import { fail, redirect } from '@sveltejs/kit';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { acceptForm, fieldsOf, readForm, refuseForm, typedValues } from '$lib/forms/read.server';
import { changeRows } from '$lib/forms/rows';
import { m } from '$lib/paraglide/messages';
import { readingIndex } from '$lib/readings/readings.server';
import { textsOfAnchor } from '$lib/reviews/calibrating/anchor';
import {
	anchorToEdit,
	makeAnchor,
	retireAnchor,
	saveAnchor
} from '$lib/reviews/calibrating/anchors.server';
import { anchorSchema, retireSchema } from '$lib/reviews/calibrating/calibrating.schema.server';
import { anchorRefusal } from '$lib/reviews/calibrating/names';
import type { Actions, PageServerLoad } from './$types';

/** `new` in the address is an anchor that is not there yet. */
async function here(actor: Actor, params: { module: string; anchor: string }) {
	const id = params.anchor === 'new' ? null : params.anchor;
	const page = await anchorToEdit(actor, params.module, id);
	return { ...page, id, index: await readingIndex(actor, page.moduleId) };
}

export const load: PageServerLoad = async ({ locals: { actor }, params, url }) => {
	const { anchor, rubric, index } = await here(actor, params);
	return { anchor, rubric, index, isReplaced: url.searchParams.has('replaced') };
};

export const actions: Actions = {
	arrange: async ({ locals: { actor }, params, request }) => {
		await here(actor, params);
		const raw = await fieldsOf(request);
		const values = changeRows(typedValues(raw), raw.rows);
		const message = m.authoring_rows_changed();
		return { form: { id: 'anchor', values, errors: {}, message, tone: 'info' as const } };
	},
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const { id, rubric, index } = await here(actor, params);
		if (!rubric) notFound();
		const read = await readForm(request, anchorSchema(rubric, index), 'anchor');
		if (!read.ok) return refuseForm(read.form);
		const { version, ...writing } = read.data;
		const saved =
			id === null
				? await makeAnchor(actor, params.module, writing, now)
				: await saveAnchor(actor, params.module, id, { version, ...writing }, now);
		if (!saved.ok && saved.reason === 'conflict') {
			const values = { ...read.form.values, version: String(saved.version) };
			return fail(409, { form: { ...read.form, values }, kept: textsOfAnchor(saved.kept) });
		}
		if (!saved.ok) return refuseForm(read.form, anchorRefusal[saved.reason](), 409);
		if (saved.id === id) return acceptForm(read.form, m.calibrating_saved());
		const list = url.pathname.split('/').slice(0, -2).join('/');
		redirect(303, `${list}/${saved.id}/edit${id === null ? '' : '?replaced'}`);
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		const isRetired = read.data.retired === 'yes';
		const done = await retireAnchor(actor, params.module, params.anchor, isRetired, now);
		if (!done.ok) return refuseForm(read.form, anchorRefusal[done.reason](), 409);
	}
};
