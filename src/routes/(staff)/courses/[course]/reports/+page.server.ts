import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { hideSchema, reportedSchema } from '$lib/notices/notices.schema.server';
import { hideReported, keepReported, reportsFor, showAgain } from '$lib/notices/reports.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => ({
	reports: await reportsFor(actor)
});

export const actions: Actions = {
	keep: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, reportedSchema, 'keep');
		if (!read.ok) return refuseForm(read.form);
		await keepReported(actor, read.data, now);
		return acceptForm(read.form, m.notices_reports_kept());
	},
	hide: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, hideSchema, 'hide');
		if (!read.ok) return refuseForm(read.form);
		await hideReported(actor, read.data, read.data.reason, now);
		return acceptForm(read.form, m.notices_reports_was_hidden());
	},
	show: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, reportedSchema, 'show');
		if (!read.ok) return refuseForm(read.form);
		await showAgain(actor, read.data, now);
		return acceptForm(read.form, m.notices_reports_was_shown());
	}
};
