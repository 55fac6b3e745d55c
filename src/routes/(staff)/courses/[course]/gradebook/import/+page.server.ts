import { fail } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { sentRoster } from '$lib/courses/roster-file.server';
import { applySchema, importSchema } from '$lib/gradebook/gradebook.schema.server';
import { applyTable, previewTable } from '$lib/gradebook/importing.server';
import { unreadableTable } from '$lib/gradebook/words';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { actor } }) => {
	authorize(actor, 'gradebook.edit', { courseId: membershipOf(actor).courseId });
};

const seen = (form: FormState): FormState => ({ ...form, id: 'seen' });

export const actions: Actions = {
	preview: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, importSchema, 'import');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const sent = await sentRoster(data.file, data.list);
		const field = data.list.trim() === '' ? 'file' : 'list';
		if (!sent.ok) {
			form.errors[field] = unreadableTable(sent);
			return refuseForm(form);
		}
		form.values.list = sent.text;
		const shown = await previewTable(actor, sent.text, now);
		if (!shown.ok) {
			form.errors[field] = unreadableTable(shown);
			return refuseForm(form);
		}
		return { form: seen(form), preview: shown.preview };
	},
	apply: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, applySchema, 'import');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const sent = await sentRoster(undefined, data.list);
		if (!sent.ok) return refuseForm(form, unreadableTable(sent));
		form.values.list = sent.text;
		const { stamp, stale } = data;
		const applied = await applyTable(actor, { text: sent.text, stamp, stale }, now);
		if (applied.ok) {
			const done = acceptForm(form, m.gradebook_import_done({ n: applied.changed }));
			return { ...done, preview: null };
		}
		if (!('preview' in applied)) return refuseForm(form, unreadableTable(applied));
		const message = m.gradebook_import_moved();
		const again: FormState = { ...seen(form), message, tone: 'alert' };
		return fail(409, { form: again, preview: applied.preview });
	}
};
