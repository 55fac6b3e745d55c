import { fail, redirect } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { changeSchema, retireSchema } from '$lib/reviews/bank/bank.schema.server';
import {
	changeComment,
	commentToChange,
	retireComment,
	type CommentSaved
} from '$lib/reviews/bank/comments.server';
import { commentRefusal } from '$lib/reviews/bank/words';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	commentToChange(locals.actor, params.module, params.comment);

/** What stood in the way; a change by somebody else comes along as it is now. */
function refused(form: FormState, saved: CommentSaved & { ok: false }) {
	if (saved.reason !== 'conflict') return refuseForm(form, commentRefusal(saved));
	const values = { ...form.values, version: String(saved.version) };
	return fail(409, { form: { ...form, values }, kept: saved.kept });
}

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, changeSchema, 'comment');
		if (!read.ok) return refuseForm(read.form);
		const saved = await changeComment(actor, params.module, params.comment, read.data, now);
		return saved.ok ? acceptForm(read.form, m.bank_changed()) : refused(read.form, saved);
	},
	retire: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		const { version, retired } = read.data;
		const wish = { id: params.comment, version, retired: retired === 'yes' };
		const saved = await retireComment(actor, params.module, wish, now);
		if (!saved.ok) return refused(read.form, saved);
		redirect(303, url.pathname.replace(/\/[^/]+$/, ''));
	}
};
